"""Elements of TEI written: small steps that the exporters of TEI and CMIF share."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from ingest.tei.holdings import Holdings, Named, date_attributes
from kg.terms import Term

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_LANG, _ID = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("lang", "id"))
#: type of entity -> element
NAMES = {"person": "persName", "place": "placeName", "organization": "orgName", "work": "title", "date": "date",
         "time": "date", "manuscript": "title", "instance": "title"}  # fmt: skip


def root(name: str) -> _Element:
    """A root element in the namespace of TEI."""
    return etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the default


def sub(parent: _Element, name: str, text: str = "", language: str = "", **attributes: str) -> _Element:
    """A new last child with a text."""
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    element.text = without_controls(text) or None
    if language:
        element.set(_LANG, tag(language))
    return element


def set_id(element: _Element, identifier: str) -> None:
    """Give an element its xml:id."""
    element.set(_ID, identifier)


def xml_name(holdings: Holdings, entity: Term) -> str:
    """The xml:id of an entity: its type and local id in the characters that XML allows.

    ``person/stei-1`` is ``person-stei-1``.
    """
    return re.sub(r"[^\w.-]", "-", holdings.local(entity))


def tag(language: str) -> str:
    """A language tag as it is usually written; the store keeps tags in lower case.

    >>> tag("zh-hant"), tag("en")
    ('zh-Hant', 'en')
    """
    first, *rest = language.split("-")
    return "-".join([first, *(part.title() if len(part) == 4 else part for part in rest)])


def date(parent: _Element, words: str, edtf: str, language: str = "", certainty: str = "") -> _Element:
    """A date with its words and its machine form."""
    element = sub(parent, "date", "" if words == edtf else words, language if words != edtf else "")
    for name, text in date_attributes(edtf).items():
        element.set(name, text)
    if certainty:
        element.set("cert", certainty)
    return element


def time(parent: _Element, holdings: Holdings, node: Term) -> _Element:
    """A time expression."""
    words, language = next(iter(holdings.texts(node, "zs:dateText")), ("", ""))
    return date(parent, words, holdings.text(node, "zs:edtf"), language, holdings.certainty(node))


def name(parent: _Element, holdings: Holdings, named: Named, kind: str, reference: str) -> _Element:
    """A name with what it refers to."""
    element = sub(parent, NAMES.get(holdings.kind(named.entity) or kind, "name"), named.words, named.language)
    if reference:
        element.set("ref", reference)
    if named.certainty:
        element.set("cert", named.certainty)
    return element


def without_controls(text: str) -> str:
    """XML 1.0 cannot hold most control characters, not even escaped."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))
