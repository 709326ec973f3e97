"""The command that lists what changed since when."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, fields
from pathlib import Path

import click

from kg.changes import ChangeEntry, changes
from kg.workspace import Workspace


@click.command("changes")
@click.option("--since", default="", help="A day (2026-11-22) or a time by RFC 3339; default: ever.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="csv", show_default=True)
@click.option("--merges", is_flag=True, help="Only identifiers that were merged: the old one and the one that holds.")
@click.pass_obj
def changes_command(workspace_path: Path, since: str, form: str, merges: bool) -> None:
    """List what changed since a time, the oldest first: decisions, loads, and what was withdrawn."""
    workspace = Workspace.open(workspace_path, create=False)
    try:
        found = [entry for entry in changes(workspace, workspace.live, since) if not merges or entry.type == "Move"]
    finally:
        workspace.close()
    if form == "json":
        click.echo(json.dumps([asdict(entry) for entry in found], ensure_ascii=False, indent=1))
        return
    names = [field.name for field in fields(ChangeEntry)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(asdict(entry) for entry in found)
    click.echo(out.getvalue(), nl=False)
