"""The commands `load` and `decide`, ended by force or by a full disk: what is there afterwards is the state before or
the state after.

Every trial is a process of its own on a copy of one workspace. Some are killed at a moment, others at a step: just
before their n-th change to the file system, so that no gap between two of them is left to luck.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from ingest.description import load_description
from ingest.load import load
from kg import terms
from kg.authority.resolution import State, resolve
from kg.search.index import Query
from kg.store import VIEW
from kg.store.quads import node
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
LoadTable: TypeAlias = Callable[[Workspace, str, str], object]
TABLE = """
id = "{id}"
prefixes = ["person/{id}-"]
[table]
key = "{{id}}"
entity = "person/{id}-{{id}}"
class = "zs:Person"
column = [
    {{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "born", property = "zs:birthYear", type = "year"}},
]
"""
SMALL = "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1823\n"
ROWS = 3_000
KNOWN = "翁同龢"
LARGE = "id,name,born\n" + "".join(f"{n},名{n}號,{1000 + n % 900}\n" for n in range(1, ROWS)) + f"{ROWS},{KNOWN},1830\n"

#: Run in a process of its own: runs the command in a fork of itself on a fresh copy, and prints how each ended.
TRIALS = """
import json, os, resource, shutil, signal, sys, time
from pathlib import Path
import ingest.table, kg.search.embedded, kg.store.embedded, webapp.cli.curation, webapp.cli.data
from webapp.cli import main

source, folder, arguments, trials = Path(sys.argv[1]), Path(sys.argv[2]), *map(json.loads, sys.argv[3:])
CHANGES = {"os.rename", "os.link", "os.mkdir", "os.rmdir", "os.remove", "os.truncate"}

def changes(event, args):
    if event == "open":
        return isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return event in CHANGES

def child(copy, trial):
    log = os.open(copy.with_suffix(".err"), os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1), os.dup2(log, 2)
    if "bytes" in trial:
        resource.setrlimit(resource.RLIMIT_FSIZE, (trial["bytes"], trial["bytes"]))
    steps = []
    def hook(event, args):
        if changes(event, args):
            steps.append(event)
            if len(steps) == trial.get("step") or (event, steps.count(event)) == ("os.rename", trial.get("rename")):
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    code = 0
    try:
        main(["-w", str(copy), *arguments], prog_name="zhishu")
    except SystemExit as end:
        code = end.code
    sys.stderr.flush()
    if "count" in trial:
        copy.with_suffix(".steps").write_text(json.dumps(steps))
    os._exit(code)

for trial in trials:
    copy = folder / trial["name"]
    shutil.copytree(source, copy)
    start = time.monotonic()
    process = os.fork()
    if process == 0:
        try:
            child(copy, trial)
        finally:
            os._exit(99)
    if "seconds" in trial:
        time.sleep(trial["seconds"])
        os.kill(process, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    print(json.dumps([code, time.monotonic() - start]), flush=True)
"""


@dataclass
class Trials:
    """Runs one command on copies of a workspace."""

    source: Path
    folder: Path
    arguments: list[str]

    def run(self, *trials: dict[str, Any]) -> list[tuple[int, float]]:
        """Exit code and seconds of each; the copies are ``folder/<name>``."""
        self.folder.mkdir(exist_ok=True)
        given = [str(self.source), str(self.folder), json.dumps(self.arguments), json.dumps(trials)]
        ended = subprocess.run(
            [sys.executable, "-c", TRIALS, *given], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
        )
        return [tuple(json.loads(line)) for line in ended.stdout.splitlines()]

    def steps(self, name: str) -> list[str]:
        """The changes to the file system of a trial with ``count``."""
        steps: list[str] = json.loads((self.folder / f"{name}.steps").read_text())
        return steps

    def said(self, name: str) -> str:
        """What a trial printed."""
        return (self.folder / f"{name}.err").read_text("utf-8")


def dump(workspace: Workspace) -> bytes:
    """All quads but the times of reading and deciding, in which two trials differ."""
    out = io.BytesIO()
    workspace.live.store.dump(out)
    return b"".join(line for line in out.getvalue().splitlines(True) if b"AtTime>" not in line)


def assert_consistent(workspace: Workspace) -> None:
    """Search index, manifest, decision log and view tell the same."""
    live = workspace.live
    persons = {q.subject for q in live.store.match(None, node(terms.curie("rdf:type")), None, VIEW)}
    people = sorted(person.value for person in persons if "/person/" in person.value)
    found = live.search.search(Query(limit=0, facets=("type",))).facets["type"]
    assert {value.value: value.count for value in found} == live.manifest.counts == {"person": len(people)}
    assert Counter(people).most_common(1)[0][1] == 1
    loaded = "large" in live.manifest.datasets
    assert live.search.search(Query(text=KNOWN)).total == loaded
    assert live.search.search(Query(text="盛宣懷")).total == 1
    assert live.manifest.through == workspace.decisions.last()


def assert_works(workspace: Workspace, folder: Path) -> None:
    """The next write succeeds and leaves nothing of the build that was interrupted."""
    dataset = load_description(folder / "dataset.toml")
    assert load(workspace, dataset, dataset.find_files(folder)).changed
    there = {path.name for path in workspace.generations.directory.iterdir()}
    assert there == set(workspace.generations.names())
    assert workspace.live.search.search(Query(text="曾國藩")).total == 1


@pytest.fixture
def base(workspace: Workspace, load_table: LoadTable) -> Workspace:
    """A workspace with two persons."""
    load_table(workspace, SMALL, TABLE.format(id="small"))
    return workspace


@pytest.fixture
def more(tmp_path: Path, description_head: str) -> Path:
    """A folder with a small dataset for the write afterwards."""
    return described(tmp_path / "more", "more", "id,name,born\n1,曾國藩,1811\n", description_head)


def described(folder: Path, id: str, table: str, head: str) -> Path:
    folder.mkdir()
    (folder / "data.csv").write_text(table, "utf-8")
    (folder / "dataset.toml").write_text(f'files = ["data.csv"]\n{head}{TABLE.format(id=id)}', "utf-8")
    return folder


def moments(trials: Trials, timed: int, stepped: int) -> tuple[list[str], Callable[[str], int]]:
    """Let the command run once, then kill it at moments and at steps; the names of the trials and their exit codes.

    Each rename is among the steps: they are what publishes.
    """
    [(code, seconds)] = trials.run({"name": "whole", "count": True})
    assert code == 0, trials.said("whole")
    steps = trials.steps("whole")
    renames = steps.count("os.rename")
    assert renames >= 3
    plan: list[dict[str, Any]] = [{"name": f"rename-{n}", "rename": n} for n in range(1, renames + 1)]
    plan += [{"name": f"step-{n}", "step": 1 + n * len(steps) // (stepped + 1)} for n in range(stepped + 1)]
    plan += [{"name": f"moment-{n}", "seconds": seconds * (n + 0.5) / timed} for n in range(timed)]
    codes = {trial["name"]: code for trial, (code, _) in zip(plan, trials.run(*plan), strict=True)}
    assert all(code == -9 for name, code in codes.items() if not name.startswith("moment"))
    return list(codes), codes.__getitem__


def test_load_that_is_killed_leaves_the_state_before_or_after(
    base: Workspace, tmp_path: Path, more: Path, description_head: str
) -> None:
    before = dump(base)
    base.close()
    large = described(tmp_path / "large", "large", LARGE, description_head)
    arguments = ["load", str(large / "dataset.toml"), "--quiet"]
    trials = Trials(base.path, tmp_path / "trials", arguments)
    names, code_of = moments(trials, timed=12, stepped=3)
    whole = Workspace.open(trials.folder / "whole")
    after = dump(whole)
    whole.close()
    assert after.count(KNOWN.encode()) == 2
    seen = set()
    for name in names:
        workspace = Workspace.open(trials.folder / name)
        state = dump(workspace)
        assert state in (before, after), name
        assert state == after or code_of(name) == -9, name
        assert ("large" in workspace.live.manifest.datasets) == (state == after)
        assert_consistent(workspace)
        seen.add(state)
        if name.startswith("rename"):
            assert_works(workspace, more)
        workspace.close()
    assert before in seen


def test_decision_that_is_in_the_log_when_the_process_is_killed_is_in_force_at_the_next_opening(
    base: Workspace, tmp_path: Path, more: Path
) -> None:
    before = dump(base)
    other = f"{base.minter.base}person/small-2"
    base.close()
    arguments = ["decide", "same", "person/small-1", "person/small-2", "--reason", "r", "--agent", "a"]
    arguments += ["--override", "birth"]
    trials = Trials(base.path, tmp_path / "trials", arguments)
    names, code_of = moments(trials, timed=4, stepped=2)
    whole = Workspace.open(trials.folder / "whole")
    after = dump(whole)
    whole.close()
    seen = set()
    for name in names:
        workspace = Workspace.open(trials.folder / name)
        taken = workspace.decisions.last()
        assert taken or code_of(name) == -9
        assert dump(workspace) == (after if taken else before), name
        assert resolve(workspace, workspace.live, other).state is (State.MOVED if taken else State.HERE)
        assert_consistent(workspace)
        seen.add(taken)
        if name.startswith("rename"):
            assert_works(workspace, more)
        workspace.close()
    assert seen == {0, 1}, "killed before and after the log was written"


def test_load_on_a_full_disk_says_so_and_changes_nothing(
    base: Workspace, tmp_path: Path, more: Path, description_head: str
) -> None:
    before, current = dump(base), base.live.name
    base.close()
    large = described(tmp_path / "large", "large", LARGE, description_head)
    trials = Trials(base.path, tmp_path / "trials", ["load", str(large / "dataset.toml"), "--quiet"])
    limits = (100, 2_000, 20_000, 60_000, 150_000, 300_000)
    ended = trials.run(*({"name": f"full-{limit}", "bytes": limit} for limit in limits))
    for limit, (code, _) in zip(limits, ended, strict=True):
        said = trials.said(f"full-{limit}")
        assert code == 1, (limit, said)
        assert said.startswith("Error: "), (limit, said)
        assert len(said.splitlines()) >= 2, said
        assert "Traceback" not in said
        workspace = Workspace.open(trials.folder / f"full-{limit}")
        assert (dump(workspace), workspace.live.name) == (before, current), limit
        assert_consistent(workspace)
        assert_works(workspace, more)
        workspace.close()


def test_a_load_leaves_no_name_in_the_directory_for_temporary_files(
    base: Workspace, tmp_path: Path, more: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    dataset = load_description(more / "dataset.toml")
    seen: list[list[str]] = []

    def look(*_: object) -> None:
        seen.append([path.name for path in temporary.iterdir()])

    load(base, dataset, dataset.find_files(more), look)
    assert seen
    assert not any(seen), "a killed process would leave it behind"
    assert base.live.search.search(Query(text="曾國藩")).total == 1
