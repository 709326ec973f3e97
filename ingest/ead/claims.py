"""From a unit of description to claims, by the table ``fields.tsv``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from ingest.dating import direct_claims, interval, read_dating, time_claims
from ingest.ead.names import Agent, agent_of, is_agent
from ingest.ead.units import Unit, is_component
from ingest.field_mapping import FieldMapping, field_mappings
from ingest.xml_documents import language_of, local_name, text_of
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.terms import Term, Triple, curie, integer, iri, literal
from ontology.namespaces import expand
from ontology.schemes import concept_for

if TYPE_CHECKING:
    from lxml.etree import _Element

_LETTER = expand("documenttype:letter")
_CODES = re.compile(r"[a-z]{3}(?:-[A-Za-z]+)?")
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
Handler: TypeAlias = Callable[["UnitClaims", "_Element", str], None]


@cache
def _fields() -> dict[str, FieldMapping]:
    return {row.source: row for row in field_mappings("ead")}


class UnitClaims:
    """The claims about one unit; ``problems`` are (field, reason) of what could not be used."""

    def __init__(self, unit: Unit, minter: Minter, entity: str, language: str) -> None:
        self.unit = unit
        self.minter = minter
        self.entity = entity
        self.problems: list[tuple[str, str]] = []
        self._language = language
        self._claims: dict[Triple, None] = {}
        self.is_letter = unit.is_item and _LETTER in map(_document_type, _genres(unit.element))
        self.subject = self._term_of(unit)

    def describe(self) -> None:
        """Make all claims."""
        class_ = "zs:Letter" if self.is_letter else "rico:Record" if self.unit.is_item else "rico:RecordSet"
        self.add("rdf:type", curie(class_))
        if self.unit.level:
            self.add("zs:level", literal(self.unit.level))
        if self.unit.parent is not None:
            self.add("zs:partOf", self._term_of(self.unit.parent))
            self.add("zs:sequence", integer(self.unit.number))
        self._walk(self.unit.element, "")
        self._label()

    def finished(self) -> tuple[Triple, ...]:
        """The claims in the order in which they were made, each once."""
        return tuple(self._claims)

    def add(self, predicate: str, value: Term, subject: Term = "") -> None:
        """One claim about the unit, or about ``subject``."""
        self._claims[subject or self.subject, curie(predicate), value] = None

    def say(self, predicate: str, element: _Element, text: str = "") -> None:
        """A claim with the text of an element in its language, or with another text in that language."""
        if text := text or text_of(element):
            self.add(predicate, literal(text, self.language(element)))

    def language(self, element: _Element) -> str:
        """The language of an element: its own, else that of the description."""
        tag = language_of(element)
        return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag) else self._language

    def agent(self, agent: Agent) -> Term:
        """The entity of a name with an identifier, with what the finding aid says of it."""
        term = self.minter.entity(agent.kind, self.entity + _slug(agent.identifier))
        self.add("rdf:type", curie(agent.class_), term)
        self.add("skos:prefLabel", literal(agent.name, self.language(agent.element)), term)
        if agent.identifier.startswith(("http://", "https://")):
            try:
                self.add("skos:exactMatch", iri(agent.identifier), term)
            except InvalidInput as error:
                self.problems.append((local_name(agent.element), str(error)))
        else:
            self.add("dcterms:identifier", literal(agent.identifier), term)
        return term

    def _term_of(self, unit: Unit) -> Term:
        letter = unit.is_item and _LETTER in map(_document_type, _genres(unit.element))
        kind = "letter" if letter else "archive" if unit.is_item else "record-set"
        return self.minter.entity(kind, f"{self.entity}{unit.key}")

    def _label(self) -> None:
        """A unit without a title is called by its date, as finding aids print it."""
        said = {predicate: value for subject, predicate, value in reversed(self._claims) if subject == self.subject}
        if curie("skos:prefLabel") in said:
            return
        if curie("zs:dateText") in said:
            self.add("skos:prefLabel", said[curie("zs:dateText")])
        else:
            self.problems.append(("unittitle", "the unit has neither a title nor a date"))

    def _walk(self, element: _Element, context: str) -> None:
        for child in element:
            name = local_name(child)
            if not name or is_component(child) or name in ("dsc", "runner"):
                continue
            if name in ("did", "controlaccess"):
                self._walk(child, f"{name}/")
            elif name == "descgrp":
                self._walk(child, context)
            else:
                self._field(child, context + name)

    def _field(self, element: _Element, source: str) -> None:
        row = _fields().get(source)
        if row is None:
            self.problems.append((source, f"<{local_name(element)}> is not known here, so it is not read"))
        elif row.target:
            _HANDLERS.get(source, _text)(self, element, row.target)


def _text(claims: UnitClaims, element: _Element, target: str) -> None:
    """The text without its heading."""
    head = next((child for child in element if local_name(child) == "head"), None)
    text = text_of(element)
    if head is not None and len(text_of(head)) < len(text):
        text = text.removeprefix(text_of(head)).strip()
    claims.say(target, element, text)


def _code(claims: UnitClaims, element: _Element, target: str) -> None:
    if text := text_of(element):
        claims.add(target, literal(text))


def _date(claims: UnitClaims, element: _Element, target: str) -> None:
    words, standard = text_of(element), element.get("normal") or element.get("standarddate") or ""
    if local_name(element) == "unitdatestructured":
        standard = _structured(element)
        words = words if standard or words else ""
    dating = read_dating(words, standard)
    if standard and dating.reason:
        claims.problems.append((local_name(element), dating.reason))
    language = claims.language(element)
    for subject, predicate, value in direct_claims(claims.subject, dating, language):
        claims.add(predicate[1:-1], value, subject)
    if dating.is_chinese and claims.unit.is_item:
        node = claims.minter.entity("time", f"{claims.entity}{claims.unit.key}")
        claims.add("zs:written", node)
        for subject, predicate, value in time_claims(node, dating, language):
            claims.add(predicate[1:-1], value, subject)


def _structured(element: _Element) -> str:
    """The machine form of a structured date: the one day, the range, or from the first to the last of a set."""
    begins = [_standard(e, "notbefore") for e in element.iter() if local_name(e) in ("datesingle", "fromdate")]
    ends = [_standard(e, "notafter") for e in element.iter() if local_name(e) in ("datesingle", "todate")]
    begins, ends = [text for text in begins if text], [text for text in ends if text]
    return interval(min(begins, default=""), max(ends, default=""))


def _standard(element: _Element, alternative: str) -> str:
    text = element.get("standarddate") or element.get(alternative) or text_of(element)
    return text if re.fullmatch(r"-?\d{4}(-?\d\d){0,2}", text) else ""


def _structured_extent(claims: UnitClaims, element: _Element, target: str) -> None:
    statements = [e for e in element.iter() if local_name(e) == "physdescstructured"]
    for each in statements:
        claims.say(target, each, " ".join(text for part in each if (text := text_of(part))))


def _origination(claims: UnitClaims, element: _Element, target: str) -> None:
    names = [child for child in element if is_agent(child)]
    if not names:
        claims.say("zs:senderName" if claims.is_letter else target, element)
    for name in names:
        agent = agent_of(name, element)
        role = agent.role or ("sender" if claims.is_letter else "creator")
        claims.say(f"zs:{role}Name", name, agent.name)
        if agent.identifier:
            claims.add(f"zs:{role}", claims.agent(agent))


def _repository(claims: UnitClaims, element: _Element, target: str) -> None:
    name = next((e for e in element.iter() if is_agent(e)), element)
    text = text_of(name)
    if not text:
        return
    term = claims.minter.entity("organization", claims.entity + _slug(text))
    claims.add(target, term)
    claims.add("rdf:type", curie("zs:Organization"), term)
    claims.add("skos:prefLabel", literal(text, claims.language(element)), term)


def _languages(claims: UnitClaims, element: _Element, target: str) -> None:
    codes = [e.get("langcode") or "" for e in element.iter() if local_name(e) == "language"]
    for code in filter(_CODES.fullmatch, codes):
        claims.add(target, literal(code))
    if not any(codes):
        claims.say(target, element)


def _container(claims: UnitClaims, element: _Element, target: str) -> None:
    kind = element.get("localtype") or element.get("type") or ""
    claims.say(target, element, f"{kind} {text_of(element)}".strip() if text_of(element) else "")


def _digital(claims: UnitClaims, element: _Element, target: str) -> None:
    for each in element.iter():
        for name in _HREF:
            if href := (each.get(name) or "").strip():
                _address(claims, href, target)


def _address(claims: UnitClaims, href: str, target: str) -> None:
    """An address is kept, never opened; one that is relative or no address at all is reported."""
    is_manifest = href.partition("?")[0].endswith(("/manifest", "/manifest.json", "manifest.json"))
    try:
        if not href.startswith(("http://", "https://")):
            raise InvalidInput(f'"{href[:200]}" is not an http(s) address')
        claims.add("zs:iiifManifest" if is_manifest else target, iri(href))
    except InvalidInput as error:
        claims.problems.append(("dao", str(error)))


def _subject(claims: UnitClaims, element: _Element, target: str) -> None:
    agent = agent_of(element)
    if agent.role:
        claims.say(f"zs:{agent.role}Name", element, agent.name)
    else:
        claims.say("dcterms:subject", element, agent.name)
    if agent.identifier and agent.name:
        claims.add(f"zs:{agent.role}" if agent.role else target, claims.agent(agent))


def _heading(claims: UnitClaims, element: _Element, target: str) -> None:
    claims.say(target, element, agent_of(element).name)


def _genre(claims: UnitClaims, element: _Element, target: str) -> None:
    text = agent_of(element).name
    claims.say(target, element, text)
    if concept := _document_type(text):
        claims.add("zs:documentType", iri(concept))


def _genres(element: _Element) -> list[str]:
    """The forms that a unit names in ``controlaccess`` or ``physdesc``, not those of its components."""
    own = [child for child in element if local_name(child) in ("did", "controlaccess", "descgrp")]
    return [agent_of(e).name for child in own for e in child.iter() if local_name(e) == "genreform"]


def _document_type(text: str) -> str | None:
    return concept_for("documenttype", text)


def _slug(text: str) -> str:
    """What can stand in a local id: letters, digits and characters of any script, joined by hyphens."""
    return re.sub(r"[\W_]+", "-", text).strip("-").lower()[:80]


_HANDLERS: dict[str, Handler] = {
    "did/unitid": _code,
    "did/unitdate": _date,
    "did/unitdatestructured": _date,
    "did/physdescstructured": _structured_extent,
    "did/physdescset": _structured_extent,
    "did/origination": _origination,
    "did/repository": _repository,
    "did/langmaterial": _languages,
    "did/container": _container,
    "did/dao": _digital,
    "did/daogrp": _digital,
    "did/daoset": _digital,
    "dao": _digital,
    "daogrp": _digital,
    "controlaccess/persname": _subject,
    "controlaccess/famname": _subject,
    "controlaccess/corpname": _subject,
    "controlaccess/genreform": _genre,
    **{
        f"controlaccess/{name}": _heading for name in ("name", "geogname", "subject", "function", "occupation", "title")
    },
}
