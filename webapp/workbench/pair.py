"""A pair side by side, and what can be decided about it; the same for any two records."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.roles import Role
from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.curation_preview import Preview, preview
from kg.errors import EditConflict, InvalidInput, ZhishuError
from kg.workbench.item import Event, Item
from kg.workbench.proposal import ProposalFilter, ProposalGroup
from webapp.accounts.current import audit, may, require, requires
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.parameters import line
from webapp.workbench.done import with_done
from webapp.workbench.filters import Selection, selection
from webapp.workbench.pairs import ReasonLine, pair_address, reason_lines
from webapp.workbench.side_by_side import MOST_VALUES, Comparison, side_by_side
from webapp.workbench.words import forbidden_words

bp = Blueprint("pair", __name__, url_prefix="/workbench")

#: What can be done with a pair; the first two are decisions.
ACTIONS = ("same", "different", "doubt", "skip", "assign", "reopen", "preview")
#: What can be done with records that are in no queue, and what leaves one with the same item.
_ON_RECORDS, _STAY = ("same", "different", "preview"), ("assign", "reopen")
_LONGEST = 4000
#: Triples of a dry run that the page lists.
MOST_TRIPLES = 200


@page("workbench/pair.html")
@dataclass(frozen=True, slots=True)
class PairPage:
    """What ``workbench/pair.html`` shows."""

    item: Item | None = field(metadata={"help": "The item of the queue, None for a pair that is not in it"})
    pair: Comparison = field(metadata={"help": "The two side by side"})
    reasons: tuple[ReasonLine, ...] = field(metadata={"help": "Features for and against, the heaviest first"})
    events: tuple[Event, ...] = field(metadata={"help": "What was done with the item"})
    waiting: tuple[ProposalGroup, ...] = field(metadata={"help": "Proposals about the two that wait for review"})
    previous: str = field(metadata={"help": "Address of the item before in the queue; empty at its beginning"})
    next: str = field(metadata={"help": "Address of the next item in the queue; empty at its end"})
    queue: str = field(metadata={"help": "Address of the queue"})
    action: str = field(metadata={"help": "Where the form is sent"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in a form that was not accepted"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})
    rules: tuple[str, ...] = field(metadata={"help": "Rules of forbidden merges that an override would name"})
    dry_run: Preview | None = field(metadata={"help": "What the decision would do, where that was asked for"})
    shown_triples: int = field(metadata={"help": "How many triples of a dry run are listed"})
    shown_values: int = field(metadata={"help": "How many values of a property are shown at once"})
    login: str = field(metadata={"help": "Login of whoever looks"})


@bp.get("/pair/<int:id>")
@requires("propose")
def show(id: int) -> Response:
    """An item of the queue."""
    return _page(workspace().workbench.queue.get(id))


@bp.get("/compare")
@requires("propose")
def compare() -> Response:
    """Any two records, given as local ids or IRIs. Raises InvalidInput."""
    one, other = _iri("one"), _iri("other")
    if one == other:
        raise InvalidInput(_("A record is not compared with itself."), hint=_("Give two different records."))
    found = workspace().workbench.queue.find(f"<{one}>", f"<{other}>")
    return make_response(redirect(pair_address(found.id))) if found else _page(None, one, other)


@bp.post("/pair/<int:id>")
@requires("propose")
def act(id: int) -> Response:
    """Do something with an item, and go on with the next one."""
    item = workspace().workbench.queue.get(id)
    return _acted(item, item.candidate.one[1:-1], item.candidate.other[1:-1])


@bp.post("/compare")
@requires("propose")
def act_on_records() -> Response:
    """Decide about two records that are not in the queue."""
    return _acted(None, _iri("one"), _iri("other"))


def _acted(item: Item | None, one: str, other: str) -> Response:
    form, me = request.form, require(Role.CONTRIBUTOR)
    what = said = form.get("action", "")
    try:
        if what not in ACTIONS or (item is None and what not in _ON_RECORDS):
            raise InvalidInput(_("Nothing was chosen to be done."), hint=", ".join(ACTIONS))
        if what == "preview":
            return _page(item, one, other, dry_run=preview(workspace(), [_decision(Kind.MERGE, one, other, me)]))
        if what in ("same", "different"):
            group = _propose(item, Kind.MERGE if what == "same" else Kind.DIFFERENT, one, other, me)
            said += "-in-force" * bool(group.decisions)
        elif item is not None:
            _change(item, what, me)
    except ZhishuError as error:
        return _page(item, one, other, error=error)
    audit(f"workbench.{what}", f"{_local(one)} {_local(other)}", form.get("reason", "")[:300])
    after = _onward(item, what) if item else url_for("review.show", id=group.id)
    return make_response(redirect(with_done(after, said), 303))


def _onward(item: Item, what: str) -> str:
    """Where one goes on: with the same item where only its place in the queue has changed, else with the next one."""
    chosen = selection(require(Role.CONTRIBUTOR).name)
    after = item if what in _STAY else workspace().workbench.queue.after(item.id, chosen.filter, chosen.sort)
    query = chosen.query()
    return pair_address(after.id, query) if after else url_for("queue.index") + (f"?{query}" if query else "")


def _propose(item: Item | None, kind: Kind, one: str, other: str, me: Account) -> ProposalGroup:
    return workspace().workbench.proposals.propose(
        [_decision(kind, one, other, me)],
        by=me,
        item=item.id if item else 0,
        expected=_number("version") if item else 0,
        may_decide=may("decide"),
    )


def _decision(kind: Kind, one: str, other: str, me: Account) -> Proposal:
    """The decision that the form describes. Raises InvalidInput without a reason, and where a rule is overridden by
    somebody who may not."""
    form = request.form
    reason = form.get("reason", "").strip()
    if not reason and form.get("action") != "preview":
        raise InvalidInput(_("A decision needs a reason."), hint=_("Say on what evidence."))
    if len(reason) > _LONGEST:
        raise InvalidInput(_("The reason is too long."), hint=_("Use at most %(most)s characters.", most=_LONGEST))
    overrides = tuple(dict.fromkeys(form.getlist("override")))
    if overrides and not may("override"):
        raise InvalidInput(
            _("Your role may not override the refusal of a merge."), hint=_("Ask a reviewer, or decide otherwise.")
        )
    terms = (f"<{one}>", f"<{other}>") if form.get("keep", "one") == "one" else (f"<{other}>", f"<{one}>")
    seen = max(_number("version_one"), _number("version_other"))
    return Proposal(kind, terms, me.agent, reason or "-", overrides=overrides, expected_version=seen)


def _change(item: Item, what: str, me: Account) -> None:
    queue, expected = workspace().workbench.queue, _number("version")
    match what:
        case "doubt":
            queue.doubt(item.id, request.form.get("reason", "")[:_LONGEST], by=me, expected=expected)
        case "skip":
            queue.skip(item.id, by=me)
        case "assign":
            queue.assign(item.id, me.name, by=me, expected=expected)
        case "reopen":
            queue.reopen(item.id, by=me, expected=expected)


def _page(
    item: Item | None,
    one: str = "",
    other: str = "",
    *,
    error: ZhishuError | None = None,
    dry_run: Preview | None = None,
) -> Response:
    bench, me = workspace().workbench, require(Role.CONTRIBUTOR)
    if item is not None:
        item = bench.queue.get(item.id)
        one, other = item.candidate.one[1:-1], item.candidate.other[1:-1]
    chosen = selection(me.name)
    about = (bench.proposals.page(ProposalFilter(about=f"<{each}>"), limit=10).groups for each in (one, other))
    waiting = {group.id: group for groups in about for group in groups}
    rules = getattr(error, "rules", ()) or (dry_run.rules if dry_run else ())
    context = PairPage(
        item=item,
        pair=side_by_side(workspace(), generation(), one, other),
        reasons=reason_lines(item.candidate.reasons) if item else (),
        events=bench.queue.history(item.id) if item else (),
        waiting=tuple(waiting.values()),
        previous=_neighbour(item, chosen, forward=False),
        next=_neighbour(item, chosen, forward=True),
        queue=url_for("queue.index") + (f"?{chosen.query()}" if chosen.query() else ""),
        action=_here(item, one, other, chosen),
        typed={name: request.form.get(name, "")[:_LONGEST] for name in ("reason", "keep")},
        problem=forbidden_words(rules) if error and rules else str(error) if error else "",
        hint=error.hint if error and not rules else "",
        rules=rules,
        dry_run=dry_run,
        shown_triples=MOST_TRIPLES,
        shown_values=MOST_VALUES,
        login=me.name,
    )
    return render(context, 409 if isinstance(error, EditConflict) else error.status if error else 200)


def _here(item: Item | None, one: str, other: str, chosen: Selection) -> str:
    if item is not None:
        return pair_address(item.id, chosen.query())
    return url_for("pair.compare", one=_local(one), other=_local(other))


def _neighbour(item: Item | None, chosen: Selection, *, forward: bool) -> str:
    if item is None:
        return ""
    queue = workspace().workbench.queue
    found = (queue.after if forward else queue.before)(item.id, chosen.filter, chosen.sort)
    return pair_address(found.id, chosen.query()) if found and found.id != item.id else ""


def _iri(name: str) -> str:
    """The IRI of a record that a parameter names by local id or IRI. Raises InvalidInput."""
    text, minter = line(name, 500), workspace().minter
    local = minter.local(text) if text.startswith(("http://", "https://")) else text
    segment, _slash, rest = (local or "").partition("/")
    if not rest:
        raise InvalidInput(
            _("“%(value)s” is not the id of a record.", value=text[:80]), hint=_("For example person/cbdb-55084.")
        )
    return minter.entity(segment, rest)[1:-1]


def _local(iri: str) -> str:
    return workspace().minter.local(iri) or iri


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
