"""What changed since when: decisions entity by entity, loads, reloads, withdrawals; times that are none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.load import unload
from kg.authority.decisions import Kind
from kg.changes import ChangeEntry, changes, moment_of
from kg.curation import decide
from kg.errors import InvalidInput
from kg.terms import Term, curie
from kg.workspace import Workspace

PERSONS = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""


def told(entries: list[ChangeEntry]) -> list[tuple[str, str, str]]:
    return [(e.type, e.object.rpartition("/")[2], e.target.rpartition("/")[2]) for e in entries]


def since(workspace: Workspace, time: str = "") -> list[ChangeEntry]:
    return list(changes(workspace, workspace.live, time))


def test_a_merge_moves_the_old_id_and_undoing_it_brings_it_back(
    filled: Workspace, person: Callable[[Workspace, int], Term]
) -> None:
    pair = (person(filled, 1), person(filled, 4))
    merged = decide(filled, Kind.SAME, pair, agent="a", reason="字杏蓀")
    undone = decide(filled, Kind.UNDO, agent="a", reason="有誤", undoes=merged.number)
    again = decide(filled, Kind.UNDO, agent="a", reason="無誤", undoes=undone.number)
    assert told([each for each in since(filled) if each.decision]) == [
        ("Move", "trial-4", "trial-1"),
        ("Update", "trial-1", ""),
        ("Create", "trial-4", ""),
        ("Update", "trial-1", ""),
        ("Move", "trial-4", "trial-1"),
        ("Update", "trial-1", ""),
    ]
    last = since(filled, again.time)
    assert {(each.decision, each.agent, each.reason) for each in last} == {(again.number, "a", "無誤")}


def test_a_first_load_is_told_as_a_whole(filled: Workspace) -> None:
    found = since(filled)
    assert [(each.type, each.cause, each.records) for each in found if each.dataset == "trial"] == [
        ("Create", "load", 4)
    ]


def test_a_reload_tells_what_changed_and_what_went(
    workspace: Workspace, load_table: Callable[[Workspace, str, str], object]
) -> None:
    load_table(workspace, "id,name\n1,盛宣懷\n2,李鴻章\n3,張之洞\n", PERSONS)
    first = {each.key for each in since(workspace)}
    load_table(workspace, "id,name\n1,盛宣懷\n2,李中堂\n4,曾國藩\n", PERSONS)
    found = [each for each in since(workspace) if each.key not in first]
    assert sorted(told(found)) == sorted(
        [
            *(("Update", "trial", ""), ("Update", "trial-2", ""), ("Update", "trial-4", "")),
            ("Delete", "trial-3", ""),
        ]
    )
    assert {each.cause for each in found} == {"reload"}


def test_what_is_unloaded_is_deleted_with_its_dataset(filled: Workspace) -> None:
    unload(filled, "post")
    found = told([each for each in since(filled) if each.cause == "unload"])
    assert sorted(found) == [("Delete", name, "") for name in ("post", "post-1", "post-2", "post-3")]


def test_other_decisions_update_what_they_are_about(
    filled: Workspace, person: Callable[[Workspace, int], Term]
) -> None:
    one, two = person(filled, 1), person(filled, 2)
    decide(filled, Kind.DIFFERENT, (one, two), agent="a", reason="r")
    decide(filled, Kind.ADD, (one, curie("skos:altLabel"), '"愚齋"@zh-hant'), agent="a", reason="r")
    decide(filled, Kind.WITHDRAW, (filled.minter.record("trial", "3"),), agent="a", reason="r")
    assert told([each for each in since(filled) if each.decision]) == [
        ("Update", "trial-1", ""),
        ("Update", "trial-2", ""),
        ("Update", "trial-1", ""),
        ("Delete", "3", ""),
    ]


def test_keys_are_unique_and_entries_are_in_order(filled: Workspace) -> None:
    found = since(filled)
    assert len({each.key for each in found}) == len(found)
    assert [each.time for each in found] == sorted(each.time for each in found)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22", "2026-11-22T00:00:00Z"),
        ("2026-11-22T08:00:00+08:00", "2026-11-22T00:00:00Z"),
        ("2026-11-22T08:00:00Z", "2026-11-22T08:00:00Z"),
        ("2026-11-22T08:00:00.5Z", "2026-11-22T08:00:00Z"),
    ],
)
def test_times_by_rfc_3339(text: str, moment: str) -> None:
    assert moment_of(text) == moment


@pytest.mark.parametrize("text", ["nonsense", "2026-13-01", "0", "2026-11-22T25:00:00Z", "1-1-1", "光緒元年"])
def test_what_is_no_time_is_refused_with_what_is(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no time") as caught:
        moment_of(text)
    assert "2026-11-22" in caught.value.hint


def test_nothing_has_changed_since_the_future(filled: Workspace) -> None:
    assert since(filled, "2999-01-01") == []
