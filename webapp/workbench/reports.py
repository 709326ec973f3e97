"""Readers' reports on the workbench: who looks into which, and what is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.roles import Role
from kg.errors import InvalidInput, ZhishuError
from kg.workbench.item import Event
from kg.workbench.report import LONGEST_TEXT, Report, ReportState
from webapp.accounts.current import audit, require, requires
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import choice, whole_number
from webapp.workbench.entity_id import local_id

bp = Blueprint("reports", __name__, url_prefix="/workbench/reports")

PER_PAGE, LAST_PAGE = 50, 10_000
#: What the list can show, by the value of ``show``.
_SHOWN: dict[str, tuple[ReportState, ...]] = {
    "open": (ReportState.NEW, ReportState.IN_WORK),
    "answered": (ReportState.ANSWERED,),
    "refused": (ReportState.REFUSED,),
}
#: Numbers of decisions that an answer names at most.
_MOST_NUMBERS = 50
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@page("workbench/reports.html")
@dataclass(frozen=True, slots=True)
class ReportsPage:
    """What ``workbench/reports.html`` shows."""

    reports: tuple[Report, ...] = field(metadata={"help": "Reports, the oldest first"})
    total: int = field(metadata={"help": "How many there are"})
    show: str = field(metadata={"help": "Which are shown"})
    counts: tuple[tuple[str, int], ...] = field(metadata={"help": "(what can be shown, how many that are)"})
    pages: Pager = field(metadata={"help": "Links to other pages"})


@page("workbench/report.html")
@dataclass(frozen=True, slots=True)
class ReportPage:
    """What ``workbench/report.html`` shows."""

    report: Report = field(metadata={"help": "The report"})
    id: str = field(metadata={"help": "Local id of the entity that it is about"})
    events: tuple[Event, ...] = field(metadata={"help": "What was done with it"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    longest: int = field(metadata={"help": "The most characters of an answer"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@bp.get("")
@requires("answer")
def index() -> Response:
    """Reports that wait for an answer, or those that were settled."""
    chosen = choice("show", _SHOWN, "open")
    number, reports = whole_number("page", 1, LAST_PAGE) or 1, workspace().workbench.reports
    found, counts = reports.page(_SHOWN[chosen], offset=(number - 1) * PER_PAGE, limit=PER_PAGE), reports.counts()
    return render(
        ReportsPage(
            reports=tuple(found.reports),
            total=found.total,
            show=chosen,
            counts=tuple((name, sum(counts[state] for state in states)) for name, states in _SHOWN.items()),
            pages=paginate(found.total, PER_PAGE, number, LAST_PAGE, lambda n: url_for(".index", show=chosen, page=n)),
        )
    )


@bp.get("/<int:id>")
@requires("answer")
def show(id: int) -> Response:
    """A report, with the form to answer it."""
    return _one(id)


@bp.post("/<int:id>")
@requires("answer")
def act(id: int) -> Response:
    """Take a report up, answer or refuse it."""
    what = request.form.get("action", "")
    try:
        _act(id, what, require(Role.CATALOGUER))
    except ZhishuError as error:
        return _one(id, error)
    audit(f"report.{what}", f"report {id}", request.form.get("text", "")[:300])
    return make_response(redirect(url_for(".show", id=id), 303))


def _act(id: int, what: str, me: Account) -> None:
    reports, form = workspace().workbench.reports, request.form
    seen = form.get("version", "")
    expected = int(seen) if _NUMBER.fullmatch(seen) else 0
    match what:
        case "take-up":
            reports.take_up(id, by=me, expected=expected)
        case "answer":
            decisions, proposals = _numbers("decisions"), _numbers("proposals")
            said = form.get("text", "")
            reports.answer(id, said, by=me, decisions=decisions, proposals=proposals, expected=expected)
        case "refuse":
            reports.refuse(id, form.get("text", ""), by=me, expected=expected)
        case _:
            raise InvalidInput(_("Nothing was chosen to be done."), hint="take-up, answer, refuse")


def _numbers(name: str) -> list[int]:
    """The numbers of a field, between which there may be anything but letters. Raises InvalidInput."""
    words = [word for word in re.split(r"[\s,;，、；]+", request.form.get(name, "")[:1000]) if word]
    if wrong := [word for word in words if not _NUMBER.fullmatch(word)]:
        raise InvalidInput(
            _("“%(value)s” is not a number.", value=wrong[0][:40]), hint=_("Write numbers, with commas between them.")
        )
    if len(words) > _MOST_NUMBERS:
        raise InvalidInput(
            _("These are too many numbers."), hint=_("At most %(longest)s are read.", longest=_MOST_NUMBERS)
        )
    return [int(word) for word in words]


def _one(id: int, error: ZhishuError | None = None) -> Response:
    reports = workspace().workbench.reports
    report = reports.get(id)
    context = ReportPage(
        report=report,
        id=local_id(report.concern.entity[1:-1]),
        events=reports.history(id),
        typed={name: request.form.get(name, "")[:LONGEST_TEXT] for name in ("text", "decisions", "proposals")},
        longest=LONGEST_TEXT,
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)
