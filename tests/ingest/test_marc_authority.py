"""Authority records in MARC 21 and UNIMARC: the samples to the triple, characters, lengths that lie, names."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.field_mapping import field_mappings
from ingest.marc_authority import MarcAuthorityImporter, MarcAuthorityOptions
from ingest.marc_authority.dates import read_life
from kg.errors import InvalidDataset
from kg.record import Problem, Record
from kg.terms import curie, integer, literal

from .authority_files import MINTER, nodes, read, said

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SUITE = SHARED / "suites" / "marc-pymarc" / "test"
FILES = sorted(SUITE.iterdir()) + sorted((SHARED / "data" / "marc_chinese").glob("*.*")) if SUITE.exists() else []
OPTIONS = MarcAuthorityOptions("t-", "zh-Hant", "zh-Latn-pinyin")
MARC21_LEADER, UNIMARC_LEADER = "nz  a22{base}n  4500", "nx   22{base}   450 "


def iso(*fields: tuple[str, str], leader: str = MARC21_LEADER, encoding: str = "utf-8", length: int = 0) -> bytes:
    """A record in ISO 2709; ``$x`` in a field begins the subfield x; ``length`` lies about its length."""
    directory, body = b"", b""
    for tag, text in fields:
        head, *parts = text.split("$")
        content = (head + "".join(f"\x1f{part}" for part in parts)).encode(encoding) + b"\x1e"
        directory += f"{tag}{len(content):04d}{len(body):05d}".encode()
        body += content
    base = 24 + len(directory) + 1
    total = length or base + len(body) + 1
    head_bytes = f"{total:05d}{leader.format(base=f'{base:05d}')}".encode()
    assert len(head_bytes) == 24
    return head_bytes + directory + b"\x1e" + body + b"\x1d"


def load(tmp_path: Path, content: bytes, name: str = "a.mrc") -> tuple[list[Record], list[Problem]]:
    path = tmp_path / name
    path.write_bytes(content)
    return read(MarcAuthorityImporter, OPTIONS, path)


def test_the_marc21_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("marc-authority", ROOT / "ingest/samples/sample-marc-authority.xml", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/marc-authority.nq").read_text("utf-8")
    assert (done.records, done.problems) == (5, 1)
    assert "046$g" in report.getvalue()
    assert "1872-13-12" in report.getvalue()


def test_the_cnmarc_sample_in_gbk_is_read_though_a_length_lies() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("marc-authority", ROOT / "ingest/samples/sample-cnmarc-authority.mrc", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/cnmarc-authority.nq").read_text("utf-8")
    assert (done.records, done.problems) == (2, 1)
    assert 'the leader says that it has "00199" bytes' in report.getvalue()


@pytest.mark.skipif(not FILES, reason="needs ../shared")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_without_authority_records_gives_problems_that_say_so_and_nothing_else(path: Path) -> None:
    refused, records, problems = outcome(path)
    assert not records
    assert any(each.skipped for each in problems) or "ISO 2709" in refused or "ZIP archive" in refused


def outcome(path: Path) -> tuple[str, list[Record], list[Problem]]:
    """Why a file is refused as a whole, or its records and problems."""
    try:
        records, problems = read(MarcAuthorityImporter, OPTIONS, path)
    except InvalidDataset as error:
        return str(error), [], []
    return "", records, problems


def test_chinese_in_eacc_is_read(tmp_path: Path) -> None:
    record = iso(("001", "1"), ("100", "0 $aX"), leader="nz   22{base}n  4500")
    record = record.replace(b"\x1faX", b"\x1fa\x1b$1!CX\x1b(B").replace(b"100000600002", b"100001400002")
    length = f"{len(record):05d}".encode()
    (found,), problems = load(tmp_path, length + record[5:])
    assert not problems
    assert said(found, "skos:prefLabel") == [literal("曾", "zh-Hant")]


def test_a_record_whose_length_lies_and_one_without_an_end_do_not_hide_those_around_them(tmp_path: Path) -> None:
    one = iso(("001", "1"), ("100", "1 $aZeng, Guofan"), length=60)
    two = iso(("001", "2"), ("100", "1 $aLi, Hongzhang"))[:-1]
    three = iso(("001", "3"), ("100", "1 $aSheng, Xuanhuai"))
    records, problems = load(tmp_path, one + two + three + b"\r\n")
    assert [record.key for record in records] == ["1", "2", "3"]
    assert any("the leader says that it has" in problem.reason for problem in problems)
    assert not any(problem.skipped for problem in problems)


def test_a_directory_that_points_beside_the_fields_is_named_and_the_fields_are_taken_in_order(tmp_path: Path) -> None:
    record = iso(("001", "1"), ("100", "1 $aZeng, Guofan")).replace(b"001000200000", b"001000300001")
    (found,), (problem,) = load(tmp_path, record)
    assert found.key == "1"
    assert "in their order" in problem.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"00050nz  a2200037n  4500001000200000xx\x1e1\x1e2\x1e\x1d", "which is which cannot be told"),
        (b"00025nz  a2200037n  4500", "only 24 bytes"),
        (b"00050nz  a2200037n  4500 and no more", "no directory"),
        (iso(("245", "00$aTitle"), leader="nam a22{base}   4500"), "bibliographic record (leader/06 = a)"),
        (iso(("001", "1"), ("670", "  $aSource")), "no heading"),
        (iso(("001", "1"), ("100", "1 $d1811-1872")), "no name"),
    ],
)
def test_what_is_no_authority_record_is_named_and_the_next_one_loads(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    good = iso(("001", "9"), ("100", "1 $aZeng, Guofan"))
    records, problems = load(tmp_path, content + (b"" if content.endswith(b"\x1d") else b"\x1d") + good)
    assert [record.key for record in records] == ["9"]
    assert any(reason in problem.reason and problem.row == 1 for problem in problems), problems


def test_titles_and_topics_are_left_out_and_counted(tmp_path: Path) -> None:
    content = iso(("001", "1"), ("150", "  $aRailroads")) + iso(("001", "2"), ("100", "1 $aZeng, Guofan$tWorks"))
    records, problems = load(tmp_path, content)
    assert not records
    assert sorted(problem.reason for problem in problems) == [
        "1 records are headings of a name and title: left out",
        "1 records are headings of a topic: left out",
    ]


def test_the_same_control_number_twice_is_left_out_and_named(tmp_path: Path) -> None:
    record = iso(("001", "1"), ("100", "1 $aZeng, Guofan"))
    records, (problem,) = load(tmp_path, record + record)
    assert len(records) == 1
    assert "record 1" in problem.reason


def test_an_undifferentiated_name_is_an_authority_record_that_identifies_nobody(tmp_path: Path) -> None:
    general = f"{'261122n| azannaabn          |a aaa':<32}"[:32] + "b" + "a" + " " * 6
    (record,), problems = load(tmp_path, iso(("001", "1"), ("008", general), ("100", "1 $aLi, Ming,$d1900-")))
    assert not problems
    assert record.subject == MINTER.entity("authority", "t-1")
    assert said(record, "zs:authorityStatus") == [curie("zs:UndifferentiatedRecord")]
    assert not nodes(record, "zs:Person")
    assert not said(record, "zs:birthYear")


def test_a_deleted_record_is_withdrawn(tmp_path: Path) -> None:
    (record,), _ = load(tmp_path, iso(("001", "1"), ("100", "1 $aLi, Ming"), leader="dz  a22{base}n  4500"))
    assert said(record, "zs:authorityStatus") == [curie("zs:WithdrawnRecord")]


def test_a_romanised_heading_is_tied_to_its_form_in_han_script(tmp_path: Path) -> None:
    fields = (
        ("001", "1"),
        ("100", "1 $6880-01$aZeng, Guofan,$d1811-1872"),
        ("880", "1 $6100-01/$$1$a曾國藩,$d1811-1872"),
    )
    content = iso(*fields).replace(b"/\x1f\x1f1", b"/$1")
    total = f"{len(content):05d}".encode()
    (record,), _ = load(tmp_path, total + content[5:])
    texts = {value: node for node in nodes(record, "zs:Name") for value in said(record, "rdf:value", node)}
    latin, han = texts[literal("Zeng, Guofan", "zh-Latn-pinyin")], texts[literal("曾國藩", "zh-Hant")]
    assert said(record, "zs:nameVariantOf", latin) == [han]
    assert said(record, "zs:authorizedForm", MINTER.entity("authority", "t-1")) == [latin, han]
    assert said(record, "zs:birthYear") == [integer(1811)]


def test_a_related_heading_with_a_record_is_kin_and_one_without_is_a_note(tmp_path: Path) -> None:
    fields = (
        ("001", "1"),
        ("100", "0 $a李鴻章"),
        ("500", "0 $wr$i兄：$a李瀚章$0(x)7"),
        ("500", "0 $i師：$a曾國藩"),
        ("500", "0 $iAlternate identity:$a儀叟"),
    )
    (record,), problems = load(tmp_path, iso(*fields))
    assert not problems
    (tie,) = nodes(record, "zs:Kinship")
    assert said(record, "zs:alter", tie) == [MINTER.entity("person", "t-7")]
    assert said(record, "zs:kinship", tie) == [curie("kin:elderBrother")]
    assert said(record, "zs:note") == [literal("師: 曾國藩", "zh-Hant")]
    assert literal("儀叟", "zh-Hant") in said(record, "skos:altLabel")


def test_a_name_that_stands_in_what_was_found_is_cited_from_that_source(tmp_path: Path) -> None:
    fields = (("001", "1"), ("100", "0 $a馬建忠"), ("400", "0 $i字：$a眉叔"), ("670", "  $a清史稿$b字眉叔"))
    (record,), _ = load(tmp_path, iso(*fields))
    by_text = {said(record, "rdf:value", node)[0]: node for node in nodes(record, "zs:Name")}
    assert said(record, "zs:citation", by_text[literal("眉叔", "zh-Hant")]) == [literal("清史稿", "zh-Hant")]
    assert said(record, "zs:citation", by_text[literal("馬建忠", "zh-Hant")]) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_unimarc_is_read_in_the_encoding_of_its_bytes(tmp_path: Path, encoding: str) -> None:
    fields = (
        ("001", "1"),
        ("100", "  $a20261122achiy50      ea"),
        ("120", "  $aba"),
        ("200", " 0$7ea$a曾國藩$c清$f1811-1872"),
        ("400", " 0$5e$a求闕齋主人"),
        ("700", " 0$7ba$aZeng$bGuofan"),
        ("810", "  $a清史稿卷四百五"),
    )
    (record,), problems = load(tmp_path, iso(*fields, leader=UNIMARC_LEADER, encoding=encoding))
    assert [("read as" in each.reason) for each in problems] == [True] * (encoding != "utf-8")
    assert said(record, "skos:prefLabel") == [
        literal("曾國藩", "zh-Hant"),
        literal("Zeng, Guofan", "zh-Latn-pinyin"),
    ]
    assert said(record, "zs:gender") == [curie("zs:Male")]
    assert said(record, "zs:dynasty") == [literal("清")]
    assert said(record, "zs:deathYear") == [integer(1872)]


def test_an_entity_bomb_in_marcxml_is_refused_and_the_record_after_it_loads(tmp_path: Path) -> None:
    def record(key: str, name: str) -> str:
        return (
            f'<record><leader>00000nz  a2200000n  4500</leader><controlfield tag="001">{key}</controlfield>'
            f'<datafield tag="100" ind1="0" ind2=" "><subfield code="a">{name}</subfield></datafield></record>'
        )

    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = f"{bomb}<collection>{record('1', '&b;')}{record('2', '曾國藩')}</collection>"
    records, problems = load(tmp_path, content.encode(), "a.xml")
    assert [each.key for each in records] == ["2"]
    assert "entities are not expanded" in problems[0].reason


def test_a_person_born_of_late_without_a_death_is_known_as_such_for_the_privacy_window(tmp_path: Path) -> None:
    (record,), _ = load(tmp_path, iso(("001", "1"), ("046", "  $f195X$2edtf"), ("100", "1 $aLi, Ming")))
    assert said(record, "zs:presumedLiving")


@pytest.mark.parametrize(
    ("text", "born", "died"),
    [
        ("1844-1916", "1844", "1916"),
        ("ca. 1050-1120?", "1050~", "1120?"),
        ("551-479 B.C.", "-0550", "-0478"),
        ("b. 1892", "1892", None),
        ("d. 1923", None, "1923"),
        ("約1050—1120", "1050~", "1120"),
        ("1844 or 5-1916", "[1844,1845]", "1916"),
        ("(公元前551-公元前479)", "-0550", "-0478"),
        ("12th cent.", None, None),
    ],
)
def test_dates_of_headings(text: str, born: str | None, died: str | None) -> None:
    life = read_life(text)
    found = [each.expression.edtf if each and each.expression else None for each in (life.born, life.died)]
    assert found == [born, died]


def test_the_mapping_table_has_both_families() -> None:
    sources = {row.source.partition(" ")[0] for row in field_mappings("marc-authority")}
    assert sources == {"marc21", "unimarc"}
