"""Pages in a real browser: nothing foreign is fetched, nothing complains, nothing is cut off on a telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.webapp.chromium import CHROMIUM, launched, served

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
PAGES = [
    "/",
    "/search?q=盛",
    "/search?q=没有没有",
    "/person/cbdb-55084",
    "/letter/trial-1",
    "/dataset",
    "/dataset/trial-cbdb",
    "/record/trial-cbdb/55084",
    "/decision",
    "/decision/1",
    "/quality",
    "/quality/languages",
    "/sparql",
    "/sparql?query=SELECT%20*%20%7B?s%20a%20zs:Person%20;%20?p%20?o%7D",
    "/ontology",
    "/ontology/Person",
    "/scheme/kinship",
    "/scheme/kinship/father",
    "/tools/date",
    "/tools/name",
    "/linked-data",
    "/person/cbdb-20091?page=1",
]
WIDTHS = [390, 1400]


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    """The address of a server with the small workspace."""
    with served(app) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    """A browser that talks to nobody by itself."""
    with launched(sync_api) as started:
        yield started


@pytest.fixture
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    """A fresh page."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fetch_nothing_foreign_and_fit_the_screen(page: sync_api.Page, address: str, width: int) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else complaints.append(request.url))
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(address + path)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            complaints.append(f"{path} is {wider} px wider than the screen")
    assert complaints == []


def test_search_is_reached_and_used_by_keyboard_alone(page: sync_api.Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("盛宣怀")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator(".hits mark").first.inner_text() == "盛宣懷"


def test_suggestions_can_be_chosen_by_keyboard(page: sync_api.Page, address: str) -> None:
    page.goto(address)
    box = page.get_by_role("combobox")
    box.type("盛宣")
    page.wait_for_selector("[role=option]")
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = box.get_attribute("aria-activedescendant")
    assert page.locator(f'[id="{chosen}"]').get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.type("懷")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/person/cbdb-55084")


def test_nothing_is_asked_while_an_input_method_composes(page: sync_api.Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None)
    page.goto(address)
    box = page.get_by_role("combobox")
    box.evaluate("b => { b.value = 'sheng'; b.dispatchEvent(new InputEvent('input', {isComposing: true})) }")
    page.wait_for_timeout(300)
    assert asked == []
    box.evaluate("b => { b.value = '盛'; b.dispatchEvent(new CompositionEvent('compositionend')) }")
    page.wait_for_selector("[role=option]")
    assert len(asked) == 1


def test_query_runs_on_control_and_enter(page: sync_api.Page, address: str) -> None:
    page.goto(f"{address}/sparql")
    page.fill("#query", "ASK { ?p zs:father ?f }")
    page.keyboard.press("Control+Enter")
    assert page.locator(".answer").inner_text() == "是"


def test_pages_work_without_scripts(browser: sync_api.Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?lang=en")
    page.fill("#q", "盛宣怀")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.get_by_role("link", name="盛宣懷", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("盛宣懷")
    context.close()


def test_menu_folds_on_a_telephone(page: sync_api.Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{address}/?lang=en")
    link = page.locator("details.narrow").get_by_role("link", name="Datasets")
    assert not link.is_visible()
    page.get_by_text("Menu", exact=True).click()
    assert link.is_visible()
