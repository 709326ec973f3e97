"""The outline of an Org mode catalogue: entries with their drawers, people and copies, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADING = re.compile(r"(\*+)\s+(.*)")
_PROPERTY = re.compile(r"\s*:([^\s:]+):\s*(.*)")
#: The number before a title (SB11n001, T01n0001), and what follows it in Latin script.
_NUMBER = re.compile(r"^[A-Z]+[0-9]+[0-9a-z]*\s+")
#: A link of Org mode with its words.
_LINK = re.compile(r"\[\[[^\]]*\](?:\[[^\]]*\])?\]\s*")
_LATIN = re.compile(r"\s+[A-Za-zĀ-ỹ].*$")
_ENTRY, _SECTION, _PART = 3, 4, 5
_PEOPLE, _COPIES = "人物", "版本"
_BRACKETS = ("PROPERTIES", "END")


@dataclass(slots=True)
class Person:
    """Somebody responsible, with the properties FUNCTION, DYNASTY and DATES."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One entry of a catalogue. ``copy`` are the properties of the copy that was reproduced; ``damaged`` the lines of
    its drawers that are no property, with their numbers."""

    line: int
    heading: str
    properties: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    copy: dict[str, str] = field(default_factory=dict)
    damaged: list[tuple[int, str]] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading without links, number and transliteration."""
        return _LATIN.sub("", _NUMBER.sub("", _LINK.sub("", self.heading))).strip()


def entries(text: str) -> Iterator[Entry]:
    """The entries of a catalogue in their order.

    >>> [(e.title, e.properties, e.people[0].name) for e in entries(
    ...     "*** SB11n016 詩外傳\\n:PROPERTIES:\\n:EXTENT: 十卷\\n:END:\\n**** 人物\\n***** 韓嬰\\n")]
    [('詩外傳', {'EXTENT': '十卷'}, '韓嬰')]
    """
    entry: Entry | None = None
    section = ""
    drawer: dict[str, str] | None = None
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if match := _HEADING.match(line):
            depth, heading = len(match[1]), match[2].strip()
            drawer, inside = None, False
            if depth <= _ENTRY:
                if entry is not None:
                    yield entry
                entry, section = (Entry(number, heading), "") if depth == _ENTRY else (None, "")
                drawer = entry.properties if entry else None
            elif depth == _SECTION:
                section = heading
            elif depth == _PART and entry is not None:
                drawer = _part(entry, section, heading)
        elif drawer is not None and entry is not None:
            word = line.strip().strip(":")
            if word in _BRACKETS:
                inside = word == _BRACKETS[0]
            elif match := _PROPERTY.fullmatch(line.rstrip()):
                drawer[match[1]] = match[2].strip()
            elif inside and line.strip() and not line.lstrip().startswith("#"):  # a comment of Org mode
                entry.damaged.append((number, line.strip()))
    if entry is not None:
        yield entry


def _part(entry: Entry, section: str, heading: str) -> dict[str, str] | None:
    if section == _PEOPLE and heading:
        entry.people.append(Person(heading))
        return entry.people[-1].properties
    return entry.copy if section == _COPIES else None
