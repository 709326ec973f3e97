"""Finds the forms of names in a text: an Aho-Corasick automaton over folded forms, with who may be meant by each.

The automaton is that of ``ahocorasick-rs``: measured by ``bench/mentions.py``. Offsets are those of the text as it is,
because folding keeps the length. Building is fast, so nothing is written to disk.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from ingest.mentions.authority import Authority
from ingest.mentions.surfaces import forms_of
from kg.chinese import NameForm, fold


@dataclass(frozen=True, slots=True)
class Reading:
    """Who may be meant: the place of the person in the authority file, the kind of form and how much it tells alone."""

    person: int
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found in a text, from ``start`` up to, not including, ``end``."""

    form: int
    start: int
    end: int


class FormIndex:
    """All forms of an authority file. Who may be meant by each is kept in three flat arrays: 7 bytes a reading."""

    def __init__(self, forms: Iterable[tuple[NameForm, int]]) -> None:
        numbers: dict[str, list[tuple[int, int]]] = {}
        kinds: dict[tuple[str, float], int] = {}
        for form, person in forms:
            kind = kinds.setdefault((form.kind, form.weight), len(kinds))
            numbers.setdefault(fold(form.text), []).append((person, kind))
        self._kinds = list(kinds)
        self._first, self._person, self._kind = array("I", [0]), array("I"), array("H")
        for readings in numbers.values():
            for person, kind in sorted(set(readings)):
                self._person.append(person)
                self._kind.append(kind)
            self._first.append(len(self._person))
        self._automaton = AhoCorasick(list(numbers), store_patterns=False) if numbers else None

    @classmethod
    def of(cls, authority: Authority) -> FormIndex:
        """The index of all persons of an authority file."""
        return cls((form, n) for n, person in enumerate(authority.persons) for form in forms_of(person))

    def __len__(self) -> int:
        return len(self._first) - 1

    def find(self, folded: str) -> Sequence[Hit]:
        """Every form in a folded text, those within others included, in the order of their ends."""
        if self._automaton is None:
            return ()
        return [Hit(*match) for match in self._automaton.find_matches_as_indexes(folded, overlapping=True)]

    def readings(self, form: int) -> list[Reading]:
        """Who may be meant by a form."""
        first, last = self._first[form], self._first[form + 1]
        return [Reading(self._person[n], *self._kinds[self._kind[n]]) for n in range(first, last)]
