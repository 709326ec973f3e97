"""The assertions that the Library of Congress makes on its own conversion of MARC 21, on ours.

They are those of marc2bibframe2 (XSpec) that stay true when positions are dropped and the graph is written again
resource by resource (assertions-order-free.json). Here too the RDF/XML is read as a graph and written again: each
resource at the top and below everything that points to it, once under each of its classes, and as a reference.
What is not met stands in lc_differences.toml with the reason; the test fails when the list is not the truth.
"""

from __future__ import annotations

import io
import json
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from lxml import etree

from ingest.marc.bibframe import convert_to_bibframe
from ingest.source import Source
from tests.ingest.marc.conftest import SHARED

SUITE = SHARED / "suites" / "bibframe-lc"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
STRING = "http://www.w3.org/2001/XMLSchema#string"
NAME = re.compile(r"(.*[/#])([A-Za-z_][\w.-]*)", re.DOTALL)
DEEPEST = 7
DIFFERENCES = tomllib.loads((Path(__file__).parent / "lc_differences.toml").read_text("utf-8"))["difference"]


@cache
def suite() -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    content = json.loads((SUITE / "assertions-order-free.json").read_text("utf-8"))
    by_input: dict[str, list[dict[str, str]]] = defaultdict(list)
    for assertion in content["assertions"]:
        by_input[assertion["input"]].append(assertion)
    return content["namespaces"], dict(by_input)


def inputs() -> list[str]:
    return sorted(suite()[1]) if SUITE.exists() else []


def xpath_1(expression: str) -> str:
    """The expression as XPath 1.0: a quotation mark in a literal is doubled in XPath 2.0. Tags compare without case."""
    tag = re.sub(r"(@xml:lang\s*=\s*')([^']*)'", lambda match: f"{match[1]}{match[2].lower()}'", expression)

    def literal(match: re.Match[str]) -> str:
        text = match[1]
        return '"' + text.replace("''", "'") + '"' if "''" in text else f"'{text}'"

    return re.sub(r"'((?:[^']|'')*)'", literal, tag)


class Graph:
    """The graph of an RDF/XML document, written again."""

    def __init__(self, content: bytes) -> None:
        self.about: dict[Any, list[tuple[str, Any]]] = defaultdict(list)
        for triple in ox.parse(content, format=ox.RdfFormat.RDF_XML, base_iri="http://example.org/"):
            self.about[triple.subject].append((triple.predicate.value, triple.object))

    def document(self) -> etree._Element:
        root = etree.Element(f"{{{RDF}}}RDF")
        for subject in list(self.about):
            if isinstance(subject, ox.NamedNode):
                self.write(root, subject, ())
        return root

    def write(self, parent: etree._Element, subject: Any, path: tuple[Any, ...]) -> None:
        types = [value.value for predicate, value in self.about[subject] if predicate == f"{RDF}type"]
        for name in filter(NAME.fullmatch, types or [f"{RDF}Description"]):
            element = etree.SubElement(parent, qualified(name))
            if isinstance(subject, ox.NamedNode):
                element.set(f"{{{RDF}}}about", subject.value)
            for predicate, value in self.about[subject]:
                self.property(element, predicate, value, (*path, subject))

    def property(self, element: etree._Element, predicate: str, value: Any, path: tuple[Any, ...]) -> None:
        if isinstance(value, ox.Literal):
            child = etree.SubElement(element, qualified(predicate))
            child.text = value.value
            if value.language:
                child.set(LANGUAGE, value.language.lower())
            elif value.datatype.value != STRING:
                child.set(f"{{{RDF}}}datatype", value.datatype.value)
            return
        if isinstance(value, ox.NamedNode):
            etree.SubElement(element, qualified(predicate)).set(f"{{{RDF}}}resource", value.value)
        if value in self.about and value not in path and len(path) < DEEPEST:
            self.write(etree.SubElement(element, qualified(predicate)), value, path)


def qualified(iri: str) -> str:
    match = NAME.fullmatch(iri)
    assert match, iri
    return f"{{{match[1]}}}{match[2]}"


@cache
def converted(name: str) -> etree._Element:
    out = io.BytesIO()
    with Source(SUITE / "marc2bibframe2" / "test" / name) as source:
        convert_to_bibframe(source, out, "http://example.org/", lambda problem: None)
    return Graph(out.getvalue()).document()


@pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")
@pytest.mark.parametrize("name", inputs())
def test_what_the_library_of_congress_asserts_holds_but_for_the_differences_with_a_reason(name: str) -> None:
    namespaces, by_input = suite()
    document = converted(name)
    failed = {a["xpath"] for a in by_input[name] if not document.xpath(xpath_1(a["xpath"]), namespaces=namespaces)}
    assert failed == {each["xpath"] for each in DIFFERENCES if each["input"] == name}


@pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")
def test_the_differences_are_few_and_each_is_an_assertion_of_the_suite() -> None:
    _, by_input = suite()
    assert all(each["xpath"] in {a["xpath"] for a in by_input[each["input"]]} for each in DIFFERENCES)
    assert sum(len(assertions) for assertions in by_input.values()) == 1170
    assert len(DIFFERENCES) <= 10


@pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")
def test_every_term_of_bibframe_that_is_written_is_in_its_ontology() -> None:
    ontology = (SUITE / "ontology" / "bibframe.rdf").read_text("utf-8")
    known = set(re.findall(r'rdf:about="http://id\.loc\.gov/ontologies/bibframe/([^"]+)"', ontology))
    written = set()
    for name in inputs():
        for element in converted(name).iter():
            tag = etree.QName(element)
            if tag.namespace == "http://id.loc.gov/ontologies/bibframe/":
                written.add(tag.localname)
    assert len(known) > 300
    assert written - known == set()
