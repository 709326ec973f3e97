"""An RDF document in memory: what it says of each node, what a node is called, and what words stand behind a node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kg.terms import Term, Triple, is_iri, literal, literal_language, literal_value
from ontology.namespaces import expand

_LABELS = ("skos:prefLabel", "rdfs:label", "rico:title", "rico:name", "dc:title", "foaf:name", "bf1:label")
_VALUES = ("rico:textualValue", "rico:expressedDate", "rico:identifier", "rdf:value", *_LABELS)
#: Language tags that are none, and what is meant by them (Shanghai Library).
_TAGS = {"chs": "zh-hans", "cht": "zh-hant", "zh-pny": "zh-latn-pinyin"}
_NOTHING: Mapping[Term, list[Term]] = MappingProxyType({})


class RdfDocument:
    """The triples of a document by subject. Blank nodes are part of what leads to them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[Term, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            self._said[subject][predicate].append(with_tag(value))

    def subjects(self) -> list[Term]:
        """The nodes that are described and have an IRI, in the order of the document."""
        return [subject for subject in self._said if is_iri(subject)]

    def said(self, subject: Term) -> Mapping[Term, list[Term]]:
        """property -> values of a node, empty where nothing is said of it."""
        return self._said.get(subject, _NOTHING)

    def values(self, subject: Term, *properties: str) -> list[Term]:
        """The values of the first of some properties (compact IRIs) that has any."""
        said = self.said(subject)
        return next((said[term] for name in properties if (term := f"<{expand(name)}>") in said), [])

    def words(self, value: Term) -> list[Term]:
        """What a value says in words: itself for a literal, the text of a node, or nothing."""
        if value.startswith('"'):
            return [value]
        found = [each for each in self.values(value, *_VALUES) if each.startswith('"')]
        return found or self._quantity(value)

    def label(self, subject: Term) -> str:
        """What a node is called, in Chinese where it is; empty where it has no name."""
        found = [each for name in _LABELS for each in self.values(subject, name) if each.startswith('"')]
        found.sort(key=lambda each: not literal_language(each).startswith("zh"))
        return literal_value(found[0]) if found else ""

    def _quantity(self, value: Term) -> list[Term]:
        parts = [
            *self.values(value, "rico:quantity"),
            *(word for unit in self.values(value, "rico:hasUnitOfMeasurement") for word in self.words(unit)),
            *self.values(value, "rico:unitOfMeasurement"),
        ]
        text = " ".join(literal_value(part) for part in parts if part.startswith('"'))
        return [literal(text)] if text else []


def with_tag(value: Term) -> Term:
    """A literal with a valid language tag in place of one that Shanghai Library made up.

    >>> with_tag('"盛宣怀"@chs')
    '"盛宣怀"@zh-hans'
    """
    if not value.startswith('"'):
        return value
    tag = _TAGS.get(literal_language(value))
    return literal(literal_value(value), tag) if tag else value
