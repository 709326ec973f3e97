"""880 fields beside the fields they repeat, and the language tags of both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.marc.parallel import pair
from ingest.marc.tongue import RecordTongue
from tests.ingest.marc.conftest import DOLLAR, FieldText, Reading, iso2709, marc

CHINESE = ("008", "160822s2016    cc a     b    000 0dchi  ")

HAN = f"{DOLLAR}1"


def tags(*fields: FieldText) -> list[tuple[str, list[str]]]:
    record = marc(*fields)
    pairing = pair(record, RecordTongue(record))
    return [(s.tag, [tag for _, tag in s.forms]) for s in pairing.statements]


def test_a_pair_is_one_statement_in_two_scripts() -> None:
    fields = (CHINESE, ("245", "10", "$6880-01$aYi yan"), ("880", "10", "$6245-01$a易言"), ("500", "  ", "$aNote"))
    assert tags(*fields) == [("245", ["zh-Latn-pinyin", "zh"]), ("500", ["en"])]


@pytest.mark.parametrize(
    ("latin", "han", "expected"),
    [
        ("Shu mu da wen", "書目答問", ['"Shu mu da wen"@zh-latn-pinyin', '"書目答問"@zh-hant']),
        ("Shu mu da wen", "书目答问", ['"Shu mu da wen"@zh-latn-pinyin', '"书目答问"@zh-hans']),
        ("Ch'ing shih kao", "清史稿", ['"Ch\'ing shih kao"@zh-latn-wadegile', '"清史稿"@zh-hani']),
    ],
)
def test_the_tag_is_that_of_the_characters(
    read: Callable[..., Reading], latin: str, han: str, expected: list[str]
) -> None:
    record = iso2709(
        ("001", "1"), CHINESE, ("245", "10", f"$6880-01$a{latin}"), ("880", "10", f"$6245-01/{HAN}$a{han}")
    )
    assert read(record).terms("bf:mainTitle")[:2] == expected


def test_the_label_is_there_in_both_scripts(read: Callable[..., Reading]) -> None:
    record = iso2709(
        ("001", "1"), CHINESE, ("245", "10", "$6880-01$aYi yan /$cX."), ("880", "10", f"$6245-01/{HAN}$a易言 /$cX.")
    )
    work = [o for s, p, o in read(record).records[0].claims if "/work/" in s and p.endswith("#prefLabel>")]
    assert work == ['"Yi yan"@zh-latn-pinyin', '"易言"@zh-hani']


def test_an_880_without_partner_is_read_by_itself_and_named(read: Callable[..., Reading]) -> None:
    record = iso2709(("001", "1"), ("245", "10", "$aA"), ("880", "  ", f"$6250-05/{HAN}$a刻本"))
    reading = read(record)
    assert reading.values("bf:editionStatement") == ["刻本"]
    assert [(problem.column, problem.skipped) for problem in reading.problems] == [("880", False)]
    assert "names 250-05, and no 250 names it in return" in reading.problems[0].reason


def test_a_field_whose_880_is_missing_is_named(read: Callable[..., Reading]) -> None:
    (problem,) = read(iso2709(("001", "1"), ("245", "10", "$6880-01$aYi yan"))).problems
    assert "there is no such 880 field" in problem.reason


def test_occurrence_zero_means_that_there_is_no_partner(read: Callable[..., Reading]) -> None:
    reading = read(iso2709(("001", "1"), ("245", "10", "$aA"), ("880", "1 ", "$6700-00$a許思豪")))
    assert reading.problems == []
    assert "許思豪" in reading.values("rdfs:label")


def test_japanese_and_korean_are_told_by_their_letters(read: Callable[..., Reading]) -> None:
    japanese = ("008", CHINESE[1].replace("chi", "jpn"))
    record = iso2709(("001", "1"), japanese, ("245", "10", "$6880-01$aNihon"), ("880", "10", "$6245-01$a日本の書"))
    assert read(record).terms("bf:mainTitle")[:2] == ['"Nihon"@ja-latn-hepburn', '"日本の書"@ja']


def test_a_title_in_another_language_is_not_called_pinyin(read: Callable[..., Reading]) -> None:
    record = iso2709(("001", "1"), CHINESE, ("245", "10", "$aL'imprimerie sino-européenne en Chine"))
    assert read(record).terms("bf:mainTitle")[0].endswith("@und")
