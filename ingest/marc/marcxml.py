"""MARCXML, and the same elements in any namespace (CNMARC by SRU), record by record out of a file of any size.

No entity is expanded and nothing else is opened; a record that uses an entity is refused and named.
Schema: https://www.loc.gov/standards/marcxml/.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from lxml import etree

from ingest.marc.iso2709 import Damaged
from ingest.marc.record import Field, MarcRecord, leader_of
from ingest.xml_documents import line_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = ("leader", "controlfield", "datafield")


def read_marcxml(stream: BinaryIO, *, compose: bool = True) -> Iterator[MarcRecord | Damaged]:
    """The records of a document in its order. What is not well-formed ends the reading and is the last item.

    ``compose`` brings text to NFC.
    """
    events = etree.iterparse(
        stream, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    number = 0
    try:
        for _, element in events:
            if _name(element) != "record" or not any(_name(child) in _PARTS for child in element):
                continue
            number += 1
            yield _record(element, number, compose)
            _let_go(element)
    except etree.XMLSyntaxError as error:
        yield Damaged(
            number + 1, error.lineno or 0, f"not well-formed XML, the rest of the file is not read: {error}", "line"
        )
        return
    if not number:
        yield Damaged(0, 0, "there is no record of MARCXML in the document")


def _record(element: _Element, number: int, compose: bool) -> MarcRecord | Damaged:
    line = line_of(element)
    entity = next(element.iter(etree.Entity), None)
    if entity is not None:
        return Damaged(number, line, f"uses the entity {entity.text}, and entities are not expanded", "line")
    leader, fields, faults = "", [], []
    for at, child in enumerate((child for child in element if _name(child) in _PARTS), 1):
        name, tag = _name(child), (child.get("tag") or "").strip()
        if name == "leader":
            leader = child.text or ""
        elif len(tag) != 3:
            faults.append(f'a <{name}> has the tag "{tag}", a tag has three characters; it is left out')
        elif name == "controlfield":
            fields.append(Field(tag, " ", " ", [], at, _text(child, compose)))
        else:
            fields.append(_data_field(child, tag, at, compose))
    if not fields:
        return Damaged(number, line, "a record without fields", "line")
    return MarcRecord(leader_of(leader), fields, number, line, faults, "line")


def _data_field(element: _Element, tag: str, number: int, compose: bool) -> Field:
    first, second = ((element.get(name) or " ")[:1] for name in ("ind1", "ind2"))
    subfields = []
    for child in element:
        code = child.get("code") or ""
        if _name(child) == "subfield" and len(code) == 1:
            subfields.append((code, _text(child, compose)))
    return Field(tag, first, second, subfields, number)


def _text(element: _Element, compose: bool) -> str:
    """The text with runs of line breaks and indentation as one space: they come of how the file was laid out."""
    text = element.text or ""
    if "\n" in text:
        text = " ".join(text.split())
    return text if text.isascii() or not compose else unicodedata.normalize("NFC", text)


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _let_go(element: _Element) -> None:
    """Free the record and what stands before it, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]
