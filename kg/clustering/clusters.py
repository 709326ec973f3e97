"""Clusters of records: pairs are joined from the best downwards, and never across what must not be one.

The result depends on the records and decisions alone, not on their order: pairs are taken by score and then by the
terms of their records. Every cluster is held together by the pairs that formed it (``links``), one fewer than its
members, each with its reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from kg.clustering.comparison import dividing, edition_barriers, is_same_edition
from kg.clustering.features import Reason, model
from kg.clustering.profile import Library
from kg.clustering.scoring import Band, Pair


class Level(StrEnum):
    """What the records of a cluster have in common."""

    WORK = "work"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records of one work or edition, by term in order, and the pairs that hold them together, best first."""

    level: Level
    members: tuple[str, ...]
    links: tuple[Pair, ...]

    def path(self, one: str, other: str) -> tuple[Pair, ...]:
        """The links that lead from one member to another: why these two are together."""
        waiting: list[tuple[str, tuple[Pair, ...]]] = [(one, ())]
        seen = {one}
        while waiting:
            at, way = waiting.pop(0)
            if at == other:
                return way
            for link in self.links:
                for near, far in ((link.one, link.other), (link.other, link.one)):
                    if near == at and far not in seen:
                        seen.add(far)
                        waiting.append((far, (*way, link)))
        return ()


class _Groups:
    """Disjoint groups of records with the links between their members."""

    def __init__(self, forbidden: Callable[[str, str], bool]) -> None:
        self._forbidden = forbidden
        self._group: dict[str, list[str]] = {}
        self._links: dict[str, list[Pair]] = {}

    def join(self, pair: Pair, *, checked: bool = True) -> None:
        """Join the groups of a pair's records, unless they are one already or some member must not be with another."""
        one = self._group.setdefault(pair.one, [pair.one])
        other = self._group.setdefault(pair.other, [pair.other])
        if one is other or (checked and any(self._forbidden(a, b) for a in one for b in other)):
            return
        small, large = sorted((one, other), key=len)
        links = self._links.pop(small[0], [])
        self._links.setdefault(large[0], []).extend([*links, pair])
        large.extend(small)
        for member in small:
            self._group[member] = large

    def clusters(self, level: Level) -> Iterator[Cluster]:
        """The groups of more than one record, in order of their first member."""
        groups = {id(group): group for group in self._group.values() if len(group) > 1}
        for group in sorted(groups.values(), key=min):
            links = sorted(self._links[group[0]], key=_order)
            yield Cluster(level, tuple(sorted(group)), tuple(links))


def _order(pair: Pair) -> tuple[float, str, str]:
    return -pair.score, pair.one, pair.other


def _given(one: str, other: str, key: str) -> Pair:
    """A pair that is not weighed: decided, or catalogued as edition and work."""
    first, second = sorted((one, other))
    return Pair(first, second, 1.0, (Reason(key, weight=model().features[key].weight),))


def work_clusters(
    library: Library,
    pairs: Iterable[Pair],
    *,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
) -> list[Cluster]:
    """The clusters of works: pairs of the band CLUSTER, joined from the best downwards.

    ``same`` and ``different`` are what people have decided: the first are joined whatever the records say, the second
    never come into one cluster by what is not decided.
    """
    known = library.profiles
    apart = {frozenset(pair) for pair in different}
    checked: dict[tuple[str, str], bool] = {}

    def forbidden(one: str, other: str) -> bool:
        key = (one, other) if one < other else (other, one)
        if frozenset(key) in apart:
            return True
        if key not in checked:
            checked[key] = any(True for _ in dividing(known[one], known[other]))
        return checked[key]

    groups = _Groups(forbidden)
    editions = [(id, work) for id, each in known.items() for work in each.record.works]
    for key, given in (("edition-of", editions), ("decided-same", sorted(same))):
        for one, other in given:
            if one in known and other in known:
                groups.join(_given(one, other, key), checked=False)
    for pair in sorted((p for p in pairs if p.band is Band.CLUSTER), key=_order):
        groups.join(pair)
    return list(groups.clusters(Level.WORK))


def edition_clusters(library: Library, works: Iterable[Cluster]) -> list[Cluster]:
    """The clusters of editions within clusters of works: records whose edition statements name one edition."""
    known = library.profiles
    found: list[Cluster] = []
    for work in works:
        scores = {frozenset((link.one, link.other)): link for link in work.links}

        def forbidden(one: str, other: str) -> bool:
            return any(True for _ in edition_barriers(known[one], known[other]))

        groups = _Groups(forbidden)
        editions = [member for member in work.members if not known[member].record.is_work]
        for one, other in combinations(editions, 2):
            if is_same_edition(known[one], known[other]):
                direct = scores.get(frozenset((one, other)))
                said = "、".join(known[one].record.editions)
                links = work.path(one, other) if direct is None else (direct,)
                score = min((link.score for link in links), default=0.0)
                reasons = direct.reasons if direct else ()
                groups.join(Pair(one, other, score, (Reason("edition-same", said, said, 1.0), *reasons)))
        found += groups.clusters(Level.EDITION)
    return sorted(found, key=lambda cluster: cluster.members)
