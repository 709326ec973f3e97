"""The command ``zhishu``: what every command does; a mistake ends in a sentence and a hint, not in a traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, RdfFormat, parse

from ingest.description import known_datasets
from kg import terms
from kg.authority.resolution import State, resolve
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.search.index import Query
from kg.workspace import Workspace
from webapp.cli import COMMANDS, main
from webapp.decision_terms import read_term

ROOT = Path(__file__).resolve().parents[2]
Run: TypeAlias = Callable[..., Result]
Describe: TypeAlias = Callable[..., Path]

HEAD = """
id = "{id}"
title = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
description = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
files = ["{id}.csv"]
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
ALPHA = "id,name,born\n1,盛宣懷,1844\n2,李鴻章,1823\n"
BETA = "id,name,born\n1,盛宣懐,1845\n"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command on the workspace of the test; it must end with ``code``, and never with a traceback."""

    def call(*arguments: str | Path, code: int = 0, workspace: Path = tmp_path / "workspace") -> Result:
        result = CliRunner().invoke(main, ["-w", str(workspace), *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def describe(tmp_path: Path) -> Describe:
    """Write a table and its description; the path of the description."""

    def write(id: str, table: str, folder: str = "source") -> Path:
        directory = tmp_path / folder
        directory.mkdir(exist_ok=True)
        (directory / f"{id}.csv").write_text(table, "utf-8")
        (directory / f"{id}.toml").write_text(HEAD.format(id=id), "utf-8")
        return directory / f"{id}.toml"

    return write


@pytest.fixture
def loaded(run: Run, describe: Describe) -> Run:
    """``run`` on a workspace with two sources: alpha-1 and beta-1 are of one person."""
    run("load", describe("alpha", ALPHA), describe("beta", BETA))
    return run


@contextmanager
def opened(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace.open(tmp_path / "workspace", create=False)
    try:
        yield workspace
    finally:
        workspace.close()


def state_of(tmp_path: Path, path: str) -> State:
    with opened(tmp_path) as workspace:
        return resolve(workspace, workspace.live, f"{workspace.minter.base}{path}").state


def values_of(tmp_path: Path, path: str, prop: str) -> set[str]:
    """The values of a property in the view."""
    with opened(tmp_path) as workspace:
        quads = workspace.live.store.match(None, None, None, DefaultGraph())
        subject = workspace.minter.path(path)
        return {str(q.object) for q in quads if (str(q.subject), str(q.predicate)) == (subject, terms.curie(prop))}


def refused(result: Result, *parts: str) -> None:
    """Nothing on standard output; on standard error a message, a hint and no traceback."""
    assert result.stdout == ""
    assert result.stderr.startswith(("Error: ", "Usage: "))
    assert "Traceback" not in result.stderr
    for part in parts:
        assert part in result.stderr


def test_load_takes_ids_of_bundled_datasets(run: Run) -> None:
    rows = {name: known_datasets()[name].find_files(ROOT / "ingest/samples")[0] for name in ("sample-families",)}
    result = run("load", "sample-families", "sample-places", "--quiet")
    expected = len(rows["sample-families"].read_text("utf-8").splitlines()) - 1
    lines = result.stdout.splitlines()
    assert re.fullmatch(rf"sample-families: {expected} records, \d+ claims, 0 problems \(\d+\.\d s\)", lines[0])
    assert lines[1].startswith("sample-places: ")
    again = run("load", "sample-families").stdout
    assert "unchanged" in again
    assert "nothing to do" in again


def test_load_takes_descriptions_with_their_files_beside_them_or_elsewhere(
    run: Run, describe: Describe, tmp_path: Path
) -> None:
    alpha = describe("alpha", ALPHA)
    beta = describe("beta", BETA)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "beta.csv").write_text(BETA + "2,張之洞,1837\n", "utf-8")
    assert run("load", alpha).stdout.startswith("alpha: 2 records, 6 claims, 0 problems")
    assert run("load", beta, "--from", elsewhere).stdout.startswith("beta: 2 records, 6 claims, 0 problems")
    with opened(tmp_path) as workspace:
        assert workspace.live.search.search(Query(text="張之洞")).total == 1


def test_load_prints_the_first_problems_on_standard_error_and_says_where_the_others_are(
    run: Run, describe: Describe, tmp_path: Path
) -> None:
    bad = "".join(f"{n},甲,soon\n" for n in range(10, 17))
    result = run("load", describe("alpha", ALPHA + bad))
    assert "9 records" in result.stdout
    lines = result.stderr.splitlines()
    assert lines[0].startswith("  alpha.csv, row 4, born: ")
    assert "soon" in lines[0]
    assert len(lines) == 6
    kept = re.fullmatch(r"  … 2 more in (.*)", lines[5])
    assert kept
    assert len(Path(kept[1]).read_text("utf-8").splitlines()) == 7


def test_load_of_several_datasets_looks_for_all_files_before_it_loads_the_first(run: Run, describe: Describe) -> None:
    alpha, beta = describe("alpha", ALPHA), describe("beta", BETA)
    beta.with_suffix(".csv").unlink()
    refused(run("load", alpha, beta, code=1), "no file beta.csv", "--from")
    assert "0 claims of 0 datasets" in run("status").stdout


def test_unload_removes_a_dataset_and_its_ids_are_gone(loaded: Run, tmp_path: Path) -> None:
    assert loaded("unload", "alpha").stdout == "alpha: removed\n"
    assert state_of(tmp_path, "person/alpha-1") is State.GONE
    assert "alpha" not in loaded("status").stdout
    refused(loaded("unload", "alpha", code=1), "'alpha' is not loaded", "zhishu status")


def test_status_tells_generation_datasets_entities_and_decisions(loaded: Run, tmp_path: Path) -> None:
    loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    lines = loaded("status").stdout.splitlines()
    with opened(tmp_path) as workspace:
        assert workspace.live.name in lines[0]
        assert workspace.minter.base in lines[0]
    assert lines[1] == "9 claims of 2 datasets; 1 decisions"
    assert lines[2].split() == ["2", "person"]
    assert [line.partition(":")[0] for line in lines[3:]] == ["alpha", "beta"]


def test_convert_prints_quads_that_parse_and_problems_one_a_line(run: Run, describe: Describe, tmp_path: Path) -> None:
    description = describe("alpha", ALPHA + "3,甲,soon\n4,乙\n")
    table = description.with_suffix(".csv")
    result = run("convert", "table", table, "--dataset", description, code=3)
    quads = list(parse(result.stdout.encode(), RdfFormat.N_QUADS))
    base = Minter().base
    assert {q.graph_name.value for q in quads} == {f"{base}record/alpha/{n}" for n in (1, 2, 3)}
    assert len(quads) == 8
    assert [line.partition(": ")[0] for line in result.stderr.splitlines()] == [
        "alpha.csv, row 4, born",
        "alpha.csv, row 5",
    ]
    assert not (tmp_path / "workspace").exists()
    describe("alpha", ALPHA)
    assert run("convert", "table", table, "--dataset", description).stderr == ""


def test_dump_holds_view_and_claims(loaded: Run, tmp_path: Path) -> None:
    printed = loaded("dump").stdout
    loaded("dump", tmp_path / "all.nq")
    assert (tmp_path / "all.nq").read_text("utf-8") == printed
    graphs = {q.graph_name for q in parse(printed.encode(), RdfFormat.N_QUADS)}
    assert DefaultGraph() in graphs
    assert len([graph for graph in graphs if "/record/" in str(graph)]) == 3


def test_decide_same_leads_one_id_to_the_other_and_undo_gives_it_back(loaded: Run, tmp_path: Path) -> None:
    result = loaded(*("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "同名", "--agent", "cataloguer"))
    told = r"1 same person/alpha-1 person/beta-1 — 同名 \(cataloguer, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\n"
    assert re.fullmatch(told, result.stdout)
    assert state_of(tmp_path, "person/beta-1") is State.MOVED
    loaded("decide", "undo", "1", "--reason", "doubt")
    assert state_of(tmp_path, "person/beta-1") is State.HERE
    loaded("decide", "undo", "2", "--reason", "no doubt")
    assert state_of(tmp_path, "person/beta-1") is State.MOVED
    lines = loaded("decide", "log").stdout.splitlines()
    assert [re.split(r" — ", line)[0] for line in lines] == [
        "1 same person/alpha-1 person/beta-1",
        "[2 undo decision 1",
        "3 undo decision 2",
    ]
    refused(loaded("decide", "undo", "2", "--reason", "x", code=1), "undone by decision 3", "undo decision 3")
    refused(loaded("decide", "undo", "9", "--reason", "x", code=1), "no decision 9", "decide log")


def test_a_conflict_names_the_decisions(loaded: Run, tmp_path: Path) -> None:
    loaded("decide", "different", "person/alpha-1", "person/beta-1", "--reason", "years")
    loaded("decide", "same", "person/alpha-1", "person/alpha-2", "--override", "birth", "--reason", "a mistake")
    result = loaded("decide", "same", "person/alpha-2", "person/beta-1", "--reason", "x", code=1)
    refused(result, "decision 1", "decisions 2, 3", "Undo one of these")
    assert state_of(tmp_path, "person/beta-1") is State.HERE
    assert len(loaded("decide", "log").stdout.splitlines()) == 2


def test_decide_prefer_chooses_the_value_of_the_view(loaded: Run, tmp_path: Path) -> None:
    loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    assert values_of(tmp_path, "person/alpha-1", "zs:birthYear") == {terms.integer(1844), terms.integer(1845)}
    loaded("decide", "prefer", "person/alpha-1", "zs:birthYear", "1844", "--reason", "r")
    loaded("decide", "prefer", "person/alpha-1", "skos:prefLabel", '"盛宣懐"@zh-Hant', "--reason", "r")
    assert values_of(tmp_path, "person/alpha-1", "zs:birthYear") == {terms.integer(1844)}
    assert values_of(tmp_path, "person/alpha-1", "skos:prefLabel") == {terms.literal("盛宣懐", "zh-hant")}
    refused(
        loaded("decide", "prefer", "person/alpha-1", "zs:birthYear", "1846", "--reason", "r", code=1),
        "No source says",
        "1844",
    )


def test_decide_add_states_a_claim_and_withdraw_takes_records_and_claims_out(loaded: Run, tmp_path: Path) -> None:
    loaded("decide", "add", "person/alpha-2", "zs:birthYear", "--reason", "r", "--", "-5")
    loaded("decide", "add", "person/alpha-2", "skos:note", "直隸總督", "--reason", "r")
    assert values_of(tmp_path, "person/alpha-2", "zs:birthYear") == {terms.integer(1823), terms.integer(-5)}
    assert values_of(tmp_path, "person/alpha-2", "skos:note") == {terms.literal("直隸總督")}
    loaded(
        *("decide", "withdraw", "record/alpha/2", "person/alpha-2", "zs:birthYear", "1823"), "--reason", "not his year"
    )
    assert values_of(tmp_path, "person/alpha-2", "zs:birthYear") == {terms.integer(-5)}
    loaded("decide", "withdraw", "record/beta/1", "--reason", "r")
    assert values_of(tmp_path, "person/beta-1", "skos:prefLabel") == set()
    refused(loaded("decide", "withdraw", "record/beta/7", "--reason", "r", code=1), "no record")


BASE = "http://127.0.0.1:8421/"
ONTOLOGY = "https://w3id.org/zhishu/ontology/"


@pytest.mark.parametrize(
    ("text", "role", "term"),
    [
        ("person/cbdb-55084", "entity", f"<{BASE}person/cbdb-55084>"),
        ("record/cbdb/55084", "entity", f"<{BASE}record/cbdb/55084>"),
        ("https://example.org/盛", "entity", "<https://example.org/盛>"),
        ("zs:birthYear", "property", f"<{ONTOLOGY}birthYear>"),
        (f"{ONTOLOGY}birthYear", "property", f"<{ONTOLOGY}birthYear>"),
        ("place/sample-wujin", "value", f"<{BASE}place/sample-wujin>"),
        ("https://example.org/盛", "value", "<https://example.org/盛>"),
        ("zs:Male", "value", f"<{ONTOLOGY}Male>"),
        ("kin:father", "value", "<https://w3id.org/zhishu/kinship/father>"),
        ("1844", "value", terms.integer(1844)),
        ("-5", "value", terms.integer(-5)),
        ("007", "value", terms.integer(7)),
        ("²", "value", '"²"'),
        ("--5", "value", '"--5"'),
        ("武進", "value", '"武進"'),
        ("note: not an IRI", "value", '"note: not an IRI"'),
        ('"1844"', "value", '"1844"'),
        ('"盛宣懷"@zh-Hant', "value", '"盛宣懷"@zh-hant'),
        ('"31.5"^^xsd:decimal', "value", '"31.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ('"007"^^<http://www.w3.org/2001/XMLSchema#integer>', "value", terms.integer(7)),
        ('say "yes"', "value", '"say \\"yes\\""'),
        ('"a "b" c"@en', "value", '"a \\"b\\" c"@en'),
    ],
)
def test_a_term_is_read_by_its_role(text: str, role: str, term: str) -> None:
    assert read_term(text, role, Minter()) == term


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("盛宣懷", "entity"),
        ("cbdb-55084", "entity"),
        ("zs:Person", "entity"),
        ("https://example.org/a b", "entity"),
        ("nope:birthYear", "property"),
        ("birthYear", "property"),
        ("zs:birth year", "property"),
        ('"盛"@zh_Hant', "value"),
        ('"soon"^^xsd:integer', "value"),
        ('"1"^^nope:integer', "value"),
    ],
)
def test_what_is_no_term_is_refused_with_a_sentence(text: str, role: str) -> None:
    with pytest.raises(InvalidInput):
        read_term(text, role, Minter())


def test_a_user_without_a_name_must_say_who_decides(loaded: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)
    same = ("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    refused(loaded(*same, code=1), "somebody who takes it", "--agent")
    loaded(*same, "--agent", "cataloguer")


def test_rebuild_changes_no_byte(loaded: Run) -> None:
    loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    before = loaded("dump").stdout
    result = loaded("rebuild")
    assert re.fullmatch(r"9 claims in generation g\d{6}\n", result.stdout)
    assert "view" in result.stderr.splitlines()
    assert loaded("dump").stdout == before


def test_rollback_returns_to_the_generation_before_the_last_load_and_keeps_decisions(
    loaded: Run, describe: Describe, tmp_path: Path
) -> None:
    before = loaded("dump").stdout
    loaded("load", describe("alpha", ALPHA + "3,張之洞,1837\n"))
    loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    result = loaded("rollback")
    assert re.fullmatch(r"Live generation: g\d{6}-\d{4}\n", result.stdout)
    assert state_of(tmp_path, "person/alpha-3") is State.GONE
    assert state_of(tmp_path, "person/beta-1") is State.MOVED
    loaded("decide", "undo", "1", "--reason", "r")
    after = loaded("dump").stdout
    assert [q for q in before.splitlines() if "/decision/" not in q] == [
        q for q in after.splitlines() if "/decision/" not in q and "/curation>" not in q
    ]


def test_rollback_without_a_generation_before_is_refused(run: Run) -> None:
    run("load", "sample-families", "--quiet")
    run("rollback")
    refused(run("rollback", code=1), "no generation before", "zhishu.toml")


def test_snapshots_are_made_listed_restored_and_removed(loaded: Run, tmp_path: Path) -> None:
    before = loaded("dump").stdout
    loaded("snapshot", "create", "first")
    loaded("snapshot", "create", "second")
    assert loaded("snapshot", "list").stdout == "first\nsecond\n"
    loaded("unload", "alpha")
    assert state_of(tmp_path, "person/alpha-1") is State.GONE
    loaded("snapshot", "restore", "first")
    assert loaded("dump").stdout == before
    loaded("snapshot", "remove", "first")
    assert loaded("snapshot", "list").stdout == "second\n"
    refused(loaded("snapshot", "create", "second", code=1), "already", "another name")
    refused(loaded("snapshot", "create", "../x", code=1), "cannot be the name", "letters")
    refused(loaded("snapshot", "restore", "first", code=1), "no snapshot 'first'", "Snapshots: second")
    refused(loaded("snapshot", "remove", "first", code=1), "no snapshot 'first'")


def test_backup_makes_an_equal_workspace_elsewhere(loaded: Run, tmp_path: Path) -> None:
    loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", "r")
    archive = tmp_path / "backup.tar"
    assert loaded("backup", archive).stdout == f"{archive}: {archive.stat().st_size:,} bytes\n"
    refused(loaded("backup", archive, code=1), "exists", "another name")
    other = tmp_path / "other"
    assert loaded("restore", archive, workspace=other).stdout.startswith("9 claims in ")
    for command in (["dump"], ["decide", "log"]):
        assert loaded(*command, workspace=other).stdout == loaded(*command).stdout
    refused(loaded("restore", archive, workspace=other, code=1), "not empty", "new directory")
    (tmp_path / "cut.tar").write_bytes(archive.read_bytes()[:20_000])
    refused(loaded("restore", tmp_path / "cut.tar", workspace=tmp_path / "third", code=1), "not a whole backup")
    assert not (tmp_path / "third").exists()


def test_demo_loads_the_samples_once_and_takes_their_decisions_once(run: Run, tmp_path: Path) -> None:
    first = run("demo", "--no-serve").stdout.splitlines()
    samples = [dataset.id for dataset in known_datasets().values() if dataset.sample]
    assert [line.partition(":")[0] for line in first] == samples
    tables = {dataset.id for dataset in known_datasets().values() if dataset.importer == "table"}
    # A sample of an exchange format has one fault, to show how it is reported.
    assert all(
        (" 0 problems" if sample in tables else " 1 problems") in line
        for sample, line in zip(samples, first, strict=True)
    )
    decisions = run("decide", "log").stdout
    assert decisions.startswith("1 same person/sample-")
    assert state_of(tmp_path, "person/sgen-xuanhuai") is State.MOVED
    again = run("demo", "--no-serve").stdout.splitlines()
    assert all("nothing to do" in line for line in again)
    assert run("decide", "log").stdout == decisions


def test_an_unknown_dataset_is_told_with_one_that_is_meant(run: Run, tmp_path: Path) -> None:
    refused(run("load", "biogref-cbbd", code=1), 'no dataset "biogref-cbbd"', 'Did you mean "biogref-cbdb"?')
    assert not (tmp_path / "workspace").exists()


def test_a_missing_file_is_told_with_what_was_looked_for(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    refused(run("load", "biogref-cbdb", "--from", empty, code=1), "biogref-cbdb-data.csv.gz", str(empty), "--from")
    refused(run("load", tmp_path / "none.toml", code=1), "none.toml")
    refused(run("load", "biogref-cbdb", "--from", tmp_path / "none", code=2), "does not exist")


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ('id = "alpha', 'id = "alpha"', ("not valid TOML", "line")),
        ('importer = "tabel"', 'importer = "table"', ("tabel", 'Did you mean "table"?')),
        ("collumn = [", "column = [", ("collumn", 'Did you mean "column"?')),
        ('"zz:birthYear"', '"zs:birthYear"', ("zz:birthYear",)),
        ('id = "Alpha"', 'id = "alpha"', ("Alpha", "small letters")),
        ('id = "curation"', 'id = "alpha"', ("curators", "another id")),
        ('prefixes = ["decision/x-"]', 'prefixes = ["person/alpha-"]', ("provenance",)),
        ('entity = "record/x-{id}"', 'entity = "person/alpha-{id}"', ("provenance",)),
    ],
)
def test_a_mistake_in_a_description_is_told_with_place_and_remedy(
    run: Run, describe: Describe, tmp_path: Path, wrong: str, right: str, told: tuple[str, ...]
) -> None:
    description = describe("alpha", ALPHA)
    text = description.read_text("utf-8")
    assert right in text
    description.write_text(text.replace(right, wrong, 1), "utf-8")
    refused(run("load", description, code=1), str(description), *told)
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("same", "person/alpha-1", "盛宣懷"), ("'盛宣懷' is not an id", "person/cbdb-55084")),
        (("same", "person/alpha-1", "person/alpha-9"), ("no entity", "Search")),
        (("same", "person/alpha-1", "person/alpha-1"), ("the same already", "nothing to decide")),
        (("add", "person/alpha-1", "nope:x", "1"), ("nope:x", "zs:birthYear")),
        (("withdraw", "record/alpha/1", "person/alpha-1"), ("entity, property and value",)),
    ],
)
def test_a_decision_that_cannot_be_is_refused_and_nothing_is_written(
    loaded: Run, arguments: tuple[str, ...], told: tuple[str, ...]
) -> None:
    refused(loaded("decide", *arguments, "--reason", "r", code=1), *told)
    assert loaded("decide", "log").stdout == ""


def test_a_decision_needs_a_reason(loaded: Run) -> None:
    refused(loaded("decide", "same", "person/alpha-1", "person/beta-1", code=2), "Missing option '--reason'")
    refused(loaded("decide", "same", "person/alpha-1", "person/beta-1", "--reason", " ", code=1), "needs a reason")


READING = [
    *(("status",), ("dump",), ("unload", "x"), ("rebuild",), ("rollback",), ("snapshot", "list"), ("backup", "b.tar")),
    *(("serve",), ("decide", "log"), ("decide", "undo", "1", "--reason", "r")),
]


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
@pytest.mark.parametrize("there", [False, True])
def test_a_directory_without_a_workspace_is_not_made_one_by_asking(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], there: bool
) -> None:
    directory = tmp_path / "workspace"
    if there:
        directory.mkdir()
        (directory / "letter.txt").write_text("not a workspace")
    refused(run(*arguments, code=1), "no workspace", "zhishu load")
    assert [path.name for path in directory.glob("*")] == (["letter.txt"] if there else [])


def test_what_the_system_refuses_is_told_without_a_traceback(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(loaded("backup", tmp_path / "file" / "backup.tar", code=1), "file/backup.tar")
    refused(loaded("status", workspace=tmp_path / "file", code=2), "is a file")


def test_every_command_has_help_and_its_summary() -> None:
    listed = CliRunner().invoke(main, ["--help"]).stdout
    for name, (_, summary) in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(summary[:40])}", listed, re.MULTILINE)
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: main {name} ")
    refused(CliRunner().invoke(main, ["laod"]), "No such command 'laod'")


def process(*arguments: str | Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "webapp", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ZHISHU_QUERY_WORKERS": "1", **more},
    )


def test_help_imports_none_of_the_heavy_packages() -> None:
    program = (
        "import sys\nfrom webapp.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "heavy = ('flask', 'rdflib', 'tantivy', 'pyoxigraph', 'sqlalchemy', 'pypinyin')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stdout.startswith("Usage:")
    assert ended.stdout.splitlines()[-1] == "[]"


def test_a_mistake_ends_a_real_process_with_a_sentence(tmp_path: Path) -> None:
    ended = process("-w", tmp_path / "none", "status")
    out, err = ended.communicate(timeout=60)
    assert (ended.returncode, out) == (1, "")
    assert err.splitlines() == [
        f"Error: There is no workspace in {tmp_path / 'none'}.",
        "Create one with `zhishu load`.",
    ]


def test_a_reader_that_has_seen_enough_of_a_dump_causes_no_traceback(loaded: Run, tmp_path: Path) -> None:
    dumping = process("-w", tmp_path / "workspace", "dump")
    assert dumping.stdout
    assert dumping.stderr
    dumping.stdout.close()
    assert dumping.stderr.read() == ""
    assert dumping.wait(60) == 1
    dumping.stderr.close()


def test_serve_answers_and_stops_on_sigterm_and_tells_of_a_port_in_use(loaded: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        out, err = process("-w", tmp_path / "workspace", "serve", "--port", str(port)).communicate(timeout=60)
    assert (out, err) == (
        "",
        f"Error: Cannot listen on 127.0.0.1:{port}: Address already in use.\n"
        "Does another process use it? Choose with --host and --port.\n",
    )
    server = process("-w", tmp_path / "workspace", "serve", "--host", "127.0.0.1", "--port", str(port))
    try:
        assert server.stdout
        address = server.stdout.readline().strip()
        assert address == f"http://127.0.0.1:{port}/"
        with urlopen(address, timeout=10) as answer:
            assert "text/html" in answer.headers["Content-Type"]
        with urlopen(f"{address}healthz", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        asked = (
            f"{address}sparql?query=ASK%7B%3Fs%20%3Chttp%3A%2F%2Fwww.w3.org%2F2004%2F02%2Fskos%2Fcore%23prefLabel%3E"
        )
        with urlopen(f"{asked}%20%22%E7%9B%9B%E5%AE%A3%E6%87%B7%22%40zh-hant%7D", timeout=10) as answer:
            assert json.load(answer)["boolean"] is True
        loaded("unload", "beta")  # the command line writes while the server runs
        with urlopen(f"{address}healthz", timeout=10) as answer:
            assert answer.status == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
        assert "Traceback" not in server.communicate()[1]
    finally:
        server.kill()
        server.communicate()
