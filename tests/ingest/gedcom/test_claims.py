"""What structures become: names, dates, places, families, citations, media, restrictions."""

from __future__ import annotations

import pytest

from ingest.field_mapping import field_mappings
from kg.iris import Minter
from kg.terms import curie, integer, literal, typed

from .conftest import Read, entity

ANN = entity("person", "I1")
SEVEN = "0 HEAD\n1 GEDC\n2 VERS 7.0\n"
FAMILY = """0 @I1@ INDI
1 SEX M
1 FAMS @F2@
1 FAMS @F1@
0 @I2@ INDI
1 SEX F
0 @I3@ INDI
1 FAMC @F1@
2 PEDI adopted
0 @I4@ INDI
1 FAMC @F1@
0 @F1@ FAM
1 HUSB @I1@
1 WIFE @I2@
1 CHIL @I4@
1 CHIL @I3@
1 MARR
2 TYPE 妾
2 DATE 3 MAY 1844
2 PLAC Wujin, Jiangsu
0 @F2@ FAM
1 HUSB @I1@
"""


def test_names_have_parts_types_and_transcriptions(read: Read) -> None:
    reading = read(
        "0 @I1@ INDI\n1 NAME /盛/宣懷\n2 ROMN Xuanhuai /Sheng/\n3 TYPE pinyin\n"
        "1 NAME 杏蓀\n2 TYPE 字\n1 NAME Jack\n2 TYPE handle\n"
    )
    first, second, third, fourth = (entity("name", f"I1-{n}") for n in (1, 2, 3, 4))
    assert reading.values(ANN, "skos:prefLabel") == {literal("盛宣懷", "zh-Hant")}
    assert reading.values(first, "zs:surnamePart") == {literal("盛", "zh-Hant")}
    assert reading.values(second, "zs:nameVariantOf") == {first}
    assert reading.values(second, "rdf:value") == {literal("Xuanhuai Sheng", "zh-Latn-pinyin")}
    assert reading.values(third, "zs:nameType") == {curie("nametype:zi")}
    assert reading.values(fourth, "zs:typeText") == {literal("handle")}


def test_slashes_round_the_given_name_are_understood_and_named(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 NAME 盛 /宣懷/\n")
    assert reading.values(entity("name", "I1-1"), "zs:surnamePart") == {literal("盛", "zh-Hant")}
    assert [row for row, _ in reading.faults()] == [6]


def test_a_birth_gives_the_event_and_the_year_of_the_person(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 BIRT\n2 DATE (道光二十四年九月二十四日)\n2 PLAC 武進, 江蘇\n1 BIRT\n2 DATE 1850\n")
    event = entity("event", "I1-1")
    assert reading.values(event, "zs:dateText") == {literal("道光二十四年九月二十四日", "zh-Hant")}
    assert reading.values(event, "zs:edtf") == {literal("1844-11-04")}
    assert reading.values(ANN, "zs:birthYear") == {integer(1844)}
    assert len(reading.values(ANN, "zs:birthPlace")) == 1


def test_a_date_that_cannot_be_read_keeps_its_words(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 BIRT\n2 DATE 31 FEB 1844\n")
    assert reading.values(entity("event", "I1-1"), "zs:dateText") == {literal("31 FEB 1844")}
    assert reading.values(ANN, "zs:birthYear") == set()
    assert [row for row, _ in reading.faults()] == [7]


def test_places_nest_and_have_coordinates_and_types(read: Read) -> None:
    reading = read(
        "0 @I1@ INDI\n1 BIRT\n2 PLAC Wujin, Jiangsu\n3 FORM county, province\n3 MAP\n4 LATI N31.780\n4 LONG W0.5\n"
    )
    (wujin,) = reading.values(entity("event", "I1-1"), "zs:place")
    (jiangsu,) = reading.values(wujin, "zs:partOf")
    assert reading.values(wujin, "geo:lat") == {typed("31.78", "xsd:decimal")}
    assert reading.values(wujin, "geo:long") == {typed("-0.5", "xsd:decimal")}
    assert reading.values(jiangsu, "zs:placeType") == {literal("province")}
    assert reading.count("place") == 2


def test_a_coordinate_off_the_globe_is_named(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 BIRT\n2 PLAC X\n3 MAP\n4 LATI N91\n4 LONG E5\n")
    assert [reason for _, reason in reading.faults()] == ['"N91" is not a latitude']


def test_a_family_ties_the_couple_and_each_child_to_each_parent(read: Read) -> None:
    reading = read(FAMILY)
    couple = entity("kinship", "F1-I1-I2")
    assert reading.values(couple, "zs:kinship") == {curie("kin:concubine")}
    assert reading.values(couple, "zs:spouseOrder") == {integer(2)}
    kin = {
        (child, parent): reading.values(entity("kinship", f"F1-{child}-{parent}"), "zs:kinship")
        for child in ("I3", "I4")
        for parent in ("I1", "I2")
    }
    assert kin == {
        ("I3", "I1"): {curie("kin:F-adoptive")},
        ("I3", "I2"): {curie("kin:M-adoptive")},
        ("I4", "I1"): {curie("kin:father")},
        ("I4", "I2"): {curie("kin:mother")},
    }
    assert reading.values(entity("kinship", "F1-I4-I1"), "zs:sequence") == {integer(1)}
    assert reading.values(entity("event", "F1-1"), "zs:participant") == {ANN, entity("person", "I2")}


def test_same_sex_couples_and_unknown_parents_are_spouses_and_parents(read: Read) -> None:
    persons = "".join(f"0 @I{n}@ INDI\n1 SEX {sex}\n" for n, sex in ((1, "M"), (2, "M"), (3, "U")))
    reading = read(f"{persons}0 @F1@ FAM\n1 HUSB @I1@\n1 WIFE @I2@\n0 @F2@ FAM\n1 HUSB @I3@\n1 CHIL @I1@\n")
    assert reading.values(entity("kinship", "F1-I1-I2"), "zs:kinship") == {curie("kin:spouse")}
    assert reading.values(entity("kinship", "F2-I1-I3"), "zs:kinship") == {curie("kin:parent")}


def test_a_child_whom_the_family_does_not_list_keeps_its_word(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 FAMC @F1@\n0 @I2@ INDI\n1 SEX F\n0 @F1@ FAM\n1 WIFE @I2@\n")
    assert reading.values(entity("kinship", "F1-I1-I2"), "zs:kinship") == {curie("kin:mother")}
    assert any("does not list this child" in reason for _, reason in reading.faults())


def test_a_citation_has_a_node_and_words(read: Read) -> None:
    source = "0 @S1@ SOUR\n1 TITL 清史稿\n"
    reading = read(f"0 @I1@ INDI\n1 BIRT\n2 SOUR @S1@\n3 PAGE 卷四\n3 QUAY 2\n3 DATA\n4 TEXT 盛宣懷\n{source}")
    event, citation = entity("event", "I1-1"), entity("source-citation", "I1-event1-1")
    assert reading.values(event, "zs:citation") == {literal("清史稿，卷四", "zh-Hant")}
    assert reading.values(citation, "zs:cites") == {entity("instance", "S1")}
    assert reading.values(citation, "zs:sourceQuality") == {integer(2)}
    assert reading.values(citation, "zs:quotation") == {literal("盛宣懷", "zh-Hant")}


@pytest.mark.parametrize("line", ["1 SOUR @S9@", "1 OBJE @O9@", "1 NOTE @N9@", "1 FAMS @F9@", "1 ASSO @I9@"])
def test_a_pointer_to_nothing_is_named(line: str, read: Read) -> None:
    assert [row for row, _ in read(f"0 @I1@ INDI\n{line}\n").faults()] == [6]


def test_escapes_and_continuations_are_undone(read: Read) -> None:
    five = read("0 @I1@ INDI\n1 NOTE a@@b\n2 CONC c\n2 CONT @@d\n")
    seven = read("0 @I1@ INDI\n1 NOTE a@@b\n2 CONT @@d\n", head=SEVEN)
    assert five.values(ANN, "zs:note") == {literal("a@bc\n@d")}
    assert seven.values(ANN, "zs:note") == {literal("a@@b\n@d")}


def test_facts_that_the_model_has_a_property_for_become_that(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 FACT 3\n2 TYPE 世次\n1 FACT 懷\n2 TYPE 字輩\n1 FACT 江蘇武進\n2 TYPE 籍貫\n")
    assert reading.values(ANN, "zs:generation") == {integer(3)}
    assert reading.values(ANN, "zs:generationCharacter") == {literal("懷")}
    assert reading.values(ANN, "zs:nativePlaceName") == {literal("江蘇武進", "zh-Hant")}


def test_posts_ties_restrictions_media_and_identifiers(read: Read) -> None:
    reading = read(
        "0 @I1@ INDI\n1 RESN confidential\n1 OCCU 鹽運使\n2 DATE 1892\n1 ASSO @I2@\n2 RELA friend\n"
        "1 OBJE\n2 FILE http://example.org/a.jpg\n2 FORM jpg\n1 REFN 7\n2 TYPE local\n0 @I2@ INDI\n"
    )
    assert reading.values(ANN, "dcterms:accessRights") == {literal("confidential")}
    assert reading.values(entity("posting", "I1-1"), "zs:office") == {literal("鹽運使", "zh-Hant")}
    assert reading.values(entity("association", "I1-1"), "zs:association") == {curie("assoc:friend")}
    assert reading.values(entity("media", "I1-1"), "zs:file") == {literal("http://example.org/a.jpg")}
    assert reading.values(ANN, "dcterms:identifier") == {literal("REFN 7 (local)")}


def test_what_the_model_does_not_hold_is_counted(read: Read) -> None:
    reading = read("0 @I1@ INDI\n1 BAPL\n1 BAPL\n1 _XYZ 1\n1 DIV N\n")
    held = {problem.column: problem.reason for problem in reading.problems}
    assert held["INDI.BAPL"] == "not held, 2 times: temple ordinance"
    assert "not a structure that is known here" in held["INDI._XYZ"]


def test_every_target_of_the_table_is_reached_or_a_property() -> None:
    rows = {row.source: row for row in field_mappings("gedcom")}
    assert len(rows) > 250
    assert rows["INDI.NAME"].target == "zs:name"
    assert rows["INDI.SSN"].note


def test_the_living_are_told_by_their_kin_and_withheld(read: Read) -> None:
    text = (
        "0 @F1@ FAM\n1 HUSB @I1@\n1 CHIL @I2@\n1 NOTE about Bea\n"
        "0 @I1@ INDI\n1 NAME Ann\n1 SEX F\n1 BIRT\n2 DATE 1950\n1 DEAT Y\n1 FAMS @F1@\n"
        "0 @I2@ INDI\n1 NAME Bea\n1 FAMC @F1@\n1 NOTE secret\n"
        "0 @I3@ INDI\n1 NAME Cid\n1 DEAT\n2 DATE 1990\n"
    )
    open_, closed = read(text), read(text, living="withhold")
    bea = entity("person", "I2")
    assert open_.values(bea, "zs:presumedLiving") == set()
    assert open_.values(ANN, "zs:living") == {typed("false", "xsd:boolean")}
    assert closed.values(bea, "zs:presumedLiving") == {typed("true", "xsd:boolean")}
    assert not any("Bea" in value or "secret" in value for _, p, value in closed.claims if not p.endswith("/note>"))
    assert closed.values(entity("person", "I3"), "skos:prefLabel") == {literal("Cid")}
    assert closed.values(entity("kinship", "F1-I2-I1"), "zs:ego") == {bea}


def test_undated_persons_count_as_living_unless_the_description_says_otherwise(read: Read) -> None:
    text = "0 @I1@ INDI\n1 NAME Ann\n"
    assert literal("Ann") not in read(text, living="withhold").values(ANN, "skos:prefLabel")
    dead = read(text, living="withhold", options='undated = "dead"\n')
    assert dead.values(ANN, "skos:prefLabel") == {literal("Ann")}


def test_ids_are_those_of_the_base(read: Read) -> None:
    assert read("0 @I1@ INDI\n1 NAME Ann\n").records[0].subject == Minter().entity("person", "t-I1")
