"""Writing: versions, escapes, persons of other sources, the command."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.description import load_description
from ingest.exporter import Selection, get_exporter
from ingest.gedcom.export import GedcomExporter
from ingest.gedcom.structure import Structure
from ingest.gedcom.writer import Pointer, write_lines
from ingest.load import load
from kg.errors import InvalidInput
from kg.iris import DEFAULT_BASE
from kg.terms import Term, Triple, curie, integer, literal
from kg.workspace import Workspace
from webapp.cli import main

from .conftest import Read, entity

SAMPLES = Path(__file__).resolve().parents[3] / "ingest" / "samples"
ROUND = "0 @I1@ INDI\n1 NAME Ann /Lee/\n1 NOTE @one\n2 CONT two@three\n1 BIRT\n2 DATE @#DJULIAN@ 1 JAN 1700\n"


def written(claims: list[Triple], version: str = "7.0") -> str:
    out = io.BytesIO()
    GedcomExporter().export(Selection("x", tuple(claims), DEFAULT_BASE), out, version=version, archive=False)
    return out.getvalue().decode("utf-8")


def person(local: str, name: str, **more: Term) -> list[Triple]:
    subject = entity("person", local)
    claims = [(subject, curie("rdf:type"), curie("zs:Person")), (subject, curie("skos:prefLabel"), literal(name))]
    return claims + [(subject, curie(f"zs:{prop}"), value) for prop, value in more.items()]


def tie(number: int, ego: str, kinship: str, alter: str) -> list[Triple]:
    node = entity("kinship", str(number))
    return [
        (node, curie("rdf:type"), curie("zs:Kinship")),
        (node, curie("zs:ego"), entity("person", ego)),
        (node, curie("zs:alter"), entity("person", alter)),
        (node, curie("zs:kinship"), curie(f"kin:{kinship}")),
    ]


@pytest.mark.parametrize("version", ["7.0", "5.5.1"])
def test_what_is_written_reads_back_in_either_version(version: str, read: Read) -> None:
    before = read(ROUND)
    after = read(written(list(before.selection().claims), version).encode())
    assert {c for c in before.claims if "dateText" not in c[1]} <= after.claims


def test_each_version_has_its_own_words(read: Read) -> None:
    claims = list(read(ROUND).selection().claims)
    assert "2 DATE JULIAN 1 JAN 1700\n" in written(claims)
    assert "2 DATE @#DJULIAN@ 1 JAN 1700\n" in written(claims, "5.5.1")
    assert "1 NOTE @@one\n2 CONT two@three\n" in written(claims)
    assert "1 NOTE @@one\n2 CONT two@@three\n" in written(claims, "5.5.1")


def test_long_lines_are_cut_where_no_reader_loses_a_blank(read: Read) -> None:
    text = "ab cd@ef " * 200 + "end"
    lines = list(write_lines([Structure("NOTE", text, "N1")], seven=False))
    assert max(map(len, lines)) <= 255
    assert not any(line.rstrip("\n").endswith(" ") or line.startswith("1 CONC  ") for line in lines)
    assert read("".join([*lines, "0 @I1@ INDI\n1 NOTE @N1@\n"])).values(entity("person", "I1"), "zs:note") == {
        literal(text)
    }


def test_a_text_that_looks_like_a_pointer_is_none(read: Read) -> None:
    record = Structure("INDI", xref="I1", children=[Structure("NOTE", "@N1@"), Structure("NOTE", Pointer.to("N2"))])
    text = "".join(write_lines([record], seven=True))
    assert "1 NOTE @@N1@\n1 NOTE @N2@\n" in text


def test_persons_of_any_source_become_families() -> None:
    claims = [
        *person("a", "盛康", birthYear=integer(1814)),
        *person("b", "盛宣懷", gender=curie("zs:Male")),
        *person("c", "莊德華", gender=curie("zs:Female")),
        *person("d", "盛恩頤"),
        *tie(1, "b", "father", "a"),
        *tie(2, "b", "wife", "c"),
        *tie(3, "d", "father", "b"),
        *tie(4, "d", "mother", "c"),
        *tie(5, "a", "uncle", "d"),
    ]
    text = written(claims)
    assert "1 NAME /盛/康\n1 BIRT\n2 DATE 1814\n" in text
    assert text.count(" FAM\n") == 2
    assert "1 HUSB @B@\n1 WIFE @C@\n1 CHIL @D@\n" in text
    assert "3 PHRASE 父輩叔伯" in text or "2 ROLE OTHER\n3 PHRASE " in text


@pytest.mark.parametrize(("version", "archive"), [("8", False), ("5.5.1", True)])
def test_what_cannot_be_written_is_refused(version: str, archive: bool) -> None:
    selection = Selection("x", tuple(person("a", "Ann")), DEFAULT_BASE)
    with pytest.raises(InvalidInput):
        GedcomExporter().export(selection, io.BytesIO(), version=version, archive=archive)


def test_nothing_is_not_written() -> None:
    with pytest.raises(InvalidInput, match="nothing to write"):
        written([])


def test_an_unknown_format_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidInput, match="no exporter"):
        get_exporter("gedcon")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "workspace"
    opened = Workspace.open(path)
    try:
        for name in ("sample-gedcom", "sample-genealogy", "sample-kinship"):
            dataset = load_description(name)
            load(opened, dataset, dataset.find_files(SAMPLES))
    finally:
        opened.close()
    return path


def run(workspace: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["-w", str(workspace), "export", "gedcom", *arguments])
    return result.exit_code, result.output


def test_the_command_writes_a_dataset_that_reads_back_the_same(workspace: Path, tmp_path: Path, read_files) -> None:
    code, output = run(workspace, str(tmp_path / "out.ged"), "--dataset", "sample-gedcom")
    assert code == 0
    assert "20 INDI, 11 FAM, 5 SOUR" in output
    reading = read_files(tmp_path / "out.ged")
    assert (reading.count("person"), reading.count("union")) == (20, 11)


def test_the_command_writes_a_person_with_the_family_around(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.gdz"
    assert run(workspace, str(file), "--person", "person/sgen-xuanhuai", "--generations", "1")[0] == 0
    small = file.stat().st_size
    assert run(workspace, str(file), "--person", "person/sgen-xuanhuai", "--generations", "9")[0] == 0
    assert file.stat().st_size > small


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say what to write"),
        (("--dataset", "nothing"), "is not loaded"),
        (("--person", "person/nobody"), "Nothing is known"),
        (("--dataset", "sample-gedcom", "--version", "6"), "is not written"),
    ],
)
def test_the_command_says_what_is_wrong_and_leaves_no_file(
    arguments: tuple[str, ...], words: str, workspace: Path, tmp_path: Path
) -> None:
    code, output = run(workspace, str(tmp_path / "out.ged"), *arguments)
    assert code == 1
    assert words in output
    assert list(tmp_path.iterdir()) == []
