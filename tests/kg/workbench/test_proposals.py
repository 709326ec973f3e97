"""Proposals: reviewed by a second person, taken once, settled from the log after an interruption."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

import kg.workbench.acceptance
from kg import terms
from kg.accounts.account import NotAllowed
from kg.authority.decisions import Decision, Kind
from kg.authority.forbidden import forbidden_merges
from kg.curation import Proposal, decide, decide_all
from kg.errors import Busy, DecisionConflict, EditConflict, InvalidInput, NotFound, WorkspaceError, ZhishuError
from kg.reconciliation.candidate import Candidate
from kg.terms import Term
from kg.workbench.item import Filter, ItemState
from kg.workbench.people import Person
from kg.workbench.proposal import Draft, Origin, ProposalFilter, ProposalGroup, ProposalState
from kg.workspace import Workspace

PairOf: TypeAlias = Callable[..., Candidate]
PersonOf: TypeAlias = Callable[[Workspace, int], Term]
Same: TypeAlias = Callable[..., Proposal]
SHEN, WANG, ZHANG = Person("shen", "沈"), Person("wang", "王"), Person("zhang", "張")


def queued(workspace: Workspace, pair: PairOf, one: int = 1, other: int = 4) -> int:
    queue = workspace.workbench.queue
    queue.enqueue([pair(workspace, one, other)], kind="person", source="reconciliation", run="1")
    found = queue.find(*(workspace.minter.entity("person", f"trial-{n}") for n in (one, other)))
    assert found is not None
    return found.id


def named(workspace: Workspace, person: PersonOf, number: int, name: str) -> Proposal:
    label = terms.curie("skos:altLabel")
    return Proposal(Kind.ADD, (person(workspace, number), label, terms.literal(name, "zh-Hant")), "", "見行狀")


def test_a_proposal_waits_and_is_in_force_when_a_second_person_accepts(
    filled: Workspace, pair: PairOf, same: Same
) -> None:
    bench, item = filled.workbench, queued(filled, pair)
    group = bench.proposals.propose([same(filled, 1, 4)], by=SHEN, note="同人", item=item)
    assert group.state is ProposalState.PROPOSED
    assert group.proposals[0].agent == "沈"
    assert not filled.decisions.read()
    waiting = bench.queue.get(item)
    assert (waiting.state, waiting.proposal) == (ItemState.PROPOSED, group.id)
    assert bench.queue.page().total == 0
    taken = bench.proposals.accept(group.id, reviewer=WANG, expected=group.version)
    (decision,) = filled.decisions.read()
    assert (taken.state, taken.decisions, taken.reviewer) == (ProposalState.IN_FORCE, (decision.number,), "wang")
    assert (decision.agent, decision.reason) == ("沈; 王", "姓名與生卒年相合")
    settled = bench.queue.get(item)
    assert (settled.state, settled.outcome, settled.decision) == (ItemState.DECIDED, "same", decision.number)
    assert [event.what for event in bench.proposals.history(group.id)] == ["proposed", "taking", "in force"]


def test_nobody_accepts_what_they_proposed_themselves(filled: Workspace, same: Same) -> None:
    proposals = filled.workbench.proposals
    group = proposals.propose([same(filled, 1, 4)], by=SHEN)
    with pytest.raises(NotAllowed, match="somebody else"):
        proposals.accept(group.id, reviewer=Person("shen", "沈津"))
    assert [verdict.problem for verdict in proposals.accept_all([group.id], reviewer=SHEN)] != [""]
    assert proposals.get(group.id) == group
    assert not filled.decisions.read()


def test_without_a_second_person_decisions_are_in_force_at_once_for_who_may_decide(
    filled: Workspace, same: Same, pair: PairOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHISHU_WORKBENCH_SECOND_PERSON", "false")
    with_one = Workspace.open(filled.path, clock=filled.clock)
    try:
        waits = with_one.workbench.proposals.propose([same(filled, 1, 4)], by=SHEN, may_decide=False)
        assert waits.state is ProposalState.PROPOSED
        with_one.workbench.proposals.accept(waits.id, reviewer=SHEN)
        assert [decision.agent for decision in with_one.decisions.read()] == ["沈"]
        group = with_one.workbench.proposals.propose([Proposal(Kind.UNDO, (), "", "誤", 1)], by=SHEN)
        assert (group.state, group.decisions) == (ProposalState.IN_FORCE, (2,))
    finally:
        with_one.close()


def test_what_the_log_would_refuse_is_refused_when_it_is_proposed(
    filled: Workspace, same: Same, person: PersonOf, pair: PairOf
) -> None:
    propose, item = filled.workbench.proposals.propose, queued(filled, pair)
    good = same(filled, 1, 4)
    decide(filled, Kind.DIFFERENT, (person(filled, 1), person(filled, 3)), agent="x", reason="y")
    refused: list[tuple[type[ZhishuError], Proposal]] = [
        (InvalidInput, same(filled, 1, 1)),
        (NotFound, same(filled, 1, 99)),
        (DecisionConflict, same(filled, 1, 3)),
        (InvalidInput, replace(good, reason=" ")),
        (InvalidInput, replace(good, reason="x" * 4001)),
        (NotFound, Proposal(Kind.UNDO, (), "", "x", 77)),
    ]
    for error, proposal in refused:
        with pytest.raises(error):
            propose([good, proposal], by=SHEN, item=item)
    for call in (
        lambda: propose([], by=SHEN),
        lambda: propose([good] * 1001, by=SHEN),
        lambda: propose([good], by=SHEN, note="x" * 4001),
        lambda: propose([good], by=SHEN, origin=Origin("rumour")),
        lambda: propose([good], by=SHEN, origin=Origin("api", "x" * 1001)),
        lambda: propose([good], by=Person("", "")),
    ):
        with pytest.raises(InvalidInput):
            call()
    with pytest.raises(NotFound, match="no item 99"):
        propose([good], by=SHEN, item=99)
    assert filled.workbench.proposals.page(ProposalFilter(states=())).total == 0
    assert filled.workbench.queue.get(item).state is ItemState.OPEN


def test_a_proposal_takes_the_item_of_its_pair_and_is_not_made_twice(
    filled: Workspace, pair: PairOf, same: Same
) -> None:
    bench, item = filled.workbench, queued(filled, pair)
    group = bench.proposals.propose([same(filled, 4, 1)], by=SHEN, origin=Origin("api", "persons.csv", "7"))
    assert bench.queue.get(item).proposal == group.id == bench.proposals.page().groups[0].id
    assert bench.proposals.get(group.id).item == item
    with pytest.raises(EditConflict, match="shen has proposed that already"):
        bench.proposals.propose([same(filled, 4, 1)], by=WANG)
    with pytest.raises(EditConflict, match="is proposed"):
        bench.proposals.propose([same(filled, 1, 4, Kind.DIFFERENT)], by=WANG, item=item)
    assert bench.proposals.page(ProposalFilter(sender="persons.csv", not_by="wang")).total == 1
    assert bench.proposals.page(ProposalFilter(not_by="shen")).total == 0
    assert bench.proposals.page(ProposalFilter(about=same(filled, 4, 1).terms[0], origins=("api",))).total == 1


def test_a_stale_version_of_the_item_is_refused(filled: Workspace, pair: PairOf, same: Same) -> None:
    bench, item = filled.workbench, queued(filled, pair)
    seen = bench.queue.get(item)
    bench.queue.assign(item, "wang", by=WANG)
    with pytest.raises(EditConflict, match="wang: assigned"):
        bench.proposals.propose([same(filled, 1, 4)], by=SHEN, item=item, expected=seen.version)
    assert bench.proposals.page().total == 0


def test_declining_needs_a_reason_and_gives_the_item_back(filled: Workspace, pair: PairOf, same: Same) -> None:
    bench, item = filled.workbench, queued(filled, pair)
    group = bench.proposals.propose([same(filled, 1, 4)], by=SHEN, item=item)
    with pytest.raises(InvalidInput, match="with a reason"):
        bench.proposals.decline(group.id, " ", reviewer=WANG)
    declined = bench.proposals.decline(group.id, "籍貫不合", reviewer=WANG)
    assert (declined.state, declined.reason, declined.reviewer) == (ProposalState.DECLINED, "籍貫不合", "wang")
    assert bench.queue.get(item).state is ItemState.OPEN
    assert bench.queue.history(item)[-1].note == "籍貫不合"
    with pytest.raises(EditConflict, match="wang: declined"):
        bench.proposals.accept(group.id, reviewer=ZHANG)


def test_one_withdraws_ones_own_and_reviews_what_nobody_else_reviews(
    filled: Workspace, pair: PairOf, same: Same
) -> None:
    bench, item = filled.workbench, queued(filled, pair)
    group = bench.proposals.propose([same(filled, 1, 4)], by=SHEN)
    assert bench.proposals.take_up(group.id, reviewer=WANG).state is ProposalState.IN_REVIEW
    for theirs in (bench.proposals.take_up, bench.proposals.put_back):
        with pytest.raises(EditConflict, match="being reviewed by wang"):
            theirs(group.id, reviewer=ZHANG)
    with pytest.raises(NotAllowed, match="shen's"):
        bench.proposals.withdraw(group.id, by=WANG)
    assert bench.proposals.put_back(group.id, reviewer=WANG).reviewer == ""
    assert bench.proposals.withdraw(group.id, by=SHEN).state is ProposalState.WITHDRAWN
    assert bench.queue.get(item).state is ItemState.OPEN


def test_a_refusal_of_the_log_stays_with_the_proposal(
    filled: Workspace, same: Same, person: PersonOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposals = filled.workbench.proposals
    group = proposals.propose([same(filled, 1, 4), named(filled, person, 1, "杏蓀")], by=SHEN)
    decide(filled, Kind.DIFFERENT, (person(filled, 1), person(filled, 4)), agent="x", reason="y")
    with pytest.raises(DecisionConflict):
        proposals.accept(group.id, reviewer=WANG)
    kept = proposals.get(group.id)
    assert (kept.state, kept.reviewer) == (ProposalState.PROPOSED, "")
    assert "held different by decision 1" in kept.problem
    assert len(filled.decisions.read()) == 1, "nothing half-done"
    decide(filled, Kind.UNDO, (), undoes=1, agent="x", reason="z")
    assert proposals.accept(group.id, reviewer=WANG).decisions == (3, 4)


def test_a_proposal_about_a_pair_decided_elsewhere_is_superseded_until_that_is_undone(
    filled: Workspace, same: Same, person: PersonOf
) -> None:
    proposals = filled.workbench.proposals
    group = proposals.propose([same(filled, 1, 4)], by=SHEN)
    decide(filled, Kind.DIFFERENT, (person(filled, 4), person(filled, 1)), agent="x", reason="y")
    superseded = proposals.get(group.id)
    assert (superseded.state, superseded.reason) == (ProposalState.SUPERSEDED, "decision 1: different")
    with pytest.raises(EditConflict):
        proposals.accept(group.id, reviewer=WANG)
    decide(filled, Kind.UNDO, (), undoes=1, agent="x", reason="z")
    assert proposals.get(group.id).state is ProposalState.PROPOSED


def test_many_are_accepted_at_once_and_one_that_is_refused_keeps_no_other_back(
    filled: Workspace, person: PersonOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposals = filled.workbench.proposals
    groups = [proposals.propose([named(filled, person, n % 4 + 1, f"別名{n}")], by=SHEN) for n in range(8)]
    bad = proposals.propose([Proposal(Kind.DIFFERENT, (person(filled, 1), person(filled, 4)), "", "x")], by=SHEN)
    undoing = decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="x", reason="y").number
    own = proposals.propose([named(filled, person, 2, "自薦")], by=WANG)
    ids = [*(group.id for group in groups[:5]), bad.id, *(group.id for group in groups[5:]), own.id, 99]
    calls: list[int] = []

    def counted(workspace: Workspace, wanted: list[Proposal]) -> list[Decision]:
        calls.append(len(wanted))
        return decide_all(workspace, wanted)

    monkeypatch.setattr(kg.workbench.acceptance, "decide_all", counted)
    verdicts = proposals.accept_all([*ids, ids[0]], reviewer=WANG)
    assert [verdict.id for verdict in verdicts] == ids
    assert {verdict.id for verdict in verdicts if verdict.problem} == {bad.id, own.id, 99}
    assert calls == [8], "one write where the log refuses none"
    assert len(filled.decisions.read()) == undoing + 8


def test_what_the_log_refuses_is_found_by_halves(filled: Workspace, person: PersonOf) -> None:
    proposals = filled.workbench.proposals
    undo = decide(filled, Kind.ADD, named(filled, person, 1, "杏生").terms, agent="x", reason="y").number
    groups = [proposals.propose([named(filled, person, 1, f"別名{n}")], by=SHEN) for n in range(5)]
    undoing = proposals.propose([Proposal(Kind.UNDO, (), "", "誤", undo)], by=SHEN)
    decide(filled, Kind.UNDO, (), undoes=undo, agent="x", reason="z")
    verdicts = proposals.accept_all([groups[0].id, undoing.id, *(each.id for each in groups[1:])], reviewer=WANG)
    assert [bool(verdict.problem) for verdict in verdicts] == [False, True, False, False, False, False]
    assert len(filled.decisions.read()) == 7
    kept = proposals.get(undoing.id)
    assert (kept.state, kept.problem) == (ProposalState.PROPOSED, verdicts[1].problem)


def test_many_are_proposed_at_once_each_on_its_own(filled: Workspace, same: Same, person: PersonOf) -> None:
    drafts = [
        Draft((same(filled, 1, 4),), origin=Origin("api", "t.csv", "1")),
        Draft((same(filled, 1, 1),), origin=Origin("api", "t.csv", "2")),
        Draft((named(filled, person, 1, "杏生"),), origin=Origin("api", "t.csv", "3")),
    ]
    verdicts = filled.workbench.proposals.propose_all(drafts, by=SHEN)
    assert [bool(verdict.problem) for verdict in verdicts] == [False, True, False]
    assert [verdict.group.origin.row for verdict in verdicts if verdict.group] == ["1", "3"]


def test_whatever_a_decision_holds_comes_back_as_it_was(filled: Workspace, same: Same) -> None:
    proposal = replace(same(filled, 1, 4), overrides=tuple(forbidden_merges())[:1], expected_version=0, agent="machine")
    group = filled.workbench.proposals.propose([proposal], by=SHEN)
    assert filled.workbench.proposals.get(group.id).proposals == (proposal,)


def test_a_proposal_of_another_version_is_said_to_be_unreadable(filled: Workspace, same: Same) -> None:
    from kg.workbench.content import read_content, write_content

    text = write_content([same(filled, 1, 4)])
    for broken in (text[:-1], "{}x", json.dumps([{**json.loads(text)[0], "colour": 1}]), text.replace("same", "alike")):
        with pytest.raises(WorkspaceError, match="cannot be read"):
            read_content(broken)


def in_two_threads(act: Callable[[Person], ProposalGroup]) -> tuple[list[ProposalGroup], list[ZhishuError]]:
    done: list[ProposalGroup] = []
    failed: list[ZhishuError] = []
    start = threading.Barrier(2)

    def run(who: Person) -> None:
        start.wait()
        try:
            done.append(act(who))
        except ZhishuError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(who,)) for who in (WANG, ZHANG)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, failed


def test_of_two_reviewers_at_once_one_wins_and_the_other_is_told_who(filled: Workspace, same: Same) -> None:
    group = filled.workbench.proposals.propose([same(filled, 1, 4)], by=SHEN)
    done, failed = in_two_threads(lambda who: filled.workbench.proposals.accept(group.id, reviewer=who))
    assert len(done) == len(failed) == 1
    assert isinstance(failed[0], EditConflict)
    assert f"{done[0].reviewer}: in force" in str(failed[0])
    assert len(filled.decisions.read()) == 1


ACCEPT = """
import sys
from kg.errors import EditConflict
from kg.workbench.people import Person
from kg.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
sys.stdin.readline()
try:
    workspace.workbench.proposals.accept(int(sys.argv[2]), reviewer=Person(sys.argv[3], sys.argv[3]))
    print("done")
except EditConflict as error:
    print(error)
"""
#: The same, but the process dies at once where it is told to.
KILLED = """
import os, signal, kg.workbench.acceptance as acceptance
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
{where}
"""
BEFORE = "acceptance.decide_all = die"
AFTER = "acceptance.Acceptance._in_force = die"
UNDERIVED = "import kg.curation; kg.curation.catch_up = die"


def process(workspace: Workspace, group: int, who: str, script: str = ACCEPT) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(workspace.path), str(group), who]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


def test_of_two_processes_at_once_one_wins(filled: Workspace, same: Same) -> None:
    group = filled.workbench.proposals.propose([same(filled, 1, 4)], by=SHEN)
    both = [process(filled, group.id, who) for who in ("wang", "zhang")]
    for each in both:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = sorted(each.communicate()[0].strip() for each in both)
    assert "done" in said
    assert len([line for line in said if "in force" in line]) == 1
    assert len(filled.decisions.read()) == 1


@pytest.mark.parametrize(("where", "taken"), [(BEFORE, False), (AFTER, True), (UNDERIVED, True)])
def test_an_acceptance_that_was_killed_is_settled_from_the_log(
    filled: Workspace, same: Same, person: PersonOf, pair: PairOf, where: str, taken: bool
) -> None:
    item = queued(filled, pair)
    group = filled.workbench.proposals.propose([same(filled, 1, 4), named(filled, person, 1, "杏生")], by=SHEN)
    killed = process(filled, group.id, "wang", KILLED.format(where=where) + ACCEPT)
    killed.communicate("go\n")
    assert killed.returncode == -9
    settled = filled.workbench.proposals.get(group.id)
    assert settled.state is (ProposalState.IN_FORCE if taken else ProposalState.PROPOSED)
    assert settled.decisions == ((1, 2) if taken else ())
    assert bool(settled.problem) is not taken
    filled.close()
    opened = Workspace.open(filled.path, clock=filled.clock)
    try:
        if not taken:
            opened.workbench.proposals.accept(group.id, reviewer=ZHANG)
        assert len(opened.decisions.read()) == 2, "never twice"
        assert opened.workbench.queue.get(item).outcome == "same"
    finally:
        opened.close()


def test_a_mark_is_left_alone_while_somebody_accepts(
    filled: Workspace, same: Same, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = filled.workbench.proposals.propose([same(filled, 1, 4)], by=SHEN)
    states: list[ProposalState] = []

    def watched(workspace: Workspace, wanted: list[Proposal]) -> list[Decision]:
        states.append(workspace.workbench.proposals.get(group.id).state)
        return decide_all(workspace, wanted)

    monkeypatch.setattr(kg.workbench.acceptance, "decide_all", watched)
    filled.workbench.proposals.accept(group.id, reviewer=WANG)
    assert states == [ProposalState.TAKING]


def test_while_a_load_is_running_the_proposal_waits(filled: Workspace, same: Same) -> None:
    group = filled.workbench.proposals.propose([same(filled, 1, 4)], by=SHEN)
    with filled.writing(), pytest.raises(Busy):
        filled.workbench.proposals.accept(group.id, reviewer=WANG)
    waits = filled.workbench.proposals.get(group.id)
    assert waits.state is ProposalState.PROPOSED
    assert "Another process is writing" in waits.problem
    assert filled.workbench.proposals.accept(group.id, reviewer=WANG).problem == ""


def test_an_item_settled_without_a_ruling_on_its_pair_opens_again_when_that_is_undone(
    filled: Workspace, pair: PairOf, person: PersonOf
) -> None:
    bench, item = filled.workbench, queued(filled, pair, 1, 2)
    group = bench.proposals.propose([named(filled, person, 3, "香濤")], by=SHEN, item=item)
    (number,) = bench.proposals.accept(group.id, reviewer=WANG).decisions
    assert bench.queue.get(item).outcome == "settled"
    bench.refresh()
    assert bench.queue.page(Filter(states=(ItemState.DECIDED,))).total == 1
    decide(filled, Kind.UNDO, (), undoes=number, agent="x", reason="z")
    assert bench.queue.get(item).state is ItemState.OPEN


def test_an_undo_is_not_proposed_twice_and_is_found_by_its_decision(filled: Workspace, person: PersonOf) -> None:
    proposals = filled.workbench.proposals
    number = decide(filled, Kind.ADD, named(filled, person, 3, "香濤").terms, agent="x", reason="y").number
    group = proposals.propose([Proposal(Kind.UNDO, (), "", "誤", number)], by=SHEN)
    with pytest.raises(EditConflict, match=f"proposal {group.id}"):
        proposals.propose([Proposal(Kind.UNDO, (), "", "也誤", number)], by=WANG)
    assert proposals.page(ProposalFilter(about=filled.minter.decision(number))).total == 1


def test_of_many_drafts_those_that_cannot_be_kept_are_named_with_the_reason(
    filled: Workspace, same: Same, pair: PairOf, person: PersonOf
) -> None:
    item = queued(filled, pair)
    good = Draft((named(filled, person, 1, "杏生"),))
    drafts = [
        Draft((same(filled, 1, 4),), item=item),
        Draft((same(filled, 1, 4),), item=item),
        Draft((named(filled, person, 2, "少荃"),), item=item),
        Draft((named(filled, person, 3, "香濤"),), item=99),
        Draft(()),
        good,
        good,
    ]
    verdicts = filled.workbench.proposals.propose_all(drafts, by=SHEN)
    said = [verdict.problem for verdict in verdicts]
    assert [bool(problem) for problem in said] == [False, True, True, True, True, False, True]
    assert "is proposed" in said[2]
    assert "no item 99" in said[3]
    assert filled.workbench.proposals.page().total == 2


def test_a_setting_that_is_neither_true_nor_false_is_refused(
    filled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHISHU_WORKBENCH_SECOND_PERSON", "perhaps")
    with pytest.raises(InvalidInput, match="is not true or false"):
        Workspace.open(filled.path)
    monkeypatch.delenv("ZHISHU_WORKBENCH_SECOND_PERSON")
    (filled.path / "zhishu.toml").write_text("[workbench]\nsecond_person = 0\n", "utf-8")
    with pytest.raises(InvalidInput, match=r"workbench\.second_person = 0 is not a setting"):
        Workspace.open(filled.path)
