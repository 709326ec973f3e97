"""Commands for the one who keeps an installation: rebuild, rollback, snapshot, backup, restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kg import backup as keeping
from kg.rebuild import rebuild
from kg.workspace import Workspace


@contextmanager
def opened(path: Path) -> Iterator[Workspace]:
    """A workspace that exists, closed at the end."""
    workspace = Workspace.open(path, create=False)
    try:
        yield workspace
    finally:
        workspace.close()


@click.command("rebuild")
@click.pass_obj
def rebuild_command(path: Path) -> None:
    """Derive view and search index anew from claims and decisions."""
    with opened(path) as workspace:
        rebuild(workspace, lambda stage: click.echo(stage, err=True))
        click.echo(f"{workspace.live.manifest.claims:,} claims in generation {workspace.live.name}")


@click.command()
@click.pass_obj
def rollback(path: Path) -> None:
    """Return to the generation before the last load; decisions are kept."""
    workspace = Workspace.open(path, create=False, recover=False)  # the live generation may be damaged
    try:
        click.echo(f"Live generation: {workspace.rollback()}")
    finally:
        workspace.close()


@click.group()
def snapshot() -> None:
    """Keep the present state under a name: create, list, restore, remove."""


@snapshot.command()
@click.argument("name")
@click.pass_obj
def create(path: Path, name: str) -> None:
    """Keep the present state as NAME."""
    with opened(path) as workspace:
        keeping.create_snapshot(workspace, name)


@snapshot.command("list")
@click.pass_obj
def list_snapshots(path: Path) -> None:
    """List all snapshots."""
    with opened(path) as workspace:
        for name in keeping.snapshots(workspace):
            click.echo(name)


@snapshot.command("restore")
@click.argument("name")
@click.pass_obj
def restore_snapshot(path: Path, name: str) -> None:
    """Return to the data of NAME; decisions taken since are applied to it."""
    with opened(path) as workspace:
        keeping.restore_snapshot(workspace, name)


@snapshot.command()
@click.argument("name")
@click.pass_obj
def remove(path: Path, name: str) -> None:
    """Remove NAME."""
    with opened(path) as workspace:
        keeping.remove_snapshot(workspace, name)


@click.command("backup")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup_command(path: Path, target: Path) -> None:
    """Write data, decisions and settings to one tar file TARGET."""
    with opened(path) as workspace:
        keeping.backup(workspace, target)
        click.echo(f"{target}: {target.stat().st_size:,} bytes")


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def restore_command(path: Path, archive: Path) -> None:
    """Make a workspace of the backup ARCHIVE; the directory of --workspace must be empty or not exist."""
    keeping.restore(archive, path.resolve())
    with opened(path) as workspace:
        click.echo(f"{workspace.live.manifest.claims:,} claims in {path}")
