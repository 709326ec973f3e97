"""Loading: nothing is done twice, nothing is done by halves."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.description import load_description
from ingest.load import LoadReport, load, unload
from kg import terms
from kg.authority.resolution import State, resolve
from kg.errors import Busy, InvalidDataset, InvalidInput, NotFound
from kg.generation import Generation
from kg.search.document import Document
from kg.search.index import Query
from kg.store import VIEW
from kg.store.quads import node
from kg.workspace import Workspace

LoadTable: TypeAlias = Callable[[Workspace, str, str], LoadReport]

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
TABLE = "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1823\n3,張之洞,1837\n"


def dump(generation: Generation) -> bytes:
    out = io.BytesIO()
    generation.store.dump(out)
    return out.getvalue()


def documents(generation: Generation) -> dict[str, Document]:
    return {hit.document.iri: hit.document for hit in generation.search.search(Query(limit=1000)).hits}


def test_load_reports_what_it_did(workspace: Workspace, load_table: LoadTable) -> None:
    report = load_table(workspace, TABLE + "4,無名,soon\n,無號,1\n", PERSONS)
    assert report.changed
    assert (report.dataset.records, report.dataset.claims, report.dataset.problems) == (4, 11, 2)
    assert report.dataset.entities == {"person": 4}
    assert report.dataset.files[0]["name"] == "data.csv"
    assert workspace.live.manifest.datasets["trial"] == report.dataset
    assert workspace.live.manifest.counts == {"person": 4}


def test_problems_are_kept_with_place_and_reason(workspace: Workspace, load_table: LoadTable) -> None:
    load_table(workspace, TABLE + "4,無名,soon\n", PERSONS)
    lines = workspace.live.problems_file("trial").read_text("utf-8").splitlines()
    problem = json.loads(lines[0])
    assert (problem["file"], problem["row"], problem["column"], problem["skipped"]) == ("data.csv", 5, "born", False)
    assert "soon" in problem["reason"]
    kept = workspace.live.problems_file("trial")
    load_table(workspace, TABLE, PERSONS)
    assert kept.read_text("utf-8").splitlines() == lines, "the generation before keeps its own report"
    assert workspace.live.problems_file("trial").read_text("utf-8") == ""


def test_loading_the_same_again_does_nothing(workspace: Workspace, load_table: LoadTable) -> None:
    first = load_table(workspace, TABLE, PERSONS)
    token, before = workspace.token(), dump(workspace.live)
    again = load_table(workspace, TABLE, PERSONS + "\n# a comment changes nothing\n")
    assert not again.changed
    assert again.dataset == first.dataset
    assert workspace.token() == token
    assert dump(workspace.live) == before


def test_reload_keeps_the_provenance_of_what_did_not_change(workspace: Workspace, load_table: LoadTable) -> None:
    first = load_table(workspace, TABLE, PERSONS).dataset
    second = load_table(workspace, "id,name,born\n0,左宗棠,1812\n" + TABLE[TABLE.index("1,") :], PERSONS).dataset
    generated, locator = node(terms.curie("prov:wasGeneratedBy")), node(terms.curie("zs:locator"))
    for key, activity, row in (("0", second.activity, 2), ("1", first.activity, 3), ("3", first.activity, 5)):
        graph = node(workspace.minter.record("trial", key))
        assert [q.object.value for q in workspace.live.store.match(graph, generated)] == [activity]
        assert [q.object.value for q in workspace.live.store.match(graph, locator)] == [f"data.csv, row {row}"]


@pytest.mark.parametrize("loaded_before", [False, True])
def test_failed_load_changes_nothing(
    workspace: Workspace, load_table: LoadTable, tmp_path: Path, description_head: str, loaded_before: bool
) -> None:
    if loaded_before:
        load_table(workspace, TABLE, PERSONS)
    before, current = dump(workspace.live), workspace.live.directory
    (tmp_path / "cut").mkdir()
    rows = "".join(f"{n},名{hash((n, 1)) % 10**12},\n" for n in range(15_000))
    (tmp_path / "cut" / "data.csv.gz").write_bytes(gzip.compress(f"id,name,born\n{rows}".encode())[:-2_000])
    description = f'files = ["data.csv.gz"]\n{description_head}{PERSONS}'
    (tmp_path / "cut" / "trial.toml").write_text(description, "utf-8")
    dataset = load_description(tmp_path / "cut" / "trial.toml")
    read: list[int] = []
    with pytest.raises(InvalidDataset):
        load(workspace, dataset, dataset.find_files(tmp_path / "cut"), lambda *progress: read.append(progress[3]))
    assert max(read) > 1_000, "it fails in the middle"
    with pytest.raises(InvalidDataset, match="no column"):
        load_table(workspace, "id,nom\n1,x\n", PERSONS)
    assert workspace.live.directory == current
    assert dump(workspace.live) == before
    assert [p.name for p in workspace.generations.directory.iterdir()] == workspace.generations.names()
    assert load_table(workspace, TABLE + "9,x,\n", PERSONS).changed


def test_reload_follows_rows_that_changed_vanished_or_came(workspace: Workspace, load_table: LoadTable) -> None:
    first = load_table(workspace, TABLE, PERSONS).dataset
    second = load_table(workspace, "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1824\n4,左宗棠,1812\n", PERSONS).dataset
    generated = node(terms.curie("prov:wasGeneratedBy"))
    readers = {
        str(q.subject): q.object.value
        for q in workspace.live.store.match(None, generated)
        if "/trial/" in q.subject.value
    }
    graphs = [workspace.minter.record("trial", key) for key in "124"]
    assert readers == dict(zip(graphs, [first.activity, second.activity, second.activity], strict=True))
    assert workspace.minter.entity("person", "trial-3").encode() not in dump(workspace.live)
    assert workspace.minter.record("trial", "3").encode() not in dump(workspace.live)
    assert "張之洞".encode() not in dump(workspace.live)
    assert sorted((d.label, d.year_from) for d in documents(workspace.live).values()) == [
        ("左宗棠", 1812),
        ("李鴻章", 1824),
        ("盛宣懷", 1844),
    ]
    assert workspace.live.search.search(Query(text="張之洞")).total == 0
    assert (second.records, workspace.live.manifest.counts) == (3, {"person": 3})


@pytest.mark.parametrize("reloaded", [False, True], ids=["first", "fewer rows"])
def test_default_graph_describes_the_dataset_and_how_it_was_read(
    workspace: Workspace, load_table: LoadTable, reloaded: bool
) -> None:
    table = TABLE
    loaded = load_table(workspace, table, PERSONS).dataset
    if reloaded:  # no record comes from this reading, and yet it is what was read last
        table = TABLE[: TABLE.index("3,")]
        loaded = load_table(workspace, table, PERSONS).dataset
    digest = hashlib.sha256(table.encode()).hexdigest()
    assert loaded.files == [{"name": "data.csv", "bytes": len(table.encode()), "sha256": digest}]

    def said(subject: str) -> set[tuple[str, str]]:
        found = workspace.live.store.match(node(subject), None, None, VIEW)
        return {(str(q.predicate), str(q.object)) for q in found}

    dataset = said(workspace.minter.dataset("trial"))
    assert (terms.curie("rdf:type"), terms.curie("dcat:Dataset")) in dataset
    assert (terms.curie("dcterms:license"), "<https://creativecommons.org/publicdomain/zero/1.0/>") in dataset
    assert {(terms.curie("dcterms:title"), terms.literal(t, n)) for n, t in loaded.title.items()} <= dataset
    assert said(terms.iri(loaded.activity)) == {
        (terms.curie("rdf:type"), terms.curie("zs:ImportActivity")),
        (terms.curie("rdf:type"), terms.curie("prov:Activity")),
        (terms.curie("prov:generated"), workspace.minter.dataset("trial")),
        (terms.curie("prov:startedAtTime"), terms.typed(loaded.loaded, "xsd:dateTime")),
        (terms.curie("prov:used"), f"<urn:sha256:{digest}>"),
        (terms.curie("dcterms:source"), terms.literal(f"data.csv sha256:{digest}")),
    }


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        (b"", "", "the file is empty"),
        (b"id,name,name,born\n1,a,b,\n", "", "stands twice"),
        (b"id;name;born\n1;a;\n", "", "only one column"),
        (b"id,name,born\n1,a\0,\n2,b\0,\n", "", "not one row gives a record"),
        (TABLE.encode("gb18030"), 'encoding = "utf-8"', "row 2, byte 17: not UTF-8"),
        (TABLE.encode() + b'4,"never closed', "", "row 5: a quoted cell"),
        (TABLE.encode() + b"4," + b"x" * (17 << 20), "", "row 5: a line of more than"),
    ],
    ids=["empty", "duplicate header", "delimiter", "NUL", "encoding", "quote", "long line"],
)
def test_a_source_that_cannot_be_read_changes_nothing(
    workspace: Workspace, load_table: LoadTable, tmp_path: Path, content: bytes, more: str, told: str
) -> None:
    load_table(workspace, TABLE, PERSONS)
    description = tmp_path / "source" / "dataset.toml"
    description.write_text(description.read_text("utf-8").replace("[table]", f"[table]\n{more}"), "utf-8")
    (tmp_path / "source" / "data.csv").write_bytes(content)
    before, pointer = dump(workspace.live), (workspace.path / "current").read_bytes()
    dataset = load_description(description)
    with pytest.raises(InvalidDataset, match=told) as caught:
        load(workspace, dataset, dataset.find_files(tmp_path / "source"))
    assert caught.value.hint
    assert (workspace.path / "current").read_bytes() == pointer
    assert dump(workspace.live) == before
    load_table(workspace, TABLE + "4,左宗棠,1812\n", PERSONS)
    assert sorted(p.name for p in workspace.generations.directory.iterdir()) == workspace.generations.names()


def test_label_that_is_not_text_is_refused_and_changes_nothing(workspace: Workspace, load_table: LoadTable) -> None:
    wrong = PERSONS.replace(
        'property = "skos:prefLabel", lang = "zh-Hant"', 'property = "skos:prefLabel", type = "iri"'
    )
    before = dump(workspace.live)
    with pytest.raises(InvalidInput, match="label that is not text"):
        load_table(workspace, "id,name,born\n1,http://example.org/x,\n", wrong)
    assert dump(workspace.live) == before


def test_year_that_is_no_number_is_left_out_of_the_index(workspace: Workspace, load_table: LoadTable) -> None:
    load_table(workspace, TABLE.replace("1844", "約1844年"), PERSONS.replace(', type = "year"', ""))
    found = documents(workspace.live)
    years = {document.label: document.year_from for document in found.values()}
    assert years == {"盛宣懷": None, "李鴻章": 1823, "張之洞": 1837}


def test_unload_removes_every_trace_but_the_answer_that_it_is_gone(workspace: Workspace, load_table: LoadTable) -> None:
    empty = dump(workspace.live)
    load_table(workspace, TABLE, PERSONS)
    person = f"{workspace.minter.base}person/trial-1"
    unload(workspace, "trial")
    assert dump(workspace.live) == empty
    assert documents(workspace.live) == {}
    assert workspace.live.manifest.counts == {}
    assert resolve(workspace, workspace.live, person).state is State.GONE
    assert not workspace.live.problems_file("trial").exists()
    with pytest.raises(NotFound, match="not loaded"):
        unload(workspace, "trial")
    load_table(workspace, TABLE, PERSONS)
    assert resolve(workspace, workspace.live, person).state is State.HERE


def test_second_writer_is_told_that_the_workspace_is_busy(workspace: Workspace, load_table: LoadTable) -> None:
    other = Workspace.open(workspace.path)
    with workspace.writing(), pytest.raises(Busy, match="writing"):
        load_table(other, TABLE, PERSONS)
    load_table(other, TABLE, PERSONS)
    assert workspace.live.manifest.counts == {"person": 3}, "the first sees what the second has published"
    other.close()


def test_readers_go_on_while_loads_are_published(workspace: Workspace, load_table: LoadTable) -> None:
    load_table(workspace, TABLE, PERSONS)
    stop, wrong = threading.Event(), []
    entity = node(workspace.minter.entity("person", "trial-1"))

    def read() -> None:
        while not stop.is_set():
            live = workspace.live
            labels = {q.object.value for q in live.store.match(entity, None, None, VIEW) if "Label" in str(q.predicate)}
            hits = {hit.document.label for hit in live.search.search(Query(text="盛")).hits}
            if labels != hits:
                wrong.append((labels, hits))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for n in range(6):
        load_table(workspace, TABLE.replace("盛宣懷", f"盛宣懷{n}"), PERSONS)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong


#: Run in a process of its own: copies the workspace, loads or decides in a fork of itself and ends it midway.
TRIAL = """
import json, os, resource, shutil, signal, sys, time
from pathlib import Path
from ingest.description import load_description
from ingest.description import load_description
from ingest.load import load
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.workspace import Workspace

source, folder, what, trials = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])

def act(path):
    workspace = Workspace.open(path, clock=lambda: "2026-02-02T00:00:00Z")
    if what == "load":
        dataset = load_description(folder / "dataset.toml")
        load(workspace, dataset, dataset.find_files(folder))
    else:
        pair = tuple(workspace.minter.entity("person", f"trial-{n}") for n in (1, 2))
        decide(workspace, Kind.SAME, pair, agent="a", reason="b", overrides=("birth",))
    workspace.close()

for number, trial in enumerate(trials):
    copy = folder / f"copy-{number}"
    shutil.copytree(source, copy)
    child = os.fork()
    if child == 0:
        sys.stderr = open(os.devnull, "w")
        if "bytes" in trial:
            resource.setrlimit(resource.RLIMIT_FSIZE, (trial["bytes"], trial["bytes"]))
        try:
            act(copy)
        except BaseException as error:
            (folder / f"error-{number}").write_text(f"{type(error).__name__}: {error}")
            os._exit(1)
        os._exit(0)
    if "seconds" in trial:
        time.sleep(trial["seconds"])
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(code, flush=True)
"""


def run_trials(workspace: Workspace, folder: Path, what: str, trials: list[dict[str, float]]) -> list[int]:
    """Exit codes of the trials; the copies that they leave behind are ``folder/copy-<n>``."""
    root = Path(__file__).resolve().parents[2]
    arguments = [str(workspace.path), str(folder), what, json.dumps(trials)]
    ended = subprocess.run(
        [sys.executable, "-c", TRIAL, *arguments], cwd=root, capture_output=True, text=True, check=True, timeout=120
    )
    return [int(line) for line in ended.stdout.split()]


def state_of(path: Path) -> tuple[bytes, dict[str, Document]]:
    opened = Workspace.open(path)
    try:
        return dump(opened.live), documents(opened.live)
    finally:
        opened.close()


@pytest.mark.parametrize("what", ["load", "decide"])
def test_process_killed_at_any_moment_leaves_the_state_before_or_after(
    what: str, workspace: Workspace, load_table: LoadTable, tmp_path: Path
) -> None:
    load_table(workspace, TABLE, PERSONS)
    source = tmp_path / "source"
    (source / "data.csv").write_text(TABLE.replace("1837", "1838") + "4,左宗棠,1812\n", "utf-8")
    before = state_of(workspace.path)
    workspace.close()
    moments = random.Random(3)
    trials: list[dict[str, float]] = [{"seconds": 30.0 if not n else moments.uniform(0.005, 0.6)} for n in range(10)]
    trials[0] = {}
    codes = run_trials(workspace, source, what, trials)
    assert codes[0] == 0
    after = state_of(source / "copy-0")
    assert before != after
    found = [state_of(source / f"copy-{n}") for n in range(len(trials))]
    assert all(state in (before, after) for state in found)
    assert any(code == -9 for code in codes), "no process was killed in time"
    reopened = Workspace.open(source / "copy-1")
    assert load_table(reopened, TABLE + "5,曾國藩,1811\n", PERSONS).changed
    reopened.close()


def test_full_disk_changes_nothing_and_leaves_a_workspace_that_works(
    workspace: Workspace, load_table: LoadTable, tmp_path: Path
) -> None:
    load_table(workspace, TABLE, PERSONS)
    source = tmp_path / "source"
    rows = "".join(f"{n},名{n}甲{n % 89}乙,{1000 + n % 900}\n" for n in range(1_500))
    (source / "data.csv").write_text("id,name,born\n" + rows, "utf-8")
    before = state_of(workspace.path)
    workspace.close()
    codes = run_trials(workspace, source, "load", [{"bytes": n} for n in (200, 60_000, 150_000, 400_000)])
    assert any(codes)
    for number, code in enumerate(codes):
        copy = source / f"copy-{number}"
        if code:
            assert state_of(copy) == before
            assert (source / f"error-{number}").read_text().startswith("WorkspaceError")
        opened = Workspace.open(copy)
        assert load_table(opened, TABLE + "7,翁同龢,1830\n", PERSONS).changed
        opened.close()
        shutil.rmtree(copy)
