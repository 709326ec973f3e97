"""The graph of inferred triples: derived anew or kept up to date, described in itself, never part of view or claims.

The graph is a function of the view and of the rules: keeping it up to date and deriving it from nothing give the same,
which a test holds. Its description stands in the graph itself, and no dataset is said of it, so nobody takes it for a
record graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from kg import terms
from kg.authority.provenance import DERIVED_THROUGH, GENERATED_BY, TYPE, derived_through
from kg.inference.derive import KinDeriver, concerned
from kg.inference.rules import Rules, kin_rules
from kg.inference.schema import update_schema
from kg.inference.ties import KinTies
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.feed import BulkFeed
from kg.store.quads import node, quad
from kg.terms import Term, Triple

RULES = terms.curie("zs:kinshipRules")
DIGEST = terms.curie("zs:digest")
#: As many persons as this are looked up one by one; for more, all ties of the view are read.
_FEW = 500
#: As many quads as this are written in one transaction; more are loaded in bulk.
_BATCH = 20_000


def derive_graphs(store: TripleStore, minter: Minter, touched: TouchedKin) -> None:
    """Bring the graphs that no source record is up to date with a view that has changed: what rules infer, and the
    vocabulary. Only for a store that nobody reads yet.
    """
    Inference.of(store, minter).update(touched)
    update_schema(store, minter)


@dataclass(frozen=True, slots=True)
class Inference:
    """The inferred graph of one store under the rules of the program."""

    store: TripleStore
    minter: Minter
    rules: Rules

    @classmethod
    def of(cls, store: TripleStore, minter: Minter) -> Inference:
        """With the rules that come with the program."""
        return cls(store, minter, kin_rules())

    @property
    def graph(self) -> Term:
        """The term of the graph."""
        return self.minter.graph("inferred")

    def update(self, touched: TouchedKin) -> None:
        """Bring the graph up to date with changes of the view.

        Everything is derived where the graph is empty or was derived by other rules. Only for a store that nobody reads
        yet.
        """
        described = {(str(q.predicate), str(q.object)) for q in self._description()}
        if (DIGEST, terms.literal(self.rules.digest)) in described:
            self._follow(touched)
        else:
            self._derive_all()
        self._describe()

    def _derive_all(self) -> None:
        old = list(self.store.match(None, None, None, node(self.graph)))
        self._remove(old)
        ties = KinTies(self.store, self.rules)
        ties.read_all()
        deriver = KinDeriver(self.rules, ties)
        with _Writer(self.store, self.graph) as out:
            for ego in sorted(ties.persons()):
                out.add(deriver.triples(ego))

    def _follow(self, touched: TouchedKin) -> None:
        ties = KinTies(self.store, self.rules)
        if len(touched.persons) > _FEW:
            ties.read_all()
        egos = concerned(ties, self.rules, touched)
        deriver = KinDeriver(self.rules, ties)
        removed: list[Quad] = []
        with _Writer(self.store, self.graph) as out:
            for ego in sorted(egos):
                old, new = self._belonging(ego), deriver.triples(ego) if ties.has_kin(ego) else set()
                removed += [quad(triple, self.graph) for triple in old - new]
                out.add(new - old)
        self._remove(removed)

    def _remove(self, quads: list[Quad]) -> None:
        for start in range(0, len(quads), _BATCH):
            self.store.replace(quads[start : start + _BATCH], ())

    def _belonging(self, ego: Term) -> set[Triple]:
        """The triples of the graph that belong to a person."""
        this, graph = node(ego), node(self.graph)
        quads = [q for q in self.store.match(this, None, None, graph) if str(q.predicate) in self.rules.forward]
        quads += [q for q in self.store.match(None, None, this, graph) if str(q.predicate) in self.rules.backward]
        return {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}

    def _description(self) -> Iterator[Quad]:
        graph = node(self.graph)
        for subject in (graph, node(RULES), self._activity()):
            yield from self.store.match(subject, None, None, graph)

    def _activity(self) -> NamedNode:
        return NamedNode(f"{self.graph[1:-1]}#derivation")

    def _describe(self) -> None:
        """Write what the graph is: by which rules it was derived, and up to which decision. An empty graph has none."""
        old = set(self._description())
        subjects = {self.graph, RULES, str(self._activity())}
        is_empty = all(str(q.subject) in subjects for q in self.store.match(None, None, None, node(self.graph)))
        new = set() if is_empty else {quad(triple, self.graph) for triple in self._about()}
        self.store.replace(old - new, new - old)

    def _about(self) -> Iterator[Triple]:
        graph, activity = self.graph, str(self._activity())
        yield graph, TYPE, terms.curie("zs:InferredGraph")
        yield graph, GENERATED_BY, activity
        yield activity, TYPE, terms.curie("zs:InferenceActivity")
        yield activity, terms.curie("prov:used"), RULES
        yield graph, DIGEST, terms.literal(self.rules.digest)
        yield RULES, TYPE, terms.curie("zs:RuleSet")
        yield RULES, terms.curie("owl:versionInfo"), terms.literal(self.rules.version)
        mark = node(derived_through(self.minter, 0)[0])
        for q in self.store.match(mark, node(DERIVED_THROUGH), None, VIEW):
            yield graph, DERIVED_THROUGH, str(q.object)


class _Writer:
    """Adds inferred triples to a store: in one transaction while they are few, else in bulk."""

    def __init__(self, store: TripleStore, graph: Term) -> None:
        self._store = store
        self._graph = graph
        self._waiting: list[Triple] = []
        self._feed: BulkFeed | None = None

    def __enter__(self) -> _Writer:
        return self

    def add(self, triples: Iterable[Triple]) -> None:
        self._waiting += triples
        if len(self._waiting) > _BATCH:
            self._feed = self._feed or BulkFeed(self._store)
            self._feed.write("".join([f"{s} {p} {o} {self._graph} .\n" for s, p, o in self._waiting]))
            self._waiting.clear()

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if self._feed is not None and failed is None:
            self._feed.close()
        elif self._feed is not None:
            self._feed.abandon()
        if failed is None:
            self._store.replace((), [quad(triple, self._graph) for triple in self._waiting])
