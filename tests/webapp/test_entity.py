"""The page of an entity: every value with every source, conflicts in words, ties drawn and listed, decisions."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def test_conflicting_values_stand_side_by_side_each_with_its_source(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    rows = page[page.index('class="conflicting"') :]
    rows = rows[: rows.index("</tbody>")]
    assert "⚑ 说法不一" in rows
    for value, record in (("中華民國", "/record/trial-cbdb/55084"), ("清-民國", "/record/trial-dnb/005845")):
        row = rows[rows.index(value) :]
        assert f'href="{record}"' in row[: row.index("</tr>")]
    assert "data.csv, row 2" in rows


def test_every_statement_of_every_record_is_there(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    data = client.get("/person/cbdb-55084.json").json
    for statement in data["statements"]:
        for value in statement["values"]:
            for source in value["sources"]:
                assert source["record"].removeprefix("http://127.0.0.1:8421") in page
    born = next(each for each in data["statements"] if each["property"].endswith("/birthYear"))
    assert [value["text"] for value in born["values"]] == ["1844"]
    assert {source["dataset"] for source in born["values"][0]["sources"]} == {"trial-cbdb", "trial-dnb"}


def test_decision_that_joined_identifiers_is_named_with_agent_reason_and_time(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    section = page[page.index('id="decisions"') :]
    for words in (
        "http://127.0.0.1:8421/person/dnb-005845",
        'href="/decision/1"',
        "cataloguer",
        "姓名與生卒年相合",
        "2026-01-02 03:04 UTC",
    ):
        assert words in section


def test_drawing_and_table_show_the_same_ties(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    drawing = page[page.index("<svg width") : page.index("</svg>")]
    table = page[page.index("</figure>") :]
    for alter in ("/person/cbdb-62528", "/person/cbdb-20091"):
        assert f'href="{alter}"' in drawing
        assert f'href="{alter}"' in table
    assert "<title" in drawing
    assert "<desc" in drawing
    assert "李鴻章: 收到书信 × 30" in drawing
    assert "父" in table


def test_letters_of_a_person_are_listed_with_a_link_to_all(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-20091").text
    assert "李鴻章致盛宣懷電之1<" in page
    assert 'href="/search?q=%E6%9D%8E%E9%B4%BB%E7%AB%A0&amp;type=letter"' in page


def test_sample_says_so_on_its_face_and_mixed_entity_does_not(client: FlaskClient) -> None:
    assert 'class="sample"' in client.get("/person/cbdb-20091").text
    assert 'class="sample"' not in client.get("/letter/trial-1").text


def test_relation_without_a_name_has_a_page(client: FlaskClient) -> None:
    page = client.get("/kinship/trial-1").text
    assert "<span>亲属关系 trial-1</span>" in page
    assert 'href="/person/cbdb-62528"' in page


def test_links_lead_only_to_http_addresses(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    addresses = re.findall(r'href="([^"]*)"', page)
    assert "https://example.org/people/005845" in addresses
    assert all(each.startswith(("/", "http://", "https://", "#")) for each in addresses)


def test_unknown_entity_offers_what_is_near(client: FlaskClient) -> None:
    answer = client.get("/person/盛宣怀", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert 'href="/person/cbdb-55084"' in answer.text


def test_heading_has_years_and_permanent_link(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    assert "1844–1916" in page
    assert '<link rel="canonical" href="http://127.0.0.1:8421/person/cbdb-55084">' in page
    assert "<code>http://127.0.0.1:8421/person/cbdb-55084</code>" in page
