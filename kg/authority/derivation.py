"""Derivation on a store: the view of given entities again, after a decision or after their records have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import NamedNode, Quad

from kg.authority.claims import claims_about
from kg.authority.provenance import provenance_prefixes
from kg.authority.split import Claim
from kg.authority.view import STANDS_FOR, SUPERSEDED_BY, TYPE, Deriver
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple

_STANDS_FOR, _SUPERSEDED_BY = node(STANDS_FOR), node(SUPERSEDED_BY)


#: Term -> the quads of all graphs with it as subject, and those with it as object.
_Found: TypeAlias = dict[Term, tuple[list[Quad], list[Quad]]]


class Derivation:
    """Removes every view triple that given entities are part of, and derives these anew from the claims in the store.

    With an identifier, the authority record that it stood for before (as the store tells) and stands for now (as the
    rulings tell) are derived, with all their identifiers, so that nothing is left on either side of a merge or a split
    (all parts of a split record are derived with it);
    with a relation node, what it relates, so that no direct triple is left.
    """

    def __init__(self, store: TripleStore, deriver: Deriver, minter: Minter) -> None:
        self._store = store
        self._deriver = deriver
        self._minter = minter
        self._provenance = provenance_prefixes(minter)
        self._leading = {_STANDS_FOR, _SUPERSEDED_BY, *(node(end) for end in deriver.ends)}

    def changes(self, entities: Iterable[Term]) -> tuple[set[Quad], set[Quad]]:
        """(quads to remove, quads to add) that bring the view of the entities up to date."""
        return self.changes_within(self.scope(entities))

    def changes_within(self, scope: set[Term]) -> tuple[set[Quad], set[Quad]]:
        """As ``changes``, given the scope of the entities."""
        found = self._read(scope)
        old = {q for quads in found.values() for q in self._view_of(*quads)}
        new = {quad(triple) for triple in self._derive(found)}
        return old - new, new - old

    def derived(self, entities: Iterable[Term]) -> set[Triple]:
        """What the view has to say about entities and about what refers to them."""
        return set(self._derive(self._read(self.scope(entities))))

    def scope(self, entities: Iterable[Term]) -> set[Term]:
        """The identifiers and authority records, of before and of now, that have to be derived with the entities."""
        rulings = self._deriver.rulings
        found: set[Term] = set()
        waiting = set(entities)
        while waiting:
            term = waiting.pop()
            found.add(term)
            near = {rulings.stands_for(term), *rulings.identifiers(rulings.stands_for(term))}
            if rulings.splits:
                near |= {*rulings.superseded_by(term), *rulings.splits.sources(near)}
                near |= {part for split in rulings.splits.by_identifier.get(term, ()) for part in split.parts}
            for q in self._store.match(node(term)):  # one look-up instead of one for each property
                if q.predicate in self._leading and isinstance(q.object, NamedNode):
                    near.add(str(q.object))
            near |= {str(q.subject) for q in self._store.match(None, _STANDS_FOR, node(term), VIEW)}
            near |= {str(q.subject) for q in self._store.match(None, _SUPERSEDED_BY, node(term), VIEW)}
            waiting |= near - found
        return found

    def _read(self, scope: set[Term]) -> _Found:
        match = self._store.match
        return {term: (list(match(node(term))), list(match(None, None, node(term)))) for term in sorted(scope)}

    def _view_of(self, about: list[Quad], mentioning: list[Quad]) -> Iterator[Quad]:
        yield from (q for q in about if q.graph_name == VIEW)
        for q in mentioning:
            if q.graph_name == VIEW and not str(q.subject).startswith(self._provenance):
                yield q

    def _derive(self, found: _Found) -> Iterator[Triple]:
        scope = found.keys()
        deriver, stands_for = self._deriver, self._deriver.rulings.stands_for
        assigned = deriver.rulings.splits.assigned
        statements: dict[Term, list[Claim]] = {}
        referring: set[Term] = set()
        for identifier, (about, mentioning) in found.items():
            for words in self._claims(about):
                claim = assigned(words)
                statements.setdefault(stands_for(claim[1]), []).append(claim)
                if claim[2] == TYPE and claim[3] in deriver.classes:
                    yield claim[1], STANDS_FOR, stands_for(claim[1])
                    yield from deriver.superseded(identifier)
            for words in self._claims(mentioning):
                _, subject, predicate, obj = assigned(words)
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
        rulings = self._deriver.rulings
        identifiers = rulings.identifiers(authority)
        for said in claims_about(self._store, self._minter, rulings.splits, identifiers):
            if self._deriver.holds(said.words):
                yield said.claim

    def _claims(self, quads: list[Quad]) -> Iterator[Claim]:
        for q in quads:
            graph = str(q.graph_name)
            if self._minter.is_record(graph):
                claim = (graph, str(q.subject), str(q.predicate), str(q.object))
                if self._deriver.holds(claim):
                    yield claim
