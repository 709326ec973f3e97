"""What the commands of the workbench share: opening it, who acts, which items, history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from pyoxigraph import NamedNode

from kg.authority.labels import best_label, labels_of
from kg.errors import InvalidInput
from kg.terms import Term, iri_value
from kg.workbench.item import TO_DO, Event, Filter, ItemState
from kg.workbench.people import Person
from kg.workspace import Workspace
from webapp.cli.curation import user_name


class Opened:
    """A workspace that a command works with, and the words for what it holds."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.workbench = workspace.workbench

    def name(self, term: Term) -> str:
        """The local id of a term, or the whole IRI of another site."""
        return self.workspace.minter.local(iri_value(term)) or term

    def label(self, term: Term) -> str:
        """What an entity is called."""
        record = self.workspace.rulings().stands_for(term)
        return best_label(labels_of(self.workspace.live.store, NamedNode(iri_value(record))))


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The workspace at a path, for the time of a command."""
    with closing(Workspace.open(path, create=False)) as workspace:
        yield Opened(workspace)


def agent_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--agent``: who acts. The rule of the second person goes by this name."""
    return click.option("--agent", default=user_name, show_default="user name", help="Who does this.")(command)


def person(agent: str) -> Person:
    """Who acts on the command line."""
    return Person(agent.strip(), agent.strip())


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which items; see ``read_filter``."""
    states = click.Choice([*(state.value for state in ItemState), "all"])
    for option in (
        click.option("--kind", "kinds", multiple=True, help="person, work, edition, …; repeatable."),
        click.option("--source", "sources", multiple=True, help="Which run or service found them; repeatable."),
        click.option("--state", "states", multiple=True, type=states, help="Default: open and assigned; repeatable."),
        click.option("--assignee", "assignees", multiple=True, help='Whose; "" for nobody\'s; repeatable.'),
        click.option("--campaign", type=click.IntRange(min=1), default=None, help="Only items of this campaign."),
        click.option("--least", type=click.FloatRange(0, 1), default=0.0, help="Lowest score."),
        click.option("--most", type=click.FloatRange(0, 1), default=1.0, help="Highest score."),
        click.option("--text", default="", help="Words of the names or ids of the two."),
    ):
        command = option(command)
    return command


def read_filter(states: tuple[str, ...], campaign: int | None, **conditions: Any) -> Filter:
    """The filter that ``filter_options`` describe."""
    wanted = () if "all" in states else tuple(map(ItemState, states)) or TO_DO
    return Filter(states=wanted, campaign=campaign or 0, **conditions)


def print_history(events: tuple[Event, ...]) -> None:
    """Print what was done, a line each."""
    for event in events:
        note = f": {event.note}" if event.note else ""
        click.echo(f"  {event.time} {event.who or '-'} {event.what}{note}")


def read_numbers(text: str, what: str) -> tuple[int, ...]:
    """Numbers that are separated by commas. Raises InvalidInput for what is none."""
    try:
        return tuple(int(each) for each in text.split(",") if each.strip())
    except ValueError:
        raise InvalidInput(f"{text!r} is not a list of {what}.", hint="Numbers, separated by commas.") from None
