"""Reading parameters of a request: what cannot be used is refused with the name of the parameter and what fits."""

from __future__ import annotations

import re

from flask import request

from kg.errors import InvalidInput
from webapp.languages import gettext as _

_WHOLE_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def whole_number(name: str, low: int, high: int) -> int | None:
    """The number given for a parameter, None where it is absent or empty. Raises InvalidInput."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not _WHOLE_NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise InvalidInput(
            _("“%(value)s” cannot be used for the parameter “%(name)s”.", value=text[:40], name=name),
            hint=_("Give a whole number from %(low)s to %(high)s.", low=low, high=high),
        )
    return int(text)


def line(name: str, longest: int) -> str:
    """The text given for a parameter, in one line without control characters; empty where it is absent.

    Raises InvalidInput for a text that is too long.
    """
    text = _UNPRINTABLE.sub("", request.args.get(name, "")).strip()
    if len(text) > longest:
        raise InvalidInput(
            _("The parameter “%(name)s” has %(count)s characters.", name=name, count=len(text)),
            hint=_("At most %(longest)s are read.", longest=longest),
        )
    return text


def lines(name: str, longest: int, most: int) -> tuple[str, ...]:
    """All texts given for a parameter that may be repeated, without empty and repeated ones. Raises InvalidInput."""
    given = dict.fromkeys(_UNPRINTABLE.sub("", text).strip() for text in request.args.getlist(name))
    found = tuple(text for text in given if text)
    if len(found) > most or any(len(text) > longest for text in found):
        raise InvalidInput(
            _("The parameter “%(name)s” has too many or too long values.", name=name),
            hint=_("Give at most %(most)s values of at most %(longest)s characters each.", most=most, longest=longest),
        )
    return found
