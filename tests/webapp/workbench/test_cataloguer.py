"""A cataloguer's first day in a real browser: from the front page to queue, merge, review, undo, split and export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kg.authority.decisions import Kind
from kg.workspace import Workspace
from tests.webapp.chromium import CHROMIUM, launched, served
from tests.webapp.workbench.conftest import PASSWORDS

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
PAGES = (
    *("/workbench", "/workbench/queue", "/workbench/pair/1", "/workbench/pair/4", "/workbench/review"),
    *("/workbench/history/person/one-1", "/workbench/split/person/one-1", "/workbench/edit/person/one-1"),
    *("/workbench/batches", "/workbench/campaigns", "/workbench/reports"),
)
#: What a page must not have: fields and buttons without name, ids twice, headings that leave a level out, words whose
#: contrast with what is behind them is below 4.5 (3 for large ones; WCAG 1.4.3).
UNTIDY = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgb = colours => {
    canvas.clearRect(0, 0, 1, 1);
    colours.forEach(each => { canvas.fillStyle = each; canvas.fillRect(0, 0, 1, 1); });
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = c => c.map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [.2126, .7152, .0722][n], 0);
  const dim = [];
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), behind = [];
    for (let p = e; p; p = p.parentElement) behind.unshift(getComputedStyle(p).backgroundColor);
    const [a, b] = [light(rgb(behind)), light(rgb([...behind, style.color]))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) dim.push(`${e.textContent}: contrast ${(a + .05) / (b + .05)}`);
  }
  const found = dim, levels = [...document.querySelectorAll("main :is(h1, h2, h3, h4)")].map(h => +h.tagName[1]);
  levels.forEach((level, n) => { if (level > (levels[n - 1] ?? 0) + 1) found.push(`heading ${n}: level ${level}`); });
  for (const e of document.querySelectorAll("main :is(input:not([type=hidden]), select, textarea)"))
    if (!e.labels.length && !e.ariaLabel) found.push(`${e.name} has no label`);
  for (const e of document.querySelectorAll("main :is(button, a, summary)"))
    if (!e.textContent.trim() && !e.ariaLabel) found.push(`${e.outerHTML} has no words`);
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  ids.filter((id, n) => ids.indexOf(id) < n).forEach(id => found.push(`id ${id} twice`));
  for (const e of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const name of ["aria-labelledby", "aria-describedby"])
      for (const id of (e.getAttribute(name) ?? "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) found.push(`nothing has the id ${id}`);
  return found;
}"""


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    """The address of a server with the workbench."""
    with served(site) as running:
        yield running


@pytest.fixture
def chromium() -> Iterator[sync_api.Browser]:
    """A browser that talks to nobody by itself."""
    with launched(sync_api) as started:
        yield started


def signed_in(chromium: sync_api.Browser, address: str, name: str, complaints: list[str]) -> sync_api.Page:
    """A window in English, signed in by the link of the front page, whose complaints are collected."""
    page = chromium.new_context(locale="en", viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(10_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else complaints.append(request.url))
    page.goto(address)
    page.get_by_role("link", name="Sign in").click()
    page.locator("main input[name=name]").fill(name)
    page.locator("main input[name=password]").fill(PASSWORDS[name])
    page.locator("main form button").click()
    page.get_by_role("link", name="Workbench").first.wait_for()
    return page


def said(page: sync_api.Page, words: str) -> None:
    """Wait until a live region says the words."""
    page.get_by_role("status").filter(has_text=words).first.wait_for()


def test_first_day_of_a_cataloguer(bench: Workspace, address: str, chromium: sync_api.Browser) -> None:
    complaints: list[str] = []
    mine = signed_in(chromium, address, "cataloguer", complaints)
    hers = signed_in(chromium, address, "second", complaints)
    merge_by_keyboard(mine)
    assert bench.decisions.last() == 0
    accept_by_keyboard(hers)
    assert bench.decisions.read()[0].kind is Kind.MERGE
    undo_through_review(mine, hers, address)
    assert bench.decisions.read()[-1].kind is Kind.UNDO
    split_in_two(mine, hers, address)
    export_the_authority_record(mine, address)
    assert complaints == []


def merge_by_keyboard(page: sync_api.Page) -> None:
    """From the front page to the queue by links, then by keys alone: dry run, reason, merge."""
    page.get_by_role("link", name="Workbench").first.click()
    page.get_by_role("main").get_by_role("link", name="Queue", exact=True).click()
    page.wait_for_url("**/workbench/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbench/pair/1")
    page.keyboard.press("Shift+M")
    page.keyboard.press("Alt+D")
    page.keyboard.press("v")
    page.wait_for_selector("#dry-run-card")
    assert page.evaluate("document.activeElement.id") == "dry-run-card"
    page.keyboard.press("r")
    page.keyboard.type("姓名、生卒年、籍貫相合，nmdv")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.wait_for_url("**/workbench/pair/2?*")
    said(page, "The merge is proposed; it waits for review.")


def accept_by_keyboard(page: sync_api.Page) -> None:
    """The second person reads the same evidence and accepts."""
    page.get_by_role("link", name="Workbench").first.click()
    page.get_by_role("link", name="1 proposal of others waits for review").click()
    page.wait_for_url("**/workbench/review")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbench/review/1")
    assert "籍貫相合，nmdv" in page.get_by_role("main").inner_text()
    page.keyboard.press("a")
    said(page, "The proposal was accepted and is in force.")


def undo_through_review(mine: sync_api.Page, hers: sync_api.Page, address: str) -> None:
    """The old address leads to the survivor, whose history shows the decision; undoing it is reviewed as well."""
    mine.goto(f"{address}/person/two-1")
    assert mine.url.endswith("/person/one-1")
    mine.goto(f"{address}/workbench/history/person/one-1")
    assert "籍貫相合，nmdv" in mine.get_by_role("main").inner_text()
    mine.locator("details.undo summary").click()
    mine.locator("details.undo").get_by_label("Reason").fill("兩傳行事不合")
    mine.get_by_role("button", name="Undo decision 1").click()
    said(mine, "It is proposed to undo the decision; this waits for review.")
    hers.goto(mine.url.partition("?")[0])
    hers.keyboard.press("a")
    said(hers, "accepted and is in force")
    mine.goto(f"{address}/person/two-1")
    assert mine.url.endswith("/person/two-1")


def split_in_two(mine: sync_api.Page, hers: sync_api.Page, address: str) -> None:
    """A record is split by years: one letter goes with the other part."""
    mine.goto(f"{address}/workbench/split/person/one-1")
    mine.get_by_label("Name of part 2").fill("另一盛宣懷")
    mine.get_by_label("First year of part 2").fill("1890")
    mine.get_by_role("button", name="Assign by years").click()
    chosen = mine.locator("#statements ~ table select").evaluate_all("all => all.map(e => e.value).filter(Boolean)")
    assert chosen == ["2"]
    mine.get_by_label("Reason").fill("光緒二十二年函出他人之手")
    mine.get_by_role("button", name="Propose the split").click()
    said(mine, "The split is proposed; it waits for review.")
    hers.goto(mine.url.partition("?")[0])
    hers.get_by_role("button", name="Accept").click()
    said(hers, "accepted and is in force")
    mine.goto(f"{address}/person/curation-3-2")
    assert "盛宣懷致張之洞" in mine.get_by_role("main").inner_text()


def export_the_authority_record(page: sync_api.Page, address: str) -> None:
    """From the page of a person to its authority record, and from there files of it."""
    page.goto(f"{address}/person/one-3")
    page.get_by_role("main").locator("a[href*='/authority/']").first.click()
    page.wait_for_url("**/authority/*")
    for words, beginning in (("MARC 21", rb"\d{5}"), ("CSV", rb"\xef?\xbb?\xbf?\w+")):
        with page.expect_download() as started:
            page.get_by_role("link", name=re.compile(f"^{words}")).first.click()
        content = Path(started.value.path()).read_bytes()
        assert re.match(beginning, content)
        assert "張之洞".encode() in content


def test_fields_and_headings_have_names_and_order_and_words_stand_out(address: str, chromium: sync_api.Browser) -> None:
    complaints: list[str] = []
    page = signed_in(chromium, address, "second", complaints)
    for path in PAGES:
        page.goto(f"{address}{path}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            complaints += [f"{path} ({scheme}): {each}" for each in page.evaluate(UNTIDY)]
    assert complaints == []
    page.evaluate("document.querySelector('main').innerHTML = '<h3>pale</h3><input name=a>'")
    page.evaluate("document.querySelector('h3').style.color = 'var(--paper)'")
    assert len(page.evaluate(UNTIDY)) == 3


def test_keys_can_be_turned_off(address: str, chromium: sync_api.Browser) -> None:
    page = signed_in(chromium, address, "helper", [])
    page.goto(f"{address}/workbench/pair/1")
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_label("Single keys act").uncheck()
    page.reload()
    assert not page.locator("kbd").first.is_visible()
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") != "reason"
    page.get_by_text("Keyboard", exact=True).click()
    page.get_by_label("Single keys act").check()
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "reason"
