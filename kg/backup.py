"""Backups and snapshots of a workspace.

A snapshot keeps the live generation under a name inside the workspace (hard links: no time, no space). A backup is
one tar file with the live generation, the decision log and the settings: everything that is needed on another
machine.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kg.curation import catch_up
from kg.errors import InvalidInput, NotFound, WorkspaceError
from kg.generation import Generation
from kg.tombstones import FILE as TOMBSTONES
from kg.tombstones import Cause, remember_lost

if TYPE_CHECKING:
    from kg.workspace import Workspace

_SNAPSHOTS = "snapshots"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_GENERATION = "g000001"
_POINTER = "current"
_LOG = "curation.db"
_SETTINGS = "zhishu.toml"


def create_snapshot(workspace: Workspace, name: str) -> None:
    """Keep the live generation under a name. Raises InvalidInput for a name that is taken or cannot be a file name."""
    target = _snapshot(workspace, name)
    if target.exists():
        raise InvalidInput(f"There is a snapshot {name!r} already.", hint="Choose another name.")
    with workspace.writing():
        catch_up(workspace)
        target.parent.mkdir(exist_ok=True)
        building = target.with_name(f".{name}")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir()
        workspace.generations.copy(workspace.live.directory, building).close()
        building.rename(target)


def snapshots(workspace: Workspace) -> list[str]:
    """The names of all snapshots, sorted."""
    directory = workspace.path / _SNAPSHOTS
    return sorted(p.name for p in directory.iterdir() if not p.name.startswith(".")) if directory.is_dir() else []


def restore_snapshot(workspace: Workspace, name: str) -> None:
    """Make a new live generation of a snapshot; decisions taken since are kept and applied. Raises NotFound."""
    source = _snapshot(workspace, name)
    if not source.is_dir():
        known = ", ".join(snapshots(workspace)) or "none"
        raise NotFound(f"There is no snapshot {name!r}.", hint=f"Snapshots: {known}.")
    with workspace.writing():
        generation = workspace.generations.copy(source, workspace.generations.next_directory())
        try:
            remember_lost(workspace, workspace.live, generation, Cause.RESTORE)
        except BaseException:
            workspace.discard(generation)
            raise
        workspace.publish(generation)
        catch_up(workspace)


def remove_snapshot(workspace: Workspace, name: str) -> None:
    """Remove a snapshot. Raises NotFound."""
    source = _snapshot(workspace, name)
    if not source.is_dir():
        raise NotFound(f"There is no snapshot {name!r}.")
    shutil.rmtree(source)


def backup(workspace: Workspace, target: Path) -> None:
    """Write a tar file that ``restore`` makes a workspace of; it appears under its name only when it is complete.

    A decision log in another database than the workspace's own file is not part of it: that server has its own backups.
    Raises InvalidInput where the file exists.
    """
    if target.exists():
        raise InvalidInput(f"{target} exists.", hint="Remove it or choose another name.")
    with workspace.writing(), tempfile.TemporaryDirectory(dir=workspace.path) as scratch:
        catch_up(workspace)
        copy = Path(scratch) / "generations" / _GENERATION
        copy.mkdir(parents=True)
        workspace.generations.copy(workspace.live.directory, copy).close()
        (Path(scratch) / _POINTER).write_text(f"{_GENERATION}\n", "utf-8")
        for database in (_LOG, TOMBSTONES):
            if (workspace.path / database).exists():
                _copy_database(workspace.path / database, Path(scratch) / database)
        if (workspace.path / _SETTINGS).exists():
            shutil.copy(workspace.path / _SETTINGS, scratch)
        unfinished = target.with_name(f"{target.name}.unfinished")
        try:
            with tarfile.open(unfinished, "w") as archive:
                # The pointer comes last: an archive without it was cut off.
                for entry in sorted(Path(scratch).iterdir(), key=lambda path: (path.name == _POINTER, path.name)):
                    archive.add(entry, entry.name)
            unfinished.rename(target)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise WorkspaceError(f"{target} cannot be written: {error}", hint="Is the disk full?") from error


def restore(archive: Path, directory: Path) -> None:
    """Make a workspace of a backup in a directory that is empty or not there.

    Raises InvalidInput where the directory holds something, WorkspaceError where the archive is not a whole backup;
    then nothing is left behind.
    """
    if directory.exists() and any(directory.iterdir()):
        raise InvalidInput(f"{directory} is not empty.", hint="Restore into a new directory.")
    unfinished = directory.with_name(f"{directory.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        with tarfile.open(archive, "r:") as tar:
            tar.extractall(unfinished, filter="data")
        if not (unfinished / _POINTER).exists():
            raise WorkspaceError("it ends too early")
        Generation.open(unfinished / "generations" / _GENERATION).close()
    except (OSError, tarfile.TarError, WorkspaceError) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise WorkspaceError(f"{archive} is not a whole backup: {error}", hint="Use another backup.") from error
    if directory.exists():
        directory.rmdir()
    unfinished.rename(directory)


def _snapshot(workspace: Workspace, name: str) -> Path:
    if not _NAME.fullmatch(name):
        hint = "Use letters, digits, dot, dash and underscore."
        raise InvalidInput(f"{name!r} cannot be the name of a snapshot.", hint=hint)
    return workspace.path / _SNAPSHOTS / name


def _copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite database that may be in use."""
    original, copy = sqlite3.connect(source), sqlite3.connect(target)
    try:
        original.backup(copy)
    finally:
        original.close()
        copy.close()
