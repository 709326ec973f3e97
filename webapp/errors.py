"""Errors as answers: a page in the language of the interface, or JSON for programs. One place, one shape.

JSON: ``{"error": {"status": 404, "message": "…", "hint": "…"}}``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from kg.errors import Busy, ZhishuError
from kg.search import Suggestion
from webapp.languages import gettext as _
from webapp.negotiate import wants_html
from webapp.pages import page

LOG = logging.getLogger(__name__)
RETRY_SECONDS = 5


@page("error.html")
@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, and what to do next."""

    status: int = field(metadata={"help": "HTTP status"})
    heading: str = field(metadata={"help": "What the status means, in the language of the interface"})
    message: str = field(metadata={"help": "What exactly went wrong; may be empty"})
    hint: str = field(metadata={"help": "What to do next; may be empty"})
    near: tuple[Suggestion, ...] = field(default=(), metadata={"help": "Entities that may have been meant"})


class WithSuggestions(ZhishuError):
    """An error of another status, with entities that may have been meant."""

    def __init__(self, message: str, *, status: int, hint: str = "", near: tuple[Suggestion, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.near = near


def init_app(app: Flask) -> None:
    """Answer the project's own errors, and those of HTTP, in one shape."""
    app.register_error_handler(ZhishuError, _known)
    app.register_error_handler(HTTPException, _of_http)


def heading(status: int) -> str:
    """What an HTTP status means to a reader, in the language of the interface."""
    known = {
        300: _("Several may be meant"),
        301: _("This has moved"),
        400: _("This request cannot be answered"),
        401: _("Who are you?"),
        403: _("This is not allowed"),
        404: _("Nothing was found here"),
        405: _("This address cannot be used in this way"),
        406: _("This format is not available"),
        408: _("This took too long and was stopped"),
        409: _("This contradicts an earlier decision"),
        410: _("This has been withdrawn"),
        413: _("This is too long"),
        415: _("This kind of content is not accepted"),
        422: _("This dataset cannot be used"),
        429: _("Too many requests"),
        502: _("Another server did not answer as it should"),
        503: _("The server is busy"),
    }
    return known.get(status, _("Something went wrong on this server"))


def _known(error: ZhishuError) -> Response:
    if error.status >= 500 and not isinstance(error, Busy):
        LOG.error("%s %s: %s", request.method, request.path, error, exc_info=error)
    near = error.near if isinstance(error, WithSuggestions) else ()
    response = answer(ErrorPage(error.status, heading(error.status), str(error), error.hint, near))
    if isinstance(error, Busy):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or error.code is None or error.code < 400:
        given = error.get_response()
        return Response(given.get_data(), given.status, given.headers)
    hints = {
        404: _("Search for a name, or begin at the home page."),
        500: _("Try again later; the log of the server has the details."),
    }
    response = answer(ErrorPage(error.code, heading(error.code), "", hints.get(error.code, "")))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def answer(found: ErrorPage) -> Response:
    """An error as a page, or as JSON where the request comes from a program."""
    from webapp.pages import render

    if wants_html():
        response = render(found, found.status)
    else:
        message = f"{found.heading}: {found.message}" if found.message else found.heading
        response = jsonify(error={"status": found.status, "message": message, "hint": found.hint})
        response.status_code = found.status
        response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-store"
    return response
