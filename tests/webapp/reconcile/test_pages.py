"""The page about the service, and the small pages that other sites frame."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from flask.testing import FlaskClient

from kg.reconciliation.model import model
from webapp.reconcile.properties import proposed
from webapp.reconcile.proposing import STATUSES
from webapp.reconcile.queries import BATCH_SIZE

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SHENG = "person/sample-sheng-xuanhuai"


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/reconcile?lang=zh-Hans", "名称匹配"),
        ("/reconcile/zh-Hant", "名稱匹配"),
        ("/reconcile/en/", "Reconciliation"),
        ("/reconcile/en/1.0", "Reconciliation"),
        ("/reconcile/en?lang=zh-Hans", "名称匹配"),
    ],
)
def test_a_browser_gets_the_page_in_its_language(samples: FlaskClient, address: str, heading: str) -> None:
    page = samples.get(address, headers=BROWSER)
    assert page.mimetype == "text/html"
    assert f"<h1>{heading}</h1>" in page.text
    assert "http://localhost/reconcile/en" in page.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/javascript, */*; q=0.01", ""])
def test_a_program_gets_the_manifest(samples: FlaskClient, accept: str) -> None:
    assert samples.get("/reconcile", headers={"Accept": accept}).mimetype == "application/json"


def test_the_page_names_limits_features_and_properties(samples: FlaskClient) -> None:
    page = samples.get("/reconcile/en", headers=BROWSER).text
    assert f"<td>{BATCH_SIZE}</td>" in page
    for feature in model().features:
        assert f'id="feature-{feature}"' in page
    for property in proposed("person"):
        assert f"<code>{property.id}</code>" in page
    assert set(STATUSES) == {"proposed", "known", "unchanged", "refused"}


def test_the_addresses_of_features_lead_to_the_page(samples: FlaskClient) -> None:
    manifest = samples.get("/reconcile/en").json
    assert manifest is not None
    address, _, anchor = manifest["feature_view"]["url"].replace("{{id}}", "birth-same").partition("#")
    assert f'id="{anchor}"' in samples.get(address, headers=BROWSER).text


def test_a_preview_may_be_framed_by_any_site_and_loads_nothing(samples: FlaskClient) -> None:
    page = samples.get("/reconcile/preview", query_string={"id": SHENG}, headers=BROWSER)
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in page.headers
    style = re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert not re.search(r"<(script|link|img|iframe|form)\b", page.text)
    assert "杏蓀" in page.text


@pytest.mark.parametrize("id", ["person/nobody", "", "nobody", "person/%00", "x" * 400])
def test_a_preview_of_nothing_says_so_in_the_frame(samples: FlaskClient, id: str) -> None:
    page = samples.get("/reconcile/preview", query_string={"id": id}, headers=BROWSER)
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/", "/reconcile", f"/{SHENG}", f"/reconcile/view?id={SHENG}"])
def test_no_other_page_may_be_framed(samples: FlaskClient, address: str) -> None:
    assert "frame-ancestors 'none'" in samples.get(address, headers=BROWSER).headers["Content-Security-Policy"]


def test_names_of_the_data_are_text_and_no_markup(client: FlaskClient) -> None:
    for address in ("/reconcile/preview?id=person/cbdb-bad", "/reconcile/flyout/entity?id=person/cbdb-bad"):
        shown = client.get(address)
        assert shown.status_code == 200
        assert "<script>" not in shown.text
        assert "&lt;script&gt;" in shown.text


def test_a_preview_of_a_merged_id_shows_the_record_that_holds_today(client: FlaskClient) -> None:
    page = client.get("/reconcile/en/preview?id=person/dnb-005845", headers=BROWSER)
    assert "merged" in page.text
    assert "/person/cbdb-55084" in page.text
    assert client.get("/reconcile/preview?id=person/gone-1").status_code == 404


@pytest.mark.parametrize(
    ("kind", "id", "said"),
    [("entity", SHENG, "盛宣懷"), ("type", "person", "Person"), ("property", "zs:birthYear", "birth year")],
)
def test_a_flyout_says_what_is_suggested(samples: FlaskClient, kind: str, id: str, said: str) -> None:
    answer = samples.get(f"/reconcile/en/flyout/{kind}", query_string={"id": id}).json
    assert answer is not None
    assert answer["id"] == id
    assert said in answer["html"]
    assert samples.get(f"/reconcile/flyout/{kind}?id=nothing").status_code in (400, 404)


def test_the_page_is_linked_from_every_page(samples: FlaskClient) -> None:
    assert 'href="/reconcile"' in samples.get("/", headers=BROWSER).text
