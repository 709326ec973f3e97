"""Pinyin to Wade-Giles and back."""

from __future__ import annotations

import pytest

from kg.chinese import from_wade_giles, readings, to_wade_giles, wade_giles_readings
from kg.chinese.wadegiles import SPELLING
from kg.errors import InvalidInput

SYLLABLES = (
    "shuo shuo|zi tzu|ci tz'u|si ssu|er erh|jue chüeh|gui kuei|ge ko|luo lo|yue yüeh|zhi chih|chi ch'ih|ri jih|xi hsi|"
    "qu ch'ü|you yu|yu yü|yi i|ye yeh|yan yen|tian t'ien|zhong chung|rong jung|he ho|kui k'uei|huo huo|guo kuo|duo to"
)
NAMES = {
    "Tso Tsung-t'ang": "左宗棠",
    "Tseng Kuo-fan": "曾國藩",
    "Weng T'ung-ho": "翁同龢",
    "K'ang Yu-wei": "康有為",
    "Hsüeh Fu-ch'eng": "薛福成",
    "Yüan Shih-k'ai": "袁世凱",
    "Sheng Hsüan-huai": "盛宣懷",
}


@pytest.mark.parametrize("pair", SYLLABLES.split("|"))
def test_standard_spellings(pair: str) -> None:
    pinyin, wade = pair.split()
    assert to_wade_giles(pinyin) == wade
    assert pinyin in from_wade_giles(wade)[0].lower()


@pytest.mark.parametrize(("wade", "name"), NAMES.items())
def test_standard_spellings_of_names_are_written_and_read(wade: str, name: str) -> None:
    pinyin = readings(name)[0].plain
    assert to_wade_giles(pinyin) == wade
    assert pinyin in from_wade_giles(wade)
    assert pinyin in from_wade_giles(wade.replace("'", "").replace("ü", "u"))


def test_every_syllable_comes_back_and_only_lo_is_shared() -> None:
    for pinyin, wade in SPELLING.items():
        assert pinyin in [name.lower() for name in from_wade_giles(wade)]
    shared = [wade for wade in SPELLING.values() if list(SPELLING.values()).count(wade) > 1]
    assert set(shared) == {"lo", "o"}


def test_joined_hyphenated_and_toned_pinyin_are_one() -> None:
    forms = ["Sheng Xuanhuai", "Sheng Xuan-huai", "Sheng Xuan'huai", "Shèng Xuānhuái"]
    assert {to_wade_giles(form) for form in forms} == {"Sheng Hsüan-huai"}
    assert to_wade_giles("Lv Buwei") == "Lü Pu-wei"


def test_joined_word_is_split_where_no_apostrophe_is_missing() -> None:
    assert to_wade_giles("Xiangao") == "Hsien-kao"
    assert to_wade_giles("Xiang'ao") == "Hsiang-ao"
    assert to_wade_giles("Xian") == "Hsien"


def test_every_reading_of_a_name_is_spelled() -> None:
    assert wade_giles_readings("樂毅") == ("Yüeh I", "Le I")
    assert wade_giles_readings("陳冰娥") == ("Ch'en Ping-o",)
    assert wade_giles_readings("尉遲恭") == ("Yü-ch'ih Kung",)
    assert wade_giles_readings("劉⿰亻壽") == wade_giles_readings("John Fryer") == wade_giles_readings("") == ()


def test_other_apostrophes_are_read() -> None:
    assert from_wade_giles("K\u2018ang Yu-wei")[0] == from_wade_giles("K\u02bbang Yu-wei")[0] == "Kang Youwei"


@pytest.mark.parametrize("text", ["Qwrtz", "盛", "x" * 2000, "\ud800", "Smith"])
def test_other_text_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidInput):
        from_wade_giles(text)
    with pytest.raises(InvalidInput):
        to_wade_giles(text)


def test_candidates_are_bounded() -> None:
    assert len(from_wade_giles("-".join(["chu"] * 40))) <= 64
    assert from_wade_giles("") == () == from_wade_giles(" - ")
