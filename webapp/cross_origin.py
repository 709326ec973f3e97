"""Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol): pages of any site may read what is here.

Data, redirections and errors are the same for everybody and nothing is sent along with such a request, so there is
nobody to be kept out. Answers to somebody signed in are shared with nobody: see ``webapp.accounts.protection``.
"""

from __future__ import annotations

from flask import Flask, Response, request

_SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Location, ETag, Last-Modified, Link, Location, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def init_app(app: Flask) -> None:
    """Set the headers on every answer to a request that reads; what a view has set itself stays."""
    app.after_request(_share)


def _share(response: Response) -> Response:
    if request.endpoint != "static" and request.method in ("GET", "HEAD", "OPTIONS"):
        headers = {**_SHARED, **_PREFLIGHT} if request.method == "OPTIONS" else _SHARED
        for name, value in headers.items():
            response.headers.setdefault(name, value)
    return response
