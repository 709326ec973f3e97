"""The change feed: ActivityStreams, Atom and the page; paging, times that are none, caching."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree

from kg.workspace import Workspace
from webapp import changes as feed
from webapp.cli import main

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PER_PAGE", 3)


def read(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, "application/activity+json")
    content: dict[str, Any] = json.loads(response.data)
    return content


def test_the_collection_leads_through_all_changes_once_the_newest_first(client: FlaskClient, small_pages: None) -> None:
    collection = read(client, "/changes.json")
    assert collection["type"] == "OrderedCollection"
    found, address = [], collection["first"]
    while address:
        page = read(client, address.removeprefix("http://127.0.0.1:8421"))
        assert (page["type"], page["partOf"]) == ("OrderedCollectionPage", collection["id"])
        found += page["orderedItems"]
        last, address = address, page.get("next")
    assert last == collection["last"]
    assert len({each["id"] for each in found}) == len(found) == collection["totalItems"]
    assert [each["endTime"] for each in found] == sorted((each["endTime"] for each in found), reverse=True)
    assert {each["type"] for each in found} == {"Create", "Update", "Delete", "Move"}


def test_a_merge_is_a_move_from_the_old_id_to_the_one_that_holds(client: FlaskClient) -> None:
    (moved,) = [each for each in read(client, "/changes.json?page=1")["orderedItems"] if each["type"] == "Move"]
    assert moved["object"]["id"].endswith("/person/dnb-005845")
    assert moved["target"]["id"].endswith("/person/cbdb-55084")
    assert moved["instrument"].endswith("/decision/1")
    assert moved["actor"]["name"] == "cataloguer"


def test_what_was_unloaded_is_deleted(client: FlaskClient) -> None:
    deleted = [each for each in read(client, "/changes.json?page=1")["orderedItems"] if each["type"] == "Delete"]
    assert any(each["object"]["id"].endswith("/person/gone-1") for each in deleted)


def test_a_full_page_keeps_its_address(client: FlaskClient, small_pages: None) -> None:
    first = read(client, "/changes.json?page=1")
    assert first["orderedItems"][-1] == read(client, "/changes.json?page=1")["orderedItems"][-1]
    assert "next" not in first
    assert first["prev"].endswith("page=2")


def test_the_atom_feed_is_valid_and_says_the_same(client: FlaskClient) -> None:
    response = client.get("/changes.atom")
    assert response.mimetype == "application/atom+xml"
    parsed = feedparser.parse(response.data)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    items = read(client, "/changes.json?page=1")["orderedItems"]
    assert [each.id for each in parsed.entries] == [each["id"] for each in items]
    root = etree.fromstring(response.data)
    # RFC 4287, 4.1: what a feed and an entry must have.
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
    assert all(each.find(f"{ATOM}link[@rel='alternate']") is not None for each in root.findall(f"{ATOM}entry"))
    assert {each.get("rel") for each in root.findall(f"{ATOM}link")} >= {"self", "first", "last", "alternate"}


@pytest.mark.parametrize("address", ["/changes.json", "/changes.atom", "/changes"])
def test_a_time_that_is_none_is_refused_with_what_is(client: FlaskClient, address: str) -> None:
    response = client.get(f"{address}?since=nonsense", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "nonsense" in response.text
    assert "RFC 3339" in response.text


def test_since_counts_from_that_moment_on_in_any_zone(client: FlaskClient) -> None:
    all_ = read(client, "/changes.json")["totalItems"]
    assert read(client, "/changes.json?since=2026-01-02")["totalItems"] == all_
    assert read(client, "/changes.json?since=2026-01-02T11:04:05+08:00")["totalItems"] == all_
    assert read(client, "/changes.json?since=2026-01-02T11:04:06%2B08:00")["totalItems"] == 0


def test_nothing_has_changed_since_the_future(client: FlaskClient) -> None:
    assert read(client, "/changes.json?since=2999-01-01")["totalItems"] == 0
    assert read(client, "/changes.json?since=2999-01-01&page=1")["orderedItems"] == []
    assert feedparser.parse(client.get("/changes.atom?since=2999-01-01").data).entries == []
    assert client.get("/changes?since=2999-01-01").status_code == 200


@pytest.mark.parametrize("page", ["99", "0", "x"])
def test_a_page_that_is_not_there_is_refused(client: FlaskClient, page: str) -> None:
    assert client.get(f"/changes.json?page={page}").status_code in (400, 404)


@pytest.mark.parametrize("address", ["/changes.json", "/changes.atom", "/changes"])
def test_a_client_that_has_it_gets_304(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_the_page_shows_what_changed_and_home_and_datasets_lead_there(client: FlaskClient) -> None:
    page = client.get("/changes", headers={"Accept-Language": "en"}).text
    for words in ("merged", "withdrawn", "loaded", "姓名與生卒年相合"):
        assert words in page
    for address in ("/", "/dataset", "/dataset/trial-cbdb"):
        assert "/changes.atom" in client.get(address).text


def test_an_empty_workspace_has_an_empty_feed(empty_client: FlaskClient) -> None:
    assert read(empty_client, "/changes.json")["totalItems"] == 0
    assert not feedparser.parse(empty_client.get("/changes.atom").data).bozo


def test_the_command_lists_merges_for_programs(small_workspace: Workspace, tmp_path: Path) -> None:
    words = ["-w", str(small_workspace.path), "changes", "--since", "2026-01-01", "--merges"]
    table = CliRunner().invoke(main, words)
    assert table.exit_code == 0
    head, row = table.output.strip().splitlines()
    assert head.startswith("key,time,type,object,target")
    assert "person/dnb-005845" in row
    (entry,) = json.loads(CliRunner().invoke(main, [*words, "--format", "json"]).output)
    assert entry["target"].endswith("/person/cbdb-55084")
    wrong = CliRunner().invoke(main, [*words[:3], "--since", "nonsense"])
    assert wrong.exit_code == 1
    assert "is no time" in wrong.output
