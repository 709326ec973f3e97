"""The workspace: opening, generations, rolling back, and what to say of one that is damaged."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import Busy, InvalidInput, NotFound, WorkspaceError
from kg.generation import Generation
from kg.terms import Term
from kg.workspace import Workspace

Dump: TypeAlias = Callable[[Generation], bytes]
PersonOf: TypeAlias = Callable[[Workspace, int], Term]


def test_missing_directory_becomes_a_workspace_unless_it_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no workspace"):
        Workspace.open(tmp_path / "new", create=False)
    assert not (tmp_path / "new").exists()
    opened = Workspace.open(tmp_path / "new")
    assert opened.live.manifest.counts == {}
    graphs = {str(quad.graph_name) for quad in opened.live.store.match()}
    assert graphs == {opened.minter.graph("ontology")}
    opened.close()


def test_workspace_can_be_copied_with_its_directory(filled: Workspace, tmp_path: Path, dump: Dump) -> None:
    expected = dump(filled.live)
    shutil.copytree(filled.path, tmp_path / "copy")
    copy = Workspace.open(tmp_path / "copy")
    assert dump(copy.live) == expected
    copy.close()


def test_other_base_is_refused_once_there_is_a_workspace(filled: Workspace) -> None:
    (filled.path / "zhishu.toml").write_text('base = "https://example.org/"\n')
    with pytest.raises(WorkspaceError, match="holds data under http") as caught:
        Workspace.open(filled.path)
    assert "Set `base`" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bse = 1", "not a setting"),
        ('threads = "8"', "not a setting"),
        ("x = [", "zhishu.toml"),
        ('base = "x"', "base"),
    ],
)
def test_wrong_settings_are_named_with_their_file(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "zhishu.toml").write_text(text)
    with pytest.raises(InvalidInput, match=reason):
        Workspace.open(tmp_path)


@pytest.mark.parametrize("url", ["nonsense", "nosuchbase://x/y", "sqlite:////nowhere/at/all/log.db"])
def test_decision_log_that_cannot_be_opened_is_an_error_with_a_hint(tmp_path: Path, url: str) -> None:
    (tmp_path / "zhishu.toml").write_text(f'curation = "{url}"\n')
    with pytest.raises((InvalidInput, WorkspaceError), match="decision log") as caught:
        Workspace.open(tmp_path)
    assert "zhishu.toml" in caught.value.hint


def test_rollback_returns_to_the_data_before_under_the_decisions_of_today(
    filled: Workspace, person: PersonOf, dump: Dump
) -> None:
    before = filled.live.name
    unload(filled, "post")
    decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="a", reason="b")
    assert filled.rollback().startswith(before)
    assert "post" in filled.live.manifest.datasets
    assert filled.live.manifest.through == 1
    assert b"<http://127.0.0.1:8421/letter/post-3> <https://w3id.org/zhishu/ontology/sender> " + person(
        filled, 1
    ).encode() + b" ." in dump(filled.live)
    unload(filled, "trial")
    filled.rollback()
    assert set(filled.live.manifest.datasets) == {"trial", "post"}, "what was rolled back is not what comes before"


def test_rollback_without_a_generation_before_says_so(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="no generation before") as caught:
        workspace.rollback()
    assert "generations" in caught.value.hint


def test_old_generations_go_but_neither_the_live_one_nor_what_was_just_read(
    filled: Workspace, person: PersonOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="a", reason="b")
    several = filled.generations.names()
    assert several == ["g000001", "g000002", "g000003", "g000003-0001"]
    filled.generations.prune(2)
    assert filled.generations.names() == several, "somebody may still be opening them"
    monkeypatch.setattr("kg.generation._GRACE", -1)
    filled.generations.prune(2)
    assert filled.generations.names() == ["g000002", "g000003-0001"]
    filled.generations.switch("g000002")
    filled.generations.prune(1)
    assert filled.generations.names() == ["g000002", "g000003-0001"]


def test_what_interrupted_processes_left_is_removed(filled: Workspace, dump: Dump) -> None:
    expected, live = dump(filled.live), filled.live.directory
    shutil.copytree(live, live.with_name("g000009"))  # built, but the pointer was never switched
    (live.parent / "g000010.building").mkdir()
    (live.parent / ".DS_Store").mkdir()
    again = Workspace.open(filled.path)
    assert dump(again.live) == expected
    assert again.generations.names()[-1] == live.name
    unload(again, "post")
    assert not (live.parent / "g000010.building").exists()
    again.close()


def test_decision_that_the_view_has_not_followed_is_followed_when_the_workspace_is_opened(
    filled: Workspace, person: PersonOf, dump: Dump
) -> None:
    filled.decisions.append(Kind.SAME, (person(filled, 1), person(filled, 4)), agent="a", reason="b")
    again = Workspace.open(filled.path)
    assert again.live.manifest.through == 1
    found = again.live.search.get("http://127.0.0.1:8421/person/trial-1")
    assert found is not None
    assert ("盛杏蓀", "variant") in found.names
    assert again.live.search.get("http://127.0.0.1:8421/person/trial-4") is None
    again.close()
    assert filled.live.manifest.through == 1


def test_missing_pointer_leads_to_the_newest_generation(filled: Workspace, dump: Dump) -> None:
    expected = dump(filled.live)
    (filled.path / "current").unlink()
    again = Workspace.open(filled.path)
    assert dump(again.live) == expected
    again.close()


@pytest.mark.parametrize("text", ["g999999\n", "", "../..", "\0", "g000001\ng000002"])
def test_damaged_pointer_is_an_error_that_lists_the_generations(filled: Workspace, text: str) -> None:
    (filled.path / "current").write_text(text)
    with pytest.raises(WorkspaceError, match="is not there") as caught:
        Workspace.open(filled.path)
    assert "g000003" in caught.value.hint


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"base": 1', '{"base": "x", "datasets": {"a": 1}}', '{"format":9}'])
def test_damaged_manifest_is_an_error_and_can_be_rolled_back(filled: Workspace, text: str) -> None:
    (filled.live.directory / "manifest.json").write_text(text)
    with pytest.raises(WorkspaceError, match=r"manifest\.json") as caught:
        Workspace.open(filled.path)
    assert "rollback" in caught.value.hint
    damaged = Workspace.open(filled.path, recover=False)
    damaged.rollback()
    assert set(damaged.live.manifest.datasets) == {"trial"}
    damaged.close()
    Workspace.open(filled.path).close()


@pytest.mark.parametrize("part", ["store", "search"])
def test_damaged_store_or_index_is_an_error_with_a_hint(filled: Workspace, part: str) -> None:
    live = filled.live.directory
    shutil.rmtree(live / part)
    with pytest.raises(WorkspaceError) as caught:
        Generation.open(live)
    assert caught.value.hint


def test_one_thread_of_a_process_writes_at_a_time(workspace: Workspace) -> None:
    refused: list[Busy] = []

    def write() -> None:
        try:
            with workspace.writing():
                pass
        except Busy as error:
            refused.append(error)

    with workspace.writing():
        other = threading.Thread(target=write)
        other.start()
        other.join()
    assert len(refused) == 1
    write()
    assert len(refused) == 1


def test_opening_for_reading_does_not_disturb_a_writer(filled: Workspace) -> None:
    with filled.writing():
        reader = Workspace.open(filled.path)
        assert reader.live.manifest.counts == {"person": 4, "letter": 3}
        reader.close()


def test_threads_read_while_decisions_are_taken(filled: Workspace, person: PersonOf) -> None:
    stop, wrong = threading.Event(), []
    pair = (person(filled, 1), person(filled, 4))

    def read() -> None:
        while not stop.is_set():
            live = filled.live
            merged = live.search.get(pair[1][1:-1]) is None
            if merged != (live.manifest.through % 2 == 1):
                wrong.append(live.name)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(3):
        decide(filled, Kind.SAME, pair, agent="a", reason="b")
        decide(filled, Kind.UNDO, agent="a", reason="b", undoes=2 * number + 1)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


def test_failed_write_of_the_pointer_leaves_the_old_one(
    filled: Workspace, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = dump(filled.live)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WorkspaceError, match="No space"):
        unload(filled, "post")
    monkeypatch.undo()
    again = Workspace.open(filled.path)
    assert dump(again.live) == expected
    again.close()
