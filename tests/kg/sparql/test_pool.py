import csv
import io
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

from kg.errors import InvalidInput, InvalidQuery, WorkspaceError
from kg.sparql.formats import Format, formats_of, result_formats
from kg.sparql.guard import QueryForm
from kg.sparql.pool import QueryPool, StoreVersion

PERSON = "<http://example.org/person>"
QUERIES = {
    QueryForm.SELECT: f"SELECT ?s ?o {{ ?s <name> ?o FILTER(?s = {PERSON}) }}",
    QueryForm.ASK: f"ASK {{ {PERSON} <name> '盛宣懷' }}",
    QueryForm.CONSTRUCT: f"CONSTRUCT {{ ?s <called> ?o }} WHERE {{ {PERSON} <name> ?o . ?s <name> ?o }}",
    QueryForm.DESCRIBE: f"DESCRIBE {PERSON}",
}
GRID = [(form, format) for form in QueryForm for format in formats_of(form)]


def _names(pool: QueryPool, query: str = "SELECT ?o { ?s <name> ?o }", **options) -> set[str]:
    text = pool.run(query, "csv", **options).read().decode()
    return {row[0] for row in csv.reader(io.StringIO(text))} - {"o"}


def _check_bindings(form: QueryForm, name: str, document: bytes) -> None:
    if name == "csv":
        rows = list(csv.reader(io.StringIO(document.decode())))
        expected = [["s", "o"], [PERSON[1:-1], "盛宣懷"]] if form is QueryForm.SELECT else [["true"]]
        assert rows == expected
        return
    kinds = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    found = ox.parse_query_results(document, format=kinds[name])
    if isinstance(found, ox.QueryBoolean):
        assert form is QueryForm.ASK
        assert found
    else:
        assert [row["o"].value for row in found] == ["盛宣懷"]


@pytest.mark.parametrize(("form", "format"), GRID, ids=lambda value: value.name if isinstance(value, Format) else value)
def test_every_form_is_answered_in_every_format_of_its_kind(pool, form, format):
    result = pool.run(QUERIES[form], format.media_type)
    document = result.read()
    assert (result.form, result.media_type, result.complete) == (form, format.media_type, True)
    if format.carries == "bindings":
        _check_bindings(form, format.name, document)
    else:
        rdf_format = ox.RdfFormat.from_media_type(format.media_type)
        assert {quad.object.value for quad in ox.parse(document, format=rdf_format)} == {"盛宣懷"}


def test_a_format_of_the_other_kind_is_refused(pool):
    assert len(result_formats()) == 10
    with pytest.raises(InvalidInput):
        pool.run(QUERIES[QueryForm.ASK], "text/turtle")


def test_the_default_graph_is_the_view_and_named_graphs_are_claims(pool):
    claims = "SELECT ?o { GRAPH ?g { ?s <name> ?o } }"
    assert _names(pool) == {"盛宣懷"}
    assert _names(pool, claims) == {"盛宣怀", "杏蓀"}
    assert _names(pool, union_default_graph=True) == {"盛宣懷", "盛宣怀", "杏蓀"}
    assert _names(pool, "SELECT ?o FROM <record/a> { ?s <name> ?o }") == {"盛宣怀"}


def test_graph_iris_of_the_request_replace_the_dataset(pool):
    a, b = "http://example.org/record/a", "http://example.org/record/b"
    claims = "SELECT ?o { GRAPH ?g { ?s <name> ?o } }"
    assert _names(pool, default_graph_uris=[a, b]) == {"盛宣怀", "杏蓀"}
    assert _names(pool, claims, default_graph_uris=[a]) == set()
    assert _names(pool, named_graph_uris=[a]) == set()
    assert _names(pool, claims, named_graph_uris=[b]) == {"杏蓀"}
    assert _names(pool, "SELECT ?o FROM <record/a> { ?s <name> ?o }", default_graph_uris=[b]) == {"杏蓀"}
    with pytest.raises(InvalidQuery, match="IRI"):
        _names(pool, default_graph_uris=["not an iri"])


def test_max_rows_lowers_the_limit_of_a_select_and_says_so(pool):
    result = pool.run("SELECT ?s { ?s <value> ?o }", "csv", max_rows=5)
    assert (len(result.read().splitlines()), result.row_limit) == (6, 5)
    assert pool.run("SELECT ?s { ?s <value> ?o } LIMIT 3", max_rows=5).row_limit is None
    assert pool.run("ASK {}", max_rows=5).row_limit is None


def test_a_large_answer_arrives_in_pieces_and_is_what_the_engine_says(pool, store_path):
    query = "SELECT * { ?s <http://example.org/value> ?o } ORDER BY ?o"
    chunks = list(pool.run(query))
    assert len(chunks) > 3
    found = ox.Store.read_only(str(store_path)).query(query)
    assert b"".join(chunks) == found.serialize(format=ox.QueryResultsFormat.JSON)


def test_unicode_survives_beyond_the_basic_plane(pool):
    text = "𠮷🀄\u0000é書"
    found = pool.run(f"SELECT ?x {{ VALUES ?x {{ '{text}' '\\U00020BB7' }} }}").read()
    assert [row["x"].value for row in ox.parse_query_results(found, format=ox.QueryResultsFormat.JSON)] == [text, "𠮷"]


def test_errors_of_the_engine_become_named_errors(pool):
    with pytest.raises(InvalidQuery, match="line 1, column 12: the query cannot be read"):
        pool.run("SELECT ? {}")
    with pytest.raises(InvalidQuery, match="nested too deeply"):
        pool.run("ASK { FILTER(" + "!" * 90_000 + "1) }")
    with pytest.raises(InvalidQuery, match="at most 100,000"):
        pool.run("ASK { ?s ?p '" + "書" * 40_000 + "' }")
    assert pool.run("ASK {}").read() == b'{"head":{},"boolean":true}'


def test_twenty_threads_share_two_workers(pool):
    def value(number: int) -> bytes:
        return pool.run(f"SELECT ?o {{ <s{number}> <value> ?o }}", "tsv").read()

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(value, range(60))) == [f'?o\n"v{number:05d}"\n'.encode() for number in range(60)]


def test_prefixes_of_the_pool_need_no_declaration(store_path):
    with QueryPool(store_path, workers=1, prefixes={"ex": "http://example.org/"}) as pool:
        assert pool.run("SELECT ?o { ex:person ex:name ?o }", "tsv").read() == '?o\n"盛宣懷"\n'.encode()


def test_a_new_version_of_the_store_is_seen_by_the_next_query(tmp_path):
    writer = ox.Store(tmp_path / "one")
    other = ox.Store(tmp_path / "two")
    version = StoreVersion(tmp_path / "one", ("one", 1))
    node = ox.NamedNode("http://example.org/x")

    def count(pool: QueryPool) -> str:
        return pool.run("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv").read().decode().split()[1]

    with QueryPool(lambda: version, workers=1) as pool:
        pids = [worker.pid for worker in pool._idle]
        assert count(pool) == "0"
        writer.add(ox.Quad(node, node, ox.Literal("a")))
        assert count(pool) == "0"
        version = StoreVersion(tmp_path / "one", ("one", 2))
        assert count(pool) == "1"
        other.extend([ox.Quad(node, node, ox.Literal(str(value))) for value in range(7)])
        version = StoreVersion(tmp_path / "two", ("two", 1))
        pool.refresh()
        assert count(pool) == "7"
        assert [worker.pid for worker in pool._idle] == pids


def test_a_store_that_is_not_there_is_a_workspace_error(tmp_path):
    with QueryPool(tmp_path / "none", workers=1) as pool, pytest.raises(WorkspaceError, match="cannot be read"):
        pool.run("ASK {}")


def test_a_worker_that_died_idle_is_replaced(store_path):
    with QueryPool(store_path, workers=1) as pool:
        assert pool.run("ASK {}").read()
        victim = pool._idle[0]
        os.kill(victim.pid, signal.SIGKILL)
        victim._process.wait()
        assert pool.run("ASK {}").read()
        assert pool._idle[0].pid != victim.pid


def test_a_pool_is_not_used_after_a_fork_nor_made_without_workers(store_path, monkeypatch):
    with pytest.raises(InvalidInput):
        QueryPool(store_path, workers=0)
    with QueryPool(store_path, workers=1) as pool:
        monkeypatch.setattr("kg.sparql.pool.os.getpid", lambda: -1)
        with pytest.raises(WorkspaceError, match="another process"):
            pool.run("ASK {}")
