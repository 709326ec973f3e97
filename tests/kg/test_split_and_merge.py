"""Merges of many, splits, forbidden merges and dependence, in a whole workspace."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.authority.description import Describer
from kg.authority.history import history, version
from kg.authority.linked import source_graphs
from kg.authority.occurrences import occurrences, within_years
from kg.authority.resolution import State, resolve
from kg.authority.split import Split, new_part
from kg.curation import decide
from kg.errors import DecisionConflict, EditConflict, ForbiddenMerge, Gone, InvalidInput, NotFound, ZhishuError
from kg.rebuild import copy_without
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term
from kg.workspace import Workspace

PersonOf: TypeAlias = Callable[[Workspace, int], Term]
ROOT = Path(__file__).resolve().parents[2]
LABEL, BORN, SENDER, WROTE, SUPERSEDED = (
    terms.curie(c) for c in ("skos:prefLabel", "zs:birthYear", "zs:sender", "zs:wroteTo", "zs:supersededBy")
)
GENDER, MALE, FEMALE = (terms.curie(c) for c in ("zs:gender", "zs:Male", "zs:Female"))


def held(workspace: Workspace, subject: Term, predicate: Term) -> set[Term]:
    return {str(q.object) for q in workspace.live.store.match(node(subject), node(predicate), None, VIEW)}


def take(workspace: Workspace, kind: Kind, *about: Term, undoes: int = 0, overrides: tuple[str, ...] = ()) -> int:
    return decide(workspace, kind, about, agent="test", reason="because", undoes=undoes, overrides=overrides).number


def view(workspace: Workspace) -> set[str]:
    provenance = tuple(f"<{workspace.minter.base}{kind}/" for kind in ("decision", "dataset", "record"))
    found = workspace.live.store.match(None, None, None, VIEW)
    return {str(q) for q in found if not str(q.subject).startswith(provenance)}


def letter(workspace: Workspace, number: int) -> Term:
    return workspace.minter.entity("letter", f"post-{number}")


def state(workspace: Workspace, term: Term) -> State:
    return resolve(workspace, workspace.live, term[1:-1]).state


def split_one(workspace: Workspace, person: PersonOf) -> tuple[int, Term, Term]:
    """Person 1 into two new ones: the first wrote letter 1 and has the record, the second got letter 2."""
    one, minter = person(workspace, 1), workspace.minter
    first, second = new_part(1), new_part(2)
    got = (minter.record("post", "2"), letter(workspace, 2), terms.curie("zs:addressee"), one)
    split = Split(
        one,
        (first, second),
        records=((minter.record("trial", "1"), first), (minter.record("post", "1"), first)),
        claims=((got, second),),
        states=((second, LABEL, terms.literal("盛宣懷（另一人）", "zh-Hant")),),
    )
    number = take(workspace, Kind.SPLIT, *split.terms)
    one_part, other_part = (minter.entity("person", f"curation-{number}-{part}") for part in (1, 2))
    return number, one_part, other_part


def test_merge_joins_any_number_and_undo_parts_them(filled: Workspace, person: PersonOf) -> None:
    one, two, three, four = (person(filled, number) for number in (1, 2, 3, 4))
    before = view(filled)
    number = take(filled, Kind.MERGE, four, one, two, three, overrides=("birth",))
    assert {resolve(filled, filled.live, each[1:-1]).iri for each in (one, two, three)} == {four[1:-1]}
    assert held(filled, one, SUPERSEDED) == {four}
    assert held(filled, four, SUPERSEDED) == set()
    assert filled.live.manifest.counts["person"] == 1
    take(filled, Kind.UNDO, undoes=number)
    assert view(filled) == before


REFUSED: list[tuple[tuple[int, ...], type[ZhishuError], str]] = [
    ((1,), InvalidInput, "not the terms"),
    ((1, 1), InvalidInput, "same already"),
    ((1, 4, 4), InvalidInput, "same already"),
    ((1, 99), NotFound, "no entity"),
    ((1, 2), ForbiddenMerge, "more than three years apart"),
]


def test_merges_that_make_no_sense_are_refused_and_change_nothing(filled: Workspace, person: PersonOf) -> None:
    token = filled.token()
    for numbers, error, reason in REFUSED:
        with pytest.raises(error, match=reason):
            take(filled, Kind.MERGE, *(person(filled, number) for number in numbers))
    with pytest.raises(InvalidInput, match="not of one type"):
        take(filled, Kind.MERGE, person(filled, 1), person(filled, 4), letter(filled, 1))
    assert filled.token() == token


def test_circle_of_merges_is_refused(filled: Workspace, person: PersonOf) -> None:
    one, two, three = (person(filled, number) for number in (1, 2, 3))
    take(filled, Kind.MERGE, two, one, overrides=("birth",))
    take(filled, Kind.MERGE, three, two, overrides=("birth",))
    with pytest.raises(InvalidInput, match=r"the same already: both stand for .*trial-3"):
        take(filled, Kind.MERGE, one, three, overrides=("birth",))


def test_facts_forbid_a_merge_until_the_rule_is_overridden(filled: Workspace, person: PersonOf) -> None:
    one, four = person(filled, 1), person(filled, 4)
    take(filled, Kind.ADD, one, GENDER, MALE)
    take(filled, Kind.ADD, four, GENDER, FEMALE)
    take(filled, Kind.ADD, one, terms.curie("zs:deathYear"), terms.integer(1840))
    for kind in (Kind.SAME, Kind.MERGE):
        with pytest.raises(ForbiddenMerge, match=r"sex differs.*died before") as caught:
            take(filled, kind, one, four)
    assert caught.value.rules == ("sex", "lifespan")
    with pytest.raises(ForbiddenMerge, match="died before"):
        take(filled, Kind.SAME, one, four, overrides=("sex",))
    with pytest.raises(InvalidInput, match="no rule 'age'"):
        take(filled, Kind.SAME, one, four, overrides=("age",))
    with pytest.raises(InvalidInput, match="overrides nothing"):
        take(filled, Kind.DIFFERENT, one, four, overrides=("sex",))
    number = take(filled, Kind.SAME, one, four, overrides=("sex", "lifespan"))
    assert filled.decisions.read()[-1].overrides == ("sex", "lifespan")
    assert number == 4


def test_undifferentiated_record_is_not_merged(filled: Workspace, person: PersonOf) -> None:
    one, four = person(filled, 1), person(filled, 4)
    take(filled, Kind.ADD, four, terms.curie("zs:authorityStatus"), terms.curie("zs:UndifferentiatedRecord"))
    with pytest.raises(ForbiddenMerge, match="nobody in particular"):
        take(filled, Kind.SAME, one, four)


def test_withdrawn_claim_no_longer_forbids(filled: Workspace, person: PersonOf) -> None:
    one, two = person(filled, 1), person(filled, 2)
    take(filled, Kind.WITHDRAW, filled.minter.record("trial", "2"), two, BORN, terms.integer(1823))
    take(filled, Kind.SAME, one, two)
    assert held(filled, one, BORN) == {terms.integer(1844)}


def test_nothing_is_decided_about_what_was_withdrawn(filled: Workspace, person: PersonOf) -> None:
    one, two, record = person(filled, 1), person(filled, 2), filled.minter.record("trial", "2")
    take(filled, Kind.WITHDRAW, record)
    with pytest.raises(Gone, match="withdrawn by a decision"):
        take(filled, Kind.SAME, one, two)
    unload(filled, "trial")
    with pytest.raises(Gone, match="withdrawn with its dataset trial"):
        take(filled, Kind.MERGE, one, person(filled, 4))
    with pytest.raises(Gone, match="withdrawn with its dataset trial"):
        take(filled, Kind.WITHDRAW, record)
    assert filled.decisions.last() == 1


def test_split_assigns_records_claims_and_mentions(filled: Workspace, person: PersonOf) -> None:
    one, before = person(filled, 1), view(filled)
    number, first, second = split_one(filled, person)
    assert held(filled, first, LABEL) == {terms.literal("盛宣懷", "zh-Hant")}
    assert held(filled, first, BORN) == {terms.integer(1844)}
    assert held(filled, letter(filled, 1), SENDER) == {first}
    assert held(filled, first, WROTE) == {person(filled, 2)}
    assert held(filled, person(filled, 2), WROTE) == {second}
    assert held(filled, one, SUPERSEDED) == {first, second}
    found = resolve(filled, filled.live, one[1:-1])
    assert (found.state, found.choices) == (State.DIVIDED, (first[1:-1], second[1:-1]))
    assert filled.live.search.get(one[1:-1]) is None
    document = filled.live.search.get(first[1:-1])
    assert document is not None
    assert document.facets["dataset"] == ("curation", "trial")
    entity = Describer(filled.minter, filled.live, filled.decisions.read()).entity(first[1:-1])
    said = {
        v.text: {s.dataset for s in v.sources} for s in entity.statements for v in s.values if s.property == BORN[1:-1]
    }
    assert said == {"1844": {"trial"}}, "the source is named, not the curator"
    assert filled.minter.record("trial", "1")[1:-1] in source_graphs(filled.minter, filled.live, first[1:-1])
    assert source_graphs(filled.minter, filled.live, second[1:-1]) == [
        filled.minter.record("curation", str(number))[1:-1]
    ]
    take(filled, Kind.UNDO, undoes=number)
    assert view(filled) == before
    assert resolve(filled, filled.live, second[1:-1]).iri == one[1:-1], "an id that was served never dies"
    take(filled, Kind.UNDO, undoes=number + 1)
    assert held(filled, first, BORN) == {terms.integer(1844)}


def test_split_of_a_merged_record_gives_each_identifier_its_own(filled: Workspace, person: PersonOf) -> None:
    one, four, before = person(filled, 1), person(filled, 4), view(filled)
    merged = take(filled, Kind.SAME, one, four)
    number = take(filled, Kind.SPLIT, *Split(one, (one, four)).terms)
    assert view(filled) == before
    with pytest.raises(DecisionConflict, match=rf"decision {number} \(split, test, .*\) depends"):
        take(filled, Kind.UNDO, undoes=merged)
    with pytest.raises(DecisionConflict, match=f"held different by decision {number}"):
        take(filled, Kind.SAME, one, four)


def test_what_nobody_has_assigned_is_listed_and_assigned_later(filled: Workspace, person: PersonOf) -> None:
    one = person(filled, 1)
    minter = filled.minter
    _, first, second = split_one(filled, person)
    assert occurrences(filled.live.store, minter, filled.rulings(), one) == ()
    with pytest.raises(InvalidInput, match="was split by decision 1") as caught:
        take(filled, Kind.ADD, one, BORN, terms.integer(1))
    assert second in caught.value.hint
    split = Split(second, (person(filled, 3), person(filled, 4)))
    take(filled, Kind.SPLIT, *split.terms)
    left = occurrences(filled.live.store, minter, filled.rulings(), second)
    graphs = {each.claim[0] for each in left}
    assert minter.record("post", "2") in graphs
    rest = tuple((each.claim, person(filled, 3)) for each in left if each.mentions)
    take(filled, Kind.SPLIT, *Split(second, split.parts, claims=rest).terms)
    assert held(filled, letter(filled, 2), terms.curie("zs:addressee")) == {person(filled, 3)}
    assert resolve(filled, filled.live, one[1:-1]).choices == tuple(
        sorted(each[1:-1] for each in (first, person(filled, 3), person(filled, 4)))
    )


def test_letters_are_assigned_by_their_years(filled: Workspace, person: PersonOf) -> None:
    four = person(filled, 4)
    take(filled, Kind.SAME, four, person(filled, 1))
    found = occurrences(filled.live.store, filled.minter, filled.rulings(), four)
    spans = [(1890, 1895, new_part(1)), (1896, 1900, four)]
    assigned = within_years(found, spans)
    assert {(claim[1][-2], part) for claim, part in assigned} == {("1", new_part(1)), ("2", new_part(1)), ("3", four)}
    assert within_years(found, [(1890, 1900, four), (1895, 1895, new_part(1))]) == tuple(
        (each.claim, four) for each in found if each.years == (1896, 1896)
    ), "a year of two parts says nothing"
    take(filled, Kind.SPLIT, *Split(four, (four, new_part(1)), claims=assigned).terms)
    minted = filled.minter.entity("person", "curation-2-1")
    assert held(filled, letter(filled, 1), SENDER) == {minted}
    assert held(filled, letter(filled, 3), SENDER) == {four}
    assert state(filled, four) is State.HERE


SPLITS: list[tuple[Callable[[Workspace, PersonOf], Split], type[ZhishuError], str]] = [
    (lambda w, p: Split(p(w, 1), (p(w, 1),)), InvalidInput, "two parts"),
    (lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 1))), InvalidInput, "two parts"),
    (lambda w, p: Split(p(w, 1), (p(w, 1), letter(w, 1))), InvalidInput, "not of one type"),
    (lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 99))), NotFound, "no entity"),
    (lambda w, p: Split(p(w, 99), (p(w, 1), p(w, 2))), NotFound, "no entity"),
    (lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 2)), identifiers=((p(w, 3), p(w, 2)),)), InvalidInput, "stand for"),
    (
        lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 2)), records=((w.minter.record("post", "3"), p(w, 2)),)),
        NotFound,
        "says nothing",
    ),
    (
        lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 2)), records=((w.minter.record("post", "1"), p(w, 3)),)),
        InvalidInput,
        "no part",
    ),
    (
        lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 2)), records=((w.minter.record("post", "1"), p(w, 2)),) * 2),
        InvalidInput,
        "assigned twice",
    ),
    (
        lambda w, p: Split(
            p(w, 1), (p(w, 1), p(w, 2)), claims=(((w.minter.record("trial", "1"), p(w, 1), BORN, '"9"'), p(w, 2)),)
        ),
        NotFound,
        "does not say",
    ),
    (lambda w, p: Split(p(w, 1), (p(w, 1), '"text"')), InvalidInput, "cannot stand here"),
    (lambda w, p: Split(p(w, 1), (p(w, 1), p(w, 2)), states=((p(w, 2), BORN, '"9"'),)), InvalidInput, "not minted"),
]


def test_splits_that_make_no_sense_are_refused_and_change_nothing(filled: Workspace, person: PersonOf) -> None:
    token = filled.token()
    for split, error, reason in SPLITS:
        with pytest.raises(error, match=reason):
            take(filled, Kind.SPLIT, *split(filled, person).terms)
    assert filled.token() == token


def test_undo_names_who_depends_on_it(filled: Workspace, person: PersonOf) -> None:
    one, three, four = (person(filled, number) for number in (1, 3, 4))
    added = take(filled, Kind.ADD, three, BORN, terms.integer(1838))
    preferred = take(filled, Kind.PREFER, three, BORN, terms.integer(1838))
    same = take(filled, Kind.SAME, one, four)
    value = take(filled, Kind.PREFER, one, BORN, terms.integer(1845))
    number, first, _ = split_one(filled, person)
    joined = take(filled, Kind.MERGE, three, first, overrides=("birth",))
    for undone, by in ((added, preferred), (same, value), (number, joined)):
        with pytest.raises(DecisionConflict, match=rf"cannot be undone: .*decision {by} \(") as caught:
            take(filled, Kind.UNDO, undoes=undone)
        assert f"Undo decision {by} first" in caught.value.hint
    for each in (joined, number, value, same, preferred, added):
        take(filled, Kind.UNDO, undoes=each)
    assert held(filled, one, BORN) == {terms.integer(1844)}


def test_withdrawing_an_own_claim_depends_on_it(filled: Workspace, person: PersonOf) -> None:
    three = person(filled, 3)
    added = take(filled, Kind.ADD, three, BORN, terms.integer(1838))
    take(filled, Kind.WITHDRAW, filled.minter.record("curation", str(added)))
    with pytest.raises(DecisionConflict, match=r"decision 2 \(withdraw"):
        take(filled, Kind.UNDO, undoes=added)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_merges_are_undone_in_any_order(filled: Workspace, person: PersonOf, order: tuple[int, ...]) -> None:
    one, two, three, four = (person(filled, number) for number in (1, 2, 3, 4))
    before = view(filled)
    for pair in ((one, two), (three, four), (two, three)):
        take(filled, Kind.MERGE, *pair, overrides=("birth",))
    for number in order:
        take(filled, Kind.UNDO, undoes=number)
    assert view(filled) == before


def test_stale_edit_is_refused(filled: Workspace, person: PersonOf) -> None:
    one, two, four = (person(filled, number) for number in (1, 2, 4))
    seen = version(filled, one[1:-1])
    assert seen == 0
    take(filled, Kind.SAME, one, four)
    with pytest.raises(EditConflict, match=r"changed meanwhile by decision 1 \(same, test\)"):
        decide(filled, Kind.ADD, (one, BORN, terms.integer(1)), agent="b", reason="c", expected_version=seen)
    assert version(filled, four[1:-1]) == version(filled, one[1:-1]) == 1
    assert version(filled, two[1:-1]) == 0
    taken = decide(filled, Kind.ADD, (four, BORN, terms.integer(1843)), agent="b", reason="c", expected_version=1)
    assert version(filled, one[1:-1]) == taken.number == 2


def test_history_tells_what_each_decision_changed(filled: Workspace, person: PersonOf) -> None:
    one, two, four = (person(filled, number) for number in (1, 2, 4))
    take(filled, Kind.SAME, one, four)
    take(filled, Kind.PREFER, one, BORN, terms.integer(1845))
    take(filled, Kind.ADD, two, BORN, terms.integer(1824))
    take(filled, Kind.WITHDRAW, filled.minter.record("trial", "4"))
    take(filled, Kind.UNDO, undoes=4)
    changes = history(filled, four[1:-1])
    assert [change.decision.number for change in changes] == [5, 4, 2, 1]
    undoing, withdrawal, preferred, same = changes
    assert (same.undoable, preferred.undoable, withdrawal.undoable, undoing.undoable) == (False, True, False, True)
    assert "decision 2" in same.obstacle
    assert withdrawal.undone_by == 5
    assert not withdrawal.in_force
    assert (four, SUPERSEDED, one) in same.added
    assert (four, LABEL, terms.literal("盛杏蓀", "zh-Hant")) in same.removed
    assert preferred.removed == ((one, BORN, terms.integer(1844)),)
    assert preferred.added == ()
    assert set(undoing.added) == set(withdrawal.removed)
    assert [change.decision.number for change in history(filled, two[1:-1])] == [3]


@pytest.fixture
def interrupted(template: Path, tmp_path: Path) -> Path:
    """A copy of the template in which a process was killed between saving decisions and deriving the view."""
    shutil.copytree(template, tmp_path / "workspace")
    script = """
import os, signal, sys
import kg.curation
from kg.authority.decisions import Kind
from kg.authority.split import Split, new_part
from kg.curation import Proposal, decide_all
from kg.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
kg.curation.catch_up = lambda workspace: os.kill(os.getpid(), signal.SIGKILL)
person = [workspace.minter.entity("person", f"trial-{n}") for n in range(5)]
split = Split(person[2], (person[2], new_part(1)), records=((workspace.minter.record("post", "1"), new_part(1)),))
decide_all(workspace, [
    Proposal(Kind.MERGE, (person[1], person[4]), "test", "because"),
    Proposal(Kind.SPLIT, split.terms, "test", "because"),
])
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "workspace")], cwd=ROOT, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    return tmp_path / "workspace"


def test_killed_process_leaves_decisions_that_the_next_open_follows(interrupted: Path) -> None:
    workspace = Workspace.open(interrupted)
    try:
        assert workspace.live.manifest.through == workspace.decisions.last() == 2
        one, four = (workspace.minter.entity("person", f"trial-{number}") for number in (1, 4))
        minted = workspace.minter.entity("person", "curation-2-1")
        assert resolve(workspace, workspace.live, four[1:-1]).iri == one[1:-1]
        assert held(workspace, one, WROTE) == {minted, workspace.minter.entity("person", "trial-2")}
        with workspace.writing():
            rebuilt = copy_without(workspace, "")
            try:
                assert {str(q) for q in rebuilt.store.match()} == {str(q) for q in workspace.live.store.match()}
                assert rebuilt.splits == workspace.live.splits
            finally:
                workspace.discard(rebuilt)
    finally:
        workspace.close()
