"""Who has the resource and where it can be seen: 850-866, and local shelf marks (051, 090, 097, 099)."""

from __future__ import annotations

import re

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import addresses, applies_to
from ingest.marc.mapping.notes import copy_of
from ingest.marc.punctuation import chop
from kg.terms import Term

_RESOURCE, _VERSION, _RELATED = "0", "1", "2"
_CONTENTS = re.compile(r"table of contents", re.IGNORECASE)
_ELECTRONIC = "m"
_CALL_NUMBER = "hijkl"


def describe_holding(d: Description, s: Statement) -> None:
    """852, 850, 866: a copy, its holder and its shelf mark."""
    field = s.field
    if s.tag == "850":
        for code in field.all("a"):
            _held(d, copy_of(d, code.strip()), code.strip(), "")
        return
    if s.tag == "866":
        item = copy_of(d, "")
        for text in field.all("az"):
            d.labelled(item, "bf:note", "bf:Note", text)
        return
    agency, part = field.first("a").strip(), field.first("b").strip()
    item = copy_of(d, "-".join(each for each in (agency, part, field.first("j") or field.first("h")) if each))
    _held(d, item, agency, part)
    mark = " ".join(text.strip() for text in field.all(_CALL_NUMBER))
    if mark:
        d.plain(d.link(item, "bf:shelfMark", "bf:ShelfMark"), "rdfs:label", mark)
        d.plain(item, "zs:shelfMark", mark)
    for text in field.all("p"):
        d.plain(d.link(item, "bf:identifiedBy", "bf:Barcode"), "rdf:value", text)
    for text in field.all("c"):
        d.plain(item, "bf:physicalLocation", text)
    for text in field.all("z"):
        d.labelled(item, "bf:note", "bf:Note", text)
    for found in addresses(field, "u"):
        d.add(item, "bf:electronicLocator", found)
    applies_to(d, item, field)


def _held(d: Description, item: Term, agency: str, part: str) -> None:
    if agency:
        d.naming.holder(d, item, agency)
    if part:
        d.plain(item, "bf:physicalLocation", part)


def describe_shelf_mark(d: Description, s: Statement) -> None:
    """051, 090, 097, 099: the shelf mark of the cataloguing library's own copy."""
    mark = " ".join(text.strip() for text in s.all("abc"))
    if mark:
        item = copy_of(d, "")
        d.plain(d.link(item, "bf:shelfMark", "bf:ShelfMark"), "rdfs:label", mark)
        d.plain(item, "zs:shelfMark", mark)


def describe_location(d: Description, s: Statement) -> None:
    """856, 859: an address of the resource itself, of a version of it, or of something beside it."""
    field = s.field
    found = addresses(field, "u")
    if not found:
        return
    words = [chop(text) for text in field.all("3yz")]
    if any(_CONTENTS.search(text) for text in words):
        for each in found:
            d.add(d.work, "bf:tableOfContents", each)
    elif field.ind2 in (_RESOURCE, _VERSION):
        node = _electronic(d, s)
        for each in found:
            d.add(node, "bf:electronicLocator", each)
        for text in words:
            d.labelled(node, "bf:note", "bf:Note", text)
    else:
        node = d.link(d.instance, "bf:supplementaryContent", "bf:SupplementaryContent")
        for each in found:
            d.add(node, "bf:electronicLocator", each)
        for text in words:
            d.labelled(node, "bf:note", "bf:Note", text)


def _electronic(d: Description, s: Statement) -> Term:
    """A copy of an electronic resource; an instance of its own where the record describes another form."""
    record = d.record
    physical = any(field.data[:1] == "c" for field in record.get("007"))
    medium = " ".join(field.first("h") for field in record.get("245"))
    if physical or "electronic" in medium or record.leader[6:7] == _ELECTRONIC:
        item = d.naming.resource("Item", d.label)
        d.add(d.instance, "bf:hasItem", item)
        d.type(item, "bf:Item")
        d.add(item, "bf:itemOf", d.instance)
        return item
    if s.field.ind2 == _RESOURCE and d.naming.splits:
        node = d.naming.resource("Instance", d.label)
        d.add(d.work, "bf:hasInstance", node)
        d.type(node, "bf:Instance")
        d.type(node, "bf:Electronic")
        d.add(node, "bf:instanceOf", d.work)
        title = next(record.get("245"), None)
        if title is not None:
            d.plain(d.link(node, "bf:title", "bf:Title"), "bf:mainTitle", chop(title.first("a")))
        return node
    return d.instance
