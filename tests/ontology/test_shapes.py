"""The shapes of the vocabulary are complete, speak three languages, and are compiled without leaving anything out."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, SH

from ontology.namespaces import PREFIXES, compact, expand
from ontology.shape_reader import ShapesError, read_shapes
from ontology.shapes import (
    Alternative,
    PathStep,
    PropertyShape,
    Severity,
    groups,
    property_shapes,
    shape_files,
    shapes,
    shapes_for_class,
)
from ontology.shapes_source import parse_turtle
from ontology.terms import LANGUAGES, all_terms, entity_types, is_declared

LANGUAGE_TAGS = {language.lower() for language in LANGUAGES}
EDTF = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "edtf-cases"
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix zs: <https://w3id.org/zhishu/ontology/> .
@prefix shape: <https://w3id.org/zhishu/shape/> .
shape:letter a sh:NodeShape ; sh:targetClass zs:Letter ; sh:property shape:year .
"""
YEAR = "shape:year a sh:PropertyShape ; sh:severity sh:Warning ; sh:path {} ."


def shape(name: str) -> PropertyShape:
    return property_shapes()[expand(f"shape:{name}")]


def compiled(tmp_path: Path, path: str = "zs:year", rest: str = "") -> PropertyShape:
    """The one property shape of a file with one node shape."""
    (tmp_path / "letters.ttl").write_text(HEAD + YEAR.format(path + rest), "utf-8")
    (node,) = read_shapes([tmp_path / "letters.ttl"])
    return node.properties[0]


def test_every_class_of_the_vocabulary_has_a_shape() -> None:
    covered = frozenset().union(*(node.target_classes for node in shapes()))
    own = {t.iri for t in all_terms().values() if t.kind == "class" and t.iri.startswith(PREFIXES["zs"])}
    types = {entity.class_iri for entity in entity_types().values()}
    assert {compact(iri) for iri in (own | types) - covered} == set()


def test_every_property_shape_has_a_name_a_message_and_a_group() -> None:
    for one in property_shapes().values():
        assert set(one.messages) == set(one.names) == LANGUAGE_TAGS, one.iri
        assert one.group in groups(), one.iri
    for node in shapes():
        assert set(node.labels) == LANGUAGE_TAGS, node.iri
    for group in groups().values():
        assert set(group.labels) == LANGUAGE_TAGS, group.iri


def test_a_message_says_what_is_wrong_and_what_to_do() -> None:
    for one in property_shapes().values():
        assert one.messages["en"].count(".") >= 1, one.iri
        for tag in ("zh-hans", "zh-hant"):
            assert re.search("[。？]$", one.messages[tag]), one.iri
        assert len(one.messages["en"].split()) >= 6, one.iri


def test_every_property_shape_is_used_and_asks_something() -> None:
    texts = [parse_turtle(path.read_text("utf-8"), path.name) for path in shape_files()]
    declared = {str(s) for source in texts for s in source.graph.subjects(RDF.type, SH.PropertyShape)}
    assert declared == set(property_shapes())
    asked = {name for name in PropertyShape.__dataclass_fields__ if name not in BASICS}
    bare = PropertyShape("", (), Severity.INFO, {}, {})
    for one in property_shapes().values():
        assert any(getattr(one, name) != getattr(bare, name) for name in asked), one.iri


BASICS = {"iri", "paths", "severity", "messages", "names", "order", "group", "flags", "compared_with"}


def test_no_property_shape_holds_twice_for_a_class() -> None:
    applied = Counter((kind, one.iri) for node in shapes() for kind in node.target_classes for one in node.properties)
    assert [pair for pair, times in applied.items() if times > 1] == []


def test_every_property_and_class_that_the_shapes_name_is_declared() -> None:
    named = {step.predicate for one in property_shapes().values() for path in one.paths for step in path}
    for one in property_shapes().values():
        named |= {one.less_than, one.less_than_or_equals, one.equals, one.disjoint, one.compared_with}
        named |= {one.expected_beside, *(kind for group in one.classes for kind in group)}
        named |= {term[1:-1] for term in one.in_values or () if term.startswith("<")}
    named |= {kind for node in shapes() for kind in node.declared}
    assert {compact(iri) for iri in named - {""} if not is_declared(iri)} == set()


def test_every_single_valued_property_of_a_person_is_watched_for_conflict() -> None:
    watched = {one.paths[0][0].predicate for node in shapes() for one in node.properties if one.max_count == 1}
    person = {t.iri for t in all_terms().values() if t.single_valued and expand("zs:Person") in t.domain}
    years = {iri for iri in person if iri.endswith(("birthYear", "deathYear", "gender"))}
    assert len(years) == 3
    assert years <= watched
    assert {shape(f"{name}Once").severity for name in ("birthYear", "deathYear")} == {Severity.WARNING}


def test_the_shape_of_a_class_holds_for_its_subclasses() -> None:
    assert {compact(node.iri) for node in shapes_for_class(expand("zs:Letter"))} == {"shape:Letter", "shape:Record"}
    assert expand("zs:Branch") in shape("personFamily").classes[0]


def test_paths_are_compiled_step_by_step(tmp_path: Path) -> None:
    year, sender = expand("zs:year"), expand("zs:sender")
    assert compiled(tmp_path).paths == ((PathStep(year),),)
    assert compiled(tmp_path, "( zs:sender [ sh:inversePath zs:year ] )").paths == (
        (PathStep(sender), PathStep(year, inverse=True)),
    )
    assert compiled(tmp_path, "[ sh:alternativePath ( zs:year ( zs:sender zs:year ) ) ]").paths == (
        (PathStep(year),),
        (PathStep(sender), PathStep(year)),
    )


def test_values_are_compiled_to_terms(tmp_path: Path) -> None:
    rest = ' ; sh:in ( zs:Male "男"@zh-Hant 1844 "a\\"b" ) ; sh:hasValue zs:Male ; sh:languageIn ( "zh" "en" )'
    one = compiled(tmp_path, rest=rest)
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    male = "<https://w3id.org/zhishu/ontology/Male>"
    assert one.in_values == frozenset({male, '"男"@zh-hant', f'"1844"^^{integer}', '"a\\"b"'})
    assert (one.has_value, one.languages) == (male, ("zh", "en"))


def test_alternatives_and_bounds_are_compiled(tmp_path: Path) -> None:
    rest = """ ; sh:or ( [ sh:nodeKind sh:IRI ; sh:pattern "^urn:" ] [ sh:class zs:Family ] )
        ; sh:minInclusive -3000 ; sh:maxInclusive 1.5 ; sh:uniqueLang true"""
    one = compiled(tmp_path, rest=rest)
    families = frozenset({expand("zs:Family"), expand("zs:Branch")})
    assert one.alternatives == (Alternative(node_kind="IRI", pattern="^urn:"), Alternative(classes=families))
    assert (one.min_inclusive, one.max_inclusive, one.unique_lang) == (-3000, 1.5, True)


def test_a_concept_of_a_scheme_is_one_of_its_concepts(tmp_path: Path) -> None:
    one = compiled(tmp_path, "zs:nameType", " ; zs:conceptOf <https://w3id.org/zhishu/nametype/>")
    assert "<https://w3id.org/zhishu/nametype/zi>" in (one.in_values or ())
    with pytest.raises(ShapesError, match="no scheme"):
        compiled(tmp_path, "zs:nameType", " ; zs:conceptOf <https://w3id.org/zhishu/nametpye/>")


@pytest.mark.parametrize(
    ("rest", "fault"),
    [
        (" ; sh:qualifiedMinCount 1", "sh:qualifiedMinCount is not supported"),
        (" ; sh:not shape:other", "sh:not is not supported"),
        (" ; sh:or ( [ sh:hasValue 1 ] )", "sh:hasValue is not supported in sh:or"),
        (" ; sh:minCount 1.5", "1.5 is not a whole number"),
        (" ; sh:minCount 1 , 2", "one value expected, found 1, 2"),
        (" ; sh:minInclusive 'a'", "a is not a number"),
        (" ; sh:severity sh:Grave", "one value|not a severity"),
        (" ; sh:pattern '[a'", "line 5: shape:year: the pattern"),
    ],
)
def test_what_cannot_be_compiled_is_an_error_that_names_file_shape_and_construct(
    tmp_path: Path, rest: str, fault: str
) -> None:
    with pytest.raises(ShapesError, match=fault) as caught:
        compiled(tmp_path, rest=rest)
    assert "letters.ttl, line 4: shape:year" in str(caught.value) or "letters.ttl, line 5: shape:year" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("[ sh:zeroOrMorePath zs:partOf ]", "the path has other steps"),
        ("( zs:year [ sh:oneOrMorePath zs:p ] )", "steps"),
    ],
)
def test_a_path_that_cannot_be_compiled_is_an_error(tmp_path: Path, path: str, fault: str) -> None:
    with pytest.raises(ShapesError, match=fault):
        compiled(tmp_path, path)


@pytest.mark.parametrize(
    ("turtle", "fault"),
    [
        ("shape:a a sh:NodeShape ; sh:property shape:year .", "shape:a has no sh:targetClass"),
        ("shape:a a sh:NodeShape ; sh:targetClass zs:Era ; sh:closed true .", "sh:closed is not supported"),
        ("shape:a a sh:NodeShape ; sh:targetClass zs:Era ; sh:property shape:none .", "no property shape shape:none"),
        ("shape:a a sh:NodeShape ; sh:targetClass zs:Era ; sh:property [ sh:path zs:year ] .", "has no IRI"),
        ("[] a sh:NodeShape ; sh:targetClass zs:Era .", "a node shape without an IRI"),
        ("shape:a a sh:PropertyShape ; sh:path zs:year .", "no sh:severity"),
    ],
)
def test_a_node_shape_that_would_not_be_applied_as_written_is_an_error(tmp_path: Path, turtle: str, fault: str) -> None:
    (tmp_path / "letters.ttl").write_text(HEAD + YEAR.format("zs:year") + turtle, "utf-8")
    with pytest.raises(ShapesError, match=fault):
        read_shapes([tmp_path / "letters.ttl"])


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "letters.ttl").write_bytes(b"\xff\xfe")
    with pytest.raises(ShapesError, match=r"letters\.ttl"):
        read_shapes([tmp_path / "letters.ttl"])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1875-01-01", True),
        ("1875", True),
        ("187X", True),
        ("1875~", True),
        ("1911-01-30/1912-02-17", True),
        ("../1875", True),
        ("[1667,1668,1670..1672]", True),
        ("-0551", True),
        ("Y-170000002", True),
        ("光緒元年", False),
        ("1875-1-1", False),
        ("1875/1876/1877", False),
        ("", False),
        ("551 BC", False),
    ],
)
def test_the_pattern_of_edtf_takes_dates_as_iso_writes_them(text: str, fits: bool) -> None:
    assert bool(re.search(shape("edtf").pattern, text)) == fits


@pytest.mark.skipif(not EDTF.exists(), reason="needs ../shared")
def test_the_pattern_of_edtf_refuses_no_valid_date_of_the_suite() -> None:
    pattern = re.compile(shape("edtf").pattern)
    cases = json.loads((EDTF / "edtf-validate.json").read_text("utf-8"))
    valid = [text for name, texts in cases.items() if not name.startswith("invalid") for text in texts]
    refused = {text for text in valid if not pattern.search(text)}
    assert len(valid) > 500
    assert refused == set()
