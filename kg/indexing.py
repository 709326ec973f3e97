"""Search documents from claims and from the view: which property feeds what is read from ``entity_types.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Quad

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.labels import best_label, labels_of
from kg.authority.provenance import PART_OF, provenance_prefixes
from kg.authority.split import Splits
from kg.authority.view import ALT_LABEL, PREF_LABEL, STANDS_FOR, SUPERSEDED_BY, TYPE
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
_OF_IDENTIFIERS = {STANDS_FOR, SUPERSEDED_BY}
_LABELS = {PREF_LABEL, NAME_TYPE, VALUE}
#: Longer labels are titles, not names: nobody looks for them by initials.
_LONGEST_ROMANISED = 8


def by_property(triples: Iterable[Triple]) -> dict[Term, dict[Term, list[Term]]]:
    """Triples as subject -> property -> values, each once and sorted: no document depends on the order of a source."""
    subjects: dict[Term, dict[Term, list[Term]]] = {}
    for subject, predicate, value in triples:
        subjects.setdefault(subject, {}).setdefault(predicate, []).append(value)
    for properties in subjects.values():
        for predicate, values in properties.items():
            if len(values) > 1:
                properties[predicate] = sorted(set(values))
    return subjects


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the entity type of a document says about it, as terms."""

    segment: str
    page: bool
    facets: tuple[tuple[str, tuple[Term, ...]], ...]
    text: tuple[Term, ...]
    year_from: tuple[Term, ...]
    year_to: tuple[Term, ...]

    @classmethod
    def of(cls, entity: EntityType) -> _Plan:
        facets = tuple((name, _terms(props)) for name, props in entity.facets.items() if name in FACETS)
        years = _terms(entity.year_from), _terms(entity.year_to)
        return cls(entity.segment, entity.page, facets, _terms(entity.text), *years)


@cache
def _plans() -> Mapping[Term, _Plan]:
    return {terms.iri(t.class_iri): _Plan.of(t) for t in entity_types().values()}


@cache
def _shown() -> frozenset[Term]:
    plans = _plans().values()
    facets = {p for plan in plans for _, properties in plan.facets for p in properties}
    return frozenset(facets | {NAME, *(p for plan in plans for p in plan.text)})


class DocumentBuilder:
    """Builds the search document of an entity; entities of types without a page have none."""

    def __init__(self, minter: Minter, splits: Splits | None = None) -> None:
        self._minter = minter
        self._splits = splits or Splits()
        self._base = f"<{minter.base}"
        self._dataset = f"<{minter.base}dataset/"
        self._provenance = provenance_prefixes(minter)
        self._plans = _plans()
        #: the properties by which a document shows a label or a name of another entity
        self._shown = _shown()

    def _plan(self, properties: Properties) -> _Plan | None:
        """The plan of something with these properties; None where it has no class that is one of an entity with a
        page, or where it was split: its parts are found instead.
        """
        if SUPERSEDED_BY in properties:
            return None
        for kind in properties.get(TYPE, ()):
            plan = self._plans.get(kind)
            if plan is not None and plan.page:
                return plan
        return None

    def from_record(self, subject: Term, derived: Iterable[Triple], dataset: str) -> Document | None:
        """The document of an entity that one record describes, given the record's part of the view; None where the
        entity has no page.

        Raises Unresolved where a label or a name of another record is needed: then the document is built from the view.
        """
        subjects = by_property(derived)
        properties = subjects.get(subject, {})
        plan = self._plan(properties)
        if plan is None:
            return None
        if any(name not in subjects for name in properties.get(NAME, ())):
            raise Unresolved(subject)
        incoming = {(s, p) for s, p, o in derived if o == subject and p not in _OF_IDENTIFIERS}
        weight = len(properties) + len(incoming)
        return self._build(subject, plan, properties, subjects, (dataset,), self._unresolved, weight)

    def from_view(self, store: TripleStore, authority: Term) -> Document | None:
        """The document of an authority record of the view, or None where it is not there or has no page."""
        properties = _properties(store, authority)
        plan = self._plan(properties)
        if plan is None:
            return None
        nodes = {name: _properties(store, name) for name in properties.get(NAME, ())}
        incoming = [
            q for q in store.match(None, None, node(authority), VIEW) if not str(q.subject).startswith(self._provenance)
        ]
        weight = len(properties) + sum(1 for q in incoming if str(q.predicate) not in _OF_IDENTIFIERS)
        datasets = self.datasets(store, (str(q.subject) for q in incoming if str(q.predicate) == STANDS_FOR))
        return self._build(authority, plan, properties, nodes, datasets, lambda term: self.label(store, term), weight)

    def stale(self, store: TripleStore, changed: Iterable[Quad]) -> set[Term]:
        """The entities whose documents differ when quads of the view come or go: those at both ends, and those whose
        documents show a label or a name that changes.
        """
        found: set[Term] = set()
        renamed: set[Term] = set()
        for q in changed:
            found |= {term for term in (str(q.subject), str(q.object)) if term.startswith(self._base)}
            if str(q.predicate) in _LABELS:
                renamed.add(str(q.subject))
        return found | self.readers(store, renamed)

    def readers(self, store: TripleStore, entities: Iterable[Term]) -> set[Term]:
        """The entities whose documents show labels or names of the given ones."""
        return {
            str(q.subject)
            for entity in entities
            for q in store.match(None, None, node(entity), VIEW)
            if str(q.predicate) in self._shown
        }

    def datasets(self, store: TripleStore, identifiers: Iterable[Term]) -> tuple[str, ...]:
        """The datasets whose records describe the identifiers, sorted."""
        graphs = {said.claim[0] for said in claims_about(store, self._minter, self._splits, identifiers)}
        parts = {str(q.object) for graph in graphs for q in store.match(node(graph), node(PART_OF), None, VIEW)}
        return tuple(sorted(part[len(self._dataset) : -1] for part in parts))

    def label(self, store: TripleStore, term: Term) -> str | None:
        """The label of an entity in the view, None where it has none."""
        return best_label(labels_of(store, node(term))) or None

    def _build(
        self,
        subject: Term,
        plan: _Plan,
        properties: Properties,
        nodes: Mapping[Term, Properties],
        datasets: tuple[str, ...],
        label_of: LabelOf,
        weight: int,
    ) -> Document:
        names = _names(properties, nodes)
        forms = properties.get(PREF_LABEL, ())
        labels = {terms.literal_language(form): terms.literal_value(form) for form in forms}
        label = best_label(labels) or (names[0][0] if names else subject[1:-1])
        facets = {"dataset": datasets}
        for name, candidates in plan.facets:
            for candidate in candidates:
                if candidate in properties and (values := self._texts(properties[candidate], label_of)):
                    facets[name] = tuple(values)
                    break
        text = [t for prop in plan.text if prop in properties for t in self._texts(properties[prop], label_of)]
        return Document(
            iri=subject[1:-1],
            type=plan.segment,
            label=label,
            names=names,
            text="\n".join(text),
            keys=_keys(names),
            facets=facets,
            year_from=_year(properties, plan.year_from, min),
            year_to=_year(properties, plan.year_to, max),
            weight=weight,
            summary={"labels": labels} if len(labels) > 1 else {},
        )

    def _texts(self, values: list[Term], label_of: LabelOf) -> list[str]:
        """Values in words: literals as they are, entities by their labels, terms of the vocabulary as compact IRIs."""
        texts = []
        for value in values:
            if value[0] == '"':
                texts.append(terms.literal_value(value))
            elif not value.startswith(self._base):
                texts.append(compact(value[1:-1]))
            elif (label := label_of(value)) is not None:
                texts.append(label)
        return texts

    @staticmethod
    def _unresolved(term: Term) -> str | None:
        raise Unresolved(term)


class Unresolved(Exception):
    """A document needs the label of an entity that may not have been read yet."""


def _terms(iris: Iterable[str]) -> tuple[Term, ...]:
    return tuple(terms.iri(iri) for iri in iris)


def _keys(names: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    if len(names) == 1:
        return search_keys(names[0][0]) if len(names[0][0]) <= _LONGEST_ROMANISED else ()
    short = [form for form, _ in names if len(form) <= _LONGEST_ROMANISED]
    return tuple(dict.fromkeys([key for form in short for key in search_keys(form)]))


def _properties(store: TripleStore, subject: Term) -> dict[Term, list[Term]]:
    quads = store.match(node(subject), None, None, VIEW)
    return by_property((subject, str(q.predicate), str(q.object)) for q in quads).get(subject, {})


def _names(properties: Properties, nodes: Mapping[Term, Properties]) -> tuple[tuple[str, str], ...]:
    """The name forms with their kinds: authorized, variant, or the type of a name node; each form once."""
    found: dict[str, str] = {}
    for kind, prop in (("authorized", PREF_LABEL), ("variant", ALT_LABEL)):
        for label in properties.get(prop, ()):
            if label[0] == '"':
                found.setdefault(terms.literal_value(label), kind)
    for name in properties.get(NAME, ()):
        name_properties = nodes.get(name, {})
        kinds = name_properties.get(NAME_TYPE, ())
        for form in name_properties.get(VALUE, ()):
            if form[0] != '"':
                continue
            kind = kinds[0][1:-1].rstrip("/").rpartition("/")[2] if kinds else "variant"
            text = terms.literal_value(form)
            if found.get(text, "variant") == "variant":
                found[text] = kind
    return tuple(found.items())


def _year(properties: Properties, candidates: tuple[Term, ...], choose: Callable[[list[int]], int]) -> int | None:
    for candidate in candidates:
        if candidate in properties:
            found = map(terms.integer_value, properties[candidate])
            if years := [year for year in found if year is not None]:
                return choose(years)
    return None
