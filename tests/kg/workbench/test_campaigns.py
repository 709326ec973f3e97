"""Campaigns: items are leased, abandoned ones return, and everybody sees how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.errors import EditConflict, InvalidInput, NotFound
from kg.reconciliation.candidate import Candidate
from kg.workbench.campaign import Progress
from kg.workbench.item import Filter, Item
from kg.workbench.people import Person
from kg.workspace import Workspace

PairOf: TypeAlias = Callable[..., Candidate]
SHEN, WANG = Person("shen", "沈"), Person("wang", "王")


@pytest.fixture
def now() -> list[str]:
    """The moment that the clock of ``timed`` shows; a test may change it."""
    return ["2026-11-23T08:00:00Z"]


@pytest.fixture
def timed(filled: Workspace, pair: PairOf, now: list[str]) -> Iterator[Workspace]:
    """A workspace with a queue of six pairs and a clock that stands still."""
    filled.close()
    workspace = Workspace.open(Path(filled.path), clock=lambda: now[0])
    pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    candidates = [pair(workspace, *each, 0.9 - at / 10) for at, each in enumerate(pairs)]
    workspace.workbench.queue.enqueue(candidates, kind="person", source="reconciliation", run="1")
    yield workspace
    workspace.close()


def ids(items: tuple[Item, ...]) -> list[int]:
    return [item.id for item in items]


def test_a_campaign_keeps_the_items_it_began_with(timed: Workspace, pair: PairOf) -> None:
    bench = timed.workbench
    campaign = bench.campaigns.create("清人", Filter(least=0.6), by=SHEN, description="先", deadline="2026-12-31")
    assert (campaign.size, campaign.closed, campaign.filter.least) == (4, False, 0.6)
    bench.queue.enqueue([pair(timed, 2, 4, 0.99)], kind="person", source="reconciliation", run="2")
    assert bench.queue.page(Filter(campaign=campaign.id)).total == 4
    assert [each.name for each in bench.campaigns.list()] == ["清人"]


def test_claimed_items_are_nobody_elses_until_the_lease_ends(timed: Workspace, now: list[str]) -> None:
    campaigns = timed.workbench.campaigns
    id = campaigns.create("清人", Filter(), by=SHEN).id
    mine = ids(campaigns.claim(id, 2, by=SHEN))
    theirs = ids(campaigns.claim(id, 9, by=WANG))
    assert (len(mine), len(theirs)) == (2, 4)
    assert not set(mine) & set(theirs)
    now[0] = "2026-11-23T09:00:00Z"
    assert ids(campaigns.claim(id, 0, by=SHEN)) == mine, "who comes back keeps them, and the lease is renewed"
    now[0] = "2026-11-23T10:30:00Z"
    assert campaigns.progress(id).free == 4, "those of who did not come back are free again"
    assert len(campaigns.claim(id, 9, by=SHEN)) == 6
    assert campaigns.release(id, by=SHEN) == 6
    assert campaigns.progress(id) == Progress(6, 0, 0, 6, 0, {})


def test_two_who_claim_at_once_never_get_the_same(timed: Workspace) -> None:
    campaigns = timed.workbench.campaigns
    id = campaigns.create("清人", Filter(), by=SHEN).id
    got: list[int] = []
    start = threading.Barrier(3)

    def claim(who: str) -> None:
        start.wait()
        got.extend(ids(campaigns.claim(id, 2, by=Person(who, who))))

    threads = [threading.Thread(target=claim, args=(who,)) for who in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got))
    assert campaigns.progress(id).claimed == len(got)


def test_progress_says_who_settled_how_many(timed: Workspace) -> None:
    bench = timed.workbench
    id = bench.campaigns.create("清人", Filter(), by=SHEN).id
    items = bench.campaigns.claim(id, 3, by=SHEN)
    bench.queue.doubt(items[0].id, "生年不詳", by=SHEN)
    for item, who in ((items[1], WANG), (items[2], SHEN)):
        terms = (item.candidate.one, item.candidate.other)
        bench.proposals.propose([Proposal(Kind.DIFFERENT, terms, "", "籍貫不合")], by=who, item=item.id)
    assert bench.campaigns.progress(id) == Progress(6, 3, 0, 3, 0, {"shen": 2, "wang": 1})
    assert not bench.campaigns.claim(id, 0, by=SHEN)


def test_skipped_items_and_those_assigned_to_others_are_not_claimed(timed: Workspace) -> None:
    bench = timed.workbench
    id = bench.campaigns.create("清人", Filter(), by=SHEN).id
    first, second = bench.queue.page().items[:2]
    bench.queue.skip(first.id, by=SHEN)
    bench.queue.assign(second.id, "wang", by=WANG)
    assert not {first.id, second.id} & set(ids(bench.campaigns.claim(id, 9, by=SHEN)))
    assert set(ids(bench.campaigns.claim(id, 9, by=WANG))) == {first.id, second.id}


def test_a_closed_campaign_is_not_claimed_from_until_it_is_reopened(timed: Workspace) -> None:
    campaigns = timed.workbench.campaigns
    id = campaigns.create("清人", Filter(), by=SHEN).id
    campaigns.claim(id, 2, by=WANG)
    assert campaigns.close(id, by=SHEN).closed
    assert campaigns.progress(id).claimed == 0
    with pytest.raises(EditConflict, match="is closed"):
        campaigns.claim(id, 1, by=WANG)
    with pytest.raises(EditConflict, match="shen: closed"):
        campaigns.close(id, by=WANG)
    assert campaigns.list(closed=False) == ()
    campaigns.reopen(id, by=SHEN)
    assert len(campaigns.claim(id, 1, by=WANG)) == 1
    assert [event.what for event in campaigns.history(id)] == ["created", "claimed", "closed", "reopened", "claimed"]


def test_bad_campaigns_are_refused(timed: Workspace) -> None:
    campaigns = timed.workbench.campaigns
    id = campaigns.create("清人", Filter(), by=SHEN).id
    for create in (
        lambda: campaigns.create(" 清人", Filter(), by=SHEN),
        lambda: campaigns.create(" ", Filter(), by=SHEN),
        lambda: campaigns.create("x" * 201, Filter(), by=SHEN),
        lambda: campaigns.create("民國", Filter(kinds=("work",)), by=SHEN),
        lambda: campaigns.create("民國", Filter(), by=SHEN, deadline="2026-02-30"),
        lambda: campaigns.create("民國", Filter(), by=SHEN, deadline="20261231"),
        lambda: campaigns.claim(id, 201, by=SHEN),
        lambda: campaigns.claim(id, -1, by=SHEN),
    ):
        with pytest.raises(InvalidInput):
            create()
    with pytest.raises(NotFound):
        campaigns.progress(99)
    assert len(campaigns.list()) == 1
