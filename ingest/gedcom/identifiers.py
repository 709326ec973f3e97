"""Cross-reference identifiers for writing: those of the source where it was GEDCOM, else made of the local ids."""

from __future__ import annotations

import re

from ingest.gedcom.graph import ClaimGraph
from kg.terms import Term

_SEVEN = re.compile(r"[A-Z0-9_]+")
_FIVE = re.compile(r"[A-Za-z0-9][^@#!\x00-\x1f\x7f]{0,19}")
_LETTERS = {
    "zs:Person": "I",
    "zs:Union": "F",
    "bf:Instance": "S",
    "zs:Organization": "R",
    "zs:MediaReference": "O",
}
_RESERVED = "VOID"


class Identifiers:
    """Gives each entity one identifier, the same however often it is asked for."""

    def __init__(self, graph: ClaimGraph, *, seven: bool) -> None:
        self._graph = graph
        self._pattern = _SEVEN if seven else _FIVE
        self._seven = seven
        self._given: dict[Term, str] = {}
        self._taken = {_RESERVED}
        self._last: dict[str, int] = {}

    def of(self, subject: Term, class_: str) -> str:
        """The identifier of an entity; two entities never share one."""
        if subject not in self._given:
            self._given[subject] = self._make(subject, class_)
        return self._given[subject]

    def is_own(self, subject: Term) -> bool:
        """Whether the identifier is the local id itself, so that reading the file gives the same entity."""
        return self._given[subject] == self._graph.local(subject).removeprefix(self._graph.prefix)

    def _make(self, subject: Term, class_: str) -> str:
        local = self._graph.local(subject).removeprefix(self._graph.prefix)
        for wanted in (local, local.upper().replace("-", "_") if self._seven else ""):
            if self._pattern.fullmatch(wanted) and wanted not in self._taken:
                self._taken.add(wanted)
                return wanted
        letter = _LETTERS[class_]
        while True:
            self._last[letter] = self._last.get(letter, 0) + 1
            wanted = f"{letter}{self._last[letter]}"
            if wanted not in self._taken:
                self._taken.add(wanted)
                return wanted
