"""Texts on the pages of documents: paragraphs, links at names, and long ones that are cut and folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from ingest.description import load_description
from ingest.load import load
from kg.workspace import Workspace
from webapp import create_app
from webapp.transcription import MOST_CHARACTERS

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("text")
    names = "".join(
        f"<p><persName key='P{n}'>人{n}</persName>至，<persName key='P{n}'>其人</persName>去。</p>" for n in range(40)
    )
    long = "".join(f"<p>{'時譯經' * 100}</p>" for _ in range(40))
    (folder / "long.xml").write_text(f"<div xml:id='long'><head>長傳</head>{names}{long}</div>", "utf-8")
    workspace = Workspace.open(folder / "workspace")
    load(workspace, load_description("sample-tei"), [SAMPLES / "sample-tei.xml"])
    described = replace(load_description("sample-tei"), id="long-tei")
    load(workspace, described, [folder / "long.xml"])
    yield create_app(workspace).test_client()
    workspace.close()


def test_a_letter_is_read_on_its_page_with_links_at_the_places_in_it(reader: FlaskClient) -> None:
    page = reader.get("/letter/stei-zgf-1858-05-06.html").get_data(as_text=True)
    assert '<div lang="zh-Hant">' in page
    assert 'title="吉安">吉安</a>難。余固恐弟之焦灼也。</p>' in page
    assert page.index("各省富紳為第三") < page.index("修濠六道")


def test_a_long_text_is_cut_and_many_values_are_folded(reader: FlaskClient) -> None:
    page = reader.get("/work/stei-long.html?lang=en").get_data(as_text=True)
    assert "The page shows the beginning" in page
    assert page.count("時譯經") * 3 <= MOST_CHARACTERS
    assert "<summary>28 more</summary>" in page
    assert "人39" in page


def test_a_transcription_shows_its_text_once(reader: FlaskClient) -> None:
    page = reader.get("/transcription/stei-long-1.html?lang=en").get_data(as_text=True)
    assert "The page shows the beginning" in page
    assert page.count("時譯經") * 3 <= MOST_CHARACTERS


def test_nodes_without_labels_are_called_by_their_words(reader: FlaskClient) -> None:
    page = reader.get("/letter/stei-zgf-1858-05-06.html").get_data(as_text=True)
    assert ">咸豐八年五月初六日</a>" in page
    assert ">http://127.0.0.1:8421/time/" not in page


def test_the_page_of_a_person_names_documents_and_not_every_passage(reader: FlaskClient) -> None:
    page = reader.get("/person/stei-P3.html").get_data(as_text=True)
    assert "長傳" in page
    assert "/mention/" not in page
