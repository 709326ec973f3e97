"""What is known of one entity, each statement with its sources: what pages, exports and programs show.

Statements are read from the record graphs of all identifiers that stand for the entity, not from the view, so that
every source and every value that the view does not hold stays visible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.decisions import Decision
from kg.authority.inline import InlineLine, InlineReader, in_one_line
from kg.authority.labels import best_label, labels_of
from kg.authority.provenance import LOCATOR, PART_OF
from kg.authority.rulings import in_force
from kg.authority.view import ALT_LABEL, PREF_LABEL, STANDS_FOR, TYPE
from kg.errors import NotFound
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node, value
from kg.terms import Term
from ontology.code_lists import code_label
from ontology.terms import all_terms, entity_type_of_class, term_label


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: the record graph, its dataset and place in the source, and the identifier that the record uses."""

    record: str
    dataset: str
    locator: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property. ``iri`` is empty for literals; the ``text`` of an IRI is its label.

    ``node`` is what a node of the entity says that is shown in its place (a title, a publication statement).
    ``held`` tells whether the view has it; a value that is only claimed lost to a preferred one or was withdrawn.
    """

    term: Term
    text: str
    language: str
    iri: str
    sources: tuple[Source, ...]
    held: bool
    node: tuple[InlineLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with all its values; ``conflicting`` where sources disagree on what can only have one value."""

    property: str
    values: tuple[Value, ...]
    conflicting: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A node that belongs to the entity, such as a name with its type; shown inline."""

    iri: str
    type: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as it is held today. ``identifiers`` are the IRIs that stand for it, its own first."""

    iri: str
    type: str
    label: str
    labels: dict[str, str]
    statements: tuple[Statement, ...]
    parts: tuple[Part, ...]
    identifiers: tuple[str, ...]
    datasets: tuple[str, ...]
    sample: bool
    decisions: tuple[Decision, ...]


@cache
def single_valued() -> frozenset[str]:
    """The properties of which an entity has one value, so that two are a conflict: those that the ontology marks so."""
    return frozenset(term.iri for term in all_terms().values() if term.single_valued)


class Describer:
    """Describes entities of one generation. Make one for each request: labels and records are looked up once each."""

    def __init__(self, minter: Minter, generation: Generation, decisions: Iterable[Decision] = ()) -> None:
        self._minter = minter
        self._datasets = generation.manifest.datasets
        self._store = generation.store
        self._splits = generation.splits
        self._decisions = in_force(decisions)
        self._sources: dict[str, tuple[str, str]] = {}
        self._labels: dict[str, str] = {}
        self._inline = InlineReader(generation.store, minter, self.label)

    def entity(self, iri: str) -> Entity:
        """The description of an authority record. Raises NotFound where no identifier stands for the IRI."""
        identifiers = self.identifiers(iri)
        if not identifiers:
            raise NotFound(f"Nothing is known of {iri}.", hint="Search for a name instead.")
        statements = self._statements(identifiers, iri)
        labels = labels_of(self._store, NamedNode(iri))
        parts = tuple(self._parts(statements))
        inline = {part.iri for part in parts}
        datasets = tuple(sorted({source.dataset for s in statements for v in s.values for source in v.sources}))
        concerned = {f"<{identifier}>" for identifier in identifiers}
        return Entity(
            iri=iri,
            type=self._type(statements),
            label=best_label(labels) or iri,
            labels=labels,
            statements=tuple(s for s in statements if not all(v.iri in inline for v in s.values)),
            parts=parts,
            identifiers=identifiers,
            datasets=datasets,
            sample=bool(datasets) and all(d in self._datasets and self._datasets[d].sample for d in datasets),
            decisions=tuple(d for d in self._decisions if concerned & set(d.terms)),
        )

    def identifiers(self, iri: str) -> tuple[str, ...]:
        """The identifiers that stand for an authority record, its own first; none where it is not one."""
        found = [str(q.subject)[1:-1] for q in self._store.match(None, _STANDS_FOR, NamedNode(iri), VIEW)]
        return tuple(sorted(found, key=lambda identifier: (identifier != iri, identifier)))

    def survivor(self, iri: str) -> str:
        """The IRI of the authority record that an identifier stands for; the IRI itself where it is none."""
        return next((str(q.object)[1:-1] for q in self._store.match(NamedNode(iri), _STANDS_FOR, None, VIEW)), iri)

    def label(self, iri: str) -> str:
        """The label of the entity that an identifier stands for, or of a term of the vocabulary; else the IRI."""
        if iri not in self._labels:
            if iri.startswith(self._minter.base):
                found = best_label(labels_of(self._store, NamedNode(self.survivor(iri))))
                self._labels[iri] = found or self._words(iri) or iri
            else:
                self._labels[iri] = term_label(iri, "zh-Hans") if iri in all_terms() else code_label(iri, "zh-Hans")
        return self._labels[iri]

    def _words(self, iri: str) -> str:
        """What stands for a node without a label, such as a time or a passage: its words."""
        for predicate in _WORDS:
            for quad in self._store.match(NamedNode(iri), predicate, None, VIEW):
                if isinstance(quad.object, Literal):
                    text = quad.object.value
                    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]}…"
        return ""

    def source(self, record: str, identifier: str = "") -> Source:
        """Where a record graph comes from; dataset and locator are empty for what is not a record graph."""
        if record not in self._sources:
            graph = NamedNode(record)
            about = {str(q.predicate): q.object for q in self._store.match(graph, None, None, VIEW)}
            part_of, locator = about.get(PART_OF), about.get(LOCATOR)
            dataset = self._minter.local(str(part_of)[1:-1]) if part_of else None
            place = locator.value if isinstance(locator, Literal) else ""
            self._sources[record] = ((dataset or "").partition("/")[2], place)
        return Source(record, *self._sources[record], identifier)

    def _statements(self, identifiers: tuple[str, ...], authority: str) -> tuple[Statement, ...]:
        claims: dict[str, dict[Term, list[tuple[str, str]]]] = {}
        wanted = tuple(f"<{identifier}>" for identifier in identifiers)
        for (graph, _, prop, term), words in claims_about(self._store, self._minter, self._splits, wanted):
            claims.setdefault(prop[1:-1], {}).setdefault(term, []).append((graph[1:-1], words[1][1:-1]))
        held = {(q.predicate.value, str(q.object)) for q in self._store.match(NamedNode(authority), None, None, VIEW)}
        ordered = sorted(claims, key=lambda prop: (prop == _LAST, _FIRST.get(prop, len(_FIRST)), prop))
        return tuple(self._statement(prop, claims[prop], held) for prop in ordered)

    def _statement(
        self, prop: str, claimed: dict[Term, list[tuple[str, str]]], held: set[tuple[str, Term]]
    ) -> Statement:
        values = sorted(
            (self._value(prop, term, says, held) for term, says in claimed.items()),
            key=lambda v: (not v.held, -len(v.sources), "latn" in v.language, v.term),
        )
        return Statement(prop, tuple(values), len(values) > 1 and prop in single_valued())

    def _value(self, prop: str, term: Term, says: list[tuple[str, str]], held: set[tuple[str, Term]]) -> Value:
        sources = tuple(self.source(record, identifier) for record, identifier in sorted(says))
        if terms.is_iri(term):
            iri = term[1:-1]
            survivor = self.survivor(iri) if iri.startswith(self._minter.base) else iri
            is_held = (prop, f"<{survivor}>") in held
            node = self._inline.read(iri) if self._inline.is_inline(iri) else ()
            return Value(term, in_one_line(node) if node else self.label(iri), "", iri, sources, is_held, node)
        literal = value(term)
        language = (literal.language or "") if isinstance(literal, Literal) else ""
        # A label that is not the authorized form of its language is held as a variant form.
        is_held = (prop, term) in held or (prop == _LABEL and (_VARIANT, term) in held)
        return Value(term, terms.literal_value(term), language, "", sources, is_held)

    def _parts(self, statements: Iterable[Statement]) -> Iterator[Part]:
        for statement in statements:
            for part in statement.values:
                if statement.property == _NAME and part.iri:
                    yield Part(part.iri, "name", self._statements((part.iri,), part.iri))

    def _type(self, statements: Iterable[Statement]) -> str:
        kinds = (v.iri for s in statements if s.property == _TYPE for v in s.values)
        return next((entity.segment for kind in kinds if (entity := entity_type_of_class(kind))), "")


_STANDS_FOR = node(STANDS_FOR)
_TYPE, _LABEL, _VARIANT = TYPE[1:-1], PREF_LABEL[1:-1], ALT_LABEL[1:-1]
_NAME = terms.curie("zs:name")[1:-1]
#: What a node is called by that has no label.
_WORDS = tuple(node(terms.curie(name)) for name in ("zs:dateText", "zs:edtf", "oa:exact", "rdf:value", "zs:text"))
_MOST_WORDS = 40
#: Who catalogued it, and when, comes after what is said of the book.
_LAST = terms.curie("bf:adminMetadata")[1:-1]
#: The properties that come first on a page, in this order; the others follow by their IRIs.
_FIRST = {
    terms.curie(curie)[1:-1]: position
    for position, curie in enumerate(
        (
            *("rdf:type", "skos:prefLabel", "skos:altLabel", "zs:name", "zs:gender", "zs:birthYear", "zs:deathYear"),
            *("zs:dynasty", "zs:nativePlaceName", "zs:nativePlace", "zs:creatorName", "zs:creator", "zs:sender"),
            *("zs:senderName", "zs:addressee", "zs:addresseeName", "zs:dateText", "zs:year", "zs:edition"),
            *("bf:title", "bf:responsibilityStatement", "bf:contribution", "bf:editionStatement", "zs:editionType"),
            *("bf:provisionActivity", "zs:placeName", "zs:publisherName", "bf:extent", "zs:extent", "bf:dimensions"),
            *("bf:seriesStatement", "zs:collection", "bf:note", "bf:subject", "bf:classification", "bf:identifiedBy"),
        )
    )
}
