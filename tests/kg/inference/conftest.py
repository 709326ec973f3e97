"""Views of kin, written down as who is what to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from kg import terms
from kg.inference.graph import Inference
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.store import TripleStore, open_store
from kg.store.quads import node, quad
from kg.terms import Term, Triple

Ties = Iterable[tuple[str, str, str]]


class KinWorld:
    """Makes stores whose view is a list of ties such as ("son", "father", "he"); a sex is a tie with Male or Female."""

    minter = Minter()

    def person(self, name: str) -> Term:
        return self.minter.entity("person", name)

    def triples(self, ties: Ties) -> set[Triple]:
        return {
            (self.person(a), terms.curie(f"zs:{prop}"), terms.curie(f"zs:{b}") if prop == "gender" else self.person(b))
            for a, prop, b in ties
        }

    def view(self, ties: Ties) -> TripleStore:
        """A store in memory with these ties as its view, and nothing inferred yet."""
        store = open_store(None)
        store.replace((), [quad(triple) for triple in self.triples(ties)])
        return store

    def filled(self, ties: Ties) -> TripleStore:
        """A store with its inferred graph."""
        store = self.view(ties)
        Inference.of(store, self.minter).update(TouchedKin())
        return store

    def change(self, store: TripleStore, before: set[Triple], after: set[Triple]) -> None:
        """Change the view of a store, and tell its inferred graph."""
        removed, added = [quad(each) for each in before - after], [quad(each) for each in after - before]
        store.replace(removed, added)
        touched = TouchedKin()
        touched.note_quads([*removed, *added])
        Inference.of(store, self.minter).update(touched)

    def inferred(self, store: TripleStore) -> set[Triple]:
        """The inferred triples of a store, without what describes the graph."""
        quads = store.match(None, None, None, node(self.minter.graph("inferred")))
        found = {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}
        return {triple for triple in found if triple[0].startswith(f"<{self.minter.base}person/")}


@pytest.fixture(scope="session")
def kin() -> KinWorld:
    """What makes views of kin and their inferred graphs."""
    return KinWorld()


@pytest.fixture(scope="session")
def infer(kin: KinWorld) -> Callable[[Ties], set[tuple[str, str, str]]]:
    """A function from ties to what is inferred, both as names."""

    def names(ties: Ties) -> set[tuple[str, str, str]]:
        found = kin.inferred(kin.filled(ties))
        return {tuple(term[1:-1].rpartition("/")[2] for term in triple) for triple in found}  # type: ignore[misc]

    return names
