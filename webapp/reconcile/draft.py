"""The endpoint of the draft of version 1.0, at ``1.0`` below the other: routes and bodies as the draft has them.

What is the same in both versions (suggestions, previews, proposals of properties) stands in ``routes``.
"""

from __future__ import annotations

from flask import Response, jsonify

from webapp import negotiate
from webapp.accounts.current import sessionless
from webapp.reconcile import extension, listed_batch
from webapp.reconcile.blueprint import bp
from webapp.reconcile.bodies import allow_large_bodies, json_body
from webapp.reconcile.candidates import answer_all
from webapp.reconcile.guide import guide
from webapp.reconcile.manifest import draft_manifest


@bp.get("/1.0")
@bp.get("/1.0/")
def draft() -> Response:
    """The manifest, or the page about the service for a browser."""
    return guide() if negotiate.wants_html() else jsonify(draft_manifest())


@bp.post("/1.0/reconcile")
@sessionless
def draft_reconcile() -> Response:
    """The answer to a query batch."""
    allow_large_bodies()
    queries = listed_batch.read_batch(json_body())
    return jsonify(listed_batch.result_batch(answer_all(queries)))


@bp.post("/1.0/extend")
@sessionless
def draft_extend() -> Response:
    """The answer to a data extension query."""
    allow_large_bodies()
    found = extension.extend(json_body())
    return jsonify(meta=extension.meta(found), rows=extension.listed_rows(found))
