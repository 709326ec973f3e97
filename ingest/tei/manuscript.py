"""A description of a manuscript (msDesc) as claims: the manuscript, the item that is held somewhere, its seals.

Which part becomes which property stands in ``fields.tsv``. Standard: TEI P5, chapter 11 (Manuscript Description).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from ingest.field_mapping import field_mappings
from ingest.tei.claims import RecordClaims
from ingest.tei.dates import dating_of, has_dating
from ingest.tei.elements import kind_of
from ingest.tei.references import slug
from ingest.tei.text import plain
from ingest.xml_documents import local_name
from kg.terms import Term, curie, literal, literal_language, literal_value

if TYPE_CHECKING:
    from lxml.etree import _Element

#: A seal whose text nobody marked is called by its first words.
_LABEL = 40
PARTS = ("msPart", "msFrag")
_CONTAINERS = (
    "msIdentifier", "msContents", "physDesc", "objectDesc", "supportDesc", "layoutDesc", "history", "additional",
    "adminInfo",
)  # fmt: skip
#: Fields that are said of the copy and not of what it contains.
_OF_ITEM = (
    "country", "region", "district", "settlement", "idno", "altIdentifier", "bindingDesc", "provenance", "acquisition",
    "custodialHist",
)  # fmt: skip
Handler: TypeAlias = Callable[["_Description", "_Element", str], None]


@cache
def _targets() -> dict[str, str]:
    return {row.source: row.target for row in field_mappings("tei")}


def add_manuscript(claims: RecordClaims, description: _Element) -> None:
    """All that a msDesc says of the manuscript (or letter) that is the subject; its parts are not read here."""
    _Description(claims).read(description)


def label_item(claims: RecordClaims) -> None:
    """The item is called as the manuscript is, with its shelf mark, once that has its labels."""
    item = claims.context.term("item", claims.key)
    if not claims.values("bf:itemOf", item):
        return
    mark = next((f"（{literal_value(value)}）" for value in claims.values("zs:shelfMark", item)), "")
    for label in claims.values("skos:prefLabel"):
        claims.add("skos:prefLabel", literal(f"{literal_value(label)}{mark}", literal_language(label)), item)


class _Description:
    def __init__(self, claims: RecordClaims) -> None:
        self.claims = claims
        self._item: Term = ""

    @property
    def item(self) -> Term:
        """The item, made when something is said of it."""
        if not self._item:
            claims = self.claims
            self._item = claims.context.term("item", claims.key)
            claims.add("rdf:type", curie("bf:Item"), self._item)
            claims.add("bf:itemOf", claims.subject, self._item)
            claims.add("bf:hasItem", self._item)
        return self._item

    def read(self, description: _Element) -> None:
        waiting = [("msDesc", description)]
        while waiting:
            path, around = waiting.pop(0)
            if local_name(around) == "supportDesc" and around.get("material") and not _has(around, "support"):
                self.claims.say("zs:material", around, around.get("material") or "")
            for element in around:
                name = local_name(element)
                if not name or name in PARTS:
                    continue
                if name in _CONTAINERS:
                    waiting.append((f"{path}/{name}", element))
                else:
                    self._field(f"{path}/{name}", element)

    def _field(self, path: str, element: _Element) -> None:
        if path not in _targets():
            self.claims.report(element, f"<{local_name(element)}> is not known in {path}, so it is not read")
            return
        handler = _HANDLERS.get(local_name(element), _text)
        handler(self, element, _targets()[path])


def _text(description: _Description, element: _Element, target: str) -> None:
    subject = description.item if local_name(element) in _OF_ITEM and plain(element) else ""
    description.claims.say(target, element, subject=subject)


def _head(description: _Description, element: _Element, target: str) -> None:
    description.claims.label(element)


def _code(description: _Description, element: _Element, target: str) -> None:
    if text := plain(element):
        description.claims.add(target, literal(text), description.item)


def _holder(description: _Description, element: _Element, target: str) -> None:
    """The repository; its place is part of its id, since there is a municipal library in every town."""
    around = element.getparent()
    if around is None or (local_name(element) == "institution" and _has(around, "repository")):
        return
    places = [plain(e) for e in around if local_name(e) in ("settlement", "institution") and e is not element]
    name, claims = plain(element), description.claims
    if not name:
        return
    holder = claims.named("organization", element, name)
    holder = holder or claims.entity("organization", slug("-".join([*places, name])), name, element)
    claims.add(target, holder)
    claims.add(target, holder, description.item)


def _languages(description: _Description, element: _Element, target: str) -> None:
    codes = f"{element.get('mainLang') or ''} {element.get('otherLangs') or ''}".split()
    for code in codes:
        description.claims.add(target, literal(code))
    if not codes:
        description.claims.say(target, element)


def _content(description: _Description, element: _Element, target: str) -> None:
    """A text in the manuscript, in one line; authors are creators where it is the only one."""
    claims, around = description.claims, element.getparent()
    parts = [plain(e) for e in element if local_name(e) not in ("msItem", "bibl", "listBibl", "note", "textLang")]
    claims.say(target, element, " ".join(part for part in parts if part) or plain(element))
    siblings = [] if around is None else [e for e in around if local_name(e) == local_name(element)]
    for author in element if len(siblings) == 1 else ():
        if local_name(author) == "author":
            add_author(claims, author)


def add_author(claims: RecordClaims, element: _Element) -> None:
    """Who made the text: the name, and the person where the element, or a name in it, has an identifier."""
    names = [e for e in element.iter() if e is not element and kind_of(e) in ("person", "organization")]
    for each in names or [element]:
        claims.say("zs:creatorName", each)
        kind = kind_of(each) or "person"
        if person := claims.named(kind, each, plain(each)) or claims.named(kind, element, plain(each)):
            claims.add("zs:creator", person)


def _material(description: _Description, element: _Element, target: str) -> None:
    materials = list(element.iter("{*}material"))
    for material in materials or [element]:
        description.claims.say(target, material)


def _extent(description: _Description, element: _Element, target: str) -> None:
    claims, inside = description.claims, list(element.iter("{*}dimensions"))
    for dimensions in inside:
        claims.say("bf:dimensions", dimensions, _measure(dimensions))
    text = plain(element)
    for dimensions in inside:
        text = text.replace(plain(dimensions), "").strip(" ,;，；")
    if text:
        claims.say(target, element, text)


def _measure(dimensions: _Element) -> str:
    """Height and width with the unit, in the order of the element."""
    parts = [plain(e) or e.get("quantity") or "" for e in dimensions]
    unit = dimensions.get("unit") or next((e.get("unit") or "" for e in dimensions), "")
    return f"{' × '.join(part for part in parts if part)} {unit}".strip() or plain(dimensions)


def _hands(description: _Description, element: _Element, target: str) -> None:
    claims = description.claims
    for note in element.iter("{*}handNote"):
        for script in (note.get("script") or "").split():
            claims.say(target, note, script)
    claims.say("zs:note", element)


def _seals(description: _Description, element: _Element, target: str) -> None:
    claims = description.claims
    for seal in element.iter("{*}seal"):
        node = claims.node("seal")
        claims.add(target, node)
        claims.add("rdf:type", curie("zs:Seal"), node)
        quoted = next((e for e in seal.iter() if local_name(e) in ("q", "quote")), None)
        text, whole = plain(quoted), plain(seal)
        if text:
            claims.say("zs:sealText", seal, text, node)
        if words := text or whole:
            claims.say("skos:prefLabel", seal, words if len(words) <= _LABEL else f"{words[:_LABEL]}…", node)
        if whole != text:
            claims.say("dcterms:description", seal, whole, node)
        if style := seal.get("type"):
            claims.say("zs:sealStyle", seal, style, node)
        persons = [e for e in seal.iter() if kind_of(e) in ("person", "organization")]
        owners = [e for e in persons if e.get("role") == "owner"] or (persons if len(persons) == 1 else [])
        for owner in owners:
            claims.say("zs:sealOwnerName", owner, subject=node)
            if entity := claims.named(kind_of(owner), owner, plain(owner)):
                claims.add("zs:sealOwner", entity, node)


def _origin(description: _Description, element: _Element, target: str) -> None:
    claims = description.claims
    dates = [e for e in element.iter() if kind_of(e) == "date" or (e is element and has_dating(e))]
    for date in dates[:1]:
        if not claims.has("zs:dateText"):
            claims.dated(dating_of(date, plain(date)), date)
    places = [e for e in element.iter() if local_name(e) == "origPlace"]
    for place in places:
        claims.say("zs:placeName", place)
        names = [place, *(e for e in place.iter() if kind_of(e) == "place")]
        if entity := next((term for e in names if (term := claims.named("place", e, plain(e)))), ""):
            claims.add("zs:place", entity)
    if plain(element) not in [plain(e) for e in (*dates, *places)]:
        claims.say(target, element)


def _bibliography(description: _Description, element: _Element, target: str) -> None:
    for entry in element.iter():
        if local_name(entry) in ("bibl", "biblStruct", "biblFull"):
            description.claims.say(target, entry)


def _has(around: _Element, name: str) -> bool:
    return any(local_name(element) == name and plain(element) for element in around)


_HANDLERS: dict[str, Handler] = {
    "head": _head,
    "idno": _code,
    "altIdentifier": _code,
    "repository": _holder,
    "institution": _holder,
    "textLang": _languages,
    "msItem": _content,
    "msItemStruct": _content,
    "support": _material,
    "extent": _extent,
    "handDesc": _hands,
    "sealDesc": _seals,
    "origin": _origin,
    "listBibl": _bibliography,
}
