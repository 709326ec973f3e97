"""Catalogues of genealogies: a row becomes work, edition, copies, family, ancestors and their moves."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ingest.convert import convert
from ingest.field_mapping import field_mappings
from ingest.genealogy import GenealogyImporter, headings
from ingest.genealogy.cells import ancestors, compilers, poem, rules
from ingest.source import Source
from ingest.text_options import TextOptions
from kg.errors import InvalidDataset
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, integer, literal

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://127.0.0.1:8421/"


def read(folder: Path, *lines: str) -> list[Record | Problem]:
    class Described:
        options = TextOptions("t-", "zh-Hant")

    path = folder / "a.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with Source(path) as source:
        return list(GenealogyImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]


def said(items: list[Record | Problem], local: str) -> dict[str, set[str]]:
    """What is said of one entity."""
    found: dict[str, set[str]] = {}
    for item in items:
        for subject, predicate, value in item.claims if isinstance(item, Record) else ():
            if subject == f"<{BASE}{local}>":
                found.setdefault(predicate, set()).add(value)
    return found


def text(words: str) -> set[str]:
    return {literal(words, "zh-Hant")}


def test_the_sample_gives_its_golden_claims_and_its_deliberate_fault_is_named() -> None:
    claims, report = io.BytesIO(), io.StringIO()
    done = convert("genealogy", ROOT / "ingest/samples/sample-genealogy-catalogue.csv", claims, report)
    assert claims.getvalue().decode() == (ROOT / "tests/golden/genealogy.nq").read_text("utf-8")
    assert (done.records, done.problems) == (3, 1)
    assert "row 5, 題名" in report.getvalue()


def test_a_first_migrant_becomes_a_migration_with_both_places(tmp_path: Path) -> None:
    items = read(tmp_path, "编号,题名,姓氏,始迁祖", '1,某氏宗谱,盛,"盛某（北宋，自廣陵遷毗陵）"')
    move = said(items, "migration/t-1-1")
    assert move[curie("zs:migrant")] == {f"<{BASE}person/t-1-a1>"}
    assert move[curie("zs:originName")] == text("廣陵")
    assert move[curie("zs:destinationName")] == text("毗陵")
    assert move[curie("zs:dynasty")] == text("北宋")
    assert said(items, "person/t-1-a1")[curie("zs:ancestorRole")] == {curie("ancestor:shiqianzu")}
    assert said(items, "family/t-1")[curie("zs:founder")] == {f"<{BASE}person/t-1-a1>"}


def test_in_a_joint_genealogy_everybody_keeps_his_own_surname_or_none(tmp_path: Path) -> None:
    items = read(tmp_path, "編號,題名,姓氏,始祖", "1,張廖氏族譜,張、廖,張某；廖某；萬三公")
    assert said(items, "person/t-1-a1")[curie("zs:surname")] == {f"<{BASE}surname/t-張>"}
    assert said(items, "person/t-1-a2")[curie("zs:surname")] == {f"<{BASE}surname/t-廖>"}
    assert curie("zs:surname") not in said(items, "person/t-1-a3")


def test_each_holder_gets_a_copy_with_its_shelf_mark_and_note(tmp_path: Path) -> None:
    items = read(tmp_path, "題名,版本,收藏者,索書號", "某譜,清刻本,上海圖書館；常州市圖書館（缺卷三）,JP1；JP2")
    first, second = said(items, "item/t-2-1"), said(items, "item/t-2-2")
    assert first[curie("zs:shelfMark")] == {literal("JP1")}
    assert second[curie("zs:note")] == text("缺卷三")
    assert second[curie("bf:heldBy")] == {f"<{BASE}organization/t-常州市圖書館>"}
    assert second[curie("bf:itemOf")] == {f"<{BASE}instance/t-2>"}


def test_the_edition_has_its_kind_and_its_year(tmp_path: Path) -> None:
    edition = said(read(tmp_path, "題名,版本", "某譜,清宣統三年（1911）木活字本"), "instance/t-2")
    assert edition[curie("zs:editionTypeConcept")] == {curie("editiontype:woodenType")}
    assert edition[curie("zs:year")] == {integer(1911)}
    assert edition[curie("zs:dateText")] == text("清宣統三年")


def test_a_generation_poem_is_a_sequence_with_generation_numbers(tmp_path: Path) -> None:
    items = read(tmp_path, "題名,姓氏,字輩", "孔譜,孔,自五十六世起：希言公彥承")
    third = said(items, "poem-character/t-2-3")
    assert third[curie("rdf:value")] == text("公")
    assert third[curie("zs:sequence")] == {integer(3)}
    assert third[curie("zs:generationNumber")] == {integer(58)}
    assert said(items, "family/t-2")[curie("zs:generationPoem")] == {f"<{BASE}generation-poem/t-2>"}


def test_rules_nest_as_their_numbers_do(tmp_path: Path) -> None:
    cell = '"一、孝父母\n（一）晨昏定省\n二、睦鄉里"'
    items = read(tmp_path, "題名,姓氏,家規", f"某譜,盛,{cell}")
    assert said(items, "family-rule/t-2-1-1")[curie("zs:partOf")] == {f"<{BASE}family-rule/t-2-1>"}
    assert said(items, "family-rule/t-2-2")[curie("zs:text")] == text("睦鄉里")


def test_compilers_have_period_manner_and_role(tmp_path: Path) -> None:
    items = read(tmp_path, "題名,責任者", "某譜,（清）盛康等纂修；（民國）盛文頤主修")
    first, second = said(items, "contribution/t-2-1"), said(items, "contribution/t-2-2")
    assert first[curie("zs:creatorName")] == text("盛康等")
    assert first[curie("zs:roleConcept")] == {curie("role:compilerOfRecords")}
    assert second[curie("bf:agent")] == {f"<{BASE}person/t-2-c2>"}
    assert said(items, "person/t-2-c2")[curie("zs:dynasty")] == text("民國")


def test_a_column_that_is_not_known_is_named_with_what_may_have_been_meant(tmp_path: Path) -> None:
    items = read(tmp_path, "題名,堂号名", "某譜,思成堂")
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert (problem.row, problem.column, problem.skipped) == (1, "堂号名", False)


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (("題名,姓氏", ",盛"), "no title"),
        (("編號,題名", "1,甲譜", "1,乙譜"), "was in a.csv, row 2 already"),
        (("題名,版本", "甲譜,光緒四十年刻本"), "光緒"),
        (("題名,收藏者,索書號", "甲譜,上海圖書館,1；2"), "2 shelf marks for 1 holders"),
    ],
    ids=["no title", "a key twice", "a year that never was", "more shelf marks than holders"],
)
def test_what_is_wrong_with_a_row_is_named(tmp_path: Path, lines: tuple[str, ...], word: str) -> None:
    problems = [str(item) for item in read(tmp_path, *lines) if isinstance(item, Problem)]
    assert any(word in problem for problem in problems), problems


def test_a_table_without_titles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match="題名"):
        read(tmp_path, "姓氏,堂號", "盛,思成堂")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("盛某", ("盛某", "", "", "")),
        ("始遷祖盛某，宋末自潁川遷居武進", ("盛某", "宋", "潁川", "武進")),
        ("諱千一（元，由歙縣徙績溪）", ("千一", "元", "歙縣", "績溪")),
        ("胡某（唐，卜居考川）", ("胡某", "唐", "", "考川")),
    ],
    ids=["a name", "in a sentence", "諱 and 由 … 徙", "where to only"],
)
def test_ancestors_are_read_in_the_ways_that_catalogues_write_them(cell: str, expected: tuple[str, ...]) -> None:
    (found,) = ancestors(cell)
    assert (found.name, found.period, found.origin, found.destination) == expected


@pytest.mark.parametrize("cell", ["", "；；", "（）", "，，，", "等", "\n\n"])
def test_cells_of_nothing_give_nothing_strange(cell: str) -> None:
    assert all(each.name for each in compilers(cell))
    assert list(rules(cell)) == [] or cell.strip()
    assert poem(cell)[0] is None
    list(ancestors(cell))


def test_every_heading_leads_to_a_field_of_the_table() -> None:
    assert set(headings().values()) == {row.source for row in field_mappings("genealogy")}
