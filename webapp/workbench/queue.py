"""The queue: pairs to decide, filtered, sorted and counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, request, url_for

from kg.accounts.roles import Role
from kg.errors import NotFound
from kg.workbench.campaign import Campaign
from kg.workbench.item import Filter, ItemState, Sort
from webapp.accounts.current import require, requires
from webapp.current import workspace
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.workbench.filters import NOBODY, Selection, selection
from webapp.workbench.pairs import PairLine, pair_lines

bp = Blueprint("queue", __name__, url_prefix="/workbench/queue")

PER_PAGE, LAST_PAGE = 50, 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """A value that the queue can be limited to; ``address`` chooses it, or gives it up where it is ``chosen``."""

    value: str
    count: int
    address: str
    chosen: bool


@page("workbench/queue.html")
@dataclass(frozen=True, slots=True)
class QueuePage:
    """What ``workbench/queue.html`` shows."""

    lines: tuple[PairLine, ...] = field(metadata={"help": "Items of this page of the queue"})
    total: int = field(metadata={"help": "How many items the filtered queue holds"})
    facets: tuple[tuple[str, tuple[Part, ...]], ...] = field(metadata={"help": "(name of the filter, its values)"})
    selection: Selection = field(metadata={"help": "Filter and order"})
    sorts: tuple[Sort, ...] = field(metadata={"help": "All orders"})
    campaign: Campaign | None = field(metadata={"help": "The campaign that the queue is limited to"})
    pages: Pager = field(metadata={"help": "Links to other pages"})
    batch: str = field(metadata={"help": "Address for taking what is shown as a batch"})


@bp.get("")
@requires("propose")
def index() -> Response:
    """One page of the queue."""
    me = require(Role.CONTRIBUTOR)
    chosen, number = selection(me.name), whole_number("page", 1, LAST_PAGE) or 1
    bench = workspace().workbench
    found = bench.queue.page(chosen.filter, sort=chosen.sort, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    if number > 1 and not found.items:
        raise NotFound("There is no such page.")
    counts = bench.queue.facets(chosen.filter)
    facets = (
        ("kind", tuple(_parts(chosen, "kinds", counts.kinds, chosen.filter.kinds))),
        ("state", tuple(_states(chosen, counts.states))),
        ("source", tuple(_parts(chosen, "sources", counts.sources, chosen.filter.sources))),
        ("assignee", tuple(_parts(chosen, "assignees", counts.assignees, chosen.filter.assignees))),
    )
    return render(
        QueuePage(
            lines=pair_lines(found.items, chosen.query()),
            total=found.total,
            facets=facets,
            selection=chosen,
            sorts=tuple(Sort),
            campaign=bench.campaigns.get(chosen.filter.campaign) if chosen.filter.campaign else None,
            pages=paginate(found.total, PER_PAGE, number, LAST_PAGE, lambda n: f"{_address(chosen, page=n)}"),
            batch=f"{url_for('batch.index')}?{chosen.query()}",
        )
    )


def _parts(chosen: Selection, name: str, counts: Mapping[str, int], taken: Iterable[str]) -> Iterator[Part]:
    now = tuple(taken)
    for value, count in counts.items():
        rest = tuple(each for each in now if each != value) if value in now else (*now, value)
        yield Part(value or NOBODY, count, _address(chosen.with_filter(**{name: rest})), value in now)


def _states(chosen: Selection, counts: Mapping[str, int]) -> Iterator[Part]:
    now = chosen.filter.states
    for state in ItemState:
        if not counts.get(state.value):
            continue
        rest = tuple(each for each in now if each is not state) if state in now else (*now, state)
        address = _address(chosen.with_filter(states=rest or Filter().states))
        yield Part(state.value, counts[state.value], address, state in now)


def _address(chosen: Selection, **changes: str | int) -> str:
    query = chosen.query(**changes)
    return request.path + (f"?{query}" if query else "")
