"""The commands ``zhishu queue reports …``: what readers say is wrong, and the answers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.workbench.report import Report, ReportState
from webapp.cli.listing import Row, format_option, print_rows
from webapp.cli.queue_session import Opened, agent_option, opened, person, print_history, read_numbers

_REPORT = ("report", "state", "entity", "property", "value", "record", "text", "answer", "handler", "created")
_OPEN = (ReportState.NEW, ReportState.IN_WORK)


@click.group()
def reports() -> None:
    """Answer readers' reports: list, show, answer, refuse."""


@reports.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([*(state.value for state in ReportState), "all"]))
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@format_option
@click.pass_obj
def list_reports(path: Path, /, states: tuple[str, ...], offset: int, limit: int, form: str) -> None:
    """List reports, those that wait for an answer unless --state says otherwise."""
    with opened(path) as at:
        wanted = () if "all" in states else tuple(map(ReportState, states)) or _OPEN
        page = at.workbench.reports.page(wanted, offset=offset, limit=limit)
        print_rows([_row(at, each) for each in page.reports], _REPORT, form, _line)
        if form == "text":
            click.echo(f"{len(page.reports):,} of {page.total:,} reports")


@reports.command()
@click.argument("number", type=click.IntRange(min=1))
@click.pass_obj
def show(path: Path, /, number: int) -> None:
    """Show report NUMBER: what is said, how to reach the reader, what was done."""
    with opened(path) as at:
        report = at.workbench.reports.get(number)
        row = _row(at, report)
        click.echo(_line(row))
        for name in ("property", "value", "record", "answer"):
            if row[name]:
                click.echo(f"  {name}: {row[name]}")
        if report.contact:
            click.echo(f"  contact: {report.contact}")
        if report.decisions:
            click.echo(f"  decisions: {', '.join(map(str, report.decisions))}")
        print_history(at.workbench.reports.history(number))


@reports.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("text")
@click.option("--decisions", default="", help="Numbers of the decisions that it led to: 12,13.")
@click.option("--proposals", default="", help="Numbers of the proposals that it led to.")
@agent_option
@click.pass_obj
def answer(path: Path, /, number: int, text: str, decisions: str, proposals: str, agent: str) -> None:
    """Answer report NUMBER with TEXT; how to reach the reader is forgotten."""
    with opened(path) as at:
        led, proposed = read_numbers(decisions, "decisions"), read_numbers(proposals, "proposals")
        done = at.workbench.reports.answer(number, text, by=person(agent), decisions=led, proposals=proposed)
        click.echo(_line(_row(at, done)))


@reports.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("text")
@agent_option
@click.pass_obj
def refuse(path: Path, /, number: int, text: str, agent: str) -> None:
    """Say in TEXT why nothing is done about report NUMBER."""
    with opened(path) as at:
        click.echo(_line(_row(at, at.workbench.reports.refuse(number, text, by=person(agent)))))


def _row(at: Opened, report: Report) -> Row:
    concern = report.concern
    return {
        "report": report.id,
        "state": report.state.value,
        "entity": at.name(concern.entity),
        "property": concern.property,
        "value": concern.value,
        "record": at.name(concern.record) if concern.record else "",
        "text": report.text,
        "answer": report.answer,
        "handler": report.handler,
        "created": report.created,
    }


def _line(row: Row) -> str:
    whose = f" {row['handler']}" if row["handler"] else ""
    return f"{row['report']} [{row['state']}{whose}] {row['entity']}: {row['text']}"
