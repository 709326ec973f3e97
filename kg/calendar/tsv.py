"""Reads the tables beside the code: tab-separated, ``#`` begins a comment line, ``.gz`` is unpacked."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"


def table_path(name: str) -> Path:
    """Return the path of a table."""
    return _TABLES / name


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a table as tuples of fields."""
    data = table_path(name).read_bytes()
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    for line in data.decode("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))
