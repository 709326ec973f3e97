"""What became of an IRI that was served once, and what the view and a single record say in plain triples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode, Quad

from kg.authority.provenance import provenance_prefixes
from kg.authority.view import STANDS_FOR
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node

_STANDS_FOR = node(STANDS_FOR)


class State(StrEnum):
    """What became of an IRI."""

    HERE = "here"
    MOVED = "moved"
    GONE = "gone"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The state of an IRI, and the IRI under which the entity is described today."""

    state: State
    iri: str


def resolve(minter: Minter, generation: Generation, iri: str) -> Resolution:
    """What became of an entity IRI: described here, merged into another, withdrawn (with its dataset, or by a decision
    on its records), or never known."""
    for q in generation.store.match(NamedNode(iri), _STANDS_FOR, None, VIEW):
        survivor = str(q.object)[1:-1]
        return Resolution(State.HERE if survivor == iri else State.MOVED, survivor)
    local = minter.local(iri) or ""
    withdrawn = (prefix for prefixes in generation.manifest.withdrawn.values() for prefix in prefixes)
    if any(local.startswith(prefix) for prefix in withdrawn):
        return Resolution(State.GONE, iri)
    graphs = {q.graph_name for q in generation.store.match(NamedNode(iri))}
    return Resolution(State.GONE if graphs and VIEW not in graphs else State.MISSING, iri)


def view_of(minter: Minter, generation: Generation, iri: str, *, incoming: int = 1000) -> Iterator[Quad]:
    """The view's description of an entity: its triples, those of the nodes that belong to it, and up to ``incoming``
    triples of others that refer to it."""
    store = generation.store
    names = f"{minter.base}name/"
    for q in store.match(NamedNode(iri), None, None, VIEW):
        yield q
        if isinstance(q.object, NamedNode) and q.object.value.startswith(names):
            yield from store.match(q.object, None, None, VIEW)
    provenance = provenance_prefixes(minter)
    for number, q in enumerate(store.match(None, None, NamedNode(iri), VIEW)):
        if number >= incoming:
            return
        if not str(q.subject).startswith(provenance) and str(q.subject) != f"<{iri}>":
            yield q


def record_quads(generation: Generation, graph: str) -> Iterator[Quad]:
    """One source record: its claims in its named graph, and its provenance in the default graph."""
    yield from generation.store.match(None, None, None, NamedNode(graph))
    for q in generation.store.match(NamedNode(graph), None, None, VIEW):
        yield q
        if str(q.predicate) == _GENERATED_BY and isinstance(q.object, NamedNode):
            yield from generation.store.match(q.object, None, None, VIEW)


_GENERATED_BY = "<http://www.w3.org/ns/prov#wasGeneratedBy>"
