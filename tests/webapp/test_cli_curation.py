"""Commands of the cataloguer: merge, split, dry run, history, overrides and stale edits on the command line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg import terms
from kg.authority.resolution import State, resolve
from kg.workspace import Workspace
from webapp.cli import main

PERSONS = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "born", property = "zs:birthYear", type = "year"},
]
"""
LETTERS = """
id = "post"
prefixes = ["letter/post-"]
[table]
key = "{id}"
entity = "letter/post-{id}"
class = "zs:Letter"
column = [
    {column = "sender", property = "zs:sender", entity = "person/trial-{value}"},
    {column = "year", property = "zs:year", type = "year"},
]
"""
REASON = ("--reason", "卷二", "--agent", "cataloguer")


@pytest.fixture
def path(tmp_path: Path, load_table_from: Callable[[Path, Workspace, str, str], object]) -> Path:
    """A workspace with four persons and three letters."""
    with closing(Workspace.open(tmp_path / "workspace")) as workspace:
        persons = "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1823\n3,張之洞,1837\n4,盛杏蓀,1845\n"
        load_table_from(tmp_path, workspace, persons, PERSONS)
        load_table_from(tmp_path, workspace, "id,sender,year\n1,1,1890\n2,1,1895\n3,1,1900\n", LETTERS)
    return tmp_path / "workspace"


@pytest.fixture
def decide(path: Path) -> Callable[..., Result]:
    """Run ``decide …``; it must end with ``code`` and never with a traceback."""

    def call(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["-w", str(path), "decide", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def look(path: Path) -> Callable[[], Workspace]:
    """The workspace as it is now."""
    return lambda: Workspace.open(path, create=False)


def test_merge_takes_any_number_and_names_the_rule_to_override(decide: Callable[..., Result]) -> None:
    persons = ("merge", "person/trial-1", "person/trial-4", "person/trial-2")
    refused = decide(*persons, *REASON, code=1)
    assert "years of birth are more than three years apart (rule birth)" in refused.stderr
    assert "--override birth" in refused.stderr
    done = decide(*persons, "--override", "birth", *REASON).stdout
    assert done.startswith("1 merge person/trial-1 person/trial-4 person/trial-2 — 卷二 (cataloguer, ")
    assert done.rstrip().endswith("[overrides birth]")
    assert "the same already" in decide("same", "person/trial-2", "person/trial-4", *REASON, code=1).stderr


def test_dry_run_prints_what_would_change_and_changes_nothing(decide: Callable[..., Result]) -> None:
    shown = decide("same", "person/trial-4", "person/trial-1", "--dry-run", "--lines", "2", *REASON).stdout
    assert "would be decision 1 same person/trial-4 person/trial-1" in shown
    assert "person/trial-1: 200 → 301 person/trial-4" in shown
    assert "+ letter/post-1 zs:sender person/trial-4" in shown
    assert "… " in shown, "how many more"
    assert "datasets concerned: 1\n  trial" in shown
    assert decide("log").stdout == ""
    refused = decide("same", "person/trial-1", "person/trial-1", "--dry-run", *REASON, code=1)
    assert "This would be refused" in refused.stderr


def test_split_assigns_by_years_claims_records_and_identifiers(
    decide: Callable[..., Result], look: Callable[[], Workspace]
) -> None:
    decide("same", "person/trial-1", "person/trial-4", *REASON)
    done = decide(
        *("split", "person/trial-1", "--part", "new:盛甲", "--part", "person/trial-4", "--part", "new"),
        *("--years", "1=1889-1891", "--years", "2=1895-1899"),
        *("--claim", "3", "record/post/3", "letter/post-3", "zs:sender", "person/trial-1"),
        *("--record", "1=record/trial/1"),
        *REASON,
    ).stdout
    parts = "person/curation-2-1 person/trial-4 person/curation-2-3"
    assert done.startswith(f"2 split person/trial-1 into {parts}, 4 assigned — ")
    with closing(look()) as workspace:
        assert resolve(workspace, workspace.live, f"{workspace.minter.base}person/trial-1").state is State.DIVIDED
        sent = {
            str(q.object)[1:-1].rpartition("/")[2]
            for q in workspace.live.store.match(None, None, None)
            if str(q.predicate) == terms.curie("zs:sender") and str(q.graph_name) == "DEFAULT"
        }
    assert sent == {"curation-2-1", "trial-4", "curation-2-3"}
    refused = decide("undo", "1", *REASON, code=1)
    assert "decision 2 (split, cataloguer" in refused.stderr
    assert "Undo decision 2 first." in refused.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--part", "new", "--part", "new", "--record", "3=record/trial/1"), "There is no part 3"),
        (("--part", "new", "--part", "new", "--record", "record/trial/1"), "does not say of which part"),
        (("--part", "new", "--part", "new", "--years", "1=1900-1890"), "is not a span of years"),
        (
            (
                "--part",
                "new",
            ),
            "two parts or more",
        ),
    ],
)
def test_wrong_options_of_a_split_are_refused(
    decide: Callable[..., Result], options: tuple[str, ...], told: str
) -> None:
    assert told in decide("split", "person/trial-1", *options, *REASON, code=1).stderr


def test_history_lists_decisions_with_their_differences(decide: Callable[..., Result]) -> None:
    decide("same", "person/trial-1", "person/trial-4", *REASON)
    decide("prefer", "person/trial-1", "zs:birthYear", "1845", *REASON)
    told = decide("history", "person/trial-4").stdout.splitlines()
    assert told[0].startswith("2 prefer")
    assert told[1].startswith('  - person/trial-1 zs:birthYear "1844"')
    assert told[2].startswith("1 same")
    assert "cannot be undone: decision 2 (prefer" in told[3]
    assert any(line.startswith("  + person/trial-4 zs:supersededBy person/trial-1") for line in told)


def test_stale_edit_is_refused(decide: Callable[..., Result]) -> None:
    decide("same", "person/trial-1", "person/trial-4", "--expect", "0", *REASON)
    refused = decide("add", "person/trial-4", "zs:birthYear", "1843", "--expect", "0", *REASON, code=1)
    assert "changed meanwhile by decision 1 (same, cataloguer)" in refused.stderr
