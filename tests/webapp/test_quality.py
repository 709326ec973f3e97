"""The quality pages and the command ``check``: figures that add up, links that lead on, downloads, errors."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from kg.quality import measures, writing
from kg.quality.report import FULL, Choice, Report, report_directory
from kg.workspace import Workspace
from ontology.shapes_source import ShapesError
from webapp import create_app
from webapp.cli import main


def findings(workspace: Workspace, *checks: str) -> int:
    with closing(Report.open(workspace.live)) as report:
        return len(list(report.all_rows(Choice(frozenset(checks)))))


def run(workspace: Workspace | Path, *arguments: str) -> Result:
    path = workspace.path if isinstance(workspace, Workspace) else workspace
    return CliRunner().invoke(main, ["-w", str(path), "check", *arguments])


@pytest.mark.parametrize(("tag", "title"), [("zh-Hans", "数据质量"), ("zh-Hant", "資料質量"), ("en", "Data quality")])
def test_dashboard_has_a_card_for_each_measure_with_findings(
    client: FlaskClient, small_workspace: Workspace, tag: str, title: str
) -> None:
    page = client.get(f"/quality?lang={tag}").text
    assert f"<h1>{title}</h1>" in page
    with closing(Report.open(small_workspace.live)) as report:
        counts = report.counts()
        for measure in report.measures:
            number = sum(each.findings for each in counts if each.check in measure["checks"])
            name = measure["names"][tag.lower()]
            card = re.search(
                rf'<h3><a href="/quality/{measure["key"]}">(.*?)</a>.*?<strong>([\d,]+)</strong>', page, re.S
            )
            assert bool(card) == bool(number), measure["key"]
            if card:
                assert (unescape(card[1]), card[2]) == (name, f"{number:,}")


def test_dashboard_of_a_dataset_counts_that_dataset(client: FlaskClient, small_workspace: Workspace) -> None:
    page = client.get("/quality?dataset=trial-letters&lang=en").text
    assert "<strong>30</strong> entities checked" in page
    assert 'href="/quality/missing-dates?dataset=trial-letters"' in page
    assert client.get("/quality?dataset=nothing").status_code == 404


def test_rows_lead_to_entity_record_and_query(client: FlaskClient, small_workspace: Workspace) -> None:
    page = client.get("/quality/conflicts?lang=en").text
    assert 'href="/person/cbdb-55084"' in page
    assert 'href="/record/trial-cbdb/55084"' in page
    assert 'href="/record/trial-dnb/005845"' in page
    address = unescape(re.search(r'<a href="([^"]+)" aria-label="Query of “盛宣懷”">', page)[1])  # type: ignore[index]
    query = parse_qs(urlsplit(address).query)["query"][0]
    answer = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert answer.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["entity"] for row in rows} == {"http://127.0.0.1:8421/person/cbdb-55084"}


@pytest.mark.parametrize("key", ["missing-dates", "dated", "no-english-label", "generation-character"])
def test_query_of_one_row_is_a_query(client: FlaskClient, key: str, small_workspace: Workspace) -> None:
    from webapp.quality_cards import query_address

    with closing(Report.open(small_workspace.live)) as report, client.application.test_request_context():
        checks = [each for each in report.checks.values() if each["key"] == key or key == "missing-dates"]
        for each in checks[:20]:
            address = query_address(each["query"], "http://127.0.0.1:8421/person/cbdb-55084")
            query = parse_qs(urlsplit(address).query)["query"][0]
            assert client.get("/sparql", query_string={"query": query, "format": "csv"}).status_code == 200, each["key"]


def test_findings_come_in_pages_that_can_be_narrowed(client: FlaskClient, small_workspace: Workspace) -> None:
    total = findings(small_workspace, "no-english-label")
    page = client.get("/quality/no-english-label?lang=en").text
    assert f"<caption>{total} findings</caption>" in page
    narrowed = client.get("/quality/no-english-label?lang=en&type=letter").text
    assert "<caption>30 findings</caption>" in narrowed
    assert narrowed.count('<th scope="row"><a href="/letter/') == 30
    assert "/person/" not in narrowed[narrowed.index('id="findings"') : narrowed.index('id="checks"')]
    beyond = client.get("/quality/no-english-label?lang=en&page=99")
    assert beyond.status_code == 200
    assert "no such page" in beyond.text


def test_page_of_a_measure_names_its_shapes(client: FlaskClient) -> None:
    page = client.get("/quality/conflicts?lang=en").text
    assert "shape:birthYearOnce" in page
    assert "<code>zs:birthYear</code>" in page


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_all_findings_can_be_downloaded(client: FlaskClient, small_workspace: Workspace, suffix: str) -> None:
    answer = client.get(f"/quality/no-english-label/findings.{suffix}?type=letter&lang=zh-Hant")
    assert answer.headers["Content-Disposition"].endswith(f"no-english-label.{suffix}")
    rows = (
        json.loads(answer.text)
        if suffix == "json"
        else list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    )
    assert len(rows) == 30
    assert {row["type"] for row in rows} == {"letter"}
    assert rows[0]["message"].startswith("沒有英文的規範形式")
    empty = client.get(f"/quality/coordinates/findings.{suffix}")
    assert (json.loads(empty.text) if suffix == "json" else list(csv.DictReader(io.StringIO(empty.text)))) == []


def test_unknown_measure_is_named(client: FlaskClient) -> None:
    for address in ("/quality/nothing", "/quality/nothing/findings.csv"):
        answer = client.get(f"{address}?lang=en")
        assert answer.status_code == 404
        assert "nothing" in answer.text


def test_page_of_an_entity_lists_its_findings(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084?lang=en").text
    notes = page[page.index('id="quality"') :]
    assert "Sources name different dynasties" in notes or "dynast" in notes
    assert 'href="/quality/personDynastyOnce"' in notes


def test_empty_workspace_says_how_to_check(empty_client: FlaskClient) -> None:
    page = empty_client.get("/quality?lang=en")
    assert page.status_code == 200
    assert "zhishu check --all" in page.text


@pytest.fixture
def own(tmp_path: Path, load_table: object) -> Iterator[Workspace]:
    """A workspace with one person who died before birth, and a report."""
    opened = Workspace.open(tmp_path / "own")
    load_table(  # type: ignore[operator]
        opened,
        "id,name,born,died\n1,盛宣懷,1916,1844\n2,盛康,1814,1902\n",
        """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "died", property = "zs:deathYear", type = "year"},
]
""",
    )
    yield opened
    opened.close()


def test_damaged_report_is_said_and_other_pages_are_served(own: Workspace) -> None:
    path = report_directory(own.live) / FULL
    path.unlink()
    path.write_bytes(b"damaged")
    client = create_app(own, {"TESTING": True}).test_client()
    page = client.get("/quality?lang=en")
    assert page.status_code == 200
    assert "cannot be read" in page.text
    assert "zhishu check --all" in page.text
    assert client.get("/person/trial-1").status_code == 200


def test_last_good_report_is_served_while_shapes_cannot_be_read(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ShapesError('people.ttl, line 7: the pattern "[" cannot be used')

    monkeypatch.setattr(measures, "shapes", broken)
    cached = (measures.checks, measures.measures, writing.checks_digest)
    for each in cached:
        each.cache_clear()
    try:
        client = create_app(own, {"TESTING": True}).test_client()
        assert "bornBeforeDeath" in client.get("/quality?lang=en").text
        assert client.get("/quality/bornBeforeDeath").status_code == 200
        assert 'id="quality"' in client.get("/person/trial-1").text
        result = run(own, "--all")
        assert result.exit_code == 1
        assert "people.ttl, line 7" in result.output
    finally:
        for each in cached:
            each.cache_clear()


def test_check_ends_with_1_where_something_is_wrong(own: Workspace) -> None:
    result = run(own)
    assert result.exit_code == 1
    assert "Violation: http://127.0.0.1:8421/person/trial-1 zs:birthYear 1916" in result.output
    assert "1 violation, 0 warning" in result.output
    assert "no-english-label" not in result.output
    assert "no-english-label" in run(own, "--severity", "info").output


def test_check_of_entities_and_datasets(own: Workspace) -> None:
    assert run(own, "--entity", "person/trial-2").exit_code == 0
    assert run(own, "--entity", "person/trial-2", "--entity", "person/trial-1").exit_code == 1
    assert run(own, "trial").exit_code == 1
    missing = run(own, "--entity", "person/trial-9")
    assert missing.exit_code == 1
    assert "Nothing is known" in missing.output
    assert "not loaded" in run(own, "other").output
    assert run(own, "trial", "--all").exit_code == 2


def test_check_for_programs(own: Workspace) -> None:
    rows = json.loads(run(own, "trial", "--format", "json", "--language", "zh-Hant").output)
    assert [(row["check"], row["severity"], row["datasets"]) for row in rows] == [
        ("bornBeforeDeath", "Violation", ["trial"])
    ]
    assert "卒年" in rows[0]["message"]
    table = list(csv.DictReader(io.StringIO(run(own, "trial", "--format", "csv").output)))
    assert [row["entity"] for row in table] == ["http://127.0.0.1:8421/person/trial-1"]
    assert json.loads(run(own, "--entity", "person/trial-2", "--format", "json").output) == []


def test_check_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    head = "@prefix zs: <https://w3id.org/zhishu/ontology/> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    file.write_text(f'{head}<urn:x> a zs:Person ; skos:prefLabel "盛宣懷"@zh-Hant ; zs:birthYear "soon" .', "utf-8")
    result = run(tmp_path / "none", "--file", str(file))
    assert result.exit_code == 1
    assert "[birthYear]" in result.output
    assert result.output.count("Violation:") == 1, "one line for one shape"
    file.write_text(f'{head}<urn:x> a zs:Person ; skos:prefLabel "盛宣懷"@zh-Hant ; zs:birthYear 1844 .', "utf-8")
    assert run(tmp_path / "none", "--file", str(file)).exit_code == 0
    file.write_text(f"{head}<urn:x> a zz:Person .", "utf-8")
    broken = run(tmp_path / "none", "--file", str(file))
    assert "line 3" in broken.output
    assert "x.ttl" in broken.output
    (tmp_path / "x.xlsx").write_bytes(b"PK")
    assert "cannot be checked" in run(tmp_path / "none", "--file", str(tmp_path / "x.xlsx")).output


def test_decide_says_what_is_suspicious_and_refuses_nothing(own: Workspace) -> None:
    arguments = ["decide", "add", "person/trial-2", "zs:birthYear", "1910", "--reason", "test"]
    result = CliRunner().invoke(main, ["-w", str(own.path), *arguments])
    assert result.exit_code == 0
    assert "bornBeforeDeath" in result.output
    assert "trial-1" not in result.output, "only what the decision has touched"


def test_samples_have_no_violation(sample_workspace: Workspace) -> None:
    with closing(Report.open(sample_workspace.live)) as report:
        assert [each.line() for each in report.all_rows(Choice()) if each.severity.value == "Violation"] == []
