"""JSON answers, and JSONP where a ``callback`` is given, as version 0.2 allows for older clients."""

from __future__ import annotations

import re

from flask import Response, current_app, request

from kg.errors import InvalidInput
from webapp.languages import gettext as _

_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*(?:\.[A-Za-z_$][A-Za-z0-9_$]*)*", re.ASCII)
_LONGEST = 100


def answer(value: object) -> Response:
    """A value as JSON; as a call of the function that ``callback`` names, if it is an identifier or a path of them.

    Raises InvalidInput for any other callback, since it would be run by the page that asks.
    """
    text = current_app.json.dumps(value)
    callback = request.args.get("callback", "")
    if not callback:
        return Response(text, mimetype="application/json")
    if len(callback) > _LONGEST or not _CALLBACK.fullmatch(callback):
        raise InvalidInput(
            _("This callback cannot be used."),
            hint=_("Give the name of a function: letters, digits, _, $ and dots between names."),
        )
    for separator, escaped in (("\u2028", "\\u2028"), ("\u2029", "\\u2029")):  # ends of lines in older JavaScript
        text = text.replace(separator, escaped)
    # The comment keeps the answer from being taken for another kind of file by its first bytes.
    return Response(f"/**/{callback}({text});", mimetype="text/javascript")
