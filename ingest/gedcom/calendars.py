"""The calendars of GEDCOM dates as Julian Day Numbers: Gregorian, Julian, French Republican, Hebrew.

Months are numbered from 1 in the order of ``MONTHS``. The French years are counted as they were in force (years 3, 7
and 11 have 366 days); the Hebrew ones by the fixed arithmetic of the molad, in use since the fourth century.
"""

from __future__ import annotations

from collections.abc import Mapping

from ingest.gedcom.tables import enumeration
from kg.calendar.julian import (
    FIRST_GREGORIAN_JDN,
    gregorian_to_jdn,
    jdn_to_gregorian,
    jdn_to_julian,
    julian_to_jdn,
)
from kg.errors import InvalidDate

#: calendar -> month names in the order of the year
MONTHS: Mapping[str, tuple[str, ...]] = {
    calendar: enumeration(f"month.{calendar}") for calendar in ("GREGORIAN", "JULIAN", "FRENCH_R", "HEBREW")
}
_REPUBLIC_JDN = 2375840  # 22 September 1792
_CREATION_JDN = 347998  # 7 October 3761 BC, Julian
_ADAR, _ADAR_SHENI = 6, 7


def days_of(calendar: str, year: int, month: int | None = None, day: int | None = None) -> tuple[int, int]:
    """First and last JDN of a year, month or day; years are astronomical (1 BC is 0).

    Raises InvalidDate for what the calendar does not have.

    >>> days_of("FRENCH_R", 8, 2, 18), days_of("HEBREW", 5784, 1, 1)
    ((2378444, 2378444), (2460204, 2460204))
    """
    first = _month_start(calendar, year, 1 if month is None else month)
    if month is None:
        return first, _month_start(calendar, year + 1, 1) - 1
    following = (year + 1, 1) if month == len(MONTHS[calendar]) else (year, month + 1)
    last = _month_start(calendar, *following) - 1
    if day is None:
        return first, last
    if not 1 <= day <= last - first + 1:
        name = MONTHS[calendar][month - 1]
        raise InvalidDate(f"{name} {year} has {last - first + 1} days", hint="Check the day.")
    return first + day - 1, first + day - 1


def year_of(jdn: int) -> int:
    """The year in which a day is counted: Julian before 15 October 1582, Gregorian from then on; 1 BC is -1."""
    year = (jdn_to_julian if jdn < FIRST_GREGORIAN_JDN else jdn_to_gregorian)(jdn)[0]
    return year if year > 0 else year - 1


def _month_start(calendar: str, year: int, month: int) -> int:
    if calendar == "GREGORIAN":
        return gregorian_to_jdn(year, month, 1)
    if calendar == "JULIAN":
        return julian_to_jdn(year, month, 1)
    if year < 1:
        raise InvalidDate(f"{calendar} years begin with 1")
    if calendar == "FRENCH_R":
        return _REPUBLIC_JDN + 365 * (year - 1) + year // 4 + 30 * (month - 1)
    return _hebrew_year(year) + sum(_hebrew_months(year)[: month - 1])


def _hebrew_year(year: int) -> int:
    """The JDN of 1 Tishri."""

    def elapsed(y: int) -> int:
        months = (235 * y - 234) // 19
        days = 29 * months + (12084 + 13753 * months) // 25920
        return days + 1 if 3 * (days + 1) % 7 < 3 else days

    before, this, after = elapsed(year - 1), elapsed(year), elapsed(year + 1)
    if after - this == 356:
        return _CREATION_JDN + this + 2
    return _CREATION_JDN + this + (1 if this - before == 382 else 0)


def _hebrew_months(year: int) -> list[int]:
    """The lengths of the 13 months; a common year has Adar and no Adar Sheni."""
    length = _hebrew_year(year + 1) - _hebrew_year(year)
    leap = length > 380
    months = [30, 29, 30, 29, 30, 30 if leap else 29, 29 if leap else 0, 30, 29, 30, 29, 30, 29]
    months[1] += length % 10 == 5
    months[2] -= length % 10 == 3
    return months
