"""What the candidates of a file have to do with each other: records that claim one counterpart, pairs found twice."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kg.reconciliation.candidate import Band, Candidate
from kg.reconciliation.model import model
from kg.reconciliation.profile import Profile
from kg.reconciliation.scoring import FREE, Claim, Compared
from kg.terms import Term


class Claimants:
    """What records claim: counterpart -> odds of each record that has it as a candidate."""

    def __init__(self, compared: Mapping[Term, Sequence[Compared]]) -> None:
        self._odds: dict[Term, list[tuple[float, Term]]] = defaultdict(list)
        for person, counterparts in compared.items():
            for each in counterparts:
                self._odds[each.profile.id].append((each.odds, person))

    def of(self, other: Profile, me: Term) -> Claim:
        """What all but one record claim of a counterpart."""
        odds = [each for each, person in self._odds[other.id] if person != me]
        if not odds:
            return FREE
        return Claim(math.log(1 + sum(math.exp(min(each, 50.0)) for each in odds)), max(odds))


def once(found: Iterable[Candidate]) -> list[Candidate]:
    """Pairs of one dataset, each once and by the worse of its two scores. Only what both dates or an identifier say is
    linked; what is too unlikely for a pair of one file is left out."""
    pairs: dict[frozenset[Term], Candidate] = {}
    seen: dict[frozenset[Term], int] = defaultdict(int)
    for each in found:
        pair = frozenset((each.one, each.other))
        seen[pair] += 1
        if pair not in pairs or each.score < pairs[pair].score:
            first, second = sorted((each.one, each.other))
            pairs[pair] = Candidate(first, second, each.score, each.band, each.reasons)
    kept = ((pair, each) for pair, each in pairs.items() if each.score >= model().queue_within)
    return [each if seen[pair] == 2 and _is_certain(each) else _asked(each) for pair, each in kept]


def _is_certain(each: Candidate) -> bool:
    features = {reason.feature for reason in each.reasons}
    return features >= {"birth-same", "death-same"} or "identifier-same" in features


def _asked(each: Candidate) -> Candidate:
    """A candidate that is one in one direction only is for people to decide."""
    band = Band.QUEUE if each.band is Band.LINK else each.band
    return Candidate(each.one, each.other, each.score, band, each.reasons)


def best_only(found: Iterable[Candidate]) -> list[Candidate]:
    """Of several links of one record or counterpart only the best is one; the others are for people to decide."""
    taken: set[Term] = set()
    best: set[tuple[Term, Term]] = set()
    for each in sorted(found, key=lambda each: (-each.score, each.one, each.other)):
        if each.band is Band.LINK and not {f"1{each.one}", f"2{each.other}"} & taken:
            taken |= {f"1{each.one}", f"2{each.other}"}
            best.add((each.one, each.other))
    return [each if each.band is not Band.LINK or (each.one, each.other) in best else _asked(each) for each in found]
