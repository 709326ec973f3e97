"""What is said of one MARC record, as BIBFRAME: a work, its instance, its items, and the nodes that belong to them.

The mapping of fields (``ingest.marc.mapping``) writes into a Description and does not know whose graph it makes. Two
things differ between graphs, and are given: how nodes are named (``Naming``), and how text is tagged (``Tongue``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ingest.marc.record import Field, MarcRecord
from kg.terms import Term, Triple, curie, literal, typed

_ESCAPES = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]')


class _Terms(dict[str, Term]):
    """Compact IRI -> term, remembered."""

    def __missing__(self, name: str) -> Term:
        self[name] = curie(name)
        return self[name]


#: The terms of the vocabularies by compact IRI.
TERMS = _Terms()


class Naming(Protocol):
    """Names the nodes of one record, and says of them what only its graph has.

    ``keeps_keys``: agents and works have the field that they came from as a text beside them. ``default_agency``:
    whose number 001 is where 003 is missing. ``default_role``: the relator of an agent of whom none is said.
    ``splits``: an electronic version is an instance of its own.
    """

    work: Term
    instance: Term
    keeps_keys: bool
    default_agency: str
    default_role: str
    splits: bool

    def item(self, label: str) -> Term:
        """A copy; ``label`` says whose, or which field tells of it."""
        ...

    def node(self, label: str) -> Term:
        """A node that only makes sense beside others."""
        ...

    def resource(self, kind: str, label: str) -> Term:
        """Something with a name of its own, of a kind (``Hub``, ``Topic``, ``Work`` …)."""
        ...

    def agent(self, kind: str, heading: str, label: str, itself: Term) -> Term:
        """An agent of a BIBFRAME class (``Person`` …) with this heading; ``itself`` is its IRI elsewhere, or empty."""
        ...

    def holder(self, d: Description, item: Term, agency: str) -> None:
        """Say who has a copy, given the MARC organization code or the name."""
        ...

    def named(self, d: Description, node: Term, kind: str, s: Statement, itself: Term) -> None:
        """Say more of an agent whose heading is that of a field."""
        ...

    def titled(self, d: Description, node: Term, s: Statement, text_of: Callable[[Field], str]) -> None:
        """Say more of a work or instance whose title is a text of a field."""
        ...


class Tongue(Protocol):
    """Tags the text of one record with its language."""

    def primary(self, field: Field, paired: bool) -> str:
        """The tag of a regular field, with or without a form in another script; empty for none."""
        ...

    def parallel(self, field: Field) -> str:
        """The tag of an 880 field."""
        ...

    def of_code(self, code: str) -> str:
        """The tag of a MARC language code."""
        ...

    def tagged(self, text: str, tag: str) -> Term:
        """The literal of a text whose field has this tag."""
        ...


@dataclass(slots=True)
class Statement:
    """A field with its forms in other scripts. ``forms`` are (field, language tag), the regular field first.

    ``tag`` is that of the regular field, also where only an 880 field is there.
    """

    tag: str
    field: Field
    forms: list[tuple[Field, str]]

    def first(self, code: str) -> str:
        """The first subfield with this code in the regular field."""
        return self.field.first(code)

    def all(self, codes: str) -> list[str]:
        """The subfields with one of these codes in the regular field."""
        return self.field.all(codes)

    @property
    def parallels(self) -> list[tuple[Field, str]]:
        """The forms other than the first."""
        return self.forms[1:]


class Description:
    """Collects the triples of one record. ``record`` is what it is made from."""

    def __init__(self, record: MarcRecord, naming: Naming, tongue: Tongue) -> None:
        self.record = record
        self.naming = naming
        self.tongue = tongue
        self.work = naming.work
        self.instance = naming.instance
        self.claims: list[Triple] = []
        self.label = ""
        self._nodes = 0

    def at(self, statement: Statement) -> None:
        """From now on nodes are named after this field."""
        self.label = f"{statement.tag}-{statement.field.number}"
        self._nodes = 0

    def at_field(self, field: Field) -> None:
        """From now on nodes are named after this control field."""
        self.label = f"{field.tag}-{field.number}"
        self._nodes = 0

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        """One triple; the predicate is a compact IRI."""
        self.claims.append((subject, TERMS[predicate], value))

    def type(self, subject: Term, class_: str) -> None:
        """Say what class something belongs to."""
        self.claims.append((subject, TERMS["rdf:type"], TERMS[class_]))

    def classify(self, subject: Term, kind: Term) -> None:
        """Say what kind something is, by a term of another vocabulary."""
        self.claims.append((subject, TERMS["rdf:type"], kind))

    def plain(self, subject: Term, predicate: str, text: str) -> None:
        """A text without language, if there is any."""
        if text:
            self.claims.append((subject, TERMS[predicate], literal(text)))

    def typed(self, subject: Term, predicate: str, text: str, datatype: str) -> None:
        """A literal with a datatype, if there is text."""
        if text:
            self.claims.append((subject, TERMS[predicate], typed(text, datatype)))

    def link(self, subject: Term, predicate: str, class_: str, about: Term = "") -> Term:
        """A node of a class below a subject: the given resource, or a node of its own. Returns the node."""
        node = about or self.node()
        self.claims.append((subject, TERMS[predicate], node))
        self.claims.append((node, TERMS["rdf:type"], TERMS[class_]))
        return node

    def node(self) -> Term:
        """A node for the field in hand."""
        self._nodes += 1
        return self.naming.node(self.label if self._nodes == 1 else f"{self.label}-{self._nodes}")

    def labelled(self, subject: Term, predicate: str, class_: str, text: str, about: Term = "") -> Term:
        """A node with a label. Returns the node."""
        node = self.link(subject, predicate, class_, about)
        self.plain(node, "rdfs:label", text)
        return node

    def say(self, subject: Term, predicate: str, statement: Statement, text_of: Callable[[Field], str]) -> bool:
        """The text of each form of a field, in the language of the form. Returns whether there was any."""
        before = len(self.claims)
        for field, tag in statement.forms:
            if text := text_of(field):
                self.claims.append((subject, TERMS[predicate], self.tongue.tagged(text, tag)))
        return len(self.claims) > before

    def tell(self, subject: Term, predicate: str, texts: list[tuple[str, str]]) -> None:
        """Texts with the tags of their fields."""
        for text, tag in texts:
            if text:
                self.claims.append((subject, TERMS[predicate], self.tongue.tagged(text, tag)))

    def finished(self, ours: str = "") -> tuple[Triple, ...]:
        """The triples in the order in which they were said, each once; only those about what begins with ``ours``."""
        return tuple(claim for claim in dict.fromkeys(self.claims) if claim[0].startswith(ours))


def texts_of(statement: Statement, text_of: Callable[[Field], str]) -> list[tuple[str, str]]:
    """(text, tag) of each form of a field that has text."""
    return [(text, tag) for field, tag in statement.forms if (text := text_of(field))]


def texts_by_place(statement: Statement, codes: str) -> Iterator[list[tuple[str, str]]]:
    """The subfields of some codes, one after the other, each with the subfield at the same place in the other forms."""
    columns = [(field.all(codes), tag) for field, tag in statement.forms]
    for place in range(max((len(values) for values, _ in columns), default=0)):
        yield [(values[place], tag) for values, tag in columns if place < len(values)]
