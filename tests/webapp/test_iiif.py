"""Manifests served by the site: from what is loaded to what a viewer opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ingest.description import load_description
from ingest.load import load
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.workspace import Workspace
from tests.ingest.test_iiif import faults
from webapp import create_app

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"
ADDRESS = "/iiif/manuscript/siiif-iiif-weng-riji/manifest.json"


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    workspace = Workspace.open(tmp_path_factory.mktemp("iiif"))
    for name, file in (("sample-iiif", "sample-iiif.json"), ("sample-tei", "sample-tei.xml")):
        load(workspace, load_description(name), [SAMPLES / file])
    yield create_app(workspace).test_client()
    workspace.close()


def test_a_manifest_is_valid_and_may_be_read_by_pages_of_others(viewer: FlaskClient) -> None:
    answer = viewer.get(ADDRESS)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/ld+json;profile=")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    document = answer.get_json(force=True)
    assert faults(document) == []
    assert document["id"].endswith(ADDRESS)
    assert document["label"]["zh-Hant"] == ["翁同龢日記稿本"]
    assert [canvas["label"] for canvas in document["items"]] == [{"none": ["一上"]}, {"none": ["一下"]}]
    (note,) = document["items"][0]["annotations"][0]["items"]
    assert note["target"].endswith("#xywh=300,400,600,900")


def test_a_manifest_that_did_not_change_is_not_sent_again(viewer: FlaskClient) -> None:
    tag = viewer.get(ADDRESS).headers["ETag"]
    assert viewer.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


def test_the_page_of_a_document_with_page_images_leads_to_its_manifest(viewer: FlaskClient) -> None:
    page = viewer.get("/manuscript/siiif-iiif-weng-riji.html").get_data(as_text=True)
    assert f'href="{ADDRESS}"' in page
    without = viewer.get("/manuscript/stei-weng-riji.html").get_data(as_text=True)
    assert "manifest.json" not in without


@pytest.mark.parametrize("local", ["manuscript/stei-weng-riji", "manuscript/nothing", "manuscript/%00", "work/x"])
def test_what_has_no_page_image_has_no_manifest(viewer: FlaskClient, local: str) -> None:
    assert viewer.get(f"/iiif/{local}/manifest.json").status_code == 404


def test_the_manifest_of_a_merged_document_is_found_under_the_name_of_the_other(viewer: FlaskClient) -> None:
    workspace: Workspace = viewer.application.extensions["workspace"]
    keep, other = "manuscript/stei-weng-riji", "manuscript/siiif-iiif-weng-riji"
    terms = tuple(workspace.minter.path(each) for each in (keep, other))
    decide(workspace, Kind.SAME, terms, agent="test", reason="同一部日記。")
    answer = viewer.get(ADDRESS)
    assert answer.status_code == 301
    assert faults(viewer.get(answer.headers["Location"]).get_json(force=True)) == []
