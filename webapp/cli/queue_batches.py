"""The commands ``zhishu queue batch …``: many likely pairs at once, after a sample of them was judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.workbench.batch import Batch
from webapp.cli.listing import Row, format_option, print_rows
from webapp.cli.queue_session import Opened, agent_option, filter_options, opened, person, print_history, read_filter

_BATCH = ("batch", "state", "size", "bound", "sample", "judged", "errors", "precision", "required", "seed", "by")
_SAMPLED = ("item", "one", "one_label", "other", "other_label", "score", "judgement", "judge", "note")


@click.group()
def batch() -> None:
    """Take many likely pairs at once: draw, judge the sample, take."""


@batch.command()
@click.argument("bound", type=click.FloatRange(0, 1))
@filter_options
@click.option("--keep", type=click.Choice(["one", "other"]), default="other", show_default=True, help="Which id stays.")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Repeat a sample; default: any.")
@click.option("--note", default="")
@agent_option
@click.pass_obj
def draw(path: Path, /, bound: float, keep: str, seed: int, note: str, agent: str, **conditions: Any) -> None:
    """Put open items with a score of at least BOUND into a batch, and draw the sample to judge."""
    with opened(path) as at:
        wanted = read_filter(**conditions)
        made = at.workbench.batches.draw(wanted, bound, by=person(agent), note=note, keep=keep, seed=seed)
        click.echo(_batch_line(_batch_row(made)))


@batch.command("list")
@format_option
@click.pass_obj
def list_batches(path: Path, /, form: str) -> None:
    """List all batches, the newest first."""
    with opened(path) as at:
        print_rows(map(_batch_row, at.workbench.batches.list()), _BATCH, form, _batch_line)


@batch.command()
@click.argument("number", type=click.IntRange(min=1))
@format_option
@click.pass_obj
def sample(path: Path, /, number: int, form: str) -> None:
    """List the sample of batch NUMBER with its judgements."""
    with opened(path) as at:
        print_rows(_sampled_rows(at, number), _SAMPLED, form, _sampled_line)


@batch.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("items", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--same/--different", "same", required=True, default=None, help="What the two of each item are.")
@click.option("--note", default="", help="Why; needed for --different.")
@agent_option
@click.pass_obj
def judge(path: Path, /, number: int, items: tuple[int, ...], same: bool, note: str, agent: str) -> None:
    """Judge ITEMS of the sample of batch NUMBER."""
    with opened(path) as at:
        for item in items:
            at.workbench.batches.judge(number, item, same, by=person(agent), note=note)
        click.echo(_batch_line(_batch_row(at.workbench.batches.get(number))))


@batch.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="On what evidence; goes into every decision.")
@agent_option
@click.pass_obj
def take(path: Path, /, number: int, reason: str, agent: str) -> None:
    """Propose the pairs of batch NUMBER, whose sample has passed."""
    with opened(path) as at:
        taken = at.workbench.batches.take(number, by=person(agent), reason=reason)
    click.echo(f"{len(taken.proposals):,} proposals, {taken.in_force:,} in force; {taken.changed:,} changed meanwhile.")
    for problem, count in taken.refused.items():
        click.echo(f"{count:,} refused: {problem}", err=True)


@batch.command()
@click.argument("number", type=click.IntRange(min=1))
@agent_option
@click.pass_obj
def abandon(path: Path, /, number: int, agent: str) -> None:
    """Give batch NUMBER up; its items stay in the queue."""
    with opened(path) as at:
        at.workbench.batches.abandon(number, by=person(agent))
        print_history(at.workbench.batches.history(number))


def _batch_row(batch: Batch) -> Row:
    check = batch.check
    return {
        "batch": batch.id,
        "state": batch.state.value,
        "size": batch.size,
        "bound": batch.bound,
        "sample": check.sample,
        "judged": check.judged,
        "errors": check.errors,
        "precision": round(check.bound, 4),
        "required": check.required,
        "seed": batch.seed,
        "by": batch.by,
    }


def _batch_line(row: Row) -> str:
    return (
        f"batch {row['batch']} [{row['state']}] {row['size']:,} items from {row['bound']:.2f}; "
        f"{row['judged']} of {row['sample']} judged, {row['errors']} errors; precision at least "
        f"{row['precision']:.1%}, {row['required']:.0%} asked for; seed {row['seed']} ({row['by']})"
    )


def _sampled_rows(at: Opened, number: int) -> list[Row]:
    return [
        {
            "item": each.item.id,
            "one": at.name(each.item.candidate.one),
            "one_label": at.label(each.item.candidate.one),
            "other": at.name(each.item.candidate.other),
            "other_label": at.label(each.item.candidate.other),
            "score": round(each.item.candidate.score, 4),
            "judgement": each.judgement,
            "judge": each.judge,
            "note": each.note,
        }
        for each in at.workbench.batches.sample(number)
    ]


def _sampled_line(row: Row) -> str:
    said = f" {row['judgement']} ({row['judge']})" if row["judgement"] else ""
    return (
        f"{row['item']} {row['score']:.2f} {row['one']} {row['one_label']} ⇄ {row['other']} {row['other_label']}{said}"
    )
