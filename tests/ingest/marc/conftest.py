"""Making MARC records for tests: ISO 2709 bytes, field by field, and reading them with an importer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from ingest.marc import MarcImporter, MarcOptions
from ingest.marc.record import Field, MarcRecord
from ingest.source import Source
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import curie, literal_value

SHARED = Path(__file__).resolve().parents[3].parent / "shared"
LEADER = "00000nam a2200000 i 4500"
#: Stands for a dollar sign that is no delimiter: the code for Han in $6 is $1.
DOLLAR = "\x01"
#: (tag, text) of a control field, (tag, indicators, subfields) of a data field with ``$a…$b…``.
FieldText: TypeAlias = tuple[str, str] | tuple[str, str, str]
Iso2709: TypeAlias = Callable[..., bytes]


def iso2709(*fields: FieldText, leader: str = LEADER, encoding: str = "utf-8") -> bytes:
    """A record as bytes, with the right lengths."""
    directory = content = b""
    for tag, *rest in fields:
        text = rest[0] if len(rest) == 1 else rest[0] + rest[1].replace("$", "\x1f").replace(DOLLAR, "$")
        data = text.encode(encoding) + b"\x1e"
        directory += tag.encode() + b"%04d%05d" % (len(data), len(content))
        content += data
    base = 24 + len(directory) + 1
    head = b"%05d" % (base + len(content) + 1) + leader[5:12].encode() + b"%05d" % base + leader[17:].encode()
    return head + directory + b"\x1e" + content + b"\x1d"


def marc(*fields: FieldText, leader: str = LEADER) -> MarcRecord:
    """The same as a record."""
    made = []
    for number, (tag, *rest) in enumerate(fields, 2):
        if len(rest) == 1:
            made.append(Field(tag, " ", " ", [], number, rest[0]))
        else:
            subfields = [(part[0], part[1:].replace(DOLLAR, "$")) for part in rest[1].split("$")[1:]]
            made.append(Field(tag, rest[0][0], rest[0][1], subfields, number))
    return MarcRecord(leader, made, 1, 0)


@dataclass
class Reading:
    """What an importer made of a file."""

    records: list[Record]
    problems: list[Problem]

    def values(self, predicate: str, at: int = 0) -> list[str]:
        """The texts that one record says with a property, of whatever it says it."""
        return [literal_value(o) for _, p, o in self.records[at].claims if p == curie(predicate) and o[0] == '"']

    def terms(self, predicate: str, at: int = 0) -> list[str]:
        """The objects of a property as terms."""
        return [o for _, p, o in self.records[at].claims if p == curie(predicate)]


def read_file(path: Path, form: str = "auto") -> Reading:
    """Read a file."""

    class Described:
        options = MarcOptions("t-", form)

    with Source(path) as source:
        items = list(MarcImporter(Described(), Minter(DEFAULT_BASE)).read(source))  # type: ignore[arg-type]
    return Reading(
        [item for item in items if isinstance(item, Record)], [item for item in items if isinstance(item, Problem)]
    )


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    """Read bytes as a file of MARC records."""

    def run(*contents: bytes, form: str = "auto", name: str = "records.mrc") -> Reading:
        path = tmp_path / name
        path.write_bytes(b"".join(contents))
        return read_file(path, form)

    return run
