"""Numerals, the sexagenary cycle and Julian Day Numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.calendar.ganzhi import NAMES, day_index, first_day_from, year_index
from kg.calendar.julian import (
    checked_gregorian,
    display_date,
    gregorian_to_jdn,
    iso_date,
    jdn_to_gregorian,
    jdn_to_julian,
    julian_to_jdn,
)
from kg.calendar.numerals import consecutive, day_in_words, in_words, number
from kg.errors import InvalidDate


@given(st.integers(1, 9999))
def test_words_of_a_number_are_read_as_that_number(value: int) -> None:
    assert number(in_words(value)) == value
    assert number(str(value)) == value
    assert number("".join("〇一二三四五六七八九"[int(d)] for d in str(value))) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十有七", 17),
        ("廿", 20),
        ("卅一", 31),
        ("贰拾叁", 23),
        ("一千八百九十七", 1897),
        ("二十又五", 25),
        ("一百一", 101),
    ],
)
def test_old_and_formal_numerals(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "十百", "二廿", "有七", "十有", "百千", "年", "一" * 13])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert number(text) is None


def test_neighbouring_numbers_are_told_from_positional_digits() -> None:
    assert consecutive("七八") == (7, 8)
    assert consecutive("二十二三") == (22, 23)
    assert consecutive("23") is None


def test_days_in_words() -> None:
    assert [day_in_words(day) for day in (1, 10, 11, 20, 21, 30)] == ["初一", "初十", "十一", "二十", "廿一", "三十"]


@given(st.dates())
def test_gregorian_days_agree_with_the_standard_library(day: date) -> None:
    jdn = gregorian_to_jdn(day.year, day.month, day.day)
    assert jdn == day.toordinal() + 1721425
    assert jdn_to_gregorian(jdn) == (day.year, day.month, day.day)
    assert iso_date(jdn) == day.isoformat()


@given(st.integers(-2_000_000, 5_000_000))
def test_both_calendars_return_to_the_same_day(jdn: int) -> None:
    assert gregorian_to_jdn(*jdn_to_gregorian(jdn)) == jdn
    assert julian_to_jdn(*jdn_to_julian(jdn)) == jdn


def test_display_changes_calendar_on_15_october_1582() -> None:
    first = gregorian_to_jdn(1582, 10, 15)
    assert display_date(first) == "1582-10-15"
    assert display_date(first - 1) == "J1582-10-04"


def test_days_that_do_not_exist_are_refused() -> None:
    with pytest.raises(InvalidDate, match="28 days"):
        checked_gregorian(1900, 2, 29)
    with pytest.raises(InvalidDate, match="no month 13"):
        checked_gregorian(1900, 13, 1)


def test_cycle_of_days_and_years() -> None:
    republic = gregorian_to_jdn(1912, 1, 1)
    assert NAMES[day_index(republic)] == "丙子"
    assert NAMES[year_index(1911)] == "辛亥"
    assert first_day_from(republic, day_index(republic)) == republic
    assert timedelta(days=first_day_from(republic, 0) - republic) < timedelta(days=60)
