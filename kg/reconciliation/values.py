"""Values of properties as they are compared: years from figures, EDTF and words, sexes, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from kg.calendar import parse, parse_edtf
from kg.calendar.julian import jdn_to_gregorian
from kg.errors import InvalidDate
from kg.reconciliation.profile import Years
from kg.reconciliation.table import rows
from ontology.namespaces import expand

_YEAR = re.compile(r"\s*(?:c(?:a|irca)?\.?|fl\.?|b\.?|d\.?|約|约)?\s*(-?[0-9]{1,4})\s*[?~%年]?\s*")
_SPAN = re.compile(r"\s*(?:fl\.?|active)?\s*([0-9]{3,4})\s*[-/\u2013\u2014~]\s*([0-9]{3,4})\s*")
_LONGEST = 60
_EARLIEST, _LATEST = -3000, 2200

#: What a sex is called in files.
_SEXES = {
    "male": ("男", "m", "male", "man", "1", "先生", "公"),
    "female": ("女", "f", "female", "woman", "2", "女史"),
}


@cache
def compared_as() -> dict[str, str]:
    """IRI of a property -> what it is compared as (``tables/properties.tsv``)."""
    return {expand(name): kind for name, kind in rows("properties")}


def read_years(text: str) -> Years | None:
    """The first and last year of a text, None where it tells none.

    >>> read_years("1844"), read_years("c. 1660"), read_years("1850/1860"), read_years("光緒三年"), read_years("?")
    ((1844, 1844), (1660, 1660), (1850, 1860), (1877, 1878), None)
    """
    text = text.strip()[:_LONGEST]
    if match := _YEAR.fullmatch(text):
        return _plausible(int(match[1]), int(match[1]))
    if match := _SPAN.fullmatch(text):
        return _plausible(int(match[1]), int(match[2]))
    if not text:
        return None
    return _edtf_years(text) or _chinese_years(text)


def _edtf_years(text: str) -> Years | None:
    try:
        found = parse_edtf(text)
    except InvalidDate:
        return None
    return _years(found.jdn_from, found.jdn_to)


def _chinese_years(text: str) -> Years | None:
    try:
        found = [_years(each.jdn_from, each.jdn_to) for each in parse(text)]
    except InvalidDate:
        return None
    return span(years for years in found if years)


def _years(first: int | None, last: int | None) -> Years | None:
    if first is None or last is None:
        return None
    return _plausible(jdn_to_gregorian(first)[0], jdn_to_gregorian(last)[0])


def _plausible(first: int, last: int) -> Years | None:
    if not first and not last:
        return None  # 0 is how tables write that a year is unknown
    return (first, last) if _EARLIEST <= first <= last <= _LATEST else None


def span(years: Iterable[Years]) -> Years | None:
    """From the first to the last of several; None for none."""
    known = list(years)
    return (min(each[0] for each in known), max(each[1] for each in known)) if known else None


def read_gender(text: str) -> str:
    """``male``, ``female`` or empty.

    >>> read_gender("女"), read_gender("https://w3id.org/zhishu/ontology/Male"), read_gender("?")
    ('female', 'male', '')
    """
    word = text.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2].strip().casefold()
    return next((sex for sex, words in _SEXES.items() if word in words), "")


def identifier_key(text: str) -> str:
    """An identifier or address as it is compared: without scheme, www and slash at the end.

    >>> identifier_key("http://www.wikidata.org/entity/Q123/") == identifier_key("https://wikidata.org/entity/Q123")
    True
    """
    return re.sub(r"^https?://(www\.)?", "", text.strip()).rstrip("/")[:500]
