"""The endpoint: the protocol's ways to ask, the formats of answers, what is refused, and the page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from kg.sparql.pool import QueryPool
from kg.workspace import Workspace
from ontology.namespaces import PREFIXES
from webapp import create_app
from webapp.evaluation import close_pool
from webapp.examples import Example, examples

SELECT = "SELECT ?name { ?p a zs:Person ; skos:prefLabel ?name FILTER(lang(?name) = 'zh-hant') } ORDER BY ?name"
ASK = "ASK { ?p zs:father ?f }"
CONSTRUCT = "CONSTRUCT { ?p zs:father ?f } WHERE { ?p zs:father ?f }"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
BINDINGS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}


def ask(client: FlaskClient, way: str, query: str, **headers: str) -> TestResponse:
    """Send a query in one of the protocol's three ways."""
    match way:
        case "get":
            return client.get("/sparql", query_string={"query": query}, headers=headers)
        case "form":
            return client.post("/sparql", data={"query": query}, headers=headers)
        case _:
            return client.post("/sparql", data=query, content_type="application/sparql-query", headers=headers)


@pytest.mark.parametrize("way", ["get", "form", "body"])
@pytest.mark.parametrize("accept", ["", "*/*", *BINDINGS.values(), "application/json"])
def test_select_in_every_way_and_format(client: FlaskClient, way: str, accept: str) -> None:
    answer = ask(client, way, SELECT, Accept=accept)
    assert answer.status_code == 200
    assert answer.mimetype == (accept if accept not in ("", "*/*") else "application/sparql-results+json")
    assert "盛宣懷" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("way", ["get", "form", "body"])
@pytest.mark.parametrize("accept", GRAPHS.values())
def test_construct_in_every_way_and_format(client: FlaskClient, way: str, accept: str) -> None:
    answer = ask(client, way, CONSTRUCT, Accept=accept)
    assert answer.mimetype == accept
    assert len(list(parse(answer.data, RdfFormat.from_media_type(accept) or RdfFormat.TURTLE))) == 1


@pytest.mark.parametrize("name", [*BINDINGS, *GRAPHS])
def test_format_parameter_wins_over_accept(client: FlaskClient, name: str) -> None:
    query, types = (ASK if name in ("json", "xml") else SELECT, BINDINGS) if name in BINDINGS else (CONSTRUCT, GRAPHS)
    answer = client.get("/sparql", query_string={"query": query, "format": name}, headers={"Accept": HTML})
    assert answer.status_code == 200
    assert answer.mimetype == types[name]


def test_format_that_does_not_fit_the_query_is_refused(client: FlaskClient) -> None:
    answer = client.get("/sparql", query_string={"query": SELECT, "format": "turtle"})
    assert answer.status_code == 400
    assert "csv" in answer.json["error"]["hint"]


def test_accept_that_cannot_be_served_is_refused(client: FlaskClient) -> None:
    assert ask(client, "get", SELECT, Accept="image/png").status_code == 406
    assert ask(client, "get", CONSTRUCT, Accept="text/csv").status_code == 406


def test_graphs_of_the_protocol_choose_what_is_asked(client: FlaskClient) -> None:
    record = "http://127.0.0.1:8421/record/trial-dnb/005845"
    values = {"query": "SELECT ?d { ?p zs:dynasty ?d }", "default-graph-uri": record}
    for answer in (client.get("/sparql", query_string=values), client.post("/sparql", data=values)):
        assert [row["d"]["value"] for row in answer.json["results"]["bindings"]] == ["清-民國"]
    named = {"query": "SELECT ?g { GRAPH ?g { ?p zs:dynasty ?d } }", "named-graph-uri": record}
    answer = client.get("/sparql", query_string=named)
    assert [row["g"]["value"] for row in answer.json["results"]["bindings"]] == [record]
    body = client.post(
        f"/sparql?default-graph-uri={quote(record, safe='')}",
        data="SELECT ?d { ?p zs:dynasty ?d }",
        content_type="application/sparql-query",
    )
    assert len(body.json["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "GET", "query_string": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403),
        ({"method": "POST", "data": {"query": "CLEAR ALL"}}, 400),
        ({"method": "POST", "data": {"query": "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"}}, 400),
        ({"method": "POST", "data": {"query": "LOAD <http://example.org/>"}}, 400),
        ({"method": "POST", "data": {"other": "ASK {}"}}, 400),
        ({"method": "POST", "data": "", "content_type": "application/sparql-query"}, 400),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": "ASK {}"}, 415),
        ({"method": "POST", "data": b"ASK { ?s ?p '\xff' }", "content_type": "application/sparql-query"}, 400),
        ({"method": "GET", "query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}, 400),
        ({"method": "GET", "query_string": {"query": "SELEC"}}, 400),
        ({"method": "GET", "query_string": {"query": ""}}, 400),
        ({"method": "PUT"}, 405),
        ({"method": "DELETE"}, 405),
    ],
)
def test_what_is_wrong_is_refused_with_a_reason(client: FlaskClient, arguments: dict[str, object], status: int) -> None:
    answer = client.open("/sparql", **arguments)
    assert answer.status_code == status
    assert answer.json["error"]["status"] == status
    assert answer.json["error"]["message"]


def test_refused_update_changes_nothing(client: FlaskClient) -> None:
    client.post("/sparql", data={"update": "CLEAR ALL"})
    assert ask(client, "get", ASK).json["boolean"]


def test_browsers_of_other_sites_may_ask(client: FlaskClient) -> None:
    answer = client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    refused = ask(client, "get", "SELEC")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("accept", ["", "*/*", "text/turtle", "application/rdf+xml", "application/ld+json"])
def test_without_a_query_programs_get_the_service_description(client: FlaskClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert answer.status_code == 200
    text = {str(t.object) for t in parse(answer.data, RdfFormat.from_media_type(answer.mimetype) or RdfFormat.TURTLE)}
    assert "<http://www.w3.org/ns/sparql-service-description#Service>" in text
    assert "<http://127.0.0.1:8421/sparql>" in text


def test_without_a_query_people_get_an_editor(client: FlaskClient) -> None:
    page = client.get("/sparql?lang=en", headers={"Accept": HTML}).text
    assert "<textarea" in page
    for example in examples():
        assert f'href="/sparql?example={example.name}"' in page


def test_people_get_a_table_with_labels_links_and_downloads(client: FlaskClient) -> None:
    page = ask(client, "form", "SELECT ?p ?d { ?p a zs:Person ; zs:dynasty ?d }", Accept=HTML).text
    assert (
        '<span title="http://127.0.0.1:8421/person/cbdb-20091"><a href="/person/cbdb-20091">李鴻章</a></span>' in page
    )
    assert '<span lang="zh-Hant">清</span> <small class="muted">@zh-Hant</small>' in page
    for name in BINDINGS:
        assert f'name="format" value="{name}"' in page


def test_people_get_triples_and_truth_too(client: FlaskClient) -> None:
    assert '<a href="/ontology/father"' in ask(client, "get", CONSTRUCT, Accept=HTML).text
    assert '<p class="answer">是</p>' in ask(client, "get", ASK, Accept=HTML).text


def test_people_see_what_is_wrong_beside_their_query(client: FlaskClient) -> None:
    answer = ask(client, "form", "SELECT * { <b>", Accept=HTML)
    assert answer.status_code == 400
    assert "SELECT * { &lt;b&gt;</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_long_table_is_cut_and_says_so(client: FlaskClient) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1000"
    page = ask(client, "form", query, Accept=HTML).text
    assert page.count("<tr>") == 201
    assert "仅列前200行" in page


def test_download_has_a_name(client: FlaskClient) -> None:
    answer = client.post("/sparql", data={"query": SELECT, "format": "csv", "download": "1"}, headers={"Accept": HTML})
    assert answer.mimetype == "text/csv"
    assert "result.csv" in answer.headers["Content-Disposition"]


@pytest.fixture
def hurried(small_workspace: Workspace) -> Iterator[Flask]:
    """An application with one query worker that has little time, and no patience with those who wait."""
    app = create_app(small_workspace, {"TESTING": True})
    live = small_workspace.live.directory / "store"
    app.extensions["query_pool"] = QueryPool(
        live, workers=1, timeout=0.4, queue_wait=0.05, base_iri="http://127.0.0.1:8421/", prefixes=PREFIXES
    )
    yield app
    close_pool(app)


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_query_that_takes_too_long_is_stopped(hurried: Flask) -> None:
    answer = ask(hurried.test_client(), "get", SLOW)
    assert answer.status_code == 408
    assert "0.4 s" in answer.json["error"]["message"]
    page = ask(hurried.test_client(), "get", SLOW, Accept=HTML)
    assert page.status_code == 408
    assert "耗时过长，已停止" in page.text


def test_busy_endpoint_says_when_to_come_back(hurried: Flask) -> None:
    with hurried.extensions["query_pool"].run("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"):
        for accept in ("*/*", HTML):
            answer = ask(hurried.test_client(), "get", ASK, Accept=accept)
            assert answer.status_code == 503
            assert int(answer.headers["Retry-After"]) > 0


def test_answer_is_streamed(client: FlaskClient) -> None:
    answer = client.get(
        "/sparql",
        query_string={"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000", "format": "json"},
        buffered=False,
    )
    assert answer.is_streamed
    parts = [bytes(part) for part in answer.iter_encoded()]
    answer.close()
    assert len(parts) > 1
    assert len(json.loads(b"".join(parts))["results"]["bindings"]) == 20000


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_example_runs_on_the_samples_and_finds_something(sample_workspace: Workspace, example: Example) -> None:
    app = create_app(sample_workspace, {"TESTING": True})
    try:
        answer = app.test_client().get("/sparql", query_string={"query": example.query, "format": ""})
        assert answer.status_code == 200, answer.text
        rows = answer.json["results"]["bindings"] if answer.is_json else answer.text.splitlines()
        assert rows, example.name
    finally:
        close_pool(app)
