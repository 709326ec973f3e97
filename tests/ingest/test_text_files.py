"""Archives of text files as tables: what is cut out of paths and texts, and what cannot be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.description import Dataset
from ingest.importer import open_records
from ingest.source import Source
from ingest.tabular import Row, TableFormat
from ingest.text_files import TextFilesTable
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record

Describe = Callable[[str], Dataset]

TABLE = r"""
[table]
format = "texts"
path = "letters/(?P<title>[^/]+)\\.txt"
find = ["（(?P<date>[^（）]+年[^（）]*)）"]
key = "{row}"
entity = "letter/trial-{row}"
class = "zs:Letter"
column = [{column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
          {column = "date", property = "zs:dateText", lang = "zh-Hant"}]
[[table.node]]
id = "transcription/trial-{row}"
link = "zs:transcription"
class = "zs:Transcription"
column = [{column = "text", property = "zs:text", lang = "zh-Hant", required = true}]
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "letters.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("letters/致弟.txt", "兄在京（咸豐元年）甚安。\r\n\r\n餘不多及。（咸豐二年三月初一日）\r\n")
        file.writestr("letters/致父.txt", "萬福金安。".encode("gb18030") * 40)
        file.writestr("letters/empty.txt", " \n")
        file.writestr("cover.jpg", b"\xff\xd8\xff")
    return path


def read(archive: Path, description: Dataset) -> list[Record | Problem]:
    return list(open_records(description, [archive], Minter()))


def test_a_file_is_a_record_and_the_last_date_in_it_counts(archive: Path, describe: Describe) -> None:
    first, second, _ = read(archive, describe(TABLE))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    said = {claim[1].rpartition("/")[2].rpartition("#")[2]: claim[2] for claim in first.claims}
    assert said["prefLabel>"] == '"致弟"@zh-hant'
    assert said["dateText>"] == '"咸豐二年三月初一日"@zh-hant'
    assert said["text>"] == '"兄在京（咸豐元年）甚安。\\n\\n餘不多及。（咸豐二年三月初一日）"@zh-hant'
    assert (first.key, first.locator) == ("2", "letters.zip, row 2")
    assert any("萬福金安" in claim[2] for claim in second.claims)


def test_a_file_without_text_is_a_problem_where_text_is_required(archive: Path, describe: Describe) -> None:
    problem = read(archive, describe(TABLE))[-1]
    assert isinstance(problem, Problem)
    assert (problem.row, problem.column) == (4, "text")


def test_a_path_that_fits_nothing_is_said_with_one_that_is_there(archive: Path, describe: Describe) -> None:
    table = TABLE.replace("letters/(?P<title>", "scrolls/(?P<title>")
    with pytest.raises(InvalidDataset, match="no file in it has a path like") as caught:
        read(archive, describe(table))
    assert "letters/致弟.txt" in caught.value.hint


def test_what_is_no_archive_is_refused(tmp_path: Path, describe: Describe) -> None:
    path = tmp_path / "letters.zip"
    path.write_bytes(b"not a zip at all")
    with pytest.raises(InvalidDataset, match="not a ZIP archive"):
        read(path, describe(TABLE))


@pytest.mark.parametrize(("old", "new"), [("(?P<date>", "("), ("[^/]+)", "[^/]+")])
def test_patterns_that_are_wrong_are_named_by_their_key(describe: Describe, old: str, new: str) -> None:
    with pytest.raises(InvalidDataset, match=r"table\.(find|path)"):
        describe(TABLE.replace(old, new))


def test_bytes_in_another_encoding_than_declared_are_a_problem_with_their_place(archive: Path) -> None:

    rows = list(TextFilesTable(Source(archive), TableFormat(encoding="ascii")).rows())
    problems = [row for row in rows if isinstance(row, Problem)]
    rest: list[Row] = [row for row in rows if not isinstance(row, Problem)]
    assert {problem.file for problem in problems} == {"letters/致弟.txt", "letters/致父.txt", "cover.jpg"}
    assert [cells[0] for _, cells in rest] == ["letters/empty.txt"]
