"""Reads the tables of this package: tab-separated, ``# `` begins a comment line, short rows are filled with nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import InvalidInput

TABLES = Path(__file__).parent / "tables"


def rows(name: str, width: int) -> Iterator[tuple[str, ...]]:
    """The rows of ``tables/NAME.tsv`` as ``width`` cells. Raises InvalidInput for a row that has more."""
    text = (TABLES / f"{name}.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) > width:
            raise InvalidInput(f"{name}.tsv, line {number}: {len(cells)} cells, at most {width} are expected")
        yield cells + ("",) * (width - len(cells))
