"""The first reading of a file: who is there, which family each belongs to, and what shared notes and sources say.

A tie of kinship needs both persons and the word at the child's end, which stand in three records; so the file is read
twice, and this is what the second reading knows of the first.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.gedcom.structure import VOID, Structure
from ingest.gedcom.tables import values

_YEAR = re.compile(r"\b(\d{3,4})\b(?!.*B\.?C)")
#: More rings of descent than this are not looked for: the file is broken anyhow.
MAX_RINGS = 20
_ENDS = ("DEAT", "BURI", "CREM", "PROB")


@dataclass(slots=True)
class IndexedPerson:
    """What others need to know of a person. ``child_of`` and ``partner_in`` are (family, word of PEDI) and families in
    the order of the record; ``earliest`` is a year by which the person was born, ``latest`` the last that a date of
    the record names; None where no date tells.
    """

    line: int
    sex: str = ""
    child_of: list[tuple[str, str]] = field(default_factory=list)
    partner_in: list[str] = field(default_factory=list)
    earliest: int | None = None
    latest: int | None = None
    dead: bool = False


@dataclass(slots=True)
class IndexedFamily:
    """The members of a family by their place in it; ``year`` is a year of the marriage, None where no date tells."""

    line: int
    husbands: list[str] = field(default_factory=list)
    wives: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    year: int | None = None

    def parents(self) -> Iterable[str]:
        """Both partners."""
        return (*self.husbands, *self.wives)


@dataclass(slots=True)
class Index:
    """Everything that is pointed to, by identifier."""

    persons: dict[str, IndexedPerson] = field(default_factory=dict)
    families: dict[str, IndexedFamily] = field(default_factory=dict)
    notes: dict[str, Structure] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    language: str = ""
    place_form: str = ""
    is_seven: bool = False
    #: whether a family stands before a person
    families_first: bool = False

    def add(self, record: Structure) -> None:
        """Take in one record; of two with one identifier the first is the one that pointers mean."""
        self.counts[record.tag] += 1
        if record.tag == "HEAD":
            name = record.text("LANG")
            self.language = values("LANG").get(name.lower(), name if re.fullmatch(r"[a-z]{2,3}(-\w+)*", name) else "")
            self.place_form = record.text("PLAC", "FORM")
            self.is_seven = record.text("GEDC", "VERS").startswith("7")
            return
        xref = sys.intern(record.identifier)
        if xref in self.others or xref == VOID:
            return
        self.others[xref] = record.tag
        if record.tag == "INDI":
            self.families_first = self.families_first or bool(self.families)
            self.persons[xref] = index_person(record)
        elif record.tag == "FAM":
            self.families[xref] = _family(record)
        elif record.tag in ("NOTE", "SNOTE"):
            self.notes[xref] = record
        elif record.tag == "SOUR":
            self.sources[xref] = record.text("TITL") or record.text("ABBR")

    def cycles(self) -> list[list[str]]:
        """Lines of descent that lead back to where they begin, each as the persons on it; at most ``MAX_RINGS``."""
        children: dict[str, set[str]] = {}
        for family in self.families.values():
            for parent in family.parents():
                children.setdefault(parent, set()).update(family.children)
        left = _without_ends(children)
        found: list[list[str]] = []
        while left and len(found) < MAX_RINGS:
            person = min(left)
            path: dict[str, int] = {}
            while person not in path:
                path[person] = len(path)
                person = min(left[person])
            ring = list(path)[path[person] :]
            found.append(ring)
            gone = set(ring)
            left = _without_ends({person: below for person, below in left.items() if person not in gone})
        return found


def _without_ends(children: dict[str, set[str]]) -> dict[str, set[str]]:
    """The graph without everybody from whom no endless line of descent begins."""
    parents: dict[str, set[str]] = {}
    left = {person: {child for child in below if child in children} for person, below in children.items()}
    for person, below in left.items():
        for child in below:
            parents.setdefault(child, set()).add(person)
    pending = [person for person, below in left.items() if not below]
    while pending:
        person = pending.pop()
        left.pop(person, None)
        for parent in parents.get(person, ()):
            if parent in left and person in left[parent]:
                left[parent].discard(person)
                if not left[parent]:
                    pending.append(parent)
    return left


def index_person(record: Structure) -> IndexedPerson:
    """What others need to know of the person of a record."""
    person = IndexedPerson(record.line, record.text("SEX").upper())
    adopting = {c.text("FAMC").strip("@") for c in record.children if c.tag == "ADOP"} - {""}
    for child in record.children:
        if child.tag == "FAMC" and child.pointer:
            word = (child.text("PEDI", "PHRASE") or child.text("PEDI")).upper() or (
                "ADOPTED" if child.pointer in adopting else ""
            )
            person.child_of.append((sys.intern(child.pointer), sys.intern(word)))
        elif child.tag == "FAMS" and child.pointer:
            person.partner_in.append(sys.intern(child.pointer))
        elif child.children or child.tag in _ENDS:
            person.dead = person.dead or (child.tag in _ENDS and child.value.strip().upper() != "N")
            year = _year(child)
            if year is not None:
                person.earliest = year if person.earliest is None else min(person.earliest, year)
                person.latest = year if person.latest is None else max(person.latest, year)
    return person


def _family(record: Structure) -> IndexedFamily:
    family = IndexedFamily(record.line)
    lists = {"HUSB": family.husbands, "WIFE": family.wives, "CHIL": family.children}
    for child in record.children:
        if child.tag in lists and child.pointer not in ("", VOID):
            lists[child.tag].append(sys.intern(child.pointer))
        elif child.children and (year := _year(child)) is not None:
            family.year = year if family.year is None else min(family.year, year)
    return family


def _year(event: Structure) -> int | None:
    """The last year that the date of an event names; 0 for one before Christ."""
    text = event.text("DATE")
    if not text:
        return None
    years = [int(year) for year in _YEAR.findall(text.upper())]
    return max(years) if years else (0 if re.search(r"B\.?C", text.upper()) else None)
