"""Dates of sources as claims: the words, the EDTF, the years, and, for Chinese dates, court, era and lunar parts.

Formats of archives and editions give a date twice at best: in words and in a form for machines (``@normal``,
``@standarddate``, ``@when``). The machine form is believed where it is EDTF; else the words are read where they have
one reading. Words that nobody can read stay words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.calendar import TimeExpression, parse, parse_edtf
from kg.calendar.julian import jdn_to_gregorian
from kg.errors import InvalidDate
from kg.terms import Term, Triple, curie, integer, literal, typed

_TYPE, _TIME = curie("rdf:type"), curie("zs:TimeExpression")
_WORDS, _EDTF, _YEAR = curie("zs:dateText"), curie("zs:edtf"), curie("zs:year")
_BEGIN, _END = curie("zs:beginYear"), curie("zs:endYear")
_TRUE = typed("true", "xsd:boolean")


@dataclass(frozen=True, slots=True)
class Dating:
    """A date as a source gives it: ``words`` as written, ``expression`` what they mean or None.

    ``reason`` says why there is no expression although there should be one: the machine form is not EDTF, or the words
    name a day that cannot exist or several.
    """

    words: str
    expression: TimeExpression | None
    reason: str = ""

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The years in which it begins and ends; None where open or unknown."""
        found = self.expression
        return (None, None) if found is None else (_year(found.jdn_from), _year(found.jdn_to))

    @property
    def is_chinese(self) -> bool:
        """Whether it names a court or an era, so that there is more to it than an interval of days."""
        return self.expression is not None and bool(self.expression.court or self.expression.era)


def read_dating(words: str, standard: str = "", *, bounds: tuple[int, int] | None = None) -> Dating:
    """A date from its words and its machine form (EDTF or ISO 8601; empty where the source has none).

    ``bounds`` are the first and last year that it can have; they choose among readings.

    >>> read_dating("光绪二十三年十二月初八日").expression.edtf
    '1897-12-31'
    >>> read_dating("about the turn of the century", "1899/1901").years
    (1899, 1901)
    >>> read_dating("sometime").expression is None
    True
    """
    words, standard = " ".join(words.split()), standard.strip()
    reason = ""
    if standard:
        try:
            return Dating(words or standard, parse_edtf(_extended(standard)).expression(words or standard))
        except InvalidDate as error:
            reason = str(error)
    if not words:
        return Dating(standard, None, reason)
    try:
        found = parse(words, bounds=bounds)
    except InvalidDate as error:
        return Dating(words, None, reason or str(error))
    if len(found) > 1:
        return Dating(
            words, None, reason or f"{words}: has {len(found)} readings: {', '.join(each.edtf for each in found)}"
        )
    return Dating(words, found[0], reason)


def interval(begin: str, end: str) -> str:
    """The EDTF interval of two machine forms, either of which may be empty (open); empty for neither.

    >>> interval("1872", "1873-02"), interval("", "1873"), interval("1872", "1872")
    ('1872/1873-02', '../1873', '1872')
    """
    begin, end = _extended(begin), _extended(end)
    if not begin and not end:
        return ""
    return begin if begin == end else f"{begin or '..'}/{end or '..'}"


def direct_claims(subject: Term, dating: Dating, language: str = "") -> Iterator[Triple]:
    """What is said of the dated thing itself: words, EDTF, and its year, or first and last year."""
    if dating.words:
        yield subject, _WORDS, literal(dating.words, language)
    if dating.expression is None:
        return
    yield subject, _EDTF, literal(dating.expression.edtf)
    first, last = dating.years
    if first is not None and first == last:
        yield subject, _YEAR, integer(first)
        return
    if first is not None:
        yield subject, _BEGIN, integer(first)
    if last is not None:
        yield subject, _END, integer(last)


def time_claims(node: Term, dating: Dating, language: str = "") -> Iterator[Triple]:
    """A time expression of its own (model.md, rule 2): words, court and lunar parts, Julian days, EDTF."""
    yield node, _TYPE, _TIME
    yield from direct_claims(node, dating, language)
    found = dating.expression
    if found is None:
        return
    for name, text in (("court", found.court), ("eraName", found.era), ("ruler", found.ruler)):
        if text:
            yield node, curie(f"zs:{name}"), literal(text)
    for name, number in (
        ("eraYear", found.year),
        ("lunarMonth", found.month),
        ("lunarDay", found.day),
        ("julianDayFrom", found.jdn_from),
        ("julianDayTo", found.jdn_to),
    ):
        if number is not None:
            yield node, curie(f"zs:{name}"), integer(number)
    if found.leap:
        yield node, curie("zs:leapMonth"), _TRUE


def _year(day: int | None) -> int | None:
    return None if day is None else jdn_to_gregorian(day)[0]


def _extended(text: str) -> str:
    """ISO 8601 in its extended form, as EDTF wants it: ``18970202`` is ``1897-02-02``."""
    parts = [part.strip() for part in text.strip().split("/")]
    return "/".join(f"{p[:4]}-{p[4:6]}-{p[6:]}" if len(p) == 8 and p.isdigit() else p for p in parts)
