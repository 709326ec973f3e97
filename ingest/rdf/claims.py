"""From a node of an RDF document to claims, by ``fields.tsv`` and the crosswalks of kinship and names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from ingest.dating import direct_claims, interval, read_dating, time_claims
from ingest.rdf.document import RdfDocument
from ingest.rdf.entities import Entities, fields
from ingest.values import decimal, integer
from kg.errors import InvalidInput
from kg.terms import Term, Triple, curie, is_iri, literal, literal_language, literal_value
from ontology.crosswalks import crosswalk
from ontology.namespaces import compact, expand
from ontology.schemes import concept_for
from ontology.terms import all_terms

_TYPE = curie("rdf:type")
_NUMBERS = {
    "geo:lat": decimal,
    "geo:long": decimal,
    "zs:beginYear": integer,
    "zs:endYear": integer,
}
#: Where words go that stand instead of an entity.
_WORDS = {
    "zs:sender": "zs:senderName",
    "zs:addressee": "zs:addresseeName",
    "zs:creator": "zs:creatorName",
    "zs:place": "zs:placeName",
    "zs:origin": "zs:originName",
    "zs:destination": "zs:destinationName",
    "zs:mentions": "dcterms:subject",
}
_GENDERS = {
    "男": "zs:Male",
    "male": "zs:Male",
    "m": "zs:Male",
    "女": "zs:Female",
    "female": "zs:Female",
    "f": "zs:Female",
}
_BEGIN = {"rico:hasBeginningDate", "rico:beginningDate"}
_END = {"rico:hasEndDate", "rico:endDate"}
_TURNED = "Turned round"
Handler: TypeAlias = Callable[["NodeClaims", str, Term], None]


@cache
def _crosswalked(scheme: str) -> dict[Term, str]:
    """property of RiC-O or Shanghai Library -> concept, for the properties among the codes of the crosswalks."""
    found = {**crosswalk(scheme, "shl"), **(crosswalk(scheme, "rico") if scheme == "kin" else {})}
    return {f"<{expand(code)}>": concept for code, concept in found.items() if ":" in code}


class NodeClaims:
    """The claims about one node; ``lost`` counts what the table does not know, ``problems`` are (field, reason)."""

    def __init__(self, document: RdfDocument, entities: Entities, subject: Term, language: str) -> None:
        self.document = document
        self.entities = entities
        self.source = subject
        self.subject = entities.term(subject)
        self.lost: Counter[str] = Counter()
        self.problems: list[tuple[str, str]] = []
        self._language = language
        self._claims: dict[Triple, None] = {}
        self._nodes: Counter[str] = Counter()

    def describe(self) -> None:
        """Make all claims."""
        self.add("rdf:type", curie(self.entities.kind(self.source) or ""))
        self.add("skos:exactMatch", self.source)
        self._dates()
        for predicate, values in self.document.said(self.source).items():
            row = fields().get(predicate)
            if predicate == _TYPE:
                self.lost.update(f"class {compact(c[1:-1])}" for c in self.entities.unknown_classes(self.source))
            elif predicate in _crosswalked("kin"):
                self._kin(predicate, values)
            elif row is None and predicate in _crosswalked("nametype"):
                self._names(predicate, values)
            elif row is None:
                self.lost[compact(predicate[1:-1])] += len(values)
            elif row.target and row.target != "zs:dateText":
                self._field(row.source, row.target, row.note, values)

    def finished(self) -> tuple[Triple, ...]:
        """The claims in the order in which they were made, each once."""
        return tuple(self._claims)

    def add(self, predicate: str, value: Term, subject: Term = "") -> None:
        """One claim about the entity, or about another node."""
        self._claims[subject or self.subject, curie(predicate), value] = None

    def say(self, predicate: str, word: Term) -> None:
        """A claim in words, with the language of the description where they have none."""
        tag = literal_language(word) or self._language
        self.add(predicate, literal(literal_value(word), tag))

    def _field(self, source: str, target: str, note: str, values: list[Term]) -> None:
        handler = _HANDLERS.get(target)
        for value in values:
            if note == _TURNED:
                if self.entities.kind(value):
                    self.add(target, self.subject, self.entities.term(value))
            elif handler:
                handler(self, target, value)
            else:
                self._value(source, target, value)

    def _value(self, source: str, target: str, value: Term) -> None:
        if is_iri(value) and self.entities.kind(value):
            self.add(target, self.entities.term(value))
        elif is_iri(value) and _leads_to_entities(target) and not _is_own(target):
            self.add(target, value)
        else:
            words = self.document.words(value)
            target = _WORDS.get(target, target)
            if _leads_to_entities(target) or not words:
                self.problems.append((source, f"{value[:200]} is not described in the document"))
            for word in () if _leads_to_entities(target) else words:
                self.say(target, word)

    def _dates(self) -> None:
        begin = end = words = ""
        language, dates = self._language, 0
        for predicate, values in self.document.said(self.source).items():
            row = fields().get(predicate)
            if row is None or row.target != "zs:dateText":
                continue
            for value in values:
                text, standard, tag = self._date(value)
                if row.source in _BEGIN:
                    begin, words = standard or text, f"{words} {text}"
                elif row.source in _END:
                    end, words = standard or text, f"{words} {text}"
                else:
                    dates += 1
                    self._one_date(text, standard, tag or language, dates)
        if begin or end:
            self._one_date(words.strip(), interval(begin, end), language, dates + 1)

    def _one_date(self, text: str, standard: str, language: str, number: int) -> None:
        dating = read_dating(text, standard)
        if standard and dating.reason:
            self.problems.append(("date", dating.reason))
        for claim in direct_claims(self.subject, dating, language):
            self._claims[claim] = None
        if dating.is_chinese:
            node = self.entities.node(self.source, "time", number)
            self.add("zs:written", node)
            for claim in time_claims(node, dating, language):
                self._claims[claim] = None

    def _date(self, value: Term) -> tuple[str, str, str]:
        """Words, machine form and language of a date: a literal, or a node of rico:Date."""
        if value.startswith('"'):
            return literal_value(value), "", literal_language(value)
        standard = next(map(literal_value, self.document.values(value, "rico:normalizedDateValue")), "")
        words = self.document.words(value)
        return literal_value(words[0]) if words else standard, standard, literal_language(words[0]) if words else ""

    def _kin(self, predicate: Term, values: list[Term]) -> None:
        concept = f"<{_crosswalked('kin')[predicate]}>"
        for value in values:
            if not self.entities.kind(value):
                self.problems.append((compact(predicate[1:-1]), f"{value[:200]} is not described in the document"))
                continue
            node = self._node("kinship", "zs:Kinship")
            self.add("zs:ego", self.subject, node)
            self.add("zs:alter", self.entities.term(value), node)
            self.add("zs:kinship", concept, node)

    def _names(self, predicate: Term, values: list[Term]) -> None:
        for value in values:
            for word in self.document.words(value):
                node = self._node("name", "zs:Name")
                self.add("zs:name", node)
                self.add("rdf:value", literal(literal_value(word), literal_language(word) or self._language), node)
                self.add("zs:nameType", f"<{_crosswalked('nametype')[predicate]}>", node)

    def _node(self, segment: str, class_: str) -> Term:
        self._nodes[segment] += 1
        node = self.entities.node(self.source, segment, self._nodes[segment])
        self.add("rdf:type", curie(class_), node)
        return node


def _is_own(target: str) -> bool:
    return target.startswith("zs:")


def _leads_to_entities(target: str) -> bool:
    term = all_terms().get(expand(target))
    return term is not None and expand("owl:ObjectProperty") in term.characteristics


def _year(claims: NodeClaims, target: str, value: Term) -> None:
    text, standard, _ = claims._date(value)
    first, last = read_dating(text, standard).years
    if first is not None and first == last:
        claims.add(target, integer(str(first)))
    else:
        claims.problems.append((target, f'"{text}" is not one year'))


def _number(claims: NodeClaims, target: str, value: Term) -> None:
    try:
        claims.add(target, _NUMBERS[target](literal_value(value) if value.startswith('"') else value))
    except InvalidInput as error:
        claims.problems.append((target, str(error)))


def _code(claims: NodeClaims, target: str, value: Term) -> None:
    kind = claims.entities.kind(claims.source) or ""
    target = target if kind.startswith("rico:") or kind == "zs:Letter" else "dcterms:identifier"
    for word in claims.document.words(value):
        claims.add(target, literal(literal_value(word)))


def _genre(claims: NodeClaims, target: str, value: Term) -> None:
    for word in claims.document.words(value):
        claims.say(target, word)
        if concept := concept_for("documenttype", literal_value(word)):
            claims.add("zs:documentType", f"<{concept}>")


def _gender(claims: NodeClaims, target: str, value: Term) -> None:
    for word in claims.document.words(value):
        if known := _GENDERS.get(literal_value(word).lower()):
            claims.add(target, curie(known))
        else:
            claims.problems.append((target, f"{word} is not known here"))


def _edition_type(claims: NodeClaims, target: str, value: Term) -> None:
    code = re.split(r"[/#]", value[1:-1])[-1] if is_iri(value) else literal_value(value)
    if concept := crosswalk("editiontype", "shl").get(code) or concept_for("editiontype", code):
        claims.add(target, f"<{concept}>")
    else:
        claims.problems.append((target, f'"{code}" is no edition type that is known here'))


_HANDLERS: dict[str, Handler] = {
    "zs:birthYear": _year,
    "zs:deathYear": _year,
    "zs:referenceCode": _code,
    "zs:genre": _genre,
    "zs:gender": _gender,
    "zs:editionTypeConcept": _edition_type,
    **dict.fromkeys(_NUMBERS, _number),
}
