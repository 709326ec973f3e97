"""A ZIP archive of text files seen as a table: a row a file, with columns cut out of its path and of its text.

The columns are ``path``, ``text`` (line ends as ``\\n``, without space at the ends), ``chars`` (characters that are not
white space) and the named groups of the patterns that ``[table]`` gives: ``path`` fits the whole path of a file that is
read, each of ``find`` is looked for in the text, where its last occurrence counts.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from ingest.encodings import detect
from ingest.section import Section
from ingest.source import Source
from ingest.tabular import Row, TableFormat
from ingest.zip_members import Member, members
from kg.errors import InvalidDataset
from kg.record import Problem

_OWN = ("path", "text", "chars")


class TextFilesTable:
    """The text files of an archive whose path fits, in the order of the archive."""

    def __init__(self, source: Source, declared: TableFormat) -> None:
        path, *find = declared.patterns or (re.compile(".*"),)
        self._source, self._encoding, self._path, self._find = source, declared.encoding, path, find
        groups = chain.from_iterable(pattern.groupindex for pattern in (path, *find))
        self.columns: Sequence[str] = tuple(dict.fromkeys((*_OWN, *groups)))

    def rows(self) -> Iterator[Row | Problem]:
        """The rows, counted from 2 as if a header stood before them; a file that is no text is a Problem."""
        for number, item in enumerate(members(self._source, self._paths()), 2):
            if isinstance(item, Problem):
                yield item
                continue
            text = self._decoded(item)
            yield text if isinstance(text, Problem) else (number, self._cells(item.name, text))

    def _paths(self) -> list[str]:
        try:
            with zipfile.ZipFile(self._source.path) as archive:
                names = [info.filename for info in archive.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError) as error:
            raise InvalidDataset(f"{self._source.name}: not a ZIP archive: {error}", hint="Fetch it again.") from error
        found = [name for name in names if self._path.fullmatch(name)]
        if not found:
            raise InvalidDataset(
                f"{self._source.name}: no file in it has a path like {self._path.pattern}",
                hint=f"The first path is {names[0]}." if names else "The archive is empty.",
            )
        return found

    def _decoded(self, member: Member) -> str | Problem:
        encoding = self._encoding or detect(member.content, whole=True) or ""
        try:
            if not encoding:
                return Problem(member.name, 0, "", "no telling which encoding this is; set encoding under [table]")
            text = member.content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            return Problem(member.name, 0, "", f"not {encoding} at byte {error.start}")
        return "\n".join(text.splitlines()).strip()

    def _cells(self, path: str, text: str) -> Sequence[str]:
        cells: dict[str, str] = {"path": path, "text": text, "chars": str(sum(not mark.isspace() for mark in text))}
        fitting = self._path.fullmatch(path)
        _fill(cells, fitting.groupdict() if fitting else {})
        for pattern in self._find:
            for last in list(pattern.finditer(text))[-1:]:
                _fill(cells, last.groupdict())
        return [cells.get(column, "") for column in self.columns]


def _fill(cells: dict[str, str], groups: Mapping[str, str | None]) -> None:
    cells.update({name: value for name, value in groups.items() if value is not None})


def open_text_files(source: Source, declared: TableFormat) -> TextFilesTable:
    """Open a ZIP archive of text files."""
    return TextFilesTable(source, declared)


def read_patterns(section: Section) -> tuple[re.Pattern[str], ...]:
    """What ``path`` and ``find`` of ``[table]`` declare, the pattern of the path first; empty where neither is there.

    Raises InvalidDataset for what is not a regular expression, or has no named group.
    """
    if not (section.has("path") or section.has("find")):
        return ()
    path = _pattern(section, "path", section.text("path", ".*"))
    find = tuple(_pattern(section, "find", text) for text in section.texts("find"))
    for pattern in find:
        if not pattern.groupindex:
            raise section.fail("find", f"{pattern.pattern} has no named group", 'For example "刻於(?P<year>.+年)".')
    return (path, *find)


def _pattern(section: Section, name: str, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise section.fail(name, f"not a regular expression: {error}", "See docs/formats.md.") from error
