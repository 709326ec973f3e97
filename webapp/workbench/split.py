"""Splitting a record: what is said of it, and what mentions it, is assigned to parts, one by one or by years."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg import terms
from kg.accounts.roles import Role
from kg.authority.decisions import Kind
from kg.authority.description import Describer, Source
from kg.authority.history import version
from kg.authority.occurrences import Occurrence, occurrences, within_years
from kg.authority.split import Claim, Split, new_part
from kg.curation import Proposal
from kg.curation_preview import Preview, preview
from kg.errors import InvalidInput, ZhishuError
from kg.terms import Term, Triple
from webapp.accounts.current import audit, may, require, requires
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.workbench.done import with_done
from webapp.workbench.entity_id import entity_iri, local_id
from webapp.workbench.pair import MOST_TRIPLES

bp = Blueprint("split", __name__, url_prefix="/workbench/split")

#: Parts that one split can have, and statements that the page lists; the others are assigned by years or records.
MOST_PARTS, MOST_STATEMENTS = 9, 500
_LONGEST = 4000
_LABEL = terms.curie("skos:prefLabel")
_YEAR = re.compile(r"-?[0-9]{1,4}")
#: The choice that the old identifier is none of the parts.
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it was typed: its name, and the years by which statements are proposed for it."""

    number: int
    label: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Assignable:
    """A statement: ``key`` names it in the form, ``part`` is the number of its part (0: it is assigned to none)."""

    key: str
    occurrence: Occurrence
    source: Source
    part: int


@page("workbench/split.html")
@dataclass(frozen=True, slots=True)
class SplitPage:
    """What ``workbench/split.html`` shows."""

    iri: str = field(metadata={"help": "IRI of the record"})
    id: str = field(metadata={"help": "Its local id"})
    label: str = field(metadata={"help": "Its label"})
    version: int = field(metadata={"help": "Its version"})
    parts: tuple[Part, ...] = field(metadata={"help": "The parts"})
    most_parts: int = field(metadata={"help": "How many parts there can be"})
    old: str = field(metadata={"help": "Number of the part that keeps the old identifier, or `none`"})
    identifiers: tuple[tuple[str, str, int], ...] = field(metadata={"help": "(key, IRI, part) of identifiers joined"})
    statements: tuple[Assignable, ...] = field(metadata={"help": "What can be assigned"})
    left_out: int = field(metadata={"help": "Statements that are not listed because they are too many"})
    reason: str = field(metadata={"help": "The reason that was typed"})
    dry_run: Preview | None = field(metadata={"help": "What the split would do"})
    shown_triples: int = field(metadata={"help": "How many triples of a dry run are listed"})
    problem: str = field(metadata={"help": "Why it was not accepted"})
    hint: str = field(metadata={"help": "What to do about it"})


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the form says about a record."""

    entity: Term
    parts: tuple[Part, ...]
    old: str
    identifiers: tuple[Term, ...]
    found: tuple[Occurrence, ...]
    chosen: dict[Claim, int]

    def term(self, number: int) -> Term:
        """The term of a part in the proposal."""
        return self.entity if self.old == str(number) else new_part(number)

    def split(self) -> Split:
        """The split. Raises InvalidInput where a part has no name."""
        named: list[Triple] = []
        for part in self.parts:
            if self.old != str(part.number):
                if not part.label:
                    raise InvalidInput(_("Part %(number)s has no name.", number=part.number), hint=_("Write its name."))
                named.append((self.term(part.number), _LABEL, terms.literal(part.label, "zh-Hant")))
        return Split(
            self.entity,
            tuple(self.term(part.number) for part in self.parts),
            tuple(
                (identifier, self.term(number))
                for identifier in self.identifiers
                if (number := _part_of(f"i-{_key(identifier)}", len(self.parts)))
            ),
            (),
            tuple((claim, self.term(number)) for claim, number in self.chosen.items() if number),
            tuple(named),
        )


@bp.get("/<path:id>")
@requires("propose")
def show(id: str) -> Response:
    """The form."""
    return _page(entity_iri(id))


@bp.post("/<path:id>")
@requires("propose")
def act(id: str) -> Response:
    """Fill in by years, show what would happen, or propose."""
    iri, me, what = entity_iri(id), require(Role.CONTRIBUTOR), request.form.get("action", "")
    if what not in ("preview", "propose"):
        return _page(iri)
    try:
        reason = request.form.get("reason", "").strip()[:_LONGEST]
        if not reason and what == "propose":
            raise InvalidInput(_("A decision needs a reason."), hint=_("Say on what evidence."))
        proposal = Proposal(Kind.SPLIT, _read(iri).split().terms, me.agent, reason or "-", expected_version=_seen())
        if what == "preview":
            return _page(iri, dry_run=preview(workspace(), [proposal]))
        group = workspace().workbench.proposals.propose([proposal], by=me, may_decide=may("decide"))
    except ZhishuError as error:
        return _page(iri, error=error)
    audit("workbench.split", local_id(iri), reason[:300])
    if group.decisions:
        return make_response(redirect(with_done(url_for("history.show", id=local_id(iri)), "split-in-force"), 303))
    return make_response(redirect(with_done(url_for("review.show", id=group.id), "split"), 303))


def _page(iri: str, *, error: ZhishuError | None = None, dry_run: Preview | None = None) -> Response:
    draft = _read(iri)
    describer = Describer(workspace().minter, generation())
    listed = tuple(
        Assignable(_key(*each.claim), each, describer.source(each.claim[0][1:-1]), draft.chosen.get(each.claim, 0))
        for each in draft.found[:MOST_STATEMENTS]
    )
    context = SplitPage(
        iri=iri,
        id=local_id(iri),
        label=describer.label(iri),
        version=version(workspace(), iri),
        parts=draft.parts,
        most_parts=MOST_PARTS,
        old=draft.old,
        identifiers=tuple(
            (f"i-{_key(each)}", each[1:-1], _part_of(f"i-{_key(each)}", len(draft.parts))) for each in draft.identifiers
        ),
        statements=listed,
        left_out=len(draft.found) - len(listed),
        reason=request.form.get("reason", "")[:_LONGEST],
        dry_run=dry_run,
        shown_triples=MOST_TRIPLES,
        problem=str(error) if error else "",
        hint=error.hint if error else "",
    )
    return render(context, error.status if error else 200)


def _read(iri: str) -> _Draft:
    """What the form says, with statements by years filled in where that was asked for."""
    form, entity, rulings = request.form, f"<{iri}>", workspace().rulings()
    parts = tuple(_parts())
    found = occurrences(generation().store, workspace().minter, rulings, entity)
    chosen = {each.claim: _part_of(f"c-{_key(*each.claim)}", len(parts)) for each in found}
    if form.get("action") == "years":
        spans = [(*span, str(part.number)) for part in parts if (span := _span(part))]
        for claim, number in within_years(found, spans):
            chosen[claim] = chosen[claim] or int(number)
    identifiers = tuple(each for each in rulings.identifiers(rulings.stands_for(entity)) if each != entity)
    old = form.get("old", "1")
    if not request.form and f"<{iri}>" in rulings.replaced:
        old = NOBODY
    return _Draft(entity, parts, old, identifiers, found, chosen)


def _parts() -> Iterator[Part]:
    text = request.form.get("parts") or request.args.get("parts", "2")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 2
    for number in range(1, min(max(count, 2), MOST_PARTS) + 1):
        said = (request.form.get(f"{name}-{number}", "").strip()[:200] for name in ("label", "first", "last"))
        yield Part(number, *said)


def _span(part: Part) -> tuple[int, int] | None:
    """The years of a part, one of which may be left open; None where there are none, or none that can be read."""
    first, last = part.first or "-9999", part.last or "9999"
    if not (part.first or part.last) or not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last)):
        return None
    return int(first), int(last)


def _part_of(field_name: str, count: int) -> int:
    text = request.form.get(field_name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= count else 0


def _key(*words: Term) -> str:
    """What names a claim or identifier in the form."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:16]


def _seen() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None
