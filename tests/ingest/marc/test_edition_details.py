"""The grammar of notes on the making of Chinese books."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.marc.edition_details import concept_in, details_of


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("9行20字, 白口, 左右雙邊, 單魚尾", ["9", "20", "白口", "左右雙邊", "單魚尾"]),
        ("半葉十二行，行二十三字，小字雙行同，黑口，四周雙邊，雙黑魚尾", ["12", "23", "黑口", "四周雙邊", "雙黑魚尾"]),
        ("每半頁8行，行16字", ["8", "16"]),
        ("半叶九行行十八字，四周单边，白口，单鱼尾", ["9", "18", "白口", "四周单边", "单鱼尾"]),
        ("框20.3x14.5cm", ["20.3", "14.5"]),
        ("版框高19.5公分，寬13.2公分", ["19.5", "13.2"]),
        ("版心下鐫刻工：王文、李亮、張仁。", ["王文", "李亮", "張仁"]),
        ("避「玄」、「弘」字。", ["玄", "弘"]),
        ("玄、弘字缺末筆", ["玄", "弘"]),
        ("卷末有牌記「臨安府棚北睦親坊南陳宅書籍鋪印」", ["臨安府棚北睦親坊南陳宅書籍鋪印"]),
        ("鈐有「汲古閣」、「毛晉私印」印", ["汲古閣", "毛晉私印"]),
    ],
)
def test_what_is_said_is_read(note: str, expected: list[str]) -> None:
    assert sorted(detail.value for detail in details_of(note)) == sorted(expected)


@pytest.mark.parametrize(
    "note",
    [
        "Includes bibliographical references.",
        "有書目及索引。",
        "據民國八年商務印書館本影印。",
        "本書共三百行，第20字不清。",
        "作者自印本。",
    ],
)
def test_what_says_nothing_of_the_making_gives_nothing_but_a_number_at_most(note: str) -> None:
    assert all(detail.is_number for detail in details_of(note))
    assert len(details_of(note)) <= 1


@given(st.text(alphabet="半葉行字十二0123.，。白口左右雙邊魚尾框高寬公分刻工避諱「」鈐印、", max_size=80))
def test_no_note_raises(note: str) -> None:
    assert isinstance(details_of(note), tuple)


def test_the_most_special_word_decides() -> None:
    assert concept_in("editiontype", "清武英殿刻本")[0] == "武英殿刻本"
    assert concept_in("editiontype", "Reprint") == ("", "")
