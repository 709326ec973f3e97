"""Reading parameters of a request: what cannot be used is refused with the name of the parameter and what fits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask import request

from kg.errors import InvalidInput
from webapp.languages import gettext as _

_WHOLE_NUMBER = re.compile(r"-?\d{1,9}", re.ASCII)
_LONGEST_CHOICE = 300
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def whole_number(name: str, low: int, high: int) -> int | None:
    """The number given for a parameter, None where it is absent or empty. Raises InvalidInput."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not _WHOLE_NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise unusable(name, text, _("Give a whole number from %(low)s to %(high)s.", low=low, high=high))
    return int(text)


def unusable(name: str, value: str, hint: str) -> InvalidInput:
    """The error for a value that a parameter cannot have; ``hint`` says what fits."""
    words = _("“%(value)s” cannot be used for the parameter “%(name)s”.", value=value[:40], name=name)
    return InvalidInput(words, hint=hint)


def choice(name: str, choices: Iterable[str], default: str) -> str:
    """The value given for a parameter, one of ``choices``; ``default`` where it is absent. Raises InvalidInput."""
    chosen, known = line(name, _LONGEST_CHOICE) or default, tuple(choices)
    if chosen not in known:
        raise unusable(name, chosen, ", ".join(known))
    return chosen


def share(name: str, text: str, default: float) -> float:
    """The number from 0 to 1 that a text gives for a parameter, ``default`` where it is empty. Raises InvalidInput."""
    try:
        found = float(text) if text else default
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise unusable(name, text, _("Give a number from 0 to 1, for example 0.9."))
    return found


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
