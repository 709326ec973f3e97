"""Files that cannot be read say where and what to do; rows that cannot be used do not stop the others."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest

from kg.errors import InvalidDataset

from .conftest import Describe, Read


def test_a_truncated_gzip_file_is_refused(read: Read) -> None:
    rows = "".join(f"{number},name{number * number}\n" for number in range(30_000))
    whole = gzip.compress(("id,name\n" + rows).encode())
    with pytest.raises(
        InvalidDataset, match=r"data\.csv\.gz: the compressed file is cut off \(after [\d,]+ bytes"
    ) as caught:
        read(whole[: len(whole) // 2], name="data.csv.gz")
    assert "Fetch it again" in caught.value.hint


def test_a_damaged_gzip_file_is_refused(read: Read) -> None:
    whole = bytearray(gzip.compress(b"id,name\n" + b"1,a\n" * 5000))
    whole[-6] ^= 0xFF
    with pytest.raises(InvalidDataset, match="damaged"):
        read(bytes(whole), name="data.csv.gz")


def test_a_plain_file_that_is_called_gz_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="not a gzip file"):
        read("id,name\n1,a\n", name="data.csv.gz")


def test_a_gzip_file_is_known_by_its_content(read: Read) -> None:
    assert len(read(gzip.compress(b"id,name\n1,a\n")).records) == 1


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_wrong_delimiter_is_named(read: Read, delimiter: str) -> None:
    with pytest.raises(InvalidDataset, match="row 1: only one column") as caught:
        read(f"id{delimiter}name\n1{delimiter}甲\n")
    shown = "\\t" if delimiter == "\t" else delimiter
    assert f'set delimiter = "{shown}"' in caught.value.hint


def test_a_missing_column_is_named_with_what_was_found(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r'data\.csv: row 1: no column "name"') as caught:
        read("id,nmae,born\n1,甲,1844\n")
    assert "The columns found: id, nmae, born." in caught.value.hint
    assert 'Did you mean "nmae"?' in caught.value.hint


def test_a_column_that_stands_twice_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r'the column "name" stands twice \(columns 2 and 3\)'):
        read("id,name,name\n1,甲,乙\n")


def test_columns_without_a_name_may_repeat(read: Read) -> None:
    assert len(read(",id,name,\n0,1,甲,x\n").records) == 1


@pytest.mark.parametrize("content", ["", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(read: Read, content: str | bytes) -> None:
    with pytest.raises(InvalidDataset, match=r"data\.csv: (the file is empty|row 1: no header)"):
        read(content)


def test_a_header_without_rows_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="a header but no row"):
        read("id,name\n")


def test_rows_with_too_many_or_too_few_cells_are_left_out(read: Read) -> None:
    reading = read("id,name\n1,甲\n2\n3,乙,丙\n4,丁\n")
    assert [record.key for record in reading.records] == ["1", "4"]
    assert [str(problem) for problem in reading.problems] == [
        "data.csv, row 3: has 1 cell where the header has 2",
        "data.csv, row 4: has 3 cells where the header has 2",
    ]
    assert all(problem.skipped for problem in reading.problems)


def test_a_nul_byte_costs_its_row_only(read: Read) -> None:
    reading = read("id,name\n1,甲\n2,a\0b\n3,丙\n")
    assert [record.key for record in reading.records] == ["1", "3"]
    assert [str(problem) for problem in reading.problems] == ["data.csv, row 3: contains a NUL byte"]


def test_a_quote_that_is_never_closed_names_the_row_where_it_opens(read: Read) -> None:
    with pytest.raises(InvalidDataset, match="row 3: a quoted cell that begins here is never closed"):
        read('id,name\n1,甲\n2,"乙\n3,丙\n4,丁\n')


def test_a_quote_that_swallows_more_than_the_limit_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.lines.MAX_CHARACTERS", 1000)
    rows = "".join(f"{number},甲\n" for number in range(2, 500))
    with pytest.raises(InvalidDataset, match="row 2: a quoted cell that begins here is not closed within 1,000"):
        read(f'id,name\n1,"甲\n{rows}')


def test_a_quote_in_the_middle_of_a_cell_costs_its_row_only(read: Read) -> None:
    reading = read('id,name\n1,甲\n2,"乙"丙\n3,丁\n')
    assert [record.key for record in reading.records] == ["1", "3"]
    assert reading.problems[0].row == 3


def test_a_line_over_the_limit_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.lines.MAX_CHARACTERS", 1000)
    with pytest.raises(InvalidDataset, match="row 3: a line of more than 1,000 characters"):
        read("id,name\n1,甲\n2," + "乙" * 2000 + "\n")


def test_a_line_of_100_megabytes_does_not_eat_the_memory(read: Read) -> None:
    content = gzip.compress(b"id,name\n1," + b"a" * 100_000_000 + b"\n", compresslevel=1)
    tracemalloc.start()
    try:
        with pytest.raises(InvalidDataset, match="row 2: a line of more than 16,777,216 characters"):
            read(content, name="data.csv.gz")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 80_000_000


def test_a_file_in_which_no_row_can_be_used_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r"not one row gives a record; the first problem is: data\.csv, row 2"):
        read("id,name\n,甲\n,乙\n")


def test_a_format_that_cannot_be_told_is_refused(read: Read) -> None:
    with pytest.raises(InvalidDataset, match=r"data\.dat: no telling what format this is") as caught:
        read("id,name\n1,甲\n", name="data.dat")
    assert "csv, tsv, xlsx, jsonl" in caught.value.hint


def test_a_file_that_vanished_is_refused(describe: Describe, tmp_path: Path) -> None:
    from ingest.source import Source

    with pytest.raises(InvalidDataset, match="cannot be read"), Source(tmp_path / "gone.csv") as source:
        source.open_bytes()
