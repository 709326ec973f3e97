"""The registry of importers and the stream of records that a load reads."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ingest.description import known_datasets
from ingest.importer import DERIVED, IMPORTERS, get_importer, open_records
from kg.errors import InvalidDataset
from kg.iris import Minter

from .conftest import Describe, Read


@pytest.mark.parametrize("name", [name for name in IMPORTERS if name not in DERIVED])
def test_every_importer_of_the_registry_has_a_dataset_and_can_be_made(name: str) -> None:
    described = [dataset for dataset in known_datasets().values() if dataset.importer == name]
    assert described
    for dataset in described:
        assert get_importer(name)(dataset, Minter()).skipped == 0


def test_an_unknown_importer_is_named_with_the_nearest() -> None:
    with pytest.raises(InvalidDataset, match='no importer "tables"') as caught:
        get_importer("tables")
    assert caught.value.hint == 'Did you mean "table"?'


def test_the_position_goes_from_nothing_to_the_size_of_all_files(describe: Describe, tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv.gz"]
    rows = [f"{number},name {number * number}\n" for number in range(60_000)]
    paths[0].write_text("id,name\n" + "".join(rows[:30_000]))
    paths[1].write_bytes(gzip.compress(("id,name\n" + "".join(rows[30_000:])).encode()))
    stream = open_records(describe(), paths, Minter())
    assert stream.total == sum(path.stat().st_size for path in paths)
    positions = [stream.position() for _ in stream]
    assert positions == sorted(positions)
    assert len(set(positions)) > 3
    assert positions[0] < stream.total / 2 < positions[45_000] <= positions[-1] <= stream.total
    assert stream.position() == stream.total


def test_a_stream_that_is_closed_early_closes_its_file(describe: Describe, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,a\n2,b\n")
    stream = open_records(describe(), [path], Minter())
    assert next(stream).key == "1"
    stream.close()
    with pytest.raises(StopIteration):
        next(stream)


def test_columns_may_stand_in_another_order_in_each_file(read: Read) -> None:
    reading = read("id,name\n1,甲\n", "name,x,id\n乙,,2\n")
    assert [(record.key, reading.values("prefLabel", at)) for at, record in enumerate(reading.records)] == [
        ("1", ['"甲"@zh-hant']),
        ("2", ['"乙"@zh-hant']),
    ]
