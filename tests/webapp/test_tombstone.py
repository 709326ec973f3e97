"""What is no longer described under its IRI is answered in every form: 301, 300 or 410."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Quad

from ingest.load import LoadReport, unload
from kg.authority.decisions import Kind
from kg.authority.split import Split, new_part
from kg.curation import decide
from kg.workspace import Workspace
from ontology.namespaces import expand
from webapp import create_app
from webapp.negotiate import FORMATS, Format

Statements: TypeAlias = Callable[[bytes, Format], set[Quad]]
BASE = "http://127.0.0.1:8421/"
RDF = [each for each in FORMATS if each.rdf is not None]
PERSONS = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
GONE = ["/person/trial-2", "/record/trial/2"]


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, load_table_from: Callable[[Path, Workspace, str, str], LoadReport]
) -> Iterator[FlaskClient]:
    """A client of a workspace where person 1 was divided into 3 and 4, 2 is gone, 5 is withdrawn by decision 5."""
    folder = tmp_path_factory.mktemp("graves")
    workspace = Workspace.open(folder / "workspace", clock=lambda: "2026-01-02T03:04:05Z")
    rows = [f"{number},{name}\n" for number, name in enumerate(("盛", "李鴻章", "盛宣懷", "盛杏蓀", "張之洞"), 1)]
    load_table_from(folder, workspace, "id,name\n" + "".join(rows), PERSONS)
    for other in (3, 4):
        terms = tuple(workspace.minter.path(f"person/trial-{number}") for number in (1, other))
        decide(workspace, Kind.SAME, terms, agent="a", reason="b", overrides=("undifferentiated",))
    for number in (1, 2):
        decide(workspace, Kind.UNDO, agent="a", reason="b", undoes=number)
    load_table_from(folder, workspace, "id,name\n" + "".join(rows[2:]), PERSONS)
    decide(workspace, Kind.WITHDRAW, (workspace.minter.record("trial", "5"),), agent="a", reason="b")
    load_table_from(folder, workspace, "id,name\n1,x\n", PERSONS.replace("trial", "away"))
    unload(workspace, "away")
    yield create_app(workspace, {"TESTING": True}).test_client()
    workspace.close()


@pytest.mark.parametrize("wanted", RDF, ids=lambda each: each.suffix)
def test_divided_id_lists_the_choices_in_every_rdf_format(
    site: FlaskClient, wanted: Format, statements: Statements
) -> None:
    answer = site.get("/person/trial-1", headers={"Accept": wanted.media_type})
    assert (answer.status_code, answer.mimetype) == (300, wanted.media_type)
    assert answer.data == site.get(f"/person/trial-1.{wanted.suffix}").data
    said = statements(answer.data, wanted)
    replaced = {q.object for q in said if q.predicate.value == expand("dcterms:isReplacedBy")}
    assert replaced == {NamedNode(f"{BASE}person/trial-{number}") for number in (3, 4)}
    labels = {str(q.object) for q in said if q.predicate.value == expand("skos:prefLabel")}
    assert len(labels) == 2


def test_divided_id_lists_the_choices_for_people_and_in_headers(site: FlaskClient) -> None:
    answer = site.get("/person/trial-1", headers={"Accept": "text/html"})
    assert answer.status_code == 300
    assert "Location" not in answer.headers, "nobody chooses for the reader"
    for number, label in ((3, "盛宣懷"), (4, "盛杏蓀")):
        assert f'<a href="/person/trial-{number}">{label}</a>' in answer.text
        assert f'<{BASE}person/trial-{number}>; rel="alternate"' in answer.headers["Link"]
    assert site.get("/person/trial-1.html").data == answer.data
    content = site.get("/person/trial-1.json").json
    assert [each["label"] for each in content["choices"]] == ["盛宣懷", "盛杏蓀"]
    assert content["error"]["status"] == 300


@pytest.mark.parametrize("address", [*GONE, "/person/trial-5", "/person/away-1", "/record/away/1", "/dataset/away"])
@pytest.mark.parametrize("wanted", RDF, ids=lambda each: each.suffix)
def test_withdrawn_id_says_so_in_every_rdf_format(
    site: FlaskClient, address: str, wanted: Format, statements: Statements
) -> None:
    answer = site.get(f"{address}.{wanted.suffix}")
    assert (answer.status_code, answer.mimetype) == (410, wanted.media_type)
    said = statements(answer.data, wanted)
    iri = NamedNode(f"{BASE}{address[1:]}")
    assert (iri, expand("owl:deprecated")) in {(q.subject, q.predicate.value) for q in said}
    told = {q.predicate.value: q.object for q in said if q.subject == NamedNode(f"{iri.value}#description")}
    assert told[expand("foaf:primaryTopic")] == iri
    assert told[expand("prov:invalidatedAtTime")].value == "2026-01-02T03:04:05Z"
    dataset = "away" if "away" in address else "trial"
    assert told[expand("void:inDataset")] == NamedNode(f"{BASE}dataset/{dataset}")


@pytest.mark.parametrize("address", [*GONE, "/person/trial-5", "/person/away-1", "/record/away/1", "/dataset/away"])
def test_withdrawn_id_says_when_and_from_where_to_people_and_programs(site: FlaskClient, address: str) -> None:
    page = site.get(f"{address}?lang=en", headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert "<h1>This has been withdrawn</h1>" in page.text
    assert "2026-01-02 03:04 UTC" in page.text
    content = site.get(f"{address}.json").json
    assert content["withdrawn"]["dataset"] == ("away" if "away" in address else "trial")
    assert content["withdrawn"]["time"] == "2026-01-02T03:04:05Z"


def test_decision_that_withdrew_it_is_linked(site: FlaskClient) -> None:
    assert 'href="/decision/5"' in site.get("/person/trial-5", headers={"Accept": "text/html"}).text
    assert f"<{BASE}decision/5>" in site.get("/person/trial-5.nt").text


@pytest.mark.parametrize("address", ["/person/trial-1", *GONE])
def test_answer_is_asked_for_again(site: FlaskClient, address: str) -> None:
    answer = site.get(address)
    assert answer.headers["Cache-Control"] == "no-cache", "it can come back"
    assert "ETag" not in answer.headers
    assert site.head(address).status_code == answer.status_code


def test_what_nobody_wants_is_not_acceptable(site: FlaskClient) -> None:
    assert site.get("/person/trial-2", headers={"Accept": "image/png"}).status_code == 406


def test_split_id_lists_the_parts_for_people_and_programs(
    tmp_path: Path, load_table_from: Callable[[Path, Workspace, str, str], LoadReport], statements: Statements
) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    load_table_from(tmp_path, workspace, "id,name\n1,盛宣懷\n2,李鴻章\n", PERSONS)
    split = Split(workspace.minter.path("person/trial-1"), (new_part(1), workspace.minter.path("person/trial-2")))
    decide(workspace, Kind.SPLIT, split.terms, agent="a", reason="b")
    client = create_app(workspace, {"TESTING": True}).test_client()
    answer = client.get("/person/trial-1?lang=en", headers={"Accept": "text/html"})
    assert answer.status_code == 300
    assert "stood for several, which are told apart today" in answer.text
    assert '<a href="/person/curation-1-1">盛宣懷</a>' in answer.text
    (turtle,) = (each for each in RDF if each.suffix == "ttl")
    answer = client.get("/person/trial-1", headers={"Accept": turtle.media_type})
    assert answer.status_code == 300
    said = statements(answer.data, turtle)
    replaced = {q.object for q in said if q.predicate.value == expand("dcterms:isReplacedBy")}
    assert replaced == {NamedNode(f"{BASE}person/{local}") for local in ("curation-1-1", "trial-2")}
    assert client.get("/person/curation-1-1").status_code == 200
    decide(workspace, Kind.UNDO, agent="a", reason="b", undoes=1)
    assert client.get("/person/trial-1").status_code == 200
    moved = client.get("/person/curation-1-1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/person/trial-1")
    workspace.close()
