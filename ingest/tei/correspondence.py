"""A description of correspondence (correspDesc) as claims about a letter; what CMIF files are made of, too.

Standards: TEI P5, 2.4.6 (Correspondence Description); CMIF of the TEI Correspondence SIG.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.tei.claims import RecordClaims
from ingest.tei.dates import dating_of
from ingest.tei.elements import kind_of
from ingest.tei.references import is_address, local_id, slug
from ingest.tei.text import plain
from ingest.xml_documents import local_name, xml_id
from kg.terms import Term, curie, iri, literal
from ontology.crosswalks import crosswalk

if TYPE_CHECKING:
    from lxml.etree import _Element

#: type of action -> (property of the party, of the place, of the time, role)
_ACTIONS = {
    "sent": ("zs:sender", "zs:dispatchPlace", "zs:dispatched", "role:crp"),
    "received": ("zs:addressee", "zs:receiptPlace", "zs:received", "role:rcp"),
}
_PARTIES = ("person", "organization")
_HAN = re.compile("[\u3400-\u9fff]")


@cache
def _contexts() -> Mapping[tuple[str, str], str]:
    with (Path(__file__).parent / "contexts.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return MappingProxyType({(row["type"], row["subtype"]): row["property"] for row in rows})


def add_correspondence(
    claims: RecordClaims, description: _Element, editions: Mapping[str, _Element], known: Mapping[str, Term]
) -> None:
    """All that a correspDesc says of the letter that is the subject.

    ``editions`` are the bibliographic entries of the file by their ids, ``known`` its letters by what refers to them.
    """
    _add_identity(claims, description, editions)
    for element in description:
        match local_name(element):
            case "correspAction":
                _add_action(claims, element)
            case "correspContext":
                for reference in element.iter("{*}ref"):
                    _add_context(claims, reference, known)
            case "note" | "p":
                claims.say("zs:note", element)
    if not claims.has("skos:prefLabel"):
        _add_label(claims, description)


def letter_key(description: _Element) -> str:
    """What names a letter in its file: its id, its address, or its number in the edition; empty for nothing."""
    if own := xml_id(description):
        return slug(own)
    if address := description.get("ref"):
        return local_id(address.split()[0]) if address.split() else ""
    source, number = local_id((description.get("source") or "").partition(" ")[0]), slug(description.get("key") or "")
    return f"{source}-{number}" if source and number else number


def _add_identity(claims: RecordClaims, description: _Element, editions: Mapping[str, _Element]) -> None:
    for address in (description.get("ref") or "").split():
        if is_address(address):
            claims.link("rdfs:seeAlso", address, description)
    if number := (description.get("key") or "").strip():
        claims.add("dcterms:identifier", literal(number))
    for reference in (description.get("source") or "").split():
        edition = editions.get(reference.removeprefix("#"))
        if edition is None:
            claims.report(description, f'the source "{reference}" is not in the bibliography of the file', "@source")
            continue
        text, term = plain(edition), claims.context.term("instance", local_id(reference))
        claims.say("zs:citation", edition, text)
        claims.add("dcterms:isReferencedBy", term)
        claims.add("rdf:type", curie("bf:Instance"), term)
        claims.say("skos:prefLabel", edition, text, term)
        claims.add("dcterms:identifier", literal(reference.removeprefix("#")), term)
        for link in edition.iter("{*}ref"):
            if is_address(link.get("target") or ""):
                claims.link("foaf:homepage", link.get("target") or "", link, term)


def _add_action(claims: RecordClaims, action: _Element) -> None:
    kind = action.get("type") or ""
    if kind not in _ACTIONS:
        claims.say("zs:note", action, f"{kind}: {', '.join(_words(e) for e in action if _words(e))}")
        return
    party, place, time, role = _ACTIONS[kind]
    uncertain: list[Term] = []
    for element in action.iter():
        what = kind_of(element)
        if what in _PARTIES and not any(kind_of(a) in _PARTIES for a in element.iterancestors() if a is not action):
            _add_party(claims, element, (party, what, role), uncertain)
        elif what == "place":
            claims.say(f"{place}Name", element)
            if entity := claims.named("place", element, plain(element)):
                claims.add(place, entity)
        elif what == "date":
            _add_date(claims, element, time)
    for one in uncertain:
        for other in uncertain:
            if one != other:
                claims.add("zs:alternativeTo", other, one)


def _add_party(claims: RecordClaims, element: _Element, place: tuple[str, str, str], uncertain: list[Term]) -> None:
    party, kind, role = place
    name, certainty = plain(element), (element.get("cert") or "").strip()
    claims.say(f"{party}Name", element, name)
    entity = claims.named(kind, element, name)
    if entity:
        claims.add(party, entity)
    if not certainty:
        return
    if certainty not in crosswalk("certainty", "tei"):
        claims.report(element, f'cert="{certainty}" is not one of {", ".join(crosswalk("certainty", "tei"))}')
        return
    node = claims.node("contribution")
    claims.add("bf:contribution", node)
    claims.add("rdf:type", curie("bf:Contribution"), node)
    claims.add("zs:roleConcept", curie(role), node)
    claims.say("zs:creatorName", element, name, node)
    claims.add("zs:certainty", iri(crosswalk("certainty", "tei")[certainty]), node)
    if entity:
        claims.add("bf:agent", entity, node)
    uncertain.append(node)


def _add_date(claims: RecordClaims, element: _Element, property_: str) -> None:
    dating = dating_of(element, plain(element))
    if not dating.words:
        return
    node = claims.node("time")
    claims.add(property_, node)
    claims.time(node, dating, element)
    if property_ == "zs:dispatched" and not claims.has("zs:dateText"):
        claims.dated(dating, element)
    certainty = (element.get("cert") or "").strip()
    if certainty in crosswalk("certainty", "tei"):
        claims.add("zs:certainty", iri(crosswalk("certainty", "tei")[certainty]), node)


def _add_context(claims: RecordClaims, reference: _Element, known: Mapping[str, Term]) -> None:
    type_, subtype = ((reference.get(name) or "").lower().rpartition(":")[2] for name in ("type", "subtype"))
    property_ = _contexts().get((type_, subtype)) or _contexts().get((type_, "")) or "dcterms:relation"
    for target in (reference.get("target") or "").split():
        if letter := known.get(target) or known.get(local_id(target)):
            claims.add(property_, letter)
        elif is_address(target):
            claims.link(property_, target, reference)
        else:
            claims.add(property_, claims.context.term("letter", local_id(target).removesuffix(".xml")))
    if not reference.get("target"):
        claims.say("zs:note", reference)


def _add_label(claims: RecordClaims, description: _Element) -> None:
    """What a letter is called that has no title: from whom, to whom, when."""
    parties = {
        kind: "、".join(names) if _HAN.search("".join(names)) else " and ".join(names)
        for kind in _ACTIONS
        if (names := _names(description, kind))
    }
    sent, received = parties.get("sent", ""), parties.get("received", "")
    dates = [e for a in _actions(description, "sent") for e in a if kind_of(e) == "date"]
    date = next((dating_of(e, plain(e)).words for e in dates), "")
    if _HAN.search(sent + received):
        label = f"{sent}致{received}" if received else f"{sent}書信"
        claims.add("skos:prefLabel", literal(f"{label}（{date}）" if date else label, claims.context.language))
    else:
        label = " ".join(part for part in (sent, f"to {received}" if received else "") if part) or "Letter"
        claims.add("skos:prefLabel", literal(f"{label}, {date}" if date else label, "en"))


def _names(description: _Element, kind: str) -> list[str]:
    elements = [e for action in _actions(description, kind) for e in action if kind_of(e) in _PARTIES]
    return [name for element in elements if (name := plain(element))]


def _actions(description: _Element, kind: str) -> list[_Element]:
    return [e for e in description if local_name(e) == "correspAction" and e.get("type") == kind]


def _words(element: _Element) -> str:
    return dating_of(element, plain(element)).words if kind_of(element) == "date" else plain(element)
