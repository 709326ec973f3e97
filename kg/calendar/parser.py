"""Reads dates: `parse` returns every reading of a Chinese or Western date, or says why there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from kg.calendar.edtf import is_edtf_like, parse_edtf
from kg.calendar.era_years import Misfit, candidate_years
from kg.calendar.eras import Era
from kg.calendar.expression import TimeExpression
from kg.calendar.ganzhi import INDEX
from kg.calendar.julian import jdn_to_gregorian
from kg.calendar.parts import Parts
from kg.calendar.placing import LunarDate
from kg.calendar.ranges import read_range
from kg.calendar.reading import Reading, is_date_like, normalized, readings
from kg.calendar.solar import (
    is_lunar_style,
    place_solar,
    place_taiping,
    read_gregorian,
    solar_year,
)
from kg.calendar.spans import place_span
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
            found = _era_candidates(normalized(clause)[0], text)
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
    between = read_range(normal, text, _era_candidates)
    found = between if between is not None else _era_candidates(normal, text)
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


def _era_candidates(normal: str, words: str) -> tuple[TimeExpression, ...]:
    """Return the candidates of all eras named in a normalized text."""
    found = readings(normal)
    if not found:
        raise InvalidDate(
            f"{words.strip()[:60]}: no era name and no Western date was found",
            hint="Write the era and the year (光緒二十三年), or a Western date (1897-12-31).",
        )
    inside: list[TimeExpression] = []
    beyond: list[TimeExpression] = []
    reasons: list[InvalidDate] = []
    for reading in found:
        try:
            _check_read(reading, words)
        except InvalidDate as reason:
            reasons.append(reason)
            continue
        for era in reading.eras:
            _place(era, reading, words, inside, beyond, reasons)
    candidates = _unique(inside or beyond)
    if not candidates:
        raise max(reasons, key=lambda reason: isinstance(reason, Misfit))
    return tuple(candidates)


def _check_read(reading: Reading, words: str) -> None:
    parts = reading.parts
    if reading.refused_courts:
        raise InvalidDate(
            f"{words.strip()[:60]}: no court of that name ({'、'.join(sorted(reading.refused_courts))}) used this era",
            hint="Check the dynasty or leave it out.",
        )
    if is_date_like(parts.unread):
        raise InvalidDate(
            f"{words.strip()[:60]}: cannot read “{parts.unread}”", hint="Check the numerals and the words 年 月 日."
        )
    if reading.before and is_date_like(reading.before):
        raise InvalidDate(f"{words.strip()[:60]}: cannot read “{reading.before}”", hint="Give one date at a time.")
    if not parts.has_year and not parts.span and (parts.month is not None or parts.has_day or parts.any_leap):
        raise InvalidDate(f"{words.strip()[:60]}: the year is missing", hint="Supply the year of the era.")


def _place(
    era: Era,
    reading: Reading,
    words: str,
    inside: list[TimeExpression],
    beyond: list[TimeExpression],
    reasons: list[InvalidDate],
) -> None:
    """Add what an era makes of a reading to ``inside`` or ``beyond`` its years, or the reason why nothing fits."""
    parts = reading.parts
    try:
        if not parts.has_year or era.kind == "unused":
            _add(inside, place_span(era, parts, words), reading)
        elif era.kind == "tianli":
            _add(inside, place_taiping(era, parts, words), reading)
        elif era.kind == "solar":
            for candidate in _solar(era, parts, words):
                _add(inside, candidate, reading)
        else:
            numbers, late = candidate_years(era, parts)
            for number in numbers:
                try:
                    date = LunarDate(era, replace(parts), number, words, late)
                    _add(beyond if late else inside, date.place(), reading)
                except InvalidDate as reason:
                    reasons.append(reason)
    except InvalidDate as reason:
        reasons.append(reason)


def _solar(era: Era, parts: Parts, words: str) -> list[TimeExpression]:
    """Return the readings of a 民國 date: lunar where the words say so, else of the solar calendar in force."""
    if not is_lunar_style(parts) or (parts.month is None and not parts.any_leap):
        return [place_solar(era, parts, words)]
    year = solar_year(era, parts)
    lunar = LunarDate(replace(era, kind="lunar"), replace(parts), year - era.first_year + 1, words, False)
    lunar.warnings.append("read in the lunar calendar because of its words; the calendar in force was solar")
    return [replace(lunar.place(), certainty="uncertain" if parts.style != "lunar" else "certain")]


def _add(found: list[TimeExpression], candidate: TimeExpression, reading: Reading) -> None:
    left = "、".join(text for text in (reading.before, reading.parts.unread) if text)
    if left:
        warning = f"words left unread: {left}"
        certainty = candidate.certainty if candidate.kind == "day" else "uncertain"
        candidate = replace(candidate, certainty=certainty, warnings=(*candidate.warnings, warning))
    found.append(candidate)


def _unique(found: list[TimeExpression]) -> list[TimeExpression]:
    """Leave out a second court that gives the same days for the same year of the same era."""
    seen: dict[tuple[object, ...], TimeExpression] = {}
    for candidate in found:
        seen.setdefault((candidate.era, candidate.year, candidate.edtf), candidate)
    return list(seen.values())
