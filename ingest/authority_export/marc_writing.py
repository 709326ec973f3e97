"""MARC records as bytes: ISO 2709 with leader and directory that are right, and MARCXML, both in UTF-8.

Standards: ISO 2709; https://www.loc.gov/standards/marcxml/. A text cannot hold the separators of the format, so control
characters become spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

NAMESPACE = "http://www.loc.gov/MARC21/slim"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'.encode()
TAIL = b"</collection>\n"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
_FIELD, _RECORD, _SUBFIELD = b"\x1e", b"\x1d", "\x1f"
#: Lengths in the directory have four digits, the whole has five.
_LONGEST_FIELD, _LONGEST_RECORD = 9_999, 99_999

Subfield = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WrittenField:
    """A field to be written: ``data`` of a control field, else ``indicators`` and ``subfields``."""

    tag: str
    data: str = ""
    indicators: str = "  "
    subfields: tuple[Subfield, ...] = ()


def control(tag: str, data: str) -> WrittenField:
    """A control field."""
    return WrittenField(tag, _clean(data))


def field(tag: str, indicators: str, *subfields: Subfield) -> WrittenField | None:
    """A data field of those subfields that have a text; ``_`` in the indicators is a blank. None where none has."""
    kept = tuple((code, text) for code, raw in subfields if (text := _clean(raw)))
    return WrittenField(tag, "", indicators.replace("_", " "), kept) if kept else None


def kept(fields: Iterable[WrittenField | None]) -> list[WrittenField]:
    """The fields that are there, by tag; fields of one tag keep their order."""
    return sorted((each for each in fields if each is not None), key=lambda each: each.tag)


def iso2709(leader: str, fields: Sequence[WrittenField]) -> tuple[bytes, int]:
    """The record, and how many fields had to be left out because the format has no room for them (9,999 bytes a field,
    99,999 a record). ``leader`` has 24 characters; lengths in it are filled in."""
    directory, content, left_out = b"", b"", 0
    for each in fields:
        body = _body(each)
        room = _LONGEST_RECORD - 24 - len(directory) - 12 - 2
        if len(body) > _LONGEST_FIELD or len(content) + len(body) > room:
            left_out += 1
            continue
        directory += f"{each.tag}{len(body):04d}{len(content):05d}".encode("ascii")
        content += body
    begin = 24 + len(directory) + 1
    length = begin + len(content) + 1
    head = f"{length:05d}{leader[5:12]}{begin:05d}{leader[17:24]}".encode("ascii")
    return head + directory + _FIELD + content + _RECORD, left_out


def marcxml(leader: str, fields: Sequence[WrittenField], kind: str) -> bytes:
    """The record as an element of MARCXML, to stand between ``HEAD`` and ``TAIL``."""
    record = etree.Element("record", type=kind)
    _sub(record, "leader", leader)
    for each in fields:
        if each.subfields:
            indicators = {"ind1": each.indicators[0], "ind2": each.indicators[1]}
            node = etree.SubElement(record, "datafield", {"tag": each.tag, **indicators})
            for code, text in each.subfields:
                _sub(node, "subfield", text, code=code)
        else:
            _sub(record, "controlfield", each.data, tag=each.tag)
    return etree.tostring(record, encoding="utf-8") + b"\n"


def _sub(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text


def _body(each: WrittenField) -> bytes:
    if not each.subfields:
        return each.data.encode() + _FIELD
    return (each.indicators + "".join(f"{_SUBFIELD}{code}{text}" for code, text in each.subfields)).encode() + _FIELD


def _clean(text: str) -> str:
    plain = _CONTROL.sub(" ", text)
    return unicodedata.normalize("NFC", plain).strip(" ")
