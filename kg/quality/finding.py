"""What a check finds, and what it is that checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.quality.reader import Focus
from kg.store import Node
from kg.terms import Term, is_iri, literal_value
from ontology.shapes import Severity, ShapePath

#: Worst first: the order in which findings are shown.
SEVERITIES = (Severity.VIOLATION, Severity.WARNING, Severity.INFO)
#: The columns of a table of findings.
COLUMNS = ("severity", "entity", "type", "check", "shape", "path", "values", "message", "datasets")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with, suspicious about or missing from one entity.

    ``check`` is the key of the check and ``shape`` the IRI of its shape (empty where no shape can say it); ``path`` is
    the property path as SPARQL writes it; ``values`` are the terms concerned, none where something is missing;
    ``messages`` are keyed by language tag in lower case; ``datasets`` are those whose records describe the entity.
    """

    entity: str
    type: str
    check: str
    shape: str
    severity: Severity
    path: str
    values: tuple[Term, ...]
    messages: Mapping[str, str]
    datasets: tuple[str, ...]

    def message(self, language: str) -> str:
        """What it is, in a language, else in English."""
        return self.messages.get(language.lower()) or self.messages.get("en") or self.check

    def fields(self, language: str) -> dict[str, str | list[str]]:
        """All of it by name, with the message in a language: what downloads consist of (``COLUMNS``)."""
        return {
            "severity": self.severity.value,
            "entity": self.entity,
            "type": self.type,
            "check": self.check,
            "shape": self.shape,
            "path": self.path,
            "values": list(self.values),
            "message": self.message(language),
            "datasets": list(self.datasets),
        }

    def cells(self, language: str) -> list[str]:
        """The fields as a row of a table; several values stand in one cell, separated by spaces."""
        return [" ".join(each) if isinstance(each, list) else each for each in self.fields(language).values()]

    def line(self, language: str = "en") -> str:
        """All of it in one line."""
        values = f" {', '.join(map(_short, self.values))}" if self.values else ""
        where = f" {self.path}{values}" if self.path or values else ""
        return f"{self.severity.value}: {self.entity}{where}: {self.message(language)} [{self.check}]"


def _short(term: Term) -> str:
    return term[1:-1] if is_iri(term) else literal_value(term)


@dataclass(frozen=True, slots=True)
class Check:
    """One question that is asked of every entity with one of ``classes`` as its type.

    ``evaluate`` gives the wrong values of a focus node: None where nothing is wrong, an empty tuple where something is
    missing. ``needs`` is the property without which nothing can be wrong (empty: every entity is looked at). ``paths``
    lead from the focus node to what is read of other nodes. ``identity``, instead of ``evaluate``, gives a text that
    no other entity may share (empty: it has none). ``query`` finds the same entities in SPARQL.
    """

    key: str
    shape: str
    severity: Severity
    names: Mapping[str, str]
    messages: Mapping[str, str]
    group: str
    classes: frozenset[str]
    paths: tuple[ShapePath, ...]
    path: str
    query: str
    evaluate: Callable[[Focus], tuple[Node, ...] | None]
    needs: str = ""
    identity: Callable[[Focus], str] | None = None

    def name(self, language: str) -> str:
        """What is asked for, in a language, else in English."""
        return self.names.get(language.lower()) or self.names.get("en") or self.key

    def found(self, focus: Focus, type: str, values: tuple[Node, ...], datasets: tuple[str, ...]) -> Finding:
        """The finding for a focus node."""
        return Finding(
            entity=focus.entity.value,
            type=type,
            check=self.key,
            shape=self.shape,
            severity=self.severity,
            path=self.path,
            values=tuple(sorted(map(str, values))),
            messages=self.messages,
            datasets=datasets,
        )
