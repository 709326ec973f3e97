"""The vocabulary and its examples are consistent; what is planted wrong is found, by our rules and by HermiT alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import owlready2
import pytest
from rdflib import OWL, XSD, Graph, Literal

from ontology.consistency import check_consistency, check_vocabulary
from ontology.namespaces import expand
from ontology.reasoning import ONTOLOGY, axioms, class_hierarchy, read_world, vocabulary_axioms, vocabulary_graph
from ontology.terms import all_terms, vocabulary_files
from ontology.turtle import read_graph

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "ontology" / "examples").glob("*.ttl"))
HEAD = """
@prefix zs: <https://w3id.org/zhishu/ontology/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix t: <https://example.org/t/> .
"""
#: data, and the rule that finds what is wrong with them
PLANTED = [
    ("t:a a zs:Person , zs:Place .", "cax-dw"),
    ("t:a zs:father t:b . t:b a zs:Place .", "cax-dw"),
    ("t:k a zs:Kinship ; zs:ego t:p . t:p a zs:Organization .", "cax-dw"),
    ("t:a a zs:Kinship . t:a a zs:Posting .", "cax-dw"),
]
#: axioms of our own beside the vocabulary, data that break them, the rule
FURTHER = [
    ("t:p a owl:ObjectProperty , owl:IrreflexiveProperty .", "t:a t:p t:a .", "prp-irp"),
    ("t:p a owl:ObjectProperty , owl:AsymmetricProperty .", "t:a t:p t:b . t:b t:p t:a .", "prp-asyp"),
    ("t:p a owl:DatatypeProperty , owl:FunctionalProperty .", 't:a t:p "x" , "y" .', "prp-fp"),
    ("t:p a owl:ObjectProperty , owl:FunctionalProperty .", "t:a t:p zs:Male , zs:Female .", "prp-fp"),
    (
        "t:p a owl:ObjectProperty . t:q a owl:ObjectProperty ; owl:propertyDisjointWith t:p .",
        "t:a t:p t:b ; t:q t:b .",
        "prp-pdw",
    ),
    ("t:p a owl:ObjectProperty ; rdfs:subPropertyOf zs:father .", "t:a t:p t:b . t:b a zs:Place .", "cax-dw"),
    ("t:p a owl:ObjectProperty ; owl:inverseOf zs:father .", "t:a t:p t:b . t:b a zs:Place .", "cax-dw"),
    ("t:p a owl:DatatypeProperty ; rdfs:range xsd:integer .", 't:a t:p "many" .', "dt-not-type"),
]


def graph(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def hermit_is_content(data: Graph) -> bool:
    """Whether HermiT finds the vocabulary and the data consistent.

    It refuses datatypes that are not in the OWL 2 datatype map, such as xsd:date: what is said with these is left out.
    """
    whole = vocabulary_graph() + data
    for triple in list(whole):
        datatype = triple[2].datatype if isinstance(triple[2], Literal) else triple[2]
        if datatype in (XSD.date, XSD.gYear, XSD.gYearMonth, XSD.duration):
            whole.remove(triple)
    world = read_world(whole)
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return not list(world.inconsistent_classes())


needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


def test_vocabulary_is_consistent() -> None:
    assert [str(each) for each in check_vocabulary()] == []


def test_examples_are_consistent_with_the_vocabulary() -> None:
    assert [str(each) for each in check_consistency(read_graph(EXAMPLES))] == []


@pytest.mark.parametrize(("text", "rule"), PLANTED)
def test_planted_contradiction_is_found_with_its_axiom_and_place(text: str, rule: str) -> None:
    found = check_consistency(graph(text))
    assert [each.rule for each in found] == [rule]
    assert "owl:disjointWith" in found[0].axiom
    assert found[0].place.startswith("ontology.ttl, line "), found[0].place
    assert "example.org/t/" in str(found[0])


@pytest.mark.parametrize(("schema", "text", "rule"), FURTHER)
def test_rules_on_properties_find_what_breaks_them(schema: str, text: str, rule: str) -> None:
    known = axioms(vocabulary_graph() + graph(schema))
    found = check_consistency(graph(text), known)
    assert {each.rule for each in found} == {rule}
    assert check_consistency(graph("t:a zs:father t:b ."), known) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('t:a zs:father "a name" .', "is a literal"),
        ("t:a zs:birthYear t:b .", "is no literal"),
        ("t:a a zs:Persson .", "is not declared"),
        ("t:a zs:fathre t:b .", "is not declared"),
    ],
)
def test_wrong_kind_of_value_and_undeclared_terms_are_named(text: str, said: str) -> None:
    assert any(said in each.message for each in check_consistency(graph(text)))


def test_unsatisfiable_class_and_property_of_a_vocabulary_are_found(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text(
        HEAD
        + "t:Both a owl:Class ; rdfs:subClassOf zs:Person , zs:Place .\n"
        + "t:p a owl:ObjectProperty ; rdfs:subPropertyOf zs:father ; rdfs:range zs:Place .\n"
        + "t:q a owl:ObjectProperty , owl:DatatypeProperty .\n"
        + "t:r rdfs:seeAlso zs:nothingSuch .\n",
        "utf-8",
    )
    own = [path for path in vocabulary_files() if path.parent.name != "schemes"]
    found = check_vocabulary([*own, tmp_path / "bad.ttl"])
    assert {each.subject.rpartition("/")[2] for each in found} >= {"Both", "p", "q", "zs:nothingSuch"}
    assert any(each.place == "bad.ttl, line 10" for each in found if each.subject == "zs:nothingSuch")


def test_world_has_the_hierarchy_of_the_vocabulary() -> None:
    hierarchy = class_hierarchy(read_world())
    for term in all_terms().values():
        if term.kind == "class" and term.iri.startswith(ONTOLOGY):
            known = {above for above in term.broader if above in hierarchy}
            assert known <= set(hierarchy[term.iri]), term.iri


def test_closure_leads_to_all_super_classes() -> None:
    known = vocabulary_axioms()
    assert {expand("zs:Kinship"), expand("zs:Relation"), str(OWL.Thing)} <= known.supers(expand("zs:Kinship"))
    assert "TransitiveProperty" in known.kinds[expand("zs:ancestor")]


@needs_java
def test_hermit_finds_vocabulary_and_examples_consistent_too() -> None:
    assert hermit_is_content(read_graph(EXAMPLES))


@needs_java
def test_hermit_finds_what_was_planted_too() -> None:
    assert not hermit_is_content(graph(PLANTED[1][0]))


def test_graph_of_nothing_is_consistent() -> None:
    assert check_consistency(Graph()) == ()
