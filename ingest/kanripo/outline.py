"""The outline of an Org mode catalogue: entries with their classes, drawers, people and copies, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEADING = re.compile(r"(\*+)\s+(.*)")
_PROPERTY = re.compile(r"\s*:([^\s:]+):\s*(.*)")
#: The number before a title (SB11n001, T01n0001), and what follows it in Latin script.
_NUMBER = re.compile(r"^([A-Z]+[0-9]+[0-9a-z]*)\*?\s+")
#: A link of Org mode with its words.
_LINK = re.compile(r"\[\[[^\]]*\](?:\[[^\]]*\])?\]\s*")
_LATIN = re.compile(r"\s+:?[A-Za-zĀ-ỹ].*$")
#: What stands before the name of a class: its codes in Latin letters and digits (KR1a ZB1a, S1a, CMTS0101).
_CODES = re.compile(r"^(?:[A-Z]+[0-9]*[a-z]?\s+)+")
#: A title with dynasty and first person in one heading: 子夏易傳-周-卜商.
_JOINED = re.compile(r"(?P<title>[^-]+)-(?P<dynasty>[^-]*)-(?P<person>[^-]*)")
#: Depth of an entry's heading where nothing else is said; of its sections and parts below.
ENTRY = 3
_PEOPLE, _COPIES, _APPENDED = "人物", "版本", "appendix"
_SECTION, _PART = 1, 2
_BRACKETS = ("PROPERTIES", "END")


@dataclass(slots=True)
class Person:
    """Somebody responsible, with the properties FUNCTION, DYNASTY and DATES."""

    name: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """One entry of a catalogue. ``path`` are the names of its classes from the top; ``copy`` the properties of the copy
    that was reproduced; ``sections`` what is below it besides, with properties (appendices); ``damaged`` the lines of
    its drawers that are no property, with their numbers."""

    line: int
    heading: str
    path: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    copy: dict[str, str] = field(default_factory=dict)
    sections: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    damaged: list[tuple[int, str]] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The number before the title; empty where there is none."""
        found = _NUMBER.match(_LINK.sub("", self.heading))
        return found[1] if found else ""

    @property
    def title(self) -> str:
        """The heading without links, number and transliteration, and without dynasty and person."""
        said = self._plain()
        found = _JOINED.fullmatch(said)
        return (found["title"] if found else said).strip()

    @property
    def named(self) -> tuple[str, str]:
        """Dynasty and person that the heading names, each empty where it names none."""
        found = _JOINED.fullmatch(self._plain())
        return (found["dynasty"].strip(), found["person"].strip()) if found else ("", "")

    @property
    def appended(self) -> tuple[str, ...]:
        """Appendices and supplements that have a heading of their own, with their extent."""
        parts = ((name, own) for name, own in self.sections if own.get("TYPE") == _APPENDED)
        names = ((_NUMBER.sub("", _LINK.sub("", name)).removeprefix("(附)"), own) for name, own in parts)
        return tuple(f"{name} {own.get('EXTENT', '')}".strip() for name, own in names)

    def _plain(self) -> str:
        return _LATIN.sub("", _NUMBER.sub("", _LINK.sub("", self.heading))).strip()


def entries(text: str, depth_of_entries: int = ENTRY) -> Iterator[Entry]:
    """The entries of a catalogue in their order; they are the headings of one depth, those above are its classes.

    >>> [(e.title, e.properties, e.people[0].name) for e in entries(
    ...     "*** SB11n016 詩外傳\\n:PROPERTIES:\\n:EXTENT: 十卷\\n:END:\\n**** 人物\\n***** 韓嬰\\n")]
    [('詩外傳', {'EXTENT': '十卷'}, '韓嬰')]
    """
    entry: Entry | None = None
    section = ""
    path: tuple[str, ...] = ()
    drawer: dict[str, str] | None = None
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        if match := _HEADING.match(line):
            depth, heading = len(match[1]) - depth_of_entries, match[2].strip()
            drawer, inside = None, False
            if depth <= 0:
                if entry is not None:
                    yield entry
                entry, section = (Entry(number, heading, path), "") if depth == 0 else (None, "")
                drawer = entry.properties if entry else None
                path = path if entry else (*path[: len(match[1]) - 1], _class_name(heading))
            elif entry is not None and depth <= _PART:
                section = heading if depth == _SECTION else section
                drawer = _section(entry, section) if depth == _SECTION else _part(entry, section, heading)
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


def _class_name(heading: str) -> str:
    """The name of a class without its codes and its name in Latin script."""
    return _LATIN.sub("", _CODES.sub("", _LINK.sub("", heading))).strip()


def _section(entry: Entry, heading: str) -> dict[str, str] | None:
    if heading in (_PEOPLE, _COPIES):
        return None
    entry.sections.append((heading, {}))
    return entry.sections[-1][1]


def _part(entry: Entry, section: str, heading: str) -> dict[str, str] | None:
    if section == _PEOPLE and heading:
        entry.people.append(Person(heading))
        return entry.people[-1].properties
    return entry.copy if section == _COPIES else None
