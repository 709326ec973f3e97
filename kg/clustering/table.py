"""Reads the tables of this package; words are folded as titles and names are before they are compared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kg.chinese.fold import fold_loose

TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """The rows of ``tables/NAME.tsv``, without blank lines and comments (``# …``)."""
    with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("# "):
                yield tuple(line.split("\t"))


@cache
def words(name: str) -> tuple[str, ...]:
    """The first column of a table, folded, the longest first."""
    return tuple(sorted({fold_loose(row[0]) for row in rows(name)}, key=lambda word: (-len(word), word)))


@cache
def pairs(name: str) -> dict[str, str]:
    """A table of two columns as a mapping, both folded."""
    return {fold_loose(row[0]): fold_loose(row[1]) for row in rows(name)}
