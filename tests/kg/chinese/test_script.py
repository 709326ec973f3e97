"""Simplified and traditional display forms."""

from __future__ import annotations

import pytest

from kg.chinese import fold, to_simplified, to_traditional
from kg.chinese.tsv import pairs, rows

STAY = [
    "范仲淹",
    "余秋雨",
    "于右任",
    "范成大",
    "余靖",
    "于谦",
    "姜夔",
    "岳飞",
    "干宝",
    "种师道",
    "谷永",
    "郁达夫",
    "余某",
    "于某某",
]


@pytest.mark.parametrize("name", STAY)
def test_surname_that_is_a_short_form_elsewhere_stays(name: str) -> None:
    assert to_traditional(name, name=True)[0] == name[0]


def test_known_names_are_right_in_running_text() -> None:
    assert to_traditional("后来范仲淹与余秋雨、于右任") == "後來范仲淹與余秋雨、于右任"


def test_character_that_cannot_be_decided_in_a_name_stays_as_given() -> None:
    assert to_traditional("钟某", name=True) == "钟某"
    assert to_traditional("王升", name=True) == "王升"


def test_other_characters_of_names_are_converted() -> None:
    assert to_traditional("盛宣怀", name=True) == "盛宣懷"
    assert to_traditional("叶名琛", name=True) == "葉名琛"
    assert to_traditional("欧阳修", name=True) == "歐陽修"


def test_words_decide_in_running_text() -> None:
    assert to_simplified("乾隆，乾燥") == "乾隆，干燥"
    assert to_traditional("头发发现，分钟会议，规范宽松，过于谦虚") == "頭髮發現，分鐘會議，規範寬鬆，過於謙虛"


def test_both_forms_of_a_listed_name_are_the_same_name() -> None:
    for simplified, traditional in pairs("names_traditional.tsv").items():
        assert fold(simplified) == fold(traditional)
        assert to_traditional(simplified, name=True) == traditional


def test_lone_surrogates_and_nul_are_carried_over() -> None:
    assert to_traditional("\ud800发\udfff\0发现") == "\ud800發\udfff\0發現"
    assert to_simplified("發\udc00") == "发\udc00"
    assert to_traditional("") == to_simplified("") == ""


def test_rule_table_has_single_characters_and_known_positions() -> None:
    seen = set()
    for character, position, traditional, reason in rows("traditional_in_names.tsv"):
        assert len(character) == len(traditional) == 1
        assert position in ("surname", "given")
        assert reason
        assert (character, position) not in seen
        seen.add((character, position))
