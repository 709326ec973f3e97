"""Query operations of the SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), as read from a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from kg.errors import InvalidInput, InvalidQuery, ZhishuError
from webapp.languages import gettext as _

_BODY = "application/sparql-query"
_FORM = "application/x-www-form-urlencoded"


class UpdateRefused(ZhishuError):
    """Somebody tried to change the data through the endpoint."""

    status = 403


class UnknownContent(ZhishuError):
    """A body of a media type that the protocol does not know."""

    status = 415


@dataclass(frozen=True, slots=True)
class Operation:
    """A query operation of the protocol; ``query`` is None where the request has none."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str
    download: bool


def read_operation() -> Operation:
    """The operation that the request asks for. Raises InvalidInput, UpdateRefused and UnknownContent."""
    values = request.args
    queries = request.args.getlist("query")
    if request.method == "POST":
        match request.mimetype:
            case "application/x-www-form-urlencoded" | "multipart/form-data":
                values, queries = request.form, [*queries, *request.form.getlist("query")]
            case "application/sparql-query":
                queries = [*queries, _body()]
            case "application/sparql-update":
                values = request.args
            case other:
                message = _("A query cannot be sent as “%(type)s”.", type=other or "?")
                raise UnknownContent(message, hint=_("Send %(one)s or %(other)s.", one=_FORM, other=_BODY))
    if "update" in values or "update" in request.args or request.mimetype == "application/sparql-update":
        raise UpdateRefused(
            _("This endpoint is for reading: updates are refused."),
            hint=_("Change data with the commands load and decide."),
        )
    if len(queries) > 1:
        raise InvalidInput(
            _("There is more than one query in this request."), hint=_("Send exactly one parameter “query”.")
        )
    if request.method == "POST" and not any(query.strip() for query in queries):
        raise InvalidInput(_("There is no query in this request."), hint=_("Send exactly one parameter “query”."))
    return Operation(
        query=queries[0] if queries else None,
        default_graphs=tuple(values.getlist("default-graph-uri")),
        named_graphs=tuple(values.getlist("named-graph-uri")),
        format=values.get("format", "").strip(),
        download="download" in values,
    )


def _body() -> str:
    try:
        return request.get_data().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidQuery(_("The query is not UTF-8."), hint=_("Send it as UTF-8.")) from error
