"""Ranges of dates: 光緒元年至三年, 康熙—乾隆, 同治元年正月至三月; the right side takes what it lacks from the left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from kg.calendar.expression import TimeExpression
from kg.errors import InvalidDate

_SEPARATOR = re.compile(r"[至迄到~～—–―－-]+")
_PARTS = re.compile(r"(?P<era>.*?)(?P<year>(?:元|[0-9〇一二三四五六七八九十百廿卅]+)[年载])(?P<month>.*月)?")


def read_range(
    normal: str, words: str, read: Callable[[str, str], tuple[TimeExpression, ...]]
) -> tuple[TimeExpression, ...] | None:
    """Return the interval from a left to a right date, None when the text is not a range.

    至 also begins era names (至元, 至正), so every separator is tried and both sides must be dates.
    """
    for found in _SEPARATOR.finditer(normal):
        left, right = normal[: found.start()], normal[found.end() :]
        if not left or not right or len(left) < 2:
            continue
        try:
            first = read(left, words)
        except InvalidDate:
            continue
        for completed in _completions(left, right):
            try:
                last = read(completed, words)
            except InvalidDate:
                continue
            joined = _joined(words, first, last)
            if joined:
                return joined
    return None


def _completions(left: str, right: str) -> list[str]:
    """Return the right side as it stands, then with the era, the era and year, the era, year and month of the left."""
    found = _PARTS.match(left)
    if found is None:
        return [right]
    year = found["era"] + found["year"]
    choices = [right, found["era"] + right, year + right, year + (found["month"] or "") + right]
    return list(dict.fromkeys(choices))


def _joined(
    words: str, first: tuple[TimeExpression, ...], last: tuple[TimeExpression, ...]
) -> tuple[TimeExpression, ...]:
    joined = []
    for a in first:
        for b in last:
            if None in (a.jdn_from, a.jdn_to, b.jdn_from, b.jdn_to) or (a.jdn_from or 0) > (b.jdn_to or 0):
                continue
            left, right = a.edtf.split("/")[0], b.edtf.split("/")[-1]
            certainty = a.certainty if a.certainty != "certain" else b.certainty
            warnings = tuple(dict.fromkeys((*a.warnings, *b.warnings)))
            joined.append(
                replace(
                    a,
                    month=None,
                    leap=False,
                    day=None,
                    jdn_to=b.jdn_to,
                    edtf=f"{left}/{right}",
                    kind="interval",
                    certainty=certainty,
                    warnings=warnings,
                )
            )
            break
    return tuple(joined)
