"""EDTF levels 0-2: the published suite, bounds, and that writing gives back what was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.calendar.edtf import is_edtf, parse_edtf, write_alternatives, write_interval
from kg.calendar.julian import gregorian_to_jdn
from kg.errors import InvalidDate

SUITE = Path(__file__).resolve().parents[4] / "shared" / "suites" / "edtf-cases" / "edtf-validate.json"
needs_suite = pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")


def cases() -> tuple[set[str], set[str]]:
    lists = json.loads(SUITE.read_text(encoding="utf-8"))
    valid = {text for name, texts in lists.items() if "invalid" not in name for text in texts}
    invalid = {text for name, texts in lists.items() if "invalid" in name for text in texts}
    return valid, invalid


@needs_suite
def test_suite_is_accepted_and_refused_as_published() -> None:
    valid, invalid = cases()
    assert (len(valid), len(invalid)) == (205, 54)
    assert [text for text in valid if not is_edtf(text)] == []
    assert [text for text in invalid if is_edtf(text)] == []


@needs_suite
def test_what_is_read_is_written_again() -> None:
    for text in cases()[0]:
        expression = parse_edtf(text)
        assert str(expression) == text
        if expression.form == "date":
            assert str(expression.dates[0]) == text


@needs_suite
def test_bounds_are_ordered() -> None:
    for text in cases()[0]:
        expression = parse_edtf(text)
        if expression.jdn_from is not None and expression.jdn_to is not None:
            assert expression.jdn_from <= expression.jdn_to, text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1897-12-31", (1897, 12, 31), (1897, 12, 31)),
        ("1897-02", (1897, 2, 1), (1897, 2, 28)),
        ("1662/1682~", (1662, 1, 1), (1682, 12, 31)),
        ("-20XX", (-2099, 1, 1), (-2000, 12, 31)),
        ("156X-12-25", (1560, 12, 25), (1569, 12, 25)),
        ("XXXX-02-29", (0, 2, 29), (9996, 2, 29)),
        ("1898-21", (1898, 3, 1), (1898, 5, 31)),
        ("1898-24", (1898, 12, 1), (1899, 2, 28)),
        ("1898-34", (1898, 4, 1), (1898, 6, 30)),
        ("1950S2", (1900, 1, 1), (1999, 12, 31)),
        ("[1667,1668,1670..1672]", (1667, 1, 1), (1672, 12, 31)),
        ("1984-06-02T10:10:10Z", (1984, 6, 2), (1984, 6, 2)),
    ],
)
def test_bounds(text: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    expression = parse_edtf(text)
    assert (expression.jdn_from, expression.jdn_to) == (gregorian_to_jdn(*first), gregorian_to_jdn(*last))


def test_open_and_unknown_ends_have_no_bound() -> None:
    assert parse_edtf("1985/..").jdn_to is None
    assert parse_edtf("/1985").jdn_from is None
    assert parse_edtf("[..1984]").jdn_from is None


@pytest.mark.parametrize(
    ("text", "level"),
    [("1985", 0), ("1964/2008", 0), ("1985-04-12T23:20:30", 0), ("2001-21", 1), ("201X", 1), ("1985/..", 1),
     ("2004-%06", 2), ("1XXX-12", 2), ("[1667,1760-12]", 2), ("2001-29", 2), ("Y17E8", 2)],
)  # fmt: skip
def test_levels(text: str, level: int) -> None:
    assert parse_edtf(text).level == level


@pytest.mark.parametrize(
    "text", ["1897-02-29", "1897-13", "/", "[1897", "{1897,}", "1897..1898", "2000/1999", "?1897?"]
)
def test_what_is_not_edtf_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(InvalidDate, match="EDTF") as refused:
        parse_edtf(text)
    assert "EDTF" in refused.value.hint


def test_intervals_and_alternatives_are_written() -> None:
    day = gregorian_to_jdn(1897, 2, 2)
    assert write_interval(day, day) == "1897-02-02"
    assert write_interval(None, day) == "../1897-02-02"
    assert write_alternatives(["1265", "1336"]) == "[1265,1336]"
    assert is_edtf(write_interval(day, None))


@given(st.text(alphabet="0123456789XYES-/.,[]{}?~%TZ:+", max_size=40))
def test_any_text_of_edtf_characters_is_read_or_refused(text: str) -> None:
    try:
        expression = parse_edtf(text)
    except InvalidDate:
        return
    assert str(expression) == text
    assert expression.level in (0, 1, 2)
    assert expression.expression(text).edtf == text


@given(st.integers(-9999, 9999), st.integers(1, 12), st.integers(1, 28))
def test_every_day_of_four_digit_years_is_read(year: int, month: int, day: int) -> None:
    sign = "-" if year < 0 else ""
    text = f"{sign}{abs(year):04}-{month:02}-{day:02}"
    assert parse_edtf(text).jdn_from == parse_edtf(text).jdn_to == gregorian_to_jdn(year, month, day)
