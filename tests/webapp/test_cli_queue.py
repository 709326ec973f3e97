"""The commands ``zhishu queue …``: a whole day's work, and what is refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result

from kg.authority.decisions import Kind
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.workbench.report import Concern
from kg.workspace import Workspace
from webapp.cli import main

Run: TypeAlias = Callable[..., Result]
TABLE = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
PEOPLE = "id,name\n1,盛宣懷\n2,盛杏蓀\n3,李鴻章\n4,=李少荃\n"
WORDS = {"zh-Hans": "字相同", "zh-Hant": "字相同", "en": "the courtesy names agree"}


@pytest.fixture(scope="module")
def template(
    tmp_path_factory: pytest.TempPathFactory,
    clock: Callable[[], Callable[[], str]],
    load_table_from: Callable[[Path, Workspace, str, str], object],
) -> Path:
    """A workspace with two items in the queue and one report."""
    folder = tmp_path_factory.mktemp("queue")
    workspace = Workspace.open(folder / "workspace", clock=clock())
    load_table_from(folder / "source", workspace, PEOPLE, TABLE)
    one, two, three, four = (workspace.minter.entity("person", f"trial-{n}") for n in range(1, 5))
    reasons = (Reason("courtesy", 1.4, WORDS), Reason("place", -2.0, {**WORDS, "en": "the places differ"}))
    candidates = [Candidate(one, two, 0.97, Band.QUEUE, reasons), Candidate(three, four, 0.8, Band.QUEUE, ())]
    workspace.workbench.queue.enqueue(candidates, kind="person", source="reconciliation", run="1")
    workspace.workbench.reports.send(Concern(one), "字杏蓀。", contact="reader@example.org")
    workspace.close()
    return workspace.path


@pytest.fixture
def directory(template: Path, tmp_path: Path) -> Path:
    """A copy of it, which the test may change."""
    shutil.copytree(template, tmp_path / "workspace")
    return tmp_path / "workspace"


@pytest.fixture
def run(directory: Path) -> Iterator[Run]:
    """Run a command of the queue."""
    runner = CliRunner()

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = runner.invoke(main, ["-w", str(directory), "queue", *arguments])
        assert result.exit_code == code, result.output
        return result

    return invoke


def test_a_pair_is_listed_proposed_and_accepted_by_another(run: Run, directory: Path) -> None:
    assert "1 0.97 person person/trial-1 盛宣懷 ⇄ person/trial-2 盛杏蓀 [open]" in run("list").output
    assert "2 of 2 items (person 2)" in run("list").output
    shown = run("show", "1").output
    assert shown.index("-2.00 the places differ") < shown.index("+1.40 the courtesy names agree")
    run("assign", "1", "shen", "--agent", "wang")
    assert "[assigned shen]" in run("list", "--assignee", "shen").output
    proposed = run("propose", "1", "same", "--reason", "字與生年相合", "--keep", "one", "--agent", "shen").output
    assert proposed.startswith("1 [proposed] same person/trial-1 person/trial-2 — 字與生年相合 (shen)")
    own = run("accept", "1", "--agent", "shen", code=1)
    assert "somebody else has to accept it" in own.output
    assert "1 in force: decision 1" in run("accept", "1", "--agent", "wang").output
    assert "same, decision 1" in run("show", "1").output
    assert "1 of 1 items" in run("list").output
    opened = Workspace.open(directory)
    assert [(d.kind, d.agent) for d in opened.decisions.read()] == [(Kind.SAME, "shen; wang")]
    opened.close()


def test_lists_are_given_to_programs_as_json_and_csv(run: Run) -> None:
    found = json.loads(run("list", "--format", "json", "--least", "0.9").output)
    assert [(row["item"], row["one_label"], row["state"]) for row in found] == [(1, "盛宣懷", "open")]
    rows = list(csv.DictReader(io.StringIO(run("list", "--format", "csv", "--text", "李少荃").output)))
    assert rows[0]["other_label"] == "'=李少荃", "a spreadsheet does not take it for a formula"
    run("propose", "2", "different", "--reason", "生年不合", "--agent", "shen")
    (proposal,) = json.loads(run("proposals", "--format", "json").output)
    assert (proposal["origin"], proposal["item"], proposal["reason"]) == ("command", 2, "生年不合")
    assert "0 of 0 proposals" in run("proposals", "--not-by", "shen").output


def test_one_that_is_refused_keeps_no_other_back(run: Run) -> None:
    run("propose", "1", "same", "--reason", "x", "--agent", "shen")
    run("propose", "2", "same", "--reason", "x", "--agent", "wang")
    accepted = run("accept", "1", "2", "7", "--agent", "wang", code=1).output
    assert "1 in force: decision 1" in accepted
    assert "2 not accepted" in accepted
    assert "7 not accepted: There is no proposal 7" in accepted
    assert "[declined]" in run("decline", "2", "--reason", "籍貫不合", "--agent", "shen").output
    assert "2 0.80" in run("list").output


def test_a_batch_is_drawn_judged_and_taken(run: Run) -> None:
    assert "batch 1 [sampling] 2 items from 0.50; 0 of 2 judged" in run("batch", "draw", "0.5").output
    assert "2 0.80 person/trial-3 李鴻章" in run("batch", "sample", "1").output
    refused = run("batch", "take", "1", "--reason", "x", code=1).output
    assert "not judged yet: 0 of 2 items" in refused
    judged = run("batch", "judge", "1", "1", "2", "--same", "--agent", "shen").output
    assert "[passed]" in judged
    assert "precision at least 100.0%" in judged
    taken = run("batch", "take", "1", "--reason", "分數", "--agent", "shen").output
    assert "2 proposals, 0 in force; 0 changed meanwhile." in taken
    assert json.loads(run("batch", "list", "--format", "json").output)[0]["state"] == "taken"
    run("batch", "draw", "0.5", code=1)


def test_a_campaign_is_worked_through(run: Run) -> None:
    assert "campaign 1 清人: 2 items" in run("campaign", "create", "清人", "--deadline", "2026-12-31").output
    assert "1 0.97 盛宣懷 ⇄ 盛杏蓀" in run("campaign", "claim", "1", "1", "--agent", "shen").output
    run("doubt", "1", "--note", "生年不詳", "--agent", "shen")
    said = run("campaign", "progress", "1").output
    assert "清人: 1 of 2 done, 0 claimed, 1 free, 0 shelved, until 2026-12-31" in said
    assert "  shen 1" in said
    assert "1 items given back" in run("campaign", "release", "1", "--agent", "shen").output
    run("campaign", "close", "1")
    assert "is closed" in run("campaign", "claim", "1", "1", code=1).output
    run("campaign", "reopen", "1")
    assert json.loads(run("campaign", "list", "--format", "json").output)[0]["closed"] is False


def test_a_report_is_answered(run: Run) -> None:
    assert "1 [new] person/trial-1: 字杏蓀。" in run("reports", "list").output
    assert "contact: reader@example.org" in run("reports", "show", "1").output
    assert "not a list of decisions" in run("reports", "answer", "1", "謝", "--decisions", "x", code=1).output
    run("reports", "answer", "1", "已改。", "--agent", "shen")
    assert "contact" not in run("reports", "show", "1").output
    assert "0 of 0 reports" in run("reports", "list").output
    assert "[refused shen]" in run("reports", "refuse", "1", "查無據。", "--agent", "shen").output


def test_statistics_are_printed(run: Run) -> None:
    run("propose", "1", "same", "--reason", "x", "--agent", "shen")
    run("accept", "1", "--agent", "wang")
    said = run("statistics").output
    assert "open person 1" in said
    assert "agreement with shen 100% of 1" in said
    rows = list(csv.DictReader(io.StringIO(run("statistics", "--format", "csv").output)))
    assert {(row["person"], row["proposed"], row["accepted"]) for row in rows} == {
        ("shen", "1", "0"),
        ("wang", "0", "1"),
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "99"),
        ("propose", "99", "same", "--reason", "x"),
        ("propose", "1", "same", "--reason", " "),
        ("propose", "1", "same", "--reason", "x", "--override", "no such rule"),
        ("assign", "1", " "),
        ("batch", "sample", "9"),
        ("campaign", "create", "x", "--deadline", "soon"),
        ("campaign", "create", "x", "--kind", "work"),
        ("decline", "9", "--reason", "x"),
        ("reports", "answer", "1", " "),
    ],
)
def test_what_cannot_be_done_ends_in_a_sentence(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments, code=1).output.startswith("Error: ")
