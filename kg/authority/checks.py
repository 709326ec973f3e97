"""Whether a decision may be taken: its terms fit its kind and the claims, and view and index can follow it."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from kg import terms
from kg.authority.decisions import JUDGED_NODES, Decision, Kind
from kg.authority.provenance import CURATION
from kg.authority.rulings import Rulings, affected, undone
from kg.authority.view import PREF_LABEL, TYPE
from kg.errors import InvalidInput, NotFound
from kg.iris import Minter
from kg.store import VIEW, TripleStore, open_store
from kg.store.quads import node, value
from kg.terms import Term

_JUDGEMENT = terms.curie("zs:Judgement")


def check(decision: Decision, log: tuple[Decision, ...], store: TripleStore, rulings: Rulings, minter: Minter) -> None:
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
            types = _types(store, minter, one) & _types(store, minter, other)
            if one == other or (rulings.stands_for(one) == rulings.stands_for(other) and decision.kind is Kind.SAME):
                raise InvalidInput(f"{one} and {other} are the same already.", hint="There is nothing to decide.")
            if not types:
                raise InvalidInput(f"{one} and {other} are not of one type.", hint="Only like can be the same.")
        case Kind.PREFER, (entity, prop, preferred):
            _check_preferred(store, minter, rulings, entity, prop, preferred)
        case Kind.ADD, (entity, _, added):
            _types(store, minter, entity)
            if not terms.is_iri(added) and added != (canonical := _as_stored(added)):
                raise InvalidInput(f"{added} is not in canonical form.", hint=f"Write {canonical}.")
        case Kind.JUDGE, _:
            _check_judgement(store, minter, decision)
        case Kind.WITHDRAW, (record, *claim):
            _check_withdrawn(store, minter, record, claim)
        case _:
            raise InvalidInput(f"These are not the terms of a decision of kind {decision.kind}.")


def _check_terms(decision: Decision) -> None:
    """All terms are IRIs, but for the value of a property; that of an authorized form is text."""
    valued = decision.kind in (Kind.PREFER, Kind.ADD) or (decision.kind is Kind.WITHDRAW and len(decision.terms) == 4)
    judged = decision.kind is Kind.JUDGE
    for position, term in enumerate(decision.terms):
        is_value = position % 3 == 2 if judged else valued and position == len(decision.terms) - 1
        if not _is_term(term) or not (terms.is_iri(term) or is_value):
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


def _check_preferred(
    store: TripleStore, minter: Minter, rulings: Rulings, entity: Term, prop: Term, preferred: Term
) -> None:
    _types(store, minter, entity)
    identifiers = rulings.identifiers(rulings.stands_for(entity))
    claimed = {str(q.object) for i in identifiers for q in _claims(store.match(node(i), node(prop)), minter)}
    if rulings.stands_for(preferred) not in {rulings.stands_for(term) for term in claimed}:
        known = ", ".join(sorted(claimed)[:5])
        raise NotFound(
            f"No source says that {prop} of {entity} is {preferred}.",
            hint=f"The values claimed: {known}." if known else "No value is claimed; state one with `decide add`.",
        )


def _check_judgement(store: TripleStore, minter: Minter, decision: Decision) -> None:
    """A judgement states nodes of its own, which nobody has described, about entities that are known."""
    claims = decision.claims
    own = {subject for subject, _, _ in claims}
    if not claims or len(decision.terms) % 3 or (claims[0][1], claims[0][2]) != (TYPE, _JUDGEMENT):
        raise InvalidInput("These are not the claims of a judgement.")
    for subject in own:
        if not subject.startswith(tuple(f"<{minter.base}{kind}/{CURATION}-" for kind in JUDGED_NODES)):
            raise InvalidInput(f"{subject} is not a node of a judgement.", hint="State claims with `decide add`.")
        if any(True for _ in _claims(store.match(node(subject)), minter)):
            raise InvalidInput("This has been recorded before.", hint="`zhishu decide log` lists what was decided.")
    for _, _, said in claims:
        if not terms.is_iri(said):
            if said != (canonical := _as_stored(said)):
                raise InvalidInput(f"{said} is not in canonical form.", hint=f"Write {canonical}.")
        elif said not in own and minter.local(terms.iri_value(said)) is not None:
            _types(store, minter, said)


def _check_withdrawn(store: TripleStore, minter: Minter, record: Term, claim: list[Term]) -> None:
    claims = {(str(q.subject), str(q.predicate), str(q.object)) for q in store.match(None, None, None, node(record))}
    if not claims or not minter.is_record(record):
        raise NotFound(f"There is no record {record}.")
    if len(claim) not in (0, 3):
        raise InvalidInput("To withdraw one claim, name its entity, property and value.")
    if claim and tuple(claim) not in claims:
        raise NotFound(f"The record {record} does not say that.")


def _types(store: TripleStore, minter: Minter, entity: Term) -> set[Term]:
    types = {str(q.object) for q in _claims(store.match(node(entity), node(TYPE)), minter)}
    if not types:
        raise NotFound(f"There is no entity {entity}.", hint="Search for it to find its id.")
    return types


def _claims(quads: Iterable[Quad], minter: Minter) -> Iterable[Quad]:
    """Those that a source or a curator says: nobody decides about provenance, nor about what rules infer."""
    return (q for q in quads if minter.is_record(str(q.graph_name)))
