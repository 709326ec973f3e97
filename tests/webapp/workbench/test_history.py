"""The history of a record, undoing from its page, and splitting."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kg.authority.decisions import Kind
from kg.curation import decide
from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, csrf_of, person, send

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def merged(bench: Workspace) -> Workspace:
    """The workspace after a merge, where no second person is asked for."""
    bench.settings["workbench.second_person"] = False
    pair = (person(bench, "one-1"), person(bench, "two-1"))
    decide(bench, Kind.MERGE, pair, agent="somebody", reason="姓名與生卒年相合")
    return bench


def test_the_history_says_who_when_why_and_what(merged: Workspace, browser: Browser) -> None:
    text = browser("helper").get("/workbench/history/person/two-1", headers=HTML).text
    assert "姓名與生卒年相合" in text
    assert "somebody" in text
    assert "盛宣懐" in text


def test_a_decision_is_undone_from_the_history(merged: Workspace, browser: Browser) -> None:
    page = browser("cataloguer")
    answer = send(page, "/workbench/history/person/one-1", undoes="1", reason="另有其人")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/workbench/history/person/one-1?done=undo-in-force",
    )
    assert merged.decisions.read()[-1].kind is Kind.UNDO
    assert page.get("/person/two-1", headers=HTML).status_code == 200
    assert "undone by decision 2" in page.get("/workbench/history/person/one-1", headers=HTML).text


def test_what_a_later_decision_depends_on_is_not_undone_and_the_page_says_which(
    merged: Workspace, browser: Browser
) -> None:
    label = '"盛宣懐"@zh-hant'
    terms = (person(merged, "one-1"), "<http://www.w3.org/2004/02/skos/core#prefLabel>", label)
    decide(merged, Kind.PREFER, terms, agent="somebody", reason="原刻如此")
    text = browser("cataloguer").get("/workbench/history/person/one-1", headers=HTML).text
    assert "Cannot be undone now:" in text
    assert "decision 2" in text


def test_a_contributor_may_look_but_not_undo(merged: Workspace, browser: Browser) -> None:
    page = browser("helper")
    assert "Undo decision" not in page.get("/workbench/history/person/one-1", headers=HTML).text
    posted = page.post("/workbench/history/person/one-1", data={"csrf": csrf_of(page.get("/account", headers=HTML))})
    assert posted.status_code == 403


def test_statements_are_assigned_by_years(bench: Workspace, browser: Browser) -> None:
    form = {"action": "years", "first-1": "1880", "last-1": "1890", "first-2": "1891", "last-2": "1900"}
    text = send(browser("helper"), "/workbench/split/person/one-1", **form).text
    rows = re.findall(r"<tr>\s*<td><select name=\"c-.*?</tr>", text, re.S)
    chosen = {re.sub(r"<.*?>", "", row): re.findall(r'<option value="(\d)" selected', row) for row in rows}
    assert [part for words, part in chosen.items() if "致李鴻章" in words] == [["1"]]
    assert [part for words, part in chosen.items() if "致張之洞" in words] == [["2"]]


def test_a_split_is_proposed_reviewed_and_in_force(bench: Workspace, browser: Browser) -> None:
    page = browser("cataloguer")
    text = page.get("/workbench/split/person/one-1", headers=HTML).text
    letter = re.search(r'<select name="(c-[0-9a-f]+)"(?:(?!<select).)*?致張之洞', text, re.S)
    assert letter is not None
    form = {"old": "1", "label-2": "另一盛宣懷", letter[1]: "2", "reason": "光緒二十二年函出他人之手"}
    dry = send(page, "/workbench/split/person/one-1", action="preview", **form)
    assert "What would happen" in dry.text
    assert bench.decisions.last() == 0
    assert send(page, "/workbench/split/person/one-1", action="propose", **form).status_code == 303
    assert send(browser("second"), "/workbench/review/1", action="accept").status_code == 303
    text = page.get("/person/curation-1-2", headers=HTML).text
    assert "另一盛宣懷" in text
    assert "盛宣懷致張之洞" in text


def test_a_split_that_leaves_nobody_with_the_old_identifier_offers_the_choice(
    bench: Workspace, browser: Browser
) -> None:
    page = browser("cataloguer")
    form = {"old": "none", "label-1": "盛宣懷甲", "label-2": "盛宣懷乙", "reason": "兩人同名"}
    assert send(page, "/workbench/split/person/one-1", action="propose", **form).status_code == 303
    send(browser("second"), "/workbench/review/1", action="accept")
    answer = page.get("/person/one-1", headers=HTML)
    assert answer.status_code == 300
    assert "盛宣懷甲" in answer.text


@pytest.mark.parametrize("id", ["person/nobody", "x", "person/", "../../etc"])
def test_what_is_not_there_has_no_history(browser: Browser, id: str) -> None:
    assert browser("helper").get(f"/workbench/history/{id}", headers=HTML).status_code == 404
