"""What is inferred of one person, for a page or a program: kin in groups, ancestors by generation, lineages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import NamedNode, Quad

from kg.chinese.kinship import Path
from kg.generation import Generation
from kg.inference.derive import KinDeriver
from kg.inference.explain import Explainer
from kg.inference.rules import CIRCULAR, Closure, Step, kin_rules
from kg.inference.ties import KinTies
from kg.iris import Minter
from kg.store import TripleStore
from kg.store.quads import node
from kg.terms import Term

#: As many of a group are named, and as many counted; generations beyond these are only counted.
NAMED, COUNTED, GENERATIONS = 12, 1_000, 6


@dataclass(frozen=True, slots=True)
class Relative:
    """One inferred relative: the IRI, and the way to him or her in steps that ``kg.chinese.kin_term`` has words for."""

    iri: str
    path: Path


@dataclass(frozen=True, slots=True)
class KinGroup:
    """The objects of one inferred property, the first of them by IRI; ``more`` where ``count`` is not all."""

    property: str
    relatives: tuple[Relative, ...]
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class InferredKin:
    """What is inferred of a person. ``generations`` are the ancestors one generation up, two, and so on; ``lineages``
    the founders with the number of their lines' members; ``circular`` the parents whose ties make a circle.
    """

    ancestors: KinGroup
    generations: tuple[KinGroup, ...]
    descendants: KinGroup
    lineages: tuple[tuple[Relative, int, bool], ...]
    groups: tuple[KinGroup, ...]
    circular: KinGroup


def inferred_quads(generation: Generation, iri: str, limit: int = COUNTED) -> Iterator[Quad]:
    """The inferred triples with an entity as subject, at most so many."""
    graph = node(Minter(generation.manifest.base).graph("inferred"))
    return islice(generation.store.match(NamedNode(iri), None, None, graph), limit)


def read_inferred(generation: Generation, iri: str) -> InferredKin | None:
    """What is inferred of a person; None where that is nothing."""
    if next(inferred_quads(generation, iri, 1), None) is None:
        return None
    return _Reader(generation.store, Minter(generation.manifest.base), f"<{iri}>").read()


class _Reader:
    def __init__(self, store: TripleStore, minter: Minter, ego: Term) -> None:
        self._store = store
        self._graph = node(minter.graph("inferred"))
        self._ego = ego
        self._explainer = Explainer(store, minter)

    def read(self) -> InferredKin:
        rules = kin_rules()
        ancestry, line = self._closure("parent"), rules.founders[0]
        apart = {CIRCULAR, *(p for each in (*rules.closures, *rules.founders) for p in (each.property, each.inverse))}
        others = [each for each in sorted(rules.forward | rules.backward) if each not in apart]
        groups = (self._group(prop) for prop in others)
        return InferredKin(
            ancestors=self._group(ancestry.property, named=0),
            generations=tuple(self._generations(ancestry)),
            descendants=self._group(ancestry.inverse, named=0),
            lineages=tuple(
                (each, *self._members(line.property, each)) for each in self._group(line.property).relatives
            ),
            groups=tuple(group for group in groups if group.count),
            circular=self._group(CIRCULAR),
        )

    def _closure(self, step: Step) -> Closure:
        return next(closure for closure in kin_rules().closures if closure.step == step)

    def _group(self, prop: Term, named: int = NAMED) -> KinGroup:
        found = islice(self._store.match(node(self._ego), node(prop), None, self._graph), COUNTED + 1)
        return self._grouped(prop, [str(q.object) for q in found], named)

    def _grouped(self, prop: Term, found: list[Term], named: int = NAMED) -> KinGroup:
        relatives = tuple(self._relative(prop, each) for each in sorted(found)[:named])
        return KinGroup(prop[1:-1], relatives, min(len(found), COUNTED), len(found) > COUNTED)

    def _relative(self, prop: Term, other: Term) -> Relative:
        return Relative(other[1:-1], self._explainer.path(self._explainer.way((self._ego, prop, other))))

    def _generations(self, ancestry: Closure) -> Iterator[KinGroup]:
        deriver = KinDeriver(kin_rules(), KinTies(self._store, kin_rules()))
        for generation in islice(deriver.generations(self._ego, ancestry), GENERATIONS):
            yield self._grouped(ancestry.property, list(generation))

    def _members(self, prop: Term, founder: Relative) -> tuple[int, bool]:
        found = self._store.match(None, node(prop), NamedNode(founder.iri), self._graph)
        count = sum(1 for _ in islice(found, COUNTED + 1))
        return min(count, COUNTED), count > COUNTED
