"""Readers' reports: sent without an account, counted, answered, read under an address that nobody guesses."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kg.workbench.report import ReportState
from kg.workspace import Workspace
from tests.webapp.workbench.conftest import HTML, person, send

Browser = Callable[[str], FlaskClient]
ABOUT = "/report?about=person/one-1&property=zs:birthYear&value=1844"
REPORTS = "/workbench/reports"


def sent(site: Flask, **form: str) -> TestResponse:
    """What the answer to a report of a reader without account is."""
    values = {"text": "生於 1845", "contact": "reader@example.org", "website": "", **form}
    return site.test_client().post(ABOUT, data=values, headers=HTML)


def test_every_page_of_an_entity_leads_to_the_form(site: Flask) -> None:
    client = site.test_client()
    page = client.get("/person/one-1", headers=HTML).text
    found = re.search(r'href="(/report\?about=[^"]+)" rel="nofollow"', page)
    assert found
    form = client.get(found[1], headers=HTML)
    assert form.status_code == 200
    assert form.headers["X-Robots-Tag"] == "noindex"
    assert "盛宣懷" in form.text


def test_a_reader_sends_a_report_and_gets_the_address_of_the_answer(site: Flask, bench: Workspace) -> None:
    answer = sent(site)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    report = bench.workbench.reports.get(1)
    assert address == f"/report/{report.token}"
    assert len(report.token) >= 32
    concern = report.concern
    assert concern.entity == person(bench, "one-1")
    assert concern.value == '"1844"^^<http://www.w3.org/2001/XMLSchema#integer>'
    page = site.test_client().get(address, headers=HTML)
    assert f"http://localhost{address}" in page.text
    assert page.headers["Cache-Control"].startswith("private")
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "reader@example.org" not in page.text


def test_a_program_that_fills_in_every_field_is_refused(site: Flask, bench: Workspace) -> None:
    answer = sent(site, website="https://example.org/")
    assert answer.status_code == 400
    assert "生於 1845" in answer.text
    assert bench.workbench.reports.page().total == 0


def test_a_report_without_text_is_refused_on_the_same_page(site: Flask, bench: Workspace) -> None:
    for text in ("", " ", "長" * 4001):
        answer = sent(site, text=text)
        assert answer.status_code == 400
        assert 'role="alert"' in answer.text
    assert bench.workbench.reports.page().total == 0


def test_more_reports_from_one_address_than_are_allowed_have_to_wait(bench: Workspace, site: Flask) -> None:
    allowed = bench.settings["workbench.reports_per_day"]
    for number in range(allowed):
        assert sent(site, text=f"report {number}").status_code == 303
    answer = sent(site)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "生於 1845" in answer.text


def test_a_report_about_nothing_known_is_refused(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/report?about=person/nobody", headers=HTML).status_code == 404
    assert client.get("/report", headers=HTML).status_code == 400
    assert client.get("/report?about=person/one-1&property=zs:nonsense", headers=HTML).status_code == 400
    assert client.get("/report?about=https://example.org/x", headers=HTML).status_code == 404


def test_a_guessed_address_leads_nowhere(site: Flask) -> None:
    sent(site)
    assert site.test_client().get("/report/1", headers=HTML).status_code == 404


def test_a_page_of_another_site_cannot_send_a_report(site: Flask, bench: Workspace) -> None:
    headers = {**HTML, "Sec-Fetch-Site": "cross-site"}
    answer = site.test_client().post(ABOUT, data={"text": "advertisement"}, headers=headers)
    assert answer.status_code == 403
    assert bench.workbench.reports.page().total == 0


def test_somebody_signed_in_sends_the_token_of_the_form(browser: Browser, bench: Workspace) -> None:
    client = browser("helper")
    assert client.post(ABOUT, data={"text": "no token"}, headers=HTML).status_code == 403
    assert send(client, ABOUT, text="with token").status_code == 303
    assert bench.workbench.reports.get(1).text == "with token"


def test_a_report_is_taken_up_and_answered_and_the_reader_reads_it(
    site: Flask, browser: Browser, bench: Workspace
) -> None:
    address, client = sent(site).headers["Location"], browser("cataloguer")
    listed = client.get(REPORTS, headers=HTML).text
    assert "生於 1845" in listed
    assert "reader@example.org" in client.get(f"{REPORTS}/1", headers=HTML).text
    assert send(client, f"{REPORTS}/1", action="take-up").status_code == 303
    assert bench.workbench.reports.get(1).state is ReportState.IN_WORK
    assert send(client, f"{REPORTS}/1", action="answer", text="兩說並存").status_code == 303
    assert "兩說並存" in site.test_client().get(address, headers=HTML).text
    assert bench.workbench.reports.get(1).contact == ""
    assert "Report 1" in client.get(f"{REPORTS}?show=answered", headers=HTML).text


def test_an_answer_names_decisions_that_exist(site: Flask, browser: Browser, bench: Workspace) -> None:
    sent(site)
    client = browser("cataloguer")
    unknown = send(client, f"{REPORTS}/1", action="answer", text="done", decisions="9", proposals="")
    assert unknown.status_code == 404
    assert ">done</textarea>" in unknown.text
    wrong = send(client, f"{REPORTS}/1", action="answer", text="done", decisions="nine", proposals="")
    assert wrong.status_code == 400
    assert "“nine” is not a number." in wrong.text
    assert bench.workbench.reports.get(1).state is ReportState.NEW


def test_a_refusal_needs_its_reason(site: Flask, browser: Browser, bench: Workspace) -> None:
    sent(site)
    client = browser("cataloguer")
    assert send(client, f"{REPORTS}/1", action="refuse", text="").status_code == 400
    assert send(client, f"{REPORTS}/1", action="refuse", text="清史稿作 1844").status_code == 303
    assert bench.workbench.reports.get(1).state is ReportState.REFUSED


def test_two_who_answer_at_once_do_not_overwrite_each_other(site: Flask, browser: Browser, bench: Workspace) -> None:
    sent(site)
    client = browser("cataloguer")
    bench.workbench.reports.take_up(1, by=bench.accounts.get("second"))
    stale = send(client, f"{REPORTS}/1", action="answer", text="mine", version="1")
    assert stale.status_code == 409
    assert bench.workbench.reports.get(1).state is ReportState.IN_WORK


def test_contributors_do_not_answer(browser: Browser) -> None:
    assert browser("helper").get(REPORTS, headers=HTML).status_code == 403
