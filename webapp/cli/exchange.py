"""The command that writes what the workspace holds in the formats of others."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ingest.authority_export.selection import select_authorities, select_authority
from ingest.exporter import (
    AUTHORITY_EXPORTERS,
    EXPORTERS,
    ExportReport,
    get_authority_exporter,
    get_exporter,
    select_dataset,
    select_person,
)
from kg.errors import InvalidInput
from kg.workspace import Workspace

#: Suffixes of the forms of formats that are archives.
_ARCHIVES = (".gdz", ".zip")


@click.command("export")
@click.argument("format_name", metavar="FORMAT", type=click.Choice(sorted({**EXPORTERS, **AUTHORITY_EXPORTERS})))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--version", help="Version of the format; default: the newest.")
@click.option(
    "--dataset", help="Write the records of this dataset as they were read; of authority records, its persons."
)
@click.option("--person", help="Write this person (an IRI, or person/…) with the family around, as the view has it.")
@click.option(
    "--generations",
    type=click.IntRange(0, 100),
    default=3,
    show_default=True,
    help="How many generations of ancestors and descendants of --person.",
)
@click.option("--all", "everything", is_flag=True, help="Write all authority records.")
@click.option("--type", "kinds", multiple=True, help="Authority records of this type (default: person); repeatable.")
@click.pass_obj
def export_command(
    workspace_path: Path,
    format_name: str,
    file: Path,
    version: str | None,
    dataset: str | None,
    person: str | None,
    generations: int,
    everything: bool,
    kinds: tuple[str, ...],
) -> None:
    """Write a dataset, or a person with the family around, to FILE in FORMAT.

    GEDCOM: versions 7.0 and 5.5.1; a FILE that ends in .gdz becomes a GEDZIP archive. Authority records
    (marc21-authority, unimarc-authority, mads, eac, authority-csv): one person, those of a dataset, or --all.
    """
    authority = format_name in AUTHORITY_EXPORTERS
    if sum((dataset is not None, person is not None, everything)) != 1:
        hint = "Give --dataset, --person or --all." if authority else "Give either --dataset or --person."
        raise InvalidInput("Say what to write", hint=hint)
    if not authority and (everything or kinds):
        raise InvalidInput("--all and --type are for authority records", hint="Give either --dataset or --person.")
    workspace = Workspace.open(workspace_path, create=False)
    beside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as out:
            archive = file.suffix.lower() in _ARCHIVES
            if authority:
                records = (
                    select_authority(workspace, person)
                    if person is not None
                    else select_authorities(workspace, dataset=dataset or "", kinds=kinds)
                )
                writer = get_authority_exporter(format_name)
                report = writer.export(records, out, version=version or writer.versions[0], archive=archive)
            else:
                claims = (
                    select_dataset(workspace, dataset)
                    if dataset is not None
                    else select_person(workspace, person or "", generations)
                )
                exporter = get_exporter(format_name)
                report = exporter.export(claims, out, version=version or exporter.versions[0], archive=archive)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
        workspace.close()
    _say(file, report)


def _say(file: Path, report: ExportReport) -> None:
    written = ", ".join(f"{number:,} {kind}" for kind, number in report.written.items())
    click.echo(f"{file}: {written}")
    for what, number in sorted(report.left_out.items()):
        click.echo(f"  left out: {number:,} × {what}", err=True)
