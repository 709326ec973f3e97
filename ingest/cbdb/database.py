"""The SQLite release of CBDB, opened so that nothing in the file is ever run.

Read-only and immutable (no journal is replayed), extensions off, the schema not trusted, and an authorizer that lets
only reading pass. Only plain tables are read, by names and columns of our own list (``columns.tsv``), which knows those
of older and newer releases; a view, a virtual table or a generated column with such a name is refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from ingest.code_tables import read_rows
from kg.errors import InvalidDataset

MAGIC = b"SQLite format 3\0"
#: The longest text of a cell; notes in CBDB have at most some thousand characters.
_LONGEST = 16 << 20
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: _LONGEST,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_PLAIN_COLUMN = 0
_FETCH = 2_000
Row = Mapping[str, Any]


class Release:
    """An open database. Use it as a context manager. Raises InvalidDataset where it is none, or is damaged."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._tables: dict[str, str] = {}
        try:
            address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._secure()
            self._list()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def __enter__(self) -> Release:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def fields(self, table: str) -> list[str]:
        """The fields of a table of ours that the file has columns for; empty where it has no such table.

        Raises InvalidDataset for a view or virtual table of that name.
        """
        return list(self._columns(table)[1])

    def rows(self, table: str, *, by_person: bool = False) -> Iterator[Row]:
        """The rows of a table by our names of its fields, in the order of the persons where that is wanted.

        Raises InvalidDataset where the file is damaged.
        """
        name, columns = self._columns(table)
        if not columns:
            return
        listed = ", ".join(f'"{column}"' for column in columns.values())
        # Names come from our own list, never from the file.
        order = f' ORDER BY CAST("{columns["person"]}" AS INTEGER)' if by_person else ""
        fields = tuple(columns)
        try:
            cursor = self._connection.execute(f'SELECT {listed} FROM "{name}"{order}')  # noqa: S608
            while found := cursor.fetchmany(_FETCH):
                for cells in found:
                    yield dict(zip(fields, cells, strict=True))
        except sqlite3.Error as error:
            raise self._broken(error, name) from error

    def _secure(self) -> None:
        connection = self._connection
        for limit, value in _LIMITS.items():
            connection.setlimit(limit, value)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA query_only = ON")
        connection.text_factory = _text

    def _list(self) -> None:
        for name, kind, sql in self._connection.execute("SELECT name, type, sql FROM sqlite_master"):
            if kind in ("table", "view"):
                virtual = str(sql or "").lstrip().upper().startswith("CREATE VIRTUAL")
                self._tables[str(name).upper()] = "virtual table" if virtual else str(kind)
        self._info = {
            name: [
                str(row[1])
                for row in self._connection.execute(f'PRAGMA table_xinfo("{name}")')
                if row[6] == _PLAIN_COLUMN
            ]
            for name in _wanted_names()
            if self._tables.get(name) == "table"
        }
        self._connection.set_authorizer(_authorize)

    def _columns(self, table: str) -> tuple[str, dict[str, str]]:
        names, wanted = _wanted()[table]
        for name in names:
            kind = self._tables.get(name)
            if kind is None:
                continue
            if kind != "table":
                raise InvalidDataset(
                    f"{self.name}: {name} is a {kind}, not a table; what is written in it is not run",
                    hint="Export the table with its data.",
                )
            present = {column.lower(): column for column in self._info[name]}
            found = {
                field: next((present[each] for each in columns if each in present), "")
                for field, columns in wanted.items()
            }
            return name, {field: column for field, column in found.items() if column}
        return "", {}

    def _broken(self, error: sqlite3.Error, table: str = "") -> InvalidDataset:
        place = f"{self.name}, {table}" if table else self.name
        return InvalidDataset(
            f"{place}: cannot be read: {error}",
            hint="Fetch the release again; `sqlite3 FILE 'PRAGMA integrity_check'` tells whether it is whole.",
        )


class PersonRows:
    """The rows of a table that is in the order of the persons, handed out person by person."""

    def __init__(self, rows: Iterator[Row], orphan: Callable[[Row], None]) -> None:
        self._rows = rows
        self._orphan = orphan
        self._next: Row | None = next(rows, None)

    def of(self, person: int) -> Sequence[Row]:
        """The rows of a person, empty where there are none; those of persons passed over are orphans."""
        found: list[Row] = []
        while self._next is not None:
            at = number(self._next["person"])
            if at is not None and at > person:
                break
            if at == person:
                found.append(self._next)
            else:
                self._orphan(self._next)
            self._next = next(self._rows, None)
        return found


def number(value: object) -> int | None:
    """A whole number of a cell: CBDB writes numbers as integers, as reals and as text; None for anything else.

    >>> number(20), number(20.0), number("20"), number(""), number("x")
    (20, 20, 20, None, None)
    """
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    text = str(value or "").strip().removesuffix(".0")
    return int(text) if text.lstrip("-").isdigit() and text.isascii() and len(text) < 12 else None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


@cache
def _wanted() -> dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]:
    """Table of ours -> its names in releases, and for each field the columns that may hold it, newest first."""
    found: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {}
    for row in read_rows(Path(__file__).parent / "columns.tsv"):
        fields = found.setdefault(row["table"], (tuple(row["names"].split()), {}))[1]
        fields[row["field"]] = tuple(row["columns"].split())
    return found


def _wanted_names() -> list[str]:
    return [name for names, _ in _wanted().values() for name in names]
