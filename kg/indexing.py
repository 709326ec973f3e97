"""Search documents from claims and from the view: which property feeds what is read from ``entity_types.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from kg import terms
from kg.authority.labels import best_label, labels_of
from kg.authority.provenance import PART_OF, provenance_prefixes
from kg.authority.view import ALT_LABEL, PREF_LABEL, STANDS_FOR, TYPE
from kg.chinese.keys import search_keys
from kg.iris import Minter
from kg.search.document import Document
from kg.search.facets import FACETS
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, Triple
from ontology.namespaces import compact
from ontology.terms import EntityType, entity_types

Properties = Mapping[Term, list[Term]]
LabelOf = Callable[[Term], str | None]

NAME = terms.curie("zs:name")
NAME_TYPE = terms.curie("zs:nameType")
VALUE = terms.curie("rdf:value")
#: Longer labels are titles, not names: nobody looks for them by initials.
_LONGEST_ROMANISED = 8


def by_property(triples: Iterable[Triple]) -> dict[Term, dict[Term, list[Term]]]:
    """Triples as subject -> property -> values."""
    subjects: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, value in triples:
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return subjects


class DocumentBuilder:
    """Builds the search document of an entity; entities of types without a page have none."""

    def __init__(self, minter: Minter) -> None:
        self._base = f"<{minter.base}"
        self._dataset = f"<{minter.base}dataset/"
        self._provenance = provenance_prefixes(minter)
        self._types = {terms.iri(t.class_iri): t for t in entity_types().values()}

    def entity_type(self, properties: Properties) -> EntityType | None:
        """The entity type of something with these properties, None where it has no class that is one."""
        return next((self._types[kind] for kind in properties.get(TYPE, ()) if kind in self._types), None)

    def from_record(self, subject: Term, claims: Iterable[Triple], dataset: str) -> Document | None:
        """The document of an entity that one record describes, or None where it has no page.

        Raises Unresolved where a label of another entity is needed: then the document is built from the view.
        """
        subjects = by_property(claims)
        properties = subjects.get(subject, {})
        entity = self.entity_type(properties)
        if entity is None or not entity.page:
            return None
        return self._build(subject, entity, properties, subjects, (dataset,), self._unresolved, len(properties))

    def from_view(self, store: TripleStore, authority: Term) -> Document | None:
        """The document of an authority record of the view, or None where it is not there or has no page."""
        properties = _properties(store, authority)
        entity = self.entity_type(properties)
        if entity is None or not entity.page:
            return None
        nodes = {name: _properties(store, name) for name in properties.get(NAME, ())}
        incoming = [
            q for q in store.match(None, None, node(authority), VIEW) if not str(q.subject).startswith(self._provenance)
        ]
        weight = len(properties) + sum(1 for q in incoming if str(q.predicate) != STANDS_FOR)
        datasets = self.datasets(store, (str(q.subject) for q in incoming if str(q.predicate) == STANDS_FOR))
        return self._build(authority, entity, properties, nodes, datasets, lambda term: self.label(store, term), weight)

    def datasets(self, store: TripleStore, identifiers: Iterable[Term]) -> tuple[str, ...]:
        """The datasets whose records describe the identifiers, sorted."""
        graphs = {str(q.graph_name) for i in identifiers for q in store.match(node(i)) if q.graph_name != VIEW}
        parts = {str(q.object) for graph in graphs for q in store.match(node(graph), node(PART_OF), None, VIEW)}
        return tuple(sorted(part[len(self._dataset) : -1] for part in parts))

    def label(self, store: TripleStore, term: Term) -> str | None:
        """The label of an entity in the view, None where it has none."""
        return best_label(labels_of(store, node(term))) or None

    def _build(
        self,
        subject: Term,
        entity: EntityType,
        properties: Properties,
        nodes: Mapping[Term, Properties],
        datasets: tuple[str, ...],
        label_of: LabelOf,
        weight: int,
    ) -> Document:
        names = _names(properties, nodes)
        labels = {terms.literal_language(label): terms.literal_value(label) for label in properties.get(PREF_LABEL, ())}
        label = best_label(labels) or (names[0][0] if names else subject[1:-1])
        facets = {"dataset": datasets}
        for name, candidates in entity.facets.items():
            if name in FACETS and (values := self._first(properties, candidates, label_of)):
                facets[name] = values
        return Document(
            iri=subject[1:-1],
            type=entity.segment,
            label=label,
            names=names,
            text="\n".join(self._all(properties, entity.text, label_of)),
            keys=tuple(
                dict.fromkeys(key for form, _ in names if len(form) <= _LONGEST_ROMANISED for key in search_keys(form))
            ),
            facets=facets,
            year_from=_year(properties, entity.year_from),
            year_to=_year(properties, entity.year_to),
            weight=weight,
            summary={"labels": labels} if len(labels) > 1 else {},
        )

    def _first(self, properties: Properties, candidates: tuple[str, ...], label_of: LabelOf) -> tuple[str, ...]:
        for candidate in candidates:
            if values := tuple(self._all(properties, (candidate,), label_of)):
                return values
        return ()

    def _all(self, properties: Properties, wanted: tuple[str, ...], label_of: LabelOf) -> Iterator[str]:
        for prop in wanted:
            for value in properties.get(_term(prop), ()):
                if not terms.is_iri(value):
                    yield terms.literal_value(value)
                elif not value.startswith(self._base):
                    yield compact(value[1:-1])
                elif (label := label_of(value)) is not None:
                    yield label

    @staticmethod
    def _unresolved(term: Term) -> str | None:
        raise Unresolved(term)


class Unresolved(Exception):
    """A document needs the label of an entity that may not have been read yet."""


@lru_cache(maxsize=512)
def _term(iri: str) -> Term:
    return terms.iri(iri)


def _properties(store: TripleStore, subject: Term) -> dict[Term, list[Term]]:
    properties: dict[Term, list[Term]] = {}
    for q in store.match(node(subject), None, None, VIEW):
        properties.setdefault(str(q.predicate), []).append(str(q.object))
    return properties


def _names(properties: Properties, nodes: Mapping[Term, Properties]) -> tuple[tuple[str, str], ...]:
    """The name forms with their kinds: authorized, variant, or the type of a name node; each form once."""
    found: dict[str, str] = {}
    for kind, prop in (("authorized", PREF_LABEL), ("variant", ALT_LABEL)):
        for label in properties.get(prop, ()):
            found.setdefault(terms.literal_value(label), kind)
    for name in properties.get(NAME, ()):
        name_properties = nodes.get(name, {})
        kinds = name_properties.get(NAME_TYPE, ())
        for form in name_properties.get(VALUE, ()):
            kind = kinds[0][1:-1].rstrip("/").rpartition("/")[2] if kinds else "variant"
            text = terms.literal_value(form)
            if found.get(text, "variant") == "variant":
                found[text] = kind
    return tuple(found.items())


def _year(properties: Properties, candidates: tuple[str, ...]) -> int | None:
    for candidate in candidates:
        if values := properties.get(_term(candidate)):
            return int(terms.literal_value(values[0]))
    return None
