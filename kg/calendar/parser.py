"""Reads dates: `parse` returns every reading of a Chinese or Western date, or says why there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from kg.calendar.candidates import era_candidates
from kg.calendar.edtf import is_edtf_like, parse_edtf
from kg.calendar.expression import TimeExpression
from kg.calendar.ganzhi import INDEX
from kg.calendar.julian import jdn_to_gregorian
from kg.calendar.ranges import read_range
from kg.calendar.reading import normalized
from kg.calendar.solar import (
    read_gregorian,
)
from kg.calendar.tsv import rows
from kg.calendar.yearless import before_the_republic, cycle_year
from kg.chinese.fold import fold
from kg.errors import InvalidDate

_CLAUSE_END = re.compile("[。；！？!?，,]+")
_MORE_DATES = re.compile("[至迄月日]")

LONGEST_DATE = 240  # characters; a longer text is prose, not a date


def parse(text: str, *, bounds: tuple[int, int] | None = None) -> tuple[TimeExpression, ...]:
    """Return all readings of a date, the likeliest first; never an empty tuple.

    ``text``: [dynasty][ruler][era][year | 干支][閏][month | season][day], 民國, a Gregorian date, a named period or
    EDTF; any script, any style of numerals. ``bounds``: first and last Gregorian year that the date can have; they
    choose among readings, and only with them is a 干支 without an era a year. Raises `kg.errors.InvalidDate` with the
    reason when the text cannot be read or the date cannot exist. Time is linear in the length of the text.

    >>> [c.edtf for c in parse("光緒二十三年十二月初八日")]
    ['1897-12-31']
    >>> [(c.court, c.edtf) for c in parse("至元二年")]
    [('元', '1265-01-26/1266-02-13'), ('元', '1336-02-21/1337-02-08')]
    """
    if not isinstance(text, str) or len(text) > LONGEST_DATE:
        raise InvalidDate("the text is too long to be one date", hint=f"Give at most {LONGEST_DATE} characters.")
    found = _candidates(text, bounds)
    if bounds:
        inside = tuple(c for c in found if _within(c, bounds))
        if not inside:
            raise InvalidDate(f"{text.strip()}: no reading lies in the years {bounds[0]}-{bounds[1]}")
        return inside
    return found


def _within(candidate: TimeExpression, bounds: tuple[int, int]) -> bool:
    first, last = candidate.jdn_from, candidate.jdn_to
    return (last is None or jdn_to_gregorian(last)[0] >= bounds[0]) and (
        first is None or jdn_to_gregorian(first)[0] <= bounds[1]
    )


def _candidates(text: str, bounds: tuple[int, int] | None) -> tuple[TimeExpression, ...]:
    stripped = text.strip()
    if not stripped:
        raise InvalidDate("no date was given", hint="Write a date such as 光緒二十三年十二月初八日.")
    western = read_gregorian(fold(stripped).replace(" ", ""), text)
    if western is not None:
        return (western,)
    if is_edtf_like(stripped):
        return (parse_edtf(stripped).expression(text),)
    try:
        return _chinese(stripped, text, bounds)
    except InvalidDate as reason:
        found = _one_clause(stripped, text)
        if found is None:
            raise reason from None
        return found


def _one_clause(stripped: str, text: str) -> tuple[TimeExpression, ...] | None:
    """Read the only clause of a sentence that is a date; None when none is, or when others name dates too."""
    clauses = [clause for clause in _CLAUSE_END.split(stripped) if clause]
    if len(clauses) < 2:
        return None
    readable = []
    for clause in clauses:
        try:
            found = era_candidates(normalized(clause)[0], text)
        except InvalidDate:
            if _MORE_DATES.search(clause):
                return None
            continue
        readable.append((clause, found))
    if len(readable) != 1:
        return None
    clause, found = readable[0]
    warning = f"only this clause was read: {clause}"
    return tuple(replace(c, certainty="uncertain", warnings=(*c.warnings, warning)) for c in found)


def _chinese(stripped: str, text: str, bounds: tuple[int, int] | None) -> tuple[TimeExpression, ...]:
    normal, gloss = normalized(stripped)
    before = before_the_republic(normal, text)
    if before is not None:
        return (before,)
    if normal in _named_periods():
        return (replace(_named_periods()[normal], words=text),)
    if (index := INDEX.get(normal.rstrip("年岁"))) is not None:
        return cycle_year(text, index, bounds)
    between = read_range(normal, text, era_candidates)
    found = between if between is not None else era_candidates(normal, text)
    return _with_gloss(found, gloss)


@cache
def _named_periods() -> dict[str, TimeExpression]:
    return {
        row[0]: replace(parse_edtf(row[3]).expression(row[0]), kind="period", certainty="approximate")
        for row in rows("named_periods.tsv")
    }


def _with_gloss(found: tuple[TimeExpression, ...], gloss: int | None) -> tuple[TimeExpression, ...]:
    """Check the Western year that the text gives in brackets against the readings; it also chooses among them."""
    if gloss is None:
        return found
    fitting = tuple(c for c in found if _within(c, (gloss, gloss)))
    if fitting:
        return fitting
    warning = f"the year in brackets, {gloss}, does not fit the date"
    return tuple(replace(c, warnings=(*c.warnings, warning), certainty="uncertain") for c in found)
