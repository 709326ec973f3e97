"""The history of an authority record: who decided what, when and why, what it changed, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.roles import Role
from kg.authority.decisions import Kind
from kg.authority.history import Change, history, version
from kg.curation import Proposal
from kg.errors import InvalidInput, ZhishuError
from webapp.accounts.current import audit, may, require, requires
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.workbench.done import with_done
from webapp.workbench.entity_id import entity_iri, local_id

bp = Blueprint("history", __name__, url_prefix="/workbench/history")

#: Triples of one change that the page lists.
MOST_TRIPLES = 100
_LONGEST = 4000


@page("workbench/history.html")
@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What ``workbench/history.html`` shows."""

    iri: str = field(metadata={"help": "IRI of the authority record"})
    id: str = field(metadata={"help": "Its local id"})
    changes: tuple[Change, ...] = field(metadata={"help": "Decisions that concern it, the latest first"})
    version: int = field(metadata={"help": "Its version"})
    shown_triples: int = field(metadata={"help": "How many triples of a change are listed"})
    problem: str = field(metadata={"help": "Why something could not be done"})
    hint: str = field(metadata={"help": "What to do about it"})


@bp.get("/<path:id>")
@requires("propose")
def show(id: str) -> Response:
    """The history of a record."""
    return _page(id)


@bp.post("/<path:id>")
@requires("undo")
def undo(id: str) -> Response:
    """Propose to undo a decision; in force at once where no second person is asked for."""
    me, form = require(Role.CATALOGUER), request.form
    reason, text = form.get("reason", "").strip()[:_LONGEST], form.get("undoes", "")
    try:
        if not reason:
            raise InvalidInput(_("A decision needs a reason."), hint=_("Say on what evidence."))
        if not (text.isascii() and text.isdigit()):
            raise InvalidInput(_("Nothing was chosen to be done."))
        proposal = Proposal(Kind.UNDO, (), me.agent, reason, undoes=int(text), expected_version=_seen())
        group = workspace().workbench.proposals.propose([proposal], by=me, may_decide=may("decide"))
    except ZhishuError as error:
        return _page(id, error)
    audit("workbench.undo", f"decision {text}", reason[:300])
    if group.decisions:
        return make_response(redirect(with_done(url_for(".show", id=id), "undo-in-force"), 303))
    return make_response(redirect(with_done(url_for("review.show", id=group.id), "undo"), 303))


def _page(id: str, error: ZhishuError | None = None) -> Response:
    iri = entity_iri(id)
    context = HistoryPage(
        iri=iri,
        id=local_id(iri),
        changes=history(workspace(), iri),
        version=version(workspace(), iri),
        shown_triples=MOST_TRIPLES,
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _seen() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None
