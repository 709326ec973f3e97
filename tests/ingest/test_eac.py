"""EAC-CPF of 2010 and 2.0: the sample to the triple, a record of other authors, relations, dates, what is wrong."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.eac import EacImporter, EacOptions
from ingest.field_mapping import field_mappings
from kg.record import Problem, Record
from kg.terms import curie, integer, literal

from .authority_files import MINTER, nodes, read, said

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "suites" / "ead3" / "samples" / "ead3"
OPTIONS = EacOptions("t-", "zh-Hant", "zh-Latn-pinyin")
NAME = '<nameEntry xml:lang="zh-Hant"><part>盛宣懷</part></nameEntry>'


def record(inner: str = "", *, key: str = "1", control: str = "", identity: str = NAME, kind: str = "person") -> str:
    """A record of 2010 with something in its description."""
    return (
        f'<eac-cpf xmlns="urn:isbn:1-931666-33-4" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<control><recordId>{key}</recordId>{control}</control><cpfDescription><identity><entityType>{kind}</entityType>"
        f"{identity}</identity>{inner}</cpfDescription></eac-cpf>"
    )


def load(tmp_path: Path, text: str) -> tuple[list[Record], list[Problem]]:
    path = tmp_path / "a.xml"
    path.write_text(text, "utf-8")
    return read(EacImporter, OPTIONS, path)


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("eac", ROOT / "ingest/samples/sample-eac.xml", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/eac.nq").read_text("utf-8")
    assert (done.records, done.problems) == (3, 1)
    assert "1916-04-31" in report.getvalue()


@pytest.mark.skipif(not SAMPLES.exists(), reason="needs ../shared")
def test_a_record_of_other_authors_that_was_merged_is_kept_as_superseded() -> None:
    (einstein,), problems = read(EacImporter, OPTIONS, SAMPLES / "EINSTEIN_ALBERT_18791955.CPF.xml")
    assert not problems
    assert said(einstein, "zs:authorityStatus") == [curie("zs:SupersededRecord")]
    assert not nodes(einstein, "zs:Person")
    assert literal("Bertie", "zh-Latn-pinyin") in said(einstein, "skos:altLabel")
    assert len(nodes(einstein, "zs:SourceCitation")) == 13


@pytest.mark.parametrize(
    ("relation", "concept"),
    [
        (
            '<cpfRelation cpfRelationType="family" xlink:href="2"><relationEntry localType="父">盛康</relationEntry>',
            "father",
        ),
        (
            '<cpfRelation cpfRelationType="family" xlink:arcrole="http://x.org/term#childOf" xlink:href="2">'
            "<relationEntry>盛康</relationEntry>",
            "parent",
        ),
        ('<cpfRelation cpfRelationType="family" xlink:href="2"><relationEntry>盛康</relationEntry>', "relative"),
    ],
)
def test_a_relation_is_kinship_by_the_most_exact_word(tmp_path: Path, relation: str, concept: str) -> None:
    (found,), problems = load(tmp_path, record(f"<relations>{relation}</cpfRelation></relations>"))
    assert not problems
    (tie,) = nodes(found, "zs:Kinship")
    assert said(found, "zs:kinship", tie) == [curie(f"kin:{concept}")]
    assert said(found, "zs:alter", tie) == [MINTER.entity("person", "t-2")]


def test_an_associate_and_an_identity_of_2_0(tmp_path: Path) -> None:
    text = (
        '<eac xmlns="https://archivists.org/ns/eac/v2"><control><recordId>1</recordId></control>'
        '<cpfDescription><identity><entityType value="person"/><nameEntry status="authorized"><part>李鴻章</part>'
        "</nameEntry></identity><relations>"
        '<relation><targetEntity targetType="person" valueURI="2"><part>盛宣懷</part></targetEntity>'
        "<dateRange><fromDate>1870</fromDate><toDate>1901</toDate></dateRange><targetRole>student</targetRole></relation>"
        '<relation><targetEntity valueURI="http://viaf.org/viaf/1"/><relationType>Identity</relationType></relation>'
        "</relations></cpfDescription></eac>"
    )
    (found,), problems = load(tmp_path, text)
    assert not problems
    (tie,) = nodes(found, "zs:Association")
    assert said(found, "zs:association", tie) == [curie("assoc:student")]
    assert said(found, "zs:beginYear", tie) == [integer(1870)]
    assert said(found, "skos:exactMatch") == ["<http://viaf.org/viaf/1>"]


def test_use_dates_and_types_stand_on_the_name(tmp_path: Path) -> None:
    identity = (
        f'{NAME}<nameEntry localType="字"><part>杏蓀</part><useDates><dateRange><fromDate standardDate="1860"/>'
        '<toDate standardDate="1916"/></dateRange></useDates></nameEntry>'
    )
    (found,), problems = load(tmp_path, record(identity=identity))
    assert not problems
    courtesy = nodes(found, "zs:Name")[1]
    assert said(found, "zs:nameType", courtesy) == [curie("nametype:zi")]
    assert said(found, "zs:beginYear", courtesy) == [integer(1860)]
    assert said(found, "zs:variantForm", MINTER.entity("authority", "t-1")) == [courtesy]


def test_a_chinese_date_is_read_and_words_that_nobody_reads_are_no_fault(tmp_path: Path) -> None:
    dates = "<dateRange><fromDate>道光二十四年九月二十四日</fromDate><toDate>someday</toDate></dateRange>"
    (found,), problems = load(tmp_path, record(f"<description><existDates>{dates}</existDates></description>"))
    assert not problems
    (birth,) = said(found, "zs:birth")
    assert said(found, "zs:lunarDay", birth) == [integer(24)]
    (death,) = said(found, "zs:death")
    assert said(found, "zs:dateText", death) == [literal("someday")]


def test_a_body_has_years_and_no_birth(tmp_path: Path) -> None:
    dates = '<existDates><date standardDate="1872"/></existDates>'
    (found,), _ = load(tmp_path, record(f"<description>{dates}</description>", kind="corporateBody"))
    assert said(found, "zs:beginYear") == [integer(1872)]
    assert not said(found, "zs:birthYear")


def test_places_with_a_role_are_places_and_others_names(tmp_path: Path) -> None:
    places = (
        "<places><place><placeRole>籍貫</placeRole><placeEntry>武進</placeEntry></place>"
        "<place><placeEntry>上海</placeEntry></place></places>"
    )
    (found,), _ = load(tmp_path, record(f"<description>{places}</description>"))
    assert said(found, "zs:nativePlace") == [MINTER.entity("place", "t-武進")]
    assert said(found, "zs:placeName") == [literal("上海", "zh-Hant")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<ead><archdesc/></ead>", "root element is <ead>"),
        (record(kind="robot"), "not person, corporateBody or family"),
        (record(identity=""), "no name"),
        (record("<relations><cpfRelation/></relations>"), "neither names nor points"),
        (record("<description><smell>musty</smell></description>"), "<smell> is not known here"),
        (
            record(
                "<relations><cpfRelation xlink:href='http://x y/'>"
                "<relationEntry>x</relationEntry></cpfRelation></relations>"
            ),
            "IRI",
        ),
        ("<records>" + record() + record() + "</records>", "was in a.xml"),
        ("<eac-cpf><control/></eac-cpf>", "describes nobody"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    _, problems = load(tmp_path, text)
    assert any(reason in problem.reason for problem in problems), problems


def test_records_around_a_bad_one_load(tmp_path: Path) -> None:
    text = f"<records>{record(key='1')}{record(key='2', kind='robot')}{record(key='3')}</records>"
    records, (problem,) = load(tmp_path, text)
    assert [each.key for each in records] == ["1", "3"]
    assert problem.column == "entityType"


def test_the_mapping_table_has_both_schemas() -> None:
    sources = {row.source for row in field_mappings("eac")}
    assert {"relations/cpfRelation", "relations/relation", "identity/nameEntrySet"} <= sources
