"""EDTF levels 0-2 (Library of Congress, ISO 8601-2:2019): reads, checks, writes, and gives the days as an interval.

`parse_edtf` accepts exactly the valid strings; ``str()`` of what it returns writes the same string again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.calendar.edtf_date import EdtfDate, read_edtf_date
from kg.calendar.expression import Certainty, Kind, TimeExpression
from kg.calendar.julian import iso_date
from kg.errors import InvalidDate

_LONGEST = 2000
_LIKE = re.compile(r"(?=.*[0-9X.])[0-9XYEST:/.,\-\[\]{}?~%+Zz]+")
_DATETIME = re.compile(
    r"(-?\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:[01]\d|2[0-3])(?::[0-5]\d)?)?"
)
_HINT = "See the EDTF specification: 1897-12-31, 1897-12, 1897~, 1897-02-02/1898-01-21, [1897,1898]."
_Member = tuple[EdtfDate | None, EdtfDate | None]


@dataclass(frozen=True, slots=True)
class Edtf:
    """An EDTF expression.

    ``form``: ``date``, ``datetime``, ``interval``, ``one of`` ([..]) or ``all of`` ({..}). ``members``: the dates, as
    pairs of first and last (equal for a single date, None for an open or unknown end). ``text``: as written.
    """

    form: Literal["date", "datetime", "interval", "one of", "all of"]
    members: tuple[_Member, ...]
    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def dates(self) -> tuple[EdtfDate, ...]:
        """All dates named."""
        return tuple(date for member in self.members for date in dict.fromkeys(member) if date is not None)

    @property
    def level(self) -> int:
        """The lowest level of EDTF that allows the expression: 0, 1 or 2."""
        if self.form in ("one of", "all of"):
            return 2
        open_end = any(None in member for member in self.members)
        return max(int(open_end), *(date.level for date in self.dates)) if self.dates else 1

    @property
    def jdn_from(self) -> int | None:
        """JDN of the first day, None when open or unknown."""
        firsts = [first for first, _ in self.members]
        return None if None in firsts else min(date.earliest for date in firsts if date)

    @property
    def jdn_to(self) -> int | None:
        """JDN of the last day, None when open or unknown."""
        lasts = [last for _, last in self.members]
        return None if None in lasts else max(date.latest for date in lasts if date)

    @property
    def certainty(self) -> Certainty:
        """``uncertain`` with ?, ``approximate`` with ~ or unspecified digits, else ``certain``."""
        if any(date.is_uncertain for date in self.dates):
            return "uncertain"
        return "approximate" if any(date.is_approximate for date in self.dates) else "certain"

    def expression(self, words: str) -> TimeExpression:
        """Return the expression as a reading of ``words``."""
        days = self.jdn_from, self.jdn_to
        return TimeExpression.without_court(words, days, self.text, self._kind(), self.certainty)

    def _kind(self) -> Kind:
        if self.form != "date":
            return "day" if self.form == "datetime" else "interval"
        date = self.dates[0]
        if date.day:
            return "day"
        if date.month:
            return "season" if date.month.isdigit() and int(date.month) > 12 else "month"
        return "year"


def is_edtf_like(text: str) -> bool:
    """Whether a text has only the characters of EDTF."""
    return len(text) <= _LONGEST and _LIKE.fullmatch(text) is not None


def parse_edtf(text: str) -> Edtf:
    """Return the expression; raises `kg.errors.InvalidDate` when the text is not valid EDTF of level 0, 1 or 2.

    >>> parse_edtf("1662/1682~").certainty
    'approximate'
    >>> parse_edtf("156X-12-25").level
    2
    """
    if len(text) > _LONGEST:
        raise InvalidDate("the text is too long to be EDTF", hint=_HINT)
    if text[:1] in ("[", "{"):
        return _set(text)
    if "/" in text:
        return _interval(text)
    if found := _DATETIME.fullmatch(text):
        day = read_edtf_date(found[1])
        if day is None:
            raise _invalid(text, "there is no such day")
        return Edtf("datetime", ((day, day),), text)
    date = read_edtf_date(text)
    if date is None:
        raise _invalid(text, "not a date")
    return Edtf("date", ((date, date),), text)


def is_edtf(text: str) -> bool:
    """Whether a text is valid EDTF of level 0, 1 or 2."""
    try:
        parse_edtf(text)
    except InvalidDate:
        return False
    return True


def write_interval(jdn_from: int | None, jdn_to: int | None) -> str:
    """Return a day or an interval of days in EDTF; None is an open end.

    >>> write_interval(2413958, None)
    '1897-02-02/..'
    """
    first = ".." if jdn_from is None else iso_date(jdn_from)
    last = ".." if jdn_to is None else iso_date(jdn_to)
    return first if first == last != ".." else f"{first}/{last}"


def write_alternatives(texts: list[str]) -> str:
    """Return EDTF alternatives as one expression ``[a,b]``; a single one stands alone."""
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


def _invalid(text: str, reason: str) -> InvalidDate:
    return InvalidDate(f"{text[:60]!r} is not EDTF: {reason}", hint=_HINT)


def _interval(text: str) -> Edtf:
    sides = text.split("/")
    if len(sides) != 2 or text == "/":
        raise _invalid(text, "an interval has two sides")
    ends: list[EdtfDate | None] = []
    for side in sides:
        date = None if side in ("", "..") else read_edtf_date(side)
        if date is None and side not in ("", ".."):
            raise _invalid(text, f"{side!r} is not a date")
        if date is not None and date.year.startswith("Y"):
            raise _invalid(text, "years with Y cannot stand in an interval")
        ends.append(date)
    first, last = ends
    if first and last and first.earliest > last.comparable:
        raise _invalid(text, "it ends before it begins")
    return Edtf("interval", ((first, last),), text)


def _set(text: str) -> Edtf:
    closing = "]" if text[0] == "[" else "}"
    if not text.endswith(closing) or len(text) < 3:
        raise _invalid(text, f"a set ends with {closing}")
    items = text[1:-1].split(",")
    members: list[_Member] = []
    for place, item in enumerate(items):
        left, dots, right = item.partition("..")
        first = read_edtf_date(left) if left else None
        last = read_edtf_date(right) if right else None
        if not dots:
            last, right = first, left
        open_left, open_right = bool(dots) and not left, bool(dots) and not right
        if (left and first is None) or (right and last is None) or not item or item == "..":
            raise _invalid(text, f"{item!r} is not a date or a range")
        if (open_left and place) or (open_right and place != len(items) - 1):
            raise _invalid(text, ".. stands only at the ends of a set")
        if first and last and first.earliest > last.comparable:
            raise _invalid(text, f"{item} ends before it begins")
        members.append((first, last))
    return Edtf("one of" if closing == "]" else "all of", tuple(members), text)
