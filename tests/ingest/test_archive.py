"""Lists of archives: who wrote to whom, with what doubt, when, and what belongs to it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.archive import ArchiveImporter, ArchiveOptions, headings
from ingest.archive.parties import of_title, parties
from ingest.convert import convert
from ingest.field_mapping import field_mappings
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, integer, literal

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8421/"


def read(folder: Path, *lines: str, years: tuple[int, int] | None = None) -> list[Record | Problem]:
    class Described:
        options = ArchiveOptions("t-", years=years)

    path = folder / "a.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with Source(path) as source:
        return list(ArchiveImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]


def said(items: list[Record | Problem], local: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for item in items:
        for subject, predicate, value in item.claims if isinstance(item, Record) else ():
            if subject == f"<{BASE}{local}>":
                found.setdefault(predicate, set()).add(value)
    return found


def text(*words: str) -> set[str]:
    return {literal(word, "zh-Hant") for word in words}


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("archive", ROOT / "ingest/samples/sample-archive-list.csv", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/archive.nq").read_text("utf-8")
    assert (done.records, done.problems) == (5, 1)
    assert "row 6, 日期" in report.getvalue()


def test_several_senders_and_addressees_are_each_a_name(tmp_path: Path) -> None:
    item = said(read(tmp_path, "檔號,題名,發件人,收件人", "1,信,甲、乙,丙；丁"), "archive/t-1")
    assert item[curie("zs:senderName")] == text("甲", "乙")
    assert item[curie("zs:addresseeName")] == text("丙", "丁")


def test_a_or_b_are_alternatives_and_neither_is_said_to_have_written(tmp_path: Path) -> None:
    items = read(tmp_path, "檔號,題名,發件人,收件人", "1,信,盛宣懷或盛康,李鴻章")
    item = said(items, "archive/t-1")
    assert curie("zs:senderName") not in item
    assert item[curie("zs:addresseeName")] == text("李鴻章")
    one, other = said(items, "contribution/t-1-1"), said(items, "contribution/t-1-2")
    assert one[curie("zs:certainty")] == {curie("certainty:possible")}
    assert one[curie("zs:alternativeTo")] == {f"<{BASE}contribution/t-1-2>"}
    assert other[curie("zs:creatorName")] == text("盛康")


@pytest.mark.parametrize(("cell", "certainty"), [("[盛宣懷]", "inferred"), ("盛宣懷？", "uncertain")])
def test_what_the_cataloguer_supplied_or_doubts_is_marked(tmp_path: Path, cell: str, certainty: str) -> None:
    items = read(tmp_path, "檔號,題名,收件人", f"1,信,{cell}")
    assert said(items, "contribution/t-1-1")[curie("zs:certainty")] == {curie(f"certainty:{certainty}")}
    assert said(items, "contribution/t-1-1")[curie("zs:roleConcept")] == {curie("role:rcp")}


def test_a_title_tells_who_wrote_to_whom_where_no_column_does(tmp_path: Path) -> None:
    item = said(read(tmp_path, "檔號,題名", "1,盛宣懷致李鴻章電"), "archive/t-1")
    assert item[curie("zs:senderName")] == text("盛宣懷")
    assert item[curie("zs:addresseeName")] == text("李鴻章")


def test_a_chinese_date_has_its_lunar_parts_and_bounds_choose_a_reading(tmp_path: Path) -> None:
    items = read(tmp_path, "檔號,題名,日期", "1,信,光緒二十三年十二月初八日", years=(1850, 1936))
    assert said(items, "archive/t-1")[curie("zs:edtf")] == {literal("1897-12-31")}
    assert said(items, "time/t-1")[curie("zs:lunarDay")] == {integer(8)}


def test_replies_and_enclosures_lead_to_the_items_with_these_codes(tmp_path: Path) -> None:
    items = read(tmp_path, "档号,题名,回复,附件", "a1,信,,", "a2,覆信,a1,a3；a4")
    reply = said(items, "archive/t-a2")
    assert reply[curie("zs:replyTo")] == {f"<{BASE}archive/t-a1>"}
    assert reply[curie("zs:enclosure")] == {f"<{BASE}archive/t-a3>", f"<{BASE}archive/t-a4>"}


def test_the_full_text_is_a_transcription_kept_as_it_is(tmp_path: Path) -> None:
    items = read(tmp_path, "檔號,題名,全文", '1,信,"某某仁兄大人閣下：\n敬啟者"')
    assert said(items, "transcription/t-1")[curie("zs:text")] == text("某某仁兄大人閣下：\n敬啟者")


def test_the_kind_of_document_is_a_concept_and_a_letter_a_letter(tmp_path: Path) -> None:
    items = read(tmp_path, "檔號,題名,類型", "1,甲,函", "2,乙,合同")
    assert curie("zs:Letter") in said(items, "archive/t-1")[curie("rdf:type")]
    assert said(items, "archive/t-2")[curie("zs:documentType")] == {curie("documenttype:contract")}


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("檔號,題名", "1,"), "no title"),
        (("檔號,題名", "1,甲", "1,乙"), 'the reference code "1" was in a.csv, row 2'),
        (("檔號,題名,公曆", "1,甲,27/2/1902"), "27/2/1902"),
        (("檔號,題名,氣味", "1,甲,香"), "no such column"),
    ],
    ids=["no title", "a code twice", "a date that is none", "an unknown column"],
)
def test_what_is_wrong_is_named(tmp_path: Path, lines: tuple[str, ...], word: str) -> None:
    problems = [str(item) for item in read(tmp_path, *lines) if isinstance(item, Problem)]
    assert any(word in problem for problem in problems), problems


def test_a_table_without_titles_is_refused_with_what_to_call_them(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset) as caught:
        read(tmp_path, "檔號,日期", "1,1902")
    assert "标题" in caught.value.hint


@pytest.mark.parametrize("title", ["籌議海防摺", "致沈幼丹船政", "", "致", "（）"])
def test_titles_that_do_not_name_both_parties_name_none(title: str) -> None:
    assert of_title(title) == ("", "")


@pytest.mark.parametrize("cell", ["", "、、", "或", "[]", "？", "甲或"])
def test_cells_of_nothing_name_nobody_without_a_name(cell: str) -> None:
    assert all(party.name for party in parties(cell))


def test_every_heading_leads_to_a_field_of_the_table() -> None:
    assert set(headings().values()) == {row.source for row in field_mappings("archive")}
