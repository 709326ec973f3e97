"""From the text of a cell to a term: the value types that a mapping can name.

Every converter raises InvalidInput, whose message is the reason given for the problem.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from ingest.dating import Dating, read_dating
from kg.calendar import TimeExpression
from kg.errors import InvalidInput
from kg.terms import Term, iri, literal
from kg.terms import integer as integer_term
from kg.terms import typed as typed_term

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?")
_DATE = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LAST_YEAR = 9999
_DECIMAL_DIGITS = 18


def integer(text: str) -> Term:
    """An xsd:integer."""
    if not _INTEGER.fullmatch(text):
        raise InvalidInput(f'"{text}" is not a whole number')
    return integer_term(int(text))


def year(text: str) -> Term:
    """A year as an xsd:integer, counted as historians do: 1 BCE is -1 and there is no year 0.

    >>> year("-551")
    '"-551"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if not _INTEGER.fullmatch(text):
        raise InvalidInput(f'"{text}" is not a year')
    number = int(text)
    if number == 0:
        raise InvalidInput('"0" is not a year; where it means unknown, list it under missing')
    if abs(number) > _LAST_YEAR:
        raise InvalidInput(f'"{text}" cannot be a year')
    return integer_term(number)


def decimal(text: str) -> Term:
    """An xsd:decimal in canonical form (no exponent, no idle zeros, at most 18 digits on either side of the point).

    >>> decimal("+031.50")
    '"31.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    match = _DECIMAL.fullmatch(text)
    if not match or not (match[2] or match[3]):
        raise InvalidInput(f'"{text}" is not a decimal number')
    whole, fraction = match[2].lstrip("0") or "0", (match[3] or "").rstrip("0")
    if max(len(whole), len(fraction)) > _DECIMAL_DIGITS:
        raise InvalidInput(f'"{text}" has more than {_DECIMAL_DIGITS} digits on one side of the point')
    number = f"{whole}.{fraction}" if fraction else whole
    return typed_term(f"-{number}" if match[1] == "-" and number != "0" else number, "xsd:decimal")


def date(text: str) -> Term:
    """An ISO 8601 year, month or day as xsd:gYear, xsd:gYearMonth or xsd:date.

    Dates of the Chinese calendar are read by ``edtf`` and ``edtf_year``.

    >>> date("1916-04-27")
    '"1916-04-27"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    match = _DATE.fullmatch(text)
    if not match or int(match[1]) == 0:
        raise InvalidInput(f'"{text}" is not a date (YYYY, YYYY-MM or YYYY-MM-DD)')
    try:
        # A leap year 400 years on has the same days and lies where datetime can reach.
        datetime.date(int(match[1]) % 400 + 2000, int(match[2] or 1), int(match[3] or 1))
    except ValueError as error:
        raise InvalidInput(f'"{text}" is not a date that exists') from error
    datatype = "xsd:date" if match[3] else "xsd:gYearMonth" if match[2] else "xsd:gYear"
    return typed_term(text, datatype)


def edtf(text: str) -> Term:
    """The EDTF of a date in any words that the calendar reads: 光绪二十三年十二月初八日, 咸豐間, 1844-11.

    >>> edtf("道光二十五年十月初一日")
    '"1845-10-31"'
    """
    return literal(_expression(text).edtf)


def edtf_year(text: str) -> Term | None:
    """The year of such a date; None where it spans several, as a year of the Chinese calendar does.

    >>> edtf_year("道光二十五年十月初一日")
    '"1845"^^<http://www.w3.org/2001/XMLSchema#integer>'
    >>> edtf_year("光緒二十三年") is None
    True
    """
    first, last = Dating(text, _expression(text)).years
    return integer_term(first) if first is not None and first == last else None


def _expression(text: str) -> TimeExpression:
    dating = read_dating(text)
    if dating.expression is None:
        raise InvalidInput(dating.reason)
    return dating.expression


#: The value types of a column, by the name that a description uses.
VALUE_TYPES: dict[str, Callable[[str], Term | None]] = {
    "string": literal,
    "integer": integer,
    "decimal": decimal,
    "year": year,
    "date": date,
    "edtf": edtf,
    "edtf-year": edtf_year,
    "iri": iri,
}
