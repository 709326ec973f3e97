"""Clusters in force are what the log says, whoever decided; each record keeps its own words."""

from __future__ import annotations

import pytest

from kg.authority.decisions import Decision, Kind
from kg.clustering.clusters import Level
from kg.clustering.standing import Standing
from kg.iris import Minter
from kg.terms import Term, curie

MINTER = Minter()


def local(path: str) -> Term:
    return MINTER.path(path)


def decision(number: int, kind: Kind, *terms: Term, reason: str = "because", undoes: int = 0) -> Decision:
    return Decision(number, kind, terms, "clustering" if reason != "because" else "王", reason, "", undoes)


WORK, TWIN = local("work/a-1"), local("work/b-1")
FIRST, SECOND, THIRD = (local(f"instance/{each}") for each in ("a-1", "b-1", "c-1"))
LOG = [
    decision(1, Kind.SAME, WORK, TWIN, reason="work 0.97: same title: 史記; same person"),
    decision(2, Kind.ADD, FIRST, curie("bf:instanceOf"), WORK, reason="work 0.84: same title: 史記"),
    decision(3, Kind.SAME, SECOND, THIRD),
    decision(4, Kind.SAME, local("person/a"), local("person/b")),
    decision(5, Kind.ADD, FIRST, curie("zs:year"), '"1739"'),
    decision(6, Kind.DIFFERENT, WORK, local("work/c-9")),
]


def test_links_of_works_and_editions_form_clusters_and_nothing_else_does() -> None:
    standing = Standing(LOG, MINTER)
    large, small = standing.clusters
    assert large.members == tuple(sorted((WORK, TWIN, FIRST)))
    assert (large.key, large.level, large.least, large.agents) == (WORK, Level.WORK, 0.84, ("clustering",))
    assert (small.members, small.level, small.least) == ((SECOND, THIRD), Level.EDITION, None)
    assert standing.of(TWIN) is large
    assert standing.of(local("person/a")) is None
    assert [each.number for each in standing.apart[WORK]] == [6]


def test_a_link_says_score_words_and_decision() -> None:
    link = Standing(LOG, MINTER).clusters[0].links[0]
    assert (link.decision.number, link.score, link.words) == (1, 0.97, "same title: 史記; same person")
    by_people = Standing(LOG, MINTER).clusters[1].links[0]
    assert (by_people.score, by_people.words) == (None, "because")


@pytest.mark.parametrize(("undone", "left"), [(1, {(FIRST, WORK)}), (2, {(WORK, TWIN)})])
def test_what_is_undone_holds_nothing(undone: int, left: set[tuple[Term, Term]]) -> None:
    standing = Standing([*LOG[:2], decision(7, Kind.UNDO, undoes=undone)], MINTER)
    assert {(link.one, link.other) for each in standing.clusters for link in each.links} == left
