"""Dates without an era: years before the Republic (民前), and a 干支 year that needs bounds."""

from __future__ import annotations

import re

from kg.calendar.expression import TimeExpression
from kg.calendar.ganzhi import NAMES, year_index
from kg.calendar.grammar import NUMERAL, Tail
from kg.calendar.months import month_table, table_years
from kg.calendar.numerals import number
from kg.calendar.placing import interval_edtf
from kg.calendar.solar import gregorian_expression
from kg.errors import InvalidDate

_BEFORE = re.compile(rf"(?:中华)?(?:民国?(?:纪元)?前)({NUMERAL}{{1,6}})年")
_OFFERED = (1600, 2000)


def before_the_republic(normal: str, words: str) -> TimeExpression | None:
    """Read 民前三年, 民國前三年 (1912 - 3 = 1909) with month and day; None when the text is not such a date."""
    found = _BEFORE.match(normal)
    if found is None:
        return None
    count = number(found[1])
    if not count:
        raise InvalidDate(f"{words.strip()}: there is no year 0 before the Republic", hint="民前一年 is 1911.")
    parts = Tail("元年" + normal[found.end() :]).read()
    if parts.unread:
        raise InvalidDate(f"{words.strip()}: cannot read “{parts.unread}”")
    return gregorian_expression(words, 1912 - count, parts, "中華民國", "民前", "", count)


def cycle_year(words: str, index: int, bounds: tuple[int, int] | None) -> tuple[TimeExpression, ...]:
    """Return the lunar years of a 干支 within bounds; without bounds raises `InvalidDate` naming the usual years."""
    low, high = bounds or _OFFERED
    years = range(max(low - 1, table_years()[0]), min(high, table_years()[-1]) + 1)
    hits = [year for year in years if year_index(year) == index]
    if bounds is None:
        offered = " ".join(map(str, hits))
        raise InvalidDate(
            f"{NAMES[index]} without an era is no date; it recurs every sixty years ({offered})",
            hint="Add the era, or give bounds for the years.",
        )
    if not hits:
        raise InvalidDate(f"no year {low}-{high} is {NAMES[index]}", hint="Check the 干支 and the bounds.")
    found = []
    for year in hits:
        months = month_table("main").year(year)
        if months is not None:
            first, last = months.first_jdn, months.last_jdn
            warning = "a 干支 year without an era; chosen by the bounds"
            edtf = interval_edtf(first, last)
            found.append(TimeExpression.without_court(words, (first, last), edtf, "year", "uncertain", (warning,)))
    return tuple(found)
