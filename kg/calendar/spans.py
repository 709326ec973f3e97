"""Parts of an era: 年間, 初年, 末年, 中葉 as intervals of whole years with EDTF approximation marks.

Rule: 初 is the first third of the years of the era, 末 the last third, 中葉 the middle third, 間, 中, 時 the whole era.
"""

from __future__ import annotations

from kg.calendar.eras import Era
from kg.calendar.expression import Certainty, Kind, TimeExpression
from kg.calendar.julian import format_year, gregorian_to_jdn, jdn_to_gregorian
from kg.calendar.parts import Parts

_REPUBLIC = "中華民國"
_END_OF_THE_REPUBLICAN_PERIOD = gregorian_to_jdn(1949, 9, 30)


def place_span(era: Era, parts: Parts, words: str) -> TimeExpression:
    """Return the interval of an era, or of the part of it that ``parts.span`` names."""
    first, last = era.years
    end = era.last_jdn
    if era.court == _REPUBLIC and era.kind == "solar":
        end = _END_OF_THE_REPUBLICAN_PERIOD
        last = jdn_to_gregorian(end)[0] - era.first_year + 1
        parts.warn("民國 as a period is taken to end on 1949-09-30")
    third = -(-(last - first + 1) // 3)
    low, high = {
        "early": (first, first + third - 1),
        "late": (last - third + 1, last),
        "middle": (min(first + third, last), max(last - third, min(first + third, last))),
    }.get(parts.span, (first, last))
    jdn_from = max(era.first_jdn, _first_day(era, low))
    jdn_to = min(end, _last_day(era, high))
    years = [format_year(era.first_year - 1 + number) for number in (low, high)]
    open_left, open_right = parts.span in ("late", "middle"), parts.span in ("early", "middle")
    edtf = f"{years[0]}{'~' * open_left}/{years[1]}{'~' * open_right}"
    if low == high:
        edtf = years[0] + "~" * (open_left or open_right)
    kind: Kind = "period" if parts.span else "era"
    certainty: Certainty = "approximate" if parts.span in ("early", "late", "middle") else "certain"
    warnings = (*parts.warnings, *((era.note,) if era.note else ()))
    if era.kind == "unused":
        edtf, certainty = f"{format_year(era.first_year - 1)}/{format_year(era.first_year)}", "uncertain"
        jdn_from, jdn_to = era.first_jdn, era.last_jdn
    return TimeExpression(
        words,
        era.court,
        era.name,
        era.ruler,
        None,
        None,
        False,
        None,
        jdn_from,
        jdn_to,
        edtf,
        kind,
        certainty,
        warnings,
    )


def _first_day(era: Era, number: int) -> int:
    year = era.first_year - 1 + number
    found = era.table.year(year) if era.kind in ("lunar", "count") else None
    return found.first_jdn if found else gregorian_to_jdn(year, 1, 1)


def _last_day(era: Era, number: int) -> int:
    year = era.first_year - 1 + number
    found = era.table.year(year) if era.kind in ("lunar", "count") else None
    return found.last_jdn if found else gregorian_to_jdn(year, 12, 31)
