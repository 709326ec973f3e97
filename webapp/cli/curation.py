"""Commands of the cataloguer: ``zhishu decide …`` until the workbench exists, and for scripts after that."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from ingest.section import did_you_mean
from kg import terms
from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import undone
from kg.curation import decide as take
from kg.errors import InvalidInput, WorkspaceError
from kg.iris import Minter
from kg.quality.report import Report
from kg.terms import Term
from kg.workspace import Workspace
from ontology.namespaces import PREFIXES, compact, expand
from ontology.shapes import Severity
from ontology.terms import OWN, all_terms, is_declared

#: Findings that are printed after a decision.
_WARNINGS = 10
_LOCAL_ID = re.compile(r"[a-z][a-z-]*/\S+")
_INTEGER = re.compile(r"-?[0-9]+")
_QUOTED = re.compile(r'"(?P<text>.*)"(?:@(?P<language>.*)|\^\^(?P<datatype>\S+))?', re.DOTALL)


def user_name() -> str:
    """The name of the user, empty where the system does not know one: the decision is then refused."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return ""


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--reason", required=True, help="On what evidence.")(command)
    return click.option("--agent", default=user_name, show_default="user name", help="Who decides.")(command)


@click.group()
def decide() -> None:
    """Take decisions: same, different, prefer, withdraw, add, undo; `log` lists them."""


@decide.command()
@click.argument("keep")
@click.argument("other")
@_options
@click.pass_obj
def same(workspace: Path, keep: str, other: str, agent: str, reason: str) -> None:
    """KEEP and OTHER are the same; the identifier of KEEP stays, that of OTHER leads to it."""
    _take(workspace, Kind.SAME, [keep, other], agent, reason)


@decide.command()
@click.argument("one")
@click.argument("other")
@_options
@click.pass_obj
def different(workspace: Path, one: str, other: str, agent: str, reason: str) -> None:
    """ONE and OTHER are not the same."""
    _take(workspace, Kind.DIFFERENT, [one, other], agent, reason)


@decide.command()
@click.argument("entity")
@click.argument("property")
@click.argument("value")
@_options
@click.pass_obj
def prefer(workspace: Path, entity: str, property: str, value: str, agent: str, reason: str) -> None:
    """Of the values that sources give PROPERTY of ENTITY, hold VALUE.

    VALUE is an id or a literal: 1844, 武進, '"盛宣懷"@zh-Hant', '"31.5"^^xsd:decimal'. Put -- before a negative number.
    """
    _take(workspace, Kind.PREFER, [entity, property, value], agent, reason)


@decide.command()
@click.argument("entity")
@click.argument("property")
@click.argument("value")
@_options
@click.pass_obj
def add(workspace: Path, entity: str, property: str, value: str, agent: str, reason: str) -> None:
    """State on one's own word that PROPERTY of ENTITY is VALUE."""
    _take(workspace, Kind.ADD, [entity, property, value], agent, reason)


@decide.command()
@click.argument("record")
@click.argument("claim", nargs=-1)
@_options
@click.pass_obj
def withdraw(workspace: Path, record: str, claim: tuple[str, ...], agent: str, reason: str) -> None:
    """Withdraw RECORD (record/dataset/key), or one CLAIM of it given as ENTITY PROPERTY VALUE."""
    _take(workspace, Kind.WITHDRAW, [record, *claim], agent, reason)


@decide.command()
@click.argument("number", type=click.IntRange(min=1))
@_options
@click.pass_obj
def undo(workspace: Path, number: int, agent: str, reason: str) -> None:
    """Reverse decision NUMBER."""
    _take(workspace, Kind.UNDO, [], agent, reason, undoes=number)


@decide.command()
@click.pass_obj
def log(workspace: Path) -> None:
    """List all decisions; those no longer in force are in brackets."""
    opened = Workspace.open(workspace, create=False)
    try:
        decisions = opened.decisions.read()
        out = undone(decisions)
        for decision in decisions:
            line = _describe(decision, opened.minter)
            click.echo(f"[{line}]" if decision.number in out else line)
    finally:
        opened.close()


#: What the arguments of a decision are, by kind.
_ROLES = {
    Kind.SAME: ("entity", "entity"),
    Kind.DIFFERENT: ("entity", "entity"),
    Kind.PREFER: ("entity", "property", "value"),
    Kind.ADD: ("entity", "property", "value"),
    Kind.WITHDRAW: ("entity", "entity", "property", "value"),
    Kind.UNDO: (),
}


def _take(workspace: Path, kind: Kind, arguments: list[str], agent: str, reason: str, undoes: int = 0) -> None:
    opened = Workspace.open(workspace, create=False)
    try:
        found = tuple(read_term(text, role, opened.minter) for text, role in zip(arguments, _ROLES[kind], strict=False))
        decision = take(opened, kind, found, agent=agent, reason=reason, undoes=undoes)
        click.echo(_describe(decision, opened.minter))
        _warn(opened, decision.number)
    finally:
        opened.close()


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


def read_term(text: str, role: str, minter: Minter) -> Term:
    """What somebody typed as a term, by its role.

    An ``entity`` (or record) is a local id (``person/cbdb-55084``) or an IRI, a ``property`` a compact or full IRI,
    and a ``value`` any of these, a whole number, a quoted string (alone, or with a language tag or datatype as in
    Turtle), or plain text.
    Raises InvalidInput for what is none of these.
    """
    if text.startswith(("http://", "https://")):
        return terms.iri(text)
    if role == "property" or (role == "value" and _is_compact(text)):
        return terms.iri(_expand(text))
    if _LOCAL_ID.fullmatch(text):
        return f"<{minter.base}{text}>" if text.startswith("record/") else minter.path(text)
    if role == "value":
        return _literal(text)
    raise InvalidInput(f"{text!r} is not an id.", hint="Ids look like person/cbdb-55084.")


def _literal(text: str) -> Term:
    if _INTEGER.fullmatch(text):
        return terms.integer(int(text))
    if (quoted := _QUOTED.fullmatch(text)) is None:
        return terms.literal(text)
    if datatype := quoted["datatype"]:
        try:
            return terms.typed(quoted["text"], _expand(datatype.removeprefix("<").removesuffix(">")))
        except ValueError:
            raise InvalidInput(f"{quoted['text']!r} is not a value of {datatype}.") from None
    return terms.literal(quoted["text"], quoted["language"] or "")


def _is_compact(text: str) -> bool:
    prefix, colon, local = text.partition(":")
    return bool(colon and local) and prefix in PREFIXES and not any(map(str.isspace, local))


def _expand(text: str) -> str:
    try:
        iri = expand(text)
    except KeyError:
        raise InvalidInput(f"{text!r} has a prefix that is not known.", hint="For example zs:birthYear.") from None
    if not is_declared(iri):
        own = (compact(term) for term in all_terms() if term.startswith(OWN))
        raise InvalidInput(f"{text!r} is not in the ontology.", hint=did_you_mean(text, own))
    return iri


def _describe(decision: Decision, minter: Minter) -> str:
    said = decision.about if decision.kind is Kind.JUDGE else decision.terms
    about = " ".join(minter.local(term[1:-1]) or term if terms.is_iri(term) else term for term in said)
    about = about or f"decision {decision.undoes}"
    return f"{decision.number} {decision.kind} {about} — {decision.reason} ({decision.agent}, {decision.time})"
