"""Excel workbooks (Office Open XML, ``.xlsx``): one sheet with its header in the first row, read as a stream.

A merged region counts in its first cell only, and a formula with the value that was last calculated for it.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook.workbook import Workbook

from ingest.section import did_you_mean
from ingest.source import Source
from ingest.tabular import Row, TableFormat, check_header
from kg.errors import InvalidDataset
from kg.record import Problem

_ERRORS = frozenset(ERROR_CODES)
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError)


class WorkbookTable:
    """One sheet of a workbook."""

    def __init__(self, source: Source, sheet: str) -> None:
        self._source = source
        stream = source.open_bytes()
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except _BROKEN as error:
            stream.seek(0)
            raise InvalidDataset(
                f"{source.name}: not an Excel workbook (.xlsx): {_looks_like(stream.read(8))}",
                hint="Save it from the spreadsheet program as .xlsx, or as CSV in UTF-8.",
            ) from error
        self._cells: Iterator[tuple[object, ...]] = _sheet(source, book, sheet)
        header = [_text(value).strip() for value in next(self._cells, ())]
        while header and not header[-1]:
            header.pop()
        if not header:
            raise InvalidDataset(f"{source.name}: row 1: no header", hint="The first row must name the columns.")
        check_header(source, header)
        self.columns: Sequence[str] = header

    def rows(self) -> Iterator[Row | Problem]:
        """The rows with their numbers."""
        width = len(self.columns)
        for number, values in enumerate(self._values(), 2):
            cells = [_text(value) for value in values]
            if not any(cells):
                continue
            if any(cells[width:]):
                reason = f"has a value in column {width + 1} or later, where the header has none"
                yield Problem(self._source.name, number, "", reason)
                continue
            cells = cells[:width] + [""] * (width - len(cells))
            for at, cell in enumerate(cells):
                if cell in _ERRORS:
                    reason = f"the formula gives the error {cell}"
                    yield Problem(self._source.name, number, self.columns[at], reason, skipped=False)
                    cells[at] = ""
            yield number, cells

    def _values(self) -> Iterator[tuple[object, ...]]:
        try:
            yield from self._cells
        except _BROKEN as error:
            raise InvalidDataset(
                f"{self._source.name}: the sheet is damaged: {error}",
                hint="Save it again from the spreadsheet program.",
            ) from error


def open_workbook(source: Source, declared: TableFormat) -> WorkbookTable:
    """Open a workbook at the declared sheet, or at its first one."""
    return WorkbookTable(source, declared.sheet)


def _sheet(source: Source, book: Workbook, name: str) -> Iterator[tuple[object, ...]]:
    if name and name not in book.sheetnames:
        raise InvalidDataset(f'{source.name}: there is no sheet "{name}"', hint=did_you_mean(name, book.sheetnames))
    sheet = book[name or book.sheetnames[0]]
    # What the file says about its own size is often wrong; without it the rows are read to their end.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=True))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _looks_like(start: bytes) -> str:
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "it is an old .xls file or has a password"
    if start.startswith(b"PK"):
        return "it is a zip file without a workbook in it, or damaged"
    return "it is another kind of file"
