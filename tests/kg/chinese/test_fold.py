"""Search folding and loose folding: chinese variants become one key, different characters of names do not."""

from __future__ import annotations

import csv
import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from kg.chinese import clean, fold, fold_loose
from kg.chinese.tsv import rows

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")

SAME = (
    "盛宣懷 盛宣怀 盛宣懐|張 张|峯 峰|眞 真|爲 為 为|羣 群|裏 裡 里|敎 教|淸 清|靑 青|鄕 鄉 乡|産 產 产|"
    "衆 眾 众|説 說 说|戶 户 戸|并 並 竝 併|恒 恆|栢 柏|舘 館 馆|塩 鹽 盐|后 後|余 餘 馀|干 乾 幹 榦|"
    "髮 發 发|鐘 鍾 钟 锺|\uf90a 金|乾隆 干隆|谷 穀|于 於|范 範|台 臺|岳 嶽|沈 瀋|游 遊|升 昇 陞|适 適|"
    "采 寀 採|郁 鬱|姜 薑|叶 葉|顏 顔|勛 勳|鑑 鑒|溫 温|啓 啟 启|修 脩|德 徳|高 髙|鳳 鳯|祖 袓|曾 曽|"
    "廣 広|澤 沢|濱 滨|邊 邉 辺|櫻 桜|淵 渕|假 仮|傳 伝|秋 穐|崎 﨑|吉 𠮷|珍 鉁|博 愽|美 羙|璽 壐"
)
LOOSE_ONLY = "甯 寧|甯 宁|甯 寗|濬 浚|堃 坤|喆 哲|甦 蘇|邨 村|龢 和|澂 澄"
APART = "文時 玉王 几明 芸藝 合閣 邱丘 祐佑 昭紹 彬斌 圭珪 覆复 几機 佋昭 凃涂 薰熏 煊暄"


def differing(fold_one: object, groups: str) -> list[str]:
    assert callable(fold_one)
    return [group for group in groups.split("|") if len({fold_one(form) for form in group.split()}) > 1]


def test_variants_of_a_character_have_one_key() -> None:
    assert differing(fold, SAME) == []
    assert differing(fold_loose, SAME) == []


def test_rare_name_variants_are_one_only_in_the_loose_key() -> None:
    assert differing(fold_loose, LOOSE_ONLY) == []
    assert differing(fold, LOOSE_ONLY) == LOOSE_ONLY.split("|")


@pytest.mark.parametrize("pair", APART.split())
def test_different_characters_of_names_stay_apart(pair: str) -> None:
    assert fold(pair[0]) != fold(pair[1])
    assert fold_loose(pair[0]) != fold_loose(pair[1])


def test_query_for_qian_finds_qianlong_in_both_scripts() -> None:
    assert fold("乾") in fold("乾隆")
    assert fold("干隆") == fold("乾隆")


def test_letters_are_lower_case_and_half_width() -> None:
    assert fold("ＡＢＣ！Straße É") == "abc!straße é"
    assert fold("\u3000") == " "


def test_every_code_point_folds_to_one_and_folding_again_changes_nothing() -> None:
    everything = "".join(map(chr, range(0x110000)))
    once, loose = fold(everything), fold_loose(everything)
    assert len(once) == len(everything) == len(loose)
    assert fold(once) == once
    assert fold_loose(loose) == loose


def test_loose_key_never_splits_a_search_key() -> None:
    loose_of: dict[str, set[str]] = {}
    for code in range(0x323B0):
        loose_of.setdefault(fold(chr(code)), set()).add(fold_loose(chr(code)))
    assert [key for key, loose in loose_of.items() if len(loose) > 1] == []


def test_clean_drops_variation_selectors_and_nothing_else() -> None:
    assert clean("葛\U000e0100城\ufe00𠮷") == "葛城𠮷"
    assert fold("葛\U000e0100") == "葛\U000e0100"


def test_additions_name_characters_their_tables_and_a_reason() -> None:
    for character, variant, kinds, reason in rows("fold_additions.tsv"):
        assert len(character) == len(variant) == 1
        assert set(kinds.split("+")) <= {"search", "loose"}
        assert reason


@needs_shared
def test_folding_keeps_the_length_of_every_name_of_cbdb_and_merges_few() -> None:
    path = SHARED / "data/biogref_person_authorities/biogref-cbdb-data.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        names = [row["person_name"] for row in csv.DictReader(lines)]
    keys = [fold(name) for name in names]
    assert all(len(key) == len(name) for key, name in zip(keys, names, strict=True))
    distinct, merged = len(set(names)), len(set(keys))
    assert 468_000 < merged < 472_500 < distinct


@needs_shared
def test_tables_are_those_of_the_reference() -> None:
    for name in ("fold_search.tsv", "fold_loose.tsv"):
        assert list(rows(name)) == [
            tuple(line.split("\t"))
            for line in (SHARED / "data/reference" / name).read_text(encoding="utf-8").splitlines()
        ]


def test_table_rows_are_sorted_and_single() -> None:
    sources = [ord(row[0]) for row in rows("fold_search.tsv")]
    assert all(before < after for before, after in pairwise(sources))
