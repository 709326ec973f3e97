"""Which works and editions the entries of historical catalogues speak of: proposals with their reasons.

Entries are compared with works and editions as those are with one another (``kg.clustering``): by title, person,
dynasty and number of juan. What is sure becomes ``add`` decisions of ``zs:describes``, which people can undo; what is
likely is listed for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.decisions import Kind
from kg.authority.rulings import Rulings
from kg.chinese.fold import fold_loose
from kg.clustering.creators import creators_of
from kg.clustering.extent import juan
from kg.clustering.profile import Library
from kg.clustering.reading import RecordReader
from kg.clustering.record import BookRecord
from kg.clustering.scoring import Band, Pair, scored_pairs
from kg.curation import Proposal
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term

AGENT = "catalogue-linking"
_DESCRIBES = terms.curie("zs:describes")
_TYPE, _ENTRY = node(terms.curie("rdf:type")), node(terms.curie("zs:CatalogueEntry"))
_CATALOGUE, _TITLE = node(terms.curie("zs:catalogue")), node(terms.curie("dcterms:title"))
_CREATOR, _EXTENT = node(terms.curie("zs:creatorName")), node(terms.curie("zs:extent"))
#: The lowest score of a link that nobody need look at first: below it are titles that only begin alike.
SURE = 0.95
#: Dynasties that entries put before a name without a sign between the two.
_DYNASTIES = ("后汉", "后魏", "北齐", "后周", "五代", "国朝", *"周秦汉魏蜀吴晋宋齐梁陈隋唐辽金元明清")


@dataclass(frozen=True, slots=True)
class Link:
    """An entry and the work or edition that it most likely speaks of; ``sure`` where nobody need look at it first."""

    entry: Term
    target: Term
    pair: Pair
    sure: bool


@dataclass(frozen=True, slots=True)
class Linking:
    """The links of a run, by entry; ``entries`` is the number of entries that were compared."""

    entries: int
    links: tuple[Link, ...]

    @property
    def sure(self) -> tuple[Link, ...]:
        """The links that may become decisions."""
        return tuple(link for link in self.links if link.sure)


def link_entries(generation: Generation, minter: Minter) -> Linking:
    """Compare all entries of a generation that describe nothing yet with all its works and editions."""
    books = [_undated(record) for record in RecordReader(generation, minter).read()]
    names = {creator.name for record in books for creator in record.creators}
    catalogues = {str(q.object) for q in generation.store.match(None, _CATALOGUE, None, VIEW)}
    entries = list(_entries(generation.store, names))
    library = Library([*(book for book in books if book.id not in catalogues), *entries])
    wanted = {entry.id for entry in entries}
    best: dict[Term, list[Pair]] = {}
    for pair in scored_pairs(library, wanted):
        if (pair.one in wanted) != (pair.other in wanted) and pair.band is not Band.APART:
            best.setdefault(pair.one if pair.one in wanted else pair.other, []).append(pair)
    return Linking(len(entries), tuple(_best(library, entry, pairs) for entry, pairs in sorted(best.items())))


def proposals(linking: Linking, rulings: Rulings, *, language: str = "en") -> Iterator[Proposal]:
    """The decisions that the sure links amount to and that were not taken before."""
    taken = {claim for claims in rulings.added.values() for claim in claims}
    for link in linking.sure:
        claim = (link.entry, _DESCRIBES, link.target)
        if claim not in taken:
            yield Proposal(Kind.ADD, claim, AGENT, link.pair.words(language))


def _best(library: Library, entry: Term, pairs: Iterable[Pair]) -> Link:
    """The best counterpart; sure only where it is sure itself and, as well as title, the person is the same."""
    ranked = sorted(pairs, key=lambda pair: (pair.band is not Band.CLUSTER, -pair.score, pair.one, pair.other))
    pair = ranked[0]
    other = pair.other if pair.one == entry else pair.one
    book = library.profiles[other].record
    target = book.works[0] if book.works and not book.is_work else book.id
    people = {creator.name for creator in library.profiles[entry].record.creators}
    shared = people & {creator.name for creator in book.creators}
    return Link(entry, target, pair, pair.band is Band.CLUSTER and pair.score >= SURE and bool(shared))


def _entries(store: TripleStore, names: set[str]) -> Iterator[BookRecord]:
    described = {q.subject for q in store.match(None, node(_DESCRIBES), None, VIEW)}
    for found in store.match(None, _TYPE, _ENTRY, VIEW):
        if isinstance(found.subject, NamedNode) and found.subject not in described:
            record = _entry(store, found.subject, names)
            if record is not None:
                yield record


def _entry(store: TripleStore, entry: NamedNode, names: set[str]) -> BookRecord | None:
    title = _text(store, entry, _TITLE)
    if not title:
        return None
    catalogue = next((str(q.object) for q in store.match(entry, _CATALOGUE, None, VIEW)), "")
    dynasty, person = read_person(_text(store, entry, _CREATOR), names)
    return BookRecord(
        id=str(entry),
        catalogue=catalogue,
        titles=(title,),
        is_work=True,
        creators=creators_of(person, dynasty=dynasty),
        dynasty=dynasty,
        juan=juan(_text(store, entry, _EXTENT)),
    )


def read_person(words: str, names: set[str]) -> tuple[str, str]:
    """(dynasty, person) of a statement that puts the one before the other without a sign (宋司馬光).

    宋翔鳳 and 梁章鉅 begin with a surname, so the words are divided only where the whole is nobody's name and the rest
    is somebody's: ``names`` are the names (folded) that are known.

    >>> read_person("宋司馬光", {"司马光"}), read_person("宋翔鳳", {"宋翔凤"}), read_person("明何景明", set())
    (('宋', '司馬光'), ('', '宋翔鳳'), ('', '明何景明'))
    """
    whole = {creator.name for creator in creators_of(words)}
    if whole & names:
        return "", words
    folded = fold_loose(words)
    for dynasty in _DYNASTIES:
        rest = words[len(dynasty) :]
        if folded.startswith(fold_loose(dynasty)) and {each.name for each in creators_of(rest)} & names:
            return dynasty, rest
    return "", words


def _undated(record: BookRecord) -> BookRecord:
    """A book as entries are compared with it: what edition it is does not matter."""
    return replace(record, editions=())


def _text(store: TripleStore, subject: NamedNode, predicate: NamedNode) -> str:
    found = (q.object.value for q in store.match(subject, predicate, None, VIEW) if isinstance(q.object, Literal))
    return min(found, default="")
