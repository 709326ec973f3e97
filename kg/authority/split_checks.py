"""Whether a split may be taken: its parts are known and distinct, and what it assigns is there to be assigned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg import terms
from kg.authority.decisions import Decision
from kg.authority.split import Claim, Split
from kg.errors import InvalidInput, NotFound
from kg.store.quads import node, value
from kg.terms import Term

if TYPE_CHECKING:
    from kg.authority.checks import Ground

_TYPE = terms.curie("rdf:type")


def check_split(ground: Ground, decision: Decision) -> None:
    """Raise InvalidInput or NotFound, as ``checks.check`` says."""
    split = Split.parse(decision.terms)
    _check_iris(split)
    types = ground.types(split.entity)
    _check_parts(ground, split, split.minted(decision.number), types)
    _check_shape(split)
    group = ground.rulings.identifiers(ground.rulings.stands_for(split.entity))
    for identifier, part in split.identifiers:
        if identifier not in group:
            raise InvalidInput(f"{identifier} does not stand for {split.entity}.", hint="It cannot be assigned.")
        if identifier in split.parts and identifier != part:
            raise InvalidInput(f"{identifier} is a part itself.", hint="It cannot be assigned to another part.")
    _check_records(ground, split, group)


def _check_parts(ground: Ground, split: Split, minted: tuple[Term, ...], types: set[Term]) -> None:
    rulings = ground.rulings
    authority = rulings.stands_for(split.entity)
    known = rulings.replaced.get(authority, ((), 0))[0]
    if len(set(split.parts)) < len(split.parts) or len({*split.parts, *known}) < 2:
        raise InvalidInput("A split needs two parts or more, each another.", hint="Name what it stands for.")
    group = rulings.identifiers(authority)
    stands_for = Counter(part if part in group or part in minted else rulings.stands_for(part) for part in split.parts)
    for part in split.parts:
        if stands_for[rulings.stands_for(part)] > 1 and part not in group:
            raise InvalidInput(f"{part} stands for another of the parts.", hint="Name each part once.")
        if part == authority and authority in rulings.replaced:
            raise InvalidInput(f"{part} was split before: it is none of the parts.", hint="Undo that split first.")
        if part not in minted and not (ground.types(part) if part in group else ground.whole(part)) & types:
            raise InvalidInput(f"{part} and {split.entity} are not of one type.", hint="Parts are like the whole.")
    states: dict[Term, set[Term]] = {part: set() for part in minted}
    for part, prop, said in split.states:
        if part not in states:
            raise InvalidInput(f"{part} is not minted by this split.", hint="State claims with `decide add`.")
        if prop == _TYPE:
            states[part].add(said)
    for part, kinds in states.items():
        if not kinds & types:
            raise InvalidInput(f"It is not said what {part} is.", hint="State its type, that of what is split.")


def _check_iris(split: Split) -> None:
    assigned = [term for pair in (*split.identifiers, *split.records) for term in pair]
    claims = [term for (graph, subject, prop, _), part in split.claims for term in (graph, subject, prop, part)]
    states = [term for state in split.states for term in state[:2]]
    for term in (split.entity, *split.parts, *assigned, *claims, *states):
        if not terms.is_iri(term):
            raise InvalidInput(f"{term[:200]} cannot stand here.", hint="Give the id of an entity, record or term.")


def _check_shape(split: Split) -> None:
    """Each thing is assigned once, and to a part."""
    assigned: Iterable[tuple[object, Term]] = (*split.identifiers, *split.records, *split.claims)
    seen: set[object] = set()
    for what, part in assigned:
        if part not in split.parts:
            raise InvalidInput(f"{part} is no part of this split.", hint="Name it as a part first.")
        if what in seen:
            raise InvalidInput(f"{what} is assigned twice.", hint="Assign each thing to one part.")
        seen.add(what)


def _check_records(ground: Ground, split: Split, group: tuple[Term, ...]) -> None:
    """What is assigned says something of what is split, or mentions it."""
    splits = ground.rulings.splits
    sources = splits.sources(group)
    for record, _ in split.records:
        if not ground.minter.is_record(record) or not _speaks(ground, record, sources, group):
            raise NotFound(f"The record {record} says nothing of {split.entity}.", hint="It cannot be assigned.")
    for claim, _ in split.claims:
        graph, subject, prop, said = claim
        there = ground.minter.is_record(graph) and any(
            True for _ in ground.store.match(node(subject), node(prop), value(said), node(graph))
        )
        if not there or not _concerns(ground, claim, group):
            raise NotFound(
                f"The record {graph} does not say {prop} {said} of {subject}, or that is not about {split.entity}.",
                hint="It cannot be assigned.",
            )


def _concerns(ground: Ground, claim: Claim, group: tuple[Term, ...]) -> bool:
    assigned = ground.rulings.splits.assigned(claim)
    return assigned[1] in group or assigned[3] in group


def _speaks(ground: Ground, record: Term, sources: Iterable[Term], group: tuple[Term, ...]) -> bool:
    for identifier in sources:
        own = (ground.store.match(node(identifier), None, None, node(record)),)
        for quads in (*own, ground.store.match(None, None, node(identifier), node(record))):
            for q in quads:
                if _concerns(ground, (record, str(q.subject), str(q.predicate), str(q.object)), group):
                    return True
    return False
