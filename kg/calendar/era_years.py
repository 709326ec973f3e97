"""Years of an era: which ones a date can mean, and how years and months are called."""

from __future__ import annotations

from kg.calendar.eras import Era
from kg.calendar.ganzhi import NAMES, year_index
from kg.calendar.months import Month
from kg.calendar.numerals import in_words
from kg.calendar.parts import Parts
from kg.errors import InvalidDate

# News of a change of era travelled slowly: a date up to three years beyond the end is read, with a warning.
LATE_YEARS = 3


class Misfit(InvalidDate):
    """The year exists, but the month, the day or a 干支 does not fit it."""


def month_name(month: Month) -> str:
    """Return 閏三月, 正月, 十二月."""
    return ("閏" if month.leap else "") + ("正" if month.number == 1 else in_words(month.number)) + "月"


def year_name(era: Era, number: int) -> str:
    """Return 光緒二十三年."""
    return f"{era.name}{'元' if number == 1 else in_words(number) if 0 < number < 10_000 else number}年"


def candidate_years(era: Era, parts: Parts) -> tuple[list[int], bool]:
    """Return the numbers of the years that the parts can mean in this era, and whether they lie beyond its end.

    Raises `InvalidDate` when there is none.
    """
    first, last = era.years
    if parts.year is not None:
        number = parts.year
        if number < first:
            begin = f"{era.court} {era.name} begins with year {first}" if first > 1 else "there is no year 0"
            raise InvalidDate(f"{era.name}{number}: {begin}", hint="Check the number of the year.")
        if number > last + LATE_YEARS:
            raise InvalidDate(
                f"{year_name(era, number)}: {era.court} {era.name} has {last} years", hint="Check the era and the year."
            )
        _check_cycle(era, parts, number)
        return [number], number > last
    numbers = [n for n in range(first, last + 1) if year_index(era.first_year - 1 + n) == parts.year_cycle]
    if not numbers:
        cycle = NAMES[parts.year_cycle or 0]
        raise InvalidDate(
            f"{era.name}{cycle}: no year of {era.court} {era.name} ({_span_of_years(era)}) is a {cycle} year",
            hint="Check the 干支 and the era.",
        )
    return numbers, False


def _span_of_years(era: Era) -> str:
    first, last = era.years
    return f"{era.first_year - 1 + first}-{era.first_year - 1 + last}"


def _check_cycle(era: Era, parts: Parts, number: int) -> None:
    if parts.year_cycle is None:
        return
    index = year_index(era.first_year - 1 + number)
    if index != parts.year_cycle:
        raise InvalidDate(
            f"{year_name(era, number)} is {NAMES[index]}, not {NAMES[parts.year_cycle]}",
            hint="Check the number and the 干支 of the year; one of them is wrong.",
        )
