"""Any text, of up to a million characters, gives an answer or a named error, in linear time."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import chinese
from kg.chinese import NameRecord, Step, fold, fold_loose
from kg.errors import ZhishuError

FUNCTIONS: list[Callable[[str], object]] = [
    chinese.clean,
    chinese.fold,
    chinese.fold_loose,
    chinese.to_simplified,
    chinese.to_traditional,
    lambda text: chinese.to_traditional(text, name=True),
    chinese.split_name,
    chinese.readings,
    chinese.search_keys,
    chinese.query_key,
    chinese.to_wade_giles,
    chinese.from_wade_giles,
    chinese.read_cbdb_code,
    chinese.office_styles,
    lambda text: chinese.name_forms(NameRecord(text, text, (text,), (text,), (text,), (text,))),
]

AWKWARD = "⿰⿲亻壽𠮷()（）[]·,，'-üv余于范乾重慶尉遲單\ud800\udfff\0\u0315\u0316\ufe00\U000e0100\U0010ffff FMBZ+GP%°"
TEXTS = st.text() | st.text(alphabet=AWKWARD) | st.text(alphabet=st.characters(codec=None))

LONG = {
    "names": "盛宣懷" * 33_333,
    "rare characters": "𠮷" * 100_000,
    "open descriptions": "⿰" * 100_000,
    "marks in a description": "⿰" * 50_000 + "\u0315\u0316" * 25_000,
    "combining marks": "\u0315\u0316" * 50_000,
    "surrogates": "\ud800余" * 50_000,
    "brackets": "(" * 50_000 + "a)" * 25_000,
    "spaced": "王 " * 50_000,
    "pinyin": "zhuang" * 16_666,
}
MILLION = "".join(LONG.values())
MILLION += MILLION[: 1_000_000 - len(MILLION)]


def answers(function: Callable[[str], object], text: str) -> bool:
    """Tell whether the function gave an answer; any error but a named one goes through."""
    try:
        function(text)
    except ZhishuError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_gets_an_answer_or_a_named_error(text: str) -> None:
    for function in FUNCTIONS:
        answers(function, text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_folding_keeps_the_length_and_is_stable(text: str) -> None:
    for function in (fold, fold_loose):
        folded = function(text)
        assert len(folded) == len(text)
        assert function(folded) == folded


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_keys_are_what_a_query_for_them_becomes(text: str) -> None:
    for key in chinese.search_keys(text):
        assert chinese.query_key(key) == key


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="盛宣懷尉遲恭乾𠮷⿰亻壽司馬", max_size=8))
def test_split_keeps_every_character_of_a_plain_name(name: str) -> None:
    assert "".join(chinese.split_name(name)) == name


STEPS = st.builds(
    Step,
    st.sampled_from(["parent", "child", "sibling", "spouse"]),
    st.sampled_from(["male", "female", "unknown"]),
    st.sampled_from(["elder", "younger", "unknown"]),
    st.sampled_from(["", "", "", "heir", "step", "concubine"]),
    st.integers(-2, 30),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=12), st.sampled_from(["zh-Hant", "zh-Hans", "en"]))
def test_any_kin_path_has_a_term_or_a_named_error(path: list[Step], language: chinese.kinship.Language) -> None:
    try:
        terms = chinese.kin_terms(tuple(path), language)
    except ZhishuError:
        return
    assert terms
    assert all(terms)


def seconds(function: Callable[[str], object], text: str) -> float:
    start = time.perf_counter()
    answers(function, text)
    return time.perf_counter() - start


@pytest.mark.parametrize("kind", LONG)
def test_long_texts_take_linear_time(kind: str) -> None:
    for function in FUNCTIONS:
        assert seconds(function, LONG[kind]) < 15  # the slowest needs 0.2 s, a quadratic one minutes


def test_a_million_characters_are_answered() -> None:
    assert len(MILLION) > 950_000
    assert sum(seconds(function, MILLION) for function in FUNCTIONS) < 60
