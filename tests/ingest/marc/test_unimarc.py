"""UNIMARC and CNMARC through the crosswalk: the same model, pinyin beside characters, Chinese encodings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.marc.crosswalk import to_marc21
from kg.terms import curie, integer, literal
from tests.ingest.marc.conftest import FieldText, Reading, iso2709, marc

GENERAL = ("100", "  ", "$a20260101d1876    em y0chiy0120    ea")
RECORD: tuple[FieldText, ...] = (
    ("001", "CAL 012001"),
    GENERAL,
    ("101", "0 ", "$achi"),
    ("102", "  ", "$aCN$b110000"),
    ("200", "1 ", "$a書目答問$9shu mu da wen$i四卷$f(清)張之洞撰"),
    ("205", "  ", "$a刻本"),
    ("210", "  ", "$a長沙$c葉氏$d清光緒二年"),
    ("215", "  ", "$a2冊$d27cm"),
    ("305", "  ", "$a9行20字, 白口"),
    ("606", "0 ", "$a目錄學$x書目$y中國"),
    ("690", "  ", "$aZ838$v4"),
    ("701", " 0", "$a張之洞$f1837-1909$9zhang zhi dong$4撰"),
    ("701", " 0", "$aWylie$b, A.$4070"),
    ("801", " 0", "$aCN$bPUL$c20020204"),
    ("905", "  ", "$aPUL$dZ838$e15$b0012345"),
)


def fields(*given: FieldText) -> dict[str, list[tuple[str, str]]]:
    record, _ = to_marc21(marc(*given))
    return {field.tag: field.subfields for field in record.fields}


def test_fields_become_those_of_marc_21() -> None:
    found = fields(*RECORD)
    assert found["245"] == [("6", "880-01"), ("a", "書目答問"), ("p", "四卷"), ("c", "(清)張之洞撰")]
    assert found["260"] == [("a", "長沙"), ("b", "葉氏"), ("c", "清光緒二年")]
    assert found["300"] == [("a", "2冊"), ("c", "27cm")]
    assert found["650"] == [("a", "目錄學"), ("x", "書目"), ("z", "中國")]
    assert found["084"] == [("a", "Z838"), ("2", "clc")]
    assert found["852"] == [("a", "PUL"), ("h", "Z838"), ("i", "15"), ("p", "0012345")]
    assert found["040"] == [("a", "PUL"), ("b", "chi")]


def test_coded_data_become_008() -> None:
    record, faults = to_marc21(marc(*RECORD))
    coded = record.control("008")
    assert (len(coded), coded[6:11], coded[15:18], coded[35:38]) == (40, "s1876", "cc ", "chi")
    assert faults == []


def test_roles_are_codes_of_unimarc_or_words() -> None:
    record, _ = to_marc21(marc(*RECORD))
    first, second = record.get("700")
    assert ("e", "撰") in first.subfields
    assert second.subfields == [("a", "Wylie, A."), ("4", "aut")]


def test_a_record_gives_what_one_in_marc_21_gives(read: Callable[..., Reading]) -> None:
    reading = read(iso2709(*RECORD, encoding="gb18030", leader="00000nam0 2200000   450 "), form="unimarc")
    (record,) = reading.records
    said = {(p, o) for _, p, o in record.claims}
    assert {
        (curie("skos:prefLabel"), literal("書目答問 四卷", "zh-Hant")),
        (curie("skos:prefLabel"), literal("shu mu da wen", "zh-Latn-pinyin")),
        (curie("zs:year"), integer(1876)),
        (curie("zs:linesPerHalfLeaf"), integer(9)),
        (curie("zs:editionTypeConcept"), "<https://w3id.org/zhishu/editiontype/woodblock>"),
        (curie("zs:roleConcept"), "<https://w3id.org/zhishu/role/aut>"),
        (curie("dcterms:subject"), literal("目錄學--書目--中國", "zh-Hant")),
    } <= said
    assert reading.problems == []


def test_each_record_tells_which_marc_it_is(read: Callable[..., Reading]) -> None:
    reading = read(iso2709(*RECORD), iso2709(("001", "2"), ("245", "10", "$a易言")))
    assert [record.key for record in reading.records] == ["CAL 012001", "2"]
    assert any("易言" in value for value in reading.values("skos:prefLabel", 1))


def test_embedded_fields_are_read_as_their_subfields() -> None:
    linked = ("461", " 0", "$12001 $a叢書集成$v第3冊$1210  $a上海$c商務印書館$d1935$1011  $a1234-5678")
    assert fields(*RECORD, linked)["773"] == [
        ("t", "叢書集成"),
        ("g", "第3冊"),
        ("x", "1234-5678"),
        ("d", "上海, 商務印書館, 1935"),
    ]


@pytest.mark.parametrize("general", ["$a", "$aabc", "$a2026", "$a????????d????????"])
def test_coded_data_that_lie_are_named_and_the_record_is_read(read: Callable[..., Reading], general: str) -> None:
    reading = read(iso2709(("001", "1"), ("100", "  ", general), ("200", "1 ", "$a易言")))
    assert [problem.column for problem in reading.problems] == ["100"]
    assert "易言" in reading.values("skos:prefLabel")


def test_a_record_without_200_is_not_taken_for_unimarc_and_has_a_problem(read: Callable[..., Reading]) -> None:
    reading = read(iso2709(("001", "1"), GENERAL), form="unimarc")
    assert [(problem.column, problem.skipped) for problem in reading.problems] == [("245", False)]
