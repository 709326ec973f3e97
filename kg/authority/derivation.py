"""Derivation on a store: the view of given entities again, after a decision or after their records have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.authority.provenance import provenance_prefixes
from kg.authority.view import STANDS_FOR, TYPE, Claim, Deriver
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple, is_iri

_STANDS_FOR = node(STANDS_FOR)


class Derivation:
    """Removes every view triple that given entities are part of, and derives these anew from the claims in the store.

    With an identifier, the authority record that it stood for before (as the store tells) and stands for now (as the
    rulings tell) are derived, with all their identifiers, so that nothing is left on either side of a merge or a split;
    with a relation node, what it relates, so that no direct triple is left.
    """

    def __init__(self, store: TripleStore, deriver: Deriver, minter: Minter) -> None:
        self._store = store
        self._deriver = deriver
        self._minter = minter
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
            for end in self._deriver.ends:
                near |= {str(q.object) for q in self._store.match(node(term), node(end)) if is_iri(str(q.object))}
            waiting |= near - found
        return found

    def _touching(self, entity: NamedNode) -> Iterator[Quad]:
        yield from self._store.match(entity, None, None, VIEW)
        for q in self._store.match(None, None, entity, VIEW):
            if not str(q.subject).startswith(self._provenance):
                yield q

    def _derive(self, scope: set[Term]) -> Iterator[Triple]:
        deriver, stands_for = self._deriver, self._deriver.rulings.stands_for
        statements: dict[Term, list[Claim]] = {}
        referring: set[Term] = set()
        for identifier in sorted(scope):
            for claim in self._claims(node(identifier), None):
                statements.setdefault(stands_for(identifier), []).append(claim)
                if claim[2] == TYPE and claim[3] in deriver.classes:
                    yield identifier, STANDS_FOR, stands_for(identifier)
            for _, subject, predicate, obj in self._claims(None, node(identifier)):
                authority = stands_for(subject)
                if authority in scope or authority in referring:
                    continue
                if predicate in deriver.ends or deriver.has_preference(authority):
                    referring.add(authority)
                else:
                    yield authority, predicate, stands_for(obj)
        for authority, claims in statements.items():
            held = list(deriver.held_values(authority, claims))
            yield from held
            yield from deriver.direct(held)
        for authority in referring:
            held = list(deriver.held_values(authority, self._claims_about(authority)))
            yield from (triple for triple in (*held, *deriver.direct(held)) if {triple[0], triple[2]} & scope)

    def _claims_about(self, authority: Term) -> Iterator[Claim]:
        for identifier in self._deriver.rulings.identifiers(authority):
            yield from self._claims(node(identifier), None)

    def _claims(self, subject: NamedNode | None, obj: NamedNode | None) -> Iterator[Claim]:
        for q in self._store.match(subject, None, obj, None):
            if self._minter.is_record(str(q.graph_name)):
                claim = (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object))
                if self._deriver.holds(claim):
                    yield claim
