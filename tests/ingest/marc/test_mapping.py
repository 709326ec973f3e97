"""What becomes of fields: nodes of BIBFRAME, and what pages and search know beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.field_mapping import field_mappings
from ingest.marc.crosswalk import converted_tags
from ingest.marc.mapping import mapped_tags
from kg.terms import curie, integer, literal
from tests.ingest.marc.conftest import FieldText, Reading, iso2709

Read = Callable[..., Reading]
TITLE = ("245", "10", "$a書目答問 /$c張之洞撰.")


def said(read: Read, *fields: FieldText) -> set[tuple[str, str]]:
    (record,) = read(iso2709(("001", "1"), *fields)).records
    return {(predicate, value) for _, predicate, value in record.claims}


def test_the_table_of_fields_says_what_the_code_does() -> None:
    rows = field_mappings("marc")
    assert {row.source for row in rows if row.target} - {
        "000",
        "001",
        "003",
        "005",
        "007",
        "008",
        "880",
    } == mapped_tags()
    assert {row.source for row in field_mappings("unimarc") if row.target} - {"000"} == converted_tags()


def test_one_record_is_a_work_an_edition_and_what_belongs_to_them(read: Read) -> None:
    (record,) = read(iso2709(("001", "1"), TITLE)).records
    work = record.subject.replace("/instance/", "/work/")
    assert record.key == "1"
    assert {
        (record.subject, curie("rdf:type"), curie("bf:Instance")),
        (record.subject, curie("bf:instanceOf"), work),
        (work, curie("rdf:type"), curie("bf:Work")),
        (work, curie("skos:prefLabel"), literal("書目答問", "zh-Hant")),
        (work, curie("zs:creatorName"), literal("張之洞撰", "zh-Hant")),
    } <= set(record.claims)
    assert all(subject.startswith("<http://127.0.0.1:8421/") for subject, _, _ in record.claims)


def test_a_person_is_one_entity_in_all_records_that_have_the_heading(read: Read) -> None:
    one = iso2709(("001", "1"), ("100", "1 ", "$aZhang, Zhidong,$d1837-1909,$eauthor."), TITLE)
    two = iso2709(("001", "2"), ("700", "1 ", "$aZhang, Zhidong,$d1837-1909,$eeditor."), TITLE)
    reading = read(one, two)
    first, second = ({o for _, p, o in r.claims if p == curie("zs:creator")} for r in reading.records)
    assert first == second != set()
    assert reading.values("skos:prefLabel").count("Zhang, Zhidong") == 1
    assert (curie("zs:birthYear"), integer(1837)) in {(p, o) for _, p, o in reading.records[0].claims}
    assert reading.terms("zs:roleConcept", 1) == ["<https://w3id.org/zhishu/role/edt>"]


@pytest.mark.parametrize(
    ("coded", "expected"),
    [
        ("s1876    ", {("zs:year", integer(1876))}),
        ("m20132016", {("zs:beginYear", integer(2013)), ("zs:endYear", integer(2016))}),
        ("c19829999", {("zs:beginYear", integer(1982))}),
        ("s187u    ", set()),
        ("|||||||||", set()),
    ],
)
def test_the_years_are_those_of_008(read: Read, coded: str, expected: set[tuple[str, str]]) -> None:
    years = {curie(name) for name in ("zs:year", "zs:beginYear", "zs:endYear")}
    found = said(read, ("008", f"260101{coded}cc                  chi d"), TITLE)
    assert {pair for pair in found if pair[0] in years} == {(curie(name), value) for name, value in expected}


def test_a_date_in_chinese_is_read_where_008_has_none(read: Read) -> None:
    found = said(read, TITLE, ("260", "  ", "$a[中國 :$bs.n.],$c清光緒二年 [1876]"))
    assert (curie("zs:dateText"), literal("清光緒二年 [1876]", "zh-Hant")) in found
    assert (curie("zs:beginYear"), integer(1876)) in found or (curie("zs:year"), integer(1876)) in found
    assert not {value for predicate, value in found if predicate == curie("zs:publisherName")}


def test_brackets_that_span_elements_are_closed_in_each(read: Read) -> None:
    found = said(read, TITLE, ("260", "  ", "$a[Philadelphia :$bJ. Smith,$c1829]"))
    assert {value for predicate, value in found if predicate == curie("bflc:simpleAgent")} == {
        literal("[J. Smith]", "und")
    }


def test_a_holder_with_an_isil_is_told_from_one_with_a_marc_code(read: Read) -> None:
    isil = said(read, TITLE, ("852", "8 ", "$aCN-110000$hXD 1234"))
    assert {(curie("zs:isil"), literal("CN-110000")), (curie("zs:shelfMark"), literal("XD 1234"))} <= isil
    code = said(read, TITLE, ("852", "8 ", "$aDLC"))
    assert (curie("dcterms:identifier"), literal("DLC")) in code
    assert not {value for predicate, value in code if predicate == curie("zs:isil")}


def test_a_class_of_the_four_divisions_is_the_concept(read: Read) -> None:
    found = said(read, TITLE, ("084", "  ", "$a史部·目錄類$2local"))
    assert {value for p, value in found if p == curie("zs:classificationConcept")} == {
        "<https://w3id.org/zhishu/classification/mulu>"
    }


def test_a_linking_entry_is_a_work_with_a_label(read: Read) -> None:
    (record,) = read(iso2709(("001", "1"), TITLE, ("780", "00", "$t輶軒語$w(DLC)   91656663"))).records
    other = next(o for _, p, o in record.claims if p == curie("bf:associatedResource"))
    assert "/work/" in other
    assert (other, curie("skos:prefLabel"), literal("輶軒語", "zh-Hant")) in record.claims


def test_addresses_are_kept_and_those_that_are_none_are_not(read: Read) -> None:
    found = said(read, TITLE, ("856", "41", "$uhttps://example.org/a b?x=1$uftp:nothing"))
    assert {value for p, value in found if p == curie("bf:electronicLocator")} == {"<https://example.org/a%20b?x=1>"}


def test_what_a_note_says_of_the_making_is_evidence_with_its_words(read: Read) -> None:
    note = "半葉十行，行十八字，白口，左右雙邊，單魚尾。版框高17.5公分，寬12公分。刻工：陶子麟。鈐印：「士禮居藏」。"
    reading = read(iso2709(("001", "1"), TITLE, ("500", "  ", f"$a{note}")))
    (record,) = reading.records
    about = {(p, o) for s, p, o in record.claims if s == record.subject}
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    assert {
        (curie("zs:linesPerHalfLeaf"), integer(10)),
        (curie("zs:charactersPerLine"), integer(18)),
        (curie("zs:plateFrame"), literal("左右雙邊", "zh-Hant")),
        (curie("zs:fishTail"), literal("單魚尾", "zh-Hant")),
        (curie("zs:frameHeight"), f'"17.5"{decimal}'),
        (curie("zs:frameWidth"), f'"12"{decimal}'),
        (curie("zs:carverName"), literal("陶子麟", "zh-Hant")),
        (curie("zs:layoutText"), literal(note, "zh-Hant")),
    } <= about
    assert {o.rpartition("/")[2] for o in reading.terms("zs:evidenceType")} == {"layout>", "carver>", "seal>"}
    assert reading.values("zs:text") == [note] * 3
    assert reading.values("zs:sealText") == ["士禮居藏"]


def test_the_technique_of_an_edition_is_a_concept(read: Read) -> None:
    found = said(read, TITLE, ("250", "  ", "$a清光緒二年刻本."))
    assert (curie("zs:edition"), literal("清光緒二年刻本", "zh-Hant")) in found
    assert (curie("zs:editionTypeConcept"), "<https://w3id.org/zhishu/editiontype/woodblock>") in found
