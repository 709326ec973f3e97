"""What a mapping makes of the rows of a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.record import Problem

from .conftest import Read

COLUMNS = """
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
missing = ["未詳"]
column = [%s]
"""


def column(*lines: str) -> str:
    return COLUMNS % ", ".join("{" + line + "}" for line in lines)


def test_a_row_becomes_a_record_with_its_place_and_claims(read: Read) -> None:
    reading = read("id,name\n7,盛宣懷\n")
    (record,) = reading.records
    assert record.key == "7"
    assert record.locator == "data.csv, row 2"
    assert record.subject == "<http://127.0.0.1:8421/person/trial-7>"
    assert record.claims == (
        (
            record.subject,
            "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
            "<https://w3id.org/zhishu/ontology/Person>",
        ),
        (record.subject, "<http://www.w3.org/2004/02/skos/core#prefLabel>", '"盛宣懷"@zh-hant'),
    )
    assert reading.problems == []


def test_white_space_around_a_value_does_not_count(read: Read) -> None:
    reading = read("id, name \n 7,　盛宣懷\u00a0\n")
    assert reading.records[0].key == "7"
    assert reading.values("prefLabel") == ['"盛宣懷"@zh-hant']


def test_missing_values_make_no_claim(read: Read) -> None:
    table = column(
        'column = "name", property = "skos:prefLabel"',
        'column = "born", property = "zs:birthYear", type = "year", missing = ["0"]',
    )
    reading = read("id,name,born\n1,未詳,0\n2,甲,1844\n3, 未詳 , \n", table=table)
    assert [len(record.claims) for record in reading.records] == [1, 3, 1]
    assert reading.problems == []


def test_a_wrong_value_is_a_problem_and_the_record_stays(read: Read) -> None:
    table = column('column = "born", property = "zs:birthYear", type = "year"')
    reading = read("id,born\n1,道光12年\n2,-551\n3,0\n4,18715\n", table=table)
    assert reading.values("birthYear", 1) == ['"-551"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert len(reading.records) == 4
    assert reading.problems[0] == Problem("data.csv", 2, "born", '"道光12年" is not a year', skipped=False)
    assert [problem.row for problem in reading.problems] == [2, 4, 5]


def test_the_same_wrong_value_is_a_problem_each_time(read: Read) -> None:
    table = column('column = "sex", property = "zs:gender", values = {"男" = "zs:Male"}')
    reading = read("id,sex\n1,?\n2,?\n3,男\n", table=table)
    assert [(problem.row, problem.reason) for problem in reading.problems] == [
        (2, '"?" is not in the crosswalk'),
        (3, '"?" is not in the crosswalk'),
    ]
    assert reading.values("gender", 2) == ["<https://w3id.org/zhishu/ontology/Male>"]


def test_a_required_value_that_is_missing_leaves_the_record_out(read: Read) -> None:
    table = column('column = "name", property = "skos:prefLabel", required = true')
    reading = read("id,name\n1,\n2,甲\n", table=table)
    assert [record.key for record in reading.records] == ["2"]
    assert reading.problems == [Problem("data.csv", 2, "name", "a value is required here", skipped=True)]


def test_split_strip_and_pattern_take_a_cell_apart(read: Read) -> None:
    table = column(
        'column = "zi", property = "skos:altLabel", split = ";", strip = "[]"',
        'column = "title", property = "zs:addresseeName", pattern = "^(?:[致禀]([^·]+)·|無題)"',
    )
    reading = read("id,zi,title\n1,[杏蓀]; 愚齋;;未詳,致九弟·某事\n2,,無題\n3,,其他\n", table=table)
    assert reading.values("altLabel") == ['"杏蓀"', '"愚齋"']
    assert reading.values("addresseeName") == ['"九弟"']
    assert reading.values("addresseeName", 1) == []
    assert [(problem.row, problem.reason) for problem in reading.problems] == [(4, '"其他" does not match the pattern')]


def test_templates_join_columns_and_are_absent_with_any_of_them(read: Read) -> None:
    table = column(
        'template = "{sur}{given}", property = "skos:prefLabel"',
        'template = "https://example.org/{id}", property = "rdfs:seeAlso", type = "iri"',
        'template = "曾國藩", property = "zs:senderName", lang = "zh-Hant"',
        'column = "place", property = "zs:nativePlace", entity = "place/{value}-{id}"',
    )
    reading = read("id,sur,given,place\n1,盛,宣懷,武進\n2,盛,,未詳\n", table=table)
    assert reading.values("prefLabel") == ['"盛宣懷"']
    assert reading.values("seeAlso") == ["<https://example.org/1>"]
    assert reading.values("senderName", 1) == ['"曾國藩"@zh-hant']
    assert reading.values("nativePlace") == ["<http://127.0.0.1:8421/place/武進-1>"]
    assert reading.values("prefLabel", 1) == reading.values("nativePlace", 1) == []


def test_the_row_number_can_be_the_key(read: Read) -> None:
    table = '[table]\nkey = "{row}"\nentity = "letter/x-{row}"\nclass = "zs:Letter"\n'
    reading = read('title\n"甲\n乙"\n丙\n', table=table)
    assert [(record.key, record.locator) for record in reading.records] == [
        ("2", "data.csv, row 2"),
        ("4", "data.csv, row 4"),
    ]


def test_rows_left_out_on_purpose_are_counted_and_no_problem(read: Read) -> None:
    table = '[table]\nkey = "{id}"\nentity = "place/x-{id}"\nclass = "zs:Place"\n'
    table += 'skip = {id = ["0", "-1"]}\nonly = {kind = ["county"]}\n'
    reading = read("id,kind\n-1,county\n0,county\n1,county\n2,river\n", table=table)
    assert [record.key for record in reading.records] == ["1"]
    assert reading.skipped == 3
    assert reading.problems == []


def test_a_second_record_of_a_key_is_left_out_across_files(read: Read) -> None:
    reading = read("id,name\n1,甲\n1,乙\n", "id,name\n2,丙\n1,丁\n")
    assert [record.key for record in reading.records] == ["1", "2"]
    assert [(problem.row, problem.reason) for problem in reading.problems] == [
        (3, 'the key "1" was in data.csv, row 2 already'),
        (3, 'the key "1" was in data.csv, row 2 already'),
    ]


def test_a_row_without_a_key_is_a_problem_but_an_empty_row_is_not(read: Read) -> None:
    reading = read("id,name\n,甲\n,\n\n1,乙\n")
    assert [record.locator for record in reading.records] == ["data.csv, row 5"]
    assert reading.problems == [Problem("data.csv", 2, "id", "there is no key for a record")]


def test_equal_claims_are_made_once(read: Read) -> None:
    table = column(
        'column = "a", property = "skos:altLabel", lang = "zh-Hant"',
        'column = "b", property = "skos:altLabel", lang = "zh-Hant", split = ";"',
    )
    reading = read("id,a,b\n1,甲,乙;甲;乙\n", table=table)
    assert reading.values("altLabel") == ['"甲"@zh-hant', '"乙"@zh-hant']


def test_constants_are_claimed_of_every_record(read: Read) -> None:
    table = (
        '[table]\nkey = "{id}"\nentity = "person/x-{id}"\nclass = "zs:Person"\nconstant = {"zs:gender" = "zs:Male"}\n'
    )
    reading = read("id\n1\n2\n", table=table)
    assert reading.values("gender", 1) == ["<https://w3id.org/zhishu/ontology/Male>"]


NODES = """
[table]
key = "{id}"
entity = "person/x-{id}"
class = "zs:Person"

[[table.node]]
id = "name/x-{id}-zi"
link = "zs:name"
class = "zs:Name"
when = ["zi"]
constant = {"zs:nameType" = "nametype:zi"}
column = [{column = "zi", property = "rdf:value", lang = "zh-Hant"}]

[[table.node]]
id = "name/x-{id}-hao-{n}"
link = "zs:name"
class = "zs:Name"
when = ["hao"]
split = "；"
column = [
    {column = "hao", property = "rdf:value", lang = "zh-Hant"},
    {template = "{value}號", property = "rdfs:comment"},
]

[[table.node]]
id = "time/x-{id}"
link = "zs:associate"
class = "zs:Evidence"
column = [{column = "born", property = "zs:dateText"}]
"""


def test_nodes_are_made_where_their_columns_are_there(read: Read) -> None:
    reading = read("id,zi,hao,born\n1,杏蓀,愚齋；止叟,道光二十四年\n2,,,\n", table=NODES)
    base = "http://127.0.0.1:8421/"
    assert reading.values("ontology/name") == [
        f"<{base}name/x-1-zi>",
        f"<{base}name/x-1-hao-1>",
        f"<{base}name/x-1-hao-2>",
    ]
    assert reading.values("ns#value") == ['"杏蓀"@zh-hant', '"愚齋"@zh-hant', '"止叟"@zh-hant']
    assert reading.values("comment") == ['"愚齋號"', '"止叟號"']
    assert reading.values("nameType") == ["<https://w3id.org/zhishu/nametype/zi>"]
    assert reading.values("associate") == [f"<{base}time/x-1>"]
    assert len(reading.records[1].claims) == 1
    assert reading.problems == []


def test_a_crosswalk_can_stand_in_a_file_beside_the_description(read: Read, tmp_path: Path) -> None:
    folder = tmp_path / "description"
    folder.mkdir()
    (folder / "kin.csv").write_text("value,iri\n父,kin:father\n母,kin:mother\n", encoding="utf-8")
    reading = read("id,kin\n1,父\n", table=column('column = "kin", property = "zs:kinship", values_file = "kin.csv"'))
    assert reading.values("kinship") == ["<https://w3id.org/zhishu/kinship/father>"]


def test_a_value_is_a_concept_by_any_of_its_labels_and_the_literal_stays(read: Read) -> None:
    """In either script; a word that means no concept, or several, is a problem, and the claim of the literal stays."""
    table = column(
        'column = "genre", property = "zs:genre"',
        'column = "genre", property = "zs:documentType", concept = "documenttype", split = ";"',
    )
    reading = read("id,genre\n1,函稿\n2,奏折;电报\n3,奏稾\n4,天書\n5,未詳\n", table=table)
    scheme = "https://w3id.org/zhishu/documenttype"
    assert reading.values("documentType", 0) == [f"<{scheme}/letter>"]
    assert reading.values("documentType", 1) == [f"<{scheme}/memorial>", f"<{scheme}/telegram>"]
    assert [reading.values("genre", row) for row in (2, 3, 4)] == [['"奏稾"'], ['"天書"'], []]
    assert [(problem.row, problem.column, problem.skipped) for problem in reading.problems] == [
        (4, "genre", False),
        (5, "genre", False),
    ]
    assert reading.problems[0].reason.startswith('"奏稾" is no concept of the scheme documenttype. Did you mean "奏')
    assert reading.problems[1].reason.startswith('"天書" is no concept of the scheme documenttype')


def test_a_word_that_means_several_concepts_is_a_problem_that_names_them(read: Read) -> None:
    table = column('column = "era", property = "zs:eraConcept", concept = "era"')
    reading = read("id,era\n1,建元\n2,光緒\n", table=table)
    assert reading.values("eraConcept", 1) == ["<https://w3id.org/zhishu/era/qing-guangxu>"]
    assert '"建元" means' in reading.problems[0].reason
    assert "era:westernHan-jianyuan" in reading.problems[0].reason


def test_the_memory_of_cells_is_bounded_and_changes_nothing(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.columns._MEMO_SIZE", 2)
    rows = "".join(f"{number},人{number % 5}\n" for number in range(50))
    reading = read("id,name\n" + rows)
    assert [reading.values("prefLabel", at) for at in range(50)] == [[f'"人{at % 5}"@zh-hant'] for at in range(50)]
