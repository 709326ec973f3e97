"""A small dataset description around a ``[table]`` that a test writes, and a way to read files with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.description import Dataset, load_description
from ingest.importer import open_records
from kg.iris import Minter
from kg.record import Problem, Record

HEAD = """
id = "trial"
title = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
description = {zh-Hans = "试", zh-Hant = "試", en = "Trial"}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
files = ["*"]
prefixes = ["person/trial-"]
"""

TABLE = """
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""

Describe: TypeAlias = Callable[..., Dataset]


@dataclass
class Reading:
    """What came out of reading a file."""

    records: list[Record]
    problems: list[Problem]
    skipped: int

    def values(self, predicate: str, at: int = 0) -> list[str]:
        """The objects of a predicate (its last part suffices) in one record."""
        return [value for _, name, value in self.records[at].claims if name.endswith(f"{predicate}>")]


Read: TypeAlias = Callable[..., Reading]


@pytest.fixture
def describe(tmp_path: Path) -> Describe:
    """Write a description and load it."""

    def write(table: str = TABLE, head: str = HEAD) -> Dataset:
        folder = tmp_path / "description"
        folder.mkdir(exist_ok=True)
        (folder / "trial.toml").write_text(head + table, encoding="utf-8")
        return load_description(folder / "trial.toml")

    return write


@pytest.fixture
def read(tmp_path: Path, describe: Describe) -> Read:
    """Read contents (text or bytes) as files of a name with the mapping ``table``."""

    def run(*contents: str | bytes, table: str = TABLE, name: str = "data.csv") -> Reading:
        files = []
        for number, content in enumerate(contents, 1):
            folder = tmp_path / str(number)
            folder.mkdir(exist_ok=True)
            files.append(folder / name)
            files[-1].write_bytes(content.encode() if isinstance(content, str) else content)
        stream = open_records(describe(table), files, Minter())
        items = list(stream)
        return Reading(
            [item for item in items if isinstance(item, Record)],
            [item for item in items if isinstance(item, Problem)],
            stream.skipped,
        )

    return run
