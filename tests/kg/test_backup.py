"""Snapshots and backups: what is kept comes back, and nothing comes back by halves."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg.authority.decisions import Kind
from kg.backup import backup, create_snapshot, remove_snapshot, restore, restore_snapshot, snapshots
from kg.curation import decide
from kg.errors import InvalidInput, NotFound, WorkspaceError
from kg.generation import Generation
from kg.terms import Term
from kg.workspace import Workspace

Dump: TypeAlias = Callable[[Generation], bytes]
PersonOf: TypeAlias = Callable[[Workspace, int], Term]


@pytest.fixture
def archive(filled: Workspace, person: PersonOf, tmp_path: Path) -> Path:
    """A backup of a workspace with a setting and a decision."""
    (filled.path / "zhishu.toml").write_text('title = "試"\n', "utf-8")
    decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="盛", reason="b")
    backup(filled, tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def test_snapshot_brings_the_data_back_under_the_decisions_of_today(
    filled: Workspace, person: PersonOf, dump: Dump
) -> None:
    create_snapshot(filled, "before-unload")
    decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="a", reason="b")
    expected = dump(filled.live)
    unload(filled, "post")
    assert snapshots(filled) == ["before-unload"]
    restore_snapshot(filled, "before-unload")
    assert dump(filled.live) == expected
    assert filled.live.manifest.counts == {"person": 3, "letter": 3}
    restore_snapshot(filled, "before-unload")
    assert dump(filled.live) == expected, "a snapshot can be restored more than once"
    remove_snapshot(filled, "before-unload")
    assert snapshots(filled) == []
    assert dump(filled.live) == expected


def test_snapshot_does_not_change_with_the_workspace(filled: Workspace, person: PersonOf, dump: Dump) -> None:
    create_snapshot(filled, "kept")
    expected = dump(filled.live)
    decide(filled, Kind.SAME, (person(filled, 1), person(filled, 4)), agent="a", reason="b")
    kept = Generation.open(filled.path / "snapshots" / "kept")
    assert dump(kept) == expected
    kept.close()


@pytest.mark.parametrize("name", ["", ".hidden", "../x", "a/b", "a b", "x" * 65, "盛"])
def test_name_of_a_snapshot_that_cannot_be_a_file_is_refused(filled: Workspace, name: str) -> None:
    for act in (create_snapshot, restore_snapshot, remove_snapshot):
        with pytest.raises(InvalidInput, match="cannot be the name"):
            act(filled, name)


def test_snapshots_that_are_there_or_not_there_are_told_apart(filled: Workspace) -> None:
    create_snapshot(filled, "one")
    with pytest.raises(InvalidInput, match="already"):
        create_snapshot(filled, "one")
    with pytest.raises(NotFound) as caught:
        restore_snapshot(filled, "two")
    assert "one" in caught.value.hint
    with pytest.raises(NotFound):
        remove_snapshot(filled, "two")


def test_restored_backup_is_equal(filled: Workspace, archive: Path, tmp_path: Path, dump: Dump) -> None:
    (tmp_path / "empty").mkdir()
    for directory in (tmp_path / "new" / "deep", tmp_path / "empty"):
        restore(archive, directory)
        restored = Workspace.open(directory, create=False)
        assert dump(restored.live) == dump(filled.live)
        assert restored.decisions.read() == filled.decisions.read()
        assert restored.settings["title"] == "試"
        assert restored.live.manifest == filled.live.manifest
        unload(restored, "post")
        restored.close()
    assert not list(tmp_path.glob("**/*.unfinished"))
    assert sorted(p.name for p in filled.path.iterdir() if p.name.startswith("tmp")) == []


def test_backup_into_a_file_that_exists_or_a_full_disk_is_refused(
    filled: Workspace, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InvalidInput, match="exists"):
        backup(filled, archive)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "add", full)
    with pytest.raises(WorkspaceError, match="No space"):
        backup(filled, tmp_path / "other.tar")
    assert not list(tmp_path.glob("other*"))


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.9, 0.97])
def test_truncated_backup_is_refused_and_leaves_nothing(archive: Path, tmp_path: Path, share: float) -> None:
    whole = archive.read_bytes()
    for size in (int(len(whole) * share), int(len(whole) * share) // 512 * 512):
        archive.write_bytes(whole[:size])
        with pytest.raises(WorkspaceError, match="not a whole backup"):
            restore(archive, tmp_path / "restored")
        assert not list(tmp_path.glob("restored*"))


def test_backup_cut_off_between_two_members_is_refused(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as tar:
        ends = [member.offset for member in tar.getmembers()]
    whole = archive.read_bytes()
    for end in ends[1:]:
        archive.write_bytes(whole[:end])
        with pytest.raises(WorkspaceError, match="not a whole backup"):
            restore(archive, tmp_path / "restored")


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.tar").write_text("no tar")
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        tar.add(tmp_path / "text.tar", "current")
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        tar.add(tmp_path / "text.tar", "../outside")
    for name in ("text.tar", "other.tar", "evil.tar", "missing.tar"):
        with pytest.raises(WorkspaceError, match="not a whole backup"):
            restore(tmp_path / name, tmp_path / "restored")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evil.tar", "other.tar", "text.tar"]


def test_backup_is_not_restored_over_something(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("keep")
    with pytest.raises(InvalidInput, match="not empty"):
        restore(archive, tmp_path / "full")
    assert (tmp_path / "full" / "letter.txt").read_text() == "keep"
