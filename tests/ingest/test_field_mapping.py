"""Mapping tables: read strictly, and complete for the importers that have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.field_mapping import FieldMapping, field_mappings, read_field_mappings
from ingest.importer import IMPORTERS
from kg.errors import InvalidDataset

HEADER = "source\ttarget\tnote\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "fields.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("importer", sorted(IMPORTERS))
def test_the_table_of_every_importer_can_be_read(importer: str) -> None:
    assert all(row.target or row.note for row in field_mappings(importer))


def test_an_importer_that_is_mapped_by_descriptions_has_no_table() -> None:
    assert field_mappings("table") == ()


def test_an_unknown_importer_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidDataset) as caught:
        field_mappings("gedcon")
    assert "gedcom" in caught.value.hint


def test_rows_come_in_their_order(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "b\tzs:year\t\na\t\tnot held\n")
    assert read_field_mappings(path) == (FieldMapping("b", "zs:year", ""), FieldMapping("a", "", "not held"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("source\ttarget\n", "line 1: the header"),
        (HEADER + "a\tzs:year\n", "line 2: 2 cells"),
        (HEADER + "a\tzs:year\t\na\tzs:year\t\n", 'line 3: "a" stands twice'),
        (HEADER + "a\tzs:yaer\t\n", 'line 2: "zs:yaer" is not in the ontology'),
        (HEADER + "a\tyear\t\n", 'line 2: "year" is not a compact IRI'),
        (HEADER + "a\t\t\n", "line 2: neither"),
        (HEADER + "\tzs:year\t\n", "line 2: no source"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidDataset, match=reason):
        read_field_mappings(written(tmp_path, text))
