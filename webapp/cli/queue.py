"""The commands ``zhishu queue …``: the workbench on the command line and in scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.reconciliation.candidate import LANGUAGES
from kg.workbench.item import Item, Sort
from kg.workbench.proposal import WAITING, Origin, ProposalFilter, ProposalGroup, ProposalState, Verdict
from webapp.cli.listing import Row, format_option, print_rows
from webapp.cli.queue_batches import batch
from webapp.cli.queue_campaigns import campaign
from webapp.cli.queue_reports import reports
from webapp.cli.queue_session import (
    Opened,
    agent_option,
    filter_options,
    opened,
    person,
    print_history,
    read_filter,
)

_ITEM = ("item", "kind", "score", "one", "one_label", "other", "other_label", "state", "assignee", "source", "version")
_PROPOSAL = ("proposal", "state", "decisions", "proposer", "reviewer", "origin", "item", "created", "reason", "problem")


@click.group("queue")
def queue() -> None:
    """Work through candidates: list, propose, review; batches, campaigns, readers' reports, statistics."""


@queue.command("list")
@filter_options
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.SCORE.value, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@format_option
@click.pass_obj
def list_items(path: Path, /, sort: str, offset: int, limit: int, form: str, **conditions: Any) -> None:
    """List items of the queue, the likeliest pairs first."""
    with opened(path) as at:
        wanted = read_filter(**conditions)
        page = at.workbench.queue.page(wanted, sort=Sort(sort), offset=offset, limit=limit)
        print_rows([_item_row(at, item) for item in page.items], _ITEM, form, _item_line)
        if form == "text":
            facets = at.workbench.queue.facets(wanted)
            kinds = ", ".join(f"{kind} {count:,}" for kind, count in facets.kinds.items())
            click.echo(f"{len(page.items):,} of {page.total:,} items" + (f" ({kinds})" if kinds else ""))


@queue.command()
@click.argument("item", type=click.IntRange(min=1))
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the reasons.")
@click.pass_obj
def show(path: Path, /, item: int, language: str) -> None:
    """Show ITEM: the two, what speaks for and against, and what was done."""
    with opened(path) as at:
        found = at.workbench.queue.get(item)
        click.echo(_item_line(_item_row(at, found)))
        for reason in sorted(found.candidate.reasons, key=lambda each: -abs(each.weight)):
            said = reason.words.get(language) or reason.feature
            click.echo(f"  {reason.weight:+.2f} {said}")
        if found.note:
            click.echo(f"  note: {found.note}")
        if found.decision:
            click.echo(f"  {found.outcome}, decision {found.decision}")
        print_history(at.workbench.queue.history(item))


@queue.command()
@click.argument("item", type=click.IntRange(min=1))
@click.argument("assignee")
@agent_option
@click.pass_obj
def assign(path: Path, /, item: int, assignee: str, agent: str) -> None:
    """Give ITEM to ASSIGNEE; `-` makes it nobody's."""
    with opened(path) as at:
        if assignee == "-":
            changed = at.workbench.queue.unassign(item, by=person(agent))
        else:
            changed = at.workbench.queue.assign(item, assignee, by=person(agent))
        click.echo(_item_line(_item_row(at, changed)))


@queue.command()
@click.argument("item", type=click.IntRange(min=1))
@click.option("--note", required=True, help="What would have to be known.")
@agent_option
@click.pass_obj
def doubt(path: Path, /, item: int, note: str, agent: str) -> None:
    """Leave ITEM undecided, with a note."""
    with opened(path) as at:
        click.echo(_item_line(_item_row(at, at.workbench.queue.doubt(item, note, by=person(agent)))))


@queue.command()
@click.argument("item", type=click.IntRange(min=1))
@click.argument("verdict", type=click.Choice([Kind.SAME.value, Kind.DIFFERENT.value]))
@click.option("--reason", required=True, help="On what evidence.")
@click.option("--keep", type=click.Choice(["one", "other"]), default="other", help="Which identifier stays.")
@click.option("--override", "overrides", multiple=True, help="Set aside a rule that forbids the merge; repeatable.")
@agent_option
@click.pass_obj
def propose(
    path: Path, /, item: int, verdict: str, reason: str, keep: str, overrides: tuple[str, ...], agent: str
) -> None:
    """Propose that the two of ITEM are the same, or different."""
    with opened(path) as at:
        found = at.workbench.queue.get(item)
        one, other = found.candidate.one, found.candidate.other
        terms = (one, other) if keep == "one" else (other, one)
        proposal = Proposal(Kind(verdict), terms, "", reason, overrides=overrides)
        origin = Origin("command")
        group = at.workbench.proposals.propose(
            [proposal], by=person(agent), origin=origin, item=item, expected=found.version
        )
        click.echo(_proposal_line(_proposal_row(at, group)))


@queue.command()
@click.option("--state", "states", multiple=True, type=click.Choice([*(s.value for s in ProposalState), "all"]))
@click.option("--proposer", "proposers", multiple=True, help="Repeatable.")
@click.option("--not-by", default="", help="Leave out what this person proposed.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@format_option
@click.pass_obj
def proposals(path: Path, /, states: tuple[str, ...], form: str, offset: int, limit: int, **conditions: Any) -> None:
    """List proposals, those that wait for review unless --state says otherwise."""
    with opened(path) as at:
        wanted = () if "all" in states else tuple(map(ProposalState, states)) or WAITING
        page = at.workbench.proposals.page(ProposalFilter(states=wanted, **conditions), offset=offset, limit=limit)
        print_rows([_proposal_row(at, group) for group in page.groups], _PROPOSAL, form, _proposal_line)
        if form == "text":
            click.echo(f"{len(page.groups):,} of {page.total:,} proposals")


@queue.command()
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--note", default="", help="Goes into the history.")
@agent_option
@click.pass_obj
def accept(path: Path, /, numbers: tuple[int, ...], note: str, agent: str) -> None:
    """Accept the proposals NUMBERS; one that cannot be taken does not keep others back. Ends with 1 if there is one."""
    with opened(path) as at:
        verdicts = at.workbench.proposals.accept_all(numbers, reviewer=person(agent), note=note)
        for verdict in verdicts:
            click.echo(_verdict_line(verdict), err=bool(verdict.problem))
    if any(verdict.problem for verdict in verdicts):
        raise SystemExit(1)


@queue.command()
@click.argument("number", type=click.IntRange(min=1))
@click.option("--reason", required=True, help="What speaks against it.")
@agent_option
@click.pass_obj
def decline(path: Path, /, number: int, reason: str, agent: str) -> None:
    """Decline proposal NUMBER; its item comes back to the queue."""
    with opened(path) as at:
        group = at.workbench.proposals.decline(number, reason, reviewer=person(agent))
        click.echo(_proposal_line(_proposal_row(at, group)))


@queue.command()
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True)
@format_option
@click.pass_obj
def statistics(path: Path, /, weeks: int, form: str) -> None:
    """Count what is open, and what everybody did in the last weeks."""
    with opened(path) as at:
        found = at.workbench.statistics(weeks)
    rows: list[Row] = [
        {"week": w.week, "person": w.person, "proposed": w.proposed, "accepted": w.accepted, "declined": w.declined}
        for w in found.weeks
    ]
    if form == "text":
        for kind, count in found.open.items():
            click.echo(f"open {kind} {count:,}")
        click.echo(f"proposals to review {found.waiting:,}")
        for each in found.agreement:
            click.echo(f"agreement with {each.proposer} {each.share:.0%} of {each.accepted + each.declined:,}")
        for what, seconds in (("review", found.median_review), ("decision", found.median_decision)):
            if seconds is not None:
                click.echo(f"median time to {what} {seconds / 3600:,.1f} h")
    print_rows(rows, ("week", "person", "proposed", "accepted", "declined"), form, _week_line)


def _item_row(at: Opened, item: Item) -> Row:
    one, other = item.candidate.one, item.candidate.other
    return {
        "item": item.id,
        "kind": item.kind,
        "score": round(item.candidate.score, 4),
        "one": at.name(one),
        "one_label": at.label(one),
        "other": at.name(other),
        "other_label": at.label(other),
        "state": item.state.value,
        "assignee": item.assignee,
        "source": item.source,
        "version": item.version,
    }


def _item_line(row: Row) -> str:
    whose = f" {row['assignee']}" if row["assignee"] else ""
    return (
        f"{row['item']} {row['score']:.2f} {row['kind']} {row['one']} {row['one_label']} ⇄ "
        f"{row['other']} {row['other_label']} [{row['state']}{whose}]"
    )


def _proposal_row(at: Opened, group: ProposalGroup) -> Row:
    said = [
        " ".join([each.kind.value, *(at.name(term) if term.startswith("<") else term for term in each.terms)])
        + (f" {each.undoes}" if each.undoes else "")
        for each in group.proposals
    ]
    return {
        "proposal": group.id,
        "state": group.state.value,
        "decisions": "; ".join(said),
        "proposer": group.proposer,
        "reviewer": group.reviewer,
        "origin": " ".join(filter(None, (group.origin.kind, group.origin.sender, group.origin.row))),
        "item": group.item,
        "created": group.created,
        "reason": group.reason or "; ".join(dict.fromkeys(each.reason for each in group.proposals)),
        "problem": group.problem,
    }


def _proposal_line(row: Row) -> str:
    problem = f"\n  {row['problem']}" if row["problem"] else ""
    return f"{row['proposal']} [{row['state']}] {row['decisions']} — {row['reason']} ({row['proposer']}){problem}"


def _verdict_line(verdict: Verdict) -> str:
    if verdict.problem or verdict.group is None:
        return f"{verdict.id} not accepted: {verdict.problem}"
    return f"{verdict.id} in force: decision {', '.join(map(str, verdict.group.decisions))}"


def _week_line(row: Row) -> str:
    did = ", ".join(f"{row[what]} {what}" for what in ("proposed", "accepted", "declined"))
    return f"{row['week']} {row['person']}: {did}"


for group in (batch, campaign, reports):
    queue.add_command(group)
