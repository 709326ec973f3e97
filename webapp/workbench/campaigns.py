"""Campaigns: a part of the queue that several people work through together."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.roles import Role
from kg.errors import InvalidInput, ZhishuError
from kg.workbench.campaign import Campaign, Progress
from kg.workbench.campaigns import LONGEST_DESCRIPTION, MOST_CLAIMED
from kg.workbench.item import Event
from webapp.accounts.current import audit, may, require, requires
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.workbench.filters import Selection, selection
from webapp.workbench.pairs import PairLine, pair_lines

bp = Blueprint("campaigns", __name__, url_prefix="/workbench/campaigns")

#: Items that the form claims unless another number is written.
CLAIMED = 20
#: Permission that an action of the page of a campaign needs.
_NEEDS = {"claim": "claim", "release": "claim", "close": "campaigns", "reopen": "campaigns"}


@page("workbench/campaigns.html")
@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """What ``workbench/campaigns.html`` shows."""

    campaigns: tuple[tuple[Campaign, Progress], ...] = field(metadata={"help": "All campaigns, the newest first"})
    selection: Selection = field(metadata={"help": "The filter that a campaign would be made of"})
    pairs: int = field(metadata={"help": "How many items it gives"})
    action: str = field(metadata={"help": "Where the form is sent"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@page("workbench/campaign.html")
@dataclass(frozen=True, slots=True)
class CampaignPage:
    """What ``workbench/campaign.html`` shows."""

    campaign: Campaign = field(metadata={"help": "The campaign"})
    progress: Progress = field(metadata={"help": "How far it is"})
    mine: tuple[PairLine, ...] = field(metadata={"help": "Items that whoever looks has claimed"})
    events: tuple[Event, ...] = field(metadata={"help": "What was done with it"})
    claimed: int = field(metadata={"help": "Items that the form claims unless another number is written"})
    most: int = field(metadata={"help": "The most items that can be claimed at once"})
    minutes: int = field(metadata={"help": "Minutes for which claimed items are kept for somebody"})
    problem: str = field(metadata={"help": "Why something could not be done; may be empty"})
    hint: str = field(metadata={"help": "What to do about it"})


@bp.get("")
@requires("propose")
def index() -> Response:
    """All campaigns, and for those who may a form to make one of the filter of the queue in the address."""
    return _list()


@bp.post("")
@requires("campaigns")
def create() -> Response:
    """Make a campaign of the filter in the address."""
    me, form = require(Role.REVIEWER), request.form
    try:
        made = workspace().workbench.campaigns.create(
            form.get("name", ""),
            selection(me.name).filter,
            by=me,
            description=form.get("description", ""),
            deadline=form.get("deadline", "").strip()[:40],
        )
    except ZhishuError as error:
        return _list(error)
    audit("campaign.created", f"campaign {made.id}", made.name)
    return make_response(redirect(url_for(".show", id=made.id), 303))


@bp.get("/<int:id>")
@requires("propose")
def show(id: int) -> Response:
    """A campaign: how far it is, and what one has claimed of it."""
    return _one(id)


@bp.post("/<int:id>")
@requires("propose")
def act(id: int) -> Response:
    """Claim or give back items, close a campaign or open it again."""
    me, what = require(Role.CONTRIBUTOR), request.form.get("action", "")
    if what in _NEEDS and not may(_NEEDS[what]):
        require(Role.REVIEWER)
    try:
        said = _act(id, what, me)
    except ZhishuError as error:
        return _one(id, error)
    audit(f"campaign.{what}", f"campaign {id}", said)
    return make_response(redirect(url_for(".show", id=id), 303))


def _act(id: int, what: str, me: Account) -> str:
    campaigns = workspace().workbench.campaigns
    match what:
        case "claim":
            return f"{len(campaigns.claim(id, _count(), by=me))} items held"
        case "release":
            return f"{campaigns.release(id, by=me)} items"
        case "close":
            return campaigns.close(id, by=me).name
        case "reopen":
            return campaigns.reopen(id, by=me).name
    raise InvalidInput(_("Nothing was chosen to be done."), hint=", ".join(_NEEDS))


def _count() -> int:
    text = request.form.get("count", "").strip()
    if not (text.isascii() and text.isdigit() and 1 <= len(text) < 5 and 1 <= int(text) <= MOST_CLAIMED):
        raise InvalidInput(
            _("“%(value)s” is not a number.", value=text[:40]),
            hint=_("Give a whole number from %(low)s to %(high)s.", low=1, high=MOST_CLAIMED),
        )
    return int(text)


def _list(error: ZhishuError | None = None) -> Response:
    chosen, bench = selection(require(Role.CONTRIBUTOR).name), workspace().workbench
    query = chosen.query()
    context = CampaignsPage(
        campaigns=tuple((each, bench.campaigns.progress(each.id)) for each in bench.campaigns.list()),
        selection=chosen,
        pairs=bench.queue.page(chosen.filter, limit=1).total,
        action=url_for(".index") + (f"?{query}" if query else ""),
        typed={name: request.form.get(name, "")[:LONGEST_DESCRIPTION] for name in ("name", "description", "deadline")},
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _one(id: int, error: ZhishuError | None = None) -> Response:
    campaigns, me = workspace().workbench.campaigns, require(Role.CONTRIBUTOR)
    context = CampaignPage(
        campaign=campaigns.get(id),
        progress=campaigns.progress(id),
        mine=pair_lines(campaigns.held(id, by=me), urlencode({"campaign": id})),
        events=campaigns.history(id),
        claimed=CLAIMED,
        most=MOST_CLAIMED,
        minutes=int(workspace().settings["workbench.lease_minutes"]),
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)
