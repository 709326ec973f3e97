"""The command that finds who is named in texts: ``zhishu mentions``."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from ingest.mentions.results import COLUMNS, DECISIONS, Choice, FoundMention, Results, csv_rows, results_file
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.workspace import Workspace
from webapp.cli.data import load_with_bar, report
from webapp.cli.maintenance import opened


@click.command("mentions")
@click.argument("dataset", required=False)
@click.option("--file", "text_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A plain text.")
@click.option("--writer", multiple=True, help="With --file: who wrote it (person/…).")
@click.option("--addressee", multiple=True, help="With --file: to whom (person/…).")
@click.option("--date", default="", help="With --file: when, as 光緒二十三年 or 1897.")
@click.option("--queue", type=click.Path(dir_okay=False, path_type=Path), help="Write what is to be looked at as CSV.")
@click.option("--decide", is_flag=True, help="Load what is sure as claims of the matcher.")
@click.pass_obj
def mentions_command(
    path: Path,
    dataset: str | None,
    text_file: Path | None,
    writer: tuple[str, ...],
    addressee: tuple[str, ...],
    date: str,
    queue: Path | None,
    decide: bool,
) -> None:
    """Find persons and places in the texts of DATASET, or in a file, by the authority file of the workspace.

    What is sure becomes claims of the dataset `mentions-DATASET` with --decide; `zhishu unload mentions-DATASET` takes
    them back. The rest is on the page /mentions.
    """
    if (dataset is None) == (text_file is None):
        raise InvalidInput("Say what to read: a dataset, or --file.", hint="`zhishu status` lists what is loaded.")
    with opened(path) as workspace:
        if text_file is not None:
            _read_file(workspace, text_file, writer, addressee, date)
        elif dataset is not None:
            _read_dataset(workspace, dataset, queue, decide=decide)


def _read_file(
    workspace: Workspace, file: Path, writers: tuple[str, ...], addressees: tuple[str, ...], date: str
) -> None:
    from ingest.mentions.context import Context
    from ingest.mentions.dates import years_of
    from ingest.mentions.pipeline import find, pipeline

    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        hint = "Save it as UTF-8."
        raise InvalidInput(f"{file}: not UTF-8 at byte {error.start:,}", hint=hint) from error
    parties = [tuple(workspace.minter.path(each)[1:-1] for each in given) for given in (writers, addressees)]
    context = Context(parties[0], parties[1], years_of(date) if date else None)
    for mention in find(pipeline(workspace), text, context):
        best = mention.candidates[0] if mention.candidates else None
        entity = workspace.minter.local(best.entity) or best.entity if best else ""
        reasons = "; ".join(reason.text("en") for reason in best.reasons) if best else ""
        score = f"{best.score:.2f}" if best else ""
        click.echo("\t".join((f"{mention.start}", mention.surface, mention.decision, entity, score, reasons)))


def _read_dataset(workspace: Workspace, dataset: str, queue: Path | None, *, decide: bool) -> None:
    from ingest.description import load_description
    from ingest.mentions.claims import write_description
    from ingest.mentions.corpus import mentions_of
    from ingest.mentions.documents import Documents
    from ingest.mentions.pipeline import pipeline, resolver_of
    from ingest.mentions.results import write_results

    nlp = pipeline(workspace)
    documents = Documents(workspace, dataset, resolver_of(nlp))
    file = results_file(workspace.path, dataset)
    write_results(file, mentions_of(documents, nlp))
    description = write_description(file.parent, workspace.live.manifest.datasets[dataset])
    with Results(file) as results:
        counts = results.counts()
        click.echo(f"{dataset}: " + ", ".join(f"{counts[each]:,} {each}" for each in DECISIONS))
        if queue is not None:
            with queue.open("w", encoding="utf-8-sig", newline="") as out:
                write_csv(out, results.rows(Choice("queue")), workspace.minter)
    if decide:
        report(
            load_with_bar(workspace, load_description(description), [file], quiet=not sys.stderr.isatty()), workspace
        )


def write_csv(out: TextIO, rows: Iterable[FoundMention], minter: Minter) -> None:
    """Write mentions as a table: one row for each candidate, and one for a mention without any."""
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerows(csv_rows(row, minter, "en"))
