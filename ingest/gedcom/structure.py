"""GEDCOM structures: lines put together to records, one record at a time, with every fault named and survived.

Grammar: level, optional cross-reference identifier, tag, optional value (GEDCOM 5.5.1 chapter 1, 7.0 section 1.2).
What breaks the grammar is repaired where there is only one way to read it, and left out where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kg.record import Problem

_LINE = re.compile(r"[ \t]*(\d{1,2})[ \t]+(?:@([^@]+)@[ \t]+)?([A-Za-z0-9_]+)(?:[ \t](.*))?", re.DOTALL)
_UNTERMINATED = re.compile(r"[ \t]*(\d{1,2})[ \t]+@(\S+)[ \t]+([A-Za-z0-9_]+)(?:[ \t](.*))?", re.DOTALL)
_LEVEL = re.compile(r"[ \t]*(\d+)[ \t]")
_POINTER = re.compile(r"@([^@#\s][^@]*)@[ \t]*")
_DEEPEST = 99
VOID = "VOID"


@dataclass(slots=True)
class Structure:
    """One structure: ``value`` is its text with continuations joined and ``@@`` undone, ``line`` where it begins."""

    tag: str
    value: str = ""
    xref: str = ""
    line: int = 0
    children: list[Structure] = field(default_factory=list)

    @property
    def pointer(self) -> str:
        """The identifier that it points to; empty where the value is no pointer (``@VOID@`` gives ``VOID``)."""
        if not self.value.startswith("@"):
            return ""
        match = _POINTER.fullmatch(self.value)
        return match[1] if match else ""

    @property
    def identifier(self) -> str:
        """The identifier of a record; one that has none is told by its tag and line."""
        return self.xref or f"{self.tag}_{self.line}"

    def first(self, tag: str) -> Structure | None:
        """The first substructure of this tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def text(self, *tags: str) -> str:
        """The value at the end of a path of first substructures; empty where one is not there."""
        node: Structure | None = self
        for tag in tags:
            node = node.first(tag) if node else None
        return node.value.strip() if node else ""

    def add(self, tag: str, value: str = "", xref: str = "") -> Structure:
        """A new substructure."""
        child = Structure(tag, value, xref)
        self.children.append(child)
        return child


class Assembler:
    """Puts the lines of one file together; ``problems`` collects what was wrong with them.

    Iterate over ``records(lines)``; a record is given when it is complete. ``is_seven`` tells the version once the
    header has been read (only the leading ``@@`` of a value is an escape in GEDCOM 7, every ``@@`` before).
    """

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self.is_seven = False
        self._file = file
        self._record: Structure | None = None
        #: the structures that the next line may belong to, each with its level as written
        self._open: list[tuple[int, Structure]] = []
        self._parts: dict[int, list[str]] = {}
        self._ended = 0
        self._blank: list[int] = []

    def records(self, lines: Iterable[tuple[int, str]]) -> Iterator[Structure]:
        """The records of a file in its order, HEAD and TRLR included."""
        for number, line in lines:
            match = _LINE.fullmatch(line)
            if match is None:
                match = self._repaired(number, line)
                if match is None:
                    continue
            for blank in self._blank:
                self._fault(blank, "an empty line", skipped=False)
            self._blank.clear()
            level, xref, tag, value = int(match[1]), match[2] or "", match[3].upper(), match[4] or ""
            if level == 0:
                if self._record is not None:
                    yield self._finished()
                if self._ended:
                    self._fault(number, f"stands after TRLR (line {self._ended})", skipped=False)
                    self._ended = 0
                self._begin(Structure(tag, self._plain(value), xref.strip(), number))
            else:
                self._substructure(level, Structure(tag, self._plain(value), xref, number))
        if self._record is not None:
            yield self._finished()
        if not self._ended:
            self._fault(0, "the file does not end with TRLR: it may be cut off", skipped=False)

    def _begin(self, record: Structure) -> None:
        self._record = record
        self._open = [(0, record)]

    def _substructure(self, level: int, node: Structure) -> None:
        """Hang a structure under the one it belongs to, or report that there is none."""
        opened = self._open
        if not opened:
            self._fault(node.line, f"{node.tag} on level {level} before any record")
            return
        while opened[-1][0] >= level:
            opened.pop()
        above, parent = opened[-1]
        if node.tag in ("CONT", "CONC"):
            parts = self._parts.setdefault(id(parent), [parent.value])
            parts.append(f"\n{node.value}" if node.tag == "CONT" else node.value)
            return
        if level > above + 1:
            reason = f"level {level} follows level {above}; read as level {above + 1} under {parent.tag}"
            self._fault(node.line, reason, skipped=False)
        parent.children.append(node)
        opened.append((level, node))

    def _finished(self) -> Structure:
        """The record that was being read, its continued values joined."""
        record = self._record
        assert record is not None
        if self._parts:
            pending = [record]
            while pending:
                node = pending.pop()
                if parts := self._parts.get(id(node)):
                    node.value = "".join(parts)
                pending.extend(node.children)
            self._parts.clear()
        if record.tag == "HEAD":
            self.is_seven = record.text("GEDC", "VERS").startswith("7")
        elif record.tag == "TRLR":
            self._ended = record.line
        self._record = None
        self._open = []
        return record

    def _plain(self, value: str) -> str:
        if "@@" not in value:
            return value
        if self.is_seven:
            return value[1:] if value.startswith("@@") else value
        return value.replace("@@", "@")

    def _repaired(self, number: int, line: str) -> re.Match[str] | None:
        """A line that is not one: the match of what it must have been, or None where it was reported or joined on."""
        if not line.strip("\0 \t\x1a"):
            if line.strip(" \t") != "\x1a":  # the end-of-file mark of DOS
                self._blank.append(number)
            return None
        if "\0" in line:
            self._fault(number, "contains NUL characters; they are left out", skipped=False)
            return _LINE.fullmatch(line.replace("\0", ""))
        unterminated = _UNTERMINATED.fullmatch(line)
        if unterminated is not None:
            reason = f'the identifier is not closed; read as "@{unterminated[2]}@"'
            self._fault(number, reason, skipped=False)
            return unterminated
        level = _LEVEL.match(line)
        if level is not None:
            too_deep = int(level[1][:9]) > _DEEPEST
            self._fault(number, f"level {level[1]} is beyond {_DEEPEST}" if too_deep else "has no tag after its level")
        elif self._open:
            parent = self._open[-1][1]
            self._parts.setdefault(id(parent), [parent.value]).append(f"\n{line}")
            self._fault(number, f"begins with no level; read on as text of {parent.tag}", skipped=False)
        else:
            self._fault(number, "is no GEDCOM line")
        return None

    def _fault(self, number: int, reason: str, *, skipped: bool = True) -> None:
        self.problems.append(Problem(self._file, number, "", reason, skipped))
