"""Nothing foreign is loaded and nothing runs in a page but our own files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import webapp

ROOT = Path(webapp.__file__).parent
PAGES = [
    "/",
    "/search?q=盛",
    "/person/cbdb-55084",
    "/dataset",
    "/dataset/trial-cbdb",
    "/record/trial-cbdb/55084",
    "/decision",
]
PAGES += ["/decision/1", "/sparql?query=ASK%7B%7D", "/nowhere", "/person/cbdb-55084.ttl", "/suggest?q=盛", "/healthz"]
NAMESPACES = ("http://www.w3.org/2000/svg",)


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_is_protected(client: FlaskClient, address: str) -> None:
    headers = client.get(address, headers={"Accept": "text/html,*/*;q=0.5"}).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("address", PAGES)
def test_no_script_or_style_is_written_into_a_page(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    if answer.mimetype == "text/html":
        # A block of data is not run: its type is none of a script.
        assert not re.search(r"<script(?! type=\"application/ld\+json\">|[^>]*\ssrc=\"/static/)", answer.text)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", answer.text)


@pytest.mark.parametrize(
    "path",
    [p for folder in ("templates", "static") for p in sorted((ROOT / folder).rglob("*.*"))],
    ids=lambda p: p.name,
)
def test_no_file_of_ours_names_another_host(path: Path) -> None:
    found = re.findall(r"https?://[^\s\"'<>)]+", path.read_text("utf-8"))
    assert [each for each in found if not each.startswith(NAMESPACES)] == []
