"""Every constraint finds what SHACL says, and so does the query that is made of it."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, QuerySolutions, RdfFormat, Store, parse

from kg.iris import Minter
from kg.quality.constraints import compile_shape, needed
from kg.quality.queries import query_of_shape
from kg.quality.reader import ViewReader
from kg.sparql.guard import QueryForm, check
from kg.store import open_store
from ontology.namespaces import PREFIXES, expand
from ontology.shapes import Alternative, PathStep, PropertyShape, Severity

P, Q = expand("zs:year"), expand("zs:endYear")
PERSON = expand("zs:Person")
INTEGER = expand("xsd:integer")
#: fields of the shape; what is said of <urn:x>; the wrong values, None where nothing is wrong
CASES: list[tuple[dict[str, Any], str, set[str] | None]] = [
    ({"min_count": 1}, "", set()),
    ({"min_count": 1}, "<urn:x> zs:year 1", None),
    ({"min_count": 2}, "<urn:x> zs:year 1", set()),
    ({"min_count": 2}, "<urn:x> zs:year 1, 2", None),
    ({"max_count": 1}, "<urn:x> zs:year 1, 2", {"1", "2"}),
    ({"max_count": 1}, "<urn:x> zs:year 1", None),
    ({"max_count": 0}, "<urn:x> zs:year 1", {"1"}),
    ({"has_value": f'"5"^^<{INTEGER}>'}, "<urn:x> zs:year 1", set()),
    ({"has_value": f'"5"^^<{INTEGER}>'}, "<urn:x> zs:year 1, 5", None),
    ({"datatype": INTEGER}, '<urn:x> zs:year 1, "two", "x"^^xsd:integer', {"two", "x"}),
    ({"datatype": INTEGER}, "<urn:x> zs:year 1", None),
    ({"node_kind": "IRI"}, '<urn:x> zs:year <urn:a>, "a"', {"a"}),
    ({"node_kind": "Literal"}, '<urn:x> zs:year <urn:a>, "a"', {"urn:a"}),
    ({"node_kind": "BlankNodeOrIRI"}, '<urn:x> zs:year <urn:a>, "a"', {"a"}),
    ({"node_kind": "IRIOrLiteral"}, '<urn:x> zs:year <urn:a>, "a"', None),
    ({"classes": (frozenset({PERSON}),)}, "<urn:x> zs:year <urn:x>, <urn:b>", {"urn:b"}),
    ({"in_values": frozenset({"<urn:a>", '"b"'})}, '<urn:x> zs:year <urn:a>, "b", "c"', {"c"}),
    ({"pattern": "^[0-9]+$"}, '<urn:x> zs:year "12", "1a"', {"1a"}),
    ({"pattern": "^A", "flags": "i"}, '<urn:x> zs:year "ab", "ba"', {"ba"}),
    ({"min_length": 2}, '<urn:x> zs:year "盛", "盛氏"', {"盛"}),
    ({"min_inclusive": 5}, '<urn:x> zs:year 4, 5, "x"', {"4", "x"}),
    ({"max_inclusive": 5}, "<urn:x> zs:year 5, 6", {"6"}),
    ({"max_inclusive": 5.5}, "<urn:x> zs:year 5.4, 5.6", {"5.6"}),
    ({"languages": ("zh", "en")}, '<urn:x> zs:year "a"@zh-hant, "b"@fr, "c"', {"b", "c"}),
    ({"unique_lang": True}, '<urn:x> zs:year "a"@zh, "b"@zh, "c"@en, "d"', {"a", "b"}),
    ({"less_than": Q}, "<urn:x> zs:year 5 ; zs:endYear 5", {"5"}),
    ({"less_than": Q}, "<urn:x> zs:year 4 ; zs:endYear 5", None),
    ({"less_than": Q}, "<urn:x> zs:year 4", None),
    ({"less_than": Q}, '<urn:x> zs:year "4" ; zs:endYear 5', {"4"}),
    ({"less_than_or_equals": Q}, "<urn:x> zs:year 5, 6 ; zs:endYear 5", {"6"}),
    ({"disjoint": Q}, "<urn:x> zs:year 5, 6 ; zs:endYear 5", {"5"}),
    ({"equals": Q}, "<urn:x> zs:year 5, 6 ; zs:endYear 5, 7", {"6", "7"}),
    ({"equals": Q}, "<urn:x> zs:endYear 5", {"5"}),
    ({"expected_beside": Q}, "<urn:x> zs:year 1", {"1"}),
    ({"expected_beside": Q}, "<urn:x> zs:year 1 ; zs:endYear 5", None),
    ({"expected_beside": Q}, "<urn:x> zs:endYear 5", None),
    ({"compared_with": Q, "min_difference": 10}, "<urn:x> zs:year 5 ; zs:endYear 14", {"5"}),
    ({"compared_with": Q, "max_difference": 10}, "<urn:x> zs:year 5 ; zs:endYear 16", {"5"}),
    ({"compared_with": Q, "min_difference": 10, "max_difference": 20}, "<urn:x> zs:year 5 ; zs:endYear 20", None),
    ({"compared_with": Q, "max_difference": 10}, '<urn:x> zs:year "5" ; zs:endYear 16', None),
    (
        {"alternatives": (Alternative(datatype=INTEGER), Alternative(node_kind="IRI", pattern="^urn:"))},
        '<urn:x> zs:year 5, <urn:a>, <http://example.org/>, "5"',
        {"5", "http://example.org/"},
    ),
    (
        {"alternatives": (Alternative(classes=frozenset({PERSON})),)},
        "<urn:x> zs:year <urn:x>, <urn:a>",
        {"urn:a"},
    ),
]


def shape(paths: tuple[tuple[PathStep, ...], ...] = ((PathStep(P),),), **fields: Any) -> PropertyShape:
    """A property shape of no consequence but for its constraints."""
    texts = MappingProxyType({"en": "wrong"})
    return PropertyShape("urn:shape", paths, Severity.WARNING, texts, texts, **fields)


def statements(text: str) -> list[Quad]:
    """What is said, and that <urn:x> is a person."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    body = f"<urn:x> a zs:Person . {text and text + ' .'}"
    return list(parse(f"{prefixes}{body}", RdfFormat.TURTLE))


def rows_of(asked: PropertyShape, said: str) -> list[QuerySolution]:
    """What the query of a shape finds."""
    store = Store()
    store.extend(statements(said))
    solutions = store.query(query_of_shape(asked, [PERSON]), prefixes=PREFIXES)
    assert isinstance(solutions, QuerySolutions)
    return list(solutions)


def found(asked: PropertyShape, quads: list[Quad]) -> set[str] | None:
    """The wrong values of <urn:x>."""
    store = open_store(None)
    store.replace((), quads)
    focus = ViewReader(store, Minter()).focus(NamedNode("urn:x"))
    if needed(asked) and needed(asked) not in focus.values:
        return None
    wrong = compile_shape(asked)(focus)
    return None if wrong is None else {value.value for value in wrong}


@pytest.mark.parametrize(("fields", "said", "expected"), CASES)
def test_constraint_finds_the_wrong_values(fields: dict[str, Any], said: str, expected: set[str] | None) -> None:
    assert found(shape(**fields), statements(said)) == expected


@pytest.mark.parametrize(("fields", "said", "expected"), CASES)
def test_query_finds_the_same(fields: dict[str, Any], said: str, expected: set[str] | None) -> None:
    rows = rows_of(shape(**fields), said)
    assert bool(rows) == (expected is not None)
    if expected:
        assert {row["value"].value for row in rows if row["value"] is not None} == expected


PATHS = [
    ((PathStep(P), PathStep(Q)), "<urn:x> zs:year <urn:a>, <urn:b> . <urn:a> zs:endYear 5 . <urn:b> zs:endYear 5, 6"),
    ((PathStep(P, inverse=True), PathStep(Q)), "<urn:a> zs:year <urn:x> ; zs:endYear 5, 6"),
    (
        (PathStep(P), PathStep(P, inverse=True), PathStep(Q)),
        "<urn:x> zs:year <urn:f> . <urn:y> zs:year <urn:f> ; zs:endYear 5, 6",
    ),
]


@pytest.mark.parametrize(("path", "said"), PATHS)
def test_paths_lead_to_each_value_once(path: tuple[PathStep, ...], said: str) -> None:
    asked = shape((path,), max_count=1)
    assert found(asked, statements(said)) == {"5", "6"}
    assert {row["value"].value for row in rows_of(asked, said)} == {"5", "6"}


def test_alternative_paths_count_together() -> None:
    asked = shape(((PathStep(P),), (PathStep(Q),)), min_count=1)
    assert found(asked, statements("<urn:x> zs:endYear 5")) is None
    assert found(asked, statements("")) == set()


def test_a_text_in_a_query_cannot_end_it() -> None:
    query = query_of_shape(shape(pattern='"}\\'), [PERSON])
    assert re.search(r'"\\"}\\\\"', query)
    assert check(query, prefixes=PREFIXES.keys()) is QueryForm.SELECT


def test_blank_nodes_and_literals_have_no_types() -> None:
    reader = ViewReader(open_store(None), Minter())
    assert reader.types(Literal("x")) == frozenset()
