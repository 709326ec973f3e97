"""ISO 2709 as a stream: one record after the other out of a file of any size, in bounded memory.

A record is bytes up to a record terminator (0x1D): leader, directory, fields, each ended by 0x1E. Files lie about
lengths, lose terminators, and have other bytes between records; what can be read is read, what was wrong is said, and
after damage the reader goes on at the next terminator. Standard: ISO 2709; https://www.loc.gov/marc/specifications/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ingest.marc.charset import decode_marc21, decode_unimarc
from ingest.marc.record import Field, MarcRecord

_END, _FIELD, _SUBFIELD = 0x1D, b"\x1e", "\x1f"
_PIECE = 1 << 20
#: Longer than any record can be (five digits of length) by a factor that forgives lying lengths.
_LONGEST = 1 << 24
_LEADER = 24
_ENTRY = 12
_LEADER_LIKE = re.compile(rb"\d{5}[ -~]{5}\d\d\d{5}")
#: What stands between records; spaces only before a length, for a length may have been left blank.
_BETWEEN = re.compile(rb"[\r\n\t\x00\x1a]*(?: +(?=\d{5})| +\Z)?")


@dataclass(frozen=True, slots=True)
class Damaged:
    """Bytes that are no record: where they begin, which record in the file it would have been, and why."""

    number: int
    offset: int
    reason: str
    unit: str = "byte"


def read_iso2709(stream: BinaryIO, *, unimarc: bool | None) -> Iterator[MarcRecord | Damaged]:
    """The records of a stream. ``unimarc`` says where they state their encoding; None: each tells by its fields."""
    for number, (offset, content, fault) in enumerate(_chunks(stream), 1):
        record = _record(content, number, offset, unimarc)
        if fault and isinstance(record, MarcRecord):
            record.faults.append(fault)
        yield record


def _chunks(stream: BinaryIO) -> Iterator[tuple[int, bytes, str]]:
    """(offset, bytes without the terminator, fault) of each record."""
    buffer, start, position = b"", 0, 0
    whole = False
    while True:
        while not whole and len(buffer) - position < _PIECE:
            piece = stream.read(_PIECE)
            whole = not piece
            start, buffer, position = start + position, buffer[position:] + piece, 0
        position = _skip(buffer, position)
        if position >= len(buffer):
            if whole:
                return
            continue
        end = buffer.find(_END, position)
        while end < 0 and not whole and len(buffer) - position < _LONGEST:
            piece = stream.read(_PIECE)
            whole = not piece
            end = buffer.find(_END, position) if whole else (buffer := buffer + piece).find(_END, position)
        after, fault = _cut(buffer, position, end)
        yield start + position, buffer[position : after - 1 if buffer[after - 1] == _END else after], fault
        position = after


def _skip(buffer: bytes, position: int) -> int:
    match = _BETWEEN.match(buffer, position)
    return match.end() if match else position


def _cut(buffer: bytes, position: int, end: int) -> tuple[int, str]:
    """Where the record that begins at ``position`` ends, given the next terminator (-1 for none), and what is wrong."""
    digits = buffer[position : position + 5]
    length = int(digits) if digits.isdigit() else 0
    stated = position + length
    if end == stated - 1:
        return end + 1, ""
    if length > _LEADER and stated <= len(buffer):
        if buffer[stated - 2 : stated] == b"\x1e\x1d":
            return stated, "there is a record terminator within the record"
        for after in (stated, stated - 1):  # the length may count the terminator that is lost
            if buffer[after - 1] == 0x1E and _LEADER_LIKE.match(buffer, after) and (end < 0 or after < end):
                return after, "there is no record terminator at its end"
    if end < 0:
        return len(buffer), "there is no record terminator before the end of the file"
    actual = end + 1 - position
    said = digits.decode("latin-1")
    return end + 1, f'the leader says that it has "{said}" bytes, and it has {actual}'


def _record(content: bytes, number: int, offset: int, unimarc: bool | None) -> MarcRecord | Damaged:
    if len(content) < _LEADER + 1:
        return Damaged(number, offset, f"only {len(content)} bytes, too few for a leader")
    directory_end = content.find(_FIELD, _LEADER)
    if directory_end < 0:
        return Damaged(number, offset, "no field terminator: there is no directory")
    leader = content[:_LEADER].decode("latin-1")
    faults: list[str] = []
    if content[12:17] != b"%05d" % (directory_end + 1):
        faults.append(f'the leader says that the fields begin at "{leader[12:17]}", they begin at {directory_end + 1}')
    entries = content[_LEADER:directory_end]
    parts = content[directory_end + 1 :].split(_FIELD)
    if parts and not parts[-1]:
        parts.pop()
    tags = [entries[at : at + 3].decode("latin-1") for at in range(0, len(entries) - len(entries) % _ENTRY, _ENTRY)]
    if not _agrees(entries, parts):
        sorted_parts = _by_directory(entries, content[directory_end + 1 :])
        if sorted_parts is not None:
            parts = sorted_parts
        elif len(tags) == len(parts):
            faults.append("the directory has wrong lengths or positions; the fields are taken in their order")
        else:
            reason = f"the directory has {len(tags)} fields and the record {len(parts)}; which is which cannot be told"
            return Damaged(number, offset, reason)
    if not tags:
        return Damaged(number, offset, "no fields")
    text, fault = _decode(parts, tags, leader, unimarc)
    if fault:
        faults.append(fault)
    fields = [_field(tag, part, at) for at, (tag, part) in enumerate(zip(tags, text.split("\x1e"), strict=True), 2)]
    return MarcRecord(leader, fields, number, offset, faults)


def _agrees(entries: bytes, parts: list[bytes]) -> bool:
    """Whether the directory describes the fields in the order in which they stand."""
    if len(entries) != _ENTRY * len(parts):
        return False
    start = 0
    for at, part in enumerate(parts):
        length = len(part) + 1
        if entries[at * _ENTRY + 3 : at * _ENTRY + _ENTRY] != b"%04d%05d" % (length, start):
            return False
        start += length
    return True


def _by_directory(entries: bytes, content: bytes) -> list[bytes] | None:
    """The fields as the directory points to them, None where it points anywhere but at whole fields."""
    if len(entries) % _ENTRY or not entries:
        return None
    parts = []
    for at in range(0, len(entries), _ENTRY):
        length, start = entries[at + 3 : at + 7], entries[at + 7 : at + 12]
        if not (length.isdigit() and start.isdigit()):
            return None
        begin, end = int(start), int(start) + int(length)
        if int(length) < 1 or content[end - 1 : end] != _FIELD or (begin and content[begin - 1 : begin] != _FIELD):
            return None
        parts.append(content[begin : end - 1].replace(_FIELD, b" "))
    return parts


def _decode(parts: list[bytes], tags: list[str], leader: str, unimarc: bool | None) -> tuple[str, str]:
    content = _FIELD.join(parts)
    general = next((part for tag, part in zip(tags, parts, strict=True) if tag == "100"), b"")
    coded = general.partition(b"\x1fa")[2].partition(b"\x1f")[0]
    if unimarc is None:
        unimarc = coded[:8].isdigit() or ("200" in tags and "245" not in tags)
    if not unimarc:
        return decode_marc21(content, leader)
    # Of authority records the character sets are in 100 $a/13-16.
    place = 13 if leader[6:7] in ("x", "y", "z") else 26
    return decode_unimarc(content, coded[place : place + 4].decode("latin-1"))


def _field(tag: str, text: str, number: int) -> Field:
    """A field from its text: a control field has no subfield, whatever its tag is."""
    if (tag < "010" and tag[:2] == "00") or _SUBFIELD not in text:
        return Field(tag, " ", " ", [] if tag[:2] == "00" else _loose(text), number, text if tag[:2] == "00" else "")
    head, *parts = text.split(_SUBFIELD)
    indicators = (head + "  ")[:2]
    return Field(tag, indicators[0], indicators[1], [(part[0], part[1:]) for part in parts if part], number)


def _loose(text: str) -> list[tuple[str, str]]:
    """A data field without subfields: its text is read as $a rather than lost."""
    rest = text[2:].strip()
    return [("a", rest)] if rest else []
