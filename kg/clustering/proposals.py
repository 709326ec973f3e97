"""Clusters as decisions of the log: what the agent ``clustering`` proposes, with score and reasons in words.

==================== =============================================================================================
two editions         ``same``, at the level of editions
two works            ``same``; an edition speaks for the work whose edition it is
an edition, a work   ``add`` edition bf:instanceOf work
editions, no work    ``add`` edition bf:otherEdition first edition
==================== =============================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.authority.decisions import Kind
from kg.authority.rulings import Rulings
from kg.clustering.clusters import Cluster, Level
from kg.clustering.profile import Library
from kg.clustering.record import INSTANCE_OF
from kg.clustering.scoring import Pair
from kg.curation import Proposal
from kg.terms import Term, curie

AGENT = "clustering"
OTHER_EDITION = curie("bf:otherEdition")


def proposals(
    library: Library,
    clusters: Iterable[Cluster],
    rulings: Rulings,
    *,
    least: float = 0.0,
    language: str = "en",
) -> Iterator[Proposal]:
    """The decisions that clusters amount to and that are not taken yet; ``least`` is the lowest score of a link that
    is acted upon."""
    taken = {claim for claims in rulings.added.values() for claim in claims}
    joined = dict(rulings.survivor)

    def stands_for(term: Term) -> Term:
        while term in joined:
            term = joined[term]
        return term

    for cluster in (part for whole in clusters for part in strong_parts(whole, least)):
        for kind, terms, pair in _steps(library, cluster):
            reason = f"{cluster.level.value} {pair.words(language)}"
            if kind is Kind.SAME:
                one, other = stands_for(terms[0]), stands_for(terms[1])
                if one == other:
                    continue
                joined[other] = one
            elif terms in taken or (terms[1] == INSTANCE_OF and terms[2] in library.profiles[terms[0]].record.works):
                continue
            yield Proposal(kind, terms, AGENT, reason)


def strong_parts(cluster: Cluster, least: float) -> Iterator[Cluster]:
    """What remains of a cluster when only links of at least a score hold: the parts of more than one member."""
    strong = [link for link in cluster.links if link.score >= least]
    if len(strong) == len(cluster.links):
        yield cluster
        return
    part_of = {id: frozenset((id,)) for id in cluster.members}
    for link in strong:
        joined = part_of[link.one] | part_of[link.other]
        part_of.update(dict.fromkeys(joined, joined))
    for part in sorted({part for part in part_of.values() if len(part) > 1}, key=min):
        links = tuple(link for link in strong if link.one in part)
        yield Cluster(cluster.level, tuple(sorted(part)), links)


def _steps(library: Library, cluster: Cluster) -> Iterator[tuple[Kind, tuple[Term, ...], Pair]]:
    """Kind, terms and the pair that gives the reason, for each link, from a first member outwards."""
    if cluster.level is Level.EDITION:
        for link in cluster.links:
            yield Kind.SAME, (link.one, link.other), link
        return
    works = {id: _works(library, id) for id in cluster.members}
    root = next((id for id in cluster.members if works[id]), next(iter(cluster.members), ""))
    hub = works[root][0] if root and works[root] else ""
    for other, link in _outwards(cluster, root):
        if not hub:
            yield Kind.ADD, (other, OTHER_EDITION, root), link
        elif not works[other]:
            yield Kind.ADD, (other, INSTANCE_OF, hub), link
        elif works[other][0] != hub:
            yield Kind.SAME, (hub, works[other][0]), link


def _works(library: Library, id: str) -> tuple[Term, ...]:
    record = library.profiles[id].record
    return (record.id,) if record.is_work else record.works


def _outwards(cluster: Cluster, root: str) -> Iterator[tuple[str, Pair]]:
    """Every member but the root, with the link by which it is reached."""
    near: dict[str, list[tuple[str, Pair]]] = {}
    for link in cluster.links:
        near.setdefault(link.one, []).append((link.other, link))
        near.setdefault(link.other, []).append((link.one, link))
    seen, waiting = {root}, [root]
    while waiting:
        for other, link in near.get(waiting.pop(0), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                yield other, link
