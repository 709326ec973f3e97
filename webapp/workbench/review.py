"""Proposals: what waits for a second person, with the same evidence and a dry run; accepting and declining."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.roles import Role
from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.curation_preview import Preview, preview
from kg.errors import InvalidInput, ZhishuError
from kg.terms import is_iri
from kg.workbench.item import Event
from kg.workbench.proposal import WAITING, ProposalFilter, ProposalGroup, ProposalState, Verdict
from webapp.accounts.current import audit, may, require, requires
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import choice, line, whole_number
from webapp.workbench.done import with_done
from webapp.workbench.pair import MOST_TRIPLES
from webapp.workbench.pairs import ReasonLine, reason_lines
from webapp.workbench.side_by_side import Comparison, side_by_side

bp = Blueprint("review", __name__, url_prefix="/workbench/review")

PER_PAGE, LAST_PAGE = 50, 10_000
_JOINING = (Kind.SAME, Kind.MERGE, Kind.DIFFERENT)
_LONGEST = 4000
#: What the list can show, by the value of ``show``.
_SHOWN: dict[str, tuple[ProposalState, ...]] = {
    "waiting": WAITING,
    "in-force": (ProposalState.IN_FORCE,),
    "declined": (ProposalState.DECLINED, ProposalState.WITHDRAWN, ProposalState.SUPERSEDED),
}


@page("workbench/review.html")
@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What ``workbench/review.html`` shows."""

    groups: tuple[ProposalGroup, ...] = field(metadata={"help": "Proposals, the oldest first"})
    total: int = field(metadata={"help": "How many there are"})
    show: str = field(metadata={"help": "Which are shown"})
    choices: tuple[str, ...] = field(metadata={"help": "What can be shown"})
    pages: Pager = field(metadata={"help": "Links to other pages"})
    verdicts: tuple[Verdict, ...] = field(metadata={"help": "What became of those that were accepted together"})
    second_person: bool = field(metadata={"help": "Whether somebody else than the proposer has to accept"})
    login: str = field(metadata={"help": "Login of whoever looks"})


@page("workbench/proposal.html")
@dataclass(frozen=True, slots=True)
class ProposalPage:
    """What ``workbench/proposal.html`` shows."""

    group: ProposalGroup = field(metadata={"help": "The proposal"})
    run: Preview | None = field(metadata={"help": "What it would do now; None once it waits no longer"})
    pair: Comparison | None = field(metadata={"help": "The two side by side, where it is about two"})
    reasons: tuple[ReasonLine, ...] = field(metadata={"help": "Reasons of the item of the queue"})
    events: tuple[Event, ...] = field(metadata={"help": "What was done with it"})
    waits: bool = field(metadata={"help": "Whether it waits for review"})
    own: bool = field(metadata={"help": "Whether it is that of whoever looks"})
    second_person: bool = field(metadata={"help": "Whether somebody else than the proposer has to accept"})
    shown_triples: int = field(metadata={"help": "How many triples of a dry run are listed"})
    problem: str = field(metadata={"help": "Why something could not be done"})
    hint: str = field(metadata={"help": "What to do about it"})


@bp.get("")
@requires("propose")
def index() -> Response:
    """Proposals that wait, or those that were settled."""
    return _list()


@bp.post("")
@requires("review")
def accept_many() -> Response:
    """Accept the proposals that are ticked."""
    ids = [int(text) for text in request.form.getlist("id")[:1000] if text.isascii() and text.isdigit()]
    if not ids:
        raise InvalidInput(_("No proposal was chosen."), hint=_("Tick those that are to be accepted."))
    verdicts = workspace().workbench.proposals.accept_all(
        ids, reviewer=require(Role.REVIEWER), note=request.form.get("note", "")[:_LONGEST]
    )
    audit("review.accepted", f"{sum(not each.problem for each in verdicts)} of {len(verdicts)} proposals")
    return _list(verdicts)


@bp.get("/<int:id>")
@requires("propose")
def show(id: int) -> Response:
    """One proposal, with what it would do."""
    return _one(workspace().workbench.proposals.get(id))


@bp.post("/<int:id>")
@requires("propose")
def act(id: int) -> Response:
    """Accept, decline, take up, put back or withdraw a proposal."""
    me, what = require(Role.CONTRIBUTOR), request.form.get("action", "")
    if what != "withdraw" and not may("review"):
        require(Role.REVIEWER)
    try:
        _act(id, what, me)
    except ZhishuError as error:
        return _one(workspace().workbench.proposals.get(id), error)
    audit(f"review.{what}", f"proposal {id}", request.form.get("reason", "")[:300])
    after = url_for(".index") if what in ("accept", "decline") else url_for(".show", id=id)
    return make_response(redirect(with_done(after, what), 303))


def _act(id: int, what: str, me: Account) -> None:
    proposals, reason = workspace().workbench.proposals, request.form.get("reason", "")[:_LONGEST]
    text = request.form.get("version", "")
    expected = int(text) if text.isascii() and text.isdigit() else 0
    match what:
        case "accept":
            proposals.accept(id, reviewer=me, note=reason, expected=expected)
        case "decline":
            proposals.decline(id, reason, reviewer=me, expected=expected)
        case "take-up":
            proposals.take_up(id, reviewer=me, expected=expected)
        case "put-back":
            proposals.put_back(id, reviewer=me, expected=expected)
        case "withdraw":
            proposals.withdraw(id, by=me, reason=reason, expected=expected)
        case _:
            raise InvalidInput(_("Nothing was chosen to be done."), hint="accept, decline, take-up, put-back, withdraw")


def _list(verdicts: tuple[Verdict, ...] = ()) -> Response:
    show_ = choice("show", _SHOWN, "waiting")
    number = whole_number("page", 1, LAST_PAGE) or 1
    wanted = ProposalFilter(states=_SHOWN[show_], sender=line("sender", 300))
    found = workspace().workbench.proposals.page(wanted, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    return render(
        ReviewPage(
            groups=tuple(found.groups),
            total=found.total,
            show=show_,
            choices=tuple(_SHOWN),
            pages=paginate(found.total, PER_PAGE, number, LAST_PAGE, lambda n: url_for(".index", show=show_, page=n)),
            verdicts=verdicts,
            second_person=_second_person(),
            login=require(Role.CONTRIBUTOR).name,
        )
    )


def _one(group: ProposalGroup, error: ZhishuError | None = None) -> Response:
    bench, me, waits = workspace().workbench, require(Role.CONTRIBUTOR), group.state in WAITING
    pair = _pair(group.proposals)
    context = ProposalPage(
        group=group,
        run=preview(workspace(), group.proposals) if waits else None,
        pair=side_by_side(workspace(), generation(), *pair) if pair else None,
        reasons=reason_lines(bench.queue.get(group.item).candidate.reasons) if group.item else (),
        events=bench.proposals.history(group.id),
        waits=waits,
        own=group.proposer == me.name,
        second_person=_second_person(),
        shown_triples=MOST_TRIPLES,
        problem=str(error) if error else group.problem,
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _pair(proposals: tuple[Proposal, ...]) -> tuple[str, str] | None:
    """The two that a proposal joins or holds apart, where it is about just two."""
    if len(proposals) == 1 and proposals[0].kind in _JOINING and len(proposals[0].terms) == 2:
        one, other = proposals[0].terms
        return (one[1:-1], other[1:-1]) if is_iri(one) and is_iri(other) else None
    return None


def _second_person() -> bool:
    return bool(workspace().settings["workbench.second_person"])
