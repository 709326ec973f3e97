"""The Accept header of HTTP (RFC 9110, section 12.5.1): how much a client wants each media type that could be served.

A media type has the quality of the most specific range that covers it, so ``*/*, text/html;q=0`` means anything but a
page. Ranges that cannot be read are passed over, as if the client had not sent them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Parameters that are hints: everything is sent in UTF-8, and JSON-LD in the one form that this server writes.
_HINTS = ("charset", "profile")
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # RFC 9110, section 5.6.2
_RANGE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_PARAMETER = re.compile(rf'\s*;\s*(?:({_TOKEN})\s*=\s*(?:({_TOKEN})|"((?:[^"\\]|\\.)*)"))?\s*')
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|,')


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header; ``*`` stands for every type or subtype, names are in lower case."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    def precedence(self, media_type: str) -> int:
        """How exactly the range covers a media type: 0 not at all, 1 as ``*/*``, 2 as ``text/*``, 3 by its name.

        A range with parameters covers nothing: what is served has none.
        """
        kind, _, subtype = media_type.partition("/")
        if self.type == "*" and self.subtype == "*":
            return 1
        if self.parameters or self.type != kind or self.subtype not in ("*", subtype):
            return 0
        return 2 if self.subtype == "*" else 3


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header in its order.

    >>> [(each.subtype, each.quality) for each in parse_accept("text/turtle, application/*;q=0.5, nonsense")]
    [('turtle', 1.0), ('*', 0.5)]
    """
    return tuple(found for part in _split(header) if (found := _range(part)) is not None)


def quality(ranges: Iterable[MediaRange], media_type: str) -> float:
    """How much a media type is wanted: from 0, not at all, to 1.

    >>> ranges = parse_accept("*/*, text/html;q=0, text/*;q=0.3")
    >>> [quality(ranges, each) for each in ("application/json", "text/html", "text/turtle")]
    [1.0, 0.0, 0.3]
    """
    best = max(((each.precedence(media_type), each.quality) for each in ranges), default=(0, 0.0))
    return best[1] if best[0] else 0.0


def _range(part: str) -> MediaRange | None:
    found = _RANGE.match(part)
    if not found or (found[1] == "*" and found[2] != "*"):
        return None
    parameters: list[tuple[str, str]] = []
    weight, position = 1.0, found.end()
    while position < len(part):
        parameter = _PARAMETER.match(part, position)
        if not parameter:
            return None
        position = parameter.end()
        if parameter[1] is None:
            continue
        name, value = parameter[1].lower(), parameter[2] or re.sub(r"\\(.)", r"\1", parameter[3] or "")
        if name == "q":
            if not _QUALITY.fullmatch(value):
                return None
            weight = float(value)
            break  # what follows are extensions, which say nothing about the media type
        if name not in _HINTS:
            parameters.append((name, value))
    return MediaRange(found[1].lower(), found[2].lower(), tuple(parameters), weight)


def _split(header: str) -> list[str]:
    """The elements of a list; commas inside quotation marks do not part them."""
    parts, begin = [], 0
    for found in _QUOTED.finditer(header):
        if found.group() == ",":
            parts.append(header[begin : found.start()])
            begin = found.end()
    return [*parts, header[begin:]]
