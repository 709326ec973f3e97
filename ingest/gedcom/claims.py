"""From a structure to claims: the walk over a record that ``fields.tsv`` directs, and what its nodes are called.

A row whose target is a concept of life events makes an event; a target with a handler goes to it; any other target is
a property that gets the text; no target means that the structure is counted as not held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ingest.gedcom.scope import Scope
from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import fields, term
from kg.record import Record
from kg.terms import Term, Triple, literal

#: What the targets of all events begin with, and the name of their handler.
EVENTS = "lifeevent:"
_PLAIN = frozenset({"zs:file", "dcterms:format", "zs:ageText", "zs:shelfMark"})
#: (claims, what the structure belongs to, structure, target of its row)
Handler: TypeAlias = Callable[["RecordClaims", Term, Structure, str], None]


class RecordClaims:
    """The claims of one record: its subject, and the nodes that belong to it, numbered in their order."""

    def __init__(
        self, scope: Scope, record: Structure, key: str, kind: str, class_: str, handlers: Mapping[str, Handler]
    ) -> None:
        self.scope = scope
        self._handlers = handlers
        self.record = record
        self.key = key
        self.subject = scope.entity(kind, key)
        #: who the events are those of: the person, or the partners of a union
        self.participants: tuple[Term, ...] = ()
        self.union: Term = ""
        #: the language of the name in another script that is being described
        self.language = ""
        self._claims: dict[Triple, None] = {}
        self._numbers: dict[str, int] = {}
        self._paths: dict[Term, str] = {self.subject: ""}
        self._said: set[tuple[Term, str]] = set()
        self.add(self.subject, "rdf:type", term(class_))

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """One claim."""
        self._claims[subject, term(predicate), value] = None
        self._said.add((subject, predicate))

    def has(self, subject: Term, predicate: str) -> bool:
        """Whether something was said of this already."""
        return (subject, predicate) in self._said

    def say(self, subject: Term, predicate: str, text: str, language: str = "") -> None:
        """A claim with a text, unless it is empty."""
        if text := text.strip():
            self.add(subject, predicate, literal(text) if predicate in _PLAIN else self.scope.text(text, language))

    def node(self, kind: str, class_: str, owner: Term = "") -> Term:
        """The next node of a kind that belongs to this record, or to a node of it.

        Numbers count within the owner, so that the same things have the same ids in whatever order a file has them.
        """
        path = self._paths[owner or self.subject]
        number = self._numbers[path + kind] = self._numbers.get(path + kind, 0) + 1
        node = self.scope.entity(kind, f"{self.key}-{path}{number}")
        self._paths[node] = f"{path}{kind}{number}-"
        self.add(node, "rdf:type", term(class_))
        return node

    def describe(self, owner: Term, node: Structure, context: str) -> None:
        """The claims of everything under a structure."""
        known = fields()
        for child in node.children:
            row = known.get(f"{context}.{child.tag}")
            if row is None or not row.target:
                self.scope.lose(child, context)
                continue
            name = EVENTS if row.target.startswith(EVENTS) else row.target
            self._handlers.get(name, add_text)(self, owner, child, row.target)

    def finished(self) -> Record:
        """The record; one that cites nothing gets the citation of the description."""
        citation = self.scope.options.citation
        if citation and not self.has(self.subject, "zs:citation"):
            self.add(self.subject, "zs:citation", self.scope.text(citation))
        where = f"@{self.record.xref}@ {self.record.tag}" if self.record.xref else self.record.tag
        locator = f"{self.scope.file}, line {self.record.line}, {where}"
        return Record(self.scope.part + self.key, locator, self.subject, tuple(self._claims))

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """What was said of a subject by one property so far."""
        if not self.has(subject, predicate):
            return []
        wanted = term(predicate)
        return [value for s, p, value in self._claims if s == subject and p == wanted]


def add_text(claims: RecordClaims, owner: Term, node: Structure, target: str) -> None:
    """The handler of every property that takes a text as it is."""
    claims.say(owner, target, node.value, claims.language)
    claims.scope.lose_below(node, node.tag)
