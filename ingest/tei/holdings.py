"""A selection of claims arranged for writing documents: by subject and property, with names, dates and parties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.exporter import Selection
from kg.terms import Term, curie, integer_value, is_iri, literal_language, literal_value
from ontology.crosswalks import crosswalk

_NUMBERS = re.compile(r"(\d+)")
#: What EDTF and the date attributes of TEI write alike.
_DAY = r"-?\d{4}(?:-\d\d){0,2}"
_POINTING = tuple(curie(name) for name in ("oa:hasSource", "oa:hasTarget", "bf:itemOf"))
_SPAN = re.compile(rf"({_DAY}|\.\.)?/({_DAY}|\.\.)?")


@dataclass(frozen=True, slots=True)
class Named:
    """A name to write: its words, their language, the entity (empty for none), and the code of @cert (or empty)."""

    words: str
    language: str
    entity: Term
    certainty: str


class Holdings:
    """The claims of a selection; properties are given as compact IRIs."""

    def __init__(self, selection: Selection) -> None:
        self.base = selection.base
        self._said: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in selection.claims:
            self._said[subject][predicate].append(value)
        self._said.default_factory = None
        self._nodes: dict[tuple[Term, Term], list[Term]] = defaultdict(list)
        for subject, about in self._said.items():
            for predicate in _POINTING:
                for value in about.get(predicate, ()):
                    self._nodes[predicate, value].append(subject)

    def of_class(self, *classes: str) -> list[Term]:
        """The instances of any of some classes, in natural order of their ids."""
        wanted = {curie(each) for each in classes}
        found = (subject for subject, about in self._said.items() if wanted & set(about.get(curie("rdf:type"), ())))
        return sorted(found, key=_natural)

    def having(self, predicate: str) -> list[Term]:
        """The subjects that have a property, in natural order of their ids."""
        wanted = curie(predicate)
        return sorted((subject for subject, about in self._said.items() if wanted in about), key=_natural)

    def pointing(self, predicate: str, value: Term) -> list[Term]:
        """What has this value of ``oa:hasSource``, ``oa:hasTarget`` or ``bf:itemOf``, in natural order of the ids."""
        return sorted(self._nodes.get((curie(predicate), value), ()), key=_natural)

    def properties(self, subject: Term) -> dict[Term, int]:
        """The properties of a subject with the number of values."""
        return {predicate: len(values) for predicate, values in self._said.get(subject, {}).items()}

    def all(self, subject: Term, predicate: str) -> list[Term]:
        """The values of a property."""
        about = self._said.get(subject)
        return about.get(curie(predicate), []) if about else []

    def entities(self, subject: Term, predicate: str) -> list[Term]:
        """The values of a property that are IRIs."""
        return [value for value in self.all(subject, predicate) if is_iri(value)]

    def first(self, subject: Term, predicate: str) -> Term:
        """The first value of a property, empty for none."""
        return next(iter(self.all(subject, predicate)), "")

    def texts(self, subject: Term, *predicates: str) -> list[tuple[str, str]]:
        """(text, language) of the literals of some properties."""
        return [
            (literal_value(value), literal_language(value))
            for predicate in predicates
            for value in self.all(subject, predicate)
            if not is_iri(value)
        ]

    def text(self, subject: Term, predicate: str) -> str:
        """The first literal of a property, empty for none."""
        return next((text for text, _ in self.texts(subject, predicate)), "")

    def number(self, subject: Term, predicate: str) -> int | None:
        """The first whole number of a property."""
        return integer_value(self.first(subject, predicate) or '""')

    def is_described(self, entity: Term) -> bool:
        """Whether the selection says anything of an entity."""
        return entity in self._said

    def kind(self, entity: Term) -> str:
        """The type of an entity as its IRI has it: ``person``; empty for an IRI of others."""
        return self.local(entity).partition("/")[0] if entity.startswith(f"<{self.base}") else ""

    def local(self, entity: Term) -> str:
        """``type/local id`` of an entity."""
        return entity[1:-1].removeprefix(self.base)

    def label(self, entity: Term) -> str:
        """The label of an entity, empty where the selection has none."""
        return self.text(entity, "skos:prefLabel") or self.text(entity, "skos:altLabel")

    def addresses(self, entity: Term) -> list[str]:
        """The addresses of an entity in authority files."""
        return [value[1:-1] for value in self.entities(entity, "skos:exactMatch")]

    def parties(self, subject: Term, predicate: str) -> list[Named]:
        """Entities and names as written (``zs:sender`` and ``zs:senderName``), each name beside the entity that has
        it; entities whose name is not written are called by their label.
        """
        certain = dict(self._certainties(subject))
        names, entities = self.texts(subject, f"{predicate}Name"), list(self.entities(subject, predicate))
        beside: dict[int, Term] = {}
        for at, (words, _) in enumerate(names):
            if entity := next((e for e in entities if words in {text for text, _ in self.texts(e, *_LABELS)}), ""):
                beside[at] = entity
                entities.remove(entity)
        unnamed = [at for at in range(len(names)) if at not in beside]
        if len(unnamed) == len(entities):  # called otherwise than their labels, in the order of the source
            beside.update(zip(unnamed, entities, strict=True))
            entities = []
        found = [Named(*name, beside.get(at, ""), "") for at, name in enumerate(names)]
        for entity in entities:
            language = next((tag for _, tag in self.texts(entity, *_LABELS)), "")
            found.append(Named(self.label(entity), language, entity, ""))
        return [
            replace(named, certainty=certain.get(named.entity) or certain.get(named.words, ""))
            for named in found
            if named.words or named.entity
        ]

    def certainty(self, node: Term) -> str:
        """The certainty of a node as a code of @cert, empty for none."""
        concept = self.first(node, "zs:certainty")[1:-1]
        return next((code for code, each in crosswalk("certainty", "tei").items() if each == concept), "")

    def _certainties(self, subject: Term) -> Iterator[tuple[str, str]]:
        for node in self.entities(subject, "bf:contribution"):
            if code := self.certainty(node):
                yield self.first(node, "bf:agent") or self.text(node, "zs:creatorName"), code


_LABELS = ("skos:prefLabel", "skos:altLabel")


def date_attributes(edtf: str) -> dict[str, str]:
    """The attributes of a TEI date for an EDTF string; what TEI cannot say in W3C form is a custom date.

    >>> date_attributes("1872-03/1873"), date_attributes("1872"), date_attributes("1872~")
    ({'from': '1872-03', 'to': '1873'}, {'when': '1872'}, {'when-custom': '1872~'})
    """
    if not edtf:
        return {}
    if re.fullmatch(_DAY, edtf):
        return {"when": edtf}
    if match := _SPAN.fullmatch(edtf):
        named = zip(("from", "to"), match.groups(), strict=True)
        return {name: text for name, text in named if text and text != ".."}
    return {"when-custom": edtf}


def _natural(term: Term) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBERS.split(term)]
