"""What is known of a manuscript, or of the paper of a letter, written as a msDesc."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element

from ingest.tei.holdings import Holdings, Named
from ingest.tei.writing import name, sub
from kg.terms import Term

_PLACES = ("settlement", "region", "country")
#: The properties of the subject and of its item that a msDesc holds.
HELD = (
    "bf:hasItem", "bf:heldBy", "zs:collection", "dcterms:tableOfContents", "zs:material", "zs:extent", "bf:dimensions",
    "zs:layoutText", "zs:scriptStyle", "zs:seal", "skos:historyNote", "zs:place", "zs:placeName",
    "dcterms:accessRights", "dcterms:isReferencedBy",
)  # fmt: skip
HELD_OF_ITEM = (
    "rdf:type", "skos:prefLabel", "bf:itemOf", "bf:heldBy", "zs:shelfMark", "bf:physicalLocation", "dcterms:identifier",
    "zs:binding", "bf:custodialHistory", "dcterms:provenance", "zs:citation",
)  # fmt: skip


def has_description(holdings: Holdings, subject: Term) -> bool:
    """Whether anything is known that belongs into a msDesc."""
    return bool(holdings.pointing("bf:itemOf", subject)) or any(holdings.all(subject, prop) for prop in HELD[1:-1])


def write_manuscript(parent: _Element, holdings: Holdings, subject: Term, reference: Callable[[Term], str]) -> None:
    """Write the msDesc below an element; of several items the first is described."""
    item = next(iter(holdings.pointing("bf:itemOf", subject)), "")
    description = sub(parent, "msDesc")
    _identifier(description, holdings, subject, item, reference)
    contents = sub(description, "msContents")
    for text, language in holdings.texts(subject, "dcterms:tableOfContents"):
        sub(sub(contents, "msItem"), "p", text, language)
    _physical(description, holdings, subject, item, reference)
    history = sub(description, "history")
    _prose(history, "summary", holdings.texts(subject, "skos:historyNote")[:1])
    _origin(history, holdings, subject, reference)
    _prose(history, "provenance", holdings.texts(item, "bf:custodialHistory"))
    _prose(history, "acquisition", _joined(holdings.texts(item, "dcterms:provenance")))
    additional = sub(description, "additional")
    if rights := holdings.texts(subject, "dcterms:accessRights"):
        _prose(sub(sub(additional, "adminInfo"), "availability"), "p", rights)
    if entries := holdings.texts(subject, "dcterms:isReferencedBy"):
        _prose(sub(additional, "listBibl"), "bibl", entries)
    for element in (contents, history, additional):
        if not len(element):
            description.remove(element)


def _identifier(
    description: _Element, holdings: Holdings, subject: Term, item: Term, reference: Callable[[Term], str]
) -> None:
    around = sub(description, "msIdentifier")
    places = holdings.texts(item, "bf:physicalLocation")[: len(_PLACES)]
    named = dict(zip(_PLACES, places, strict=False))
    for element in reversed(_PLACES):
        if element in named:
            sub(around, element, *named[element])
    for holder in list(
        dict.fromkeys([*holdings.entities(item, "bf:heldBy"), *holdings.entities(subject, "bf:heldBy")])
    )[:1]:
        sub(around, "repository", holdings.label(holder)).set("ref", reference(holder))
    for text, language in holdings.texts(subject, "zs:collection"):
        sub(around, "collection", text, language)
    marks = [text for text, _ in holdings.texts(item, "zs:shelfMark")]
    for mark in marks[:1]:
        sub(around, "idno", mark)
    for mark in [*marks[1:], *(text for text, _ in holdings.texts(item, "dcterms:identifier"))]:
        sub(sub(around, "altIdentifier"), "idno", mark)
    if not len(around):
        sub(around, "msName", *next(iter(holdings.texts(subject, "skos:prefLabel")), ("", "")))


def _physical(
    description: _Element, holdings: Holdings, subject: Term, item: Term, reference: Callable[[Term], str]
) -> None:
    physical = sub(description, "physDesc")
    objects = sub(physical, "objectDesc")
    support = sub(objects, "supportDesc")
    if materials := holdings.texts(subject, "zs:material"):
        around = sub(support, "support")
        for text, language in materials:
            sub(around, "material", text, language)
    extents, sizes = holdings.texts(subject, "zs:extent"), holdings.texts(subject, "bf:dimensions")
    if extents or sizes:
        extent = sub(support, "extent", *next(iter(extents), ("", "")))
        for text, language in sizes:
            sub(sub(extent, "dimensions"), "dim", text, language)
    if layouts := holdings.texts(subject, "zs:layoutText"):
        _prose(sub(objects, "layoutDesc"), "layout", layouts)
    for element in (support, objects):
        if not len(element):
            element.getparent().remove(element)  # type: ignore[union-attr]  # it was made with a parent
    if styles := holdings.texts(subject, "zs:scriptStyle"):
        _prose(sub(physical, "scriptDesc"), "p", styles[:1])
    if bindings := holdings.texts(item, "zs:binding"):
        _prose(sub(physical, "bindingDesc"), "p", bindings)
    if seals := holdings.entities(subject, "zs:seal"):
        around = sub(physical, "sealDesc")
        for seal in seals:
            _seal(around, holdings, seal, reference)
    if not len(physical):
        description.remove(physical)


def _seal(around: _Element, holdings: Holdings, node: Term, reference: Callable[[Term], str]) -> None:
    """The text of a seal as a quotation, the owner by role; the description is written where nothing else is known."""
    seal = sub(around, "seal")
    if style := holdings.text(node, "zs:sealStyle"):
        seal.set("type", style)
    paragraph = sub(seal, "p")
    owners = [
        Named(words, language, entity, "")
        for (words, language), entity in zip(
            holdings.texts(node, "zs:sealOwnerName"),
            [*holdings.entities(node, "zs:sealOwner"), *[""] * len(holdings.texts(node, "zs:sealOwnerName"))],
            strict=False,
        )
    ]
    for owner in owners:
        name(paragraph, holdings, owner, "person", reference(owner.entity)).set("role", "owner")
    if text := holdings.texts(node, "zs:sealText"):
        sub(paragraph, "q", *text[0])
    elif not owners:
        paragraph.text = holdings.text(node, "dcterms:description")


def _origin(history: _Element, holdings: Holdings, subject: Term, reference: Callable[[Term], str]) -> None:
    places = holdings.parties(subject, "zs:place")
    if not places:
        return
    origin = sub(history, "origin")
    for named in places:
        place = sub(origin, "origPlace", named.words, named.language)
        if named.entity:
            place.set("ref", reference(named.entity))


def _prose(around: _Element, element: str, texts: list[tuple[str, str]]) -> None:
    for text, language in texts:
        sub(around, element, text, language)


def _joined(texts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """One text of several, for elements that stand once."""
    return [(" ".join(text for text, _ in texts), texts[0][1])] if texts else []
