"""The pages of clusters explain themselves; the page of a work shows what the other catalogues say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from ingest.description import load_description
from ingest.load import load
from kg.workspace import Workspace
from webapp import create_app
from webapp.cli import main

TABLE = """
id = "{id}"
files = ["{id}.csv"]
importer = "table"
licence = ""
publisher = "test"
homepage = "https://example.org/"
prefixes = ["{kind}/{id}-"]
[title]
zh-Hans = "{id}"
zh-Hant = "{id}"
en = "{id}"
[description]
zh-Hans = "{id}"
zh-Hant = "{id}"
en = "{id}"
[table]
key = "{{id}}"
entity = "{kind}/{id}-{{id}}"
class = "{type}"
column = [
    {{column = "title", property = "skos:prefLabel", lang = "zh-Hant", required = true}},
    {{column = "people", property = "zs:creatorName", lang = "zh-Hant"}},
    {{column = "juan", property = "zs:volumeCount", lang = "zh-Hant"}},
    {{column = "edition", property = "zs:edition", lang = "zh-Hant"}},
]
"""
SHELVES = (
    ("works", "work", "bf:Work", "1,困學紀聞,王應麟,二十卷,\n2,周易,王弼,九卷,\n3,周易正義,孔穎達,十卷,\n"),
    ("held", "instance", "bf:Instance", "1,困學紀聞,王應麟,20 卷,欽定四庫全書\n"),
    ("others", "instance", "bf:Instance", "1,困學紀聞<b>,（宋）王應麟,20 卷,文淵閣四庫全書\n"),
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three catalogues, clustered by the command; two works that a person has joined wrongly."""
    path = tmp_path_factory.mktemp("clusters")
    workspace = Workspace.open(path / "workspace")
    for id, kind, type, rows in SHELVES:
        (path / f"{id}.csv").write_text(f"id,title,people,juan,edition\n{rows}", "utf-8")
        (path / f"{id}.toml").write_text(TABLE.format(id=id, kind=kind, type=type), "utf-8")
        load(workspace, load_description(path / f"{id}.toml"), [path / f"{id}.csv"])
    workspace.close()
    wrong = ("decide", "same", "work/works-2", "work/works-3", "--reason", "看錯了", "--agent", "王某")
    for arguments in (("cluster", "--decide", "--queue"), wrong):
        run = CliRunner().invoke(main, ["-w", str(path / "workspace"), *arguments])
        assert run.exit_code == 0, run.output
    return path / "workspace"


@pytest.fixture(scope="module")
def pages(shelf: Path) -> Iterator[FlaskClient]:
    """A client of the site over it."""
    workspace = Workspace.open(shelf)
    yield create_app(workspace).test_client()
    workspace.close()


def words(pages: FlaskClient, address: str) -> str:
    """The text of a page in English without its markup."""
    answer = pages.get(f"{address}{'&' if '?' in address else '?'}lang=en")
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_list_shows_every_cluster_and_can_be_narrowed(pages: FlaskClient) -> None:
    listed = words(pages, "/clusters")
    assert "2 clusters" in listed
    assert "decided by people" in listed
    assert "1 cluster " in words(pages, "/clusters?dataset=held")
    assert "2 clusters" in words(pages, "/clusters?level=work")
    assert "1 cluster " in words(pages, "/clusters?by=王某")
    found = pages.get("/clusters?format=json").json
    assert found is not None
    assert (found["total"], len(found["clusters"])) == (2, 2)


@pytest.mark.parametrize("query", ["dataset=nothing", "level=edition", "below=2", "by=nobody", "page=x"])
def test_what_no_cluster_has_is_refused_with_its_name(pages: FlaskClient, query: str) -> None:
    answer = pages.get(f"/clusters?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.text


def test_a_cluster_shows_each_record_in_its_words_each_link_with_its_reason_and_how_to_undo_it(
    pages: FlaskClient,
) -> None:
    said = words(pages, "/clusters/work/works-1")
    assert "困學紀聞<b>" in said
    assert "（宋）王應麟" in said
    assert "文淵閣四庫全書" in said
    assert "same title" in said
    assert re.search(r"zhishu decide undo \d", said)
    assert "zhishu decide different" in said
    assert "No barrier was found" in said


def test_a_cluster_is_found_by_any_of_its_members(pages: FlaskClient) -> None:
    by_work, by_edition = (pages.get(f"/clusters/{each}?format=json").json for each in ("work/works-2", "work/works-3"))
    assert by_work == by_edition


def test_what_speaks_against_a_cluster_is_shown_with_the_records(pages: FlaskClient) -> None:
    said = words(pages, "/clusters/work/works-2")
    assert "not one work" in said
    assert "a commentary and the text it comments on" in said
    assert "看錯了" in said


def test_who_is_in_no_cluster_gets_an_answer_that_says_so(pages: FlaskClient) -> None:
    answer = pages.get("/clusters/work/nothing-1?lang=en")
    assert answer.status_code == 404
    assert "No decision joins" in answer.text


def test_the_page_of_a_work_and_of_an_edition_shows_the_other_catalogues_side_by_side(pages: FlaskClient) -> None:
    for address in ("/work/works-1", "/instance/held-1"):
        said = words(pages, address)
        assert "Also described by" in said
        assert "（宋）王應麟" in said
        assert "this record" in said
        assert re.search(r"Decision \d", said)


def test_the_queue_takes_each_pair_once(shelf: Path) -> None:
    runs = [CliRunner().invoke(main, ["-w", str(shelf), "cluster", "--queue"]) for _ in range(2)]
    assert all(run.exit_code == 0 for run in runs)
    assert "Queue of works: 0 new" in runs[1].output
    assert "Queue of instances: 0 new" in runs[1].output
