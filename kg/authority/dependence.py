"""Which later decisions depend on one: it can only be undone after them.

A later decision in force depends on decision *n* if without *n* it would not have been possible, or would not have
meant the same:

- it names an entity that only *n* states to be there: a part that a split mints, what an ``add`` gives its type;
- it withdraws the own claim of *n* (of an ``add``, a judgement or a split), or a split assigns that claim;
- it prefers a value that then nobody claims any more: *n* claimed it, or brought it in by a merge or a split;
- it splits a record whose identifiers differ without *n*, and assigns one of these, or claims in which they occur;
- *n* is a split, and it joins or splits again what *n* split, or one of the parts that it minted.

Merges do not depend on merges: they can be undone in any order. The same holds for the undoing of an undoing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.authority.checks import Ground, is_preferred_claimed
from kg.authority.decisions import Decision, Kind
from kg.authority.provenance import decision_graph
from kg.authority.rulings import Rulings, in_force
from kg.authority.split import Split
from kg.authority.view import TYPE
from kg.errors import DecisionConflict
from kg.iris import Minter
from kg.store import TripleStore
from kg.store.quads import node
from kg.terms import Term

_JOINING = (Kind.SAME, Kind.MERGE, Kind.SPLIT)


def undone_decision(undoing: Decision, log: Sequence[Decision]) -> Decision:
    """The decision whose force an undoing changes in the end: an undone undoing restores what that one undid."""
    by_number = {decision.number: decision for decision in log}
    found = by_number[undoing.undoes]
    while found.kind is Kind.UNDO:
        found = by_number[found.undoes]
    return found


def refuse_dependents(
    undoing: Decision, log: Sequence[Decision], before: Rulings, after: Rulings, store: TripleStore, minter: Minter
) -> None:
    """Raise DecisionConflict that names the decisions which depend on what is undone, the latest first."""
    changed = undone_decision(undoing, log)
    found = tuple(_dependents(changed, log, before, after, store, minter))[::-1]
    if found:
        named = "; ".join(f"decision {d.number} ({d.kind}, {d.agent}, {d.time[:10]})" for d in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        verb = "depends" if len(found) == 1 else "depend"
        raise DecisionConflict(
            f"Decision {undoing.undoes} cannot be undone: {named}{more} {verb} on it.",
            hint=f"Undo decision {found[0].number} first.",
        )


def _dependents(
    changed: Decision, log: Sequence[Decision], before: Rulings, after: Rulings, store: TripleStore, minter: Minter
) -> Iterator[Decision]:
    own, graph = _stated_alone(changed, after, store, minter), decision_graph(minter, changed.number)
    concerned = _concerned(changed, before, after) | {
        str(q.subject) for term in changed.about if minter.is_record(term) for q in store.match(graph=node(term))
    }
    grounds = Ground(store, minter, before), Ground(store, minter, after)
    parted = set(Split.parse(changed.terms).minted(changed.number)) if changed.kind is Kind.SPLIT else set()
    parted |= {changed.terms[0]} if changed.kind is Kind.SPLIT else set()
    for later in in_force(log):
        if later.number <= changed.number or not (concerned | {graph}).intersection(later.terms):
            continue
        names_own = bool(own.intersection(later.about))
        uses_own = graph in later.terms
        joins_parts = later.kind in _JOINING and bool(parted.intersection(later.about))
        if names_own or uses_own or joins_parts or _loses_meaning(later, grounds, store):
            yield later


def _stated_alone(changed: Decision, after: Rulings, store: TripleStore, minter: Minter) -> set[Term]:
    """The entities that a decision gives a type to, and nobody else."""
    graph = decision_graph(minter, changed.number)
    found = set()
    for entity in {s for s, p, _ in changed.claims if p == TYPE}:
        others = {str(q.graph_name) for q in store.match(node(entity), node(TYPE))} - {graph}
        if not any(minter.is_record(each) and each not in after.withdrawn_records for each in others):
            found.add(entity)
    return found


def _concerned(changed: Decision, before: Rulings, after: Rulings) -> set[Term]:
    """Every identifier that stands, with or without the decision, for a record that it concerns."""
    found: set[Term] = set()
    for rulings in (before, after):
        for term in (*changed.about, *(s for s, _, _ in changed.claims)):
            found.update(rulings.splits.sources(rulings.identifiers(rulings.stands_for(term))))
    return found | set(changed.about)


def _loses_meaning(later: Decision, grounds: tuple[Ground, Ground], store: TripleStore) -> bool:
    if later.kind is Kind.PREFER:
        entity, prop, value = later.terms
        now, then = (is_preferred_claimed(ground, entity, prop, value) for ground in grounds)
        return now and not then
    if later.kind is Kind.SPLIT:
        groups = [
            next((set(s.group) for s in ground.rulings.splits if s.number == later.number), set()) for ground in grounds
        ]
        return _assigns(Split.parse(later.terms), groups[0] ^ groups[1], store)
    return False


def _assigns(split: Split, identifiers: set[Term], store: TripleStore) -> bool:
    """Whether a split assigns some of the identifiers, or claims in which they occur."""
    if not identifiers:
        return False
    if identifiers.intersection(i for i, _ in split.identifiers) or identifiers.intersection(split.parts):
        return True
    if any(identifiers.intersection((claim[1], claim[3])) for claim, _ in split.claims):
        return True
    for record, _ in split.records:
        for identifier in identifiers:
            patterns = (node(identifier), None), (None, node(identifier))
            if any(True for s, o in patterns for _ in store.match(s, None, o, node(record))):
                return True
    return False
