"""Lines of a text file that can never eat the memory: their length is bounded, and so is what one row takes of them."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ingest.source import Source
from kg.errors import InvalidDataset

#: The longest line, and the longest row of a table, in characters.
MAX_CHARACTERS = 1 << 24


class BoundedLines:
    """Iterates over the lines of a source, line ends kept.

    ``has_nul`` tells whether a NUL came since ``start_row``, ``number`` how many lines were given.
    """

    def __init__(self, source: Source, encoding: str) -> None:
        self.limit = MAX_CHARACTERS
        self.has_nul = False
        self.number = 0
        self._name = source.name
        self._size = 0
        self._row = 1
        self._text = io.TextIOWrapper(source.open_bytes(), encoding, newline="")

    def start_row(self) -> None:
        """A new row begins with the next line."""
        self.has_nul = False
        self._size = 0
        self._row = self.number + 1

    def __iter__(self) -> Iterator[str]:
        """The lines. Raises InvalidDataset where a line or a row goes over the limit."""
        readline, limit = self._text.readline, self.limit
        line = readline(limit).removeprefix("\ufeff")
        while line:
            self.number += 1
            self._size += len(line)
            if self._size >= limit:
                raise self._too_long()
            if "\0" in line:
                self.has_nul = True
            yield line
            line = readline(limit)

    def _too_long(self) -> InvalidDataset:
        if self.number > self._row:
            return InvalidDataset(
                f"{self._name}: row {self._row}: a quoted cell that begins here is not closed within "
                f"{self.limit:,} characters",
                hint='Put the missing " there, or double it where it is part of the text ("").',
            )
        return InvalidDataset(
            f"{self._name}: row {self._row}: a line of more than {self.limit:,} characters",
            hint="Is this a table at all? A file without line ends, or a binary file, looks like that.",
        )
