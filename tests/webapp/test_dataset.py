"""The page of a dataset: report, preview, downloads with checksums that fit, description in DCAT."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from kg.workspace import Workspace
from webapp.downloads import DOWNLOADS, prepared, stream


def test_report_names_file_row_column_and_reason(client: FlaskClient) -> None:
    page = client.get("/dataset/trial-cbdb").text
    report = page[page.index('id="problems"') :]
    for words in ("data.csv", ">5<", ">born<", "soon", "此值未收入"):
        assert words in report


def test_report_as_csv(client: FlaskClient) -> None:
    answer = client.get("/dataset/trial-cbdb/problems.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["file"], row["row"], row["column"], row["skipped"]) for row in rows] == [
        ("data.csv", "5", "born", "no")
    ]


def test_page_shows_what_was_loaded(client: FlaskClient, small_workspace: Workspace) -> None:
    loaded = small_workspace.live.manifest.datasets["trial-cbdb"]
    page = client.get("/dataset/trial-cbdb?lang=en").text
    for words in (
        "Trial trial-cbdb",
        "试用trial-cbdb",
        "試用trial-cbdb",
        loaded.files[0]["sha256"],
        "CC0 1.0",
        "Nobody",
    ):
        assert words in page
    assert 'href="/record/trial-cbdb/55084"' in page
    assert 'href="/person/cbdb-55084"' in page


def test_claims_come_whole_and_their_checksum_fits(client: FlaskClient, small_workspace: Workspace) -> None:
    first = client.get("/dataset/trial-dnb/claims.nq")
    assert first.mimetype == "application/n-quads"
    assert "trial-dnb-claims.nq" in first.headers["Content-Disposition"]
    quads = list(parse(first.data, RdfFormat.N_QUADS))
    assert len(quads) == small_workspace.live.manifest.datasets["trial-dnb"].claims
    digest = hashlib.sha256(first.data).hexdigest()
    assert client.get("/dataset/trial-dnb/claims.nq.sha256").text == f"{digest}  trial-dnb-claims.nq\n"
    assert digest in client.get("/dataset/trial-dnb").text
    assert client.get("/dataset/trial-dnb/claims.nq").data == first.data
    with client.get("/dataset/trial-dnb/claims.nq", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == first.data


def test_table_of_entities_names_those_of_today(client: FlaskClient) -> None:
    text = client.get("/dataset/trial-dnb/entities.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows == [
        {
            "iri": "http://127.0.0.1:8421/person/cbdb-55084",
            "type": "person",
            "label": "盛宣懷",
            "names": "",
            "year_from": "1844",
            "year_to": "1916",
            "identifier": "http://127.0.0.1:8421/person/dnb-005845",
            "record": "http://127.0.0.1:8421/record/trial-dnb/005845",
            "locator": "data.csv, row 2",
        }
    ]


def test_checksum_can_be_asked_for_first(client: FlaskClient) -> None:
    text = client.get("/dataset/trial-kin/entities.csv.sha256").text
    body = client.get("/dataset/trial-kin/entities.csv").data
    assert text.split()[0] == hashlib.sha256(body).hexdigest()


def test_download_that_is_broken_off_leaves_no_file(small_workspace: Workspace) -> None:
    data = small_workspace.live
    parts = stream(small_workspace.minter, data, "trial-letters", DOWNLOADS[1])
    next(parts)
    parts.close()  # type: ignore[attr-defined]  # a generator
    assert prepared(data, "trial-letters", DOWNLOADS[1]) is None
    assert not list((data.directory / "downloads").rglob("*.new"))


@pytest.mark.parametrize("address", ["/dataset.ttl", "/dataset/trial-cbdb.ttl"])
def test_description_is_dcat_with_downloads(client: FlaskClient, address: str) -> None:
    triples = {
        (str(q.subject), str(q.predicate), str(q.object)) for q in parse(client.get(address).data, RdfFormat.TURTLE)
    }
    dataset = "<http://127.0.0.1:8421/dataset/trial-cbdb>"
    assert (
        dataset,
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<http://www.w3.org/ns/dcat#Dataset>",
    ) in triples
    assert (dataset, "<http://rdfs.org/ns/void#dataDump>", f"{dataset[:-1]}/claims.nq>") in triples
    assert any(p == "<http://purl.org/dc/terms/license>" for s, p, _ in triples if s == dataset)


def test_curation_leads_to_the_log_of_decisions(client: FlaskClient) -> None:
    assert client.get("/dataset/curation").headers["Location"] == "/decision"
