"""The queue: pairs to decide, each once; what is decided leaves it, wherever it was decided."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import EditConflict, InvalidInput, NotFound
from kg.reconciliation.candidate import Candidate
from kg.terms import Term
from kg.workbench.item import Filter, Item, ItemState, Sort
from kg.workbench.people import Person
from kg.workspace import Workspace

PairOf: TypeAlias = Callable[..., Candidate]
PersonOf: TypeAlias = Callable[[Workspace, int], Term]
SHEN, WANG = Person("shen", "沈"), Person("wang", "王")
PAIRS = ((1, 4, 0.97), (1, 2, 0.4), (2, 3, 0.6), (3, 4, 0.6))


def fill(workspace: Workspace, pair: PairOf, pairs: tuple[tuple[int, int, float], ...] = PAIRS) -> None:
    candidates = [pair(workspace, *each) for each in pairs]
    workspace.workbench.queue.enqueue(candidates, kind="person", source="reconciliation", run="1")


def first(workspace: Workspace) -> Item:
    return workspace.workbench.queue.page().items[0]


def take(workspace: Workspace, kind: Kind, *terms: Term, undoes: int = 0) -> int:
    return decide(workspace, kind, terms, agent="elsewhere", reason="because", undoes=undoes).number


def test_a_pair_is_in_the_queue_once_whatever_its_order(filled: Workspace, pair: PairOf) -> None:
    queue = filled.workbench.queue
    there = queue.enqueue([pair(filled, 1, 4)], kind="person", source="reconciliation", run="1")
    back = queue.enqueue([pair(filled, 4, 1, 0.8)], kind="person", source="reconciliation", run="2")
    assert (there.added, there.updated, back.added, back.updated) == (1, 0, 0, 1)
    item = first(filled)
    assert (item.candidate.score, item.run, item.kind) == (0.8, "2", "person")
    assert item.candidate.reasons[0].words["zh-Hant"] == "名字相同"
    assert queue.find(item.candidate.other, item.candidate.one) == item


def test_a_run_that_says_the_same_does_not_make_what_somebody_looks_at_stale(filled: Workspace, pair: PairOf) -> None:
    fill(filled, pair)
    seen = first(filled)
    fill(filled, pair)
    assert filled.workbench.queue.assign(seen.id, "shen", by=SHEN, expected=seen.version).assignee == "shen"


@pytest.mark.parametrize("score", [1.5, -0.1, math.nan, math.inf])
def test_a_candidate_that_is_none_is_refused_and_nothing_is_added(
    filled: Workspace, pair: PairOf, score: float
) -> None:
    good = pair(filled, 1, 4)
    with pytest.raises(InvalidInput, match="Candidate 2 has the score"):
        filled.workbench.queue.enqueue([good, replace(good, score=score)], kind="person", source="x", run="")
    for bad in (replace(good, other=good.one), replace(good, one="no term"), replace(good, one="<a b>")):
        with pytest.raises(InvalidInput, match="Candidate 2 is not a pair"):
            filled.workbench.queue.enqueue([good, bad], kind="person", source="x", run="")
    for kind, source in (("", "x"), ("k" * 33, "x"), ("person", " "), ("person", "s" * 129)):
        with pytest.raises(InvalidInput):
            filled.workbench.queue.enqueue([good], kind=kind, source=source, run="")
    assert filled.workbench.queue.page().total == 0


@pytest.mark.parametrize("kind", [Kind.SAME, Kind.DIFFERENT])
def test_what_is_decided_elsewhere_leaves_the_queue_and_comes_back_when_undone(
    filled: Workspace, pair: PairOf, person: PersonOf, kind: Kind
) -> None:
    fill(filled, pair)
    item = first(filled)
    number = take(filled, kind, person(filled, 1), person(filled, 4))
    decided = filled.workbench.queue.get(item.id)
    assert (decided.state, decided.outcome, decided.decision) == (ItemState.DECIDED, kind.value, number)
    assert item.id not in {each.id for each in filled.workbench.queue.page().items}
    again = filled.workbench.queue.enqueue([item.candidate], kind="person", source="x", run="2")
    assert (again.added, again.updated, again.known) == (0, 0, 1)
    take(filled, Kind.UNDO, undoes=number)
    assert first(filled).id == item.id
    assert first(filled).outcome == ""


def test_a_pair_held_different_never_comes_back_by_another_identifier(
    filled: Workspace, pair: PairOf, person: PersonOf
) -> None:
    take(filled, Kind.DIFFERENT, person(filled, 1), person(filled, 2))
    take(filled, Kind.SAME, person(filled, 1), person(filled, 4))
    known = filled.workbench.queue.enqueue([pair(filled, 4, 2), pair(filled, 4, 3)], kind="person", source="x", run="1")
    assert (known.added, known.known) == (1, 1)


def test_a_decision_through_a_third_identifier_decides_items_too(
    filled: Workspace, pair: PairOf, person: PersonOf
) -> None:
    fill(filled, pair, ((1, 3, 0.9), (4, 3, 0.5)))
    take(filled, Kind.SAME, person(filled, 1), person(filled, 4))
    number = take(filled, Kind.DIFFERENT, person(filled, 3), person(filled, 4))
    page = filled.workbench.queue.page(Filter(states=(ItemState.DECIDED,)))
    assert [(item.outcome, item.decision) for item in page.items] == [("different", number)] * 2


def test_items_whose_entities_are_unloaded_are_shelved_and_come_back(
    filled: Workspace, pair: PairOf, load_table_from: Callable[..., object], tmp_path: Path
) -> None:
    fill(filled, pair)
    item = filled.workbench.queue.doubt(first(filled).id, "生年不合", by=SHEN)
    unload(filled, "trial")
    assert filled.workbench.queue.get(item.id).state is ItemState.SHELVED
    assert filled.workbench.queue.facets().states == {"shelved": 4}
    with pytest.raises(EditConflict, match="shelved"):
        filled.workbench.queue.assign(item.id, "wang", by=WANG)
    persons = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
    load_table_from(tmp_path / "again", filled, "id,name\n1,盛宣懷\n4,盛杏蓀\n", persons)
    assert filled.workbench.queue.get(item.id).state is ItemState.DOUBTFUL
    assert filled.workbench.queue.facets().states == {"shelved": 3, "doubtful": 1}


def test_a_withdrawn_record_shelves_the_items_of_what_it_described(
    filled: Workspace, pair: PairOf, person: PersonOf
) -> None:
    fill(filled, pair)
    number = take(filled, Kind.WITHDRAW, filled.minter.record("trial", "3"))
    assert filled.workbench.queue.facets(Filter(states=())).states == {"open": 2, "shelved": 2}
    take(filled, Kind.UNDO, undoes=number)
    assert filled.workbench.queue.facets(Filter(states=())).states == {"open": 4}


def test_an_unknown_entity_is_shelved_from_the_beginning(filled: Workspace, pair: PairOf) -> None:
    added = filled.workbench.queue.enqueue([pair(filled, 1, 99)], kind="person", source="x", run="1")
    assert (added.added, added.shelved) == (1, 1)
    assert filled.workbench.queue.page().total == 0


def test_filters_and_facets_agree(filled: Workspace, pair: PairOf) -> None:
    fill(filled, pair)
    queue = filled.workbench.queue
    queue.enqueue([pair(filled, 1, 3, 0.2)], kind="work", source="clustering", run="1")
    queue.assign(first(filled).id, "shen", by=SHEN)
    queue.skip(queue.page(Filter(text="張之洞")).items[0].id, by=WANG)
    facets = queue.facets()
    assert facets.kinds == {"person": 4, "work": 1}
    assert facets.assignees == {"": 4, "shen": 1}
    for name, counts in (("kinds", facets.kinds), ("sources", facets.sources), ("assignees", facets.assignees)):
        for value, count in counts.items():
            assert queue.page(replace(Filter(), **{name: (value,)})).total == count
    assert queue.page(Filter(text="张之洞")).total == 3, "names are found in either script"
    assert queue.page(Filter(text="trial-1 李鴻章")).total == 1
    assert queue.page(Filter(text="%")).total == 0
    assert queue.page(Filter(least=0.6, most=0.6)).total == 2
    assert queue.page(Filter(skipped_by="wang")).total == 4
    assert queue.page(Filter(skipped_by="shen")).total == 5
    assert queue.page(Filter(about=first(filled).candidate.one)).total == 3


@pytest.mark.parametrize("sort", list(Sort))
def test_next_and_previous_walk_the_whole_queue_in_its_order(filled: Workspace, pair: PairOf, sort: Sort) -> None:
    fill(filled, pair)
    queue = filled.workbench.queue
    order = [item.id for item in queue.page(sort=sort).items]
    walked, back, at = [order[0]], [], queue.after(order[0], sort=sort)
    while at:
        walked.append(at.id)
        at = queue.after(at.id, sort=sort)
    at = queue.before(order[-1], sort=sort)
    while at:
        back.append(at.id)
        at = queue.before(at.id, sort=sort)
    assert walked == order
    assert back == order[-2::-1]
    queue.doubt(order[1], "?", by=SHEN)
    following = queue.after(order[1], sort=sort)
    assert following is not None, "one goes on from where one was"
    assert following.id == order[2]


def test_pages_cut_the_queue_without_gap_and_refuse_what_is_no_page(filled: Workspace, pair: PairOf) -> None:
    fill(filled, pair)
    queue = filled.workbench.queue
    pages = [queue.page(offset=offset, limit=3) for offset in (0, 3, 6)]
    assert [len(page.items) for page in pages] == [3, 1, 0]
    assert len({item.id for page in pages for item in page.items}) == pages[0].total == 4
    for offset, limit in ((-1, 10), (0, 0), (0, 1001)):
        with pytest.raises(InvalidInput):
            queue.page(offset=offset, limit=limit)


def test_who_saw_an_older_version_is_told_who_was_first(filled: Workspace, pair: PairOf) -> None:
    fill(filled, pair)
    queue, seen = filled.workbench.queue, first(filled)
    queue.assign(seen.id, "wang", by=WANG, expected=seen.version)
    with pytest.raises(EditConflict, match="wang: assigned"):
        queue.doubt(seen.id, "?", by=SHEN, expected=seen.version)
    assert queue.get(seen.id).assignee == "wang"


def test_the_history_of_an_item_says_who_did_what(filled: Workspace, pair: PairOf, person: PersonOf) -> None:
    fill(filled, pair)
    queue, id = filled.workbench.queue, first(filled).id
    queue.assign(id, "wang", by=SHEN)
    queue.skip(id, by=WANG)
    queue.doubt(id, "生年不合", by=SHEN)
    queue.reopen(id, by=SHEN)
    number = take(filled, Kind.SAME, person(filled, 1), person(filled, 4))
    lines = [(event.who, event.what, event.note) for event in queue.history(id)]
    assert lines == [
        ("shen", "assigned", "wang"),
        ("wang", "skipped", ""),
        ("shen", "doubtful", "生年不合"),
        ("shen", "reopened", ""),
        ("", "decided", f"decision {number}: same"),
    ]


def test_bad_requests_are_refused(filled: Workspace, pair: PairOf) -> None:
    fill(filled, pair)
    queue, id = filled.workbench.queue, first(filled).id
    for refused in (
        lambda: queue.assign(id, " ", by=SHEN),
        lambda: queue.assign(id, "x" * 65, by=SHEN),
        lambda: queue.doubt(id, " ", by=SHEN),
        lambda: queue.skip(id, by=Person("", "")),
    ):
        with pytest.raises(InvalidInput):
            refused()
    for missing in (lambda: queue.get(99), lambda: queue.history(99), lambda: queue.after(99)):
        with pytest.raises(NotFound, match="There is no item 99"):
            missing()
