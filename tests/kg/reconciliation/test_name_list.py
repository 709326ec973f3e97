"""Tables of names: columns told by their headings; tables that cannot be used."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.errors import InvalidInput
from kg.reconciliation.name_list import read_names


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "names.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_columns_are_told_by_their_headings(tmp_path: Path) -> None:
    text = "\ufeff编号,姓名,生年,卒年,籍贯,字,note\nA1,盛宣怀,1844,1916,武进,杏荪,x\n,李鴻章,,,,,\n"
    (key, first), (number, second) = read_names(written(tmp_path, text))
    assert (key, first.text, number, second.text) == ("A1", "盛宣怀", "2", "李鴻章")
    assert set(first.properties) == {
        ("zs:birthYear", "1844"),
        ("zs:deathYear", "1916"),
        ("zs:nativePlaceName", "武进"),
        ("nametype:zi", "杏荪"),
    }
    assert second.properties == ()


def test_a_row_without_a_name_is_a_question_without_text(tmp_path: Path) -> None:
    assert [query.text for _, query in read_names(written(tmp_path, "name,born\n,1844\n"))] == [""]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("title,year\n書,1844\n", "no column with names"),
        ("", "no column with names"),
        ("姓名\n盛宣懷\n".encode("gb18030"), "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        list(read_names(written(tmp_path, content)))


def test_a_field_that_is_too_long_is_refused_with_its_line(tmp_path: Path) -> None:
    limit = csv.field_size_limit(1_000)
    try:
        with pytest.raises(InvalidInput, match="line 2"):
            list(read_names(written(tmp_path, "name\n" + "x" * 2_000 + "\n")))
    finally:
        csv.field_size_limit(limit)
