"""Reasoning over the vocabulary: its axioms closed by the rules of OWL 2 RL, and the same axioms as an owlready2 world.

The closure (owlrl, pure Python) is what the program works with: whether the vocabulary and data that use it are
consistent is for ``ontology.consistency`` to say. A world is for those who know owlready2, and for its HermiT, a
complete reasoner for OWL 2 DL that needs Java; tests hold that both find the same.

https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

import owlready2
import owlrl
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.namespaces import expand
from ontology.terms import vocabulary_files
from ontology.turtle import read_graph

ONTOLOGY = expand("zs:").rstrip("/")
#: Concepts are individuals that no axiom speaks of.
_SCHEMES = "schemes"
_SCHEMA = frozenset(
    {
        *(RDF.type, RDF.first, RDF.rest, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range),
        *(OWL.equivalentClass, OWL.equivalentProperty, OWL.disjointWith, OWL.inverseOf, OWL.unionOf, OWL.members),
        *(OWL.propertyDisjointWith, OWL.distinctMembers, OWL.differentFrom, OWL.sameAs),
    }
)


@dataclass(frozen=True, slots=True)
class Axioms:
    """The axioms of a vocabulary after closure; classes and properties are IRIs, a class without a name is ``_:…``.

    ``classes`` and ``properties`` lead from each to itself and all above it; ``unions`` from a class to the classes one
    of which its members belong to; ``kinds`` from a property to its OWL classes (``ObjectProperty``,
    ``FunctionalProperty``, …).
    """

    classes: Mapping[str, frozenset[str]]
    disjoint: frozenset[frozenset[str]]
    unions: Mapping[str, frozenset[str]]
    properties: Mapping[str, frozenset[str]]
    disjoint_properties: frozenset[frozenset[str]]
    domains: Mapping[str, frozenset[str]]
    ranges: Mapping[str, frozenset[str]]
    inverses: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    different: frozenset[frozenset[str]]

    def supers(self, name: str) -> frozenset[str]:
        """A class and all above it."""
        return self.classes.get(name, frozenset({name}))

    def has_kind(self, prop: str, kind: str) -> bool:
        """Whether a property is of an OWL class, such as ``FunctionalProperty``."""
        return kind in self.kinds.get(prop, ())

    def clash(self, names: Iterable[str]) -> tuple[str, str] | None:
        """Two classes above the given ones to which nothing can belong at once; None where there are none.

        Beyond the rules of OWL 2 RL, a union clashes with what is disjoint with each of its members.
        """
        found = frozenset().union(*map(self.supers, names))
        for one, other in combinations(sorted(found), 2):
            if frozenset({one, other}) in self.disjoint:
                return one, other
        for union in sorted(found & self.unions.keys()):
            against = [self._against(member, found) for member in sorted(self.unions[union])]
            if against and all(against):
                return union, next(filter(None, against))
        return None

    def _against(self, name: str, found: frozenset[str]) -> str:
        """One of the classes found that is disjoint with a class or with one above it; empty where there is none."""
        above = self.supers(name)
        return next((each for each in sorted(found) for up in above if frozenset({up, each}) in self.disjoint), "")


@cache
def vocabulary_graph() -> Graph:
    """The vocabulary that comes with the program, without the concept schemes. Raises VocabularyError."""
    return read_graph(path for path in vocabulary_files() if path.parent.name != _SCHEMES)


@cache
def vocabulary_axioms() -> Axioms:
    """The axioms of the vocabulary that comes with the program."""
    return axioms(vocabulary_graph())


def axioms(graph: Graph) -> Axioms:
    """The axioms of a graph, closed by the schema rules of OWL 2 RL."""
    closed = Graph()
    for subject, prop, value in graph:
        if prop in _SCHEMA and (prop != RDF.type or str(value).startswith(str(OWL))):  # members are no part of a schema
            closed.add((subject, prop, value))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(closed)
    kinds: dict[str, set[str]] = defaultdict(set)
    for subject, kind in closed.subject_objects(RDF.type):
        if str(kind).startswith(str(OWL)) and str(kind).endswith("Property"):
            kinds[_name(subject)].add(str(kind)[len(str(OWL)) :])
    inverses = _pairs(closed, OWL.inverseOf)
    return Axioms(
        classes=_above(closed, RDFS.subClassOf),
        disjoint=frozenset(_sets(closed, OWL.disjointWith, OWL.AllDisjointClasses, OWL.members)),
        unions={
            _name(union): frozenset(_name(each) for each in Collection(closed, members))
            for union, members in closed.subject_objects(OWL.unionOf)
        },
        properties=_above(closed, RDFS.subPropertyOf),
        disjoint_properties=frozenset(_sets(closed, OWL.propertyDisjointWith, OWL.AllDisjointProperties, OWL.members)),
        domains=_grouped(_pairs(closed, RDFS.domain)),
        ranges=_grouped(_pairs(closed, RDFS.range)),
        inverses=_grouped([*inverses, *((other, one) for one, other in inverses)]),
        kinds={prop: frozenset(found) for prop, found in kinds.items()},
        different=frozenset(_sets(closed, OWL.differentFrom, OWL.AllDifferent, OWL.distinctMembers)),
    )


def read_world(graph: Graph | None = None) -> owlready2.World:
    """An owlready2 world, in memory, with the axioms of a graph (of the vocabulary, if none is given).

    owlready2 does not read Turtle, so the graph travels as RDF/XML.
    """
    world = owlready2.World()
    text = (vocabulary_graph() if graph is None else graph).serialize(format="xml", encoding="utf-8")
    world.get_ontology(f"{ONTOLOGY}#").load(fileobj=io.BytesIO(text), format="rdfxml")
    return world


def class_hierarchy(world: owlready2.World) -> dict[str, tuple[str, ...]]:
    """Class -> the classes directly above it, as owlready2 has them; full IRIs, sorted."""
    return {
        each.iri: tuple(sorted(up.iri for up in each.is_a if isinstance(up, owlready2.ThingClass)))
        for each in sorted(world.classes(), key=lambda found: str(found.iri))
    }


def place_of(paths: Iterable[Path], *names: str) -> str:
    """File and line of the first line that holds all the names as compact IRIs, a statement about them first; or empty.

    >>> place_of(vocabulary_files(), "zs:Person", "owl:Class")[:10]
    'people.ttl'
    """
    found = ""
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            words = line.split()
            if all(name in words for name in names):
                if words[0] == names[0]:
                    return f"{path.name}, line {number}"
                found = found or f"{path.name}, line {number}"
    return found


def _name(term: Node) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _pairs(graph: Graph, prop: URIRef) -> list[tuple[str, str]]:
    return [(_name(one), _name(other)) for one, other in graph.subject_objects(prop)]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
    return {one: frozenset(others) for one, others in found.items()}


def _above(graph: Graph, prop: URIRef) -> dict[str, frozenset[str]]:
    pairs = _pairs(graph, prop)
    return _grouped([*pairs, *((each, each) for pair in pairs for each in pair)])


def _sets(graph: Graph, prop: URIRef, kind: URIRef, members: URIRef) -> Iterator[frozenset[str]]:
    """The pairs that a property or a list of a kind holds apart."""
    for one, other in _pairs(graph, prop):
        yield frozenset({one, other})
    for subject in graph.subjects(RDF.type, kind):
        for listed in graph.objects(subject, members):
            for one, other in combinations([_name(each) for each in Collection(graph, listed)], 2):
                yield frozenset({one, other})
