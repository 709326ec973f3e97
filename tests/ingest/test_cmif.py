"""CMIF read: the sample to the triple, the examples of the format, and what is wrong in files."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.cmif import CmifImporter
from ingest.convert import convert
from ingest.source import Source
from ingest.tei import TeiOptions
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, iri, literal

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT.parent / "shared" / "suites" / "cmif"
needs_suite = pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")
SENT = '<correspAction type="sent"><persName ref="#a">甲</persName></correspAction>'


def read(path: Path) -> tuple[list[Record], list[Problem]]:
    class Described:
        options = TeiOptions("t-", "de", "edited")

    with Source(path) as source:
        items = list(CmifImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]
    return [i for i in items if isinstance(i, Record)], [i for i in items if isinstance(i, Problem)]


def write(folder: Path, letters: str, bibliography: str = "") -> Path:
    path = folder / "a.xml"
    header = f"<fileDesc><sourceDesc>{bibliography}</sourceDesc></fileDesc><profileDesc>{letters}</profileDesc>"
    path.write_text(f"<TEI><teiHeader>{header}</teiHeader><text><body><p/></body></text></TEI>", "utf-8")
    return path


def said(record: Record) -> set[tuple[str, str]]:
    return {(p, o) for s, p, o in record.claims if s == record.subject}


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("cmif", ROOT / "ingest/samples/sample-cmif.xml", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/cmif.nq").read_text("utf-8")
    assert (done.records, done.problems) == (3, 1)
    assert 'row 49, persName: cert="sure"' in report.getvalue()


@needs_suite
def test_the_examples_of_the_format_are_read_though_they_break_its_schema_and_the_breach_is_named() -> None:
    letters, problems = read(SUITE / "examples/example01_basic.xml")
    assert [record.key for record in letters] == [
        f"www.weber-gesamtausgabe.de-A{n}" for n in ("044980", "044943", "041523")
    ]
    first = letters[0]
    assert {
        (curie("rdfs:seeAlso"), iri("http://www.weber-gesamtausgabe.de/A044980")),
        (curie("zs:sender"), Minter().entity("person", "t-gnd-118814044")),
        (curie("zs:addresseeName"), literal("Weber, Carl Maria von", "de")),
        (curie("zs:receiptPlace"), Minter().entity("place", "t-geonames-2873891")),
        (curie("zs:edtf"), literal("1810-07-11/1810-07-18")),
    } <= said(first)
    assert any(o == curie("certainty:probable") for _, p, o in first.claims if p == curie("zs:certainty"))
    assert ['cert="medium"' in problem.reason for problem in problems] == [True]
    letters, problems = read(SUITE / "examples/example02_cmi-with-printed-edition.xml")
    assert len(letters) == 3
    assert (curie("dcterms:identifier"), literal("631")) in said(letters[0])
    assert ['cert="high"' in problem.reason for problem in problems] == [True]


def test_several_uncertain_senders_are_alternatives(tmp_path: Path) -> None:
    names = '<persName ref="#a" cert="low">甲</persName><persName ref="#b" cert="low">乙</persName>'
    (letter,), problems = read(
        write(tmp_path, f'<correspDesc key="1"><correspAction type="sent">{names}</correspAction></correspDesc>')
    )
    assert not problems
    contributions = {s for s, p, _ in letter.claims if p == curie("zs:alternativeTo")}
    assert len(contributions) == 2
    assert {o for _, p, o in letter.claims if p == curie("bf:agent")} == {
        Minter().entity("person", "t-a"),
        Minter().entity("person", "t-b"),
    }


def test_a_reply_points_to_the_letter_in_the_same_file_and_to_an_address_elsewhere(tmp_path: Path) -> None:
    context = (
        '<correspContext><ref type="prev" subtype="toAuthor" target="#l1"/>'
        '<ref type="next" target="https://example.org/l3"/></correspContext>'
    )
    letters = f'<correspDesc xml:id="l1">{SENT}</correspDesc><correspDesc xml:id="l2">{SENT}{context}</correspDesc>'
    (first, second), _ = read(write(tmp_path, letters))
    assert (curie("zs:replyTo"), first.subject) in said(second)
    assert (curie("dcterms:relation"), iri("https://example.org/l3")) in said(second)


def test_the_edition_is_an_entity_and_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    bibliography = '<biblStruct xml:id="e1"><monogr><title>書信集</title></monogr></biblStruct>'
    letters = (
        f'<correspDesc key="1" source="#e1">{SENT}</correspDesc><correspDesc key="2" source="#e2">{SENT}</correspDesc>'
    )
    (first, second), problems = read(write(tmp_path, letters, bibliography))
    edition = Minter().entity("instance", "t-e1")
    assert (edition, curie("skos:prefLabel"), literal("書信集", "de")) in first.claims
    assert (first.key, second.key) == ("e1-1", "e2-2")
    assert ['"#e2"' in problem.reason for problem in problems] == [True]


def test_the_same_letter_twice_is_left_out_and_named(tmp_path: Path) -> None:
    letter = f'<correspDesc ref="https://example.org/1">{SENT}</correspDesc>'
    letters, problems = read(write(tmp_path, letter * 2))
    assert len(letters) == 1
    assert "already" in problems[0].reason
    assert problems[0].skipped


def test_a_letter_of_which_nothing_is_said_has_a_label_all_the_same(tmp_path: Path) -> None:
    (letter,), _ = read(
        write(tmp_path, '<correspDesc key="1"><correspAction type="sent"><date/></correspAction></correspDesc>')
    )
    assert (curie("skos:prefLabel"), literal("Letter", "en")) in said(letter)


def test_a_file_without_letters_says_what_it_is(tmp_path: Path) -> None:
    _, problems = read(write(tmp_path, ""))
    assert "<TEI>" in problems[0].reason
