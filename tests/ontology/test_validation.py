"""Validation of any data by any shapes: reports, and faults in shapes named with file and line; nothing is fetched."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.shapes import Severity, shape_files
from ontology.shapes_source import parse_shapes
from ontology.validation import ShapesError, validate, validate_view

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix ex: <http://example.org/> .
"""
LETTER = (
    HEAD
    + """
ex:letterShape a sh:NodeShape ; sh:targetClass ex:Letter ; sh:property ex:yearShape .
ex:yearShape a sh:PropertyShape ; sh:path ex:year ; sh:datatype xsd:integer ; sh:minCount 1 ;
    sh:message "No year."@en , "没有年份。"@zh-Hans .
"""
)
ZS = """@prefix zs: <https://w3id.org/zhishu/ontology/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix kin: <https://w3id.org/zhishu/kinship/> .
@prefix ex: <http://example.org/> .
"""


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every attempt to reach a host, each of which fails."""
    attempts: list[object] = []

    def refuse(*arguments: object, **options: object) -> object:
        attempts.append(arguments)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return attempts


def broken(turtle: str) -> set[str]:
    """The local names of the shapes that data in our vocabulary do not satisfy, those for what is missing left out."""
    report = validate_view(ZS + turtle)
    return {r.shape.rpartition("/")[2] for r in report.results if r.severity != Severity.INFO}


def test_a_report_says_what_where_why_and_in_which_language() -> None:
    report = validate(
        HEAD + 'ex:a a ex:Letter ; ex:year "soon" . ex:b a ex:Letter . ex:c a ex:Letter ; ex:year 1 .', LETTER
    )
    assert not report.conforms
    assert not report.acceptable
    assert report.counts == {"Violation": 2}
    one, other = report.results
    assert (one.focus_node, one.path, one.value) == ("<http://example.org/a>", "<http://example.org/year>", '"soon"')
    assert one.shape == "http://example.org/yearShape"
    assert one.component == "http://www.w3.org/ns/shacl#DatatypeConstraintComponent"
    assert (other.focus_node, other.value) == ("<http://example.org/b>", "")
    assert (other.message("zh-Hans"), other.message("de")) == ("没有年份。", "No year.")


def test_data_that_fulfil_the_shapes_conform() -> None:
    report = validate(HEAD + "ex:c a ex:Letter ; ex:year 1875 .", LETTER)
    assert report.conforms
    assert report.results == ()


def test_paths_are_written_as_sparql_writes_them() -> None:
    shapes = (
        HEAD
        + """ex:s a sh:NodeShape ; sh:targetNode ex:a ;
        sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] [ sh:zeroOrMorePath ex:r ] ) ; sh:minCount 9 ] ;
        sh:property [ sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:minCount 9 ] ."""
    )
    ex = "<http://example.org/{}>".format
    paths = {result.path for result in validate(HEAD + "ex:a ex:p ex:b .", shapes).results}
    assert paths == {f"({ex('p')}/^{ex('q')}/{ex('r')}*)", f"({ex('p')}|{ex('q')})"}


def test_imports_are_not_fetched(no_network: list[object]) -> None:
    imports = "<http://example.org/shapes> a owl:Ontology ; owl:imports <http://example.org/more> ."
    assert validate(HEAD + imports + "ex:c a ex:Letter ; ex:year 1 .", LETTER + imports).conforms
    assert no_network == []


@pytest.mark.parametrize(
    ("clause", "fault"),
    [
        ("SELECT $this WHERE { SERVICE <http://example.org/sparql> { $this ?p ?o } }", "has SERVICE"),
        ("SELECT $this WHERE { { SELECT $this { SERVICE SILENT ?where { $this ?p ?o } } } }", "has SERVICE"),
        ("SELECT $this FROM <http://example.org/data> WHERE { $this ?p ?o }", "has FROM"),
        ("SELECT $this WHERE { $this ex:p ?o }", 'uses the prefix "ex:", which is not declared'),
        ("SELECT $this WHERE { $this ?p }", "is not SPARQL"),
    ],
)
def test_a_query_in_shapes_that_cannot_be_used_is_named_with_its_line(
    clause: str, fault: str, no_network: list[object]
) -> None:
    shapes = f'{HEAD}ex:s a sh:NodeShape ; sh:targetNode ex:a ;\n  sh:sparql [ sh:select "{clause}" ] .'
    with pytest.raises(ShapesError, match=fault) as caught:
        validate(HEAD + "ex:a ex:p ex:b .", shapes)
    assert "shapes, line 6:" in str(caught.value)
    assert no_network == []


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ("ex:s a sh:NodeShape\n  sh:targetNode ex:a .", "line 6: expected"),
        ("ex:s a sh:NodeShape ;\n  zs:p ex:a .", 'line 6: Prefix "zs:" not bound'),
        ('ex:s a sh:PropertyShape ;\n  sh:path ex:p ;\n  sh:pattern "[0-9" .', "line 7: .*unterminated character set"),
        ("ex:s a sh:PropertyShape ;\n  sh:path ex:p ;\n  sh:pattern '''\\\\d(''' .", "line 7: .*missing \\)"),
        ('ex:s sh:pattern "a" ;\n  sh:flags "q" .', '"q" is not a flag'),
        ('ex:s sh:path ex:p ;\n  sh:pattern "a', "line [56]: a string is not closed"),
        ("ex:s sh:path ex:p ;\n  sh:minCount", "line 6: the text ends within a statement"),
        ("ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ] .", "at most one sh:minCount"),
    ],
)
def test_a_fault_in_shapes_is_named_with_file_and_line(turtle: str, fault: str) -> None:
    with pytest.raises(ShapesError, match=f"(?s)s.ttl.*{fault}"):
        validate(HEAD + "ex:a ex:p ex:b .", parse_shapes(HEAD + turtle, "s.ttl"))


def test_data_that_are_not_turtle_are_named_with_the_line() -> None:
    with pytest.raises(ShapesError, match="data, line 6"):
        validate(HEAD + "ex:a ex:p\n [ .", LETTER)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_shapes_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([path.read_text("utf-8")[:2500] for path in shape_files()]))
    place = data.draw(st.integers(0, len(text)))
    inserted = data.draw(st.text("\"'<>[](){};.,\\@^:#_\0\ud7ffé", max_size=3))
    removed = data.draw(st.integers(0, 20))
    damaged = text[:place] + inserted + text[place + removed :]
    with suppress(ShapesError):
        assert parse_shapes(damaged, "damaged.ttl").text == damaged


PARENT = "ex:f a zs:Person ; skos:prefLabel '父'@zh-Hant ; zs:birthYear {} . "
CHILD = "ex:c a zs:Person ; skos:prefLabel '子'@zh-Hant ; zs:father ex:f ; zs:birthYear {} ."


@pytest.mark.parametrize(
    ("father", "child", "found"),
    [
        (1844, 1870, set()),
        (1844, 1844, {"fatherOlder", "fatherAge"}),
        (1870, 1844, {"fatherOlder", "fatherAge"}),
        (1844, 1855, {"fatherAge"}),
        (1844, 1856, set()),
        (1844, 1924, set()),
        (1844, 1925, {"fatherAge"}),
    ],
)
def test_a_father_is_older_by_a_plausible_number_of_years(father: int, child: int, found: set[str]) -> None:
    assert broken(PARENT.format(father) + CHILD.format(child)) == found


@pytest.mark.parametrize(
    ("person", "found"),
    [
        ("zs:birthYear 1844 ; zs:deathYear 1916", set()),
        ("zs:birthYear 1916 ; zs:deathYear 1844", {"bornBeforeDeath"}),
        ("zs:birthYear 1700 ; zs:deathYear 1900", {"lifespan"}),
        ("zs:birthYear -551 ; zs:deathYear -479", set()),
        ("zs:birthYear 0", {"birthYear"}),
        ("zs:birthYear '約1844年'", {"birthYear"}),
        ("zs:birthYear 1811 , 1812", {"birthYearOnce"}),
        ("zs:gender zs:Male , zs:Female", {"personGenderOnce"}),
        ("zs:gender '男'", {"personGender"}),
        ("skos:prefLabel '盛宣怀'@zh-Hant", {"labelPerLanguage"}),
        ("skos:altLabel '盛宣懷'@zh-Hant", {"variantDiffers"}),
        ("skos:prefLabel 'Sheng'@chs", {"labelLanguage"}),
        ("zs:nativePlace ex:nowhere", {"nativePlace"}),
    ],
)
def test_what_is_wrong_with_a_person_is_found(person: str, found: set[str]) -> None:
    assert broken(f"ex:p a zs:Person ; skos:prefLabel '盛宣懷'@zh-Hant ; {person} .") == found


@pytest.mark.parametrize(
    ("year", "found"),
    [(1870, set()), (1917, set()), (1918, {"senderAlive"}), (1844, {"senderBorn", "senderOldEnough"})],
)
def test_a_letter_is_written_in_the_life_of_its_sender(year: int, found: set[str]) -> None:
    sender = "ex:s a zs:Person ; skos:prefLabel '盛宣懷'@zh-Hant ; zs:birthYear 1844 ; zs:deathYear 1916 ."
    letter = f"ex:l a zs:Letter ; skos:prefLabel '函'@zh-Hant ; zs:sender ex:s ; zs:year {year} ."
    assert broken(sender + letter) == found


def test_a_kinship_joins_two_people_by_a_type_of_the_scheme() -> None:
    people = "ex:a a zs:Person ; skos:prefLabel '甲'@zh-Hant . ex:b a zs:Person ; skos:prefLabel '乙'@zh-Hant . "
    good = "ex:k a zs:Kinship ; zs:ego ex:a ; zs:alter ex:b ; zs:kinship kin:father ."
    assert broken(people + good) == set()
    assert broken(people + good.replace("ex:b", "ex:a")) == {"kinshipNotSelf"}
    assert broken(people + good.replace("kin:father", "kin:fahter")) == {"kinshipType"}
    assert broken(people + good.replace("zs:ego ex:a ;", "")) == {"kinshipEgo"}
