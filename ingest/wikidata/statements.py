"""Statements of Wikidata entities: values, ranks, qualifiers, and times with their precision and calendar.

Format: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html. Whatever does not have the shape that is
described there is passed over by these functions, which never raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.dating import Dating, read_dating
from kg.calendar.julian import jdn_to_gregorian, julian_to_jdn

_JULIAN = "Q1985786"
_CIRCA, _PRESUMABLY = ("Q5727902",), ("Q18122778", "Q18603603")
_TIME = re.compile(r"([+-])(\d{1,16})-(\d\d)-(\d\d)T")
#: Precisions: 6 millennium, 7 century, 8 decade, 9 year, 10 month, 11 day.
_MILLENNIUM, _CENTURY, _DECADE, _YEAR, _MONTH, _DAY = range(6, 12)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``value`` is None where it is unknown (``somevalue``) or there is none (``novalue``)."""

    kind: str
    value: Any
    qualifiers: Mapping[str, Any]
    references: tuple[Any, ...]


def statements(entity: Mapping[str, Any], property_: str) -> list[Statement]:
    """The statements of a property that hold: those of the best rank, never deprecated ones."""
    claims = entity.get("claims")
    found = claims.get(property_) if isinstance(claims, dict) else None
    ranked = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    preferred = [each for each in ranked if each.get("rank") == "preferred"]
    return [_statement(each) for each in preferred or ranked if each.get("rank") != "deprecated"]


def item_id(value: Any) -> str:
    """The number of an item that is a value, empty for anything else."""
    if not isinstance(value, dict):
        return ""
    found = value.get("id") or (f"Q{value['numeric-id']}" if isinstance(value.get("numeric-id"), int) else "")
    return found if isinstance(found, str) and re.fullmatch(r"Q\d{1,12}", found) else ""


def qualifiers(statement: Statement, property_: str) -> Iterator[Any]:
    """The values of a qualifier."""
    found = statement.qualifiers.get(property_)
    for snak in found if isinstance(found, list) else []:
        kind, value = _snak(snak)
        if kind == "value":
            yield value


def reference_values(statement: Statement, property_: str) -> Iterator[Any]:
    """The values that references of a statement give for a property, such as P1476 (title)."""
    for reference in statement.references:
        snaks = reference.get("snaks") if isinstance(reference, dict) else None
        found = snaks.get(property_) if isinstance(snaks, dict) else None
        for snak in found if isinstance(found, list) else []:
            kind, value = _snak(snak)
            if kind == "value":
                yield value


def reference_items(statement: Statement, property_: str) -> Iterator[str]:
    """The items among them, such as those of P248 (stated in)."""
    return (number for value in reference_values(statement, property_) if (number := item_id(value)))


def read_time(statement: Statement) -> Dating | None:
    """The time of a statement with what its qualifiers say: about, presumably, not before, not after."""
    standard = edtf(statement.value)
    if not standard:
        return None
    earliest = next((text for value in qualifiers(statement, "P1319") if (text := edtf(value))), "")
    latest = next((text for value in qualifiers(statement, "P1326") if (text := edtf(value))), "")
    if (earliest or latest) and not {"/", "X"} & set(earliest + latest):
        return read_dating("", f"{earliest or '..'}/{latest or '..'}")
    how = {item_id(value) for value in qualifiers(statement, "P1480")}
    if not {"/", "X"} & set(standard):
        about, doubt = not how.isdisjoint(_CIRCA), not how.isdisjoint(_PRESUMABLY)
        standard += "%" if about and doubt else "~" if about else "?" if doubt else ""
    return read_dating(_julian_words(statement.value, standard), standard)


def edtf(value: Any) -> str:
    """A time value in the Gregorian calendar as EDTF, empty for what is none or less exact than a millennium.

    >>> day = {"time": "+1582-10-04T00:00:00Z", "precision": 11}
    >>> edtf(day | {"calendarmodel": "http://www.wikidata.org/entity/Q1985786"})
    '1582-10-14'
    >>> edtf({"time": "-0551-00-00T00:00:00Z", "precision": 9}), edtf({"time": "+1850-01-01T00:00:00Z", "precision": 7})
    ('-0550', '1801/1900')
    """
    match = _TIME.match(str(value.get("time"))) if isinstance(value, dict) else None
    if match is None:
        return ""
    sign, digits, month_text, day_text = match.groups()
    # The format has no year 0: -0001 is 1 BC.
    year = int(digits) if sign == "+" else 1 - int(digits)
    month, day, precision = int(month_text), int(day_text), value.get("precision")
    if abs(year) > 9999 or not isinstance(precision, int):
        return ""
    if precision >= _DAY and 1 <= month <= 12 and 1 <= day <= 31:
        if str(value.get("calendarmodel")).endswith(_JULIAN):
            year, month, day = jdn_to_gregorian(julian_to_jdn(year, month, day))
        return f"{_four(year)}-{month:02d}-{day:02d}"
    if precision >= _MONTH and 1 <= month <= 12:
        return f"{_four(year)}-{month:02d}"
    if precision >= _YEAR:
        return _four(year)
    if precision == _DECADE and year >= 0:
        return f"{year // 10:03d}X"
    span = {_CENTURY: 100, _MILLENNIUM: 1000}.get(precision)
    if span is None or year < 1:
        return ""
    first = (year - 1) // span * span + 1
    return f"{_four(first)}/{_four(first + span - 1)}"


def _julian_words(value: Mapping[str, Any], standard: str) -> str:
    """The date as the statement gives it, where that is a day of the Julian calendar; else empty."""
    if not str(value.get("calendarmodel")).endswith(_JULIAN) or not re.match(r"-?\d{4}-\d\d-\d\d", standard):
        return ""
    return f"{str(value.get('time')).lstrip('+').partition('T')[0]} (Julian calendar)"


def _four(year: int) -> str:
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def _statement(raw: Mapping[str, Any]) -> Statement:
    kind, value = _snak(raw.get("mainsnak"))
    found, references = raw.get("qualifiers"), raw.get("references")
    return Statement(
        kind,
        value,
        found if isinstance(found, dict) else {},
        tuple(references) if isinstance(references, list) else (),
    )


def _snak(snak: Any) -> tuple[str, Any]:
    if not isinstance(snak, dict):
        return "", None
    value = snak.get("datavalue")
    return str(snak.get("snaktype")), value.get("value") if isinstance(value, dict) else None
