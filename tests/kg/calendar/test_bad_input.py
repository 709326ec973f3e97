"""Any Unicode string: an answer or a named error, in linear time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.calendar import is_edtf, lunar, parse
from kg.calendar.expression import TimeExpression
from kg.errors import InvalidDate

DATE_WORDS = st.lists(
    st.sampled_from([*"元一二三十廿卅百初末中間年月日閏正臘朔望晦甲乙丙子丑寅至之歲春夏秋冬大小（）。，0189-/~X",
                     "光緒", "至元", "太平", "民國", "永曆", "天寶", "庚子", "清", "宋", "徽宗", "歲次", "民前"]),
    max_size=14,
).map("".join)  # fmt: skip


def check(text: str) -> None:
    try:
        found = parse(text)
    except InvalidDate:
        return
    assert found
    for candidate in found:
        assert isinstance(candidate, TimeExpression)
        assert candidate.words == text
        assert is_edtf(candidate.edtf)
        assert candidate.jdn_from is None or candidate.jdn_to is None or candidate.jdn_from <= candidate.jdn_to


@given(st.text(max_size=300))
def test_any_text_is_answered_or_refused(text: str) -> None:
    check(text)


@settings(max_examples=400)
@given(DATE_WORDS)
def test_any_order_of_date_words_is_answered_or_refused(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "unit",
    [
        "光緒",
        "至元",
        "元",
        "一",
        "甲子",
        "光緒元年至",
        "光緒元年，",
        "太平興國",
        "(1897)",
        "[",
        "1,",
        "年",
        "\U00020000",
        "\ud800",
        "\0",
    ],
)
def test_a_megabyte_is_refused_at_once(unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]
    started = time.perf_counter()
    with pytest.raises(InvalidDate):
        parse(text)
    with pytest.raises(InvalidDate):
        lunar("1897-12-31", court=text)
    assert not is_edtf(text)
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize("unit", ["至元", "光緒元年至", "光緒元年，", "永安", "元延", "大", "庚子", "一", "之"])
def test_the_longest_date_takes_no_more_than_a_fraction_of_a_second(unit: str) -> None:
    text = (unit * 240)[:240]
    started = time.perf_counter()
    check(text)
    assert time.perf_counter() - started < 0.5
