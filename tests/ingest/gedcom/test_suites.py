"""Files of other authors: right numbers of persons and families, every fault named, nothing lost on a round trip."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from pathlib import Path

import pytest

from ingest.gedcom.export import GedcomExporter

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
SUITES = [SHARED / "suites" / name for name in ("gedcom-go-testdata", "gedcom-magicsunday")]
OFFICIAL = SHARED / "data" / "gedcom" / "gedcom7_official"
LARGE = SHARED / "data" / "gedcom" / "large"
MALFORMED = SUITES[0] / "testdata" / "malformed"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")

FILES = sorted(
    path
    for folder in (*SUITES, SHARED / "data" / "gedcom")
    for path in folder.rglob("*")
    if path.name.lower().endswith((".ged", ".gdz", ".ged.gz")) and path.parent != MALFORMED
)
ROUND_TRIPS = [*sorted(OFFICIAL.glob("*.g??")), LARGE / "royal92.ged.gz", SUITES[1] / "files" / "Shakespeare.ged"]

#: file -> line and words of the problem that must be there
FAULTS = {
    "blank-lines.ged": (15, "empty line"),
    "circular-reference.ged": (5, "own ancestor"),
    "duplicate-xref.ged": (8, "used already"),
    "invalid-level.ged": (6, "level 99"),
    "invalid-xref.ged": (6, "@F999@"),
    "level-jump-skip.ged": (8, "level 4 follows level 1"),
    "level-jump-subordinate.ged": (10, "level 3 follows level 1"),
    "level-over-99.ged": (17, "level 100 is beyond 99"),
    "missing-header.ged": (1, "does not begin with HEAD"),
    "missing-xref.ged": (6, "@F999@"),
    "unterminated-xref.ged": (4, "not closed"),
}
#: what is sound in them: persons and families
SOUND = {
    "blank-lines.ged": (2, 0),
    "circular-reference.ged": (3, 3),
    "duplicate-xref.ged": (3, 2),
    "unterminated-xref.ged": (1, 0),
}


def text_of(path: Path) -> str:
    """The content of a file by rules of this test alone: nothing here is the importer's."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".gdz":
        data = zipfile.ZipFile(path).read("gedcom.ged")
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"0\0", "utf-16-le")):
        if data.startswith(mark):
            return data.decode(encoding)
    return data.decode("utf-16-be" if data.startswith(b"\0") else "latin-1")


def records(path: Path, tag: str) -> int:
    """How many records of a tag a file has, with or without an identifier."""
    return len(re.findall(rf"(?:^|[\r\n\ufeff\xbf])[ \t]*0[ \t]+(?:@[^@\r\n]+@[ \t]+)?{tag}\b", text_of(path)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_person_and_family_of_a_file_is_read(path: Path, read_files) -> None:
    reading = read_files(path)
    assert (reading.count("person"), reading.count("union")) == (records(path, "INDI"), records(path, "FAM"))


def test_the_suites_are_there() -> None:
    assert len(FILES) > 130
    assert sum(b"ANSEL" in path.read_bytes()[:2000] for path in FILES) >= 10
    assert {path.name for path in MALFORMED.glob("*.ged")} == FAULTS.keys()


@pytest.mark.parametrize("name", FAULTS)
def test_a_malformed_file_gives_what_is_sound_and_names_line_and_fault(name: str, read_files) -> None:
    reading = read_files(MALFORMED / name)
    line, words = FAULTS[name]
    assert any(row == line and words in reason for row, reason in reading.faults())
    assert (reading.count("person"), reading.count("union")) == SOUND.get(name, (1, 0))


@pytest.mark.parametrize("name", ["utf16be.ged", "utf16le.ged", "utf8-unicode.ged", "utf8-bom.ged"])
def test_encodings_with_and_without_a_mark_give_readable_names(name: str, read_files) -> None:
    reading = read_files(SUITES[0] / "testdata" / "encoding" / name)
    labels = [value for _, predicate, value in reading.claims if predicate.endswith("prefLabel>")]
    assert labels
    assert not any("\ufffd" in label or "\0" in label or "\\u0000" in label for label in labels)


def test_ansel_puts_accents_where_they_belong(read_files) -> None:
    reading = read_files(SUITES[1] / "files" / "ansel.ged")
    texts = " ".join(value for _, _, value in reading.claims)
    assert "é" in texts
    assert "\ufffd" not in texts


@pytest.mark.parametrize("path", ROUND_TRIPS, ids=lambda path: path.name)
def test_a_round_trip_loses_nothing_that_the_model_holds(path: Path, read_files, tmp_path: Path) -> None:
    before = read_files(path)
    if not before.records:
        pytest.skip("the file has a header and nothing else")
    version = "7.0" if path.parent == OFFICIAL else "5.5.1"
    out = io.BytesIO()
    GedcomExporter().export(before.selection(), out, version=version, archive=False)
    written = tmp_path / "again.ged"
    written.write_bytes(out.getvalue())
    after = read_files(written)
    assert before.claims - after.claims == set()
    assert after.claims - before.claims == set()


def test_royal92_in_gedcom_7_differs_only_where_the_version_writes_dates_otherwise(read_files, tmp_path: Path) -> None:
    before = read_files(LARGE / "royal92.ged.gz")
    out = io.BytesIO()
    GedcomExporter().export(before.selection(), out, version="7.0", archive=True)
    written = tmp_path / "again.gdz"
    written.write_bytes(out.getvalue())
    after = read_files(written)
    changed = before.claims - after.claims
    assert len(changed) < 30
    assert {predicate.rpartition("/")[2] for _, predicate, _ in changed} == {"dateText>"}
