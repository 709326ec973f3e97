"""Derivation on a store: the view of given entities again, after a decision or after their records have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.authority.provenance import provenance_prefixes
from kg.authority.view import STANDS_FOR, TYPE, Claim, Deriver
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple

_STANDS_FOR = node(STANDS_FOR)


class Derivation:
    """Removes every view triple that given entities are part of, and derives these anew from the claims in the store.

    With an identifier, the authority record that it stood for before (as the store tells) and stands for now (as the
    rulings tell) are derived, with all their identifiers, so that nothing is left on either side of a merge or a split.
    """

    def __init__(self, store: TripleStore, deriver: Deriver, minter: Minter) -> None:
        self._store = store
        self._deriver = deriver
        self._provenance = provenance_prefixes(minter)

    def changes(self, entities: Iterable[Term]) -> tuple[set[Quad], set[Quad]]:
        """(quads to remove, quads to add) that bring the view of the entities up to date."""
        scope = self.scope(entities)
        old = {q for term in scope for q in self._touching(node(term))}
        new = {quad(triple) for triple in self._derive(scope)}
        return old - new, new - old

    def scope(self, entities: Iterable[Term]) -> set[Term]:
        """The identifiers and authority records, of before and of now, that have to be derived with the entities."""
        rulings = self._deriver.rulings
        found: set[Term] = set()
        waiting = set(entities)
        while waiting:
            term = waiting.pop()
            found.add(term)
            near = {rulings.stands_for(term), *rulings.identifiers(rulings.stands_for(term))}
            near |= {str(q.object) for q in self._store.match(node(term), _STANDS_FOR, None, VIEW)}
            near |= {str(q.subject) for q in self._store.match(None, _STANDS_FOR, node(term), VIEW)}
            waiting |= near - found
        return found

    def _touching(self, entity: NamedNode) -> Iterator[Quad]:
        yield from self._store.match(entity, None, None, VIEW)
        for q in self._store.match(None, None, entity, VIEW):
            if not str(q.subject).startswith(self._provenance):
                yield q

    def _derive(self, scope: set[Term]) -> Iterator[Triple]:
        stands_for = self._deriver.rulings.stands_for
        statements: dict[Term, list[Claim]] = {}
        graphs: set[Term] = set()
        for identifier in sorted(scope):
            for claim in self._claims(node(identifier), None):
                statements.setdefault(stands_for(identifier), []).append(claim)
                graphs.add(claim[0])
                if claim[2] == TYPE and claim[3] in self._deriver.classes:
                    yield identifier, STANDS_FOR, stands_for(identifier)
            for graph, subject, predicate, obj in self._claims(None, node(identifier)):
                graphs.add(graph)
                authority = stands_for(subject)
                if authority not in scope and self._deriver.prefers(authority, predicate, obj):
                    yield authority, predicate, stands_for(obj)
        for authority, claims in statements.items():
            yield from self._deriver.held_values(authority, claims)
        for graph in graphs:
            for triple in self._direct(graph):
                if triple[0] in scope or triple[2] in scope:
                    yield triple

    def _direct(self, graph: Term) -> Iterator[Triple]:
        claims = [
            (str(q.subject), str(q.predicate), str(q.object)) for q in self._store.match(None, None, None, node(graph))
        ]
        if self._deriver.is_relation(claims):
            yield from self._deriver.direct(self._deriver.in_force(graph, claims))

    def _claims(self, subject: NamedNode | None, obj: NamedNode | None) -> Iterator[Claim]:
        for q in self._store.match(subject, None, obj, None):
            if q.graph_name != VIEW:
                claim = (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object))
                if self._deriver.holds(claim):
                    yield claim
