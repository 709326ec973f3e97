"""Persons, places and bodies written as entries of a standOff, and kinship as relations between them."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from ingest.exporter import ExportReport
from ingest.tei.holdings import Holdings, date_attributes
from ingest.tei.references import is_address
from ingest.tei.writing import NAMES, set_id, sub, tag, xml_name
from kg.terms import Term, curie, is_iri
from ontology.crosswalks import crosswalk

#: type of entity -> (class, list, element)
ENTRIES = {
    "person": ("zs:Person", "listPerson", "person"),
    "place": ("zs:Place", "listPlace", "place"),
    "organization": ("zs:Organization", "listOrg", "org"),
}
_SEXES = {curie("zs:Male"): "M", curie("zs:Female"): "F"}
#: (element, property of the time, of the year, of the place)
_LIVES = (
    ("birth", "zs:birth", "zs:birthYear", "zs:birthPlace"),
    ("death", "zs:death", "zs:deathYear", "zs:deathPlace"),
)
_NOTES = {
    "person": ("zs:note",),
    "place": ("dcterms:description", "zs:note"),
    "organization": ("dcterms:description", "zs:note"),
}
_HELD = {
    curie(each)
    for each in (
        "rdf:type", "skos:prefLabel", "skos:altLabel", "zs:name", "skos:exactMatch", "dcterms:identifier",
        "zs:citation", "zs:note", "dcterms:description", "zs:gender", "zs:birth", "zs:death", "zs:birthYear",
        "zs:deathYear", "zs:birthPlace", "zs:deathPlace", "zs:occupation", "geo:lat", "geo:long",
    )
}  # fmt: skip


def write_entries(parent: _Element, holdings: Holdings, report: ExportReport) -> None:
    """Write everything of these types that the selection describes; nothing where there is none."""
    stand_off = sub(parent, "standOff")
    for kind, (class_, group, element) in ENTRIES.items():
        entities = [e for e in holdings.of_class(class_) if holdings.kind(e) == kind]
        if not entities:
            continue
        around = sub(stand_off, group)
        for entity in entities:
            entry = sub(around, element)
            set_id(entry, xml_name(holdings, entity))
            _entry(entry, holdings, entity, kind)
            report.written[kind] += 1
            for predicate, number in holdings.properties(entity).items():
                if predicate not in _HELD:
                    report.left_out[predicate[1:-1]] += number
    _relations(stand_off, holdings)
    if not len(stand_off):
        parent.remove(stand_off)
    else:
        etree.indent(stand_off)


def _entry(entry: _Element, holdings: Holdings, entity: Term, kind: str) -> None:
    names = holdings.texts(entity, "skos:prefLabel", "skos:altLabel")
    for text, language in names or [(re.sub("^.*/", "", holdings.local(entity)), "")]:
        sub(entry, NAMES[kind], text, language)
    if kind == "person":
        _person(entry, holdings, entity)
    if kind == "place" and (latitude := holdings.text(entity, "geo:lat")):
        sub(sub(entry, "location"), "geo", f"{latitude} {holdings.text(entity, 'geo:long')}")
    for predicate in _NOTES[kind]:
        for text, language in holdings.texts(entity, predicate):
            sub(entry, "desc" if predicate == "dcterms:description" else "note", text, language)
    for address in holdings.addresses(entity):
        sub(entry, "idno", address)
    for text, _ in holdings.texts(entity, "dcterms:identifier"):
        if not is_address(text):
            sub(entry, "idno", text)


def _person(entry: _Element, holdings: Holdings, entity: Term) -> None:
    for node in holdings.entities(entity, "zs:name"):
        _typed_name(entry, holdings, node)
    for sex in holdings.all(entity, "zs:gender"):
        if sex in _SEXES:
            sub(entry, "sex").set("value", _SEXES[sex])
    for element, moment, year, place in _LIVES:
        _life(entry, holdings, entity, (element, moment, year, place))
    for text, language in holdings.texts(entity, "zs:occupation"):
        sub(entry, "occupation", text, language)


def _typed_name(entry: _Element, holdings: Holdings, node: Term) -> None:
    """A name with its type; one of a type that TEI has no word for is an ordinary name of the person."""
    concept = holdings.first(node, "zs:nameType")[1:-1]
    codes = [code for code, each in crosswalk("nametype", "tei").items() if each == concept]
    text, language = next(iter(holdings.texts(node, "rdf:value")), ("", ""))
    code = next((code for code in codes if code.startswith("addName@")), "")
    if not text:
        return
    around = sub(entry, "persName")
    if code or not codes:
        around.text = text
        around.set("type", code.partition("@")[2] or concept.rpartition("/")[2])
    else:
        element, _, kind = codes[0].partition("@")
        part = sub(around, element, text)
        if kind:
            part.set("type", kind)
    if language:
        around.set("{http://www.w3.org/XML/1998/namespace}lang", tag(language))


def _life(entry: _Element, holdings: Holdings, entity: Term, part: tuple[str, str, str, str]) -> None:
    element, moment, year, place = part
    node = holdings.first(entity, moment)
    edtf = holdings.text(node, "zs:edtf") if node else ""
    number = holdings.number(entity, year)
    places = [each for each in holdings.all(entity, place) if is_iri(each)]
    if not (node or number is not None or places):
        return
    event = sub(entry, element)
    for attribute, value in date_attributes(edtf or (f"{number:04}" if number is not None else "")).items():
        event.set(attribute, value)
    words = holdings.text(node, "zs:dateText") if node else ""
    if words and words != edtf:
        sub(event, "date", words)
    for each in places:
        sub(event, "placeName", holdings.label(each)).set("ref", f"#{xml_name(holdings, each)}")


def _relations(stand_off: _Element, holdings: Holdings) -> None:
    """Kinship by the last part of its concept; other relations by their words."""
    found = [(node, "zs:kinship") for node in holdings.of_class("zs:Kinship")]
    found += [(node, "zs:association") for node in holdings.of_class("zs:Association")]
    if not found:
        return
    around = sub(stand_off, "listRelation")
    for node, predicate in found:
        ego, alter = holdings.first(node, "zs:ego"), holdings.first(node, "zs:alter")
        if not (ego and alter):
            continue
        concept = holdings.first(node, predicate)[1:-1].rpartition("/")[2]
        name = holdings.text(node, "zs:typeText").replace(" ", "-") or concept or "related"
        active, passive = (alter, ego) if predicate == "zs:kinship" else (ego, alter)
        attributes = {"active": f"#{xml_name(holdings, active)}", "passive": f"#{xml_name(holdings, passive)}"}
        sub(around, "relation", **attributes).set("name", name)
