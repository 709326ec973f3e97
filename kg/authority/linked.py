"""The description of an entity in triples, as linked data: what a client needs to show it without asking again.

Beside what the view says of the entity and what refers to it, there are the labels and types of everything mentioned,
the datasets with their licences, and what the document itself is. An entity with more than ``PER_PAGE`` links is
described in pages, each of which repeats what the entity is (https://www.hydra-cg.com/spec/latest/core/#collections).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import NamedNode, Quad

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.provenance import CURATION, GENERATED_BY, provenance_prefixes
from kg.authority.view import PREF_LABEL, STANDS_FOR, TYPE
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple
from ontology.terms import all_terms

if TYPE_CHECKING:
    from kg.generation import Generation
    from kg.iris import Minter

#: Links of one page.
PER_PAGE = 1_000
_MOST_COUNTS = 10_000
_counts: WeakKeyDictionary[TripleStore, dict[str, int]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class LinkPage:
    """Some of the links of an entity: triples of the view from it to other entities, and from others to it.

    ``number`` and ``last`` count pages from 1, ``total`` all links.
    """

    links: tuple[Quad, ...]
    number: int
    last: int
    total: int


def link_page(minter: Minter, generation: Generation, iri: str, number: int = 1) -> LinkPage:
    """A page of the links of an entity; without links where there is no such page.

    A generation does not change, and its store gives the quads of a pattern always in the same order: every link is on
    exactly one page.
    """
    first = (number - 1) * PER_PAGE
    found = tuple(islice(_links(minter, generation, iri), first, first + PER_PAGE))
    total = link_count(minter, generation, iri) if number > 1 or len(found) == PER_PAGE else len(found)
    return LinkPage(found, number, max(1, -(-total // PER_PAGE)), total)


def link_count(minter: Minter, generation: Generation, iri: str) -> int:
    """The number of links of an entity. Counted once a generation: the most linked have hundreds of thousands."""
    known = _counts.setdefault(generation.store, {})
    if iri not in known:
        if len(known) >= _MOST_COUNTS:
            known.clear()
        known[iri] = sum(1 for _ in _links(minter, generation, iri))
    return known[iri]


def description(minter: Minter, generation: Generation, iri: str, page: LinkPage) -> list[Quad]:
    """The triples that describe an authority record with a page of its links, those with it as subject first."""
    store, entity = generation.store, NamedNode(iri)
    own = {q for q in store.match(entity, None, None, VIEW) if not _is_link(minter, q)}
    quads = own | set(page.links)
    names = f"{minter.base}name/"
    for q in page.links:
        if isinstance(q.object, NamedNode) and q.object.value.startswith(names):
            quads |= set(store.match(q.object, None, None, VIEW))
    quads |= {quad(triple) for triple in _document(minter, generation, iri, page)}
    quads |= set(_labels(minter, generation, quads))
    return sorted(quads, key=lambda q: (q.subject != entity, str(q)))


def source_graphs(minter: Minter, generation: Generation, iri: str) -> list[str]:
    """The IRIs of the record graphs that say something of an authority record under any of its identifiers, sorted."""
    store = generation.store
    identifiers = {str(q.subject) for q in store.match(None, node(STANDS_FOR), NamedNode(iri), VIEW)} | {f"<{iri}>"}
    return sorted({said.claim[0][1:-1] for said in claims_about(store, minter, generation.splits, identifiers)})


def datasets_of(minter: Minter, graphs: Iterable[str]) -> list[str]:
    """The ids of the datasets that record graphs belong to, without the decisions of curators, sorted."""
    return sorted({graph[len(minter.base) :].split("/")[1] for graph in graphs} - {CURATION})


def modified(generation: Generation, iri: str, graphs: Iterable[str]) -> str:
    """When the latest of the imports and decisions took place that a description rests on (xsd:dateTime); or empty."""
    store = generation.store
    activities = {q.object for graph in graphs for q in store.match(NamedNode(graph), node(GENERATED_BY), None, VIEW)}
    activities |= {q.subject for q in store.match(None, node(_CONCERNS), NamedNode(iri), VIEW)}
    times = (
        q.object.value  # type: ignore[union-attr]  # times are literals
        for each in activities
        for prop in (_STARTED, _ENDED)
        for q in store.match(each, node(prop), None, VIEW)  # type: ignore[arg-type]
    )
    return max(times, default="")


def _links(minter: Minter, generation: Generation, iri: str) -> Iterator[Quad]:
    entity, provenance = NamedNode(iri), tuple(prefix[1:] for prefix in provenance_prefixes(minter))
    outgoing = generation.store.match(entity, None, None, VIEW)
    yield from sorted((q for q in outgoing if _is_link(minter, q)), key=str)
    for q in generation.store.match(None, None, entity, VIEW):
        subject = q.subject.value  # type: ignore[union-attr]  # a subject has a name
        if subject != iri and not subject.startswith(provenance):
            yield q


def _is_link(minter: Minter, q: Quad) -> bool:
    return isinstance(q.object, NamedNode) and q.object.value.startswith(minter.base) and q.object != q.subject


def _labels(minter: Minter, generation: Generation, quads: Iterable[Quad]) -> Iterator[Quad]:
    """The labels of everything that triples mention, and the types of entities; terms in all languages."""
    mentioned = {term for q in quads for term in (q.subject, q.predicate, q.object) if isinstance(term, NamedNode)}
    known, words = all_terms(), {term.value for term in mentioned} | {each[1:-1] for each in (PREF_LABEL, _LABEL, TYPE)}
    for term in mentioned:
        if term.value.startswith(minter.base):
            yield from generation.store.match(term, node(PREF_LABEL), None, VIEW)
            for q in generation.store.match(term, node(TYPE), None, VIEW):
                words.add(str(q.object)[1:-1])
                yield q
    for word in words & known.keys():
        prop = PREF_LABEL if known[word].kind in ("concept", "scheme") else _LABEL
        for language, label in known[word].labels.items():
            yield quad((f"<{word}>", prop, terms.literal(label, language)))


def _document(minter: Minter, generation: Generation, iri: str, page: LinkPage) -> Iterator[Triple]:
    """What the document is: about what, from which sources, under which licences, how new, which page of how many."""
    document, graphs = f"<{iri}#description>", source_graphs(minter, generation, iri)
    yield document, TYPE, terms.curie("foaf:Document")
    yield document, terms.curie("foaf:primaryTopic"), f"<{iri}>"
    if time := modified(generation, iri, graphs):
        yield document, terms.curie("dcterms:modified"), terms.typed(time, "xsd:dateTime")
    for graph in graphs:
        yield document, terms.curie("dcterms:source"), f"<{graph}>"
    for dataset in datasets_of(minter, graphs):
        own = minter.dataset(dataset)
        yield document, terms.curie("void:inDataset"), own
        for q in generation.store.match(node(own), None, None, VIEW):
            if str(q.predicate) in _OF_DATASET:
                yield own, str(q.predicate), str(q.object)
    if page.last > 1:
        yield from _view(document, iri, page)


def _view(document: Term, iri: str, page: LinkPage) -> Iterator[Triple]:
    def address(number: int) -> Term:
        return f"<{iri}?page={number}>"

    this = address(page.number)
    yield document, terms.curie("hydra:totalItems"), terms.integer(page.total)
    yield document, terms.curie("hydra:view"), this
    yield this, TYPE, terms.curie("hydra:PartialCollectionView")
    yield this, terms.curie("hydra:first"), address(1)
    yield this, terms.curie("hydra:last"), address(page.last)
    if page.number > 1:
        yield this, terms.curie("hydra:previous"), address(page.number - 1)
    if page.number < page.last:
        yield this, terms.curie("hydra:next"), address(page.number + 1)


_LABEL = terms.curie("rdfs:label")
_CONCERNS = terms.curie("zs:concerns")
_STARTED, _ENDED = terms.curie("prov:startedAtTime"), terms.curie("prov:endedAtTime")
_OF_DATASET = {terms.curie(each) for each in ("rdf:type", "dcterms:title", "dcterms:license", "dcterms:publisher")}
