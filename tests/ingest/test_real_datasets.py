"""The datasets as their owners publish them: the small ones whole, of the large ones the beginning."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from ingest.description import load_description
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem, Record

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DATA = SHARED / "data"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")


def read(dataset: str, limit: int | None = None) -> tuple[list[Record], list[Problem], int]:
    description = load_description(dataset)
    stream = open_records(description, description.find_files(DATA), Minter())
    items = list(islice(stream, limit))
    stream.close()
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if isinstance(item, Problem)], stream.skipped


@pytest.mark.parametrize(
    ("dataset", "records", "lost", "wrong", "skipped"),
    [
        ("cbdb-dynasties", 79, 0, 0, 1),
        ("cbdb-eras", 681, 0, 0, 1),
        ("zeng-guofan-letters", 195, 0, 13, 0),
        ("zeng-guofan-texts", 195, 0, 12, 0),
        ("chgis-points", 15_746, 2, 1, 0),
        ("textref-kanripo", 17_124, 0, 24, 0),
    ],
)
def test_a_small_dataset_is_read_whole(dataset: str, records: int, lost: int, wrong: int, skipped: int) -> None:
    read_records, problems, left_out = read(dataset)
    assert len(read_records) == len({record.key for record in read_records}) == records
    assert sum(problem.skipped for problem in problems) == lost
    assert sum(not problem.skipped for problem in problems) == wrong
    assert left_out == skipped


@pytest.mark.parametrize("dataset", ["biogref-cbdb", "biogref-dnb", "cbdb-places", "textref-ctext"])
def test_the_beginning_of_a_large_dataset_is_read_without_a_problem(dataset: str) -> None:
    records, problems, _ = read(dataset, 2000)
    assert (len(records), problems) == (2000, [])


def test_the_letters_know_their_addressees() -> None:
    records, _, _ = read("zeng-guofan-letters")
    named = [claim for record in records for claim in record.claims if claim[1].endswith("addresseeName>")]
    assert len(named) == 195
    assert named[0][2] == '"叔父母"@zh-hans'
