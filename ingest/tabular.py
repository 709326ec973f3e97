"""Opening a table of any format as rows of text cells: delimited text here, workbooks and JSON lines beside it."""

from __future__ import annotations

import csv
import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from ingest.encodings import decoding_error, source_encoding
from ingest.lines import BoundedLines
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.record import Problem

#: (row number as a person counts, cells in the order of ``columns``)
Row: TypeAlias = tuple[int, Sequence[str]]

#: format -> "module:function" that opens it.
FORMATS: dict[str, str] = {
    "csv": "ingest.tabular:open_delimited",
    "tsv": "ingest.tabular:open_delimited",
    "xlsx": "ingest.workbook:open_workbook",
    "jsonl": "ingest.jsonlines:open_json_lines",
    "texts": "ingest.text_files:open_text_files",
}
_SUFFIXES = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DELIMITERS = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True, slots=True)
class TableFormat:
    """What is declared about how a table is written down; empty means: find out. ``wanted`` are the mapped columns,
    ``patterns`` those of the paths and texts of text files (see ``text_files``)."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    wanted: tuple[str, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()


class Table(Protocol):
    """A table that has been opened: its columns are known, its rows are still to be read."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""
        ...

    def rows(self) -> Iterator[Row | Problem]:
        """Every row with as many cells as there are columns; a row that is not like that is a Problem.

        Raises InvalidDataset where the rest of the file cannot be read.
        """
        ...


def open_table(source: Source, declared: TableFormat) -> Table:
    """Open a file by its declared format or its suffix. Raises InvalidDataset where it cannot be read as a table."""
    name = declared.format or next((_SUFFIXES[end] for end in _SUFFIXES if source.plain_name.endswith(end)), "")
    if not name:
        raise InvalidDataset(
            f"{source.name}: no telling what format this is",
            hint=f"Set format under [table]: {', '.join(FORMATS)}; or use one of the suffixes {', '.join(_SUFFIXES)}.",
        )
    module, _, function = FORMATS[name].partition(":")
    table: Table = getattr(importlib.import_module(module), function)(source, declared)
    return table


def check_header(source: Source, columns: Sequence[str]) -> None:
    """Raise InvalidDataset for a header with a column twice; columns without a name may repeat."""
    seen: dict[str, int] = {}
    for at, name in enumerate(columns, 1):
        if name and name in seen:
            raise InvalidDataset(
                f'{source.name}: row 1: the column "{name}" stands twice (columns {seen[name]} and {at})',
                hint="Rename or remove one of them in the file.",
            )
        seen[name] = at


class DelimitedTable:
    """A CSV or TSV file (RFC 4180, any one-character delimiter) with a header row."""

    def __init__(self, source: Source, encoding: str, delimiter: str) -> None:
        self._source = source
        self._encoding = encoding
        self._lines = BoundedLines(source, encoding)
        # The bound on a line is the bound on a cell; csv has it as a global.
        csv.field_size_limit(max(csv.field_size_limit(), self._lines.limit))
        self._reader = csv.reader(iter(self._lines), delimiter=delimiter, strict=True)
        self.columns = self._header()

    def rows(self) -> Iterator[Row | Problem]:
        """The rows with their numbers; a broken row comes as a Problem."""
        reader, lines, width = self._reader, self._lines, len(self.columns)
        last = reader.line_num
        try:
            while True:
                lines.start_row()
                try:
                    cells = next(reader)
                except csv.Error as error:
                    first, last = last + 1, reader.line_num
                    yield self._quoting(error, first, last)
                    continue
                except StopIteration:
                    return
                first, last = last + 1, reader.line_num
                if not any(cells):
                    continue
                yield (first, cells) if len(cells) == width and not lines.has_nul else self._malformed(first, cells)
        except UnicodeDecodeError as error:
            raise decoding_error(self._source, self._encoding) from error

    def _header(self) -> Sequence[str]:
        try:
            header = next(self._reader, [])
        except UnicodeDecodeError as error:
            raise decoding_error(self._source, self._encoding) from error
        except csv.Error as error:
            raise InvalidDataset(
                f"{self._source.name}: row 1: the header cannot be read: {error}", hint="Is a quote left open there?"
            ) from error
        columns = [name.strip() for name in header]
        if not any(columns):
            raise InvalidDataset(f"{self._source.name}: row 1: no header", hint="The first row must name the columns.")
        check_header(self._source, columns)
        return columns

    def _quoting(self, error: csv.Error, first: int, last: int) -> Problem:
        if "unexpected end" in str(error):
            raise InvalidDataset(
                f"{self._source.name}: row {first}: a quoted cell that begins here is never closed",
                hint='Put the missing " there, or double it where it is part of the text ("").',
            ) from error
        rows = f"; rows {first} to {last} were read as one" if last > first else ""
        return Problem(self._source.name, first, "", f"a quote in the middle of a cell ({error}){rows}")

    def _malformed(self, row: int, cells: Sequence[str]) -> Problem:
        if self._lines.has_nul:
            reason = "contains a NUL byte"
        else:
            reason = f"has {len(cells)} cell{'s' if len(cells) > 1 else ''} where the header has {len(self.columns)}"
        return Problem(self._source.name, row, "", reason)


def open_delimited(source: Source, declared: TableFormat) -> DelimitedTable:
    """Open a CSV or TSV file; TSV where the format or the suffix says so, unless a delimiter is declared."""
    is_tsv = declared.format == "tsv" or (not declared.format and source.plain_name.endswith((".tsv", ".tab")))
    delimiter = declared.delimiter or _DELIMITERS["tsv" if is_tsv else "csv"]
    return DelimitedTable(source, source_encoding(source, declared.encoding), delimiter)
