"""Bulk building of a generation: record graphs and their view are written as N-Quads, which the store loads meanwhile.

A generation that is being built is read by nobody, so nothing here needs a transaction. Entities that the fast path
cannot finish (described by more than one record, touched by a decision) are derived from the store once everything is
loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from kg.authority.derivation import Derivation
from kg.authority.rulings import Rulings
from kg.authority.view import TYPE, Deriver
from kg.generation import Generation
from kg.indexing import DocumentBuilder, Unresolved
from kg.inference.graph import derive_graphs
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.search.document import Document
from kg.search.index import Query
from kg.store import VIEW
from kg.store.feed import BulkFeed
from kg.store.quads import node
from kg.terms import Term, Triple

T = TypeVar("T")
_DOCUMENTS = 2_000
_ENTITIES = 500
_FAMILIES = 200


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class BulkBuild:
    """Takes records one after the other; ``finish`` loads them and brings view and search index up to date."""

    def __init__(self, generation: Generation, rulings: Rulings, minter: Minter) -> None:
        self._generation = generation
        self._deriver = Deriver(rulings)
        self._documents = DocumentBuilder(minter, rulings.splits)
        self._derivation = Derivation(generation.store, self._deriver, minter)
        self._touched = rulings.touched()
        self._minter = minter
        self._entity = f"<{minter.base}"
        self._feed = BulkFeed(generation.store)
        self._waiting: list[Document] = []
        self._seen: set[int] = set()
        self._prefixes = tuple(
            f"<{minter.base}{prefix}"
            for dataset in generation.manifest.datasets.values()
            for prefix in (*dataset.prefixes, *dataset.mentions)
        )
        self._own: tuple[str, ...] = ()
        #: subjects that the fast path leaves to be derived from the store
        self.derive: set[Term] = set()
        #: entities whose document needs the view: names of others in it, or others refer to it
        self._index: set[Term] = set()
        #: entities that were referred to before they are described
        self._awaited: set[Term] = set()
        self._mentions: set[str] = set()
        self._kin = TouchedKin()
        self.claims = 0

    def begin(self, dataset: Term, prefixes: Iterable[str]) -> None:
        """What the dataset is, and what the local ids of its entities begin with."""
        self._own = tuple(f"{self._entity}{prefix}" for prefix in prefixes)

    def provenance(self, triples: Iterable[Triple]) -> None:
        """Write triples about a record graph, a dataset or an activity."""
        self._feed.write("".join([f"{s} {p} {o} .\n" for s, p, o in triples]))

    def record(self, graph: Term, claims: Sequence[Triple], dataset: str) -> None:
        """Write a record graph, and its part of the view unless that has to wait for ``finish``."""
        self.claims += len(claims)
        lines = [f"{s} {p} {o} {graph} .\n" for s, p, o in claims]
        subjects = {claim[0] for claim in claims}
        waiting = [subject for subject in subjects if self._is_shared(subject)]
        self.derive.update(waiting)
        derived = list(self._deriver.derive_record(graph, claims))
        lines += [f"{s} {p} {o} .\n" for s, p, o in derived]
        self._feed.write("".join(lines))
        self._kin.note(derived)
        base = self._entity
        self._index.update([o for _, p, o in derived if o.startswith(base) and o not in subjects and p != TYPE])
        if waiting:
            self._index.update(subjects)
        else:
            self._document(subjects, derived, dataset)

    def finish(self, progress: Callable[[str], None] = lambda stage: None) -> None:
        """Load what was written, derive what waits, and index it."""
        progress("store")
        self._feed.close()
        progress("view")
        stale = rederive(self._generation, self._derivation, self._documents, self.derive, self._kin)
        for person in self._awaited:  # another record called them kin, and now their sex may be known
            self._kin.note_person(person)
        derive_graphs(self._generation.store, self._minter, self._kin)
        described = {self._deriver.rulings.stands_for(subject) for subject in self.derive | self._awaited}
        stale |= described | self._documents.readers(self._generation.store, described)
        progress("search")
        self._generation.search.add(self._waiting)
        reindex(self._generation, self._documents, self._index | stale)
        count_entities(self._generation)
        if self.claims >= self._generation.manifest.claims:  # then the count takes 2 % of the load, else too much
            self._generation.statistics()

    def mentions(self) -> list[str]:
        """What the local ids begin with that records describe or refer to; ids of other datasets may be among them."""
        return mentions(self._mentions | {self._minter.family(term) for term in self._index})

    def withdrawn(self) -> Iterator[str]:
        """Nothing: what is there already stays."""
        return iter(())

    def abandon(self) -> None:
        """End a build that will not be finished."""
        self._feed.abandon()

    def _is_shared(self, subject: Term) -> bool:
        key = hash(subject)
        if key in self._seen:
            return True
        self._seen.add(key)
        if not subject.startswith(self._own):
            self._mentions.add(self._minter.family(subject))
        if subject in self._touched:
            return True
        # Only what a loaded dataset describes or refers to can be in the store already; asking for each subject would
        # cost more than the load.
        if not subject.startswith(self._prefixes):
            return False
        store = self._generation.store
        if any(True for _ in store.match(None, None, node(subject), VIEW)):
            self._awaited.add(subject)
        return any(True for _ in store.match(node(subject)))

    def _document(self, subjects: set[Term], derived: Sequence[Triple], dataset: str) -> None:
        for subject in subjects:
            try:
                document = self._documents.from_record(subject, derived, dataset)
            except Unresolved:
                self._index.add(subject)
                continue
            if document is not None:
                self._waiting.append(document)
                if len(self._waiting) >= _DOCUMENTS:
                    self._generation.search.add(self._waiting)
                    self._waiting.clear()


def mentions(families: set[str]) -> list[str]:
    """What ids begin with, sorted; only their types where that would be too long a list."""
    if len(families) > _FAMILIES:
        families = {family[: family.index("/") + 1] for family in families}
    return sorted(families)


def rederive(
    generation: Generation,
    derivation: Derivation,
    documents: DocumentBuilder,
    entities: Iterable[Term],
    kin: TouchedKin,
) -> set[Term]:
    """Derive entities of a generation that nobody reads yet; the entities whose documents are stale after that.

    ``kin`` is told whose ties change.
    """
    stale: set[Term] = set()
    for batch in batches(sorted(entities), _ENTITIES):
        scope = derivation.scope(batch)
        remove, add = derivation.changes_within(scope)
        generation.store.replace(remove, add)
        kin.note_quads(remove | add)
        stale |= scope | documents.stale(generation.store, remove | add)
    return stale


def reindex(generation: Generation, documents: DocumentBuilder, entities: Iterable[Term]) -> None:
    """Bring the documents of entities up to date with the view: replaced, or removed where there is none any more."""
    for batch in batches(sorted(entities), _DOCUMENTS):
        built = [document for term in batch if (document := documents.from_view(generation.store, term)) is not None]
        generation.search.delete({term[1:-1] for term in batch} - {document.iri for document in built})
        generation.search.replace(built)
    generation.search.commit()


def count_entities(generation: Generation) -> None:
    """Write the number of entities of each type into the manifest."""
    results = generation.search.search(Query(limit=0, facets=("type",), facet_limit=1000))
    generation.manifest.counts = {value.value: value.count for value in results.facets["type"]}
