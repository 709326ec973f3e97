"""The sitemap lists every page of an entity once, sorted, in parts of limited size; robots.txt leads to it."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET

import pytest
from flask.testing import FlaskClient

from kg.workspace import Workspace
from webapp import sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BASE = "http://127.0.0.1:8421/"


def addresses(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [each.text or "" for each in ET.fromstring(answer.data).iter(f"{SITEMAP}loc")]


def test_every_entity_with_a_page_is_listed_once(client: FlaskClient, small_workspace: Workspace) -> None:
    parts = addresses(client, "/sitemap.xml")
    listed = {part: addresses(client, part.removeprefix(BASE[:-1])) for part in parts}
    entities = [each for part, found in listed.items() if not part.endswith("/pages.xml") for each in found]
    counts = small_workspace.live.manifest.counts
    assert len(entities) == len(set(entities)) == counts["person"] + counts["letter"]
    assert f"{BASE}person/cbdb-55084" in entities
    assert f"{BASE}person/dnb-005845" not in entities, "it leads to another"
    assert not [each for each in entities if "kinship" in each], "a relation has no page to look for"
    assert all(found == sorted(found) for part, found in listed.items() if not part.endswith("/pages.xml"))
    for address in (*entities[:5], *listed[f"{BASE}sitemap/pages.xml"]):
        assert client.get(address.removeprefix(BASE[:-1]) or "/").status_code == 200


def test_part_has_as_many_addresses_as_are_allowed(small_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PER_PART", 7)
    parts = dict(sitemap._parts(small_workspace.live, BASE))
    assert [len(parts[f"letter-{number}"]) for number in range(1, 6)] == [7, 7, 7, 7, 2]
    assert sitemap.PER_PART <= 50_000


def test_each_address_has_its_languages_and_the_date_of_the_data(client: FlaskClient) -> None:
    first = ET.fromstring(client.get("/sitemap/person-1.xml").data)[0]
    url = first.findtext(f"{SITEMAP}loc")
    variants = {each.get("hreflang"): each.get("href") for each in first.iter(f"{XHTML}link")}
    assert variants == {"x-default": url, **{tag: f"{url}?lang={tag}" for tag in ("zh-Hans", "zh-Hant", "en")}}
    assert (first.findtext(f"{SITEMAP}lastmod") or "").endswith("Z")


def test_it_is_sent_compressed_to_who_can_read_that(client: FlaskClient) -> None:
    plain = client.get("/sitemap/letter-1.xml")
    packed = client.get("/sitemap/letter-1.xml", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.vary
    packed.close()


@pytest.mark.parametrize("name", ["person-2", "person-0", "..", "kinship-1", "x"])
def test_there_are_no_other_parts(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemap/{name}.xml").status_code == 404


def test_robots_are_led_to_it_and_kept_from_what_costs_much(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {BASE}sitemap.xml" in lines
    assert "Disallow: /sparql?" in lines
    assert '<link rel="sitemap"' in client.get("/").text


def test_addresses_are_written_as_urls() -> None:
    entry = sitemap._entry("2026-01-01T00:00:00Z") % {"url": sitemap._url(f"{BASE}person/盛宣懷&<>")}
    assert f"<loc>{BASE}person/%E7%9B%9B%E5%AE%A3%E6%87%B7&amp;" in entry
    assert "<>" not in entry


def test_empty_workspace_has_one_of_its_pages(empty_client: FlaskClient) -> None:
    assert addresses(empty_client, "/sitemap.xml") == [f"{BASE}sitemap/pages.xml"]
    assert BASE in addresses(empty_client, "/sitemap/pages.xml")
