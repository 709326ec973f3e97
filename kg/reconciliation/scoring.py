"""The score of candidates: the odds of each by those of all the others and of there being none.

Two things keep a candidate from being linked whatever its score: a name that can be anybody's, and another of the same
name against whom nothing speaks, as where a file has one person twice, once with the native place and once without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.reconciliation.comparison import compare
from kg.reconciliation.model import Model, Observation, model, reason
from kg.reconciliation.name_comparison import NAME_RANK
from kg.reconciliation.profile import Profile

#: Without one of these a name that can be anybody's (李某) is not even a candidate.
_EVIDENCE = frozenset(
    ("identifier-same", "birth-same", "birth-near", "death-same", "death-near", "courtesy-shared", "kin-shared")
)
_DATED = frozenset(("birth-same", "birth-near", "death-same", "death-near", "identifier-same"))
#: Dynasty and place together outweigh a namesake of whom no place is known, if the name is one that several bear.
_PLACED = frozenset(("dynasty-same", "place-same"))
_PLACES = frozenset(("place-same", "place-within", "place-region", "place-differs"))
#: Features that leave room for doubt but exclude nobody; all others of negative weight do.
_OPEN = frozenset(("name-common", "name-alternative", "name-rare", "gender-same", "dynasty-near"))
#: What keeps a candidate from being linked whatever else agrees; a date that differs does, unless the other one agrees.
_EXCLUDING = frozenset(("gender-differs", "life-impossible", "name-differs"))
_APART = {
    "birth-off": "death-same",
    "birth-differs": "death-same",
    "death-off": "birth-same",
    "death-differs": "birth-same",
}
#: What is said of names only, and of what nearly everybody has in common.
_NAMES_ONLY = frozenset(("name", "commonness", "alternative", "rarity", "gender"))
#: The rank of names up to which two are written alike.
_ALIKE = NAME_RANK["name-loose"]
#: A rival is mentioned when its odds are within so much of a candidate's.
_POSSIBLE = 3.0


@dataclass(frozen=True, slots=True)
class Compared:
    """A counterpart with what was seen, and the log-odds of that."""

    profile: Profile
    seen: tuple[Observation, ...]
    odds: float

    @property
    def features(self) -> frozenset[str]:
        """What was seen, without what the records say."""
        return frozenset(each.feature for each in self.seen)

    @property
    def name_rank(self) -> int:
        """How well the names agree, 0 for the same characters."""
        return min((NAME_RANK[key] for key in self.features if key in NAME_RANK), default=len(NAME_RANK))


@dataclass(frozen=True, slots=True)
class Claim:
    """What the other records of a file have to do with a counterpart: the logarithm of the sum of their odds and one,
    and the best of their odds."""

    pressure: float = 0.0
    best: float = -math.inf


#: Nobody else claims it.
FREE = Claim()
Claims = Callable[[Profile], Claim]


def weigh(
    one: Profile, other: Profile, namesakes: float = 1, *, chance: float | None = None, used: Model | None = None
) -> Compared:
    """Compare two persons. ``namesakes`` is how many persons of the file bear that name; ``chance``, for records of
    one file, how many would by the characters of the name."""
    used = used or model()
    seen = [*compare(one, other)]
    odds = used.bias
    if namesakes > 1:
        seen.append(Observation("name-common", "", str(round(namesakes)), math.log(namesakes)))
    if chance is not None:
        odds += used.within
        if chance < 1:
            seen.append(Observation("name-rare", "", f"{chance:.2g}", min(-math.log(chance), 8.0)))
    odds += sum(used.features[each.feature].weight * each.degree for each in seen)
    return Compared(other, tuple(seen), odds)


def shares(odds: Sequence[float]) -> list[float]:
    """The probability of each counterpart: its odds by those of all and of none.

    >>> [round(share, 2) for share in shares([2.0, 0.0])]
    [0.79, 0.11]
    """
    top = max(0.0, *odds) if odds else 0.0
    powers = [math.exp(each - top) for each in odds]
    whole = math.exp(-top) + sum(powers)
    return [power / whole for power in powers]


def candidates(
    one: Profile,
    compared: Sequence[Compared],
    claims: Claims = lambda _: FREE,
    *,
    chance: float = 0.0,
    most: int | None = None,
    used: Model | None = None,
) -> list[Candidate]:
    """The counterparts of a record as candidates, best first and at most ``most``, each with its reasons, heaviest
    first. ``chance`` is how many persons of the file would bear the name by its characters: where that is less than
    one in ten, two of the name are more likely one person twice than two."""
    used = used or model()
    claimed = [claims(each.profile) for each in compared]
    odds = [each.odds - used.claimed * claim.pressure for each, claim in zip(compared, claimed, strict=True)]
    share = shares(odds)
    order = sorted(range(len(compared)), key=lambda place: (-share[place], compared[place].profile.id))[:most]
    open_ones = [
        place
        for place, (each, claim) in enumerate(zip(compared, claimed, strict=True))
        if each.odds > compared[order[0]].odds - used.margin and claim.best <= each.odds and _is_open(each, used)
    ]
    found: list[Candidate] = []
    left = 1.0
    for place in order:
        each = compared[place]
        rival = next((compared[at].profile for at in open_ones if _contends(compared, at, place, chance, used)), None)
        if not found:
            score = calibrated(share[place], rival is not None, used)
            left = (1 - score) / max(1 - share[place], 1e-9)
        else:  # what the best leaves, as the odds divide it
            score = min(share[place] * left, found[0].score)
        reasons = _reasons(compared, place, odds[place], share[place], rival)
        found.append(Candidate(one.id, each.profile.id, score, _band(one, each, score, rival, used), reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.other))


def calibrated(share: float, contested: bool, used: Model) -> float:
    """The share of best candidates of this kind that are right, from their probability."""
    share = min(max(share, 1e-9), 1 - 1e-9)
    odds = used.intercept + used.slope * math.log(share / (1 - share)) + used.contested * contested
    return 1 / (1 + math.exp(-odds))


def _band(one: Profile, each: Compared, score: float, rival: Profile | None, used: Model) -> Band:
    """A name that can be anybody's is never linked, and asked about only where something else speaks for it; so is one
    that nothing but the name speaks for."""
    features = each.features
    vague = one.is_undifferentiated or each.profile.is_undifferentiated
    if score < used.queue or (vague and not features & _EVIDENCE):
        return Band.NEW
    supported = any(
        used.features[seen.feature].weight > 0 and used.features[seen.feature].group not in _NAMES_ONLY
        for seen in each.seen
    )
    excluded = features & _EXCLUDING or any(key in features and other not in features for key, other in _APART.items())
    if score >= used.link and supported and not vague and rival is None and not excluded:
        return Band.LINK
    return Band.QUEUE


def _contends(compared: Sequence[Compared], other: int, place: int, chance: float, used: Model) -> bool:
    """Whether one of those that cannot be excluded stands against a candidate: written as well, not far behind. A
    candidate whose dates agree has none."""
    best, each = compared[place], compared[other]
    if other == place or best.features & _DATED:
        return False
    if chance >= used.rare and best.features >= _PLACED and not each.features & _PLACES:
        return False
    return each.name_rank <= min(best.name_rank, _ALIKE) and best.odds - each.odds < used.margin


def _is_open(each: Compared, used: Model) -> bool:
    """Whether nothing speaks against a counterpart: written alike, and it is one person's name."""
    features = each.features
    if each.name_rank > _ALIKE or ("dynasty-near" in features and "place-same" not in features):
        return False
    if not all(used.features[key].weight >= 0 or key in _OPEN for key in features if key not in NAME_RANK):
        return False
    return not each.profile.is_undifferentiated


def _reasons(
    compared: Sequence[Compared], place: int, odds: float, share: float, rival: Profile | None
) -> tuple[Reason, ...]:
    each, features = compared[place], model().features
    found = [reason(seen, features[seen.feature].weight * seen.degree) for seen in each.seen]
    found.sort(key=lambda one: -abs(one.weight))
    if odds < each.odds:
        found.append(reason(Observation("claimed"), odds - each.odds))
    if possible := sum(1 for other in compared if other is not each and other.odds > each.odds - _POSSIBLE):
        alone = shares([odds])[0]
        lost = math.log(max(share, 1e-9) / max(1 - share, 1e-9)) - math.log(max(alone, 1e-9) / max(1 - alone, 1e-9))
        found.append(reason(Observation("rivals", str(possible)), lost))
    if rival is not None:
        found.append(reason(Observation("contested", rival.label), model().contested))
    return tuple(found)
