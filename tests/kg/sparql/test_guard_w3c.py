"""The W3C SPARQL test suites: every query that may run must pass the guard."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import InvalidQuery
from kg.sparql.guard import check

SHARED = Path(__file__).resolve().parents[4] / "shared"
SUITES = SHARED / "suites" / "w3c-sparql" / "sparql"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"

pytestmark = pytest.mark.skipif(not SUITES.exists(), reason="needs ../shared")


def _syntax_tests(folder: str, kinds: set[str]) -> list[Path]:
    manifest = SUITES / folder / "manifest.ttl"
    graph = ox.Store()
    graph.bulk_load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=manifest.as_uri())
    found = graph.query("SELECT ?type ?action { ?test a ?type ; mf:action ?action }", prefixes={"mf": MANIFEST})
    assert isinstance(found, ox.QuerySolutions)
    return sorted(
        Path(row["action"].value.removeprefix("file://"))
        for row in found
        if row["type"].value.removeprefix(MANIFEST) in kinds
    )


def test_every_positive_syntax_test_of_sparql_11_passes():
    paths = _syntax_tests("sparql11/syntax-query", {"PositiveSyntaxTest11"})
    assert len(paths) > 50
    for path in paths:
        check(path.read_bytes().decode())


def test_every_negative_syntax_test_is_refused_by_guard_or_engine():
    paths = _syntax_tests("sparql11/syntax-query", {"NegativeSyntaxTest11"})
    assert len(paths) > 20
    for path in paths:
        query = path.read_bytes().decode()
        with pytest.raises((InvalidQuery, SyntaxError)):  # noqa: PT012 - either of the two may refuse
            check(query)
            ox.Store().query(query)


def test_the_guard_refuses_only_service_of_all_queries_that_the_engine_reads():
    refused, passed = [], 0
    for path in sorted(SUITES.rglob("*.rq")):
        query = path.read_bytes().decode()
        try:
            check(query)
            passed += 1
        except InvalidQuery as error:
            if "SERVICE" not in str(error):
                refused.append(query)
    assert passed > 900
    for query in refused:
        with pytest.raises(SyntaxError):
            ox.Store().query(query, base_iri="http://b/")


def test_federated_queries_are_refused():
    paths = _syntax_tests("sparql11/syntax-fed", {"PositiveSyntaxTest11"})
    assert paths
    for path in paths:
        with pytest.raises(InvalidQuery, match="SERVICE"):
            check(path.read_bytes().decode())
