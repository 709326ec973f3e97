"""The addresses of the service: every one also below a language, and open to pages of any site."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

from webapp.languages import LANGUAGES, recognise

bp = Blueprint("reconcile", __name__)

_TAGS = ",".join(f"'{each.tag}'" for each in LANGUAGES)
#: Beside /reconcile the whole service is at /reconcile/en …, for clients that cannot say which language they want.
PREFIXES = (("reconcile", "/reconcile"), ("reconcile_in", f"/reconcile/<any({_TAGS}):path_language>"))
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Location, ETag, Last-Modified, Link, Location, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Authorization, Content-Type, If-None-Match",
}


@bp.url_value_preprocessor
def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and (tag := values.pop("path_language", "")):
        g.path_language = tag
        # The links of a page to itself in other languages ask by ``lang``.
        g.language = recognise(request.args.get("lang", "")) or recognise(tag)


@bp.url_defaults
def _give_language(asked: str, values: dict[str, Any]) -> None:
    if asked.startswith(f"{PREFIXES[1][0]}.") and "path_language" in g:
        values.setdefault("path_language", g.path_language)


@bp.after_request
def _share(response: Response) -> Response:
    for name, value in {**_CORS, **(_PREFLIGHT if request.method == "OPTIONS" else {})}.items():
        response.headers.setdefault(name, value)
    return response
