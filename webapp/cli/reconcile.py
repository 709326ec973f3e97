"""The command ``reconcile``: which records stand for one person, as a table, as decisions, or for people to decide."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from kg.curation import Proposal, decide_all
from kg.errors import InvalidInput
from kg.reconciliation.candidate import LANGUAGES, Band, Candidate
from kg.reconciliation.engine import Reconciler
from kg.reconciliation.name_list import read_names
from kg.reconciliation.proposals import AGENT, COLUMNS, proposals, table, words
from kg.reconciliation.run import Progress as Report
from kg.reconciliation.run import Run, reconcile
from kg.workspace import Workspace

#: Candidates that are printed unless a number is asked for, and candidates of one name of a list.
_SHOWN, _CANDIDATES = 10, 3


@click.command("reconcile")
@click.argument("dataset", required=False)
@click.option("--against", help="The dataset to compare with; default: DATASET itself, for duplicates within it.")
@click.option("--file", "names", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A CSV of names.")
@click.option("--pairs", type=click.Path(dir_okay=False, path_type=Path), help="Write the pairs as CSV.")
@click.option("--decide", "decided", is_flag=True, help="Take the decisions on what is sure.")
@click.option("--queue", "queued", is_flag=True, help="Put what is not sure into the queue of the workbench.")
@click.option("--one-to-one", is_flag=True, help="Neither dataset has anybody twice.")
@click.option("--limit", type=click.IntRange(min=0), default=_SHOWN, show_default=True, help="Candidates to print.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the reasons.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
@click.pass_obj
def reconcile_command(
    path: Path,
    dataset: str | None,
    against: str | None,
    names: Path | None,
    pairs: Path | None,
    decided: bool,
    queued: bool,
    one_to_one: bool,
    limit: int,
    language: str,
    quiet: bool,
) -> None:
    """Find who in DATASET is who in another dataset, and say why.

    Nothing is changed unless --decide or --queue is given. What is sure becomes decisions of the agent
    "reconciliation", each of which can be undone (`zhishu decide undo`); what is less sure can be queued for people.
    Without --against, records of DATASET that stand for one person are found. With --file instead of DATASET a table of
    names is looked up: its columns are told by their headings (name, birth, death, dynasty, place …).
    """
    if (dataset is None) == (names is None):
        raise InvalidInput("Say what to reconcile: a dataset, or a table of names with --file.", hint="Not both.")
    with closing(Workspace.open(path, create=False)) as workspace:
        if names is not None:
            if decided or queued or against:
                raise InvalidInput("A table of names is only looked up.", hint="Use --file with --pairs alone.")
            _look_up(workspace, names, pairs, language)
            return
        with _bar(quiet) as report:
            run = reconcile(workspace, dataset or "", against or "", report, one_to_one=one_to_one)
        if pairs is not None:
            _write(pairs, table(run, workspace.minter, language=language))
        _print(workspace, run, limit, language)
        links = list(proposals(run.candidates, workspace, language=language))
        _act(workspace, run, links, decided=decided, queued=queued)


def _print(workspace: Workspace, run: Run, limit: int, language: str) -> None:
    for each in run.candidates[:limit]:
        one, other = (workspace.minter.local(term[1:-1]) or term for term in (each.one, each.other))
        click.echo(f"{each.score:.3f} {each.band.value:5} {one} = {other}: {words(each, language)}")
    click.echo(f"{run.records:,} records, {run.compared:,} pairs compared.")
    click.echo(f"{len(run.of(Band.LINK)):,} links, {len(run.of(Band.QUEUE)):,} pairs for people to decide.")
    if run.dataset != run.against:
        click.echo(f"{len(run.new):,} records without a candidate.")
    for said in run.passed_over[:_SHOWN]:
        click.echo(f"Passed over: {said}.")
    if len(run.passed_over) > _SHOWN:
        click.echo(f"Passed over: {len(run.passed_over) - _SHOWN} more of this kind.")


def _act(
    workspace: Workspace, run: Run, links: list[tuple[Candidate, Proposal | None]], *, decided: bool, queued: bool
) -> None:
    sure = [proposal for _, proposal in links if proposal is not None]
    if decided and sure:
        taken = decide_all(workspace, sure)
        click.echo(f"Decisions {taken[0].number} to {taken[-1].number} taken.")
    elif sure:
        click.echo(f"{len(sure):,} decisions to take: with --decide.")
    if queued:
        doubtful = [replace(each, band=Band.QUEUE) for each, proposal in links if proposal is None]
        asked = [*run.of(Band.QUEUE), *doubtful]
        name = f"{run.dataset} × {run.against}"
        found = workspace.workbench.queue.enqueue(asked, kind="person", source=AGENT, run=f"{name} {workspace.clock()}")
        click.echo(f"{found.added:,} pairs queued, {found.updated:,} renewed, {found.known:,} decided already.")


def _look_up(workspace: Workspace, names: Path, pairs: Path | None, language: str) -> None:
    """Look a table of names up, one row after the other; a row is known by its id or its number."""
    reconciler, counts = Reconciler.open(workspace), dict.fromkeys(Band, 0)

    def rows() -> Iterator[tuple[str, str, str, str, str]]:
        for key, query in read_names(names):
            found = [each for each in reconciler.search(query, _CANDIDATES) if each.candidate.band is not Band.NEW]
            counts[found[0].candidate.band if found else Band.NEW] += 1
            for each in found:
                band = Band.LINK if each.match else Band.QUEUE
                local = workspace.minter.local(each.iri) or each.iri
                yield key, local, f"{each.candidate.score:.4f}", band.value, words(each.candidate, language)
            if not found:
                yield key, "", "", Band.NEW.value, ""

    if pairs is not None:
        _write(pairs, rows())
    else:
        for row in rows():
            click.echo("\t".join(row))
    click.echo(f"{counts[Band.LINK]:,} names found, {counts[Band.QUEUE]:,} uncertain, {counts[Band.NEW]:,} not found.")


def _write(file: Path, rows: Iterator[tuple[str, str, str, str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows(rows)


@contextmanager
def _bar(quiet: bool) -> Iterator[Report]:
    """A bar on standard error for each stage of a run."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,}"), TimeElapsedColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as progress:

        def report(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=whole)
            progress.update(tasks[what], completed=done, total=whole)

        yield report
