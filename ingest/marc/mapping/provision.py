"""Production, publication, distribution, manufacture (257-264, 008): by whom, where, when; edition (250-256)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.marc.description import TERMS, Description, Statement, texts_by_place
from ingest.marc.mapping.controls import applies_to, source, status, vocabulary
from ingest.marc.mapping.fixed import EDTF, country, edtf_dates
from ingest.marc.punctuation import chop, chop_stop, unbracketed
from kg.terms import Term, literal

_KINDS = {"0": "bf:Production", "1": "bf:Publication", "2": "bf:Distribution", "3": "bf:Manufacture"}
_ROLES = {"a": "bflc:simplePlace", "b": "bflc:simpleAgent", "c": "bflc:simpleDate"}
_MANUFACTURE = {"e": "bflc:simplePlace", "f": "bflc:simpleAgent", "g": "bflc:simpleDate"}
_FILM = {"a": "bflc:simpleAgent", "b": "bflc:simpleAgent", "d": "bflc:simpleDate", "f": "bflc:simplePlace"}
_SOUND = {"a": "bflc:simplePlace", "b": "bflc:simpleAgent", "c": "bflc:simpleDate"}


@dataclass(slots=True)
class Provisions:
    """The activities that the fields of a record told of, in their order."""

    nodes: list[Term] = field(default_factory=list)
    published: list[Term] = field(default_factory=list)


Element = list[tuple[str, str]]


def elements(s: Statement, codes: str) -> list[tuple[str, Element]]:
    """(code, texts with tags) of each element of an imprint, brackets that span elements closed in each of them.

    The elements of the other forms go with those of the same code and place.
    """
    found: list[tuple[str, Element]] = []
    places: dict[tuple[str, int], Element] = {}
    for form, tag in s.forms:
        counts: dict[str, int] = {}
        opened = False
        for code, text in form.subfields:
            if code not in codes:
                continue
            whole, opened = _closed(text, opened)
            place = counts.get(code, 0)
            counts[code] = place + 1
            element = places.get((code, place))
            if element is None:
                element = places[code, place] = []
                found.append((code, element))
            element.append((whole, tag))
    return found


def _closed(text: str, opened: bool) -> tuple[str, bool]:
    """A text whose bracket was opened before it or is closed behind it, with both; and whether it is open behind it.

    >>> _closed("[Philadelphia : ", False), _closed("s.n.,", True), _closed("1829]", True)
    (('[Philadelphia]', True), ('[s.n.]', True), ('[1829]', False))
    """
    before, depth = opened, int(opened)
    for char in text:
        depth = depth + 1 if char == "[" else max(depth - 1, 0) if char == "]" else depth
    after = depth > 0
    return ("[" if before else "") + chop(text) + ("]" if after else ""), after


def describe_imprint(d: Description, s: Statement, provisions: Provisions) -> None:
    """260, 264, 261, 262: an activity for each group of place, agent and date."""
    if s.tag == "264" and s.field.ind2 == "4":
        _copyright(d, s)
        return
    roles = {"261": _FILM, "262": _SOUND}.get(s.tag, _ROLES)
    kind = _KINDS.get(s.field.ind2, "") if s.tag == "264" else "bf:Production" if s.tag == "261" else "bf:Publication"
    for group in _groups(elements(s, "".join(roles)), s.tag):
        node = _activity(d, s, kind)
        for code, texts in group:
            d.tell(node, roles[code], [(_plain(text, code), tag) for text, tag in texts])
        provisions.nodes.append(node)
        if kind == "bf:Publication" or not kind:
            provisions.published.append(node)
    made = elements(s, "e" if s.tag == "261" else "efg") if s.tag in ("260", "261") else []
    if made:
        node = _activity(d, s, "bf:Manufacture")
        roles = {"e": "bflc:simpleAgent"} if s.tag == "261" else _MANUFACTURE
        for code, texts in made:
            d.tell(node, roles[code], [(unbracketed(_plain(text, code)), tag) for text, tag in texts])
        provisions.nodes.append(node)
    for number in s.all("d") if s.tag == "260" else s.all("k") if s.tag == "262" else ():
        d.plain(d.link(d.instance, "bf:identifiedBy", "bf:PublisherNumber"), "rdf:value", chop_stop(number))


def _plain(text: str, code: str) -> str:
    return chop_stop(text.strip()) if code in "cdg" else text


def _groups(found: list[tuple[str, Element]], tag: str) -> list[list[tuple[str, Element]]]:
    """Elements of one activity together: a place behind an agent begins another (of films, an agent behind a place)."""
    starts, ends = ("ab", "fd") if tag == "261" else ("a", "bc")
    groups: list[list[tuple[str, Element]]] = []
    for code, element in found:
        if not groups or (code in starts and any(each in ends for each, _ in groups[-1])):
            groups.append([])
        groups[-1].append((code, element))
    return groups


def _activity(d: Description, s: Statement, kind: str) -> Term:
    node = d.link(d.instance, "bf:provisionActivity", "bf:ProvisionActivity")
    if kind:
        d.type(node, kind)
    applies_to(d, node, s.field)
    if s.field.ind1 == "3":
        status(d, node, "current", "current")
    return node


def _copyright(d: Description, s: Statement) -> None:
    if d.record.control("008")[6:7] == "t":
        return
    for texts in texts_by_place(s, "c"):
        d.tell(d.instance, "bf:copyrightDate", [(re.sub(r"^[©℗cp]\s*(?=\d)", "", chop_stop(t)), g) for t, g in texts])


def describe_dates(d: Description, provisions: Provisions) -> None:
    """Dates and country of 008, said of the publication that the fields tell of, or of one of their own."""
    text = d.record.control("008")
    if len(text) < 15:
        return
    kind = text[6:7]
    published, original = edtf_dates(text)
    place = country(text)
    if original:
        d.typed(d.work, "bf:originDate", original, EDTF)
    if kind == "t" and text[11:15].isdigit():
        d.plain(d.instance, "bf:copyrightDate", text[11:15])
    d.label = "008"
    if kind == "p":
        for date, class_ in ((text[7:11], "bf:Distribution"), (text[11:15], "bf:Production")):
            if date.isdigit():
                node = d.link(d.instance, "bf:provisionActivity", "bf:ProvisionActivity")
                d.type(node, class_)
                d.typed(node, "bf:date", date, EDTF)
        published = ""
    if not (published or place):
        return
    node = provisions.published[-1] if provisions.published else ""
    if not node:
        node = d.link(d.instance, "bf:provisionActivity", "bf:ProvisionActivity")
        d.type(node, "bf:Publication")
        provisions.published.append(node)
    d.typed(node, "bf:date", published, EDTF)
    if place:
        d.add(node, "bf:place", place)
    _statuses(d, provisions, kind)


def _statuses(d: Description, provisions: Provisions, kind: str) -> None:
    """Which publication of a serial is the first, and whether the last one still goes on."""
    published = provisions.published
    if kind in "cd" and d.record.leader[7:8] in "bis":
        state = "current" if kind == "c" else "ceased"
        status(d, published[-1], state, state)
        if len(published) > 1:
            status(d, published[0], "earliest", "earliest")


def describe_edition(d: Description, s: Statement) -> None:
    """250, 254, 256, 257, 263: edition, musical presentation, computer files, country, date to come."""
    match s.tag:
        case "250" | "254":
            d.say(d.instance, "bf:editionStatement", s, lambda f: chop(" ".join(f.all("ab"))))
        case "256":
            note = d.link(d.instance, "bf:note", "bf:Note")
            d.classify(note, vocabulary("mnotetype", "computer"))
            d.say(note, "rdfs:label", s, lambda f: chop(f.first("a")))
        case "257":
            for texts in texts_by_place(s, "a"):
                place = d.link(d.instance, "bf:originPlace", "bf:Place")
                d.tell(place, "rdfs:label", [(chop(text), tag) for text, tag in texts])
                source(d, place, s.first("2"), "nameTitleSchemes")
        case _:
            for date in s.all("a"):
                d.claims.append((d.instance, TERMS["bflc:projectedProvisionDate"], literal(chop(date))))


def describe_cartography(d: Description, s: Statement) -> None:
    """255: scale, projection, coordinates as words."""
    for texts in texts_by_place(s, "a"):
        scale = d.link(d.work, "bf:scale", "bf:Scale")
        d.tell(scale, "rdfs:label", [(chop(text), tag) for text, tag in texts])
    if not s.all("bcdefg"):
        return
    node = d.link(d.work, "bf:cartographicAttributes", "bf:Cartographic")
    for text in s.all("b"):
        d.labelled(node, "bf:projection", "bf:Projection", chop(text))
    for code, predicate in (
        ("c", "bf:coordinates"),
        ("d", "bf:ascensionAndDeclination"),
        ("e", "bf:equinox"),
        ("f", "bf:outerGRing"),
        ("g", "bf:exclusionGRing"),
    ):
        for text in s.all(code):
            d.plain(node, predicate, chop_stop(text).strip("()") if code in "cde" else text)
