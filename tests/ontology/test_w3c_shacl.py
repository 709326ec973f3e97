"""The W3C test suite for SHACL (Core and SPARQL), through our own validator: reports must be the expected graphs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import RDF, SH, BNode, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from ontology.shapes_source import TurtleSource, parse_shapes
from ontology.validation import ShapesError, validate

SUITE = Path(__file__).resolve().parents[2].parent / "shared" / "suites" / "w3c-shacl" / "tests"
DIFFERENCES = tomllib.loads(Path(__file__).with_name("w3c_shacl_differences.toml").read_text("utf-8"))
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
PARTS = (
    SH.focusNode,
    SH.resultPath,
    SH.resultSeverity,
    SH.sourceConstraint,
    SH.sourceConstraintComponent,
    SH.sourceShape,
    SH.value,
)


@dataclass(frozen=True)
class Case:
    """A test of the suite: the file that describes it and the node in it."""

    name: str
    manifest: Path
    node: Node


def cases(manifest: Path) -> Iterator[Case]:
    """The cases of a manifest and of all that it includes."""
    graph = source(manifest.as_uri()).graph
    for included in sorted(graph.objects(None, MF.include), key=str):
        yield from cases(path_of(included))
    for entries in graph.objects(None, MF.entries):
        for node in Collection(graph, entries):
            yield Case(manifest.relative_to(SUITE).with_suffix("").as_posix(), manifest, node)


def path_of(iri: Node | None) -> Path:
    return Path(str(iri).removeprefix("file://"))


def source(iri: Node | str | None) -> TurtleSource:
    path = path_of(URIRef(str(iri)))
    return parse_shapes(path.read_text("utf-8"), path.name, base=path.as_uri())


def comparable(graph: Graph, report: Node | None, messages: set[Node]) -> Graph:
    """The report as the suite compares it: the standard parts, and of the messages those that are expected."""
    compared = Graph()
    root = BNode()
    for conforms in graph.objects(report, SH.conforms):
        compared.add((root, SH.conforms, conforms))
    for result in graph.objects(report, SH.result):
        compared.add((root, SH.result, result))
        for part in PARTS:
            for value in graph.objects(result, part):
                compared.add((result, part, value))
                if part == SH.resultPath:
                    copy_blank_nodes(graph, value, compared)
        for message in set(graph.objects(result, SH.resultMessage)) & messages:
            compared.add((result, SH.resultMessage, message))
    return compared


def copy_blank_nodes(graph: Graph, node: Node, target: Graph) -> None:
    if isinstance(node, BNode):
        for triple in graph.triples((node, None, None)):
            if triple not in target:
                target.add(triple)
                copy_blank_nodes(graph, triple[2], target)


def passes(case: Case) -> bool:
    manifest = source(case.manifest.as_uri()).graph
    action, expected = manifest.value(case.node, MF.action), manifest.value(case.node, MF.result)
    data, shapes = manifest.value(action, SHT.dataGraph), manifest.value(action, SHT.shapesGraph)
    try:
        found = validate(source(data).graph, source(shapes)).graph
    except ShapesError:
        return expected == SHT.Failure
    if expected == SHT.Failure:
        return False
    results = manifest.objects(expected, SH.result)
    messages = {message for result in results for message in manifest.objects(result, SH.resultMessage)}
    report = found.value(None, RDF.type, SH.ValidationReport)
    return isomorphic(comparable(manifest, expected, messages), comparable(found, report, messages))


CASES = list(cases(SUITE / "manifest.ttl")) if SUITE.exists() else []


@pytest.mark.skipif(not CASES, reason="needs ../shared")
def test_the_whole_suite_is_there() -> None:
    assert len(CASES) == 120
    assert {case.name for case in CASES} >= DIFFERENCES.keys()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_report_is_the_expected_one_unless_the_difference_is_listed(case: Case) -> None:
    difference = DIFFERENCES.get(case.name)
    assert passes(case) == (difference is None), difference
