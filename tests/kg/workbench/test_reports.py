"""Readers' reports: bounded, private, answered at an address that nobody guesses."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import TypeAlias

import pytest

from kg import terms
from kg.accounts.throttle import Throttled
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.errors import EditConflict, InvalidInput, NotFound, ZhishuError
from kg.terms import Term
from kg.workbench.people import Person
from kg.workbench.report import Concern, ReportState
from kg.workbench.reports import Reports
from kg.workspace import Workspace

PersonOf: TypeAlias = Callable[[Workspace, int], Term]
SHEN, WANG = Person("shen", "沈"), Person("wang", "王")
BORN = terms.curie("zs:birthYear")


@pytest.fixture
def reports(filled: Workspace) -> Reports:
    """The reports of a small workspace."""
    return filled.workbench.reports


@pytest.fixture
def concern(filled: Workspace, person: PersonOf) -> Concern:
    """A year of birth that a record gives."""
    return Concern(person(filled, 4), BORN, terms.integer(1845), filled.minter.record("trial", "4"))


def test_a_report_is_answered_where_only_the_reporter_reads_it(
    filled: Workspace, reports: Reports, concern: Concern
) -> None:
    sent = reports.send(concern, " 當作 1844。 ", contact="reader@example.org", address="192.0.2.7")
    assert (sent.state, sent.text, sent.contact) == (ReportState.NEW, "當作 1844。", "reader@example.org")
    assert len(sent.token) >= 32
    assert reports.by_token(sent.token) == sent
    reports.take_up(sent.id, by=SHEN)
    number = decide(filled, Kind.WITHDRAW, (concern.record,), agent="沈", reason="誤").number
    answered = reports.answer(sent.id, "已改，謝謝。", by=SHEN, decisions=[number], expected=2)
    assert (answered.state, answered.handler, answered.decisions) == (ReportState.ANSWERED, "shen", (number,))
    assert reports.by_token(sent.token).answer == "已改，謝謝。"
    assert answered.contact == "", "how to reach the reporter is forgotten"
    assert [event.what for event in reports.history(sent.id)] == ["sent", "in work", "answered"]
    assert reports.page().total == 0
    assert reports.page((), about=concern.entity).total == 1
    assert reports.counts()[ReportState.ANSWERED] == 1


def test_what_is_forgotten_is_not_in_the_history_either(filled: Workspace, reports: Reports, concern: Concern) -> None:
    sent = reports.send(concern, "當作 1844。", contact="reader@example.org", address="192.0.2.7")
    reports.refuse(sent.id, "查無據。", by=SHEN)
    with closing(sqlite3.connect(filled.path / "curation.db")) as database:
        kept = "\n".join(database.iterdump())
    assert "reader@example.org" not in kept
    assert "192.0.2.7" not in kept


def test_so_many_reports_a_day_are_taken_from_one_address(
    filled: Workspace, concern: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = ["2026-11-23T08:00:00Z"]
    filled.close()
    workspace = Workspace.open(filled.path, clock=lambda: now[0])
    monkeypatch.setitem(workspace.settings, "workbench.reports_per_day", 2)
    try:
        reports = workspace.workbench.reports
        for _ in range(2):
            reports.send(concern, "誤", address="192.0.2.7")
        with pytest.raises(Throttled, match="More than 2 reports"):
            reports.send(concern, "誤", address="192.0.2.7")
        reports.send(concern, "誤", address="192.0.2.8")
        reports.send(concern, "誤")
        now[0] = "2026-11-24T08:00:00Z"
        reports.send(concern, "誤", address="192.0.2.7")
        assert reports.page().total == 5, "what was refused is not kept"
    finally:
        workspace.close()


def test_bad_reports_are_refused_and_nothing_is_kept(reports: Reports, concern: Concern, filled: Workspace) -> None:
    unknown = filled.minter.entity("person", "trial-99")
    refused: list[tuple[type[ZhishuError], Concern, str, str]] = [
        (InvalidInput, concern, "  ", ""),
        (InvalidInput, concern, "x" * 4001, ""),
        (InvalidInput, concern, "x\0y", ""),
        (InvalidInput, concern, "x", "c" * 1001),
        (InvalidInput, Concern(""), "x", ""),
        (InvalidInput, Concern("<not an iri>"), "x", ""),
        (InvalidInput, Concern(concern.entity, property='"text"'), "x", ""),
        (InvalidInput, Concern(concern.entity, value='"' + "x" * 1000 + '"'), "x", ""),
        (NotFound, Concern(unknown), "x", ""),
    ]
    for error, about, text, contact in refused:
        with pytest.raises(error):
            reports.send(about, text, contact=contact, address="192.0.2.7")
    assert reports.page(()).total == 0


def test_answers_need_a_text_and_name_only_what_exists(reports: Reports, concern: Concern) -> None:
    id = reports.send(concern, "誤").id
    for text in (" ", "x" * 4001):
        with pytest.raises(InvalidInput, match="An answer has"):
            reports.answer(id, text, by=SHEN)
    with pytest.raises(NotFound, match="no decision 7"):
        reports.answer(id, "x", by=SHEN, decisions=[7])
    with pytest.raises(NotFound, match="no proposal 7"):
        reports.answer(id, "x", by=SHEN, proposals=[7])
    reports.take_up(id, by=WANG, expected=1)
    with pytest.raises(EditConflict, match="wang: in work"):
        reports.answer(id, "x", by=SHEN, expected=1)
    reports.refuse(id, "查無據。", by=WANG)
    with pytest.raises(EditConflict, match="wang: refused"):
        reports.take_up(id, by=SHEN)
    for missing in (lambda: reports.get(99), lambda: reports.by_token("guess")):
        with pytest.raises(NotFound):
            missing()
    with pytest.raises(InvalidInput):
        reports.page(limit=0)
