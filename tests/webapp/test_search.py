"""Search pages: reasons, facets, pages of hits, what to do when nothing is found, and the same as JSON."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "{{7*7}}",
    "javascript:alert(1)",
    "\x00\x1b盛\u202e",
    "%00%0d%0aSet-Cookie: a=b",
]


@pytest.mark.parametrize(
    ("text", "via"),
    [("盛宣懷", "字面相同"), ("盛宣怀", "简繁异体"), ("shengxuanhuai", "拼音"), ("sxh", "拼音首字母")],
)
def test_hit_says_why_it_was_found(client: FlaskClient, text: str, via: str) -> None:
    page = client.get("/search", query_string={"q": text, "type": "person"}).text
    why = page[page.index('class="why"') :]
    assert "<mark>" in why
    assert f'<span class="via">{via}</span>' in why


def test_reason_marks_the_part_that_matched(client: FlaskClient) -> None:
    assert "<mark>宣懷</mark>" in client.get("/search?q=宣怀&type=person").text


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", ["q", "place", "dynasty", "type", "dataset"])
def test_nothing_that_is_typed_becomes_markup(client: FlaskClient, payload: str, name: str) -> None:
    answer = client.get("/search", query_string={name: payload})
    assert answer.status_code == 200
    assert not re.search(r"<script>|<img|<svg/|onerror=alert\(1\)>", answer.text)
    assert "Set-Cookie" not in answer.headers
    assert "\x00" not in answer.text
    assert not re.search(r'href="javascript:', answer.text)


def test_markup_in_data_is_shown_as_text(client: FlaskClient) -> None:
    for address in ("/search?q=alert", "/person/cbdb-bad", "/record/trial-cbdb/bad", "/dataset/trial-cbdb"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "&lt;script&gt;" in page or "alert" in page


def test_facets_narrow_and_can_be_dropped_again(client: FlaskClient) -> None:
    everything = client.get("/search.json").json
    letter = next(each for each in everything["facets"]["type"] if each["value"] == "letter")
    assert letter["count"] == 30
    narrowed = client.get(letter["address"], headers={"Accept": "application/json"}).json
    assert narrowed["total"] == 30
    chosen = next(each for each in narrowed["facets"]["type"] if each["value"] == "letter")
    assert chosen["selected"]
    assert client.get(chosen["address"], headers={"Accept": "application/json"}).json["total"] == everything["total"]


def test_years_narrow(client: FlaskClient) -> None:
    assert client.get("/search.json?from=1840&to=1850").json["total"] == 3
    assert client.get("/search.json?from=1910").json["total"] == 1


def test_pages_follow_each_other_without_gap_or_repetition(client: FlaskClient) -> None:
    pages = [client.get(f"/search.json?type=letter&page={number}").json for number in (1, 2)]
    labels = [hit["label"] for page in pages for hit in page["hits"]]
    assert len(labels) == len(set(labels)) == 30
    assert pages[0]["pages"]["next"] == "/search?type=letter&page=2"
    assert pages[1]["pages"]["previous"] == "/search?type=letter"


def test_page_and_json_are_the_same(client: FlaskClient) -> None:
    data = client.get("/search?q=盛宣怀", headers={"Accept": "application/json"}).json
    assert data == client.get("/search.json?q=盛宣怀").json
    page = client.get("/search?q=盛宣怀").text
    assert all(hit["label"].replace("<", "&lt;").replace(">", "&gt;") in page for hit in data["hits"])
    assert 'href="/search.json?q=%E7%9B%9B%E5%AE%A3%E6%80%80"' in page


def test_nothing_found_offers_what_is_near(client: FlaskClient) -> None:
    page = client.get("/search?q=盛宣懷懷懷&type=person&lang=en").text
    assert "Nothing was found" in page
    assert "Try again without:" in page
    assert "Perhaps you are looking for:" in page
    assert 'href="/person/cbdb-55084"' in page


def test_suggestions_are_grouped_by_type(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=李鸿章").json
    assert {group["type"] for group in answer["groups"]} == {"person", "letter"}
    assert answer["groups"][0]["entities"][0] == {
        "iri": "http://127.0.0.1:8421/person/cbdb-20091",
        "label": "李鴻章",
        "form": "李鴻章",
        "kind": "authorized",
        "via": "folded",
        "href": "/person/cbdb-20091",
    }
    assert client.get("/suggest").json == {"groups": []}


def test_merged_entity_is_found_once_with_both_datasets(client: FlaskClient) -> None:
    data = client.get("/search.json?q=盛宣懷&type=person").json
    assert data["total"] == 1
    assert data["hits"][0]["datasets"] == ["trial-cbdb", "trial-dnb"]
