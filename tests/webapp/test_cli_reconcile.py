"""The command ``reconcile``: table, decisions, queue, names from a file; what it refuses."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result

from ingest.description import load_description
from ingest.load import load
from kg.workspace import Workspace
from webapp.cli import main

Run: TypeAlias = Callable[..., Result]

TABLE = """
id = "{id}"
files = ["{id}.csv"]
title = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
description = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
prefixes = ["person/{id}-"]
[table]
key = "{{id}}"
entity = "person/{id}-{{id}}"
class = "zs:Person"
column = [
    {{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "born", property = "zs:birthYear", type = "year"}},
    {{column = "died", property = "zs:deathYear", type = "year"}},
    {{column = "dynasty", property = "zs:dynasty"}},
    {{column = "place", property = "zs:nativePlaceName", lang = "zh-Hant"}},
]
"""
FILES = {
    "alpha": "id,name,born,died,dynasty,place\n1,盛宣懷,1844,1916,清,武進\n2,李鴻章,,,清,\n3,無此人,,,清,\n",
    "beta": "id,name,born,died,dynasty,place\n7,盛宣怀,1844,1916,清,武進\n8,李鴻章,1823,1901,清,合肥\n9,李鴻章,,,清,\n",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    workspace = Workspace.open(folder / "workspace")
    for id, text in FILES.items():
        (folder / f"{id}.csv").write_text(text, "utf-8")
        (folder / f"{id}.toml").write_text(TABLE.format(id=id), "utf-8")
        dataset = load_description(folder / f"{id}.toml")
        load(workspace, dataset, dataset.find_files(folder))
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def run(template: Path, tmp_path: Path) -> Run:
    """Call the command in a copy of the workspace."""
    shutil.copytree(template, tmp_path / "workspace")
    return lambda *words: CliRunner().invoke(main, ["-w", str(tmp_path / "workspace"), "reconcile", *words])


def rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_pairs_are_written_with_their_reasons_and_nothing_is_changed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    done = run("alpha", "--against", "beta", "--pairs", str(file), "--quiet", "--language", "zh-Hans")
    assert done.exit_code == 0, done.output
    header, *found = rows(file)
    assert header == ["source", "target", "score", "band", "reasons"]
    first = found[0]
    assert first[:2] == ["person/alpha-1", "person/beta-7"]
    assert first[3] == "link"
    assert float(first[2]) > 0.9
    assert "生年相同：1844" in first[4]
    assert ["person/alpha-3", "", "", "new", ""] in found
    assert {row[3] for row in found if row[0] == "person/alpha-2"} == {"queue"}
    assert "1 decisions to take" in done.output
    again = run("alpha", "--against", "beta", "--quiet")
    assert "1 links" in again.output


def test_what_is_sure_is_decided_and_can_be_undone(run: Run, tmp_path: Path) -> None:
    assert "Decisions 1 to 1 taken." in run("alpha", "--against", "beta", "--decide", "--quiet").output
    with closing(Workspace.open(tmp_path / "workspace")) as workspace:
        (decision,) = workspace.decisions.read()
    assert decision.agent == "reconciliation"
    assert "born in 1844" in decision.reason
    assert "0 links" in run("alpha", "--against", "beta", "--quiet").output


def test_what_is_not_sure_is_queued(run: Run, tmp_path: Path) -> None:
    done = run("alpha", "--against", "beta", "--queue", "--quiet")
    assert done.exit_code == 0, done.output
    assert "pairs queued" in done.output
    assert "0 pairs queued" in run("alpha", "--against", "beta", "--queue", "--quiet").output


def test_duplicates_within_a_dataset_are_found_without_another(run: Run) -> None:
    done = run("beta", "--quiet")
    assert done.exit_code == 0, done.output
    assert "3 records" in done.output
    assert "without a candidate" not in done.output


def test_names_of_a_file_are_looked_up(run: Run, tmp_path: Path) -> None:
    names, pairs = tmp_path / "names.csv", tmp_path / "pairs.csv"
    names.write_text("id,姓名,生年,卒年\nA,盛宣懷,1844,1916\nB,無名氏甲,,\n", "utf-8")
    done = run("--file", str(names), "--pairs", str(pairs))
    assert done.exit_code == 0, done.output
    header, *found = rows(pairs)
    assert header == ["source", "target", "score", "band", "reasons"]
    assert {row[0] for row in found} == {"A", "B"}
    assert next(row for row in found if row[0] == "B")[3] == "new"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody"], "not loaded"),
        (["alpha", "--against", "nobody"], "not loaded"),
        ([], "Say what to reconcile"),
    ],
)
def test_what_cannot_be_reconciled_ends_in_a_sentence(run: Run, words: list[str], said: str) -> None:
    done = run(*words, "--quiet")
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_file_of_names_decides_nothing(run: Run, tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("name\n盛宣懷\n", "utf-8")
    done = run("--file", str(names), "--decide")
    assert done.exit_code == 1
    assert "only looked up" in done.output
