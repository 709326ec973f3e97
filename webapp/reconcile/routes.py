"""The endpoint of versions 0.1 and 0.2, with GET and POST, plain or as JSONP; a page for people at the same address.

Queries, suggestions, previews and data extension change nothing and are for everybody: no account, no cookie, and
pages of any site may ask.
"""

from __future__ import annotations

from flask import Response, redirect, request

from kg.errors import Gone, InvalidInput, NotFound
from webapp import negotiate
from webapp.accounts.current import sessionless
from webapp.languages import gettext as _
from webapp.parameters import line, whole_number
from webapp.reconcile import extension, indexed_batch, jsonp, suggest
from webapp.reconcile.blueprint import bp
from webapp.reconcile.bodies import allow_large_bodies, field
from webapp.reconcile.candidates import answer_all
from webapp.reconcile.guide import guide
from webapp.reconcile.identity import LONGEST_ID, id_of, root
from webapp.reconcile.manifest import manifest
from webapp.reconcile.preview import entity_preview, flyout, missing_preview, one_iri

_MOST_PROPOSED = 1_000


@bp.route("/", methods=["GET", "POST"])
@bp.route("", methods=["GET", "POST"])
@sessionless
def endpoint() -> Response:
    """The manifest, or the page about the service for a browser; with ``queries`` or ``extend`` their answer."""
    allow_large_bodies()
    if (batch := field("queries")) is not None:
        queries = indexed_batch.read_batch(batch)
        results = answer_all(list(queries.values()))
        return jsonp.answer(indexed_batch.result_batch(dict(zip(queries, results, strict=True))))
    if (asked := field("extend")) is not None:
        found = extension.extend(asked)
        return jsonp.answer({"meta": extension.meta(found), "rows": extension.indexed_rows(found)})
    if request.method == "POST":
        raise InvalidInput(
            _("The request has neither “queries” nor “extend”."),
            hint=_("Send one of them as a field of a form (application/x-www-form-urlencoded)."),
        )
    if negotiate.wants_html() and not request.args.get("callback"):
        return guide()
    return jsonp.answer(manifest())


@bp.get("/suggest/<any('entity','type','property'):kind>")
@bp.get("/1.0/suggest/<any('entity','type','property'):kind>")
@negotiate.conditional
def suggestions(kind: str) -> Response:
    """Completions of ``prefix``."""
    complete = {"entity": suggest.entities, "type": suggest.types, "property": suggest.properties}[kind]
    return jsonp.answer({"result": complete()})


@bp.get("/flyout/<any('entity','type','property'):kind>")
@negotiate.conditional
def bubble(kind: str) -> Response:
    """What is shown beside a suggestion."""
    return jsonp.answer(flyout(kind, line("id", LONGEST_ID)))


@bp.get("/extend/propose")
@bp.get("/1.0/extend/propose")
@negotiate.conditional
def propose() -> Response:
    """The properties that are worth fetching for a type."""
    return jsonp.answer(extension.proposals(line("type", LONGEST_ID), whole_number("limit", 1, _MOST_PROPOSED)))


@bp.get("/preview")
@bp.get("/1.0/preview")
def preview() -> Response:
    """A small page about an entity, which any site may frame; so is the one that says that there is none."""
    id = line("id", LONGEST_ID)
    try:
        return entity_preview(id)
    except (NotFound, Gone) as error:
        return missing_preview(error)


@bp.get("/view")
def view() -> Response:
    """To the page of an entity. Raises NotFound, Gone."""
    iri, _moved = one_iri(line("id", LONGEST_ID))
    return redirect(f"{root()}{id_of(iri)}")  # type: ignore[return-value]
