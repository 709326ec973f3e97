"""Identifiers in TEI: what @ref, @key, @target and @xml:id say, and the local id that is made of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.tei.elements import authorities

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST = 100
_PRIVATE = re.compile(r"[A-Za-z][A-Za-z0-9.+-]*:(?!//)")


def references(element: _Element) -> list[str]:
    """The identifiers that an element gives of what it names, in their order: @ref, @key, and the @target of a ref."""
    written = [element.get("ref") or "", element.get("key") or ""]
    if element.get("type"):
        written.append(element.get("target") or "")
    return [part for text in written for part in text.split() if local_id(part)]


def local_id(reference: str) -> str:
    """The part of a local id that a reference gives; empty where nothing in it can stand in one.

    A pointer into a file is the id that it points to, an address of a known authority file is the name of that file
    and the number in it, any other address is itself with hyphens.

    >>> local_id("#A014355"), local_id("persons.xml#A014355"), local_id("http://d-nb.info/gnd/118814044")
    ('A014355', 'A014355', 'gnd-118814044')
    >>> local_id("psn:li-hongzhang"), local_id("https://example.org/p/1")
    ('li-hongzhang', 'example.org-p-1')
    """
    reference = reference.strip()
    if is_address(reference):
        for address, name in authorities().items():
            if reference.startswith(address):
                return f"{name}-{slug(reference[len(address) :])}"
        return slug(reference.partition("://")[2])
    if "#" in reference:
        reference = reference.rpartition("#")[2]
    return slug(_PRIVATE.sub("", reference, count=1))


def is_address(reference: str) -> bool:
    """Whether a reference is an address of the Web; none is ever opened."""
    return reference.startswith(("http://", "https://"))


def slug(text: str) -> str:
    """What can stand in a local id: letters, digits, dots and characters of any script, joined by hyphens.

    >>> slug("善本 3/12.xml")
    '善本-3-12.xml'
    """
    return re.sub(r"[^\w.]+|_+", "-", text).strip("-.")[:_MOST]
