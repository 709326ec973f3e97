"""The change feed: what changed since when, as a page, as ActivityStreams 2.0 and as Atom.

JSON follows https://www.w3.org/TR/activitystreams-core/ with the types of changes of IIIF Change Discovery 1.0
(https://iiif.io/api/discovery/1.0/), ordered from the newest to the oldest; Atom follows RFC 4287, its pages RFC 5005.
Pages are numbered from the oldest change, so that the address of a full page always leads to the same changes; a
program begins with the newest page and follows ``next`` to where it stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from flask import Blueprint, Response, jsonify, request

from kg.changes import ChangeEntry, changes, moment_of
from kg.errors import InvalidInput, NotFound
from webapp import link_headers, negotiate
from webapp.cells import Cell, CellReader
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.link_headers import Link
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import line, unusable, whole_number

bp = Blueprint("changes", __name__)

PER_PAGE = 100
LAST_PAGE = 1_000_000
ATOM = "http://www.w3.org/2005/Atom"
JSON_TYPE, ATOM_TYPE = "application/activity+json", "application/atom+xml"


@page("changes/index.html")
@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What ``changes/index.html`` shows."""

    rows: tuple[tuple[ChangeEntry, str, Cell, Cell | None], ...] = field(
        metadata={"help": "Changes of this page, the newest first: what happened, to what, and what it became"}
    )
    total: int = field(metadata={"help": "Number of changes"})
    since: str = field(metadata={"help": "The time from which on changes are shown; empty for all"})
    pages: Pager = field(metadata={"help": "Links to other pages"})
    feeds: tuple[tuple[str, str, str], ...] = field(metadata={"help": "The feeds: name, media type, address"})


@dataclass(frozen=True, slots=True)
class _Slice:
    """A page of the changes: ``number`` counts from the oldest page, ``last`` is the newest."""

    entries: tuple[ChangeEntry, ...]
    total: int
    number: int
    last: int
    since: str


@bp.get("/changes")
@negotiate.conditional
def index() -> Response:
    """What changed, for people: the newest first."""
    found = changes(workspace(), generation(), since := _since())
    number = whole_number("page", 1, LAST_PAGE) or 1
    first = (number - 1) * PER_PAGE
    shown = [*found[::-1]][first : first + PER_PAGE]
    cells = CellReader(generation())
    context = ChangesPage(
        rows=tuple(
            (each, words(each), cells.iri(each.object), cells.iri(each.target) if each.target else None)
            for each in shown
        ),
        total=len(found),
        since=since,
        pages=paginate(len(found), PER_PAGE, number, LAST_PAGE, lambda to: _address("", page=to, since=since)),
        feeds=tuple((name, kind, _address(suffix, since=since)) for name, kind, suffix in _FEEDS),
    )
    return link_headers.add(render(context), [Link(each[2], "alternate", each[1]) for each in context.feeds])


@bp.get("/changes.json")
@negotiate.conditional
def as_activities() -> Response:
    """The changes as an ordered collection of ActivityStreams 2.0, or one page of it."""
    found = _slice()
    base = workspace().minter.base
    about: dict[str, Any] = {"@context": "https://www.w3.org/ns/activitystreams"}
    collection = base + _address(".json", since=found.since)[1:]
    if "page" not in request.args:
        content = {
            **about,
            "id": collection,
            "type": "OrderedCollection",
            "summary": f"Changes of {workspace().settings['title']}",
            "totalItems": found.total,
            "first": _json_page(found, found.last),
            "last": _json_page(found, 1),
        }
    else:
        content = {
            **about,
            "id": _json_page(found, found.number),
            "type": "OrderedCollectionPage",
            "partOf": collection,
            "totalItems": found.total,
            **({"prev": _json_page(found, found.number + 1)} if found.number < found.last else {}),
            **({"next": _json_page(found, found.number - 1)} if found.number > 1 else {}),
            "orderedItems": [_activity(entry, base) for entry in found.entries],
        }
    response = jsonify(content)
    response.mimetype = JSON_TYPE
    return response


@bp.get("/changes.atom")
@negotiate.conditional
def as_atom() -> Response:
    """The changes as an Atom feed, a page at a time."""
    found, base = _slice(), workspace().minter.base
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", f"{base}changes")
    _add(feed, "title", f"{workspace().settings['title']}: {_('Changes')}")
    newest = found.entries[0].time if found.entries else max(each.loaded for each in _loaded()) if _loaded() else _NEVER
    _add(feed, "updated", newest)
    _add(_add(feed, "author"), "name", workspace().settings["title"])
    _link(feed, "alternate", base + _address("", since=found.since)[1:], "text/html")
    for relation, number in (
        *(("self", found.number), ("first", found.last), ("last", 1)),
        *(("previous", found.number + 1), ("next", found.number - 1)),
    ):
        if 1 <= number <= found.last:
            address = base + _address(".atom", since=found.since, page=number)[1:]
            _link(feed, relation, address, ATOM_TYPE)
    for entry in found.entries:
        _entry(feed, entry, base)
    body = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, mimetype=ATOM_TYPE)


_NEVER = "1970-01-01T00:00:00Z"
_FEEDS = (("ActivityStreams 2.0", JSON_TYPE, ".json"), ("Atom", ATOM_TYPE, ".atom"))


def words(entry: ChangeEntry) -> str:
    """What happened, in the language of the interface."""
    match entry.type:
        case "Move":
            return _("merged")
        case "Create" if entry.cause == "load":
            return _("loaded")
        case "Create":
            return _("described again, or new")
        case "Delete":
            return _("withdrawn")
        case _:
            return _("changed")


def _since() -> str:
    # A plus sign that was not encoded arrives as a space.
    text = line("since", 40).replace(" ", "+")
    try:
        return moment_of(text) if text else ""
    except InvalidInput:
        hint = _("Write a day (2026-11-22) or a time by RFC 3339 (2026-11-22T08:00:00Z).")
        raise unusable("since", text, hint) from None


def _slice() -> _Slice:
    found: Sequence[ChangeEntry] = changes(workspace(), generation(), since := _since())
    last = max(1, -(-len(found) // PER_PAGE))
    number = whole_number("page", 1, LAST_PAGE) or last
    if number > last:
        raise NotFound(
            _("There is no page %(number)s of this description.", number=number),
            hint=_("The last one is %(last)s.", last=last),
        )
    entries = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    return _Slice(tuple(reversed(entries)), len(found), number, last, since)


def _address(suffix: str, **parameters: object) -> str:
    kept = {name: value for name, value in parameters.items() if value}
    return f"/changes{suffix}{'?' + urlencode(kept) if kept else ''}"


def _json_page(found: _Slice, number: int) -> str:
    return workspace().minter.base + _address(".json", since=found.since, page=number)[1:]


def _activity(entry: ChangeEntry, base: str) -> dict[str, Any]:
    """A change as an activity. A merged identifier redirects to its target."""
    content: dict[str, Any] = {"id": f"{base}changes#{entry.key}", "type": entry.type, "endTime": entry.time}
    # A dataset is a collection of so many records.
    counted = {"type": "Collection", "totalItems": entry.records} if entry.records else {"type": "Object"}
    content["object"] = {"id": entry.object, **counted}
    if entry.target:
        content["target"] = {"id": entry.target, "type": "Object"}
    if entry.agent:
        content["actor"] = {"type": "Person", "name": entry.agent}
    else:
        content["actor"] = {"type": "Application", "name": "zhishu"}
    content["summary"] = entry.reason or f"{entry.cause}: {entry.dataset}"
    if entry.decision:
        content["instrument"] = f"{base}decision/{entry.decision}"
    elif entry.dataset:
        content["instrument"] = f"{base}dataset/{entry.dataset}"
    return content


def _entry(feed: ElementTree.Element, entry: ChangeEntry, base: str) -> None:
    node = _add(feed, "entry")
    local = workspace().minter.local(entry.object) or entry.object
    target = f" → {workspace().minter.local(entry.target) or entry.target}" if entry.target else ""
    _add(node, "id", f"{base}changes#{entry.key}")
    _add(node, "title", f"{local}{target}: {words(entry)}")
    _add(node, "updated", entry.time)
    _add(_add(node, "author"), "name", entry.agent or workspace().settings["title"])
    _link(node, "alternate", entry.target or entry.object, "text/html")
    if entry.decision:
        _link(node, "related", f"{base}decision/{entry.decision}", "text/html")
    ElementTree.SubElement(node, "category", {"term": entry.type})
    _add(node, "summary", entry.reason or f"{entry.cause}: {entry.dataset}")


def _add(parent: ElementTree.Element, name: str, text: str = "") -> ElementTree.Element:
    node = ElementTree.SubElement(parent, name)
    if text:
        node.text = "".join(char if char >= " " and char not in "\ufffe\uffff" else " " for char in text)
    return node


def _link(parent: ElementTree.Element, relation: str, address: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": relation, "href": address, "type": kind})


def _loaded() -> Sequence[Any]:
    return list(generation().manifest.datasets.values())
