"""The JSON of a request: a form field, a parameter, or the body."""

from __future__ import annotations

import json

from flask import request

from kg.errors import InvalidInput, ZhishuError
from webapp.languages import gettext as _
from webapp.reconcile.queries import MOST_BYTES, malformed


class UnsupportedBody(ZhishuError):
    """A body of another media type than is read (RFC 9110, 15.5.16)."""

    status = 415


def allow_large_bodies() -> None:
    """Let this request have as many bytes as a full batch may have; more are refused with 413 before they are read."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES


def read_json(text: str | bytes, where: str) -> object:
    """The value of a JSON text. Raises InvalidInput for what is not JSON (RFC 8259), or not UTF-8."""
    try:
        found: object = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        raise malformed(where, _("the JSON is nested too deeply")) from None
    except (ValueError, InvalidInput) as error:
        raise malformed(where, _("this is not JSON: %(error)s", error=str(error)[:100])) from None
    return found


def json_body() -> object:
    """The JSON body of the request. Raises UnsupportedBody for another media type, InvalidInput for no JSON."""
    if request.mimetype != "application/json":
        raise UnsupportedBody(
            _("The body is %(type)s.", type=request.mimetype or _("of no media type")),
            hint=_("Send application/json."),
        )
    return read_json(request.get_data(), _("the body"))


def field(name: str) -> object | None:
    """The JSON of a form field, or of a parameter of the address; None where there is neither. Raises InvalidInput."""
    text = request.form.get(name) if request.method == "POST" else None
    text = request.args.get(name) if text is None else text
    return None if text is None else read_json(text, name)


def _refuse(constant: str) -> object:
    raise InvalidInput(f"{constant} is not JSON.")
