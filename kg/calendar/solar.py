"""Dates of solar calendars: 民國, 康德, 明治 and the like, bare Gregorian dates, and the Taiping calendar as years."""

from __future__ import annotations

import re

from kg.calendar.eras import Era
from kg.calendar.expression import Kind, TimeExpression
from kg.calendar.ganzhi import NAMES, year_index
from kg.calendar.julian import checked_gregorian, days_in_month, format_date, format_year, gregorian_to_jdn
from kg.calendar.numerals import number
from kg.calendar.parts import Parts
from kg.errors import InvalidDate

_TAIPING_BRANCHES = str.maketrans({"好": "丑", "荣": "卯", "开": "亥"})
_LUNAR_WORDS = frozenset(("正", "腊月", "冬月", "腊"))


def taiping_text(text: str) -> str:
    """Return folded text with the branches that the Taiping renamed (好 榮 開) as 丑 卯 亥."""
    return text.translate(_TAIPING_BRANCHES)


def solar_year(era: Era, parts: Parts) -> int:
    """Return the Gregorian year of a year of a solar era; raises `InvalidDate` beyond its end."""
    if parts.year is None:
        first, last = era.years
        hits = [n for n in range(first, min(last, 200) + 1) if year_index(era.first_year - 1 + n) == parts.year_cycle]
        if not hits:
            raise InvalidDate(f"no year of {era.name} is {NAMES[parts.year_cycle or 0]}", hint="Check the 干支.")
        return era.first_year - 1 + hits[0]
    count = parts.year
    if parts.year_to is not None and count < 10:  # 民國二三年 is 23 in positional digits
        count = count * 10 + parts.year_to
    first, last = era.years
    if not first <= count <= last + 1:
        raise InvalidDate(
            f"{era.name}{count}年: {era.court} {era.name} has the years {first}-{last}", hint="Check the year."
        )
    year = era.first_year - 1 + count
    if parts.year_cycle is not None and year_index(year) != parts.year_cycle:
        raise InvalidDate(f"{era.name}{count}年 is {NAMES[year_index(year)]}, not {NAMES[parts.year_cycle]}")
    return year


def place_solar(era: Era, parts: Parts, words: str) -> TimeExpression:
    """Return a date of a solar era; raises `InvalidDate`."""
    year = solar_year(era, parts)
    warnings = parts.warnings
    count = year - era.first_year + 1
    if count > era.years[1]:
        warnings = (*warnings, f"beyond the end of {era.name}")
    return gregorian_expression(words, year, parts, era.court, era.name, era.ruler, count, warnings)


def place_taiping(era: Era, parts: Parts, words: str) -> TimeExpression:
    """Return the year of a Taiping date; its months and days follow the 天曆 and are not converted."""
    year = solar_year(era, parts)
    first, last = gregorian_to_jdn(year, 1, 1), gregorian_to_jdn(year, 12, 31)
    return TimeExpression(
        words,
        era.court,
        era.name,
        era.ruler,
        year - era.first_year + 1,
        parts.month,
        False,
        parts.day,
        first,
        last,
        format_year(year),
        "year",
        "uncertain",
        (*parts.warnings, era.note),
    )


def gregorian_expression(
    words: str,
    year: int,
    parts: Parts,
    court: str = "",
    era: str = "",
    ruler: str = "",
    count: int | None = None,
    warnings: tuple[str, ...] = (),
) -> TimeExpression:
    """Return a day, month or year of the Gregorian calendar; raises `InvalidDate` when it does not exist."""
    month, day = parts.month, parts.day
    if parts.leap or parts.any_leap:
        raise InvalidDate(f"{words}: a solar year has no leap month", hint="Say 農曆 if the lunar calendar is meant.")
    if day is not None and month is None:
        raise InvalidDate(f"{words}: a day without a month", hint="Supply the month.")
    kind: Kind
    if month is None:
        first, last, edtf, kind = (
            gregorian_to_jdn(year, 1, 1),
            gregorian_to_jdn(year, 12, 31),
            format_year(year),
            "year",
        )
        if parts.part_of_year or parts.span:
            raise InvalidDate(f"{words}: cannot be read", hint="Give a year, a month or a day.")
    elif parts.month_to != month:
        last_month = parts.month_to or month
        first, last = (
            gregorian_to_jdn(year, month, 1),
            gregorian_to_jdn(year, last_month, days_in_month(year, last_month)),
        )
        edtf, kind = f"{format_year(year)}-{month:02}/{format_year(year)}-{last_month:02}", "season"
    elif day is None:
        first = checked_gregorian(year, month, 1)
        last = gregorian_to_jdn(year, month, days_in_month(year, month))
        edtf, kind = f"{format_year(year)}-{month:02}", "month"
    else:
        first, last, edtf, kind = _days(year, month, parts)
    one_month = month if parts.month_to == month else None
    one_day = day if kind == "day" else None
    return TimeExpression(
        words, court, era, ruler, count, one_month, False, one_day, first, last, edtf, kind, "certain", warnings
    )


def _days(year: int, month: int, parts: Parts) -> tuple[int, int, str, Kind]:
    checked_gregorian(year, month, 1)
    day = parts.day or days_in_month(year, month)
    first = checked_gregorian(year, month, day)
    if parts.day_to is None:
        return first, first, format_date(year, month, day), "day"
    end = parts.day_to or days_in_month(year, month)
    return (
        first,
        gregorian_to_jdn(year, month, end),
        f"{format_date(year, month, day)}/{format_date(year, month, end)}",
        "days",
    )


def is_lunar_style(parts: Parts) -> bool:
    """Whether the words of a date belong to the lunar calendar (農曆, 正月, 臘月, 初八, 廿三, 朔, 干支 of the day)."""
    return parts.style in ("lunar", "implied") or parts.month_word in _LUNAR_WORDS or parts.day_cycle is not None


_NUMERIC = re.compile(r"(-?\d{3,6})[./](\d{1,2})(?:[./](\d{1,2}))?|(\d{4})-(\d|\d\d)-(\d|\d\d)")
_WORDS = re.compile(
    r"(?P<mark>公元|西元|公历|西历|阳历|新历)?(?P<before>前)?"
    r"(?P<year>[0-9〇○零一二三四五六七八九十百千]{1,9})年"
    r"(?:(?P<month>[0-9〇零一二三四五六七八九十]{1,3})月(?:份)?(?:(?P<day>[0-9〇零一二三四五六七八九十廿卅]{1,3})[日号])?)?"
)


def read_gregorian(text: str, words: str) -> TimeExpression | None:
    """Read a bare Gregorian date in folded text (1895年3月30日, 公元前104年, 1895.3.30); None when it is not one."""
    if found := _NUMERIC.fullmatch(text):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
        parts = Parts(month=int(month), month_to=int(month), day=int(day) if day else None)
        return gregorian_expression(words, int(year), parts)
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    year = number(found["year"])
    plain = len(found["year"]) >= 3 and "十" not in found["year"]
    if year is None or not (found["mark"] or found["before"] or plain):
        return None
    month = number(found["month"]) if found["month"] else None
    day = number(found["day"]) if found["day"] else None
    if found["before"]:
        year = 1 - year
    return gregorian_expression(words, year, Parts(month=month, month_to=month, day=day))
