"""The vocabulary as a named graph of the store, closed under the hierarchy, so that a query can join it with the data.

Classes and properties with labels, domain, range and inverse; ``rdfs:subClassOf`` and ``rdfs:subPropertyOf`` lead from
each term to itself and to all above it (OWL 2 RL, rules scm-cls, scm-sco, scm-op, scm-spo). Which super-classes an
entity belongs to is not written down for each entity: that would be a triple or more for every one of them, and says no
more than ``?x a ?class . GRAPH ?ontology { ?class rdfs:subClassOf zs:Relation }`` finds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from kg import terms
from kg.iris import Minter
from kg.store import TripleStore
from kg.store.quads import node, quad
from kg.terms import Triple
from ontology.terms import VocabularyTerm, all_terms, vocabulary_files

_TYPE, _LABEL = terms.curie("rdf:type"), terms.curie("rdfs:label")
_DOMAIN, _RANGE, _INVERSE = terms.curie("rdfs:domain"), terms.curie("rdfs:range"), terms.curie("owl:inverseOf")
_DIGEST = terms.curie("zs:digest")
_KINDS = {
    "class": (terms.curie("owl:Class"), terms.curie("rdfs:subClassOf")),
    "property": (terms.curie("rdf:Property"), terms.curie("rdfs:subPropertyOf")),
}
_BELOW = {below[1:-1] for _, below in _KINDS.values()}


def update_schema(store: TripleStore, minter: Minter) -> None:
    """Bring the graph of the vocabulary up to date; nothing happens where it was made of the same files."""
    graph = minter.graph("ontology")
    mark = (graph, _DIGEST, terms.literal(_digest()))
    if quad(mark, graph) in store:
        return
    old = set(store.match(None, None, None, node(graph)))
    new = {quad(triple, graph) for triple in (*schema_triples(), mark)}
    store.replace(old - new, new - old)


@cache
def schema_triples() -> tuple[Triple, ...]:
    """The closed schema: every class and every property of the vocabulary."""
    return tuple(triple for term in all_terms().values() if term.kind in _KINDS for triple in _described(term))


def _described(term: VocabularyTerm) -> Iterator[Triple]:
    subject, (kind, below) = f"<{term.iri}>", _KINDS[term.kind]
    yield subject, _TYPE, kind
    for language, label in term.labels.items():
        yield subject, _LABEL, terms.literal(label, language)
    for above in sorted(_above(term.iri)):
        yield subject, below, f"<{above}>"
    for characteristic in term.characteristics:
        yield subject, _TYPE, f"<{characteristic}>"
    for prop, values in ((_DOMAIN, term.domain), (_RANGE, term.range), (_INVERSE, tuple(filter(None, [term.inverse])))):
        if len(values) == 1:  # of several any may hold, which rdfs:domain and rdfs:range cannot say
            yield subject, prop, f"<{values[0]}>"


def _above(iri: str) -> set[str]:
    """A term and everything above it, terms of other vocabularies included."""
    found, waiting, known = set[str](), [iri], all_terms()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _directly_above(known[name]) if name in known else ()
    return found


def _directly_above(term: VocabularyTerm) -> Iterator[str]:
    yield from term.broader
    yield from (target for relation, target in term.mappings if relation in _BELOW)


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    for path in vocabulary_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()
