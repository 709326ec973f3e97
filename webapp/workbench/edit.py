"""Editing a record: preferring a value, withdrawing a claim, adding a statement; all of it as one proposal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.roles import Role
from kg.authority.decisions import Kind
from kg.authority.history import version
from kg.curation import Proposal
from kg.curation_preview import Preview, preview
from kg.errors import EditConflict, InvalidInput, NotFound, ZhishuError
from kg.terms import Term
from kg.workbench.proposal import ProposalFilter, ProposalGroup
from ontology.namespaces import expand
from webapp.accounts.current import audit, may, require, requires
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.workbench.done import with_done
from webapp.workbench.entity_id import entity_iri, local_id
from webapp.workbench.pair import MOST_TRIPLES
from webapp.workbench.properties import LANGUAGES, Property, properties_for, read_value
from webapp.workbench.statements import Line, Statements, statements_of

bp = Blueprint("edit", __name__, url_prefix="/workbench/edit")

_LONGEST, _LONGEST_VALUE = 4000, 1000
#: Values of one property that are shown at once, and changes that are proposed at once.
MOST_VALUES, MOST_CHANGES = 20, 100


@page("workbench/edit.html")
@dataclass(frozen=True, slots=True)
class EditPage:
    """What ``workbench/edit.html`` shows."""

    iri: str = field(metadata={"help": "IRI of the record"})
    id: str = field(metadata={"help": "Its local id"})
    lines: tuple[Line, ...] = field(metadata={"help": "Its statements"})
    names: tuple[tuple[Line, ...], ...] = field(metadata={"help": "The statements of each of its names"})
    properties: tuple[Property, ...] = field(metadata={"help": "Properties that can be added"})
    languages: tuple[str, ...] = field(metadata={"help": "Languages of a text"})
    version: int = field(metadata={"help": "Version of the record"})
    waiting: tuple[ProposalGroup, ...] = field(metadata={"help": "Proposals about it that wait for review"})
    ticked: frozenset[str] = field(metadata={"help": "Keys of what was ticked in a form that was not accepted"})
    typed: dict[str, str] = field(metadata={"help": "What was typed in it"})
    shown_values: int = field(metadata={"help": "How many values of a property are shown at once"})
    dry_run: Preview | None = field(metadata={"help": "What the changes would do, where that was asked for"})
    shown_triples: int = field(metadata={"help": "How many triples of a dry run are listed"})
    problem: str = field(metadata={"help": "Why it was not accepted; may be empty"})
    hint: str = field(metadata={"help": "What to do about the problem"})


@bp.get("/<path:id>")
@requires("propose")
def show(id: str) -> Response:
    """The statements of a record, with what can be changed of them."""
    return _page(entity_iri(id))


@bp.post("/<path:id>")
@requires("propose")
def act(id: str) -> Response:
    """Propose the changes, or show what they would do."""
    me, iri = require(Role.CONTRIBUTOR), entity_iri(id)
    reason, dry = request.form.get("reason", "").strip(), request.form.get("action") == "preview"
    try:
        if not reason and not dry:
            raise InvalidInput(_("A decision needs a reason."), hint=_("Say on what evidence."))
        if len(reason) > _LONGEST:
            raise InvalidInput(_("The reason is too long."), hint=_("Use at most %(most)s characters.", most=_LONGEST))
        proposals = list(_proposals(iri, me, reason or "-"))
        if not proposals:
            raise InvalidInput(_("Nothing was chosen to be done."), hint=_("Tick a change, or add a statement."))
        if dry:
            return _page(iri, dry_run=preview(workspace(), proposals))
        group = workspace().workbench.proposals.propose(proposals, by=me, may_decide=may("decide"))
    except ZhishuError as error:
        return _page(iri, error)
    audit("workbench.edit", local_id(iri), reason[:300])
    if group.decisions:
        return make_response(redirect(with_done(url_for("history.show", id=local_id(iri)), "edit-in-force"), 303))
    return make_response(redirect(with_done(url_for("review.show", id=group.id), "edit"), 303))


def _proposals(iri: str, me: Account, reason: str) -> Iterator[Proposal]:
    """The decisions that the form describes. Raises InvalidInput, and NotFound for a statement that is gone."""
    form, found = request.form, statements_of(workspace(), generation(), iri)
    chosen, seen = tuple(dict.fromkeys(form.getlist("change"))), _seen()
    if len(chosen) > MOST_CHANGES:
        raise InvalidInput(_("These are too many changes at once."), hint=_("Propose some of them first."))
    preferred: set[tuple[Term, str]] = set()
    for key in chosen:
        if choice := found.preferences.get(key):
            place = (choice.preference[1], choice.value.language)
            if place in preferred:
                raise InvalidInput(_("Two values of one property were preferred."), hint=_("Choose one of them."))
            preferred.add(place)
            yield Proposal(Kind.PREFER, choice.preference, me.agent, reason, expected_version=seen)
        elif said := found.claims.get(key):
            yield Proposal(Kind.WITHDRAW, said.claim, me.agent, reason, expected_version=seen)
        else:
            raise NotFound(
                _("A statement that was ticked is not there any more."),
                hint=_("Look at the record as it is now, and choose again."),
            )
    if form.get("value", "").strip():
        added = _added(found)
        yield Proposal(Kind.ADD, (f"<{iri}>", *added), me.agent, reason, expected_version=seen)


def _added(found: Statements) -> tuple[Term, Term]:
    """Property and value of the statement to add. Raises InvalidInput."""
    form, minter = request.form, workspace().minter
    name, text, language = form.get("property", ""), form.get("value", "").strip(), form.get("language", "")
    if name not in {each.name for each in _properties(found)}:
        raise InvalidInput(_("This record cannot be given that property."), hint=_("Choose a property from the list."))
    if len(text) > _LONGEST_VALUE or language not in ("", *LANGUAGES):
        raise InvalidInput(_("The value is too long."), hint=_("Use at most %(most)s characters.", most=_LONGEST_VALUE))
    prop = f"<{expand(name)}>"
    value = read_value(prop, text, language, minter)
    if value.startswith(f"<{minter.base}"):
        entity_iri(local_id(value[1:-1]))
    return prop, value


def _properties(found: Statements) -> tuple[Property, ...]:
    return properties_for(found.entity.type, (line.property for line in found.lines))


def _page(iri: str, error: ZhishuError | None = None, *, dry_run: Preview | None = None) -> Response:
    found, form, fields = statements_of(workspace(), generation(), iri), request.form, ("property", "value", "language")
    waiting = workspace().workbench.proposals.page(ProposalFilter(about=f"<{iri}>"), limit=10).groups
    now, seen = version(workspace(), iri), _seen()
    context = EditPage(
        iri=iri,
        id=local_id(iri),
        lines=found.lines,
        names=found.names,
        properties=_properties(found),
        languages=LANGUAGES,
        version=now if seen is None or isinstance(error, EditConflict) else seen,
        waiting=tuple(waiting),
        ticked=frozenset(form.getlist("change")),
        typed={name: form.get(name, "")[:_LONGEST] for name in (*fields, "reason")},
        shown_values=MOST_VALUES,
        dry_run=dry_run,
        shown_triples=MOST_TRIPLES,
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _seen() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
