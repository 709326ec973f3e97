"""The records that decisions hold together, as pages show them: in their own words, with what speaks against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from weakref import WeakKeyDictionary

from flask import url_for

from kg.clustering.comparison import barriers, edition_barriers
from kg.clustering.profile import profile
from kg.clustering.standing import Standing, StandingCluster, StandingLink
from kg.clustering.wording import Wording, WordingReader
from kg.generation import Generation
from kg.store import TripleStore
from kg.terms import Term
from webapp import languages
from webapp.cells import Cell, CellReader
from webapp.current import workspace

#: Records that the page of a work shows; pairs of records that are looked at for what speaks against.
MOST_ON_ENTITY, MOST_PAIRS = 30, 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """The clusters of one state of the data, and the catalogues of each by its key."""

    standing: Standing
    catalogues: dict[Term, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Member:
    """A record in its own words. ``by`` are the decisions that hold it here; none where its own catalogue ties it to a
    work that is here. ``own`` where it is the entity whose page this is."""

    wording: Wording
    entity: Cell
    by: tuple[StandingLink, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against two records being one, in the language of the page; ``edition`` where it concerns only the
    question whether they are one edition."""

    one: Cell
    other: Cell
    words: tuple[str, ...]
    edition: bool


@dataclass(frozen=True, slots=True)
class DescribedBy:
    """The section of the page of a work or an edition: its own records first, then those of the other catalogues."""

    members: tuple[Member, ...]
    total: int
    address: str


_known: WeakKeyDictionary[TripleStore, Known] = WeakKeyDictionary()


def known_clusters(data: Generation) -> Known:
    """The clusters of a generation, worked out once."""
    if data.store not in _known:
        standing = Standing(workspace().decisions.read(), workspace().minter)
        catalogue_of = _Catalogues(data)
        catalogues = {each.key: catalogue_of.all(each.members) for each in standing.clusters}
        _known[data.store] = Known(standing, catalogues)
    return _known[data.store]


def described_by(data: Generation, identifiers: Iterable[str], segment: str) -> DescribedBy | None:
    """The records of other catalogues that stand for a work or an edition; None where decisions join it with none."""
    if segment not in ("work", "instance"):
        return None
    own = [f"<{each}>" for each in identifiers]
    standing = known_clusters(data).standing
    cluster = next((found for each in own if (found := standing.of(each))), None)
    if cluster is None:
        return None
    records = sorted(members(data, cluster, frozenset(own)), key=lambda each: not each.own)
    return DescribedBy(tuple(records[:MOST_ON_ENTITY]), len(records), address(cluster))


def members(data: Generation, cluster: StandingCluster, own: frozenset[Term] = frozenset()) -> Iterator[Member]:
    """The records of a cluster, works before editions; those that its works have by their own catalogues, too."""
    reader, cells = WordingReader(data, workspace().minter), CellReader(data)
    known = dict.fromkeys(cluster.members)
    works = [each for each in cluster.members if "/work/" in each]
    known.update(dict.fromkeys(edition for work in works for edition in reader.editions(work)))
    for each in sorted(known, key=lambda term: ("/work/" not in term, term)):
        by = cluster.links_of(each)
        for wording in reader.wordings(each):
            yield Member(wording, cells.iri(each[1:-1]), by, each in own)


def objections(found: Iterable[Member]) -> Iterator[Objection]:
    """What stands between the records of a cluster, pair by pair, at most ``MOST_PAIRS`` of them."""
    language = languages.current().tag
    forms = {each.wording.identifier: each for each in found if each.wording.form is not None}
    compared = [(each.entity, profile(each.wording.form)) for each in forms.values() if each.wording.form]
    for number, ((one, first), (other, second)) in enumerate(combinations(compared, 2)):
        if number >= MOST_PAIRS:
            return
        if words := tuple(reason.words(language) for reason in barriers(first, second)):
            yield Objection(one, other, words, edition=False)
        elif not first.record.is_work and not second.record.is_work:
            words = tuple(reason.words(language) for reason in edition_barriers(first, second))
            if words:
                yield Objection(one, other, words, edition=True)


def address(cluster: StandingCluster) -> str:
    """The page of a cluster."""
    return url_for("clusters.show", local=workspace().minter.local(cluster.key[1:-1]) or "")


class _Catalogues:
    """The catalogues that describe records: by the beginning of the id where one dataset has it, else as read."""

    def __init__(self, data: Generation) -> None:
        self._reader = WordingReader(data, workspace().minter)
        self._begin = len(workspace().minter.base) + 1
        self._datasets: dict[str, list[str]] = {}
        for dataset in data.manifest.datasets.values():
            for prefix in dataset.prefixes:
                self._datasets.setdefault(prefix, []).append(dataset.id)
        self._ends = re.compile("|".join(map(re.escape, sorted(self._datasets, key=len, reverse=True))) or "(?!)")

    def all(self, records: Iterable[Term]) -> tuple[str, ...]:
        """The catalogues of some records, in order."""
        return tuple(sorted({dataset for each in records for dataset in self._of(each)}))

    def _of(self, record: Term) -> Iterable[str]:
        prefix = self._ends.match(record, self._begin)
        datasets = self._datasets[prefix[0]] if prefix else ()
        return datasets if len(datasets) == 1 else self._reader.datasets(record)
