"""Ids never die: what was served answers for ever, whatever is loaded, unloaded, decided, rolled back or restored."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import LoadReport, unload
from kg.authority.decisions import Kind
from kg.authority.resolution import Resolution, State, resolve
from kg.backup import backup, create_snapshot, restore, restore_snapshot
from kg.curation import decide
from kg.errors import WorkspaceError
from kg.rebuild import rebuild
from kg.terms import Term
from kg.tombstones import FILE, Cause, Tombstones, Withdrawal, served
from kg.workspace import Workspace

LoadTable: TypeAlias = Callable[[Workspace, str, str], LoadReport]
BASE = "http://127.0.0.1:8421/"
PERSONS = """
id = "{id}"
prefixes = ["person/{id}-"]
[table]
key = "{{id}}"
entity = "person/{id}-{{id}}"
class = "zs:Person"
column = [{{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}}]
[[table.node]]
id = "name/{id}-{{id}}"
link = "zs:name"
class = "zs:Name"
when = ["zi"]
column = [{{column = "zi", property = "rdf:value", lang = "zh-Hant"}}]
"""
ONE, TWO, THREE, OTHER = (f"person/{each}" for each in ("one-1", "one-2", "one-3", "other-1"))


@pytest.fixture(scope="module")
def two_datasets(
    tmp_path_factory: pytest.TempPathFactory,
    clock: Callable[[], Callable[[], str]],
    load_table_from: Callable[[Path, Workspace, str, str], LoadReport],
) -> Path:
    """The directory of a workspace with three persons of one dataset and two of another."""
    folder = tmp_path_factory.mktemp("tombstones")
    workspace = Workspace.open(folder / "workspace", clock=clock())
    load_table_from(folder, workspace, "id,name,zi\n1,盛宣懷,杏蓀\n2,李鴻章,\n3,張之洞,\n", PERSONS.format(id="one"))
    load_table_from(folder, workspace, "id,name,zi\n1,盛宣懐,\n2,盛杏蓀,\n", PERSONS.format(id="other"))
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def loaded(two_datasets: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace like ``two_datasets``, which the test may change; its clock is an hour ahead."""
    shutil.copytree(two_datasets, tmp_path / "workspace")
    times = (f"2026-01-01T01:{number // 60:02d}:{number % 60:02d}Z" for number in itertools.count())
    workspace = Workspace.open(tmp_path / "workspace", clock=lambda: next(times))
    yield workspace
    workspace.close()


def state(workspace: Workspace, local: str) -> Resolution:
    return resolve(workspace, workspace.live, BASE + local)


def term(local: str) -> Term:
    return f"<{BASE}{local}>"


def same(workspace: Workspace, keep: str, other: str) -> int:
    return decide(workspace, Kind.SAME, (term(keep), term(other)), agent="a", reason="b").number


def undo(workspace: Workspace, number: int) -> None:
    decide(workspace, Kind.UNDO, agent="a", reason="c", undoes=number)


def shorten(workspace: Workspace, load_table: LoadTable) -> LoadReport:
    """Load the first dataset again, without its second person."""
    return load_table(workspace, "id,name,zi\n1,盛宣懷,\n3,張之洞,\n", PERSONS.format(id="one"))


def test_row_that_vanishes_says_when_and_from_which_dataset(loaded: Workspace, load_table: LoadTable) -> None:
    report = shorten(loaded, load_table)
    found = state(loaded, TWO)
    assert (found.state, found.withdrawal) == (State.GONE, Withdrawal("one", Cause.RELOAD, report.dataset.loaded))
    for local in ("record/one/2", "name/one-1"):
        assert loaded.tombstones.find(local) == found.withdrawal
    assert state(loaded, ONE).state is state(loaded, THREE).state is State.HERE
    assert len(loaded.tombstones) == 3, "only what vanished is remembered"


def test_what_comes_back_answers_again_and_can_go_again(loaded: Workspace, load_table: LoadTable) -> None:
    shorten(loaded, load_table)
    load_table(loaded, "id,name,zi\n1,盛宣懷,\n2,李鴻章,\n3,張之洞,\n", PERSONS.format(id="one"))
    assert state(loaded, TWO) == Resolution(State.HERE, BASE + TWO)
    again = shorten(loaded, load_table)
    gone = state(loaded, TWO).withdrawal
    assert gone is not None
    assert gone.time == again.dataset.loaded


def test_unknown_id_of_a_withdrawn_dataset_was_never_there(loaded: Workspace) -> None:
    unload(loaded, "other")
    assert state(loaded, OTHER).state is State.GONE
    assert state(loaded, "person/other-77").state is State.MISSING
    for local in ("dataset/other", "record/other/1", OTHER, "person/other-2"):
        found = loaded.tombstones.find(local)
        assert found is not None
        assert (found.dataset, found.cause) == ("other", Cause.UNLOAD)


def test_id_stays_withdrawn_when_its_dataset_comes_back_without_it(loaded: Workspace, load_table: LoadTable) -> None:
    unload(loaded, "other")
    load_table(loaded, "id,name,zi\n1,盛宣懐,\n", PERSONS.format(id="other"))
    assert state(loaded, OTHER).state is State.HERE
    assert state(loaded, "person/other-2").state is State.GONE


def test_large_dataset_is_remembered_like_a_small_one(loaded: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.datasets._DELETABLE", 1)
    unload(loaded, "one")
    assert {state(loaded, local).state for local in (ONE, TWO, THREE)} == {State.GONE}
    assert state(loaded, "person/one-4").state is State.MISSING


def test_rebuild_backup_and_restore_keep_the_memory(loaded: Workspace, load_table: LoadTable, tmp_path: Path) -> None:
    shorten(loaded, load_table)
    unload(loaded, "other")
    before = [state(loaded, local) for local in (ONE, TWO, OTHER)]
    rebuild(loaded)
    assert [state(loaded, local) for local in (ONE, TWO, OTHER)] == before
    backup(loaded, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "elsewhere")
    other = Workspace.open(tmp_path / "elsewhere")
    assert [state(other, local) for local in (ONE, TWO, OTHER)] == before
    other.close()


def test_rollback_remembers_what_it_takes_away_and_gives_back_what_was_gone(
    loaded: Workspace, load_table: LoadTable
) -> None:
    shorten(loaded, load_table)
    assert state(loaded, TWO).state is State.GONE
    loaded.rollback()
    assert state(loaded, TWO).state is State.HERE
    load_table(loaded, "id,name,zi\n9,曾國藩,\n", PERSONS.format(id="late"))
    loaded.rollback()
    found = state(loaded, "person/late-9")
    assert found.state is State.GONE
    assert found.withdrawal is not None
    assert (found.withdrawal.cause, found.withdrawal.dataset) == (Cause.ROLLBACK, "late")
    assert loaded.tombstones.find("dataset/late") == found.withdrawal


def test_damaged_generation_can_be_left_all_the_same(loaded: Workspace, load_table: LoadTable) -> None:
    shorten(loaded, load_table)
    live = loaded.live.directory
    loaded.close()
    shutil.rmtree(live / "store")
    broken = Workspace.open(loaded.path, recover=False)
    broken.rollback()
    assert state(broken, TWO).state is State.HERE
    broken.close()


def test_snapshot_restored_remembers_what_came_after_it(loaded: Workspace, load_table: LoadTable) -> None:
    create_snapshot(loaded, "early")
    load_table(loaded, "id,name,zi\n9,曾國藩,\n", PERSONS.format(id="late"))
    restore_snapshot(loaded, "early")
    found = state(loaded, "person/late-9")
    assert found.state is State.GONE
    assert found.withdrawal is not None
    assert found.withdrawal.cause is Cause.RESTORE


def test_load_that_fails_after_the_memory_was_written_changes_no_answer(
    loaded: Workspace, load_table: LoadTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "publish", fail)
    with pytest.raises(KeyboardInterrupt):
        shorten(loaded, load_table)
    assert loaded.tombstones.find(TWO) is not None
    assert state(loaded, TWO).state is State.HERE


def test_merged_id_leads_to_its_survivor_without_its_dataset(loaded: Workspace) -> None:
    number = same(loaded, ONE, OTHER)
    unload(loaded, "other")
    assert state(loaded, OTHER) == Resolution(State.MOVED, BASE + ONE)
    undo(loaded, number)
    assert state(loaded, OTHER).state is State.GONE


def test_survivor_is_described_as_long_as_another_id_stands_for_it(loaded: Workspace, load_table: LoadTable) -> None:
    same(loaded, TWO, OTHER)
    shorten(loaded, load_table)
    assert state(loaded, TWO) == Resolution(State.HERE, BASE + TWO)
    assert state(loaded, OTHER) == Resolution(State.MOVED, BASE + TWO)


def test_id_taken_out_of_another_has_its_own_page_again(loaded: Workspace) -> None:
    number = same(loaded, ONE, OTHER)
    assert state(loaded, OTHER).state is State.MOVED
    undo(loaded, number)
    assert state(loaded, OTHER) == Resolution(State.HERE, BASE + OTHER)
    assert state(loaded, ONE) == Resolution(State.HERE, BASE + ONE)


def test_id_of_which_nothing_is_left_offers_what_it_stood_for(loaded: Workspace, load_table: LoadTable) -> None:
    numbers = [same(loaded, TWO, OTHER), same(loaded, TWO, "person/other-2")]
    shorten(loaded, load_table)
    for number in numbers:
        undo(loaded, number)
    found = state(loaded, TWO)
    assert found.state is State.DIVIDED
    assert found.choices == (f"{BASE}{OTHER}", f"{BASE}person/other-2")
    assert found.withdrawal is not None
    rebuild(loaded)
    assert state(loaded, TWO) == found
    same(loaded, OTHER, "person/other-2")
    joined = state(loaded, TWO)
    assert (joined.state, joined.choices) == (State.GONE, (f"{BASE}{OTHER}",)), "one is no choice, and was held apart"


def test_record_that_a_curator_withdrew_names_the_decision(loaded: Workspace) -> None:
    number = decide(loaded, Kind.WITHDRAW, (term("record/one/2"),), agent="a", reason="b").number
    found = state(loaded, TWO)
    assert found.state is State.GONE
    assert found.withdrawal is not None
    assert (found.withdrawal.cause, found.withdrawal.decision) == (Cause.DECISION, number)
    undo(loaded, number)
    assert state(loaded, TWO).state is State.HERE


def test_nothing_is_remembered_while_nothing_vanishes(loaded: Workspace) -> None:
    assert not (loaded.path / FILE).exists()
    assert len(loaded.tombstones) == 0
    assert state(loaded, "person/one-77") == Resolution(State.MISSING, f"{BASE}person/one-77")


def test_every_id_of_a_dataset_is_known(loaded: Workspace) -> None:
    found = set(served(loaded.live.store, loaded.minter, "one"))
    entities = {ONE, TWO, THREE, "name/one-1"}
    records = {f"record/one/{number}" for number in (1, 2, 3)}
    activities = {each for each in found if each.startswith("activity/one-")}
    assert len(activities) == 1
    assert found == {"dataset/one"} | entities | records | activities


def test_memory_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database", "utf-8")
    for use in (
        lambda: Tombstones(tmp_path).find("person/1"),
        lambda: Tombstones(tmp_path).add(["person/1"], Withdrawal("x", Cause.UNLOAD, "")),
    ):
        with pytest.raises(WorkspaceError, match=FILE):
            use()
