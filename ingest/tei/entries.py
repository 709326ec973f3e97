"""Persons, places and bodies that a document describes (person, place, org), and the relations between them.

Each with an xml:id is a record of its own, so that the privacy window sees persons who may be alive. Standard: TEI P5,
chapter 14 (Names, Dates, People, and Places).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from ingest.tei.claims import Context, RecordClaims
from ingest.tei.dates import dating_of, has_dating
from ingest.tei.elements import CLASSES, kind_of
from ingest.tei.references import is_address, local_id, slug
from ingest.tei.text import plain
from ingest.xml_documents import line_of, local_name, text_of, xml_id
from kg.record import Problem, Record
from kg.terms import Term, curie, integer, iri, literal, typed
from ontology.crosswalks import crosswalk

if TYPE_CHECKING:
    from lxml.etree import _Element

#: element -> type of entity
KINDS = {"person": "person", "place": "place", "org": "organization"}
_NAMES = {"persName": "person", "name": "person", "orgName": "organization"}
_SEXES = {"1": "zs:Male", "m": "zs:Male", "male": "zs:Male", "男": "zs:Male", "2": "zs:Female", "f": "zs:Female",
          "female": "zs:Female", "女": "zs:Female"}  # fmt: skip
Handler: TypeAlias = Callable[[RecordClaims, "_Element"], None]


@cache
def _relations() -> Mapping[str, str]:
    with (Path(__file__).parent / "relations.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return MappingProxyType({row["name"]: row["concept"] for row in rows})


def entries(root: _Element) -> Iterator[_Element]:
    """Every person, place and body that an element describes, and every relation."""
    yield from (e for e in root.iter() if local_name(e) in KINDS or local_name(e) == "relation")


def entry_term(context: Context, element: _Element) -> Term:
    """The entity that an entry describes, by its id; empty where it has none."""
    own = slug(xml_id(element))
    return context.term(KINDS[local_name(element)], own) if own and local_name(element) in KINDS else ""


def entry_record(context: Context, element: _Element, key: str, fallback: str) -> Iterator[Record | Problem]:
    """The record of an entry; ``fallback`` is its local id where it has none, ``key`` that of its document."""
    name = local_name(element)
    if name == "relation":
        yield from _relation(context, element, slug(xml_id(element)) or fallback)
        return
    own = slug(xml_id(element)) or fallback
    kind = KINDS[name]
    subject = context.term(kind, own)
    claims = RecordClaims(context, subject, f"{key}-{name}-{own}", element)
    claims.key = own
    claims.add("rdf:type", curie(CLASSES[kind]))
    for child in element:
        field = local_name(child)
        if field in KINDS or (field.startswith("list") and field != "listBibl"):
            continue
        if (kind_of(child) == kind and field not in ("ref", "rs")) or (field in _NAMES and kind != "place"):
            _name(claims, child)
        else:
            _HANDLERS.get(field, _note)(claims, child)
    around = element.getparent()
    if name == "place" and around is not None and (whole := entry_term(context, around)):
        claims.add("zs:partOf", whole)
    if name == "person" and element.get("sex"):
        _sex(claims, element, element.get("sex") or "")
    if not claims.has("skos:prefLabel"):
        claims.report(element, "has no name")
    claims.key = f"{key}-{name}-{own}"
    yield from claims.finished()


def _name(claims: RecordClaims, element: _Element) -> None:
    form = _form(element)
    if not form:
        return
    is_person = local_name(element) == "persName"
    kind = _name_type(element) if is_person else ""
    if kind:
        _typed_name(claims, element, kind, form)
    parts = [part for part in element.iter() if part is not element and _name_type(part) and plain(part)]
    is_part = bool(kind) or any(plain(part) == form for part in parts)
    if not is_part or not claims.has("skos:prefLabel"):
        claims.label(element, form)
    for part in parts if is_person else ():
        _typed_name(claims, part, _name_type(part), plain(part))


def _form(element: _Element) -> str:
    """A name as one is called by it: what is called additional, such as a courtesy name, is none of it, unless that is
    all there is.
    """
    if not any(local_name(part) == "addName" for part in element):
        return plain(element)
    copy = deepcopy(element)
    copy.tail = None
    for part in [part for part in copy if local_name(part) == "addName"]:
        before = part.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (part.tail or "")
        else:
            copy.text = (copy.text or "") + (part.tail or "")
        copy.remove(part)
    return plain(copy) or plain(element)


def _name_type(element: _Element) -> str:
    """The concept of a name or part of a name by its element and @type; empty where it says nothing special."""
    name, known = local_name(element), crosswalk("nametype", "tei")
    if name == "persName":
        return known.get(f"addName@{element.get('type')}", "")
    return known.get(f"{name}@{element.get('type')}") or known.get(name, "")


def _typed_name(claims: RecordClaims, element: _Element, kind: str, form: str) -> None:
    node = claims.node("name")
    claims.add("zs:name", node)
    claims.add("rdf:type", curie("zs:Name"), node)
    claims.add("rdf:value", literal(form, claims.language(element)), node)
    claims.add("zs:nameType", iri(kind), node)


def _life_date(year: str, time: str, place: str) -> Handler:
    def handle(claims: RecordClaims, element: _Element) -> None:
        inner = next((e for e in element.iter() if e is not element and kind_of(e) == "date"), None)
        dated = element if has_dating(element) or inner is None else inner
        words = plain(inner) if inner is not None else "" if any(kind_of(e) for e in element) else plain(element)
        dating = dating_of(dated, words)
        if dating.words:
            node = claims.node("time")
            claims.add(time, node)
            claims.time(node, dating, element)
            first, last = dating.years
            if first is not None and first == last:
                claims.add(year, integer(first))
        for name in element.iter():
            if kind_of(name) == "place" and (entity := claims.named("place", name, plain(name))):
                claims.add(place, entity)

    return handle


def _floruit(claims: RecordClaims, element: _Element) -> None:
    first, last = dating_of(element, plain(element)).years
    for predicate, value in (("zs:activeFrom", first), ("zs:activeTo", last)):
        if value is not None:
            claims.add(predicate, integer(value))
    if first is None and last is None:
        _note(claims, element)


def _sex(claims: RecordClaims, element: _Element, written: str = "") -> None:
    text = (written or element.get("value") or plain(element)).strip().lower()
    if text in _SEXES:
        claims.add("zs:gender", curie(_SEXES[text]))
    elif text:
        claims.report(element, f'"{text}" is neither male nor female, and the model holds no other')


def _affiliation(claims: RecordClaims, element: _Element) -> None:
    node = claims.node("posting")
    claims.add("rdf:type", curie("zs:Posting"), node)
    claims.add("zs:holder", claims.subject, node)
    claims.say("zs:office", element, subject=node)
    for name in element.iter():
        if kind_of(name) == "organization" and (body := claims.named("organization", name, plain(name))):
            claims.add("zs:organization", body, node)
    if has_dating(element):
        claims.dated(dating_of(element, ""), element, node)


def _identifier(claims: RecordClaims, element: _Element) -> None:
    text = text_of(element)
    if is_address(text):
        claims.link("skos:exactMatch", text, element)
    elif text:
        claims.add("dcterms:identifier", literal(text))


def _location(claims: RecordClaims, element: _Element) -> None:
    numbers = text_of(next(element.iter("{*}geo"), None)).replace(",", " ").split()
    try:
        latitude, longitude = (float(number) for number in numbers)
    except ValueError:
        claims.say("zs:note", element)
        return
    if abs(latitude) > 90 or abs(longitude) > 180:
        claims.report(element, f"{latitude}, {longitude} is nowhere on Earth")
        return
    claims.add("geo:lat", typed(numbers[0], "xsd:decimal"))
    claims.add("geo:long", typed(numbers[1], "xsd:decimal"))


def _say(predicate: str) -> Handler:
    return lambda claims, element: claims.say(predicate, element)


def _note(claims: RecordClaims, element: _Element) -> None:
    claims.say("zs:note", element)


def _relation(context: Context, element: _Element, local: str) -> Iterator[Record | Problem]:
    """One node for each pair: kinship where the name is in the table, else an association."""
    name = (element.get("name") or (element.get("ref") or "").rpartition("/")[2] or element.get("type") or "").strip()
    concept = _relations().get(name.lower().replace("-", ""), "")
    active, passive = (_ends(context, element, each) for each in ("active", "passive"))
    mutual = _ends(context, element, "mutual")
    pairs = [(p, a) for a in active for p in passive]
    pairs += [(one, other) for at, one in enumerate(mutual) for other in mutual[at + 1 :]]
    for number, (ego, alter) in enumerate(pairs, 1):
        kind = "kinship" if concept else "association"
        subject = context.term(kind, f"{local}-{number}")
        claims = RecordClaims(context, subject, f"{local}-{number}", element)
        claims.add("rdf:type", curie("zs:Kinship" if concept else "zs:Association"))
        claims.add("zs:ego", ego if concept else alter)
        claims.add("zs:alter", alter if concept else ego)
        claims.add(f"zs:{kind}", curie(concept or "assoc:general"))
        if not concept and name:
            claims.say("zs:typeText", element, name)
        if has_dating(element):
            claims.dated(dating_of(element, ""), element)
        yield from claims.finished()
    if not pairs:
        yield Problem(context.name, line_of(element), "relation", "names nobody on both sides")


def _ends(context: Context, element: _Element, attribute: str) -> list[Term]:
    return [context.term("person", local_id(each)) for each in (element.get(attribute) or "").split() if local_id(each)]


_HANDLERS: dict[str, Handler] = {
    "birth": _life_date("zs:birthYear", "zs:birth", "zs:birthPlace"),
    "death": _life_date("zs:deathYear", "zs:death", "zs:deathPlace"),
    "floruit": _floruit,
    "sex": _sex,
    "gender": _sex,
    "affiliation": _affiliation,
    "occupation": _say("zs:occupation"),
    "idno": _identifier,
    "location": _location,
    "desc": _say("dcterms:description"),
    "bibl": _say("zs:citation"),
    "listBibl": _say("zs:citation"),
}
