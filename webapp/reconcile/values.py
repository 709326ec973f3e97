"""The values of a property of an entity, as data extension gives them and conditions compare them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.labels import ORDER
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from ontology.namespaces import PREFIXES
from ontology.terms import all_terms
from webapp.cells import CellReader
from webapp.presentation import label_of_term, language_tag
from webapp.reconcile.properties import Property

_XSD = PREFIXES["xsd"]
_WHOLE = {f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "gYear", "nonNegativeInteger")}
_REAL = {f"{_XSD}{name}" for name in ("decimal", "double", "float")}
_NAME, _NAME_TYPE, _VALUE = (node(terms.curie(name)) for name in ("zs:name", "zs:nameType", "rdf:value"))
#: Integers beyond this lose digits in JavaScript and overflow in other clients.
_LARGEST = 2**31


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value: ``kind`` is ``entity`` (``iri`` and ``text``, its label), ``str``, ``int``, ``float`` or ``date`` (as
    in the API); ``language`` is a BCP 47 tag or empty. ``iri`` is also set for terms and addresses, whose kind is
    ``str``."""

    kind: str
    text: str
    iri: str = ""
    language: str = ""
    number: int | float = 0


class ValueReader:
    """Reads what the view holds. Make one for each request: a label is looked up once."""

    def __init__(self, generation: Generation) -> None:
        self._store = generation.store
        self._base = generation.manifest.base
        self._cells = CellReader(generation)

    def label(self, iri: str) -> str:
        """The label of an entity, of a term in the language of the request; else its IRI in short."""
        return self._cells.label(iri)

    def read(self, iri: str, prop: Property) -> tuple[FieldValue, ...]:
        """The values of a property of an authority record, in a fixed order: the language of sources first."""
        found = sorted({self._value(object) for object in self._objects(iri, prop)}, key=_order)
        return tuple(found)

    def _objects(self, iri: str, prop: Property) -> Iterator[object]:
        subject = NamedNode(iri)
        if not prop.of_names:
            yield from (q.object for q in self._store.match(subject, NamedNode(prop.iri), None, VIEW))
            return
        kind = NamedNode(prop.iri)
        for name in self._store.match(subject, _NAME, None, VIEW):
            if isinstance(name.object, NamedNode) and any(
                True for _ in self._store.match(name.object, _NAME_TYPE, kind, VIEW)
            ):
                yield from (q.object for q in self._store.match(name.object, _VALUE, None, VIEW))

    def _value(self, found: object) -> FieldValue:
        if isinstance(found, NamedNode):
            if found.value.startswith(self._base):
                return FieldValue("entity", self.label(found.value), found.value)
            text = label_of_term(found.value) if found.value in all_terms() else found.value
            return FieldValue("str", text, found.value)
        if isinstance(found, Literal):
            return _literal(found)
        return FieldValue("str", str(found))


def _literal(found: Literal) -> FieldValue:
    text, datatype = found.value, found.datatype.value
    try:
        if datatype in _WHOLE and abs(int(text)) < _LARGEST:
            return FieldValue("int", text, number=int(text))
        if datatype in _REAL and abs(float(text)) < float("inf"):
            return FieldValue("float", text, number=float(text))
        if datatype == f"{_XSD}dateTime":
            moment = datetime.fromisoformat(text)
            return FieldValue(
                "date", (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat("T", "seconds")
            )
        if datatype == f"{_XSD}date":
            return FieldValue("date", f"{date.fromisoformat(text).isoformat()}T00:00:00Z")
    except ValueError:  # a lexical form that Python does not read, such as a year before 1: it stays a text
        return FieldValue("str", text)
    return FieldValue("str", text, language=language_tag(found.language or ""))


def _order(value: FieldValue) -> tuple[int, int | float, str, str]:
    tag = value.language.lower()
    return (ORDER.index(tag) if tag in ORDER else len(ORDER), value.number, value.text, value.iri)
