"""Comparing RDF values as SHACL and SPARQL do: numbers, texts and dates among themselves, nothing across."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

from pyoxigraph import Literal

from kg.store import Node
from ontology.namespaces import PREFIXES

#: Kind of value and what is compared within the kind.
Comparable: TypeAlias = tuple[str, int | float | str | datetime]

_XSD = PREFIXES["xsd"]
_SIGNED = ("integer", "int", "long", "short", "byte")
_BOUNDED = ("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")
_WHOLE_NUMBERS = frozenset(_XSD + name for name in (*_SIGNED, *_BOUNDED))
_NUMBERS = _WHOLE_NUMBERS | {_XSD + name for name in ("decimal", "double", "float")}
_STRING = _XSD + "string"
#: The lexical forms of datatypes (XML Schema 1.1, part 2); those not listed take any text.
_LEXICAL = {
    **dict.fromkeys(_WHOLE_NUMBERS, re.compile(r"[+-]?[0-9]+")),
    _XSD + "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
    _XSD + "double": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
    _XSD + "boolean": re.compile("true|false|1|0"),
    _XSD + "gYear": re.compile(r"-?[0-9]{4,}(Z|[+-][0-9]{2}:[0-9]{2})?"),
    _XSD + "date": re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?"),
    _XSD + "dateTime": re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,}(Z|[+-][0-9]{2}:[0-9]{2})?"),
}


def is_legal(value: Node, datatype: str) -> bool:
    """Whether a node is a literal of a datatype with a lexical form that is legal for it.

    >>> from pyoxigraph import NamedNode
    >>> is_legal(Literal("1844", datatype=NamedNode(_XSD + "integer")), _XSD + "integer"), is_legal(Literal("1"), _XSD)
    (True, False)
    """
    if not isinstance(value, Literal) or value.datatype.value != datatype:
        return False
    form = _LEXICAL.get(datatype)
    return form is None or form.fullmatch(value.value) is not None


def whole_number(value: Node) -> int | None:
    """The number of a literal of a whole-number type, else None."""
    if isinstance(value, Literal) and value.datatype.value in _WHOLE_NUMBERS:
        try:
            return int(value.value)
        except ValueError:
            return None
    return None


def comparable(value: Node) -> Comparable | None:
    """What a value is compared by; None for IRIs, texts with a language, and datatypes without an order."""
    if not isinstance(value, Literal) or value.language:
        return None
    datatype = value.datatype.value
    try:
        if datatype in _WHOLE_NUMBERS:
            return "number", int(value.value)
        if datatype in _NUMBERS:
            return "number", float(value.value)
        if datatype in (_XSD + "date", _XSD + "dateTime"):
            moment = datetime.fromisoformat(value.value)
            return f"{datatype} {moment.tzinfo is None}", moment
    except ValueError:
        return None
    return ("text", value.value) if datatype == _STRING else None


def is_less(one: Node, other: Node, *, or_equal: bool) -> bool:
    """Whether the first value comes before the second (or is equal); false where they cannot be compared."""
    left, right = comparable(one), comparable(other)
    if left is None or right is None or left[0] != right[0]:
        return False
    return left[1] < right[1] or (or_equal and left[1] == right[1])  # type: ignore[operator]  # of one kind


def fits_language(value: Node, ranges: tuple[str, ...]) -> bool:
    """Whether a literal has a language tag that one of the ranges matches (RFC 4647, basic filtering).

    >>> fits_language(Literal("盛宣懷", language="zh-hant"), ("zh",)), fits_language(Literal("x"), ("zh",))
    (True, False)
    """
    return isinstance(value, Literal) and _matches((value.language or "").lower(), ranges)


@lru_cache(maxsize=1024)
def _matches(tag: str, ranges: tuple[str, ...]) -> bool:
    return bool(tag) and any(r == "*" or tag == r.lower() or tag.startswith(f"{r.lower()}-") for r in ranges)
