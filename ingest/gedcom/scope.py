"""What the records of one file share while they become claims: names of things, tallies, places, problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ingest.gedcom.index import Index
from ingest.gedcom.options import GedcomOptions
from ingest.gedcom.places import Gazetteer
from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import fields
from kg.chinese.readings import has_han
from kg.iris import Minter
from kg.record import Problem
from kg.terms import Term, literal


@dataclass(slots=True)
class Scope:
    """One file being read. ``part`` stands in all ids before the identifiers of a file that is one of several, whose
    identifiers mean nothing outside it. ``living`` are those who may be alive, with the last year by which they were
    born;
    ``newest`` is the year of birth from which a person may be.
    """

    file: str
    options: GedcomOptions
    minter: Minter
    index: Index
    gazetteer: Gazetteer
    part: str = ""
    living: dict[str, int | None] = field(default_factory=dict)
    newest: int = 1 << 30
    problems: list[Problem] = field(default_factory=list)
    _lost: Counter[str] = field(default_factory=Counter)
    _first: dict[str, int] = field(default_factory=dict)

    def entity(self, kind: str, local: str) -> Term:
        """The term of an entity of this dataset."""
        return self.minter.entity(kind, f"{self.options.entity}{self.part}{local}")

    def text(self, value: str, language: str = "") -> Term:
        """A text with the language that was told, or that its script and the description tell."""
        if language:
            return literal(value, language)
        return literal(value, self.options.han if has_han(value) else self.options.language or self.index.language)

    def fault(self, node: Structure, reason: str) -> None:
        """Something about a structure is wrong; the rest of its record is used."""
        self.problems.append(Problem(self.file, node.line, node.tag, reason, skipped=False))

    def lose(self, node: Structure, context: str) -> None:
        """Count a structure that the model has no place for."""
        path = f"{context}.{node.tag}" if context else node.tag
        self._lost[path] += 1
        self._first.setdefault(path, node.line)

    def lose_below(self, node: Structure, context: str) -> None:
        """Count everything under a structure whose parts have no place."""
        for child in node.children:
            self.lose(child, context)

    def losses(self) -> list[Problem]:
        """What the model does not hold of this file: one line for each kind of structure, with its number."""
        known = fields()
        return [
            Problem(
                self.file, self._first[path], path, _reason(number, known[path].note if path in known else ""), False
            )
            for path, number in sorted(self._lost.items())
        ]


def _reason(number: int, note: str) -> str:
    times = "once" if number == 1 else f"{number:,} times"
    return f"not held, {times}: {note or 'not a structure that is known here'}"
