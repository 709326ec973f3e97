"""IIIF manifests of what the view holds: everything with page images can be opened in any viewer."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from flask import Blueprint, Response, request

from ingest.exporter import Selection
from ingest.iiif.export import KINDS, MEDIA_TYPE, dumped, images_of, manifest_address, manifest_of
from ingest.tei.holdings import Holdings
from kg.authority.resolution import State, resolve
from kg.errors import NotFound
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, Triple, curie, is_iri
from webapp import negotiate
from webapp.current import generation, workspace
from webapp.languages import gettext as _

bp = Blueprint("iiif", __name__)

_KINDS = ",".join(f"'{kind}'" for kind in KINDS)
_IMAGE = curie("zs:pageImage")
#: By what the page images of a document, and what is noted on them, are found.
_DOWN = frozenset({_IMAGE, curie("oa:hasSelector"), curie("bf:heldBy")})
_UP = (curie("oa:hasTarget"), curie("oa:hasSource"))
_MOST = 20_000


@bp.get(f"/iiif/<any({_KINDS}):kind>/<path:local>/manifest.json")
@negotiate.conditional
def manifest(kind: str, local: str) -> Response:
    """The manifest of a document; one that was merged is found under the name of the other."""
    minter = workspace().minter
    subject = minter.entity(kind, unquote(local))
    resolution = resolve(workspace(), generation(), subject[1:-1])
    if resolution.state is State.MOVED:
        return Response(status=301, headers={"Location": manifest_path(minter.local(resolution.iri) or "")})
    holdings = Holdings(Selection("", tuple(told(generation(), subject)), minter.base))
    if not images_of(holdings, subject):
        hint = _("Its page says what is known of it.")
        raise NotFound(_("There are no page images of %(iri)s.", iri=unquote(subject[1:-1])[:300]), hint=hint)
    response = Response(dumped(manifest_of(holdings, subject, manifest_address(holdings, subject))))
    response.headers["Content-Type"] = MEDIA_TYPE
    return response


def manifest_link(data: Generation, iri: str) -> str:
    """The path of the manifest of an entity, empty where it has no page image."""
    local = workspace().minter.local(iri) or ""
    kind = local.partition("/")[0]
    if kind not in KINDS or next(iter(data.store.match(node(f"<{iri}>"), node(_IMAGE), None, VIEW)), None) is None:
        return ""
    return manifest_path(local)


def manifest_path(local: str) -> str:
    """The path of the manifest of an entity, given ``type/local id`` as its IRI has it."""
    return f"{request.script_root}/iiif/{local}/manifest.json"


def told(data: Generation, subject: Term) -> Iterator[Triple]:
    """What the view says of a document, its page images, the notes on them and its holder; bounded in number."""
    waiting, met, number = [subject], {subject}, 0
    while waiting and number < _MOST:
        each = waiting.pop()
        for quad in data.store.match(node(each), None, None, VIEW):
            number += 1
            value, predicate = str(quad.object), str(quad.predicate)
            yield each, predicate, value
            if predicate in _DOWN and is_iri(value) and value not in met:
                met.add(value)
                waiting.append(value)
        for predicate in _UP:
            for quad in data.store.match(None, node(predicate), node(each), VIEW):
                if (other := str(quad.subject)) not in met:
                    met.add(other)
                    waiting.append(other)
