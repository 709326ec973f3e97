"""One run over the records of a workspace, or over any records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import in_force
from kg.clustering.clusters import Cluster, edition_clusters, work_clusters
from kg.clustering.profile import Library
from kg.clustering.record import BookRecord
from kg.clustering.scoring import Band, Pair, scored_pairs


@dataclass(frozen=True, slots=True)
class Clustering:
    """What a run found: all compared pairs with their scores, and the clusters of works and of editions."""

    library: Library
    pairs: tuple[Pair, ...]
    works: tuple[Cluster, ...]
    editions: tuple[Cluster, ...]

    def queue(self) -> list[Pair]:
        """The pairs that people have to decide, the likeliest first, without those that are in one cluster anyway."""
        together = {id: number for number, cluster in enumerate(self.works) for id in cluster.members}
        open_pairs = [
            pair
            for pair in self.pairs
            if pair.band is Band.QUEUE and together.get(pair.one, -1) != together.get(pair.other, -2)
        ]
        return sorted(open_pairs, key=lambda pair: (-pair.score, pair.one, pair.other))


def cluster_records(
    records: Iterable[BookRecord], decisions: Iterable[Decision] = (), *, datasets: Iterable[str] = ()
) -> Clustering:
    """Cluster records under the decisions taken so far; with ``datasets`` only what concerns a record of these.

    What decisions hold together or apart stays so, so a run over new records adds to the clusters of earlier ones.
    """
    library = Library(records)
    wanted = frozenset(datasets)
    new = [id for id, each in library.profiles.items() if each.record.catalogue in wanted] if wanted else None
    pairs = scored_pairs(library, new)
    taken = in_force(decisions)
    same = [(d.terms[0], other) for d in taken if d.kind in (Kind.SAME, Kind.MERGE) for other in d.terms[1:]]
    different = [(d.terms[0], d.terms[1]) for d in taken if d.kind is Kind.DIFFERENT]
    works = work_clusters(library, pairs, same=same, different=different)
    return Clustering(library, tuple(pairs), tuple(works), tuple(edition_clusters(library, works)))
