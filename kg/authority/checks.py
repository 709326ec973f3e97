"""Whether a decision may be taken: its terms fit its kind and the claims, and view and index can follow it."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from kg import terms
from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings, affected, undone
from kg.authority.view import PREF_LABEL, TYPE
from kg.errors import InvalidInput, NotFound
from kg.store import VIEW, TripleStore, open_store
from kg.store.quads import node, value
from kg.terms import Term


def check(decision: Decision, log: tuple[Decision, ...], store: TripleStore, rulings: Rulings) -> None:
    """Raise InvalidInput without agent or reason or where the terms do not fit the kind, NotFound for an unknown
    entity, record, claim or decision. Whether it contradicts others in force is for ``Rulings.of`` to say.
    """
    if not decision.reason.strip():
        raise InvalidInput("A decision needs a reason.", hint="Say on what evidence: --reason '…'.")
    if not decision.agent.strip():
        raise InvalidInput("A decision needs somebody who takes it.", hint="Say who: --agent '…'.")
    _check_terms(decision)
    match decision.kind, decision.terms:
        case Kind.UNDO, ():
            _check_undo(decision, log)
        case ((Kind.SAME | Kind.DIFFERENT), (one, other)):
            types = _types(store, one) & _types(store, other)
            if one == other or (rulings.stands_for(one) == rulings.stands_for(other) and decision.kind is Kind.SAME):
                raise InvalidInput(f"{one} and {other} are the same already.", hint="There is nothing to decide.")
            if not types:
                raise InvalidInput(f"{one} and {other} are not of one type.", hint="Only like can be the same.")
        case Kind.PREFER, (entity, prop, preferred):
            _check_preferred(store, rulings, entity, prop, preferred)
        case Kind.ADD, (entity, _, added):
            _types(store, entity)
            if not terms.is_iri(added) and added != (canonical := _as_stored(added)):
                raise InvalidInput(f"{added} is not in canonical form.", hint=f"Write {canonical}.")
        case Kind.WITHDRAW, (record, *claim):
            _check_withdrawn(store, record, claim)
        case _:
            raise InvalidInput(f"These are not the terms of a decision of kind {decision.kind}.")


def _check_terms(decision: Decision) -> None:
    """All terms are IRIs, but for the value of a property; that of an authorized form is text."""
    valued = decision.kind in (Kind.PREFER, Kind.ADD) or (decision.kind is Kind.WITHDRAW and len(decision.terms) == 4)
    for position, term in enumerate(decision.terms):
        if not _is_term(term) or not (terms.is_iri(term) or (valued and position == len(decision.terms) - 1)):
            raise InvalidInput(f"{term[:200]!r} cannot stand here.", hint="Give the id of an entity, record or term.")
    labels = valued and decision.kind is not Kind.WITHDRAW and PREF_LABEL in decision.terms[1:2]
    if labels and terms.is_iri(decision.terms[-1]):
        raise InvalidInput("An authorized form is text.", hint="Put it into quotation marks, with its language.")
    if decision.undoes and decision.kind is not Kind.UNDO:
        raise InvalidInput(f"A decision of kind {decision.kind} undoes nothing.")


def _is_term(term: Term) -> bool:
    try:
        return str(value(term)) == term
    except (ValueError, KeyError):
        return False


def _as_stored(literal: Term) -> Term:
    """The literal as a store gives it back: numbers are brought to canonical form."""
    memory, anything = open_store(None), node("<urn:x>")
    memory.replace((), [Quad(anything, anything, value(literal), VIEW)])
    return str(next(memory.match()).object)


def _check_undo(decision: Decision, log: tuple[Decision, ...]) -> None:
    affected(decision, log)
    out = undone(log)
    if decision.undoes in out:
        by = [d.number for d in log if d.undoes == decision.undoes and d.number not in out]
        raise InvalidInput(
            f"Decision {decision.undoes} has been undone by decision {by[-1]}.",
            hint=f"To have it in force again, undo decision {by[-1]}.",
        )


def _check_preferred(store: TripleStore, rulings: Rulings, entity: Term, prop: Term, preferred: Term) -> None:
    _types(store, entity)
    identifiers = rulings.identifiers(rulings.stands_for(entity))
    claimed = {str(q.object) for i in identifiers for q in _claims(store.match(node(i), node(prop)))}
    if rulings.stands_for(preferred) not in {rulings.stands_for(term) for term in claimed}:
        known = ", ".join(sorted(claimed)[:5])
        raise NotFound(
            f"No source says that {prop} of {entity} is {preferred}.",
            hint=f"The values claimed: {known}." if known else "No value is claimed; state one with `decide add`.",
        )


def _check_withdrawn(store: TripleStore, record: Term, claim: list[Term]) -> None:
    claims = {(str(q.subject), str(q.predicate), str(q.object)) for q in store.match(None, None, None, node(record))}
    if not claims:
        raise NotFound(f"There is no record {record}.")
    if len(claim) not in (0, 3):
        raise InvalidInput("To withdraw one claim, name its entity, property and value.")
    if claim and tuple(claim) not in claims:
        raise NotFound(f"The record {record} does not say that.")


def _types(store: TripleStore, entity: Term) -> set[Term]:
    types = {str(q.object) for q in _claims(store.match(node(entity), node(TYPE)))}
    if not types:
        raise NotFound(f"There is no entity {entity}.", hint="Search for it to find its id.")
    return types


def _claims(quads: Iterable[Quad]) -> Iterable[Quad]:
    """Those that a source or a curator says: the view also has provenance, which nobody decides about."""
    return (q for q in quads if q.graph_name != VIEW)
