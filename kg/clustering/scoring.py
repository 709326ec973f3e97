"""The score of a pair, its band, and its reasons in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kg.clustering.blocking import candidate_pairs
from kg.clustering.comparison import barriers, compare
from kg.clustering.features import Reason, model
from kg.clustering.profile import Library, Profile


class Band(StrEnum):
    """What becomes of a pair."""

    CLUSTER = "cluster"
    QUEUE = "queue"  #: for people to decide
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that were compared. ``score`` is the probability that they describe one work; ``reasons`` what it
    consists of, ``barriers`` why they must not be one whatever the score."""

    one: str
    other: str
    score: float
    reasons: tuple[Reason, ...]
    barriers: tuple[Reason, ...] = ()

    @property
    def band(self) -> Band:
        """What becomes of the pair."""
        if self.barriers or self.score < model().queue:
            return Band.APART
        return Band.CLUSTER if self.score >= model().cluster else Band.QUEUE

    def words(self, language: str = "en") -> str:
        """Score and reasons in one line, barriers first, then by weight."""
        said = [*self.barriers, *sorted(self.reasons, key=lambda reason: (-abs(reason.weight), reason.key))]
        return f"{self.score:.2f}: " + "; ".join(reason.words(language) for reason in said)


def probability(reasons: Iterable[Reason]) -> float:
    """The logistic of bias and weights."""
    odds = model().bias + sum(reason.weight for reason in reasons)
    return 1 / (1 + math.exp(-odds))


def score(library: Library, one: Profile, other: Profile) -> Pair:
    """Compare two records. Whether one has a rival in its catalogue is for ``scored_pairs`` to see."""
    reasons = compare(library, one, other)
    return Pair(one.id, other.id, probability(reasons), reasons, tuple(barriers(one, other)))


def scored_pairs(library: Library, new: Iterable[str] | None = None) -> list[Pair]:
    """All candidate pairs with their scores, in order; a pair whose member has a better counterpart in the other's
    catalogue is marked down by that."""
    profiles = library.profiles
    compared = [score(library, profiles[a], profiles[b]) for a, b in candidate_pairs(library, new)]
    best: dict[tuple[str, str], Pair] = {}
    for pair in compared:
        for id, other in ((pair.one, pair.other), (pair.other, pair.one)):
            key = (id, _catalogue(profiles, other))
            if not pair.barriers and (key not in best or best[key].score < pair.score):
                best[key] = pair
    return [_with_rival(profiles, best, pair) for pair in compared]


def _with_rival(profiles: Mapping[str, Profile], best: Mapping[tuple[str, str], Pair], pair: Pair) -> Pair:
    one, other = profiles[pair.one], profiles[pair.other]
    if one.record.catalogue == other.record.catalogue or pair.score >= _CERTAIN:
        return pair
    for id, counterpart in ((pair.one, other), (pair.other, one)):
        better = best.get((id, counterpart.record.catalogue))
        if better is not None and better is not pair and better.score - pair.score > _CLEARLY:
            rival = profiles[better.other if better.one == id else better.one]
            mark = Reason("rival", rival.title, "", model().features["rival"].weight)
            reasons = (*pair.reasons, mark)
            return Pair(pair.one, pair.other, probability(reasons), reasons, pair.barriers)
    return pair


#: A pair so good needs no comparison with others; a counterpart is better when it is so much better.
_CERTAIN, _CLEARLY = 0.97, 0.05


def _catalogue(profiles: Mapping[str, Profile], id: str) -> str:
    return profiles[id].record.catalogue
