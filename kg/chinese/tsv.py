"""Reads the tab-separated tables beside the code; each names its source in its first comment line or in NOTICE."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent / "tables"


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of ``tables/NAME`` as tuples of fields, without blank lines and comments (``# ...``)."""
    with (TABLES / name).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line and not line.startswith("# "):
                yield tuple(line.split("\t"))


def pairs(name: str) -> dict[str, str]:
    """Return a table of two columns as a mapping from the first to the second."""
    return {row[0]: row[1] for row in rows(name)}
