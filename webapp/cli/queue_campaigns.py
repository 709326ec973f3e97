"""The commands ``zhishu queue campaign …``: parts of the queue that several people work through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.workbench.campaign import Campaign, Progress
from webapp.cli.listing import Row, format_option, print_rows
from webapp.cli.queue_session import agent_option, filter_options, opened, person, print_history, read_filter

_CAMPAIGN = ("campaign", "name", "closed", "total", "done", "claimed", "free", "shelved", "deadline", "by")


@click.group()
def campaign() -> None:
    """Work through a part of the queue together: create, claim, progress, close."""


@campaign.command()
@click.argument("name")
@filter_options
@click.option("--description", default="")
@click.option("--deadline", default="", help="A day: 2026-12-31.")
@agent_option
@click.pass_obj
def create(path: Path, /, name: str, description: str, deadline: str, agent: str, **conditions: Any) -> None:
    """Make a campaign NAME of the items that the options give now."""
    with opened(path) as at:
        made = at.workbench.campaigns.create(
            name, read_filter(**conditions), by=person(agent), description=description, deadline=deadline
        )
        click.echo(f"campaign {made.id} {made.name}: {made.size:,} items")


@campaign.command("list")
@format_option
@click.pass_obj
def list_campaigns(path: Path, /, form: str) -> None:
    """List all campaigns with their progress, the newest first."""
    with opened(path) as at:
        campaigns = at.workbench.campaigns
        rows = [_row(each, campaigns.progress(each.id)) for each in campaigns.list()]
        print_rows(rows, _CAMPAIGN, form, _line)


@campaign.command()
@click.argument("number", type=click.IntRange(min=1))
@click.argument("count", type=click.IntRange(0, 200), default=0)
@agent_option
@click.pass_obj
def claim(path: Path, /, number: int, count: int, agent: str) -> None:
    """Claim COUNT more items of campaign NUMBER, and list all that one holds."""
    with opened(path) as at:
        for item in at.workbench.campaigns.claim(number, count, by=person(agent)):
            one, other = item.candidate.one, item.candidate.other
            click.echo(f"{item.id} {item.candidate.score:.2f} {at.label(one)} ⇄ {at.label(other)}")


@campaign.command()
@click.argument("number", type=click.IntRange(min=1))
@agent_option
@click.pass_obj
def release(path: Path, /, number: int, agent: str) -> None:
    """Give back what one has claimed of campaign NUMBER."""
    with opened(path) as at:
        click.echo(f"{at.workbench.campaigns.release(number, by=person(agent)):,} items given back")


@campaign.command()
@click.argument("number", type=click.IntRange(min=1))
@click.pass_obj
def progress(path: Path, /, number: int) -> None:
    """Say how far campaign NUMBER is, and what was done."""
    with opened(path) as at:
        found = at.workbench.campaigns.progress(number)
        click.echo(_line(_row(at.workbench.campaigns.get(number), found)))
        for who, count in sorted(found.people.items(), key=lambda each: (-each[1], each[0])):
            click.echo(f"  {who} {count:,}")
        print_history(at.workbench.campaigns.history(number))


@campaign.command()
@click.argument("number", type=click.IntRange(min=1))
@agent_option
@click.pass_obj
def close(path: Path, /, number: int, agent: str) -> None:
    """End campaign NUMBER: nobody claims items of it any more."""
    with opened(path) as at:
        click.echo(f"campaign {at.workbench.campaigns.close(number, by=person(agent)).name} closed")


@campaign.command()
@click.argument("number", type=click.IntRange(min=1))
@agent_option
@click.pass_obj
def reopen(path: Path, /, number: int, agent: str) -> None:
    """Go on with campaign NUMBER."""
    with opened(path) as at:
        click.echo(f"campaign {at.workbench.campaigns.reopen(number, by=person(agent)).name} open")


def _row(campaign: Campaign, progress: Progress) -> Row:
    return {
        "campaign": campaign.id,
        "name": campaign.name,
        "closed": campaign.closed,
        "total": progress.total,
        "done": progress.done,
        "claimed": progress.claimed,
        "free": progress.free,
        "shelved": progress.shelved,
        "deadline": campaign.deadline,
        "by": campaign.by,
    }


def _line(row: Row) -> str:
    until = f", until {row['deadline']}" if row["deadline"] else ""
    state = " [closed]" if row["closed"] else ""
    return (
        f"campaign {row['campaign']} {row['name']}{state}: {row['done']:,} of {row['total']:,} done, "
        f"{row['claimed']:,} claimed, {row['free']:,} free, {row['shelved']:,} shelved{until}"
    )
