"""Pages and commands of evidence: a work's editions and judgements, catalogues by class, dating by taboos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from ingest.description import load_description
from ingest.load import load
from kg.workspace import Workspace
from webapp import create_app
from webapp.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "ingest" / "samples"
WORK, EDITION = "work/sample-yuzhai-cungao", "instance/sample-yuzhai-cungao-1939"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence") / "workspace"
    opened = Workspace.open(folder)
    for name in ("sample-works", "sample-instances", "sample-catalogue-entries", "sample-bibliography"):
        dataset = load_description(name)
        load(opened, dataset, dataset.find_files(SAMPLES))
    opened.close()
    judge = ["judge", EDITION, "dates"]
    first = run(folder, *judge, "1939", "--property", "zs:year", "--type", "牌記", "--text", "己卯秋刊", "--grade", "B")
    assert first.startswith("1 judge judgement/curation-")
    run(folder, *judge, "1914", "--property", "zs:year", "--grade", "D")
    return folder


@pytest.fixture(scope="module")
def books(path: Path) -> Iterator[FlaskClient]:
    opened = Workspace.open(path)
    yield create_app(opened, {"TESTING": True}).test_client()
    opened.close()


def run(folder: Path, *arguments: str, code: int = 0) -> str:
    more = ("--reason", "因", "--agent", "甲") if arguments[0] == "judge" else ()
    result = CliRunner().invoke(main, ["-w", str(folder), *arguments, *more])
    assert result.exit_code == code, result.output
    return result.output


def page(client: FlaskClient, address: str, language: str = "en") -> str:
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.text


def test_the_page_of_a_work_shows_judgements_with_grades_and_contradictions(books: FlaskClient) -> None:
    text = page(books, f"/{WORK}")
    assert "Editions and copies" in text
    assert "己卯秋刊" in text
    assert "strong" in text
    assert text.count("contradicted by") == 2
    assert "与之相左" in page(books, f"/{WORK}", "zh-Hans")


def test_the_page_of_a_work_shows_its_catalogues_and_their_classes(books: FlaskClient) -> None:
    text = page(books, "/work/sample-jingshiwen-bian")
    assert "In the catalogues" in text
    assert "listed" in text
    assert "賀長齡、魏源編" in text


def test_a_person_has_no_section_of_editions(client: FlaskClient) -> None:
    assert "Editions and copies" not in page(client, "/person/cbdb-55084")


def test_a_decision_that_judges_says_about_what_and_whether_it_holds(books: FlaskClient) -> None:
    text = page(books, "/decision/1")
    assert "judgement" in text
    assert EDITION in text
    assert "no longer in force" not in text


def test_a_catalogue_is_walked_from_class_to_class(books: FlaskClient) -> None:
    assert "/catalogue/work/sample-shumu-dawen" in page(books, "/catalogue/")
    assert "/catalogue/work/sample-shumu-dawen" in page(books, "/work/sample-shumu-dawen")
    assert "別集" in page(books, "/catalogue/work/sample-shumu-dawen?class=集部")
    text = page(books, "/catalogue/work/sample-shumu-dawen?class=集部·總集")
    assert "古文辭類纂" in text
    assert "龍川文集" not in text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/catalogue/work/sample-nothing", 404),
        ("/catalogue/nonsense", 404),
        ("/catalogue/work/sample-shumu-dawen?class=子部", 404),
        ("/catalogue/work/sample-shumu-dawen?page=x", 400),
        ("/tools/taboo?avoided=" + "字" * 400, 400),
        ("/tools/taboo?avoided=%00<script>", 200),
    ],
)
def test_bad_addresses_are_answered_with_their_status(books: FlaskClient, address: str, status: int) -> None:
    response = books.get(address)
    assert response.status_code == status
    assert "<script>alert" not in response.text


def test_taboo_characters_are_answered_with_reasons_as_page_json_and_command(books: FlaskClient, path: Path) -> None:
    address = "/tools/taboo?avoided=玄弘曆&full=寧"
    text = page(books, address)
    assert "1735–1820" in text
    assert "not earlier than 1735" in text
    assert "不早于 1735 年" in page(books, address, "zh-Hans")
    first, _second = books.get(address + "&format=json").get_json()["datings"]
    assert (first["dynasty"], first["earliest"], first["latest"]) == ("清", 1735, 1820)
    assert json.loads(run(path, "evidence", "taboo", "玄弘曆", "寧", "--json"))[0] == first
    assert "清 1735–1820" in run(path, "evidence", "taboo", "玄弘曆", "寧")
    assert "None of these" in run(path, "evidence", "taboo", "山", code=3)


def test_carvers_of_whom_nothing_is_known_are_said_so(books: FlaskClient, path: Path) -> None:
    assert "none in this workspace" in page(books, "/tools/taboo?carvers=王五、趙六")
    assert "Nothing is known" in run(path, "evidence", "carvers", "王五")


def test_an_empty_site_has_no_catalogues(empty_client: FlaskClient) -> None:
    assert "No catalogue is loaded." in page(empty_client, "/catalogue/")


def test_entries_are_tied_to_works_from_the_command_line(path: Path) -> None:
    lines = run(path, "evidence", "link").splitlines()
    assert any(line.startswith("sure\tcatalogue-entry/ssmdw-1\twork/sample-hongqing-jushi-ji\t") for line in lines)


def test_a_judgement_in_words_that_are_unknown_is_refused_with_those_that_are_known(path: Path) -> None:
    assert "attributes" in run(path, "judge", EDITION, "proves", "1939", code=1)
