"""Taboo characters: the range that they allow, and every step that leads to it."""

from __future__ import annotations

import pytest

from kg.errors import InvalidInput
from kg.evidence.taboo import Rule, date_by_taboos, read_observation, taboos, taboos_of


def ranges(avoided: str, in_full: str = "") -> dict[str, tuple[int, int]]:
    return {each.dynasty: (each.earliest, each.latest) for each in date_by_taboos(avoided, in_full)}


def test_a_qing_print_of_qianlong_avoids_his_name_and_not_that_of_daoguang() -> None:
    (first, *_) = date_by_taboos("玄弘曆", "寧")
    assert (first.dynasty, first.earliest, first.latest) == ("清", 1735, 1820)
    assert [(step.character, step.rule) for step in first.steps] == [
        ("玄", Rule.AVOIDED),
        ("弘", Rule.AVOIDED),
        ("曆", Rule.AVOIDED),
        ("", Rule.DYNASTY_ENDS),
        ("寧", Rule.IN_FULL),
    ]
    assert first.consistent


def test_a_print_of_northern_song_writes_the_name_of_gaozong_in_full() -> None:
    assert ranges("玄匡恆禎曙頊煦佶桓", "構")["宋"] == (1125, 1127)


def test_the_dynasty_that_explains_all_characters_comes_first() -> None:
    first, second = date_by_taboos("玄弘曆")
    assert (first.dynasty, second.dynasty) == ("清", "宋")
    assert first.consistent
    assert not second.consistent


def test_a_character_that_should_have_been_avoided_already_speaks_against_the_range() -> None:
    (dating,) = (each for each in date_by_taboos("曆", "玄") if each.dynasty == "清")
    step = dating.steps[-1]
    assert step.rule is Rule.IN_FULL_EARLIER
    assert step.contradicts
    assert (dating.earliest, dating.latest) == (1735, 1912)


def test_nothing_is_said_without_a_character_that_is_avoided() -> None:
    assert date_by_taboos("", "玄") == ()
    assert date_by_taboos("山水") == ()


def test_characters_are_known_in_either_script_but_a_substitute_is_not_what_it_stands_for() -> None:
    assert taboos_of("宁") == taboos_of("寧")
    assert taboos_of("祯") == taboos_of("禎")
    assert taboos_of("歷") == ()
    assert taboos_of("厯") == ()


def test_what_is_typed_is_read_as_characters_without_their_substitutes() -> None:
    assert read_observation("玄→元、弘作宏, 曆") == ("玄", "弘", "曆")
    with pytest.raises(InvalidInput, match="too many"):
        read_observation("".join(chr(0x4E00 + n) for n in range(200)))


def test_the_table_is_sound() -> None:
    for each in taboos():
        assert len(each.character) == 1
        assert each.begin < each.end
        assert each.character not in each.substitutes
    assert len({(each.dynasty, each.character) for each in taboos()}) == len(taboos())
    ends = {(each.dynasty, each.end) for each in taboos()}
    assert len(ends) == len({dynasty for dynasty, _ in ends})
