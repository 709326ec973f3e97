"""The attributes of dates in TEI (att.datable, its .w3c, .iso and .custom) brought to one machine form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.dating import Dating, interval, read_dating
from kg.calendar import parse_edtf
from kg.calendar.julian import jdn_to_gregorian
from kg.errors import InvalidDate

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Families of attributes in the order in which they are believed.
_FAMILIES = ("", "-iso")
#: The ids of the time authority of DILA: the Julian Day Numbers of the first and the last day.
_DAYS = re.compile(r"j(\d{7})(\d{7})?")
_CHINESE = re.compile("[\u3400-\u9fff]{2}")
_DATE = re.compile(r"([+-]?)(\d{1,4})(-\d\d)?(-\d\d)?(?:T.*)?Z?")


def dating_of(element: _Element, words: str) -> Dating:
    """What an element says of a time: its words and its attributes; without these the words are read.

    An instant of a day is that day. A custom form (@when-custom, often a date of another calendar) is read as words
    where nothing better is said.

    >>> from lxml import etree
    >>> dating_of(etree.fromstring('<date from-iso="+0977-01-19" to-iso="+0984-12-10"/>'), "太平興國").expression.edtf
    '0977-01-19/0984-12-10'
    """
    for family in _FAMILIES:
        if standard := _standard(element, family):
            return _with_parts(read_dating(words, _narrowed(standard, element.get("key") or "")))
    custom = element.get("when-custom") or ""
    found = read_dating(words)
    if found.expression is None and custom:
        other = read_dating(words, custom)
        other = read_dating(custom) if other.expression is None else other
        return Dating(words or custom, other.expression, found.reason if other.expression is None else "")
    return found


def has_dating(element: _Element) -> bool:
    """Whether an element has any attribute that dates it."""
    names = ("when", "from", "to", "notBefore", "notAfter")
    return any(element.get(f"{name}{family}") for family in (*_FAMILIES, "-custom") for name in names)


def _standard(element: _Element, family: str) -> str:
    """The EDTF of a family of attributes, empty where the element has none of it that names a year."""
    when, begin, end, after, before = (
        _extended(element.get(f"{name}{family}") or "") for name in ("when", "from", "to", "notBefore", "notAfter")
    )
    if when:
        return when
    return interval(begin or after, end or before)


def _with_parts(dating: Dating) -> Dating:
    """A date whose words name a court, an era and the same days as its attributes, with these parts."""
    known = dating.expression
    if known is None or dating.reason or not _CHINESE.search(dating.words):
        return dating
    years = dating.years
    bounds = (years[0], years[1]) if years[0] is not None and years[1] is not None else None
    found = read_dating(dating.words, bounds=bounds)
    if found.expression is None or not found.is_chinese:
        return dating
    same = (found.expression.jdn_from, found.expression.jdn_to) == (known.jdn_from, known.jdn_to)
    return found if same else dating


def _narrowed(standard: str, key: str) -> str:
    """The days of a key of the time authority where they lie within what the other attributes say, which are often
    whole years; those attributes where they do not.
    """
    match = _DAYS.fullmatch(key)
    if match is None:
        return standard
    first, last = int(match[1]), int(match[2] or match[1])
    try:
        outer = parse_edtf(standard).expression(standard)
    except InvalidDate:
        return standard
    begin, end = outer.jdn_from, outer.jdn_to
    if (begin is not None and first < begin) or (end is not None and last > end) or first > last:
        return standard
    return interval(*(_iso(*jdn_to_gregorian(day)) for day in (first, last)))


def _iso(year: int, month: int, day: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


def _extended(text: str) -> str:
    """A date without its time, with four digits of the year; what has no year (``--05-03``) says nothing here."""
    text = text.strip()
    if text.startswith("--") or not text:
        return ""
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    sign, year, month, day = match.groups()
    return f"{'-' if sign == '-' else ''}{int(year):04}{month or ''}{day or ''}"
