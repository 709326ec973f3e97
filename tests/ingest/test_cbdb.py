"""CBDB: a release built here from well-known persons in old and new columns, what can be wrong, and the ego grids."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.cbdb import CbdbImporter, CbdbOptions
from ingest.cbdb.grids import kin_concept
from ingest.field_mapping import field_mappings
from kg.errors import InvalidDataset
from kg.record import Problem, Record
from kg.terms import curie, integer, literal
from ontology.namespaces import expand

from .authority_files import MINTER, nodes, read, said

GRIDS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "cbdb_kinship_song" / "cbdb_kinship_csv.zip"
OPTIONS = CbdbOptions("cbdb-", "zh-Hant", "zh-Latn-pinyin")
SHENG, KANG, LI, ZENG = 55084, 62528, 58961, 34344
Tables = Mapping[str, list[dict[str, Any]]]


def person(number: int, name: str, pinyin: str, born: int, died: int, **more: Any) -> dict[str, Any]:
    row = {"c_personid": number, "c_name_chn": name, "c_name": pinyin, "c_birthyear": born, "c_deathyear": died}
    return {**row, "c_female": 0, "c_dy": 20, **more}


#: As the 2017 release names its columns; the words of the codes are ours.
OLD: Tables = {
    "BIOG_MAIN": [
        {"c_personid": 0, "c_name_chn": "未詳"},
        person(
            SHENG,
            "盛宣懷",
            "Sheng Xuanhuai",
            1844,
            1916,
            c_surname_chn="盛",
            c_mingzi_chn="宣懷",
            c_by_nh_code=9,
            c_by_nh_year=24,
            c_by_month=9,
            c_by_day=24,
            c_death_age=73,
            c_index_year=1903,
        ),
        person(KANG, "盛康", "Sheng Kang", 1814, 1902),
        person(LI, "李鴻章", "Li Hongzhang", 1823, 1901),
        person(ZENG, "曾國藩", "Zeng Guofan", 1811, 1872, c_by_range=2),
    ],
    "ALTNAME_DATA": [
        {"c_personid": SHENG, "c_alt_name_chn": "杏蓀", "c_alt_name_type_code": 4, "c_source": 7, "c_pages": "卷471"},
        {"c_personid": ZENG, "c_alt_name_chn": "文正", "c_alt_name_type_code": 6, "c_source": 7},
    ],
    "KIN_DATA": [
        {"c_personid": SHENG, "c_kin_id": KANG, "c_kin_code": 75, "c_source": 7},
        {"c_personid": KANG, "c_kin_id": SHENG, "c_kin_code": 180},
    ],
    "ASSOC_DATA": [
        {"c_personid": SHENG, "c_assoc_id": LI, "c_assoc_code": 14, "c_assoc_year": 1870, "c_source": 7},
    ],
    "POSTED_TO_OFFICE_DATA": [
        {
            "c_personid": SHENG,
            "c_posting_id": 1,
            "c_office_id": 500,
            "c_firstyear": 1892,
            "c_lastyear": 1896,
            "c_fy_nh_code": 10,
            "c_fy_nh_year": 18,
            "c_appt_type_code": 1,
            "c_source": 7,
            "c_office_category_id": 6,
        }
    ],
    "POSTED_TO_ADDR_DATA": [{"c_personid": SHENG, "c_posting_id": 1, "c_office_id": 500, "c_addr_id": 31}],
    "ENTRY_DATA": [{"c_personid": LI, "c_entry_code": 36, "c_year": 1847, "c_exam_rank": "二甲"}],
    "BIOG_ADDR_DATA": [{"c_personid": SHENG, "c_addr_id": 30, "c_addr_type": 1}],
    "BIOG_SOURCE_DATA": [{"c_personid": SHENG, "c_textid": 7, "c_pages": "卷471"}],
    "STATUS_DATA": [{"c_personid": SHENG, "c_status_code": 3}],
    "TEXT_CODES": [{"c_textid": 7, "c_title_chn": "清史稿"}],
    "DYNASTIES": [{"c_dy": 20, "c_dynasty_chn": "清"}],
    "NIAN_HAO": [
        {"c_nianhao_id": 9, "c_nianhao_chn": "道光"},
        {"c_nianhao_id": 10, "c_nianhao_chn": "光緒"},
    ],
    "ALTNAME_CODES": [
        {"c_name_type_code": 4, "c_name_type_desc_chn": "字"},
        {"c_name_type_code": 6, "c_name_type_desc_chn": "諡"},
    ],
    "KINSHIP_CODES": [
        {"c_kincode": 75, "c_kinrel_chn": "父", "c_kinrel": "F"},
        {"c_kincode": 180, "c_kinrel_chn": "子", "c_kinrel": "S"},
    ],
    "ASSOC_CODES": [{"c_assoc_code": 14, "c_assoc_desc_chn": "薦主"}],
    "OFFICE_CODES": [{"c_office_id": 500, "c_office_chn": "天津海關道"}],
    "ENTRY_CODES": [{"c_entry_code": 36, "c_entry_desc_chn": "進士"}],
    "ADDR_CODES": [{"c_addr_id": 30, "c_name_chn": "武進"}, {"c_addr_id": 31, "c_name_chn": "天津"}],
    "ETHNICITY_TRIBE_CODES": [{"c_ethnicity_code": 1, "c_name_chn": "漢"}],
    "APPOINTMENT_TYPE_CODES": [{"c_appt_type_code": 1, "c_appt_type_desc_chn": "署"}],
    "ASSUME_OFFICE_CODES": [{"c_assume_office_code": 1, "c_assume_office_desc_chn": "赴任"}],
    "STATUS_CODES": [{"c_status_code": 3, "c_status_desc_chn": "實業家"}],
}
RENAMED = {
    "c_assoc_year": "c_assoc_first_year",
    "c_appt_type_code": "c_appt_code",
    "c_appt_type_desc_chn": "c_appt_desc_chn",
    "APPOINTMENT_TYPE_CODES": "APPOINTMENT_CODES",
}


def renamed(tables: Tables) -> Tables:
    """As newer releases name tables and columns."""
    return {
        RENAMED.get(table, table): [{RENAMED.get(name, name): value for name, value in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def build(path: Path, tables: Tables, *more: str) -> Path:
    """A database of these tables, without keys and indexes, as the release has none."""
    with sqlite3.connect(path) as connection:
        for table, rows in tables.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            connection.execute(f'CREATE TABLE "{table}" ({", ".join(columns)})')
            marks = ", ".join("?" for _ in columns)
            values = [[row.get(name) for name in columns] for row in reversed(rows)]
            connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)  # noqa: S608
        for statement in more:
            connection.execute(statement)
    connection.close()
    return path


def load(path: Path, tables: Tables, *more: str) -> tuple[dict[str, Record], list[Problem]]:
    records, problems = read(CbdbImporter, OPTIONS, build(path / "cbdb.sqlite3", tables, *more))
    return {record.key: record for record in records}, problems


@pytest.mark.parametrize("tables", [OLD, renamed(OLD)], ids=["2017", "2024"])
def test_a_person_has_all_that_the_tables_say(tmp_path: Path, tables: Tables) -> None:
    records, problems = load(tmp_path, tables)
    assert not problems
    assert list(records) == [str(number) for number in sorted((SHENG, KANG, LI, ZENG))]
    sheng = records[str(SHENG)]
    assert sheng.subject == MINTER.entity("person", f"cbdb-{SHENG}")
    assert said(sheng, "skos:prefLabel") == [
        literal("盛宣懷", "zh-Hant"),
        literal("Sheng Xuanhuai", "zh-Latn-pinyin"),
    ]
    assert said(sheng, "zs:gender") == [curie("zs:Male")]
    assert said(sheng, "zs:dynasty") == [literal("清")]
    assert said(sheng, "zs:birthYear") == [integer(1844)]
    assert said(sheng, "zs:deathYear") == [integer(1916)]
    assert said(sheng, "zs:indexYear") == [integer(1903)]
    assert said(sheng, "zs:ageAtDeath") == [integer(73)]
    assert said(sheng, "zs:occupation") == [literal("實業家", "zh-Hant")]
    assert said(sheng, "zs:nativePlaceName") == [literal("武進", "zh-Hant")]
    assert said(sheng, "zs:citation") == [literal("清史稿 卷471", "zh-Hant")]


@pytest.mark.parametrize("tables", [OLD, renamed(OLD)], ids=["2017", "2024"])
def test_ties_offices_and_names_are_nodes_with_types_dates_and_sources(tmp_path: Path, tables: Tables) -> None:
    records, _ = load(tmp_path, tables)
    sheng = records[str(SHENG)]
    name = next(n for n in nodes(sheng, "zs:Name") if literal("杏蓀", "zh-Hant") in said(sheng, "rdf:value", n))
    assert said(sheng, "zs:nameType", name) == [curie("nametype:zi")]
    assert said(sheng, "zs:citation", name) == [literal("清史稿 卷471", "zh-Hant")]
    (kin,) = nodes(sheng, "zs:Kinship")
    assert said(sheng, "zs:kinship", kin) == [curie("kin:father")]
    assert said(sheng, "zs:alter", kin) == [MINTER.entity("person", f"cbdb-{KANG}")]
    (tie,) = nodes(sheng, "zs:Association")
    assert said(sheng, "zs:association", tie) == [curie("assoc:recommender")]
    assert said(sheng, "zs:beginYear", tie) == [integer(1870)]
    (posting,) = nodes(sheng, "zs:Posting")
    assert said(sheng, "zs:office", posting) == [literal("天津海關道", "zh-Hant")]
    assert said(sheng, "zs:appointment", posting) == [literal("署", "zh-Hant")]
    assert said(sheng, "zs:dateText", posting) == [literal("光緒18年", "zh-Hant")]
    assert said(sheng, "zs:place", posting) == [MINTER.entity("place", "cbdb-31")]
    assert said(sheng, "zs:officeType", posting) == [curie("officetype:post")]
    (entry,) = nodes(records[str(LI)], "zs:Entry")
    assert said(records[str(LI)], "zs:year", entry) == [integer(1847)]


def test_a_lunar_birthday_becomes_a_time_expression_and_a_range_an_edtf(tmp_path: Path) -> None:
    records, _ = load(tmp_path, OLD)
    sheng, zeng = records[str(SHENG)], records[str(ZENG)]
    (birth,) = said(sheng, "zs:birth")
    assert said(sheng, "zs:edtf", birth) == [literal("1844-11-04")]
    assert said(sheng, "zs:lunarMonth", birth) == [integer(9)]
    (about,) = said(zeng, "zs:birth")
    assert said(zeng, "zs:edtf", about) == [literal("1811~")]


def test_codes_and_persons_that_are_missing_are_named_and_the_words_are_kept(tmp_path: Path) -> None:
    tables = {
        **OLD,
        "KIN_DATA": [
            {"c_personid": SHENG, "c_kin_id": 999999, "c_kin_code": 75},
            {"c_personid": SHENG, "c_kin_id": KANG, "c_kin_code": 99999},
            {"c_personid": 888888, "c_kin_id": KANG, "c_kin_code": 75},
        ],
        "BIOG_SOURCE_DATA": [{"c_personid": SHENG, "c_textid": 4242}],
    }
    records, problems = load(tmp_path, tables)
    assert len(records) == 4
    reasons = [problem.reason for problem in problems]
    assert any("there is no person 999999" in reason for reason in reasons)
    assert any("KINSHIP_CODES has no code 99999" in reason for reason in reasons)
    assert any("in no crosswalk" in reason for reason in reasons)
    assert any("TEXT_CODES has no code 4242" in reason for reason in reasons)
    assert any("not in BIOG_MAIN, the first of 888888" in reason for reason in reasons)
    (tie,) = nodes(records[str(SHENG)], "zs:Kinship")
    assert said(records[str(SHENG)], "zs:kinship", tie) == [curie("kin:relative")]


def test_a_table_that_is_not_there_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    records, problems = load(tmp_path, {name: rows for name, rows in OLD.items() if name != "ASSOC_DATA"})
    assert len(records) == 4
    assert [problem.column for problem in problems] == ["ASSOC_DATA"]


def test_a_person_twice_and_one_without_a_name_are_named(tmp_path: Path) -> None:
    extra = [person(KANG, "盛康", "Sheng Kang", 1814, 1902), {"c_personid": 70, "c_name_chn": ""}]
    records, problems = load(tmp_path, {**OLD, "BIOG_MAIN": [*OLD["BIOG_MAIN"], *extra]})
    assert len(records) == 4
    assert {problem.column for problem in problems} == {f"BIOG_MAIN {KANG}", "BIOG_MAIN 70"}


def test_numbers_written_as_text_or_real_are_numbers(tmp_path: Path) -> None:
    main = [{**row, "c_personid": str(row["c_personid"])} for row in OLD["BIOG_MAIN"]]
    kin = [{**row, "c_kin_code": float(row["c_kin_code"])} for row in OLD["KIN_DATA"]]
    records, problems = load(tmp_path, {**OLD, "BIOG_MAIN": main, "KIN_DATA": kin})
    assert not problems
    assert len(nodes(records[str(SHENG)], "zs:Kinship")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW BIOG_MAIN AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
        "CREATE VIRTUAL TABLE BIOG_MAIN USING fts5(c_personid, c_name_chn)",
    ],
    ids=["view", "virtual table"],
)
def test_a_view_or_virtual_table_in_the_place_of_a_table_is_refused_and_not_run(tmp_path: Path, statement: str) -> None:
    with pytest.raises(InvalidDataset, match="is not run"):
        load(tmp_path, {name: rows for name, rows in OLD.items() if name != "BIOG_MAIN"}, statement)


def test_triggers_and_generated_columns_are_not_run(tmp_path: Path) -> None:
    records, problems = load(
        tmp_path,
        {name: rows for name, rows in OLD.items() if name != "STATUS_DATA"},
        "CREATE TRIGGER bad AFTER INSERT ON BIOG_MAIN BEGIN SELECT load_extension('x'); END",
        "CREATE TABLE STATUS_DATA (c_personid, c_status_code GENERATED ALWAYS AS (hex(zeroblob(100000000))))",
    )
    assert len(records) == 4
    assert not problems


def test_the_file_is_the_same_after_it_was_read(tmp_path: Path) -> None:
    path = build(tmp_path / "cbdb.sqlite3", OLD)
    before = path.read_bytes()
    read(CbdbImporter, OPTIONS, path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["cbdb.sqlite3"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"7z\xbc\xaf\x27\x1c and more", "neither a SQLite database"),
        (b"c_personid,c_name_chn\n1,x\n", "neither a SQLite database"),
        (b"SQLite format 3\0" + b"\1" * 4000, "cannot be read"),
    ],
)
def test_what_is_no_release_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "cbdb.sqlite3"
    path.write_bytes(content)
    with pytest.raises(InvalidDataset, match=reason):
        read(CbdbImporter, OPTIONS, path)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match="no table BIOG_MAIN"):
        load(tmp_path, {"PLACES": [{"name": "武進"}]})


def test_a_person_seen_of_late_whom_nobody_dates_may_be_alive(tmp_path: Path) -> None:
    row = {"c_personid": 90, "c_name_chn": "某人", "c_index_year": 1990}
    records, _ = load(tmp_path, {**OLD, "BIOG_MAIN": [row]})
    assert said(records["90"], "zs:presumedLiving")


@pytest.mark.skipif(not GRIDS.exists(), reason="needs ../shared")
def test_the_ego_grids_of_the_song_are_read_whole() -> None:
    records, problems = read(CbdbImporter, OPTIONS, GRIDS)
    assert len(records) == 1572
    ties = [(record, tie) for record in records for tie in nodes(record, "zs:Kinship")]
    assert len(ties) >= 6_163
    told = sum(1 for record, tie in ties if said(record, "zs:kinship", tie) != [curie("kin:relative")])
    assert told / len(ties) > 0.98
    assert not any(problem.skipped for problem in problems)
    assert all("is no kinship that is known here" in problem.reason for problem in problems)


def grid(path: Path, cells: str, paths: Mapping[str, str]) -> tuple[list[Record], list[Problem]]:
    archive = path / "grids.zip"
    with zipfile.ZipFile(archive, "w") as out:
        head = "group,variable,personID,value,text,info,entry,assoc_num,dynasty,yearBirth,yearDeath,examStatus\n"
        out.writestr("data/34344.csv", head + cells)
        for name, text in paths.items():
            out.writestr(f"data/kinship/{name}.txt", text)
    return read(CbdbImporter, OPTIONS, archive)


def test_a_grid_gives_kin_with_order_and_path_and_takes_others_from_paths(tmp_path: Path) -> None:
    cells = (
        "x5,y2,34344,100,曾國藩,曾國藩 (34344) - Ego,entry,5,清,1811,1872,科舉: 進士 (1838)\n"
        "x6,y3,34348,5,曾紀澤,曾紀澤 (34348) - First son,,0,,,,\n"
        "x6,y3,1,5,某,某 (1) - Space cousin,,0,,,,\n"
    )
    paths = {"34344-34348": "曾國藩 → 曾紀澤 (First son)", "34344-34345": "曾國藩 → 曾國荃 (弟 B-)"}
    (record,), (problem,) = grid(tmp_path, cells, paths)
    first, second, third = nodes(record, "zs:Kinship")
    assert said(record, "zs:kinship", first) == [curie("kin:son")]
    assert said(record, "zs:birthOrder", first) == [integer(1)]
    assert said(record, "zs:note", first) == [literal("曾國藩 → 曾紀澤 (First son)", "zh-Hant")]
    assert said(record, "zs:typeText", second) == [literal("Space cousin", "en")]
    assert said(record, "zs:kinship", third) == [curie("kin:youngerBrother")]
    assert "Space cousin" in problem.reason
    assert said(record, "zs:deathYear") == [integer(1872)]


def test_labels_that_are_put_together_are_one_kinship() -> None:
    assert kin_concept("Wife's elder brother")[0] == kin_concept("Wife's Elder brother")[0] != ""
    assert kin_concept("Second daughter's husband")[0] == expand("kin:sonInLaw")


def test_the_mapping_table_names_columns_of_both_sources() -> None:
    sources = {row.source.partition(".")[0] for row in field_mappings("cbdb")}
    assert {"BIOG_MAIN", "KIN_DATA", "data/<ego>"} <= sources
