"""Signing in, making a token and signing out in a real browser, by keyboard and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.webapp.accounts.conftest import PASSWORDS
from tests.webapp.chromium import CHROMIUM, served

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
PAGES = (
    "/login",
    "/account",
    "/account/password",
    "/roles",
    "/admin/accounts",
    "/admin/accounts/reader",
    "/admin/audit",
)


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    """The address of a server with the site."""
    with served(site) as running:
        yield running


@pytest.fixture
def page() -> Iterator[sync_api.Page]:
    """A page of the width of a telephone, without JavaScript."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        context = browser.new_context(locale="en", viewport={"width": 390, "height": 800}, java_script_enabled=False)
        yield context.new_page()
        browser.close()


def test_an_administrator_works_by_keyboard_on_a_telephone(page: sync_api.Page, address: str) -> None:
    page.goto(f"{address}/dataset")
    page.get_by_role("link", name="Sign in").press("Enter")
    page.wait_for_url(f"{address}/login?next=/dataset")
    page.keyboard.type("chief")  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORDS["chief"])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/dataset")
    for path in PAGES:
        page.goto(f"{address}{path}")
        widths = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert widths[0] <= widths[1], path
        unnamed = page.locator("main :is(input:not([type=hidden]):not([hidden]), select)").evaluate_all(
            "all => all.filter(e => !e.labels.length).map(e => e.name)"
        )
        assert unnamed == [], path
    page.goto(f"{address}/account")
    page.get_by_label("What it is for").fill("OpenRefine")
    page.get_by_role("button", name="Make a token").press("Enter")
    assert page.get_by_role("status", name="Token").inner_text().startswith("zhishu_")
    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/account")
    assert page.url == f"{address}/login?next=%2Faccount"
