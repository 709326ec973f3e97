"""Why an inferred triple holds: the chain of view triples between its two persons, worked out on demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from kg import terms
from kg.authority.view import STANDS_FOR, TYPE
from kg.chinese import kinship
from kg.errors import NotFound
from kg.generation import Generation
from kg.inference.derive import KinDeriver
from kg.inference.rules import CIRCULAR, Step, kin_rules
from kg.inference.ties import KinTies
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple
from ontology.terms import direct_rules

#: What adoption into a line is called in ``kg/chinese/tables/kin_qualifiers.tsv``.
_HEIR = "heir"
#: Steps: from whom, to whom, of what kind.
Way = list[tuple[Term, Term, Step]]
#: Of a person with more relation nodes than this, they are looked for from the other end of the tie.
_MANY = 1_000


@dataclass(frozen=True, slots=True)
class Link:
    """One triple of the view in a chain: ``nodes`` are the relation nodes that it comes from, ``records`` the record
    graphs that speak of these, or that say the triple itself. All are IRIs.
    """

    subject: str
    property: str
    object: str
    nodes: tuple[str, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a triple is inferred. ``persons`` are the IRIs from its ego to its alter, ``links`` the triples between them
    in that order; two persons who are siblings by a common parent have two. ``path`` is the way in steps that
    ``kg.chinese.kin_term`` has words for.
    """

    subject: str
    property: str
    object: str
    persons: tuple[str, ...]
    links: tuple[Link, ...]
    path: kinship.Path


def explain(generation: Generation, triple: Triple) -> Explanation:
    """The chain behind an inferred triple. Raises NotFound for a triple that is not in the inferred graph."""
    minter = Minter(generation.manifest.base)
    if not all(map(terms.is_iri, triple)) or quad(triple, minter.graph("inferred")) not in generation.store:
        hint = "Ask for a triple of the graph of inferred triples."
        raise NotFound(f"This is not inferred: {' '.join(triple)[:500]}", hint=hint)
    return Explainer(generation.store, minter).explain(triple)


class Explainer:
    """Explains triples of one store; what it reads of the view is read once."""

    def __init__(self, store: TripleStore, minter: Minter) -> None:
        self._store = store
        self._minter = minter
        self._rules = kin_rules()
        self._ties = KinTies(store, self._rules)
        self._deriver = KinDeriver(self._rules, self._ties)

    def explain(self, triple: Triple) -> Explanation:
        """The chain behind a triple that the rules give. Raises NotFound for one that they do not."""
        way = self.way(triple)
        if not way:
            raise NotFound(f"No rule gives this: {' '.join(triple)[:500]}")
        subject, prop, obj = (term[1:-1] for term in triple)
        links = tuple(self._link(each) for a, b, step in way for each in self._stated(a, b, step))
        persons = (*(a[1:-1] for a, _, _ in way), way[-1][1][1:-1])
        return Explanation(subject, prop, obj, persons, links, self.path(way))

    def way(self, triple: Triple) -> Way:
        """The steps from the subject of a triple to its object; none where no rule gives it."""
        subject, prop, obj = triple
        if prop not in self._rules.backward:
            return self._chain(subject, prop, obj) or []
        return [(b, a, _BACK[step]) for a, b, step in reversed(self._chain(obj, prop, subject) or [])]

    def path(self, way: Way) -> kinship.Path:
        """A way in steps that there are words for."""
        kinds: list[tuple[Term, Term, kinship.Kind]] = [(a, b, "parent" if s == "lineage" else s) for a, b, s in way]
        return tuple(
            kinship.Step(
                kind, self._ties.sex(a, b, kind), qualifier=_HEIR if self._ties.is_adoption(a, b, kind) else ""
            )
            for a, b, kind in kinds
        )

    def _chain(self, ego: Term, prop: Term, alter: Term) -> Way | None:
        """The steps from ego to alter by the first rule that gives the property."""
        for a, inverse, b in self._ties.missing_inverses(ego):
            if inverse == prop and {a, b} == {ego, alter}:
                return [(ego, alter, "parent" if alter in self._ties.step(ego, "parent") else self._near(ego, alter))]
        if prop == CIRCULAR:
            way = self._upwards(alter, ego, "parent", circles=True)
            return [(ego, alter, "parent"), *(way or ())]
        for closure in (*self._rules.closures, *self._rules.founders):
            if prop in (closure.property, closure.inverse):
                if ego == alter:
                    below = sorted(self._ties.step(ego, "child"))
                    child = next(each for each in below if ego in self._ties.upwards(each, closure.step))
                    return [(ego, child, "child")]
                return self._upwards(ego, alter, closure.step)
        for composed in self._rules.composed:
            if prop in (composed.property, composed.inverse):
                return next((way for path in composed.paths if (way := self._along(ego, alter, path))), None)
        return None

    def _near(self, ego: Term, alter: Term) -> Step:
        return "spouse" if alter in self._ties.step(ego, "spouse") else "sibling"

    def _upwards(self, ego: Term, alter: Term, step: Step, *, circles: bool = False) -> Way | None:
        """The shortest way up; the first by IRI where several are as short."""
        above = self._ties.step if circles else self._ties.upwards
        came: dict[Term, Term] = {}
        generation = [ego]
        while generation and alter not in came:
            following = []
            for person in generation:
                for parent in sorted(above(person, step)):
                    if parent not in came and parent != ego:
                        came[parent] = person
                        following.append(parent)
            generation = following
        if alter not in came:
            return [] if ego == alter else None
        way = [alter]
        while way[-1] != ego:
            way.append(came[way[-1]])
        return [(a, b, step) for a, b in pairwise(reversed(way))]

    def _along(self, ego: Term, alter: Term, path: tuple[Step, ...], here: Term = "") -> Way | None:
        """A way along a composed path; the first by IRI where there are several."""
        here = here or ego
        following = sorted(self._deriver.onwards(here, path[0], ego))
        if len(path) == 1:
            return [(here, alter, path[0])] if alter in following else None
        for person in following:
            if (rest := self._along(ego, alter, path[1:], person)) is not None:
                return [(here, person, path[0]), *rest]
        return None

    def _stated(self, one: Term, other: Term, step: Step) -> Iterable[Triple]:
        """The triples of the view that make a step: one, or two for siblings by a common parent."""
        kind: Step = "parent" if step == "lineage" else step
        found = self._ties.statements(one, other, kind, adoption=step == "lineage")
        if found or step != "sibling":
            return found[:1]
        common = sorted(self._ties.step(one, "parent") & self._ties.step(other, "parent"))
        return (
            *self._ties.statements(one, common[0], "parent")[:1],
            *self._ties.statements(other, common[0], "parent")[:1],
        )

    def _link(self, triple: Triple) -> Link:
        nodes = tuple(sorted(set(self._nodes(triple))))
        records = {
            str(q.graph_name)
            for each in nodes
            for q in self._store.match(node(each), node(TYPE))
            if self._minter.is_record(str(q.graph_name))
        }
        records.update(self._claims(triple))
        subject, prop, obj = triple
        strip = (term[1:-1] for term in sorted(records))
        return Link(subject[1:-1], prop[1:-1], obj[1:-1], tuple(each[1:-1] for each in nodes), tuple(strip))

    def _nodes(self, triple: Triple) -> Iterator[Term]:
        """The relation nodes that a direct triple comes from."""
        subject, prop, obj = triple
        for rule in direct_rules():
            ends = (terms.iri(rule.subject), terms.iri(rule.object))
            for predicate, one, other in ((rule.predicate, subject, obj), (rule.inverse, obj, subject)):
                if predicate != prop[1:-1]:
                    continue
                for found in self._joining((ends[0], one), (ends[1], other)):
                    when = rule.when and (found, terms.iri(rule.when[0]), terms.iri(rule.when[1]))
                    if not when or quad(when) in self._store:
                        yield found

    def _joining(self, one: tuple[Term, Term], other: tuple[Term, Term]) -> Iterator[Term]:
        """The nodes that have one value of one property and the other of the other."""
        found = list(islice(self._store.match(None, node(one[0]), node(one[1]), VIEW), _MANY))
        if len(found) == _MANY:
            one, other = other, one
            found = list(self._store.match(None, node(one[0]), node(one[1]), VIEW))
        return (str(q.subject) for q in found if quad((str(q.subject), *other)) in self._store)

    def _claims(self, triple: Triple) -> Iterator[Term]:
        """The record graphs that say a triple of the view in so many words, in the identifiers of their sources."""
        subject, prop, obj = triple
        theirs = {str(q.subject) for q in self._store.match(None, node(STANDS_FOR), node(obj), VIEW)} | {obj}
        ours = {str(q.subject) for q in self._store.match(None, node(STANDS_FOR), node(subject), VIEW)} | {subject}
        for identifier in ours:
            for q in self._store.match(node(identifier), node(prop), None):
                if str(q.object) in theirs and self._minter.is_record(str(q.graph_name)):
                    yield str(q.graph_name)


_BACK: dict[Step, Step] = {
    "parent": "child",
    "lineage": "child",
    "child": "parent",
    "sibling": "sibling",
    "spouse": "spouse",
}
