"""Provenance pages: a source record word for word, the log of decisions, import activities."""

from __future__ import annotations

from flask.testing import FlaskClient

from kg.workspace import Workspace


def test_record_shows_its_claims_and_where_they_come_from(client: FlaskClient, small_workspace: Workspace) -> None:
    page = client.get("/record/trial-cbdb/55084?lang=en").text
    for words in ("中華民國", "@zh-Hant", "xsd:integer", "data.csv, row 2", "CC0 1.0", "zs:birthYear"):
        assert words in page
    activity = small_workspace.live.manifest.datasets["trial-cbdb"].activity
    assert f'href="{activity.removeprefix("http://127.0.0.1:8421")}"' in page


def test_record_as_json_says_the_same(client: FlaskClient) -> None:
    data = client.get("/record/trial-dnb/005845.json").json
    assert data["dataset"] == "trial-dnb"
    assert data["locator"] == "data.csv, row 2"
    texts = [cell["text"] for claims in data["claims"] for _property, cell in claims["statements"]]
    assert "清-民國" in texts


def test_record_speaks_in_the_ids_of_its_source(client: FlaskClient) -> None:
    assert "<code>http://127.0.0.1:8421/person/dnb-005845</code>" in client.get("/record/trial-dnb/005845").text


def test_decision_shows_what_who_why_and_when(client: FlaskClient) -> None:
    page = client.get("/decision/1?lang=en").text
    for words in ("the same", "cataloguer", "姓名與生卒年相合", "2026-01-02 03:04 UTC", 'href="/person/cbdb-55084"'):
        assert words in page
    assert client.get("/decision/1.json").json["kind"] == "same"
    assert b"zs:reason" in client.get("/decision/1.ttl").data


def test_log_lists_all_decisions(client: FlaskClient) -> None:
    page = client.get("/decision?lang=en").text
    assert "1 decision" in page
    assert 'href="/decision/1"' in page


def test_activity_names_its_files(client: FlaskClient, small_workspace: Workspace) -> None:
    activity = small_workspace.live.manifest.datasets["trial-dnb"].activity.removeprefix("http://127.0.0.1:8421")
    assert "data.csv sha256:" in client.get(activity).text
    assert client.get(f"{activity}.ttl").mimetype == "text/turtle"
