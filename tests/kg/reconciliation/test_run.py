"""Runs over whole datasets: candidates, decisions that are honoured, what is passed over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authority.decisions import Kind
from kg.curation import decide, decide_all
from kg.errors import NotFound
from kg.reconciliation.candidate import Band
from kg.reconciliation.proposals import proposals, table
from kg.reconciliation.run import Run, reconcile
from kg.terms import Term
from kg.workspace import Workspace


def one(workspace: Workspace, number: str) -> Term:
    return workspace.minter.entity("person", f"one-{number}")


def other(workspace: Workspace, number: str) -> Term:
    return workspace.minter.entity("person", f"other-{number}")


def pairs(run: Run, band: Band) -> set[tuple[str, str]]:
    return {(each.one.rpartition("-")[2][:-1], each.other.rpartition("-")[2][:-1]) for each in run.of(band)}


def test_who_is_known_by_name_and_dates_is_linked(two_files: Workspace) -> None:
    run = reconcile(two_files, "one", "other")
    linked = pairs(run, Band.LINK)
    assert {("1", "55084"), ("2", "58961"), ("3", "35048"), ("4", "4004"), ("8", "9001")} == linked
    assert run.records == 8


def test_who_has_no_counterpart_is_new_and_a_namesake_is_not_linked(two_files: Workspace) -> None:
    run = reconcile(two_files, "one", "other")
    new = {term.rpartition("-")[2][:-1] for term in run.new}
    assert {"5", "6", "7"} == new
    assert ("2", "1001") not in pairs(run, Band.LINK)


def test_a_run_says_what_it_is_doing(two_files: Workspace) -> None:
    said: list[str] = []
    reconcile(two_files, "one", "other", lambda what, done, whole: said.append(what))
    assert "names" in said


def test_two_runs_give_the_same(two_files: Workspace) -> None:
    assert reconcile(two_files, "one", "other") == reconcile(two_files, "one", "other")


def test_what_is_decided_different_never_comes_back(two_files: Workspace) -> None:
    pair = (one(two_files, "1"), other(two_files, "55084"))
    decide(two_files, Kind.DIFFERENT, pair, agent="test", reason="test")
    run = reconcile(two_files, "one", "other")
    assert all({each.one, each.other} != set(pair) for each in run.candidates)


def test_what_is_decided_the_same_is_not_compared_again(two_files: Workspace) -> None:
    pair = (other(two_files, "55084"), one(two_files, "1"))
    decide(two_files, Kind.SAME, pair, agent="test", reason="test")
    run = reconcile(two_files, "one", "other")
    assert all(each.one != pair[1] for each in run.candidates)
    assert run.records == 7
    assert any("already" in said for said in run.passed_over)


def test_a_merged_record_is_what_all_its_identifiers_say(
    workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]
) -> None:
    rows = [
        ("1", "盛宣懷", "", "男", "1844", "1916", "清", "武進", ""),
        ("2", "盛杏生", "", "男", "", "", "清", "", ""),
        ("3", "張之洞", "", "男", "1837", "1909", "清", "南皮", ""),
    ]
    load_persons(tmp_path, workspace, "one", rows)
    load_persons(tmp_path, workspace, "other", [("9", "盛杏生", "", "男", "1844", "1916", "清", "武進", "")])
    before = reconcile(workspace, "other", "one")
    assert Band.LINK not in {each.band for each in before.candidates}
    merged = (one(workspace, "1"), one(workspace, "2"))
    decide(workspace, Kind.SAME, merged, agent="test", reason="test")
    (found,) = reconcile(workspace, "other", "one").of(Band.LINK)
    assert found.other in merged


def test_decisions_of_a_run_are_taken_once(two_files: Workspace) -> None:
    run = reconcile(two_files, "one", "other")
    steps = [step for _, step in proposals(run.candidates, two_files, language="zh-Hans") if step is not None]
    assert len(steps) == 5
    assert all(step.agent == "reconciliation" and step.reason for step in steps)
    decide_all(two_files, steps)
    assert not list(proposals(run.candidates, two_files))
    assert reconcile(two_files, "one", "other").of(Band.LINK) == ()


def test_two_records_of_one_person_are_found_within_a_file(
    workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]
) -> None:
    rows = [
        ("1", "盛宣懷", "", "男", "1844", "1916", "清", "武進", ""),
        ("2", "盛宣懐", "", "男", "1844", "1916", "清", "", ""),
        ("3", "李鴻章", "", "男", "1823", "1901", "清", "合肥", ""),
        ("4", "李鴻章", "", "男", "", "", "唐", "太康", ""),
    ]
    load_persons(tmp_path, workspace, "one", rows)
    for against in ("", "one"):
        run = reconcile(workspace, "one", against)
        assert [{each.one, each.other} for each in run.candidates if each.score > 0.5] == [
            {one(workspace, "1"), one(workspace, "2")}
        ]
        assert run.new == ()


def test_one_to_one_links_nobody_twice(workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]) -> None:
    sheng = ("盛宣懷", "", "男", "1844", "1916", "清", "武進", "")
    load_persons(tmp_path, workspace, "one", [("1", *sheng), ("2", *sheng)])
    load_persons(tmp_path, workspace, "other", [("9", *sheng)])
    assert len(reconcile(workspace, "one", "other").of(Band.LINK)) == 2
    strict = reconcile(workspace, "one", "other", one_to_one=True)
    assert len(strict.of(Band.LINK)) == 1
    assert len(strict.of(Band.QUEUE)) == 1


def test_names_in_letters_meet_names_in_characters(
    workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]
) -> None:
    load_persons(tmp_path, workspace, "one", [("1", "", "Tso Tsung-t'ang", "男", "1812", "1885", "", "", "")])
    load_persons(tmp_path, workspace, "other", [("9", "左宗棠", "", "男", "1812", "1885", "清", "湘陰", "")])
    for names in (("one", "other"), ("other", "one")):
        assert [len(reconcile(workspace, *names).candidates)] == [1]


def test_a_dataset_that_is_not_loaded_is_refused(two_files: Workspace) -> None:
    with pytest.raises(NotFound, match="not loaded"):
        reconcile(two_files, "one", "nobody")


def test_a_dataset_without_persons_is_refused(
    two_files: Workspace, tmp_path: Path, load_table: Callable[..., object]
) -> None:
    places = """
id = "places"
prefixes = ["place/places-"]
[table]
key = "{id}"
entity = "place/places-{id}"
class = "zs:Place"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
    load_table(two_files, "id,name\n1,武進\n", places)
    with pytest.raises(NotFound, match="no persons"):
        reconcile(two_files, "one", "places")


def test_records_with_strange_names_are_passed_over_or_compared_but_never_stop_a_run(
    workspace: Workspace, tmp_path: Path, load_persons: Callable[..., None]
) -> None:
    rows = [
        (str(n), name, "", "", "", "", "", "", "") for n, name in enumerate(("盛" * 10_000, "…", "()", "𩆩", "A"), 1)
    ]
    load_persons(tmp_path, workspace, "one", rows)
    load_persons(tmp_path, workspace, "other", rows)
    run = reconcile(workspace, "one", "other")
    assert run.records == len(rows)
    assert any("no name" in said for said in run.passed_over)
    assert run.of(Band.LINK) == ()


def test_the_table_has_every_record_with_candidates_or_as_new(two_files: Workspace) -> None:
    run = reconcile(two_files, "one", "other")
    rows = list(table(run, two_files.minter))
    assert {row[0] for row in rows} == {f"person/one-{n}" for n in range(1, 9)}
    assert ("person/one-7", "", "", "new", "") in rows
    assert next(row for row in rows if row[:2] == ("person/one-1", "person/other-55084"))[3] == "link"
