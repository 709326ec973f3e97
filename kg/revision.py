"""Revision of a dataset that is loaded: what changed is replaced, what did not keeps its graph and its provenance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from pyoxigraph import Quad

from kg.authority.derivation import Derivation
from kg.authority.provenance import GENERATED, GENERATED_BY, PART_OF, TYPE
from kg.authority.rulings import Rulings
from kg.authority.view import Deriver, entity_classes
from kg.bulk import batches, count_entities, mentions, rederive, reindex
from kg.generation import Generation
from kg.indexing import DocumentBuilder
from kg.inference.graph import derive_graphs
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node, quad
from kg.terms import Term, Triple
from kg.tombstones import vanished

_QUADS = 20_000
_GENERATED = node(GENERATED)


class RevisionBuild:
    """Takes all records of a dataset anew; ``finish`` replaces what differs and removes what no longer comes."""

    def __init__(self, generation: Generation, rulings: Rulings, minter: Minter) -> None:
        self._generation = generation
        self._store = generation.store
        self._minter = minter
        self._derivation = Derivation(generation.store, Deriver(rulings), minter)
        self._documents = DocumentBuilder(minter, rulings.splits)
        self._dataset: Term = ""
        self._vanished: set[Term] = set()
        self._pending: list[Triple] = []
        self._remove: list[Quad] = []
        self._add: list[Quad] = []
        self._stale: set[Term] = set()
        self._base = f"<{minter.base}"
        self._classes = entity_classes()
        self._mentions: set[str] = set()
        self._lost: set[Term] = set()
        self.claims = 0

    def begin(self, dataset: Term, prefixes: Iterable[str] = ()) -> None:
        """Note what the dataset consists of, and forget its description."""
        self._dataset = dataset
        self._vanished = {str(q.subject) for q in self._store.match(None, node(PART_OF), node(dataset), VIEW)}
        self._remove += self._store.match(node(dataset), None, None, VIEW)

    def provenance(self, triples: Iterable[Triple]) -> None:
        """Triples about the dataset, its activity, or the record graph that comes next."""
        self._pending += triples

    def record(self, graph: Term, claims: Sequence[Triple], dataset: str) -> None:
        """A record of the new source; nothing happens where the store has the same claims."""
        self.claims += len(claims)
        named = {term for subject, _, value in claims for term in (subject, value) if term.startswith(self._base)}
        self._mentions |= {self._minter.family(term) for term in named}
        about, self._pending = [t for t in self._pending if t[0] == graph], [t for t in self._pending if t[0] != graph]
        old = set(self._store.match(None, None, None, node(graph))) if graph in self._vanished else set()
        new = {quad(claim, graph) for claim in claims}
        self._vanished.discard(graph)
        before = set(self._store.match(node(graph), None, None, VIEW))
        after = {quad(triple) for triple in about}
        if old == new:
            # Same words: the activity that read them first stays, only the place in the source may have moved.
            after = {q for q in after if str(q.predicate) != GENERATED_BY} | {
                q for q in before if str(q.predicate) == GENERATED_BY
            }
        else:
            self._touch(old ^ new)
            self._lose(old - new)
        self._change(old - new | before - after, new - old | after - before)

    def finish(self, progress: Callable[[str], None] = lambda stage: None) -> None:
        """Write all changes, derive and index what they touch."""
        progress("store")
        for graph in self._vanished:
            old = set(self._store.match(None, None, None, node(graph)))
            self._touch(old)
            self._lose(old)
            self._lost.add(graph)
            self._change(old | set(self._store.match(node(graph), None, None, VIEW)), set())
        described = {triple[0] for triple in self._pending}
        for subject in described:  # a source that was read before: the last time counts
            self._change(set(self._store.match(node(subject), None, None, VIEW)), set())
        self._change(set(), {quad(triple) for triple in self._pending})
        self._flush()
        self._forget_activities(described)
        progress("view")
        kin = TouchedKin()
        stale = rederive(self._generation, self._derivation, self._documents, self._stale, kin)
        derive_graphs(self._store, self._minter, kin)
        progress("search")
        reindex(self._generation, self._documents, stale)
        count_entities(self._generation)

    def mentions(self) -> list[str]:
        """What the local ids begin with that records describe or refer to."""
        return mentions(self._mentions)

    def withdrawn(self) -> Iterator[str]:
        """The ids that were served and that nothing describes any more; after ``finish``."""
        return vanished(self._store, self._minter, (term[len(self._base) : -1] for term in self._lost))

    def abandon(self) -> None:
        """Nothing to release: what was written belongs to a generation that will be thrown away."""

    def _forget_activities(self, kept: set[Term]) -> None:
        """Remove the import activities of the dataset that no record graph comes from any more, but not the last."""
        for activity in {str(q.subject) for q in self._store.match(None, _GENERATED, node(self._dataset), VIEW)} - kept:
            if not any(True for _ in self._store.match(None, node(GENERATED_BY), node(activity), VIEW)):
                self._store.replace(list(self._store.match(node(activity), None, None, VIEW)), ())
                self._lost.add(activity)

    def _touch(self, quads: set[Quad]) -> None:
        """Note the entities that claims which come or go are about."""
        terms = {str(term) for q in quads for term in (q.subject, q.object)}
        self._stale |= {term for term in terms if term.startswith(self._base)}

    def _lose(self, quads: set[Quad]) -> None:
        """Note what claims that go away say to be an entity."""
        types = (q for q in quads if str(q.predicate) == TYPE and str(q.object) in self._classes)
        self._lost |= {str(q.subject) for q in types if str(q.subject).startswith(self._base)}

    def _change(self, remove: set[Quad], add: set[Quad]) -> None:
        self._remove += remove
        self._add += add
        if len(self._remove) + len(self._add) > _QUADS:
            self._flush()

    def _flush(self) -> None:
        for batch in batches(self._remove, _QUADS):
            self._store.replace(batch, ())
        for batch in batches(self._add, _QUADS):
            self._store.replace((), batch)
        self._remove, self._add = [], []
