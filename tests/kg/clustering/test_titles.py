"""Titles taken apart: editorial words, names, collected writings, commentaries, parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.chinese.fold import fold_loose
from kg.clustering.table import TABLES, rows
from kg.clustering.title_pairs import TITLE_KEYS, title_key
from kg.clustering.titles import known_title, title_form


@pytest.mark.parametrize(
    ("title", "other", "names", "key"),
    [
        ("史記", "史记", (), "title-same"),
        ("史記一百三十卷", "史記", (), "title-same"),
        ("欽定授時通考", "授時通考", (), "title-core"),
        ("重刊荊川先生文集", "荊川集", ("唐顺之",), "title-collected"),
        ("劉向新序", "新序", ("刘向",), "title-core"),
        ("陸氏南唐書", "南唐書", ("陆游",), "title-core"),
        ("關尹子", "文始真經", (), "title-known"),
        ("困學紀聞", "果學紀聞", ("王应麟",), "title-one-character"),
        ("南村輟耕錄", "輟耕錄", ("陶宗仪",), "title-contained"),
        ("幽憂子集", "盧昇之集", (), "title-both-collected"),
        ("論語", "孟子", (), "title-differs"),
    ],
)
def test_two_titles_have_the_feature_that_a_cataloguer_would_name(
    title: str, other: str, names: tuple[str, ...], key: str
) -> None:
    assert title_key(title_form(title, names), title_form(other, names)) == key


def test_a_dynasty_of_ones_own_is_called_by_its_name() -> None:
    assert title_form("皇朝文鑑", dynasty=fold_loose("宋")).core == title_form("宋文鑑").core
    assert title_form("皇明文衡").core == title_form("明文衡").core


def test_commentary_part_and_continuation_are_told_from_the_work() -> None:
    assert title_form("論語集解義疏").base == fold_loose("論語")
    assert title_form("揮麈後錄").sections == {fold_loose("後")}
    assert title_form("抱朴子內外篇").sections == frozenset()
    assert title_form("守山閣叢書（第六十六冊）").part != title_form("守山閣叢書（第六十七冊）").part


def test_works_with_several_titles_have_one_known_title() -> None:
    assert len({known_title(fold_loose(title)) for title in ("老子", "道德經", "道德真經")}) == 1
    assert known_title(fold_loose("史記")) == fold_loose("史記")


@given(st.text(alphabet="欽定重刊新編先生文集注疏卷二十史記詩（）續補 a", min_size=1, max_size=14))
def test_a_title_is_never_taken_apart_to_nothing(title: str) -> None:
    form = title_form(title, (fold_loose("史記"),))
    if any(char.isalnum() for char in title):
        assert form.whole
        assert form.core
        assert form.bare
    assert title_key(form, form) == "title-same"


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_feature_of_two_titles_does_not_depend_on_which_comes_first(one: str, other: str) -> None:
    a, b = title_form(one), title_form(other)
    assert title_key(a, b) == title_key(b, a) in TITLE_KEYS


@pytest.mark.parametrize("table", sorted(path.stem for path in TABLES.glob("*.tsv")))
def test_no_table_says_a_thing_twice(table: str) -> None:
    found = list(rows(table))
    assert found
    assert len(found) == len(set(found))
