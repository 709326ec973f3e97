"""The queue: who may see it, what it shows, how it is filtered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML

Browser = Callable[[str], FlaskClient]
PAGES = ["/workbench/queue", "/workbench/pair/1", "/workbench/review", "/workbench/history/person/one-1"]


@pytest.mark.parametrize("address", [*PAGES, "/workbench/split/person/one-1"])
def test_the_workbench_needs_an_account(site: Flask, address: str) -> None:
    answer = site.test_client().get(address, headers=HTML)
    assert (answer.status_code, answer.headers["Location"].startswith("/login?next=")) == (303, True)
    assert "盛宣懐" not in answer.text


def test_the_queue_lists_pairs_the_likeliest_first_with_their_reasons(browser: Browser) -> None:
    text = browser("helper").get("/workbench/queue", headers=HTML).text
    assert text.index("盛宣懷 ⇄ 盛宣懐") < text.index("李鴻章 ⇄ 李鸿章") < text.index("王文韶 ⇄ 王文治")
    assert "the years disagree" in text


def test_a_filter_is_kept_in_the_addresses_of_pairs(browser: Browser) -> None:
    text = browser("helper").get("/workbench/queue?least=0.96&sort=unsure", headers=HTML).text
    assert "王文韶" not in text
    assert "/workbench/pair/2?least=0.96&amp;sort=unsure" in text


def test_the_text_of_a_filter_finds_names_in_other_characters(browser: Browser) -> None:
    text = browser("helper").get("/workbench/queue?text=盛宣怀", headers=HTML).text
    assert "盛宣懷 ⇄ 盛宣懐" in text
    assert "王文韶" not in text


@pytest.mark.parametrize("query", ["least=much", "least=2", "sort=best", "state=lost", "page=9", "kind=%00", "text=x"])
def test_nonsense_in_the_address_is_answered_in_words(browser: Browser, query: str) -> None:
    answer = browser("helper").get(f"/workbench/queue?{query}", headers=HTML)
    assert answer.status_code == {"page=9": 404, "kind=%00": 200, "text=x": 200}.get(query, 400)


def test_the_first_page_says_what_waits(bench: Workspace, browser: Browser) -> None:
    bench.workbench.queue.assign(1, "cataloguer", by=bench.accounts.get("cataloguer"))
    text = browser("cataloguer").get("/workbench", headers=HTML).text
    assert "/workbench/pair/1" in text
    assert "/workbench/queue?kind=person" in text


def test_readers_are_told_what_the_workbench_is_and_where_to_sign_in(site: Flask) -> None:
    answer = site.test_client().get("/workbench", headers=HTML)
    assert answer.status_code == 200
    assert 'href="/login?next=/workbench"' in answer.text
    assert "盛宣懷" not in answer.text
    assert site.test_client().get("/workbench", headers={"Accept": "application/json"}).status_code == 401
