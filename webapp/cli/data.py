"""Commands that bring data in and out: load, unload, status, convert, dump."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from ingest.convert import convert
from ingest.description import DATASETS, Dataset, load_description
from ingest.importer import IMPORTERS
from ingest.load import LoadReport, load, unload
from kg.generation import LoadedDataset
from kg.record import Problem
from kg.workspace import Workspace

#: How many problems are printed; all of them are kept in the workspace.
_SHOWN = 5
SAMPLES = DATASETS.parent / "samples"


@click.command("load")
@click.argument("datasets", nargs=-1, required=True)
@click.option(
    "--from",
    "directory",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Directory with the source files; default: the setting `data`. Samples need none.",
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def load_command(workspace_path: Path, datasets: tuple[str, ...], directory: Path | None, quiet: bool) -> None:
    """Load DATASETS: ids of descriptions that come with Zhishu, or description files (.toml)."""
    described = [load_description(name) for name in datasets]
    workspace = Workspace.open(workspace_path)
    try:
        usual = Path(workspace.settings["data"])
        found = [(d, d.find_files(directory or source_directory(d, usual))) for d in described]
        for dataset, files in found:
            report(load_with_bar(workspace, dataset, files, quiet=quiet), workspace)
    finally:
        workspace.close()


def source_directory(dataset: Dataset, usual: Path) -> Path:
    """Where the files of a dataset are: samples with the program, others beside their description or where usual."""
    if dataset.path.parent != DATASETS:
        return dataset.path.parent
    return SAMPLES if dataset.sample else usual


def load_with_bar(workspace: Workspace, dataset: Dataset, files: list[Path], *, quiet: bool = False) -> LoadReport:
    """Load a dataset while a bar on standard error shows stage, share, rate and time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[records]:,} records, {task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task(dataset.id, total=None, records=0, rate=0.0)

        def show(stage: str, position: int, total: int, records: int) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            rate = records / elapsed if elapsed else 0.0
            bar.update(
                task,
                description=f"{dataset.id}: {stage}",
                completed=position,
                total=total or None,
                records=records,
                rate=rate,
            )

        return load(workspace, dataset, files, show)


def report(result: LoadReport, workspace: Workspace) -> None:
    """Print what a load did, and its first problems on standard error."""
    loaded = result.dataset
    if not result.changed:
        click.echo(f"{loaded.id}: unchanged since {loaded.loaded}; nothing to do")
        return
    click.echo(_line(loaded))
    problems = workspace.live.problems_file(loaded.id)
    with problems.open(encoding="utf-8") as lines:
        for _, line in zip(range(_SHOWN), lines, strict=False):
            click.echo(f"  {Problem(**json.loads(line))}", err=True)
    if loaded.problems > _SHOWN:
        click.echo(f"  … {loaded.problems - _SHOWN:,} more in {problems}", err=True)


def _line(loaded: LoadedDataset) -> str:
    parts = [f"{loaded.records:,} records", f"{loaded.claims:,} claims", f"{loaded.problems:,} problems"]
    if loaded.skipped:
        parts.append(f"{loaded.skipped:,} rows left out by its description")
    if loaded.withheld:
        parts.append(f"{loaded.withheld:,} persons who may be alive withheld")
    return f"{loaded.id}: {', '.join(parts)} ({loaded.seconds:.1f} s)"


@click.command("unload")
@click.argument("dataset")
@click.pass_obj
def unload_command(workspace_path: Path, dataset: str) -> None:
    """Remove DATASET with all its claims; its identifiers answer 410 from then on."""
    workspace = Workspace.open(workspace_path, create=False)
    try:
        unload(workspace, dataset)
        click.echo(f"{dataset}: removed")
    finally:
        workspace.close()


@click.command()
@click.pass_obj
def status(workspace_path: Path) -> None:
    """Say what the workspace holds."""
    workspace = Workspace.open(workspace_path, create=False)
    try:
        live = workspace.live
        click.echo(f"Workspace {workspace.path}, generation {live.name}, base {workspace.minter.base}")
        datasets = len(live.manifest.datasets)
        click.echo(f"{live.manifest.claims:,} claims of {datasets} datasets; {workspace.decisions.last():,} decisions")
        for kind, count in sorted(live.manifest.counts.items(), key=lambda item: -item[1]):
            click.echo(f"  {count:>12,} {kind}")
        for loaded in live.manifest.datasets.values():
            click.echo(f"{_line(loaded)}, loaded {loaded.loaded}")
    finally:
        workspace.close()


@click.command("convert")
@click.argument("importer", type=click.Choice(sorted(IMPORTERS)))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dataset", help="Id or file of the description; else the one that names FILE.")
def convert_command(importer: str, file: Path, dataset: str | None) -> None:
    """Print the claims of FILE as N-Quads, without any workspace; problems go to standard error, one a line."""
    done = convert(importer, file, sys.stdout.buffer, sys.stderr, dataset=dataset)
    if done.problems:
        raise SystemExit(3)


@click.command()
@click.argument("target", type=click.File("wb"), default="-")
@click.pass_obj
def dump(workspace_path: Path, target: BinaryIO) -> None:
    """Write everything, view and claims, as N-Quads to TARGET (default: standard output)."""
    workspace = Workspace.open(workspace_path, create=False)
    try:
        workspace.live.store.dump(target)
    finally:
        workspace.close()
