"""Descriptions of EAC-CPF as claims: existence, places, occupations, languages, history, identifiers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.code_tables import read_rows
from ingest.eac.document import children, dates, first, link
from ingest.eac.reading import Reading, fields
from ingest.xml_documents import line_of, local_name, text_of
from kg.terms import curie, literal

if TYPE_CHECKING:
    from lxml.etree import _Element

_FOLDER = Path(__file__).parent
_GENDERS = {
    "male": "zs:Male",
    "m": "zs:Male",
    "男": "zs:Male",
    "female": "zs:Female",
    "f": "zs:Female",
    "女": "zs:Female",
}


def add_identifier(reader: Reading, element: _Element) -> None:
    """An identifier, with its address or the system that its vocabulary names."""
    system = element.get("vocabularySource") or element.get("localType") or ""
    address = link(element)
    value = text_of(element)
    if address.startswith(("http://", "https://")) and system.lower() != "viaf":
        reader.claims.identifier("", address, local_name(element))
    elif value:
        known = next((name for name in ("viaf", "isni", "wikidata", "gnd", "lccn") if name in system.lower()), system)
        reader.claims.identifier(known, value, local_name(element))


def add_existence(reader: Reading, element: _Element) -> None:
    """Birth and death of a person, begin and end of a body or family."""
    begin, end = dates(element)
    for dating in (begin, end):
        reader.report(element, dating)
    claims = reader.claims
    if claims.kind == "authority":
        return
    if claims.kind != "person":
        claims.active(begin, end, ("zs:beginYear", "zs:endYear"))
        return
    localised = " ".join(each.get("localType") or "" for each in element.iter()).lower()
    if "flourished" in localised or "active" in localised:
        claims.active(begin, end, ("zs:activeFrom", "zs:activeTo"))
        return
    if begin is not None:
        claims.born(begin)
    if end is not None and end is not begin:
        claims.died(end)


def add_place(reader: Reading, element: _Element) -> None:
    """A place by its role; without a role that is known it is a name of a place."""
    entry = first(element, "placeEntry", "placeName")
    name = text_of(entry)
    if not name:
        return
    role = text_of(first(element, "placeRole")) or element.get("localType") or ""
    key = role.strip().lower().rpartition("#")[2].rpartition("/")[2]
    prop = _places().get(key)
    if prop and reader.claims.kind == "person":
        term = reader.claims.named("place", name)
        reader.claims.add(prop, term)
        if entry is not None and (address := link(entry)).startswith(("http://", "https://")):
            reader.claims.link("skos:exactMatch", address, "place", term)
        if prop == "zs:nativePlace":
            reader.claims.say("zs:nativePlaceName", name)
    else:
        reader.say(fields()["description/place"].target, element, name)


def add_occupation(reader: Reading, element: _Element) -> None:
    """What somebody was; with dates an office that was held."""
    term = text_of(first(element, "term")) or text_of(element)
    begin, end = dates(element)
    if reader.claims.kind == "person" and (begin or end):
        node = reader.claims.posting(term)
        reader.claims.span(node, begin, end)
        for dating in (begin, end):
            reader.report(element, dating)
    elif reader.claims.kind == "person":
        reader.say(fields()["description/occupation"].target, element, term)
    else:
        reader.say("zs:note", element, term)


def add_term(reader: Reading, element: _Element) -> None:
    """The term of a function or a legal status."""
    target = fields()[f"description/{local_name(element)}"].target
    reader.say(target, element, text_of(first(element, "term")) or text_of(element))


def add_language(reader: Reading, element: _Element) -> None:
    """The language that somebody used, by its code or in words."""
    for language in [element, *children(element, "language")]:
        if code := language.get("languageCode"):
            reader.claims.add("dcterms:language", literal(code))


def add_local(reader: Reading, element: _Element) -> None:
    """A local description: gender is known, all others are notes with their type."""
    kind = (element.get("localType") or "").rpartition("#")[2].rpartition("/")[2]
    words = text_of(first(element, "term")) or text_of(element)
    if kind.lower() in ("gender", "sex", "性別", "性别") and reader.claims.kind == "person":
        gender = _GENDERS.get(words.lower())
        if gender:
            reader.claims.add("zs:gender", curie(gender))
        else:
            reader.problems.append((line_of(element), "localDescription", f'"{words}" is no gender that is known here'))
    elif words:
        reader.say("zs:note", element, f"{kind}: {words}" if kind else words)


def add_history(reader: Reading, element: _Element) -> None:
    """The biography or history, without its heading; what it cites is a source."""
    parts = [child for child in element if local_name(child) not in ("head", "citation", "reference", "")]
    text = "\n".join(filter(None, (text_of(part) for part in parts))) or text_of(element)
    reader.say(fields()["description/biogHist"].target, element, text)
    for cited in children(element, "citation", "reference"):
        reader.claims.quoted(text_of(cited), "", link(cited), "citation")


@cache
def _places() -> dict[str, str]:
    return {row["role"]: row["property"] for row in read_rows(_FOLDER / "places.tsv")}
