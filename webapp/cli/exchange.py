"""The command that writes what the workspace holds in the formats of others."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ingest.exporter import EXPORTERS, ExportReport, get_exporter, select_dataset, select_person
from kg.errors import InvalidInput
from kg.workspace import Workspace

#: Suffixes of the forms of formats that are archives.
_ARCHIVES = (".gdz", ".zip")


@click.command("export")
@click.argument("format_name", metavar="FORMAT", type=click.Choice(sorted(EXPORTERS)))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--version", help="Version of the format; default: the newest.")
@click.option("--dataset", help="Write the records of this dataset as they were read.")
@click.option("--person", help="Write this person (an IRI, or person/…) with the family around, as the view has it.")
@click.option(
    "--generations",
    type=click.IntRange(0, 100),
    default=3,
    show_default=True,
    help="How many generations of ancestors and descendants of --person.",
)
@click.pass_obj
def export_command(
    workspace_path: Path,
    format_name: str,
    file: Path,
    version: str | None,
    dataset: str | None,
    person: str | None,
    generations: int,
) -> None:
    """Write a dataset, or a person with the family around, to FILE in FORMAT.

    GEDCOM: versions 7.0 and 5.5.1; a FILE that ends in .gdz becomes a GEDZIP archive.
    """
    if (dataset is None) == (person is None):
        raise InvalidInput("Say what to write", hint="Give either --dataset or --person.")
    exporter = get_exporter(format_name)
    workspace = Workspace.open(workspace_path, create=False)
    try:
        if dataset is not None:
            selection = select_dataset(workspace, dataset)
        else:
            selection = select_person(workspace, person or "", generations)
    finally:
        workspace.close()
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as out:
            archive = file.suffix.lower() in _ARCHIVES
            report = exporter.export(selection, out, version=version or exporter.versions[0], archive=archive)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    _say(file, report)


def _say(file: Path, report: ExportReport) -> None:
    written = ", ".join(f"{number:,} {kind}" for kind, number in report.written.items())
    click.echo(f"{file}: {written}")
    for what, number in sorted(report.left_out.items()):
        click.echo(f"  left out: {number:,} × {what}", err=True)
