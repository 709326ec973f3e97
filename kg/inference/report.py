"""What inference says of a whole store: where the view contradicts the vocabulary, and what rules leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import terms
from kg.inference.derive import KinDeriver
from kg.inference.rules import CIRCULAR, kin_rules
from kg.inference.ties import KinTies
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term
from ontology.consistency import Inconsistency, check_consistency
from ontology.terms import all_terms


class ViewFacts:
    """The view of a store as ``ontology.consistency`` reads it: the triples of each property that is declared."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store
        declared = (term.iri for term in all_terms().values() if term.kind == "property")
        self._properties = [each for each in (*declared, _TYPE) if next(iter(self.pairs(each)), None)]

    def properties(self) -> Iterable[str]:
        """The declared properties that the view uses; a load refuses all others in our namespaces."""
        return self._properties

    def pairs(self, prop: str) -> Iterator[tuple[str, str]]:
        """Subject and object of the view triples with a property, in N-Triples syntax."""
        return ((str(q.subject), str(q.object)) for q in self._store.match(None, node(f"<{prop}>"), None, VIEW))


@dataclass(frozen=True, slots=True)
class KinReport:
    """What the graph of inferred triples holds, and what is not in it.

    ``inferred`` counts triples by property; ``circular`` are (person, parent) ties that make somebody his own ancestor;
    ``unpaired`` those whose children are too many to be paired as siblings; ``cut`` those whose ancestors go on beyond
    the limits of the rules.
    """

    inferred: dict[Term, int]
    circular: tuple[tuple[Term, Term], ...]
    unpaired: tuple[Term, ...]
    cut: tuple[Term, ...]


def check_view(store: TripleStore) -> tuple[Inconsistency, ...]:
    """What in the view contradicts the axioms of the vocabulary."""
    return check_consistency(ViewFacts(store))


def kin_report(store: TripleStore, minter: Minter) -> KinReport:
    """Look through the whole graph of inferred triples, and the ties that it comes from."""
    graph, rules = node(minter.graph("inferred")), kin_rules()
    properties = rules.forward | rules.backward
    counts = Counter(str(q.predicate) for q in store.match(None, None, None, graph))
    ties = KinTies(store, rules)
    ties.read_all()
    deriver = KinDeriver(rules, ties)
    persons = sorted(ties.persons())
    return KinReport(
        inferred={prop: counts[prop] for prop in sorted(properties & counts.keys())},
        circular=tuple(sorted((str(q.subject), str(q.object)) for q in store.match(None, node(CIRCULAR), None, graph))),
        unpaired=tuple(person for person in persons if ties.children_unpaired(person)),
        cut=tuple(person for person in persons if any(deriver.is_cut(person, each) for each in rules.closures)),
    )


_TYPE = terms.curie("rdf:type")[1:-1]
