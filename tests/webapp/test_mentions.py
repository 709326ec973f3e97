"""The pages of mentions: which datasets were searched, the passages with candidates and reasons, downloads."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from kg.workspace import Workspace
from webapp import create_app
from webapp.cli import main


@pytest.fixture(scope="module")
def searched(sample_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the samples, searched for mentions by the command."""
    path = tmp_path_factory.mktemp("mentions") / "workspace"
    shutil.copytree(sample_workspace.path, path)
    queue = path.parent / "queue.csv"
    run = CliRunner().invoke(main, ["-w", str(path), "mentions", "sample-archive", "--queue", str(queue), "--decide"])
    assert run.exit_code == 0, run.output
    assert "sure" in run.output
    assert "mentions-sample-archive" in run.output
    rows = list(csv.DictReader(io.StringIO(queue.read_text("utf-8-sig"))))
    assert {row["decision"] for row in rows} == {"queue"}
    return path


@pytest.fixture(scope="module")
def pages(searched: Path) -> Iterator[FlaskClient]:
    """A client of the site over it."""
    workspace = Workspace.open(searched)
    yield create_app(workspace).test_client()
    workspace.close()


def test_the_list_of_datasets_leads_to_what_waits(pages: FlaskClient) -> None:
    page = pages.get("/mentions?lang=en").text
    assert 'href="/mentions/sample-archive?decision=queue' in page
    assert 'href="/dataset/mentions-sample-archive' in page


def test_a_passage_shows_the_words_marked_with_candidates_and_reasons(pages: FlaskClient) -> None:
    page = pages.get("/mentions/sample-archive?decision=sure&lang=zh-Hant").text
    assert "<mark>丁日昌</mark>" in page
    assert "寫作姓名" in page
    assert "確定" in page


def test_mentions_of_one_person_can_be_chosen(pages: FlaskClient, searched: Path) -> None:
    everything = pages.get("/mentions/sample-archive/mentions.json?decision=all").json
    entity = next(each["candidates"][0]["entity"] for each in everything if each["surface"] == "丁日昌")
    chosen = pages.get(
        "/mentions/sample-archive/mentions.json", query_string={"decision": "all", "entity": entity}
    ).json
    assert {each["surface"] for each in chosen} == {"丁日昌"}
    assert 0 < len(chosen) < len(everything)


def test_downloads_hold_all_that_is_chosen(pages: FlaskClient) -> None:
    response = pages.get("/mentions/sample-archive/mentions.csv?decision=all&lang=zh-Hans")
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))
    assert {row["decision"] for row in rows} == {"sure", "queue", "nil"}
    assert all("【" + row["surface"].replace("\n", " ") + "】" in row["passage"] for row in rows)
    assert "mentions-sample-archive.csv" in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/mentions/sample-letters", 404),
        ("/mentions/sample-archive?decision=perhaps", 400),
        ("/mentions/sample-archive?page=0", 400),
        ("/mentions/sample-archive?page=9999", 200),
        ("/mentions/..%2Fcuration", 404),
    ],
)
def test_what_cannot_be_shown_is_said(pages: FlaskClient, address: str, status: int) -> None:
    assert pages.get(address).status_code == status


def test_a_text_file_is_read_with_writer_addressee_and_date(searched: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("沅弟左右：昨晤雪琴。", "utf-8")
    options = ["--file", str(tmp_path / "letter.txt"), "--writer", "person/sample-zeng-guofan", "--date", "咸豐八年"]
    run = CliRunner().invoke(main, ["-w", str(searched), "mentions", *options])
    assert run.exit_code == 0, run.output
    assert "沅弟\tsure\tperson/sample-zeng-guoquan" in run.output
    (tmp_path / "letter.txt").write_bytes("沅弟".encode("gb18030"))
    run = CliRunner().invoke(main, ["-w", str(searched), "mentions", *options])
    assert run.exit_code == 1
    assert "not UTF-8" in run.output


def test_the_command_needs_something_to_read(searched: Path) -> None:
    run = CliRunner().invoke(main, ["-w", str(searched), "mentions"])
    assert run.exit_code == 1
    assert "--file" in run.output
