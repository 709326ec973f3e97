"""The pairs of a run that people have to decide, as candidates of the workbench.

What people say there is that two things are the same, so a pair is put as a question that this answers: whether two
works are one (an edition speaks for the work whose edition it is), or two editions without works are one edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kg.clustering.comparison import edition_barriers
from kg.clustering.features import LANGUAGES
from kg.clustering.features import Reason as Feature
from kg.clustering.profile import Profile
from kg.clustering.run import Clustering
from kg.clustering.scoring import Pair
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.terms import Term

#: What the workbench calls works and editions.
WORK, EDITION = "work", "instance"
#: The score is that of one work; whether it is one edition is for people to see.
_AS_EDITIONS = Reason(
    "work-score",
    0.0,
    {
        "zh-Hans": "分数是同为一种作品的分数；两条著录的版本不相冲突",
        "zh-Hant": "分數是同為一種作品的分數；兩條著錄的版本不相衝突",
        "en": "the score is that of being one work; their edition statements do not contradict each other",
    },
)


def candidates(found: Clustering) -> Iterator[tuple[str, Candidate]]:
    """Kind (``work`` or ``instance``) and candidate of each question, the likeliest first, each question once.

    A pair of an edition without a work and a work, and one of editions that contradict each other, is no question of
    this kind; such pairs are in the list of pairs only.
    """
    asked: set[frozenset[Term]] = set()
    for pair in found.queue():
        question = _question(found, pair)
        if question is not None and frozenset(question[1:]) not in asked:
            kind, one, other = question
            asked.add(frozenset((one, other)))
            reasons = sorted((_reason(each) for each in pair.reasons), key=lambda each: -abs(each.weight))
            said = tuple(chain(reasons, (_AS_EDITIONS,) if kind == EDITION else ()))
            yield kind, Candidate(one, other, pair.score, Band.QUEUE, said)


def _question(found: Clustering, pair: Pair) -> tuple[str, Term, Term] | None:
    one, other = (found.library.profiles[id] for id in (pair.one, pair.other))
    first, second = sorted((_work(one), _work(other)))
    if first and second:
        return (WORK, first, second) if first != second else None
    if first or second or any(True for _ in edition_barriers(one, other)):
        return None
    return EDITION, pair.one, pair.other


def _work(each: Profile) -> Term:
    record = each.record
    return record.id if record.is_work else next(iter(record.works), "")


def _reason(feature: Feature) -> Reason:
    return Reason(feature.key, feature.weight, {tag: feature.words(tag) for tag in LANGUAGES})
