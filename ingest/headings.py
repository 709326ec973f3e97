"""Tables whose columns are known by what they are called: headings in any script or language, each to one field."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from ingest.section import did_you_mean
from ingest.source import Source
from ingest.tabular import TableFormat, open_table
from kg.errors import InvalidDataset
from kg.record import Problem


@cache
def read_headings(path: Path) -> Mapping[str, str]:
    """A table ``heading``, ``field``: what columns are called (in lower case), and the field that each is."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["heading"].lower(): row["field"] for row in csv.DictReader(lines, delimiter="\t")}


def rows_by_field(
    source: Source, headings: Mapping[str, str], required: str
) -> Iterator[tuple[int, dict[str, str]] | Problem]:
    """The rows of a table: their numbers, and the cells that are not empty by field.

    A column that is not known comes first, as a Problem. Raises InvalidDataset where the ``required`` field has none.
    """
    table = open_table(source, TableFormat())
    fields = {name: headings[name.lower()] for name in table.columns if name.lower() in headings}
    if required not in fields.values():
        hint = (
            f"The columns found: {', '.join(table.columns)}. Call it one of: {', '.join(_names(headings, required))}."
        )
        raise InvalidDataset(f'{source.name}: row 1: no column "{required}"', hint=hint)
    for name in table.columns:
        if name and name not in fields:
            near = did_you_mean(name, headings)
            reason = f"no such column is known here, so it is not read. {near if near.startswith('Did') else ''}"
            yield Problem(source.name, 1, name, reason.strip(), skipped=False)
    places = _places(table.columns, fields)
    for item in table.rows():
        if isinstance(item, Problem):
            yield item
        else:
            number, cells = item
            yield number, {field: text for field, at in places.items() if (text := cells[at].strip())}


def _names(headings: Mapping[str, str], field: str) -> list[str]:
    return [name for name, known in headings.items() if known == field]


def _places(columns: Sequence[str], fields: Mapping[str, str]) -> dict[str, int]:
    """field -> number of its column, the first where several columns are the same field."""
    return {fields[name]: columns.index(name) for name in reversed(columns) if name in fields}
