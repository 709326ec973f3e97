"""The workbench in a real browser: work by keyboard, the same without scripts, and pages that fit the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from kg.authority.decisions import Kind
from kg.curation import Proposal, decide
from kg.workbench.item import Filter, ItemState
from kg.workbench.report import Concern
from kg.workspace import Workspace
from tests.webapp.chromium import CHROMIUM, launched, served
from tests.webapp.workbench.conftest import PASSWORDS, person

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium")
#: What an administrator sees; the numbers are those of the fixture ``furnished``.
PAGES = [
    "/workbench",
    "/workbench/queue",
    "/workbench/queue?text=沒有這個人",
    "/workbench/pair/1",
    "/workbench/pair/4",
    "/workbench/compare?one=person/one-2&other=person/one-3",
    "/workbench/review",
    "/workbench/review/1",
    "/workbench/review?show=in-force",
    "/workbench/history/person/one-2",
    "/workbench/split/person/one-1",
    "/workbench/edit/person/one-1",
    "/workbench/batches",
    "/workbench/batches/1",
    "/workbench/campaigns",
    "/workbench/campaigns/1",
    "/workbench/reports",
    "/workbench/reports/1",
    "/report?about=person/one-1",
    "/person/one-1",
]
#: Width of the window in pixels, and language: English has the longest words.
SCREENS = [(400, "zh-Hant"), (1280, "en")]
SignIn = Callable[..., sync_api.Page]


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    """The address of a server with the workbench."""
    with served(site) as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[sync_api.Browser]:
    """A browser that talks to nobody by itself."""
    with launched(sync_api) as started:
        yield started


@pytest.fixture
def sign_in(chromium: sync_api.Browser, address: str) -> Iterator[SignIn]:
    """A function that opens a window in which an account is signed in, in English."""
    contexts = []

    def signed_in(name: str, **options: object) -> sync_api.Page:
        context = chromium.new_context(locale="en", **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/login")
        form = page.get_by_role("main").locator("form")
        form.locator("input[name=name]").fill(name)
        form.locator("input[name=password]").fill(PASSWORDS[name])
        form.get_by_role("button", name="Sign in").click()
        return page

    yield signed_in
    for context in contexts:
        context.close()


@pytest.fixture
def furnished(bench: Workspace) -> Workspace:
    """The workspace with something on every page: a proposal, a decision, a batch, a campaign and a report."""
    me = bench.accounts.get("cataloguer")
    same = (person(bench, "one-2"), person(bench, "two-2"))
    decide(bench, Kind.MERGE, same, agent=me.agent, reason="姓名、籍貫、生卒年相合")
    bench.workbench.batches.draw(Filter(), 0.9, by=me, seed=1)
    bench.workbench.campaigns.create("盛檔人物", Filter(), by=me)
    bench.workbench.reports.send(Concern(person(bench, "one-1")), "卒年當作1916年四月。", contact="reader@example.org")
    pair = (person(bench, "one-3"), person(bench, "two-3"))
    bench.workbench.proposals.propose([Proposal(Kind.MERGE, pair, "", "姓名相同，籍貫相同")], by=me, item=3)
    return bench


def test_a_pair_is_found_and_merged_by_keyboard_alone(bench: Workspace, address: str, sign_in: SignIn) -> None:
    page = sign_in("cataloguer")
    page.goto(f"{address}/workbench/queue")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator("tr.current").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/workbench/pair/1*")
    page.keyboard.press("r")
    page.keyboard.type("same name, dates m d s")  # inside a field keys are letters
    assert page.input_value("#reason") == "same name, dates m d s"
    page.keyboard.press("Tab")
    page.keyboard.press("2")
    assert page.locator("input[name=keep][value=other]").is_checked()
    page.keyboard.press("m")
    page.wait_for_url("**/workbench/pair/2*")
    said = page.locator("p.done[role=status]", has_text="The merge is proposed; it waits for review.")
    said.wait_for()
    page.get_by_text("Keyboard", exact=True).click()
    assert page.get_by_text("N: skip").is_visible()
    assert bench.workbench.queue.get(1).state is ItemState.PROPOSED
    assert bench.workbench.proposals.get(1).proposals[0].terms[0] == person(bench, "two-1")
    page.keyboard.press("j")
    page.wait_for_url("**/workbench/pair/3*")
    page.keyboard.press("k")
    page.wait_for_url("**/workbench/pair/2*")


def test_merge_review_undo_and_the_old_address(bench: Workspace, address: str, sign_in: SignIn) -> None:
    mine, hers = sign_in("cataloguer"), sign_in("second")
    mine.goto(f"{address}/workbench/pair/1")
    mine.get_by_role("button", name="Dry run of the merge").click()
    assert "301" in mine.locator("#dry-run-card").inner_text()
    assert bench.decisions.last() == 0
    mine.get_by_label("Reason", exact=True).fill("姓名、生卒年、籍貫相合")
    mine.get_by_role("button", name="The same: merge").click()
    mine.wait_for_url("**/workbench/pair/2*")
    hers.goto(f"{address}/workbench/review")
    hers.get_by_role("link", name="Proposal 1").first.click()
    assert "盛宣懐" in hers.get_by_role("region", name="Side by side").first.inner_text()
    hers.get_by_role("button", name="Accept").click()
    hers.wait_for_url("**/workbench/review*")
    mine.goto(f"{address}/person/two-1")
    assert mine.url.endswith("/person/one-1")
    mine.goto(f"{address}/workbench/history/person/one-1")
    mine.locator("details.undo summary").click()
    mine.locator("details.undo input[name=reason]").fill("行狀不合")
    mine.get_by_role("button", name="Undo decision 1").click()
    mine.wait_for_url("**/workbench/review/2?*")
    assert "your own proposal" in mine.get_by_role("main").inner_text()
    hers.goto(f"{address}/workbench/review/2")
    hers.keyboard.press("a")
    hers.wait_for_url("**/workbench/review*")
    mine.goto(f"{address}/person/two-1")
    assert mine.url.endswith("/person/two-1")


def test_the_workbench_works_without_scripts(bench: Workspace, address: str, sign_in: SignIn) -> None:
    page = sign_in("helper", java_script_enabled=False)
    page.goto(f"{address}/workbench/queue")
    assert not page.locator("kbd").first.is_visible()
    page.get_by_role("main").get_by_role("link", name="王文韶").first.click()
    page.get_by_label("Reason", exact=True).fill("生卒年、籍貫皆不合")
    page.get_by_role("button", name="Not the same person").first.click()
    assert bench.workbench.queue.get(4).state is ItemState.PROPOSED


def test_what_somebody_else_did_meanwhile_is_shown_and_not_overwritten(
    bench: Workspace, address: str, sign_in: SignIn
) -> None:
    page = sign_in("cataloguer")
    page.goto(f"{address}/workbench/pair/1")
    bench.workbench.queue.doubt(1, "看行狀", by=bench.accounts.get("second"))
    page.get_by_label("Reason", exact=True).fill("相合")
    page.get_by_role("button", name="The same: merge").click()
    page.wait_for_selector("#problem")
    assert "看行狀" in page.get_by_role("main").inner_text()
    assert page.input_value("#reason") == "相合"
    assert bench.workbench.queue.get(1).state is ItemState.DOUBTFUL


def test_tab_leads_through_the_page_of_a_pair_and_out_of_it(address: str, sign_in: SignIn) -> None:
    page = sign_in("cataloguer")
    page.goto(f"{address}/workbench/pair/1")
    passed = []
    for _ in range(150):
        page.keyboard.press("Tab")
        passed.append(
            page.evaluate("document.activeElement.closest('footer') ? 'footer' : document.activeElement.value")
        )
        if passed[-1] == "footer":
            break
    assert passed[-1] == "footer"
    assert [each for each in passed if each in ("same", "different", "doubt")] == ["same", "different", "doubt"]


def test_pages_of_the_workbench_fit_the_screen_and_fetch_nothing_foreign(
    furnished: Workspace, address: str, sign_in: SignIn
) -> None:
    page, complaints = sign_in("chief"), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(address) else complaints.append(request.url))
    for width, language in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            answer = page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if answer is None or answer.status != 200 or wider > 0:
                complaints.append(f"{path}: {answer and answer.status}, {wider} px wider than {width}")
    assert complaints == []
