"""The report follows the data: saves, loads, rollback, rebuild, backup; it never stands in the way of a publish."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.backup import backup, create_snapshot, restore, restore_snapshot
from kg.curation import decide
from kg.errors import WorkspaceError
from kg.generation import Generation
from kg.quality import measures, upkeep, writing
from kg.quality.engine import Checker, check_all
from kg.quality.finding import Finding
from kg.quality.report import FULL, Choice, Report, report_directory
from kg.quality.upkeep import checked_once, is_current, renew
from kg.rebuild import rebuild
from kg.terms import Term
from kg.workspace import Workspace
from ontology.shapes_source import ShapesError

Row = tuple[str, str, tuple[Term, ...], tuple[str, ...]]
LoadFrom = Callable[[Path, Workspace, str, str], object]
BORN, FATHER = terms.curie("zs:birthYear"), terms.curie("zs:father")
PLACES = """
id = "more"
prefixes = ["place/more-"]
[table]
key = "{id}"
entity = "place/more-{id}"
class = "zs:Place"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""


def rows(findings: list[Finding] | Iterator[Finding]) -> set[Row]:
    return {(each.entity, each.check, each.values, each.datasets) for each in findings}


def told(generation: Generation) -> set[Row]:
    """What the report of a generation tells."""
    with closing(Report.open(generation)) as report:
        return rows(report.all_rows(Choice()))


def counted(generation: Generation) -> Counter[tuple[str, str, tuple[str, ...]]]:
    with closing(Report.open(generation)) as report:
        return Counter({(c.check, c.type, c.datasets): c.findings for c in report.counts()})


def assert_tells_the_truth(workspace: Workspace) -> None:
    """The report has exactly what a check made now finds, and its counts are those of its rows."""
    live = workspace.live
    assert is_current(live)
    found = list(check_all(live))
    assert told(live) == rows(found)
    assert counted(live) == Counter((f.check, f.type, f.datasets) for f in found)
    with closing(Report.open(live)) as report:
        listed = {check: each["key"] for each in report.measures for check in each["checks"]}
        entities = Counter((m, t, d) for m, t, d, _ in {(listed[f.check], f.type, f.datasets, f.entity) for f in found})
        assert report.concerned() == entities


def person(workspace: Workspace, number: int) -> Term:
    return workspace.minter.path(f"person/kin-{number}")


def take(workspace: Workspace, kind: Kind, *about: Term, undoes: int = 0) -> int:
    return decide(workspace, kind, about, agent="test", reason="test", undoes=undoes).number


def test_load_of_a_small_dataset_ends_with_a_report(faulty: Workspace) -> None:
    assert_tells_the_truth(faulty)


def test_report_follows_every_kind_of_decision(faulty: Workspace) -> None:
    take(faulty, Kind.ADD, person(faulty, 2), BORN, terms.integer(1780))
    assert_tells_the_truth(faulty)
    take(faulty, Kind.PREFER, person(faulty, 10), BORN, terms.integer(1812))
    assert_tells_the_truth(faulty)
    merged = take(faulty, Kind.SAME, person(faulty, 7), person(faulty, 8))
    assert_tells_the_truth(faulty)
    assert not [row for row in told(faulty.live) if row[1] == "possible-duplicates"]
    take(faulty, Kind.WITHDRAW, faulty.minter.record("mail", "2"))
    assert_tells_the_truth(faulty)
    take(faulty, Kind.UNDO, undoes=merged)
    assert_tells_the_truth(faulty)
    assert len([row for row in told(faulty.live) if row[1] == "possible-duplicates"]) == 2


def test_findings_after_a_decision_are_those_of_what_it_touched(faulty: Workspace) -> None:
    number = take(faulty, Kind.ADD, person(faulty, 1), BORN, terms.integer(1815))
    with closing(Report.open(faulty.live)) as report:
        found = {(f.entity.rpartition("/")[2], f.check) for f in report.since(number)}
        assert ("kin-2", "fatherOlder") in found, "the children's shapes look at the father"
        assert ("kin-1", "birthYearOnce") in found
        assert not {check for entity, check in found if entity == "kin-10"}
        assert report.since(number + 1) == []


def test_pages_and_entities_are_read_from_both_parts(faulty: Workspace) -> None:
    take(faulty, Kind.ADD, person(faulty, 2), BORN, terms.integer(1780))
    with closing(Report.open(faulty.live)) as report:
        whole = list(report.all_rows(Choice()))
        paged = [each for start in range(0, len(whole) + 5, 5) for each in report.rows(Choice(), 5, start)]
        assert rows(paged) == rows(whole)
        assert len(paged) == len(whole)
        letters = report.rows(Choice(type="letter", dataset="mail"), 1000)
        assert letters
        assert {each.type for each in letters} == {"letter"}
        own = report.of_entities([person(faulty, 2)[1:-1]])
        assert {each.check for each in own} >= {"birthYearOnce"}


def test_unload_and_revision_bring_the_report_along(
    faulty: Workspace, load_table_from: LoadFrom, tmp_path: Path
) -> None:
    load_table_from(tmp_path / "a", faulty, "id,name\n1,武進\n", PLACES)
    assert_tells_the_truth(faulty)
    load_table_from(tmp_path / "b", faulty, "id,name\n1,武進\n2,常州\n", PLACES)
    assert_tells_the_truth(faulty)
    with closing(Report.open(faulty.live)) as report:
        counts = report.previous["counts"]
        assert counts["coordinates"] == 2, "the trend is that since the load before"
    unload(faulty, "more")
    assert_tells_the_truth(faulty)


def test_rebuild_rollback_snapshot_and_backup_bring_the_report_along(faulty: Workspace, tmp_path: Path) -> None:
    create_snapshot(faulty, "before")
    take(faulty, Kind.SAME, person(faulty, 7), person(faulty, 8))
    rebuild(faulty)
    assert_tells_the_truth(faulty)
    backup(faulty, tmp_path / "all.tar")
    restore(tmp_path / "all.tar", tmp_path / "copy")
    with closing(Workspace.open(tmp_path / "copy")) as copy:
        assert_tells_the_truth(copy)
    faulty.rollback()
    assert_tells_the_truth(faulty)
    restore_snapshot(faulty, "before")
    assert_tells_the_truth(faulty)


def test_several_loads_are_checked_once(faulty: Workspace, load_table_from: LoadFrom, tmp_path: Path) -> None:
    with checked_once(faulty):
        load_table_from(tmp_path / "a", faulty, "id,name\n1,武進\n", PLACES)
        assert not is_current(faulty.live)
    assert_tells_the_truth(faulty)
    live = faulty.live.name
    with checked_once(faulty):
        pass
    assert faulty.live.name == live, "nothing is written where nothing has changed"


def test_large_load_leaves_the_report_of_before(
    faulty: Workspace, monkeypatch: pytest.MonkeyPatch, load_table_from: LoadFrom, tmp_path: Path
) -> None:
    monkeypatch.setattr(upkeep, "SMALL", 1)
    before = told(faulty.live)
    load_table_from(tmp_path / "a", faulty, "id,name\n1,武進\n", PLACES)
    assert not is_current(faulty.live)
    assert told(faulty.live) == before
    take(faulty, Kind.SAME, person(faulty, 7), person(faulty, 8))
    assert not is_current(faulty.live), "a save says nothing of what was loaded before"
    rebuild(faulty)
    assert not is_current(faulty.live)
    renew(faulty)
    assert_tells_the_truth(faulty)
    take(faulty, Kind.ADD, person(faulty, 2), BORN, terms.integer(1780))
    assert_tells_the_truth(faulty)


def test_save_that_touches_too_much_leaves_the_report_of_before(
    faulty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "SMALL", 1)
    monkeypatch.setattr(upkeep, "MOST_TOUCHED", 0)
    before = told(faulty.live)
    take(faulty, Kind.SAME, person(faulty, 7), person(faulty, 8))
    assert not is_current(faulty.live)
    assert told(faulty.live) == before


def test_renewal_notices_what_others_have_written_meanwhile(faulty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    write = writing.write_full
    decided: list[int] = []

    def interrupted(*arguments: object, **options: object) -> None:
        write(*arguments, **options)  # type: ignore[arg-type]
        if not decided:
            decided.append(take(faulty, Kind.ADD, person(faulty, 2), BORN, terms.integer(1780)))

    monkeypatch.setattr(upkeep, "write_full", interrupted)
    renew(faulty)
    assert decided
    assert_tells_the_truth(faulty)


def test_unreadable_shapes_stop_no_decision_and_no_load(
    faulty: Workspace, monkeypatch: pytest.MonkeyPatch, load_table_from: LoadFrom, tmp_path: Path
) -> None:
    before = told(faulty.live)

    def broken() -> None:
        raise ShapesError("people.ttl, line 7: unknown prefix")

    monkeypatch.setattr(measures, "shapes", broken)
    for cached in (measures.checks, measures.measures, writing.checks_digest):
        cached.cache_clear()
    try:
        take(faulty, Kind.SAME, person(faulty, 7), person(faulty, 8))
        load_table_from(tmp_path / "a", faulty, "id,name\n1,武進\n", PLACES)
        assert told(faulty.live) == before, "the last good report is still read"
        assert not is_current(faulty.live)
        with pytest.raises(measures.UnreadableShapes, match=r"people\.ttl, line 7"):
            renew(faulty)
    finally:
        for cached in (measures.checks, measures.measures, writing.checks_digest):
            cached.cache_clear()
    monkeypatch.undo()
    renew(faulty)
    assert_tells_the_truth(faulty)


def test_damaged_report_is_named_and_can_be_renewed(faulty: Workspace) -> None:
    path = report_directory(faulty.live) / FULL
    path.unlink()
    path.write_bytes(b"not a database")
    with pytest.raises(WorkspaceError, match="quality report"):
        Report.open(faulty.live)
    take(faulty, Kind.ADD, person(faulty, 2), BORN, terms.integer(1780))
    renew(faulty)
    assert_tells_the_truth(faulty)


def test_missing_report_is_an_empty_one(faulty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "SMALL", 1)
    shutil.rmtree(report_directory(faulty.live))
    with closing(Report.open(faulty.live)) as report:
        assert not report.is_there
        assert report.counts() == []
    number = take(faulty, Kind.ADD, person(faulty, 1), BORN, terms.integer(1815))
    with closing(Report.open(faulty.live)) as report:
        assert not report.is_there
        assert report.since(number), "what a save touches is checked all the same"


def test_check_that_fails_midway_leaves_no_file(faulty: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(path.name for path in report_directory(faulty.live).iterdir())

    def failing(*_: object, **__: object) -> Iterator[object]:
        raise WorkspaceError("the disk is full")
        yield

    monkeypatch.setattr(Checker, "all", failing)
    with pytest.raises(WorkspaceError):
        writing.write_full(faulty.live, now="2026-01-01T00:00:00Z")
    assert sorted(path.name for path in report_directory(faulty.live).iterdir()) == before


def test_empty_workspace_has_no_report(workspace: Workspace) -> None:
    with closing(Report.open(workspace.live)) as report:
        assert not report.is_there
    renew(workspace)
    with closing(Report.open(workspace.live)) as report:
        assert report.is_there
        assert report.counts() == []
