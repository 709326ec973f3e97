"""JSON lines: one object a line, its members are the cells (https://jsonlines.org)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.encodings import decoding_error, source_encoding
from ingest.lines import BoundedLines
from ingest.section import did_you_mean
from ingest.source import Source
from ingest.tabular import Row, TableFormat
from kg.errors import InvalidDataset
from kg.record import Problem


class JsonLinesTable:
    """A JSON lines file seen as a table of the mapped columns; a member that an object lacks is an empty cell."""

    def __init__(self, source: Source, declared: TableFormat) -> None:
        self.columns: Sequence[str] = declared.wanted
        self._source = source
        self._encoding = source_encoding(source, declared.encoding)
        self._met: set[str] = set()

    def rows(self) -> Iterator[Row | Problem]:
        """The rows with their numbers; a broken line comes as a Problem."""
        lines = BoundedLines(self._source, self._encoding)
        met, records = self._met, 0
        try:
            for line in lines:
                number = lines.number
                lines.start_row()
                if not line.strip():
                    continue
                members = self._members(line, number)
                if isinstance(members, Problem):
                    yield members
                    continue
                records += 1
                met.update(members)
                yield from self._row(members, number)
        except UnicodeDecodeError as error:
            raise decoding_error(self._source, self._encoding) from error
        if records:
            yield from self._never_met()

    def _members(self, line: str, number: int) -> dict[str, Any] | Problem:
        try:
            value = json.loads(line)
        except ValueError as error:
            return Problem(self._source.name, number, "", f"not JSON: {error}")
        except RecursionError:
            return Problem(self._source.name, number, "", "nested too deeply")
        if not isinstance(value, dict):
            return Problem(self._source.name, number, "", f"is {_kind(value)}, not an object")
        return value

    def _row(self, members: dict[str, Any], number: int) -> Iterator[Row | Problem]:
        cells = []
        for column in self.columns:
            value = members.get(column, "")
            if isinstance(value, dict | list):
                reason = f"is {_kind(value)}; only text and numbers can be mapped"
                yield Problem(self._source.name, number, column, reason, skipped=False)
                value = ""
            cells.append(value if isinstance(value, str) else _text(value))
        yield number, cells

    def _never_met(self) -> Iterator[Problem]:
        unmet = [column for column in self.columns if column not in self._met]
        if self.columns and len(unmet) == len(self.columns):
            raise InvalidDataset(
                f"{self._source.name}: none of the mapped members occurs: {', '.join(unmet)}",
                hint=f"The objects have: {', '.join(sorted(self._met))}.",
            )
        for column in unmet:
            reason = f"no object has this member. {did_you_mean(column, self._met)}"
            yield Problem(self._source.name, 0, column, reason, skipped=False)


def open_json_lines(source: Source, declared: TableFormat) -> JsonLinesTable:
    """Open a JSON lines file."""
    return JsonLinesTable(source, declared)


def _text(value: bool | int | float | None) -> str:
    return "" if value is None else json.dumps(value)


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
