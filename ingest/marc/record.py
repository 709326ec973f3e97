"""A MARC record as its file has it: leader, fields in their order, and what was wrong with its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

#: What stands for a leader that is missing or cut off: a record of a printed book, of which nothing else is said.
DEFAULT_LEADER = "00000nam a2200000   4500"
_LEADER_LENGTH = 24


@dataclass(slots=True)
class Field:
    """A field. ``data`` is the text of a control field, else empty; ``subfields`` are (code, value) in their order.

    ``number`` is the place of the field in the record, the leader being 1; it names the nodes that come of the field.
    """

    tag: str
    ind1: str
    ind2: str
    subfields: list[tuple[str, str]]
    number: int
    data: str = ""

    def first(self, code: str) -> str:
        """The first subfield with this code; empty for none."""
        for each, value in self.subfields:
            if each == code:
                return value
        return ""

    def all(self, codes: str) -> list[str]:
        """The values of the subfields whose code is one of ``codes``, in the order of the field."""
        return [value for code, value in self.subfields if code in codes]

    def has(self, code: str) -> bool:
        """Whether there is a subfield with this code."""
        return any(each == code for each, _ in self.subfields)


@dataclass(slots=True)
class MarcRecord:
    """One record: ``number`` counts from 1 in its file, ``offset`` is the byte of ISO 2709, or the line of
    XML, at which it begins; ``unit`` says which.

    ``faults`` say what was wrong with its form although it could be read.
    """

    leader: str
    fields: list[Field]
    number: int
    offset: int
    faults: list[str] = field(default_factory=list)
    unit: str = "byte"

    def control(self, tag: str) -> str:
        """The text of the first control field with this tag; empty for none."""
        for each in self.fields:
            if each.tag == tag:
                return each.data
        return ""

    def get(self, tag: str) -> Iterator[Field]:
        """The fields with this tag."""
        return (each for each in self.fields if each.tag == tag)

    def value(self, tag: str, code: str) -> str:
        """The first subfield with this code in a field with this tag; empty for none."""
        return next((text for each in self.get(tag) if (text := each.first(code))), "")


def leader_of(text: str) -> str:
    """A leader of 24 characters: what is missing at its end is taken from the default.

    >>> leader_of("01094cam a2200229 a 4500")[6:8], len(leader_of(""))
    ('am', 24)
    """
    text = text[:_LEADER_LENGTH]
    return text + DEFAULT_LEADER[len(text) :]
