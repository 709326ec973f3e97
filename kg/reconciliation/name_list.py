"""Tables of names: each row a question, its columns told by their headings."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kg.chinese.fold import fold
from kg.errors import InvalidInput
from kg.reconciliation.query import NameQuery
from kg.reconciliation.table import rows

#: Bytes of a table that are read; a longer one is better loaded as a dataset.
LARGEST = 50_000_000


@cache
def headings() -> dict[str, str]:
    """Heading as ``_key`` makes it -> ``id``, ``name`` or a property."""
    return {_key(heading): meaning for heading, meaning in rows("columns")}


def _key(heading: str) -> str:
    return fold(heading).strip().casefold().replace(" ", "_").replace("-", "_")


def read_names(file: Path) -> Iterator[tuple[str, NameQuery]]:
    """The rows of a CSV file in UTF-8 with a header: the id of each (its number where there is none) and the question.

    Raises InvalidInput for a file that is too large, is not UTF-8, or has no column with names; rows without a name are
    questions without text.
    """
    if (size := file.stat().st_size) > LARGEST:
        raise InvalidInput(f"{file} has {size:,} bytes; at most {LARGEST:,} are read.", hint="Load it as a dataset.")
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file} is not UTF-8: {error}.", hint="Save the table as CSV in UTF-8.") from None
    table = csv.DictReader(text.splitlines())
    meanings = {column: headings().get(_key(column), "") for column in table.fieldnames or ()}
    if "name" not in meanings.values():
        known = ", ".join(heading for heading, meaning in headings().items() if meaning == "name")
        raise InvalidInput(f"{file} has no column with names.", hint=f"Call it one of: {known}.")
    try:
        for number, row in enumerate(table, 1):
            yield _question(number, row, meanings)
    except csv.Error as error:
        raise InvalidInput(f"{file}, line {table.line_num + 1}: {error}.", hint="Is it a CSV file?") from None


def _question(number: int, row: dict[str, str | None], meanings: dict[str, str]) -> tuple[str, NameQuery]:
    said = [(meanings[column], (value or "").strip()) for column, value in row.items() if meanings.get(column)]
    key = next((value for meaning, value in said if meaning == "id" and value), str(number))
    names = [value for meaning, value in said if meaning == "name" and value]
    properties = [(meaning, value) for meaning, value in said if meaning not in ("id", "name") and value]
    properties += [("skos:altLabel", name) for name in names[1:]]
    return key, NameQuery(names[0] if names else "", "person", tuple(properties))
