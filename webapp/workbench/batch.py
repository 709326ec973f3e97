"""Batches: many likely pairs taken at once, after people have judged a random sample of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.roles import Role
from kg.errors import InvalidInput, ZhishuError
from kg.workbench.batch import Batch, BatchState, Sampled, Taken
from kg.workbench.item import Event, Filter, ItemState
from webapp.accounts.current import audit, may, require, requires
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.parameters import share
from webapp.workbench.filters import Selection, selection
from webapp.workbench.pairs import PairLine, pair_lines

bp = Blueprint("batch", __name__, url_prefix="/workbench/batches")

#: Bounds for which the page says how many items they give.
BOUNDS = (0.9, 0.95, 0.98, 0.99, 0.995)
_LONGEST = 4000
#: States in which nothing has been taken of a batch, so that it can be given up.
_OPEN = (BatchState.SAMPLING, BatchState.PASSED, BatchState.FAILED)


@page("workbench/batches.html")
@dataclass(frozen=True, slots=True)
class BatchesPage:
    """What ``workbench/batches.html`` shows."""

    batches: tuple[Batch, ...] = field(metadata={"help": "All batches, the newest first"})
    selection: Selection = field(metadata={"help": "The filter that a batch would be drawn from"})
    sizes: tuple[tuple[float, int], ...] = field(metadata={"help": "(bound, open items of the filter above it)"})
    action: str = field(metadata={"help": "Where the form is sent"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@page("workbench/batch.html")
@dataclass(frozen=True, slots=True)
class BatchPage:
    """What ``workbench/batch.html`` shows."""

    batch: Batch = field(metadata={"help": "The batch"})
    sample: tuple[tuple[Sampled, PairLine], ...] = field(metadata={"help": "The items to judge, each with its line"})
    open: bool = field(metadata={"help": "Whether nothing has been taken of it, and it is not given up"})
    taken: Taken | None = field(metadata={"help": "What was taken of it just now"})
    events: tuple[Event, ...] = field(metadata={"help": "What was done with it"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@bp.get("")
@requires("batch")
def index() -> Response:
    """All batches, and a form to draw one from the filter of the queue in the address."""
    return _list()


@bp.post("")
@requires("batch")
def draw() -> Response:
    """Draw a batch from the filter in the address."""
    me, form = require(Role.REVIEWER), request.form
    try:
        drawn = workspace().workbench.batches.draw(
            selection(me.name).filter,
            share("bound", form.get("bound", ""), -1.0),
            by=me,
            note=form.get("note", "")[:_LONGEST],
            keep=form.get("keep", "other"),
            seed=_number(form.get("seed", "")),
        )
    except ZhishuError as error:
        return _list(error)
    audit("batch.drawn", f"batch {drawn.id}", f"{drawn.size} items from {drawn.bound:g}")
    return make_response(redirect(url_for(".show", id=drawn.id), 303))


@bp.get("/<int:id>")
@requires("batch")
def show(id: int) -> Response:
    """A batch: its sample, and what the judgements say of the whole."""
    return _one(id)


@bp.post("/<int:id>")
@requires("batch")
def act(id: int) -> Response:
    """Judge an item of the sample, take the batch, or give it up."""
    me, form = require(Role.REVIEWER), request.form
    batches, what = workspace().workbench.batches, form.get("action", "")
    note = form.get("note", "").strip()[:_LONGEST]
    try:
        match what:
            case "same" | "different":
                batches.judge(id, _number(form.get("item", "")), what == "same", by=me, note=note)
            case "take":
                taken = batches.take(id, by=me, reason=note, may_decide=may("decide"))
                audit("batch.taken", f"batch {id}", f"{len(taken.proposals)} proposals: {note[:200]}")
                return _one(id, taken=taken)
            case "abandon":
                batches.abandon(id, by=me)
            case _:
                raise InvalidInput(_("Nothing was chosen to be done."), hint="same, different, take, abandon")
    except ZhishuError as error:
        return _one(id, error)
    audit(f"batch.{what}", f"batch {id}" + (f" item {form['item'][:20]}" if "item" in form else ""), note[:300])
    return make_response(redirect(url_for(".show", id=id) + ("" if what == "abandon" else "#sample"), 303))


def _list(error: ZhishuError | None = None) -> Response:
    chosen = selection(require(Role.REVIEWER).name)
    query = chosen.query()
    context = BatchesPage(
        batches=workspace().workbench.batches.list(),
        selection=chosen,
        sizes=tuple((bound, _size(chosen.filter, bound)) for bound in BOUNDS),
        action=url_for(".index") + (f"?{query}" if query else ""),
        typed={name: request.form.get(name, "")[:_LONGEST] for name in ("bound", "note", "keep", "seed")},
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _one(id: int, error: ZhishuError | None = None, taken: Taken | None = None) -> Response:
    batches = workspace().workbench.batches
    batch, sample = batches.get(id), batches.sample(id)
    context = BatchPage(
        batch=batch,
        sample=tuple(zip(sample, pair_lines(each.item for each in sample), strict=True)),
        open=batch.state in _OPEN,
        taken=taken,
        events=batches.history(id),
        typed={name: request.form.get(name, "")[:_LONGEST] for name in ("item", "note", "action")},
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _size(chosen: Filter, bound: float) -> int:
    """How many open items of a filter have at least this score."""
    wanted = replace(chosen, states=(ItemState.OPEN,), least=max(bound, chosen.least))
    return workspace().workbench.queue.page(wanted, limit=1).total


def _number(text: str) -> int:
    """A whole number of a form, 0 where nothing was written. Raises InvalidInput."""
    if not text.strip():
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise InvalidInput(_("“%(value)s” is not a number.", value=text[:40]))
    return int(text)
