"""Excel workbooks as tables."""

from __future__ import annotations

import datetime
import gzip
import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from kg.errors import InvalidDataset

from .conftest import Read

TABLE = """
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
sheet = "%s"
column = [
    {column = "name", property = "skos:prefLabel"},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "seen", property = "dcterms:date", type = "date"},
]
"""
ROWS = [
    ["id", "name", "born", "seen", None],
    [1, "盛宣懷", 1844.0, datetime.datetime(1916, 4, 27)],
    [2, None, "", None],
]


def workbook(*rows: Sequence[object], merge: str = "", sheet: str = "人物") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("sheet", ["", "人物"])
def test_a_sheet_is_read_as_a_table(read: Read, sheet: str) -> None:
    reading = read(workbook(*ROWS), table=TABLE % sheet, name="data.xlsx")
    assert [record.key for record in reading.records] == ["1", "2"]
    assert reading.records[0].locator == "data.xlsx, row 2"
    assert reading.values("birthYear") == ['"1844"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert reading.values("date") == ['"1916-04-27"^^<http://www.w3.org/2001/XMLSchema#date>']
    assert len(reading.records[1].claims) == 1
    assert reading.problems == []


def test_a_compressed_workbook_is_read(read: Read) -> None:
    reading = read(gzip.compress(workbook(*ROWS)), table=TABLE % "", name="data.xlsx.gz")
    assert len(reading.records) == 2


def test_a_merged_region_counts_in_its_first_cell(read: Read) -> None:
    reading = read(workbook(*ROWS, [3, "乙", 1850], merge="B2:B4"), table=TABLE % "", name="data.xlsx")
    assert [reading.values("prefLabel", at) for at in range(3)] == [['"盛宣懷"'], [], []]


def test_empty_rows_do_not_shift_the_row_numbers(read: Read) -> None:
    reading = read(workbook(*ROWS[:2], [], [None, None], [5, "丙"]), table=TABLE % "", name="data.xlsx")
    assert reading.records[1].locator == "data.xlsx, row 5"


def test_a_formula_error_and_a_cell_beyond_the_header_are_problems(read: Read) -> None:
    reading = read(workbook(*ROWS, [3, "#REF!"], [4, "丁", "", "", "", "x"]), table=TABLE % "", name="data.xlsx")
    assert [str(problem) for problem in reading.problems] == [
        "data.xlsx, row 4, name: the formula gives the error #REF!",
        "data.xlsx, row 5: has a value in column 5 or later, where the header has none",
    ]
    assert [record.key for record in reading.records] == ["1", "2", "3"]


def test_an_unknown_sheet_is_named_with_the_nearest(read: Read) -> None:
    with pytest.raises(InvalidDataset, match='there is no sheet "人员"') as caught:
        read(workbook(*ROWS, sheet="人员表"), table=TABLE % "人员", name="data.xlsx")
    assert "人员表" in caught.value.hint


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"id,name\n1,a\n", "another kind of file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old .xls file"),
        (zipped("x.txt", b"hello"), "a zip file without a workbook"),
        (workbook(*ROWS)[:2000], "a zip file without a workbook in it, or damaged"),
    ],
)
def test_what_is_not_a_workbook_is_refused_with_what_it_looks_like(read: Read, content: bytes, looks: str) -> None:
    with pytest.raises(InvalidDataset, match=r"data\.xlsx: not an Excel workbook") as caught:
        read(content, table=TABLE % "", name="data.xlsx")
    assert looks in str(caught.value)


def test_an_empty_sheet_and_a_header_that_repeats_are_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="no header"):
        read(workbook(), table=TABLE % "", name="data.xlsx")
    with pytest.raises(InvalidDataset, match='the column "id" stands twice'):
        read(workbook(["id", "id"]), table=TABLE % "", name="data.xlsx")
