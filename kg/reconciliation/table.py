"""Reads the tables of this package: tab-separated, ``#`` begins a comment line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of ``tables/NAME.tsv`` without comments and blank lines."""
    with (_TABLES / f"{name}.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("# "):
                yield tuple(line.split("\t"))
