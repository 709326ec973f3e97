"""Whether a decision may be taken: its terms fit its kind and the claims, and view and index can follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import Quad

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.decisions import JUDGED_NODES, Decision, Kind
from kg.authority.forbidden import check_overrides
from kg.authority.provenance import CURATION
from kg.authority.records.status import entity_of_record
from kg.authority.rulings import Rulings, affected, undone
from kg.authority.split import Claim
from kg.authority.split_checks import check_split
from kg.authority.view import PREF_LABEL, TYPE
from kg.errors import Gone, InvalidInput, NotFound
from kg.iris import Minter
from kg.store import VIEW, TripleStore, open_store
from kg.store.quads import node, value
from kg.terms import Term

_JUDGEMENT = terms.curie("zs:Judgement")
_JOINING = (Kind.SAME, Kind.MERGE)
#: Why nothing is said of an entity any more; empty where that is not known.
Withdrawn: TypeAlias = Callable[[Term], str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What decisions are checked against: the claims, and the rulings of the decisions before."""

    store: TripleStore
    minter: Minter
    rulings: Rulings
    withdrawn: Withdrawn = field(default=lambda _: "")

    def types(self, entity: Term) -> set[Term]:
        """What the claims in force say that an entity is. Raises NotFound for an unknown one, Gone for one that was
        withdrawn, InvalidInput for one that was split, so that nobody knows which of its parts is meant."""
        rulings = self.rulings
        said = {(str(q.object), str(q.graph_name)) for q in self._claims(entity, TYPE)}
        if not said:  # of a decision just before this one, which no store has yet
            said = {(o, "") for claims in rulings.added.values() for s, p, o in claims if (s, p) == (entity, TYPE)}
        found = {
            kind
            for kind, graph in said
            if graph not in rulings.withdrawn_records and (graph, entity, TYPE, kind) not in rulings.withdrawn_claims
        }
        if not found:
            reason = "it was withdrawn by a decision" if said else self.withdrawn(entity)
            if reason:
                raise Gone(f"Nothing can be decided about {entity}: {reason}.", hint="Undo what withdrew it first.")
            raise NotFound(f"There is no entity {entity}.", hint="Search for it to find its id.")
        return found

    def whole(self, entity: Term) -> set[Term]:
        """The types of an entity that one decision can be about. Raises as ``types`` does."""
        authority = self.rulings.stands_for(entity)
        if authority in self.rulings.replaced:
            number = self.rulings.replaced[authority][1]
            parts = ", ".join(self.rulings.superseded_by(entity))
            raise InvalidInput(
                f"{entity} was split by decision {number}: it is not known which part is meant.",
                hint=f"Decide about one of its parts: {parts}.",
            )
        return self.types(entity)

    def said(self, identifiers: Iterable[Term]) -> Iterator[Claim]:
        """The claims in force about identifiers, as splits assign them."""
        rulings, own = self.rulings, f"<{self.minter.base}record/{CURATION}/"
        for each in claims_about(self.store, self.minter, rulings.splits, identifiers):
            graph = each.words[0]
            if graph in rulings.withdrawn_records or each.words in rulings.withdrawn_claims:
                continue
            if not graph.startswith(own) or int(graph[len(own) : -1]) in rulings.added:
                yield each.claim

    def _claims(self, entity: Term, prop: Term | None = None) -> Iterable[Quad]:
        """Those that a source or a curator says: nobody decides about provenance, nor about what rules infer."""
        quads = self.store.match(node(entity), node(prop) if prop else None)
        return (q for q in quads if self.minter.is_record(str(q.graph_name)))


def check(
    decision: Decision,
    log: Sequence[Decision],
    store: TripleStore,
    rulings: Rulings,
    minter: Minter,
    withdrawn: Withdrawn = lambda _: "",
) -> None:
    """Raise InvalidInput without agent or reason or where the terms do not fit the kind, NotFound for an unknown
    entity, record, claim or decision, Gone for one that was withdrawn.

    Whether it contradicts others in force is for ``Rulings`` to say, whether hard facts forbid it for ``forbidden``,
    and whether others depend on what it undoes for ``dependence``.
    """
    if not decision.reason.strip():
        raise InvalidInput("A decision needs a reason.", hint="Say on what evidence: --reason '…'.")
    if not decision.agent.strip():
        raise InvalidInput("A decision needs somebody who takes it.", hint="Say who: --agent '…'.")
    _check_terms(decision)
    ground = Ground(store, minter, rulings, withdrawn)
    match decision.kind, decision.terms:
        case Kind.UNDO, ():
            _check_undo(decision, log)
        case (Kind.SAME, (_, _)) | (Kind.MERGE, (_, _, *_)):
            _check_joined(ground, decision)
        case Kind.DIFFERENT, (one, other):
            if one == other:
                raise InvalidInput(f"{one} and {other} are the same already.", hint="There is nothing to decide.")
            _common_types(ground, one, other)
        case Kind.SPLIT, (_, *_):
            check_split(ground, decision)
        case Kind.PREFER, (entity, prop, preferred):
            ground.whole(entity)
            _check_preferred(ground, entity, prop, preferred)
        case Kind.ADD, (entity, _, added):
            ground.whole(entity_of_record(store, minter, entity))
            check_stored(added)
        case Kind.JUDGE, _:
            _check_judgement(ground, decision)
        case Kind.WITHDRAW, (record, *claim):
            _check_withdrawn(ground, record, claim)
        case _:
            raise InvalidInput(f"These are not the terms of a decision of kind {decision.kind}.")


def check_stored(term: Term) -> None:
    """Raise InvalidInput for a literal that a store would give back in another form (numbers in canonical form)."""
    if not terms.is_iri(term):
        memory, anything = open_store(None), node("<urn:x>")
        memory.replace((), [Quad(anything, anything, value(term), VIEW)])
        if term != (canonical := str(next(memory.match()).object)):
            raise InvalidInput(f"{term} is not in canonical form.", hint=f"Write {canonical}.")


def is_preferred_claimed(ground: Ground, entity: Term, prop: Term, preferred: Term) -> bool:
    """Whether a source says of the authority record of an entity what a decision prefers."""
    meant = {ground.rulings.stands_for(preferred), *ground.rulings.superseded_by(preferred)}
    return not meant.isdisjoint(_claimed(ground, entity, prop))


def _check_terms(decision: Decision) -> None:
    """All terms are IRIs, but for the value of a property; that of an authorized form is text."""
    valued = decision.kind in (Kind.PREFER, Kind.ADD) or (decision.kind is Kind.WITHDRAW and len(decision.terms) == 4)
    any_literal = decision.kind is Kind.SPLIT
    judged = decision.kind is Kind.JUDGE
    for position, term in enumerate(decision.terms):
        is_value = position % 3 == 2 if judged else valued and position == len(decision.terms) - 1
        if not _is_term(term) or not (terms.is_iri(term) or is_value or any_literal):
            raise InvalidInput(f"{term[:200]!r} cannot stand here.", hint="Give the id of an entity, record or term.")
    labels = valued and decision.kind is not Kind.WITHDRAW and PREF_LABEL in decision.terms[1:2]
    if labels and terms.is_iri(decision.terms[-1]):
        raise InvalidInput("An authorized form is text.", hint="Put it into quotation marks, with its language.")
    if decision.undoes and decision.kind is not Kind.UNDO:
        raise InvalidInput(f"A decision of kind {decision.kind} undoes nothing.")
    if decision.overrides and decision.kind not in _JOINING:
        raise InvalidInput(f"A decision of kind {decision.kind} overrides nothing.")
    check_overrides(decision.overrides)


def _is_term(term: Term) -> bool:
    try:
        return str(value(term)) == term
    except (ValueError, KeyError):
        return False


def _check_undo(decision: Decision, log: Sequence[Decision]) -> None:
    affected(decision, log)
    out = undone(log)
    if decision.undoes in out:
        by = [d.number for d in log if d.undoes == decision.undoes and d.number not in out]
        raise InvalidInput(
            f"Decision {decision.undoes} has been undone by decision {by[-1]}.",
            hint=f"To have it in force again, undo decision {by[-1]}.",
        )


def _check_joined(ground: Ground, decision: Decision) -> None:
    """Every one is another, and of the same type. Whether hard facts forbid it is for ``forbidden``."""
    keep, *others = decision.terms
    stands_for, joined = ground.rulings.stands_for, [keep]
    for other in others:
        for one in joined:
            if one == other:
                raise InvalidInput(f"{one} and {other} are the same already.", hint="There is nothing to decide.")
            if (authority := stands_for(one)) == stands_for(other):
                raise InvalidInput(
                    f"{one} and {other} are the same already: both stand for {authority}.",
                    hint="There is nothing to decide. Undo what joined them to have another of them stay.",
                )
        _common_types(ground, keep, other)
        joined.append(other)


def _common_types(ground: Ground, one: Term, other: Term) -> None:
    if not ground.whole(one) & ground.whole(other):
        raise InvalidInput(f"{one} and {other} are not of one type.", hint="Only like can be the same.")


def _claimed(ground: Ground, entity: Term, prop: Term) -> set[Term]:
    rulings = ground.rulings
    identifiers = rulings.identifiers(rulings.stands_for(entity))
    return {rulings.stands_for(said) for _, _, predicate, said in ground.said(identifiers) if predicate == prop}


def _check_preferred(ground: Ground, entity: Term, prop: Term, preferred: Term) -> None:
    if not is_preferred_claimed(ground, entity, prop, preferred):
        known = ", ".join(sorted(_claimed(ground, entity, prop))[:5])
        raise NotFound(
            f"No source says that {prop} of {entity} is {preferred}.",
            hint=f"The values claimed: {known}." if known else "No value is claimed; state one with `decide add`.",
        )


def _check_judgement(ground: Ground, decision: Decision) -> None:
    """A judgement states nodes of its own, which nobody has described, about entities that are known."""
    claims, minter = decision.claims, ground.minter
    own = {subject for subject, _, _ in claims}
    if not claims or len(decision.terms) % 3 or (claims[0][1], claims[0][2]) != (TYPE, _JUDGEMENT):
        raise InvalidInput("These are not the claims of a judgement.")
    for subject in own:
        if not subject.startswith(tuple(f"<{minter.base}{kind}/{CURATION}-" for kind in JUDGED_NODES)):
            raise InvalidInput(f"{subject} is not a node of a judgement.", hint="State claims with `decide add`.")
        if any(minter.is_record(str(q.graph_name)) for q in ground.store.match(node(subject))):
            raise InvalidInput("This has been recorded before.", hint="`zhishu decide log` lists what was decided.")
    for _, _, said in claims:
        if not terms.is_iri(said):
            check_stored(said)
        elif said not in own and minter.local(terms.iri_value(said)) is not None:
            ground.types(said)


def _check_withdrawn(ground: Ground, record: Term, claim: list[Term]) -> None:
    quads = ground.store.match(None, None, None, node(record))
    claims = {(str(q.subject), str(q.predicate), str(q.object)) for q in quads}
    if not claims or not ground.minter.is_record(record):
        if reason := ground.withdrawn(record):
            raise Gone(f"Nothing can be decided about {record}: {reason}.", hint="Load its dataset again first.")
        raise NotFound(f"There is no record {record}.")
    if len(claim) not in (0, 3):
        raise InvalidInput("To withdraw one claim, name its entity, property and value.")
    if claim and tuple(claim) not in claims:
        raise NotFound(f"The record {record} does not say that.")
