"""A pair side by side: what is shown, and each thing that can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.authority.decisions import Kind
from kg.curation import decide
from kg.reconciliation.candidate import Band, Candidate
from kg.workbench.item import ItemState
from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, candidate, csrf_of, person, send

Browser = Callable[[str], FlaskClient]


def test_the_two_stand_side_by_side_with_what_agrees_and_what_does_not(browser: Browser) -> None:
    text = browser("helper").get("/workbench/pair/4", headers=HTML).text
    assert '<tr class="different"><th scope="row"><a class="term"' in text
    assert "1830" in text
    assert "1730" in text
    assert "王文<b>韶</b>" in text
    assert "the years disagree" in text


def test_variant_characters_are_marked_apart_from_different_ones(browser: Browser) -> None:
    text = browser("helper").get("/workbench/pair/1", headers=HTML).text
    assert '盛宣<i title="variant character">懷</i>' in text


def test_neighbours_in_common_are_named(browser: Browser) -> None:
    text = browser("helper").get("/workbench/pair/1", headers=HTML).text
    assert "Neighbours in common" in text
    assert "/person/one-2" in text


def test_a_merge_waits_for_a_second_person_and_is_then_in_force(bench: Workspace, browser: Browser) -> None:
    answer = send(
        browser("cataloguer"), "/workbench/pair/1", action="same", reason="姓名、生卒年、籍貫相合", keep="one"
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/workbench/pair/2?done=same")
    assert bench.workbench.queue.get(1).state is ItemState.PROPOSED
    assert bench.decisions.last() == 0
    accepted = send(browser("second"), "/workbench/review/1", action="accept")
    assert accepted.status_code == 303
    assert bench.decisions.read()[0].terms == (person(bench, "one-1"), person(bench, "two-1"))
    moved = browser("second").get("/person/two-1", headers=HTML)
    assert (moved.status_code, moved.headers["Location"].endswith("/person/one-1")) == (301, True)


def test_nobody_accepts_a_proposal_of_their_own(bench: Workspace, browser: Browser) -> None:
    mine = browser("second")
    send(mine, "/workbench/pair/1", action="same", reason="相合")
    answer = send(mine, "/workbench/review/1", action="accept")
    assert answer.status_code == 403
    assert bench.decisions.last() == 0


def test_what_is_said_to_be_different_leaves_the_queue_for_good(bench: Workspace, browser: Browser) -> None:
    bench.settings["workbench.second_person"] = False
    send(browser("cataloguer"), "/workbench/pair/4", action="different", reason="生卒年不合")
    assert bench.decisions.read()[0].kind is Kind.DIFFERENT
    assert bench.workbench.queue.get(4).state is ItemState.DECIDED
    again = bench.workbench.queue.enqueue([candidate(bench, 4)], kind="person", source="trial", run="2")
    assert (again.added, again.known) == (0, 1)


def test_a_decision_needs_a_reason_and_what_was_typed_is_kept(bench: Workspace, browser: Browser) -> None:
    answer = send(browser("cataloguer"), "/workbench/pair/1", action="same", reason=" ", keep="other")
    assert answer.status_code == 400
    assert "A decision needs a reason." in answer.text
    assert 'value="other" checked' in answer.text
    assert bench.workbench.queue.get(1).state is ItemState.OPEN


def test_a_forbidden_merge_is_refused_and_a_reviewer_may_set_the_rule_aside(bench: Workspace, browser: Browser) -> None:
    answer = send(browser("cataloguer"), "/workbench/pair/4", action="same", reason="同名")
    assert answer.status_code == 409
    assert "A reviewer can set this aside" in answer.text
    sneaky = send(browser("cataloguer"), "/workbench/pair/4", action="same", reason="同名", override="lifespan")
    assert sneaky.status_code == 400
    refused = send(browser("second"), "/workbench/pair/4", action="same", reason="同名")
    assert 'name="override" value="lifespan"' in refused.text
    page = browser("second")
    form = {"action": "same", "reason": "生年誤刻，見行狀"}
    kept = {"csrf": _csrf(page), "version": "1", "override": ["lifespan", "birth", "death"], **form}
    assert page.post("/workbench/pair/4", data=kept, headers=HTML).status_code == 303
    assert set(bench.workbench.proposals.get(1).proposals[0].overrides) == {"lifespan", "birth", "death"}


def test_a_stale_page_overwrites_nothing(bench: Workspace, browser: Browser) -> None:
    page = browser("cataloguer")
    csrf = _csrf(page)
    bench.workbench.queue.doubt(1, "看行狀", by=bench.accounts.get("second"))
    data = {"csrf": csrf, "version": "1", "action": "same", "reason": "相合"}
    answer = page.post("/workbench/pair/1", data=data, headers=HTML)
    assert answer.status_code == 409
    assert "看行狀" in answer.text
    assert bench.workbench.queue.get(1).state is ItemState.DOUBTFUL


def test_two_curators_on_one_record_one_is_told(bench: Workspace, browser: Browser) -> None:
    page = browser("cataloguer")
    csrf = _csrf(page)
    pair = (person(bench, "one-1"), person(bench, "two-2"))
    decide(bench, Kind.DIFFERENT, pair, agent="somebody", reason="不同人")
    data = {"csrf": csrf, "version": "1", "version_one": "0", "version_other": "0", "action": "same", "reason": "相合"}
    answer = page.post("/workbench/pair/1", data=data, headers=HTML)
    assert answer.status_code == 409
    assert "decision 1" in answer.text


def test_the_dry_run_shows_what_would_happen_and_changes_nothing(bench: Workspace, browser: Browser) -> None:
    answer = send(browser("helper"), "/workbench/pair/1", action="preview", keep="one")
    assert answer.status_code == 200
    assert "What would happen" in answer.text
    assert "<strong>301</strong>" in answer.text
    assert bench.workbench.queue.get(1).state is ItemState.OPEN


@pytest.mark.parametrize(("action", "state"), [("doubt", "doubtful"), ("assign", "assigned"), ("skip", "open")])
def test_an_item_is_doubted_assigned_or_skipped(bench: Workspace, browser: Browser, action: str, state: str) -> None:
    answer = send(browser("helper"), "/workbench/pair/2", action=action, reason="要查行狀")
    assert answer.status_code == 303
    assert bench.workbench.queue.get(2).state == state


def test_any_two_records_can_be_compared(bench: Workspace, browser: Browser) -> None:
    page = browser("cataloguer")
    known = page.get("/workbench/compare?one=person/two-1&other=person/one-1", headers=HTML)
    assert known.headers["Location"] == "/workbench/pair/1"
    address = "/workbench/compare?one=person/one-2&other=person/one-3"
    assert "not in the queue" in page.get(address, headers=HTML).text
    assert send(page, address, action="different", reason="不同人").status_code == 303
    assert bench.workbench.proposals.get(1).proposals[0].kind is Kind.DIFFERENT


@pytest.mark.parametrize(
    "query",
    ["", "?one=person/one-1", "?one=person/one-1&other=person/one-1", "?one=x&other=y", "?one=person/%00&other=a/b"],
)
def test_a_comparison_without_two_records_is_refused_in_words(browser: Browser, query: str) -> None:
    assert browser("helper").get(f"/workbench/compare{query}", headers=HTML).status_code in (200, 400, 404)


def test_a_form_without_its_token_does_nothing(bench: Workspace, browser: Browser) -> None:
    answer = browser("cataloguer").post("/workbench/pair/1", data={"action": "same", "reason": "相合"}, headers=HTML)
    assert answer.status_code == 403
    assert bench.workbench.queue.get(1).state is ItemState.OPEN


def test_what_was_done_is_a_sentence_of_ours_and_the_address_is_not_echoed(browser: Browser) -> None:
    page = browser("helper")
    text = page.get("/workbench/pair/2?done=skip", headers=HTML).text
    assert '<p class="done" role="status" data-announce>The pair was skipped.</p>' in text
    strange = page.get("/workbench/pair/2?done=<b>given</b>", headers=HTML).text
    assert 'class="done"' not in strange
    assert "<b>given" not in strange


def test_a_decision_in_force_at_once_is_said_to_be(bench: Workspace, browser: Browser) -> None:
    bench.settings["workbench.second_person"] = False
    answer = send(browser("cataloguer"), "/workbench/pair/1", action="same", reason="相合")
    assert answer.headers["Location"] == "/workbench/pair/2?done=same-in-force"


def test_a_forbidden_merge_is_explained_in_the_language_of_the_page(browser: Browser) -> None:
    page = browser("second")
    refused = send(page, "/workbench/pair/4", action="same", reason="同名").text
    assert "What the sources say forbids this merge: one died before the other was born" in refused
    assert "--override" not in refused
    assert "--override" not in send(page, "/workbench/pair/4", action="preview").text


def test_a_pair_of_works_is_asked_as_one_of_works(bench: Workspace, browser: Browser) -> None:
    ends = bench.minter.path("letter/trial-1"), bench.minter.path("letter/trial-2")
    same = Candidate(*ends, 0.5, Band.QUEUE, ())
    bench.workbench.queue.enqueue([same], kind="work", source="clustering", run="1")
    text = browser("helper").get("/workbench/pair/5", headers=HTML).text
    assert "Not the same work" in text
    assert "Different numbers of juan." in text
    assert "native place" not in text
    assert "/workbench/queue?kind=work" in browser("helper").get("/clusters", headers=HTML).text


def test_clusters_lead_readers_to_no_queue(site: Flask) -> None:
    assert "/workbench/queue" not in site.test_client().get("/clusters", headers=HTML).text


def _csrf(page: FlaskClient) -> str:
    return csrf_of(page.get("/workbench/pair/1", headers=HTML))
