"""Every term of the vocabulary has an example, and every example uses the terms as they are declared."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from ontology.example_blocks import examples_by_term, paragraphs, terms_of
from ontology.namespaces import PREFIXES, compact, expand
from ontology.terms import all_terms
from ontology.turtle import read_graph

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "ontology" / "examples").glob("*.ttl"))
ZS = PREFIXES["zs"]
FOREIGN = (PREFIXES["sh"], "https://w3id.org/zhishu/shape/", PREFIXES["rdf"])


@cache
def examples() -> Graph:
    return read_graph(EXAMPLES)


def classes_of(node: object) -> set[str]:
    """The classes of a node of the examples and all that are above them."""
    found, waiting = set[str](), [str(kind) for kind in examples().objects(URIRef(str(node)), RDF.type)]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += all_terms()[each].broader if each in all_terms() else ()
    return found


def test_every_own_class_property_and_individual_has_an_example() -> None:
    without = [compact(iri) for iri, term in all_terms().items() if iri.startswith(ZS) and not term.example]
    assert without == [], "add one to ontology/examples/*.ttl"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_turtle_that_uses_declared_terms_only(path: Path) -> None:
    graph = read_graph([path])
    assert len(graph) > 0
    used = {str(prop) for prop in graph.predicates()} | {str(kind) for kind in graph.objects(None, RDF.type)}
    used |= {
        str(t) for triple in graph for t in triple if isinstance(t, URIRef) and t.startswith(tuple(PREFIXES.values()))
    }
    assert {compact(iri) for iri in used if not iri.startswith(FOREIGN)} - {
        compact(iri) for iri in all_terms()
    } == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_paragraph_alone_is_turtle_and_uses_the_terms_that_are_found_in_it(path: Path, tmp_path: Path) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    for number, paragraph in enumerate(paragraphs(path.read_text("utf-8"))):
        alone = tmp_path / f"{number}.ttl"
        alone.write_text(prefixes + "@base <https://example.org/> .\n" + paragraph, encoding="utf-8")
        graph = read_graph([alone])
        said = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
        said |= {str(term.datatype) for term in graph.objects() if isinstance(term, Literal) and term.datatype}
        known = tuple(PREFIXES.values())
        missed = {iri for iri in said if iri.startswith(ZS)} - set(terms_of(paragraph))
        assert missed == set(), paragraph
        assert {iri for iri in terms_of(paragraph) if iri.startswith(known)} <= said, paragraph


def test_the_example_of_a_term_is_the_first_paragraph_that_uses_it() -> None:
    found = examples_by_term(EXAMPLES)
    assert found[expand("zs:lunarMonth")] == all_terms()[expand("zs:lunarMonth")].example
    assert "zs:lunarMonth 1" in found[expand("zs:lunarMonth")]
    assert found[expand("zs:Seal")].splitlines()[0].startswith("<seal/")


def test_values_are_of_the_kind_that_the_property_asks_for() -> None:
    for subject, prop, value in examples():
        term = all_terms().get(str(prop))
        if term is None or not str(prop).startswith(ZS):
            continue
        kinds = {compact(each) for each in term.characteristics}
        if "owl:ObjectProperty" in kinds:
            assert not isinstance(value, Literal), (subject, prop)
        elif "owl:DatatypeProperty" in kinds:
            assert isinstance(value, Literal), (subject, prop)
            datatypes = {expand("rdf:langString")} if value.language else {str(value.datatype or expand("xsd:string"))}
            assert not term.range or datatypes & set(term.range), (subject, prop, value)


def test_subjects_and_values_belong_to_the_classes_that_the_property_asks_for() -> None:
    for subject, prop, value in examples():
        term = all_terms().get(str(prop))
        if term is None or not str(prop).startswith(ZS):
            continue
        for node, wanted in ((subject, term.domain), (value, term.range)):
            held = set() if isinstance(node, BNode | Literal) else classes_of(node)
            if held and wanted and all(each.startswith(ZS) for each in held if each in all_terms()):
                assert held & set(wanted), (compact(str(prop)), str(node), sorted(map(compact, wanted)))


def test_what_only_shows_a_form_is_said_to_be_illustrative() -> None:
    for path in EXAMPLES:
        for paragraph in paragraphs(path.read_text("utf-8")):
            comment = "\n".join(line for line in paragraph.splitlines() if line.startswith("#"))
            if re.search(r"示意", comment) and "只用來示意" not in comment and "規則推出" not in comment:
                assert "zs:illustrative true" in paragraph, paragraph
