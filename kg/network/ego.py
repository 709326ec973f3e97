"""The ego network of an entity: everything that a relation node, a letter or a direct property ties it to.

What counts as a tie is read from ``entity_types.toml``: a type with a ``relation`` joins the entity at its ``from``
property with the one at its ``to`` property.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg import terms
from kg.authority.description import Describer, Source
from kg.authority.view import TYPE
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term
from ontology.terms import EntityType, entity_types

#: Ties beyond this number are counted but not read: a government office may have thousands.
_MOST_READ = 2_000


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie of one kind between the ego and an alter.

    ``kind`` is the IRI of a concept (``kin:father``: the alter is the ego's father) or, where the relation has no
    kinds, the path segment of its type (``letter``). ``direction`` is ``out`` where the relation leads from ego to
    alter, ``in`` the other way, ``both``. ``nodes`` are the IRIs of the relation nodes or letters that say so,
    ``sources`` their records.
    """

    alter: str
    label: str
    type: str
    kind: str
    direction: str
    nodes: tuple[str, ...]
    years: tuple[int, int] | None
    sources: tuple[Source, ...]

    @property
    def count(self) -> int:
        """How many relation nodes or letters make the tie."""
        return len(self.nodes)


@dataclass(frozen=True, slots=True)
class EgoNetwork:
    """An ego with its ties, strongest first; ``total`` counts those that were left out, too."""

    ego: str
    label: str
    ties: tuple[Tie, ...]
    total: int


@dataclass(slots=True)
class _Found:
    nodes: set[str] = field(default_factory=set)
    directions: set[str] = field(default_factory=set)
    years: list[int] = field(default_factory=list)


class EgoReader:
    """Reads ego networks from the view of one generation."""

    def __init__(self, store: TripleStore, describer: Describer) -> None:
        self._store = store
        self._describer = describer
        self._types = {terms.iri(t.class_iri): t for t in entity_types().values() if t.relation}
        ends = {end for t in self._types.values() if t.relation for end in (t.relation.source, t.relation.target)}
        self._ends = {terms.iri(end) for end in ends}

    def read(self, iri: str, limit: int = 40) -> EgoNetwork:
        """The ego network of an authority record with its ``limit`` strongest ties."""
        found: dict[tuple[str, str, str], _Found] = {}
        for relation, entity in self._relations(iri):
            for alter, kind, direction in self._ends_of(relation, entity, iri):
                tie = found.setdefault((alter, kind, entity.segment), _Found())
                tie.nodes.add(relation)
                tie.directions.add(direction)
                tie.years += self._years(relation, entity)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1].nodes), item[0]))
        ties = tuple(self._tie(*key, tie) for key, tie in ordered[:limit])
        return EgoNetwork(iri, self._describer.label(iri), ties, len(ordered))

    def _relations(self, iri: str) -> Iterator[tuple[str, EntityType]]:
        seen: set[str] = set()
        for q in self._store.match(None, None, NamedNode(iri), VIEW):
            if str(q.predicate) not in self._ends or str(q.subject) in seen:
                continue
            seen.add(str(q.subject))
            if len(seen) > _MOST_READ:
                return
            for kind in self._values(str(q.subject), TYPE):
                if kind in self._types:
                    yield str(q.subject)[1:-1], self._types[kind]

    def _ends_of(self, relation: str, entity: EntityType, iri: str) -> Iterator[tuple[str, str, str]]:
        pattern = entity.relation
        if pattern is None:
            return
        subject, ego = f"<{relation}>", f"<{iri}>"
        sources, targets = (self._values(subject, terms.iri(end)) for end in (pattern.source, pattern.target))
        kinds = self._values(subject, terms.iri(pattern.kind)) if pattern.kind else []
        kind = kinds[0][1:-1] if kinds else entity.segment
        for here, there, direction in ((sources, targets, "out"), (targets, sources, "in")):
            if ego in here:
                for alter in there:
                    if alter != ego and terms.is_iri(alter):
                        yield alter[1:-1], kind, direction

    def _years(self, relation: str, entity: EntityType) -> list[int]:
        subject = f"<{relation}>"
        found = (v for prop in (*entity.year_from, *entity.year_to) for v in self._values(subject, terms.iri(prop)))
        return [year for v in found if (year := terms.integer_value(v)) is not None]

    def _values(self, subject: Term, predicate: Term) -> list[Term]:
        return [str(q.object) for q in self._store.match(node(subject), node(predicate), None, VIEW)]

    def _tie(self, alter: str, kind: str, segment: str, found: _Found) -> Tie:
        direction = "both" if len(found.directions) > 1 else next(iter(found.directions))
        years = (min(found.years), max(found.years)) if found.years else None
        records = {
            (q.graph_name.value, relation)
            for relation in found.nodes
            for q in self._store.match(NamedNode(relation), node(TYPE))
            if isinstance(q.graph_name, NamedNode)
        }
        sources = tuple(self._describer.source(record, relation) for record, relation in sorted(records))
        return Tie(
            alter, self._describer.label(alter), segment, kind, direction, tuple(sorted(found.nodes)), years, sources
        )
