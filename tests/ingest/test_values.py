"""Value types: what a cell may say, and that a store takes the term as it is."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values import VALUE_TYPES, decimal, iri, year
from kg.errors import InvalidInput


def stored(term: str) -> str:
    """The term after it went through a store."""
    store = ox.Store()
    store.load(f"<x:s> <x:p> {term} .".encode(), ox.RdfFormat.N_TRIPLES)
    return str(next(iter(store)).object)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("integer", "+007", "7"),
        ("year", "-0551", "-551"),
        ("decimal", "031.7830", "31.783"),
        ("decimal", "-.50", "-0.5"),
        ("decimal", "12.", "12"),
        ("decimal", "-0.0", "0"),
        ("date", "1916-04-27", "1916-04-27"),
        ("date", "2000-02-29", "2000-02-29"),
        ("date", "1916-04", "1916-04"),
        ("date", "-0206", "-0206"),
        ("edtf", "咸豐間", "1851/1861"),
        ("edtf", "光绪廿三年十二月廿八日", "1898-01-20"),
        ("edtf-year", "光绪廿三年十二月廿八日", "1898"),
        ("string", '杏蓀\t"x"', '杏蓀\\t\\"x\\"'),
    ],
)
def test_a_value_becomes_the_canonical_term(kind: str, text: str, value: str) -> None:
    term = VALUE_TYPES[kind](text)
    assert term is not None
    assert term.startswith(f'"{value}"')
    assert stored(term) == term


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("integer", text) for text in ("1.5", "１２", "1_000", "x", "--1")),
        *(("year", text) for text in ("0", "-0", "18715", "1844?", "道光")),
        *(("decimal", text) for text in (".", "1e3", "1,5", "NaN", "0." + "1" * 19)),
        *(("date", text) for text in ("1916-02-30", "1900-02-29", "1916-13", "916", "0000-01-01", "1916/04/27")),
        *((kind, text) for kind in ("edtf", "edtf-year") for text in ("咸豐八年三月三十日", "甲子", "某年")),
        *(
            ("iri", text)
            for text in ("example.org", "http://a b", "http://a/%zz", "http://a/[", "/x", "http://a/\ue000")
        ),
    ],
)
def test_a_value_that_is_not_of_its_type_is_refused(kind: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        VALUE_TYPES[kind](text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**6), max_value=10**6))
def test_a_decimal_is_stored_as_it_is_written(number: Decimal) -> None:
    term = decimal(f"{number:f}")
    assert stored(term) == term


@given(st.integers(-9999, 9999).filter(bool))
def test_a_year_is_stored_as_it_is_written(number: int) -> None:
    assert stored(year(str(number))) == year(str(number))


@given(st.text("ab:/?#[]@%20é中\ue000\u200b.-_~!'()*", max_size=12))
def test_an_iri_that_is_accepted_is_accepted_by_the_store(text: str) -> None:
    try:
        term = iri(f"http://example.org/{text}")
    except InvalidInput:
        return
    assert stored(term) == term
