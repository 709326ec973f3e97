"""Search keys of names and the key of what a reader typed."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from kg.chinese import query_key, search_keys

SHARED = Path(__file__).resolve().parents[3].parent / "shared"

TYPED = {
    "盛宣懷": ["Sheng Hsüan-huai", "Sheng Hsuan-huai", "SHENG XUANHUAI", "sxh", "Xuanhuai Sheng", "shèng xuānhuái"],
    "左宗棠": ["Tso Tsung-t'ang", "Zuo Zongtang", "Tso Tsung-tang"],
    "曾國藩": ["Tseng Kuo-fan", "Zeng Guofan"],
    "翁同龢": ["Weng T'ung-ho", "Weng T\u02bbung-ho"],
    "康有為": ["K'ang Yu-wei", "kang youwei"],
    "薛福成": ["Hsüeh Fu-ch'eng", "Hsueh Fu-cheng"],
    "袁世凱": ["Yüan Shih-k'ai", "Yuan Shikai", "Ｙｕａｎ　Ｓｈｉｋａｉ"],
    "呂布": ["Lü Bu", "lu bu", "lv bu", "lyu bu", "Lu: Bu", "Bu Lü"],
    "覃振": ["Qin Zhen", "Tan Zhen", "T'an Chen", "Ch'in Chen"],
    "尉遲恭": ["Yuchi Gong", "gong yuchi", "ycg"],
    "(富察)傅鼐": ["Funai", "Fucha Funai"],
    "劉西安": ["Liu Xi'an", "liu xian"],
    "John Fryer": ["john fryer", "Fryer, John"],
    "鄂爾泰": ["O-erh-t'ai", "E Ertai"],
}


@pytest.mark.parametrize(("name", "typed"), [(name, text) for name, texts in TYPED.items() for text in texts])
def test_name_is_found_by_what_readers_type(name: str, typed: str) -> None:
    assert query_key(typed) in search_keys(name)


def test_keys_are_distinct_lower_case_and_without_marks() -> None:
    for name in (*TYPED, "王A", "\ud800", "((", "劉⿰亻壽", "女禄", "한국"):
        keys = search_keys(name)
        assert len(set(keys)) == len(keys)
        assert all(key == query_key(key) != "" for key in keys)


def test_both_scripts_have_the_same_keys() -> None:
    assert search_keys("盛宣懷") == search_keys("盛宣怀")


def test_han_query_comes_back_folded() -> None:
    assert query_key("盛 宣懷") == query_key("盛宣怀")


def test_simplified_name_does_not_take_a_wrong_reading_from_the_fold() -> None:
    assert "zhangqian" in search_keys("張乾")


def test_empty_name_has_no_keys() -> None:
    assert search_keys("") == search_keys(" ") == ()


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")
def test_all_names_of_a_large_authority_have_keys() -> None:
    path = SHARED / "data/biogref_person_authorities/biogref-dnb-data.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as lines:
        names = [row["person_name"] for row in csv.DictReader(lines)][:40_000]
    without = [name for name in names if not search_keys(name)]
    assert len(without) < 10
