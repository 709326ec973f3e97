"""Commands on evidence: a cataloguer's judgement, what taboo characters and carvers say, entries tied to works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from kg.curation import decide_all
from kg.evidence.carvers import date_by_carvers, editions_of_carvers
from kg.evidence.judging import Found, Judgement, proposal
from kg.evidence.linking import link_entries, proposals
from kg.evidence.taboo import Dating, Step, date_by_taboos, read_observation
from kg.iris import Minter
from kg.terms import Term, iri_value, literal
from kg.workspace import Workspace
from ontology.namespaces import expand
from ontology.schemes import concept_for
from webapp.cli.curation import user_name
from webapp.decision_terms import read_term

_ENGLISH = {
    "avoided": "{0} is avoided for {1}: not earlier than {2}",
    "in-full": "{0} is written in full, though avoided for {1}: likely before {2}",
    "in-full-earlier": "{0} is written in full, though avoided for {1} since {2} already",
    "dynasty-ends": "the taboos of a dynasty end with it: not later than {3}",
    "unknown": "{0} is not known to have been avoided in this dynasty",
}


@click.command()
@click.argument("entity")
@click.argument("kind")
@click.argument("value")
@click.option("--property", "prop", default="", help="Of which property VALUE is, for example zs:year.")
@click.option("--grade", default="", help="How much weight it has: A to E, or a word of the scheme.")
@click.option("--page", default="", help="Where the judgement was published or is reasoned.")
@click.option("--evidence", multiple=True, help="Id of a piece of evidence that is known already.")
@click.option("--type", "evidence_type", default="", help="Type of a new piece of evidence: taboo, imprint, 目录 …")
@click.option("--text", default="", help="Words of the new piece of evidence.")
@click.option("--source", default="", help="Where it is found.")
@click.option("--leaf", default="", help="On which page or leaf.")
@click.option("--evidence-grade", default="", help="Its grade.")
@click.option("--reason", required=True, help="On what grounds.")
@click.option("--agent", default=user_name, show_default="user name", help="Who judges.")
@click.pass_obj
def judge(workspace: Path, /, entity: str, kind: str, value: str, prop: str, **said: str) -> None:
    """Record a judgement on ENTITY: KIND is supports, contradicts, dates or attributes, VALUE what it says.

    `zhishu judge instance/x dates 1897 --type imprint --text 光緒二十三年 --reason …`; `zhishu decide undo` undoes it.
    """
    with _opened(workspace) as opened:
        minter = opened.minter
        new = said["evidence_type"]
        judged = Judgement(
            concerns=read_term(entity, "entity", minter),
            kind=kind,
            value=_value(value, kind, minter),
            property=iri_value(read_term(prop, "property", minter)) if prop else "",
            grade=said["grade"],
            page=said["page"],
            evidence=tuple(read_term(each, "entity", minter) for each in said["evidence"]),
            found=(Found(new, said["text"], said["leaf"], said["source"], said["evidence_grade"]),) if new else (),
        )
        (decision,) = decide_all(opened, [proposal(minter, judged, agent=said["agent"], reason=said["reason"])])
        click.echo(f"{decision.number} judge {minter.local(decision.claims[0][0][1:-1])}")


@click.group()
def evidence() -> None:
    """What taboo characters and carvers say of a date; entries of catalogues tied to works."""


@evidence.command()
@click.argument("avoided")
@click.argument("in_full", default="")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def taboo(avoided: str, in_full: str, as_json: bool) -> None:
    """When a book that avoids the characters AVOIDED, and writes IN_FULL others, may have been cut."""
    datings = date_by_taboos(read_observation(avoided), read_observation(in_full))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in datings], ensure_ascii=False))
        return
    if not datings:
        click.echo("None of these characters is known to have been avoided.", err=True)
        raise SystemExit(3)
    for each in datings:
        click.echo("\n".join(_lines(each)))


@evidence.command()
@click.argument("names", nargs=-1, required=True)
@click.pass_obj
def carvers(workspace: Path, names: tuple[str, ...]) -> None:
    """When a book that carvers of these NAMES signed may have been cut, by their dated editions in the workspace."""
    with _opened(workspace) as opened:
        dating = date_by_carvers(editions_of_carvers(opened.live.store, names))
    click.echo(f"{dating.range[0]}–{dating.range[1]}" if dating.range else "Nothing is known of these carvers.")
    for step in dating.steps:
        dated = ", ".join(f"{each.label} {each.year}" for each in step.editions) or "no dated edition"
        against = "  (does not meet the others)" if step.contradicts else ""
        click.echo(f"  {step.name}: {dated}{against}")


@evidence.command()
@click.option("--take", is_flag=True, help="Take the sure links as decisions.")
@click.option("--all", "everything", is_flag=True, help="List the links that are not sure as well.")
@click.pass_obj
def link(workspace: Path, take: bool, everything: bool) -> None:
    """Find the works that entries of historical catalogues speak of; print entry, work, score and reasons."""
    with _opened(workspace) as opened:
        linking = link_entries(opened.live, opened.minter)
        for each in linking.links:
            if each.sure or everything:
                ids = (opened.minter.local(iri_value(term)) or term for term in (each.entry, each.target))
                click.echo("\t".join(("sure" if each.sure else "open", *ids, each.pair.words())))
        taken = decide_all(opened, proposals(linking, opened.rulings())) if take else []
    done = f", {len(taken):,} taken as decisions" if take else ""
    click.echo(f"{linking.entries:,} entries, {len(linking.sure):,} sure links{done}", err=True)


def _lines(dating: Dating) -> Iterator[str]:
    mark = "" if dating.consistent else "  (something speaks against it)"
    yield f"{dating.dynasty} {dating.earliest}–{dating.latest}{mark}"
    yield from (f"  {_words(step)}" for step in dating.steps)


def _words(step: Step) -> str:
    taboo = step.taboo
    said = (step.character, *((taboo.name, taboo.begin, taboo.end) if taboo else ("", "", "")))
    return _ENGLISH[step.rule.value].format(*said) + ("  ⚑" if step.contradicts else "")


def _value(text: str, kind: str, minter: Minter) -> Term:
    """A date is read as words: 1897 is a year and no number."""
    is_date = expand("judgement:dates") in (concept_for("judgement", kind), expand(f"judgement:{kind}"))
    return literal(text) if is_date else read_term(text, "value", minter)


@contextmanager
def _opened(path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(path, create=False)
    try:
        yield opened
    finally:
        opened.close()
