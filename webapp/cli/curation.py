"""Commands of the cataloguer: ``zhishu decide …`` beside the workbench, and for scripts."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from kg.authority.decisions import Kind
from kg.authority.history import history
from kg.authority.rulings import undone
from kg.curation import Proposal, decide_all
from kg.curation_preview import preview
from kg.errors import WorkspaceError
from kg.quality.report import Report
from kg.workspace import Workspace
from ontology.shapes import Severity
from webapp.cli.decision_output import describe, diff_lines, print_lines, show_preview
from webapp.cli.split_options import read_split
from webapp.decision_terms import read_term

#: Findings that are printed after a decision.
_WARNINGS = 10
#: Lines of each part of a dry run, and of each change of a history.
_LINES = 20


def user_name() -> str:
    """The name of the user, empty where the system does not know one: the decision is then refused."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return ""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--lines", type=click.IntRange(min=1), default=_LINES, help="Lines of each part.")(command)
    command = click.option("--dry-run", is_flag=True, help="Only show what would change.")(command)
    command = click.option(
        "--expect", type=click.IntRange(min=0), default=None, help="Refuse if decided upon after this decision."
    )(command)
    command = click.option("--reason", required=True, help="On what evidence.")(command)
    return click.option("--agent", default=user_name, show_default="user name", help="Who decides.")(command)


def _overrides(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--override",
        "overrides",
        multiple=True,
        help="Set aside a rule that forbids the merge: sex, lifespan, birth, death, undifferentiated. Repeatable.",
    )(command)


@click.group()
def decide() -> None:
    """Take decisions: same, merge, split, different, prefer, withdraw, add, undo; `log` and `history` list them.

    With --dry-run nothing is decided: every triple, address, page and search document is shown that would change.
    """


@decide.command()
@click.argument("keep")
@click.argument("other")
@_overrides
@_options
@click.pass_obj
def same(workspace: Path, /, keep: str, other: str, overrides: tuple[str, ...], **options: Any) -> None:
    """KEEP and OTHER are the same; the identifier of KEEP stays, that of OTHER leads to it."""
    _take(workspace, Kind.SAME, [keep, other], overrides=overrides, **options)


@decide.command()
@click.argument("keep")
@click.argument("others", nargs=-1, required=True)
@_overrides
@_options
@click.pass_obj
def merge(workspace: Path, /, keep: str, others: tuple[str, ...], overrides: tuple[str, ...], **options: Any) -> None:
    """KEEP and all OTHERS are one authority record; the identifier of KEEP stays, the others lead to it."""
    _take(workspace, Kind.MERGE, [keep, *others], overrides=overrides, **options)


@decide.command()
@click.argument("entity")
@click.option("--part", "parts", multiple=True, help="A part: an id, `new`, or `new:NAME`. ENTITY itself may be one.")
@click.option("--identifier", "identifiers", multiple=True, help="N=ID: the identifier is part N (from 1).")
@click.option("--record", "records", multiple=True, help="N=record/dataset/key: all that it says is of part N.")
@click.option(
    "--claim",
    "claims",
    multiple=True,
    nargs=5,
    help="N RECORD ENTITY PROPERTY VALUE: this claim, about ENTITY or with it as value, is of part N.",
)
@click.option("--years", "years", multiple=True, help="N=FIRST-LAST: what tells of these years is of part N.")
@_options
@click.pass_obj
def split(
    workspace: Path,
    /,
    entity: str,
    parts: tuple[str, ...],
    identifiers: tuple[str, ...],
    records: tuple[str, ...],
    claims: tuple[tuple[str, str, str, str, str], ...],
    years: tuple[str, ...],
    **options: Any,
) -> None:
    """ENTITY stands for several: assign what is said of it, and what mentions it, to its parts.

    What is assigned to no part stays with ENTITY if that is one of the parts. Else its address answers with the parts
    to choose from, and what is left can be assigned by a further split. Nothing is assigned twice: --claim goes before
    --years.
    """
    with closing(Workspace.open(workspace, create=False)) as opened:
        found = read_split(opened, entity, parts, identifiers, records, claims, years)
        _decide(opened, Kind.SPLIT, found.terms, **options)


@decide.command()
@click.argument("one")
@click.argument("other")
@_options
@click.pass_obj
def different(workspace: Path, /, one: str, other: str, **options: Any) -> None:
    """ONE and OTHER are not the same."""
    _take(workspace, Kind.DIFFERENT, [one, other], **options)


@decide.command()
@click.argument("entity")
@click.argument("property")
@click.argument("value")
@_options
@click.pass_obj
def prefer(workspace: Path, /, entity: str, property: str, value: str, **options: Any) -> None:
    """Of the values that sources give PROPERTY of ENTITY, hold VALUE.

    VALUE is an id or a literal: 1844, 武進, '"盛宣懷"@zh-Hant', '"31.5"^^xsd:decimal'. Put -- before a negative number.
    """
    _take(workspace, Kind.PREFER, [entity, property, value], **options)


@decide.command()
@click.argument("entity")
@click.argument("property")
@click.argument("value")
@_options
@click.pass_obj
def add(workspace: Path, /, entity: str, property: str, value: str, **options: Any) -> None:
    """State on one's own word that PROPERTY of ENTITY is VALUE."""
    _take(workspace, Kind.ADD, [entity, property, value], **options)


@decide.command()
@click.argument("record")
@click.argument("claim", nargs=-1)
@_options
@click.pass_obj
def withdraw(workspace: Path, /, record: str, claim: tuple[str, ...], **options: Any) -> None:
    """Withdraw RECORD (record/dataset/key), or one CLAIM of it given as ENTITY PROPERTY VALUE."""
    _take(workspace, Kind.WITHDRAW, [record, *claim], **options)


@decide.command()
@click.argument("number", type=click.IntRange(min=1))
@_options
@click.pass_obj
def undo(workspace: Path, /, number: int, **options: Any) -> None:
    """Reverse decision NUMBER; refused while a later decision depends on it."""
    _take(workspace, Kind.UNDO, [], undoes=number, **options)


@decide.command()
@click.pass_obj
def log(workspace: Path) -> None:
    """List all decisions; those no longer in force are in brackets."""
    with closing(Workspace.open(workspace, create=False)) as opened:
        decisions = opened.decisions.read()
        out = undone(decisions)
        for decision in decisions:
            line = describe(decision, opened.minter)
            click.echo(f"[{line}]" if decision.number in out else line)


@decide.command("history")
@click.argument("entity")
@click.option("--lines", type=click.IntRange(min=1), default=_LINES, help="Triples of each change.")
@click.pass_obj
def history_command(workspace: Path, /, entity: str, lines: int) -> None:
    """List what was decided about ENTITY under any of its ids, with what each decision changed; the latest first."""
    with closing(Workspace.open(workspace, create=False)) as opened:
        for change in history(opened, read_term(entity, "entity", opened.minter)[1:-1]):
            click.echo(describe(change.decision, opened.minter))
            if change.obstacle:
                click.echo(f"  {change.obstacle}")
            print_lines(diff_lines(change.removed, change.added, opened.minter), lines)


#: What the arguments of a decision are, by kind; the last of them is that of all further ones.
_ROLES = {
    Kind.SAME: ("entity",),
    Kind.MERGE: ("entity",),
    Kind.DIFFERENT: ("entity",),
    Kind.PREFER: ("entity", "property", "value"),
    Kind.ADD: ("entity", "property", "value"),
    Kind.WITHDRAW: ("entity", "entity", "property", "value"),
    Kind.UNDO: ("entity",),
}


def _take(workspace: Path, kind: Kind, arguments: list[str], **options: Any) -> None:
    roles = _ROLES[kind]
    with closing(Workspace.open(workspace, create=False)) as opened:
        found = tuple(
            read_term(text, roles[min(position, len(roles) - 1)], opened.minter)
            for position, text in enumerate(arguments)
        )
        _decide(opened, kind, found, **options)


def _decide(
    opened: Workspace,
    kind: Kind,
    about: tuple[str, ...],
    *,
    agent: str,
    reason: str,
    dry_run: bool,
    lines: int,
    expect: int | None,
    undoes: int = 0,
    overrides: tuple[str, ...] = (),
) -> None:
    proposal = Proposal(kind, about, agent, reason, undoes, overrides, expect)
    if dry_run:
        show_preview(preview(opened, [proposal]), opened.minter, lines)
        return
    (decision,) = decide_all(opened, [proposal])
    click.echo(describe(decision, opened.minter))
    _warn(opened, decision.number)


def _warn(workspace: Workspace, number: int) -> None:
    """Print on standard error what is suspicious about the entities that a decision has touched."""
    try:
        with closing(Report.open(workspace.live)) as report:
            findings = [each for each in report.since(number) if each.severity is not Severity.INFO]
    except WorkspaceError:  # the report is damaged: the decision stands, and the site says how to renew it
        return
    for finding in findings[:_WARNINGS]:
        click.echo(f"  {finding.line()}", err=True)
    if len(findings) > _WARNINGS:
        click.echo(f"  … {len(findings) - _WARNINGS:,} more on the page of data quality", err=True)
