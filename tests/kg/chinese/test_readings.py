"""Readings of names: surnames with several readings, compound surnames, clans, rare characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.chinese import readings, split_name
from kg.chinese.readings import surname_readings
from kg.chinese.romanise import characters, syllables, toneless
from kg.chinese.tsv import rows

SHARED = Path(__file__).resolve().parents[3].parent / "shared"

FIRST_READINGS = {
    **{"單雄信": "Shan Xiongxin", "仇英": "Qiu Ying", "解縉": "Xie Jin", "曾國藩": "Zeng Guofan"},
    **{"盛宣懷": "Sheng Xuanhuai", "任伯年": "Ren Bonian", "查慎行": "Zha Shenxing", "翟讓": "Zhai Rang"},
    **{"員半千": "Yun Banqian", "區大相": "Ou Daxiang", "尉遲恭": "Yuchi Gong", "万俟卨": "Moqi Xie"},
    **{"萬俟卨": "Moqi Xie", "澹臺滅明": "Tantai Mieming", "長孫無忌": "Zhangsun Wuji", "令狐楚": "Linghu Chu"},
    **{"單于": "Chanyu", "覃振": "Qin Zhen", "种師道": "Chong Shidao", "祭遵": "Zhai Zun", "繆荃孫": "Miao Quansun"},
    **{"蓋聶": "Ge Nie", "樂毅": "Yue Yi", "召平": "Shao Ping", "麴義": "Qu Yi", "折可適": "She Keshi"},
    **{"呂不韋": "Lü Buwei", "岑參": "Cen Shen", "黑齒常之": "Heichi Changzhi", "耶律楚材": "Yelü Chucai"},
    **{
        "愛新覺羅玄燁": "Aixinjueluo Xuanye",
        "張重慶": "Zhang Chongqing",
        "劉西安": "Liu Xi'an",
        "陳冰娥": "Chen Bing'e",
    },
}


@pytest.mark.parametrize(("name", "expected"), FIRST_READINGS.items())
def test_curated_reading_comes_first(name: str, expected: str) -> None:
    assert readings(name)[0].plain == expected


@pytest.mark.parametrize(
    ("name", "both"),
    [("覃振", {"Qin Zhen", "Tan Zhen"}), ("樂毅", {"Yue Yi", "Le Yi"}), ("尉繚", {"Wei Liao", "Yu Liao"})],
)
def test_every_reading_of_a_surname_is_given(name: str, both: set[str]) -> None:
    assert both <= {reading.plain for reading in readings(name)}


def test_reading_has_tone_marks_and_source() -> None:
    reading = readings("尉遲恭")[0]
    assert (reading.surname, reading.given, reading.toned, reading.source) == ("Yùchí", "Gōng", "Yùchí Gōng", "own")


def test_simplified_traditional_and_variant_forms_read_alike() -> None:
    for forms in ("盛宣懷 盛宣怀 盛宣懐", "繆荃孫 缪荃孙", "尉遲恭 尉迟恭", "黃興 黄兴", "𠮷田 吉田"):
        assert len({readings(form)[0].plain for form in forms.split()}) == 1


SPLITS = {
    "尉遲恭": ("尉遲", "恭"),
    "歐陽修": ("歐陽", "修"),
    "盛宣懷": ("盛", "宣懷"),
    "(富察)傅鼐": ("富察", "傅鼐"),
    "（鈕祜祿）恭阿拉": ("鈕祜祿", "恭阿拉"),
    "鈕祜祿恭阿拉": ("鈕祜祿", "恭阿拉"),
    "鄭氏(張國彥母)": ("鄭", "氏"),
    "僧格林沁": ("", "僧格林沁"),
    "單于": ("單于", ""),
    "愛新覺羅·玄燁": ("愛新覺羅", "玄燁"),
    "曾 國藩": ("曾", "國藩"),
    "劉⿰亻壽": ("劉", "⿰亻壽"),
    "⿰亻壽某": ("⿰亻壽", "某"),
    "葛\U000e0100洪": ("葛", "洪"),
    "Fryer, John": ("Fryer", "John"),
    "John Fryer": ("", "John Fryer"),
    "": ("", ""),
}


@pytest.mark.parametrize(("name", "parts"), SPLITS.items())
def test_name_is_split_into_surname_and_given_name(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_character_without_reading_stays_as_it_is() -> None:
    assert readings("劉⿰亻壽")[0].plain == "Liu ⿰亻壽"
    assert readings("王\U000313aa")[0].plain == "Wang \U000313aa"


def test_foreign_and_empty_names_are_their_own_reading() -> None:
    assert [reading.plain for reading in readings("John Fryer")] == ["John Fryer"]
    assert readings("") == ()


def test_description_sequences_count_as_one_character() -> None:
    assert characters("⿱⿰亻壽金王") == ["⿱⿰亻壽金", "王"]
    assert characters("王⿰亻") == ["王", "⿰亻"]
    assert syllables("王⿲彳亍丁") == ("wáng", "⿲彳亍丁")


def test_surname_table_lists_one_syllable_for_each_character_with_a_tone() -> None:
    for surname, alternatives, source in rows("surnames.tsv"):
        for reading in alternatives.split("|"):
            parts = reading.split()
            assert len(parts) == len(surname), surname
            assert all(toneless(part) != part for part in parts), surname
        assert source in ("pinyin-pro", "own", "pinyin-pro+own")


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_reference_readings_come_first() -> None:
    reference = json.loads((SHARED / "data/reference/surname_readings.json").read_text(encoding="utf-8"))
    misprints = {"尉趋", "乎延"}  # of 尉迟 and 呼延
    for surname, reading in reference.items():
        if surname not in misprints:
            first = surname_readings(surname)[0][0]
            assert " ".join(map(toneless, first)) == reading, surname
