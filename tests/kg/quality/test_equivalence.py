"""The quality check finds exactly what pySHACL finds: on the samples, and on data that break every constraint."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.generation import Generation, Generations
from kg.quality.engine import Checker
from kg.store import VIEW, Node, TripleStore
from kg.workspace import Workspace
from ontology.namespaces import expand
from ontology.shapes import NodeShape, PropertyShape, Severity, ShapePath, property_shapes, shapes
from ontology.shapes_source import parse_turtle
from ontology.validation import Report, validate_view

BASE = "https://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = NamedNode(expand("rdf:type"))
#: How many focus nodes every node shape gets.
NODES = 5
#: What stands in the properties that others are compared with.
COMPARED = 1870
#: field of a property shape -> the constraint component that it stands for
COMPONENTS = {
    "min_count": "MinCountConstraintComponent",
    "max_count": "MaxCountConstraintComponent",
    "datatype": "DatatypeConstraintComponent",
    "node_kind": "NodeKindConstraintComponent",
    "classes": "ClassConstraintComponent",
    "pattern": "PatternConstraintComponent",
    "min_length": "MinLengthConstraintComponent",
    "min_inclusive": "MinInclusiveConstraintComponent",
    "max_inclusive": "MaxInclusiveConstraintComponent",
    "less_than": "LessThanConstraintComponent",
    "less_than_or_equals": "LessThanOrEqualsConstraintComponent",
    "equals": "EqualsConstraintComponent",
    "disjoint": "DisjointConstraintComponent",
    "unique_lang": "UniqueLangConstraintComponent",
    "languages": "LanguageInConstraintComponent",
    "has_value": "HasValueConstraintComponent",
    "alternatives": "OrConstraintComponent",
    "min_difference": "MinDifferenceComponent",
    "max_difference": "MaxDifferenceComponent",
    "expected_beside": "ExpectedBesideComponent",
}
#: (focus node, shape) -> severity and the values that are named
Found = dict[tuple[str, str], tuple[str, frozenset[str]]]


def whole(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))


def bounds(shape: PropertyShape) -> list[Node]:
    """Values at the edges of what a shape allows, where it compares with ``COMPARED``."""
    limits = [bound for bound in (shape.min_inclusive, shape.max_inclusive) if bound is not None]
    limits += [COMPARED - bound for bound in (shape.min_difference, shape.max_difference) if bound is not None]
    values: list[Node] = [whole(int(limit) + step) for limit in limits for step in (-1, 0, 1)]
    if shape.in_values:
        term = min(shape.in_values)
        values.append(NamedNode(term[1:-1]) if term.startswith("<") else Literal(term.split('"')[1]))
    if shape.min_length or shape.pattern:
        values.append(Literal(""))
    if shape.unique_lang:
        values += [Literal("盛宣懷", language="zh-Hant"), Literal("盛杏蓀", language="zh-hant")]
    return values + [NamedNode(f"{BASE}member/{local(min(group))}") for group in shape.classes]


POOL: tuple[Node, ...] = (
    *(whole(number) for number in (-3001, -5, 0, 1, 8, 1844, 1844, 1845, 1870, 1916, 1990, 2101)),
    Literal("x"),
    Literal("甲子"),
    Literal(""),
    Literal("1875-01-01"),
    Literal("soon", datatype=NamedNode(XSD + "integer")),
    Literal("31.4", datatype=NamedNode(XSD + "decimal")),
    Literal("1876", datatype=NamedNode(XSD + "decimal")),
    Literal("2026-01-31", datatype=NamedNode(XSD + "date")),
    Literal("2026-01-31T08:00:00+00:00", datatype=NamedNode(XSD + "dateTime")),
    Literal("true", datatype=NamedNode(XSD + "boolean")),
    Literal("盛宣懷", language="zh-Hant"),
    Literal("盛宣懐", language="zh-Hant"),
    Literal("盛宣懷", language="zh-hans"),
    Literal("Sheng", language="en"),
    Literal("Sheng", language="chs"),
    NamedNode(f"{BASE}member/Nothing"),
    NamedNode(f"{BASE}member/Person"),
    NamedNode(f"{BASE}member/Organization"),
    NamedNode(f"{BASE}member/Place"),
    NamedNode(f"{BASE}member/Work"),
    NamedNode(f"{BASE}member/RecordSet"),
    NamedNode("urn:sha256:" + "0" * 64),
)


class Breaker:
    """Builds focus nodes of every node shape with values that often do not fit; the same ones in every run."""

    def __init__(self) -> None:
        self.random = random.Random(20260131)
        self.quads: set[Quad] = set()

    def build(self) -> set[Quad]:
        """Quads of the view: the focus nodes, and a member of every class that values must have."""
        for node in shapes():
            for kind in sorted({node.declared[0], *(min(group) for one in node.properties for group in one.classes)}):
                self.add(NamedNode(f"{BASE}member/{local(kind)}"), TYPE, NamedNode(kind))
            for number in range(NODES):
                self.focus(node, number)
            for one in node.properties:
                if one.expected_beside:
                    self.lonely(node, one)
        return self.quads

    def add(self, subject: NamedNode | BlankNode, predicate: NamedNode, value: Node) -> None:
        self.quads.add(Quad(subject, predicate, value, VIEW))

    def focus(self, node: NodeShape, number: int) -> None:
        """The first has no values, the second many of everything, the others some."""
        this = NamedNode(f"{BASE}focus/{local(node.iri)}-{number}")
        self.add(this, TYPE, NamedNode(node.declared[0]))
        for one in node.properties if number else ():
            edges: list[Node] = bounds(one)
            compared: Node = whole(COMPARED)
            if number == 1:
                values = [*edges, *self.random.sample(POOL, 3)]
            else:
                values = self.random.sample((*POOL, *edges * 3), self.random.choice((0, 1, 1, 2)))
                compared = self.random.choice((compared, *POOL))
            self.reach(this, self.random.choice(one.paths), values)
            for other in (one.less_than, one.less_than_or_equals, one.compared_with, one.equals):
                if other:
                    self.add(this, NamedNode(other), compared)
            if one.disjoint:
                self.add(this, NamedNode(one.disjoint), self.random.choice((*values, compared)))

    def lonely(self, node: NodeShape, one: PropertyShape) -> None:
        """A focus node with values of one path and nothing beside them."""
        this = NamedNode(f"{BASE}lonely/{local(node.iri)}-{local(one.iri)}")
        self.add(this, TYPE, NamedNode(node.declared[0]))
        self.reach(this, one.paths[0], list(self.random.sample(POOL, 2)))

    def reach(self, this: NamedNode, path: ShapePath, values: list[Node]) -> None:
        """Lead from a node along a path to the values; against a property only to those that can be subjects."""
        *steps, last = path
        for step in steps:
            between = NamedNode(f"{this.value}-{local(step.predicate)}{self.random.randrange(2)}")
            self.step(this, step.predicate, between, inverse=step.inverse)
            this = between
        for value in values:
            self.step(this, last.predicate, value, inverse=last.inverse)

    def step(self, one: NamedNode, predicate: str, other: Node, *, inverse: bool) -> None:
        if not inverse:
            self.add(one, NamedNode(predicate), other)
        elif isinstance(other, NamedNode):
            self.add(other, NamedNode(predicate), one)


def local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def by_pyshacl(store: TripleStore) -> Report:
    """The report of pySHACL on the view of a store, its literals as the store has them."""
    view = "\n".join(f"{q.subject} {q.predicate} {q.object} ." for q in store.match(graph=VIEW))
    return validate_view(parse_turtle(view, "view").graph)


def of_report(report: Report) -> Found:
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for result in report.results:
        _, values = found.setdefault((result.focus_node[1:-1], result.shape), (result.severity, set()))
        values |= {result.value} - {""}
    return {key: (severity, frozenset(values)) for key, (severity, values) in found.items()}


def of_check(generation: Generation) -> Found:
    """The findings of the quality check that rest on shapes."""
    return {
        (finding.entity, finding.shape): (str(finding.severity), frozenset(finding.values))
        for checked in Checker(generation).all()
        for finding in checked.findings
        if finding.shape
    }


def differences(expected: Found, found: Found) -> Iterator[str]:
    """Where the two differ. For a number of values, or a repeated language, SHACL names no value and the check all."""
    for key in sorted(expected.keys() | found.keys()):
        if key not in expected or key not in found:
            finder = "pySHACL" if key in expected else "the check"
            yield f"{key} only by {finder}: {expected.get(key) or found.get(key)}"
            continue
        (severity, values), (other_severity, others) = expected[key], found[key]
        shape = property_shapes()[key[1]]
        adds = shape.max_count is not None or shape.unique_lang
        if severity != other_severity or not (values <= others if adds else values == others):
            yield f"{key}: {severity} {sorted(values)} by pySHACL, {other_severity} {sorted(others)} by the check"


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generation]:
    directory = tmp_path_factory.mktemp("broken")
    (directory / "g000001").mkdir()
    generation = Generations(directory).create(directory / "g000001", BASE)
    generation.store.replace((), Breaker().build())
    yield generation
    generation.close()


@pytest.fixture(scope="module")
def broken_report(broken: Generation) -> Report:
    return by_pyshacl(broken.store)


@pytest.fixture(scope="module")
def sample_report(sample_workspace: Workspace) -> Report:
    return by_pyshacl(sample_workspace.live.store)


def test_both_find_the_same_on_data_that_break_the_shapes(broken: Generation, broken_report: Report) -> None:
    assert list(differences(of_report(broken_report), of_check(broken))) == []


def test_the_broken_data_break_every_constraint_of_every_shape(broken_report: Report) -> None:
    violated = {(result.shape, local(result.component)) for result in broken_report.results}
    bare = PropertyShape("", (), Severity.INFO, {}, {})
    asked = {
        (shape.iri, component)
        for shape in property_shapes().values()
        for field, component in COMPONENTS.items()
        if getattr(shape, field) != getattr(bare, field)
    }
    assert len(asked) > 300
    assert asked - violated == set()


def test_both_find_the_same_in_the_samples(sample_workspace: Workspace, sample_report: Report) -> None:
    assert list(differences(of_report(sample_report), of_check(sample_workspace.live))) == []


def test_the_samples_have_no_violation(sample_report: Report) -> None:
    assert [result for result in sample_report.results if result.severity == Severity.VIOLATION] == []
    assert sample_report.acceptable


def test_what_sources_disagree_on_is_a_warning_in_the_samples(sample_report: Report) -> None:
    warnings = {local(result.shape) for result in sample_report.results if result.severity == Severity.WARNING}
    assert {"birthYearOnce", "deathYearOnce"} <= warnings


def test_every_result_on_the_samples_is_of_a_compiled_shape_and_speaks_three_languages(sample_report: Report) -> None:
    assert sample_report.results
    for result in sample_report.results:
        assert result.shape in property_shapes()
        assert {tag for tag, _ in result.messages} == {"zh-hans", "zh-hant", "en"}
