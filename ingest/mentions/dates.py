"""Dates in running text: era, year, month and day, read by the calendar. A phrase that it cannot read is no date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.calendar import TimeExpression, parse
from kg.calendar.eras import era_names
from kg.chinese import fold
from kg.errors import InvalidDate

_NUMERAL = "[〇零一二三四五六七八九十廿卅]"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text, with its likeliest reading first."""

    start: int
    end: int
    surface: str
    readings: tuple[TimeExpression, ...]


@cache
def _pattern() -> re.Pattern[str]:
    eras = "|".join(map(re.escape, sorted({fold(name) for name in era_names()}, key=lambda name: (-len(name), name))))
    month = f"(?:闰?(?:{_NUMERAL}{{1,3}}|正|冬|腊)月)"
    bare = f"{_NUMERAL}{{2,3}}(?=[^{_NUMERAL[1:-1]}年月]|$)"
    day = f"(?:初?{_NUMERAL}{{1,3}}日|初{_NUMERAL}|[廿卅]{_NUMERAL}|{bare}|[上中下]旬)"
    return re.compile(f"(?:{eras})(?:元|{_NUMERAL}{{1,4}})年(?:{month}{day}?)?")


def find_dates(text: str, bounds: tuple[int, int] | None = None) -> Iterator[DateMention]:
    """The dates of a text that begin with an era, in their order; ``bounds`` are the years between which they must lie.

    >>> [(date.surface, date.readings[0].edtf) for date in find_dates("光绪二十三年十二月初八日到沪。")]
    [('光绪二十三年十二月初八日', '1897-12-31')]
    """
    for match in _pattern().finditer(fold(text)):
        surface = text[match.start() : match.end()]
        try:
            yield DateMention(match.start(), match.end(), surface, parse(surface, bounds=bounds))
        except InvalidDate:
            continue


def years_of(text: str) -> tuple[int, int] | None:
    """The first and last Gregorian year of a date as a source writes it; None where it says none or leaves it open."""
    for date in (*_whole(text), *(mention.readings for mention in find_dates(text))):
        years = [int(year) for year in re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", date[0].edtf or "")]
        if years:
            return min(years), max(years)
    return None


def _whole(text: str) -> Iterator[tuple[TimeExpression, ...]]:
    try:
        yield parse(text)
    except InvalidDate:
        return
