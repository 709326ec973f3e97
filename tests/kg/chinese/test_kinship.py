"""Kin terms for paths of parents, children, siblings and spouses."""

from __future__ import annotations

import pytest

from kg.chinese import Step, kin_term, kin_terms, path_code, read_cbdb_code, reduce_path, step
from kg.chinese.kinship import Path
from kg.chinese.tsv import rows
from kg.errors import InvalidInput

TERMS = (
    "F 父|M 母|FF 祖父|MF 外祖父|FM 祖母|MM 外祖母|FFF 曾祖|FFFF 高祖|FB+ 伯父|FB- 叔父|FB 伯叔父|"
    "FB+W 伯母|FB-W 嬸母|FZ 姑母|FZH 姑父|MB 舅父|MBW 舅母|MZ 姨母|MZH 姨父|B 兄弟|B+ 兄|B- 弟|Z 姊妹|"
    "Z+ 姊|Z- 妹|B+W 嫂|B-W 弟媳|Z+H 姊夫|Z-H 妹夫|FBS+ 堂兄|FBS- 堂弟|FBS 堂兄弟|FBD 堂姊妹|FZD- 表妹|"
    "MBS+ 表兄|MZD 表姊妹|FFBSS 再從兄弟|S 子|D 女|SS 孫|SD 孫女|DS 外孫|DD 外孫女|SSS 曾孫|SSSS 玄孫|"
    "SW 兒媳|DH 女婿|BS 姪|BD 姪女|ZS 甥|ZD 甥女|BSS 姪孫|FBSS 堂姪|H 夫|W 妻|WF 岳父|WM 岳母|HF 公公|"
    "HM 婆婆|HBW 妯娌|WZH 連襟|WB+ 內兄|WB- 內弟|HB+ 大伯|HB- 小叔|HZ+ 大姑|WBS 內姪|SWF 親家公|"
    "FFB+ 伯祖父|FFB- 叔祖父|FFZ 祖姑|FMB 舅祖父|FFBS+ 堂伯父|G-5 五世祖|G-17 十七世祖|G+6 六世孫|"
    "G-43 四十三世祖|WFFF 妻之曾祖|HBSS 夫之姪孫|S1 長子|S2 次子|S13 十三子|D1 長女|W2 第二任妻|F* 嗣父|"
    "S* 嗣子|F^ 繼父|M^ 繼母|S° 養子|W% 未婚妻|B½ 同母異父兄弟|M(C) 庶母|S! 私生子|M~ 嫡母|M+ 前母|"
    "C 妾|By 季弟|B1 長兄|FF* 嗣祖父"
)


def only_path(code: str) -> Path:
    (path,) = read_cbdb_code(code)
    return path


@pytest.mark.parametrize("case", TERMS.split("|"))
def test_usual_term(case: str) -> None:
    code, term = case.split()
    assert kin_term(only_path(code)) == term


@pytest.mark.parametrize(
    ("code", "term"),
    [
        ("FB+", "伯父"),
        ("FB-W", "婶母"),
        ("BS", "侄"),
        ("FBD+", "堂姐"),
        ("SS", "孙"),
        ("WZH", "连襟"),
        ("MF", "外祖父"),
    ],
)
def test_simplified_terms(code: str, term: str) -> None:
    assert kin_term(only_path(code), "zh-Hans") == term


@pytest.mark.parametrize(
    ("code", "term"),
    [
        ("FB+", "father's elder brother"),
        ("FBS-", "father's brother's son (younger)"),
        ("W2F", "second wife's father"),
        ("M^", "stepmother"),
        ("G-12", "12th-generation ancestor"),
        ("Sy", "youngest son"),
    ],
)
def test_english_terms(code: str, term: str) -> None:
    assert kin_term(only_path(code), "en") == term


@pytest.mark.parametrize(
    ("letters", "same"),
    [("FFSS", "FBS"), ("FSD", "BD"), ("MSS", "BS"), ("BF", "F"), ("SBD", "SD"), ("FFSSSS", "FBSSS")],
)
def test_paths_over_common_parents_are_shortened(letters: str, same: str) -> None:
    assert path_code(reduce_path(map(step, letters))) == same


def test_seniority_survives_shortening_where_it_is_certain() -> None:
    elder, younger = Step("sibling", "male", "elder"), Step("sibling", "male", "younger")
    assert kin_term((step("F"), Step("child", "male", "elder"))) == "兄"
    assert kin_term((elder, elder)) == "兄"
    assert kin_term((elder, younger)) == "兄弟"


def test_unknown_sex_has_terms() -> None:
    codes = [(Step("parent"),), (Step("child"),), (Step("sibling"),), (Step("spouse"),)]
    assert [kin_term(path) for path in codes] == ["父母", "子女", "兄弟姊妹", "配偶"]


def test_unlisted_kin_are_composed() -> None:
    assert kin_term(only_path("WMBSW")) == "妻之表兄弟之妻"
    assert kin_term(only_path("FBSWF")) == "堂兄弟之岳父"


def test_nobody_is_oneself() -> None:
    assert (kin_term(()), kin_term((), "en")) == ("本人", "self")


def test_too_long_paths_and_unknown_qualifiers_are_refused() -> None:
    with pytest.raises(InvalidInput, match="too long"):
        kin_terms((step("F"),) * 201)
    with pytest.raises(InvalidInput, match="'ghost'"):
        kin_terms((step("F", qualifier="ghost"),))
    for impossible in (step("F", order=1), step("S", order=-2), step("W", order=1000)):
        with pytest.raises(InvalidInput, match="order"):
            kin_terms((impossible,))
    assert kin_term((step("W", order=-1),)) == "末任妻"


def test_longest_path_is_named() -> None:
    assert kin_terms((step("F"),) * 200) == ("二〇〇世祖",)
    assert kin_terms(tuple(map(step, "FSWBMZHD" * 25)))


def test_every_listed_path_gives_its_own_terms() -> None:
    for path, unknown, elder, younger in rows("kin_terms.tsv"):
        steps = tuple(step(letter) for letter in path.replace("*", ""))
        assert path_code(reduce_path(steps)) == path.replace("*", ""), path
        assert kin_terms(steps) == tuple(unknown.split(";"))
        if "*" in path:
            decides = path.index("*") - 1
            for seniority, cell in (("elder", elder), ("younger", younger)):
                marked = (*steps[:decides], step(path[decides], seniority=seniority), *steps[decides + 1 :])
                assert kin_terms(marked) == tuple(cell.split(";"))
        else:
            assert not elder
