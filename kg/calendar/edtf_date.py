"""A single date of EDTF levels 0-2: qualifiers, unspecified digits, seasons, years beyond four digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from kg.calendar.julian import days_in_month, gregorian_to_jdn

_Q = "[?~%]"
_DATE = re.compile(
    rf"(?P<q1>{_Q})?(?P<year>-?[0-9X]{{4}})(?P<q2>{_Q})?"
    rf"(?:-(?P<q3>{_Q})?(?P<month>[0-9X]{{2}})(?P<q4>{_Q})?"
    rf"(?:-(?P<q5>{_Q})?(?P<day>[0-9X]{{2}})(?P<q6>{_Q})?)?)?"
)
_LONG_YEAR = re.compile(r"Y(-?[1-9][0-9]{4,14})(?:S([1-9][0-9]?))?")
_EXPONENT = re.compile(r"Y(-?[1-9][0-9]{0,9})E([1-9][0-9]?)(?:S([1-9][0-9]?))?")
_SIGNIFICANT = re.compile(r"(-?[0-9]{4})S([1-9])")
# ISO 8601-2: sub-year groupings 21-41 as first and last month; a first month above the last runs into the next year.
_NORTH = {1: (3, 5), 2: (6, 8), 3: (9, 11), 0: (12, 2)}
_GROUPINGS: dict[int, tuple[int, int]] = {
    **{21 + i: _NORTH[(i + 1) % 4] for i in range(4)},
    **{25 + i: _NORTH[(i + 1) % 4] for i in range(4)},
    **{29 + i: _NORTH[(i + 3) % 4] for i in range(4)},
    **{33 + i: (3 * i + 1, 3 * i + 3) for i in range(4)},
    **{37 + i: (4 * i + 1, 4 * i + 4) for i in range(3)},
    **{40 + i: (6 * i + 1, 6 * i + 6) for i in range(2)},
}
_LAST_SEASON_OF_LEVEL_1 = 24


@dataclass(frozen=True)
class EdtfDate:
    """A date: ``year`` (digits, X, Y-notation), ``month`` (or grouping 21-41) and ``day`` as written, and qualifiers.

    ``qualifiers``: six marks, before and after each component, ``""`` where absent. ``earliest``, ``latest``: JDNs.
    """

    year: str
    month: str = ""
    day: str = ""
    qualifiers: tuple[str, ...] = ("",) * 6

    def __str__(self) -> str:
        marks = self.qualifiers
        text = f"{marks[0]}{self.year}{marks[1]}"
        if self.month:
            text += f"-{marks[2]}{self.month}{marks[3]}"
        if self.day:
            text += f"-{marks[4]}{self.day}{marks[5]}"
        return text

    @property
    def earliest(self) -> int:
        """JDN of the first day that the date can mean."""
        return self._days[0]

    @property
    def latest(self) -> int:
        """JDN of the last day that the date can mean."""
        return self._days[1]

    @cached_property
    def comparable(self) -> int:
        """The JDN that an interval end is compared by: the first day, unspecified digits as late as they can be."""
        if "X" not in self.year + self.month + self.day:
            return self.earliest
        if not self.month:
            return gregorian_to_jdn(_years(self.year)[1], 1, 1)
        if not self.day:
            return max(first for first, _ in self._choices)
        return self.latest

    @property
    def is_approximate(self) -> bool:
        """Whether a component carries ~ or %, or has unspecified digits."""
        return any(mark in ("~", "%") for mark in self.qualifiers) or "X" in self.year + self.month + self.day

    @property
    def is_uncertain(self) -> bool:
        """Whether a component carries ? or %."""
        return any(mark in ("?", "%") for mark in self.qualifiers)

    @property
    def level(self) -> int:
        """The lowest EDTF level that allows the date."""
        if "S" in self.year or "E" in self.year or any(self._inner_marks):
            return 2
        if self.month.isdigit() and int(self.month) > _LAST_SEASON_OF_LEVEL_1:
            return 2
        if "X" in self.year + self.month + self.day:
            return 2 if self._scattered else 1
        special = self.year.startswith(("-", "Y")) or any(self.qualifiers)
        return 1 if special or (self.month.isdigit() and int(self.month) > 12) else 0

    @property
    def _inner_marks(self) -> tuple[str, ...]:
        last = 5 if self.day else 3 if self.month else 1
        return tuple(mark for place, mark in enumerate(self.qualifiers) if place != last)

    @property
    def _scattered(self) -> bool:
        """Whether unspecified digits stand elsewhere than level 1 allows (201X, 20XX, 2004-XX, 1985-XX-XX)."""
        year, rest = self.year.lstrip("-"), self.month + self.day
        if "X" in year:
            return bool(rest) or not re.fullmatch(r"\d\d(?:\dX|XX)", year)
        return rest not in ("XX", "XXXX") and not (self.day == "XX" and self.month.isdigit())

    @property
    def _days(self) -> tuple[int, int]:
        choices = self._choices
        return min(first for first, _ in choices), max(last for _, last in choices)

    @cached_property
    def _choices(self) -> list[tuple[int, int]]:
        """First and last day for the extreme choices of unspecified digits; empty when no such day exists."""
        years = _years(self.year)
        if not self.month:
            return [(gregorian_to_jdn(years[0], 1, 1), gregorian_to_jdn(years[1], 12, 31))]
        if self.month.isdigit() and int(self.month) in _GROUPINGS:
            low, high = _GROUPINGS[int(self.month)]
            end = years[1] + (high < low)
            last = gregorian_to_jdn(end, high, days_in_month(end, high))
            return [] if self.day else [(gregorian_to_jdn(years[0], low, 1), last)]
        months = _values(self.month, 12)
        if months == [2] and self.day == "29" and "X" in self.year:  # only leap years have the day
            leap = [year for year in _all_years(self.year) if days_in_month(year, 2) == 29]
            return [(gregorian_to_jdn(year, 2, 29),) * 2 for year in leap]
        found = []
        for year in dict.fromkeys(years):
            for month in months:
                length = days_in_month(year, month)
                if not self.day:
                    found.append((gregorian_to_jdn(year, month, 1), gregorian_to_jdn(year, month, length)))
                found += [(gregorian_to_jdn(year, month, day),) * 2 for day in _values(self.day, length)]
        return found


def read_edtf_date(text: str) -> EdtfDate | None:
    """Return the date written in EDTF, None when it is not valid."""
    if found := _DATE.fullmatch(text):
        marks = tuple(found[f"q{place}"] or "" for place in range(1, 7))
        if found["year"] == "-0000" or any(marks[i] and marks[i + 1] for i in (0, 2, 4)):
            return None
        date = EdtfDate(found["year"], found["month"] or "", found["day"] or "", marks)
        return date if date._choices else None
    if found := _LONG_YEAR.fullmatch(text) or _EXPONENT.fullmatch(text) or _SIGNIFICANT.fullmatch(text):
        return None if text.startswith("-0000") else EdtfDate(found[0])
    return None


def _values(pattern: str, highest: int) -> list[int]:
    """Return the numbers from 1 to ``highest`` that two digits, X for any, can mean."""
    if pattern.isdecimal():
        return [int(pattern)] if 1 <= int(pattern) <= highest else []
    values = range(1, highest + 1) if pattern else ()
    return [v for v in values if all(mark in ("X", digit) for mark, digit in zip(pattern, f"{v:02}", strict=True))]


def _years(text: str) -> tuple[int, int]:
    """Return the lowest and highest year that the text can mean."""
    if found := _EXPONENT.fullmatch(text):
        return _significant(int(found[1]) * 10 ** int(found[2]), found[3])
    if found := _LONG_YEAR.fullmatch(text):
        return _significant(int(found[1]), found[2])
    if found := _SIGNIFICANT.fullmatch(text):
        return _significant(int(found[1]), found[2])
    low, high = int(text.replace("X", "0")), int(text.replace("X", "9"))
    return min(low, high), max(low, high)


def _significant(year: int, digits: str | None) -> tuple[int, int]:
    if digits is None:
        return year, year
    size = 10 ** max(len(str(abs(year))) - int(digits), 0)
    low = abs(year) // size * size
    return (low, low + size - 1) if year >= 0 else (-(low + size - 1), -low)


def _all_years(text: str) -> list[int]:
    digits = text.lstrip("-")
    sign = -1 if text.startswith("-") else 1
    choices = product(*("0123456789" if mark == "X" else mark for mark in digits))
    return [sign * int("".join(choice)) for choice in choices]
