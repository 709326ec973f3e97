"""From a file to N-Quads without a workspace."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.convert import Conversion, convert
from kg.errors import InvalidDataset, InvalidInput, NotFound

from .conftest import Describe


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    path = tmp_path / "index_derived.csv"
    path.write_text(
        "section,title,date_string,chars,path_in_zip\n治家篇,致九弟·某事,咸丰八年,10,a\n治家篇,,,,\n", encoding="utf-8"
    )
    return path


def test_claims_are_written_as_canonical_quads_and_problems_one_a_line(letters: Path) -> None:
    out, problems = io.BytesIO(), io.StringIO()
    result = convert("table", letters, out, problems, base="https://example.org/")
    assert result == Conversion(records=1, quads=10, problems=1, skipped=0)
    assert problems.getvalue() == "index_derived.csv, row 3, title: a value is required here\n"
    quads = list(ox.parse(out.getvalue(), ox.RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in quads} == {"https://example.org/record/zeng-guofan-letters/2"}
    assert ox.serialize(quads, format=ox.RdfFormat.N_QUADS) == out.getvalue()


def test_a_description_can_be_given_by_id_or_path(letters: Path, describe: Describe, tmp_path: Path) -> None:
    out = io.BytesIO()
    assert convert("table", letters, out, io.StringIO(), dataset="zeng-guofan-letters").records == 1
    table = '[table]\nkey = "{row}"\nentity = "letter/trial-{row}"\nclass = "zs:Letter"\n'
    path = describe(table).path
    assert convert("table", letters, out, io.StringIO(), dataset=path) == Conversion(2, 2, 0, 0)
    assert convert("table", letters, out, io.StringIO(), dataset=str(path)).records == 2


def test_a_file_that_no_dataset_has_needs_a_description(tmp_path: Path) -> None:
    path = tmp_path / "unheard-of.csv"
    path.write_text("id\n1\n")
    with pytest.raises(InvalidDataset, match=r"No dataset has a file unheard-of\.csv") as caught:
        convert("table", path, io.BytesIO(), io.StringIO())
    assert "index_derived.csv" in caught.value.hint


def test_what_is_given_wrongly_is_refused(letters: Path, tmp_path: Path) -> None:
    out, problems = io.BytesIO(), io.StringIO()
    with pytest.raises(InvalidDataset, match='no importer "tabel"'):
        convert("tabel", letters, out, problems)
    with pytest.raises(InvalidDataset, match="There is no file"):
        convert("table", tmp_path / "gone.csv", out, problems)
    with pytest.raises(NotFound):
        convert("table", letters, out, problems, dataset="nothing")
    with pytest.raises(InvalidInput, match="Not a base IRI"):
        convert("table", letters, out, problems, base="example.org")
    assert out.getvalue() == b""
