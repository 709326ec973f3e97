"""What the decision log amounts to: which identifiers stand for which authority record, what is preferred, what is out.

Pure: ``Rulings.of(decisions)`` depends on the decisions alone, so every rebuild comes to the same result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.authority.decisions import Decision, Kind
from kg.errors import DecisionConflict, NotFound
from kg.terms import Term, Triple, is_iri, literal_language


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no decision in force undoes, in order, without the undoing ones themselves."""
    log = tuple(decisions)
    out = undone(log)
    kept = (decision for decision in log if decision.kind is not Kind.UNDO and decision.number not in out)
    return sorted(kept, key=lambda decision: decision.number)


def undone(decisions: Iterable[Decision]) -> set[int]:
    """The numbers of the decisions that a decision in force undoes; an undoing one can be undone, too."""
    out: set[int] = set()
    for decision in sorted(decisions, key=lambda d: d.number, reverse=True):
        if decision.kind is Kind.UNDO and decision.number not in out:
            out.add(decision.undoes)
    return out


@dataclass(slots=True)
class Rulings:
    """The state that the decisions in force lead to."""

    #: identifier -> authority record, only where the two differ
    survivor: dict[Term, Term] = field(default_factory=dict)
    #: authority record -> its identifiers (itself first, then in the order of the decisions), only merged ones
    members: dict[Term, tuple[Term, ...]] = field(default_factory=dict)
    #: identifier -> all that it was once held the same with and that is held apart today, itself among them: who had
    #: quoted it meanwhile may mean any of these
    divided: dict[Term, frozenset[Term]] = field(default_factory=dict)
    #: (identifier, property) -> language of the value (empty: none) -> (value, number of the decision)
    preferred: dict[tuple[Term, Term], dict[str, tuple[Term, int]]] = field(default_factory=dict)
    withdrawn_records: set[Term] = field(default_factory=set)
    withdrawn_claims: set[tuple[Term, Term, Term, Term]] = field(default_factory=set)
    #: number of the decision -> the curator's own claims
    added: dict[int, tuple[Triple, ...]] = field(default_factory=dict)
    _same: dict[frozenset[Term], int] = field(default_factory=dict)
    _different: dict[frozenset[Term], int] = field(default_factory=dict)
    #: identifier -> those that it is held different from
    _apart: dict[Term, set[Term]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Rulings:
        """The rulings of a log. Raises DecisionConflict where a ``same`` joins what a ``different`` holds apart."""
        rulings, log = cls(), tuple(decisions)
        for decision in in_force(log):
            rulings._apply(decision)
        rulings._divide(log)
        for pair in rulings._different:
            rulings._refuse_conflict(pair)
        return rulings

    def extend(self, decision: Decision) -> None:
        """Take one more decision into account, of any kind but ``undo``; what was divided is not looked at again.

        Raises DecisionConflict as ``of`` does; the rulings are then of no more use.
        """
        if decision.kind is Kind.UNDO:
            raise ValueError("an undoing changes what came before it: read the log anew")
        self._apply(decision)
        if decision.kind is Kind.DIFFERENT:
            self._refuse_conflict(frozenset(decision.terms))
        elif decision.kind is Kind.SAME:
            for identifier in self.identifiers(self.stands_for(decision.terms[0])):
                for other in self._apart.get(identifier, ()):
                    self._refuse_conflict(frozenset((identifier, other)))

    def _refuse_conflict(self, pair: frozenset[Term]) -> None:
        """Raise DecisionConflict where two identifiers that a decision holds different stand for one record."""
        one, *other = sorted(pair)
        if other and self.stands_for(one) == self.stands_for(other[0]):
            raise DecisionConflict(
                f"{one} and {other[0]} are held different by decision {self._different[pair]} and the same by "
                f"{_numbers(self.same_decisions(one))}.",
                hint="Undo one of these decisions first.",
            )

    def stands_for(self, identifier: Term) -> Term:
        """The authority record that an identifier stands for: itself where nothing was decided."""
        return self.survivor.get(identifier, identifier)

    def identifiers(self, authority: Term) -> tuple[Term, ...]:
        """All identifiers that stand for an authority record, its own first."""
        return self.members.get(authority, (authority,))

    def same_decisions(self, identifier: Term) -> list[int]:
        """The numbers of the ``same`` decisions that hold the authority record of an identifier together."""
        group = set(self.identifiers(self.stands_for(identifier)))
        return sorted(number for pair, number in self._same.items() if pair <= group)

    def touched(self) -> set[Term]:
        """Every identifier whose authority record or values a decision in force has changed or refers to."""
        claimed = {term for triples in self.added.values() for entity, _, value in triples for term in (entity, value)}
        return {*self.survivor, *self.members, *(entity for entity, _ in self.preferred), *claimed}

    def _apply(self, decision: Decision) -> None:
        terms = decision.terms
        match decision.kind:
            case Kind.SAME:
                self._same.setdefault(frozenset(terms), decision.number)
                self._join(terms[0], terms[1])
            case Kind.DIFFERENT:
                self._different.setdefault(frozenset(terms), decision.number)
                for one, other in (terms, terms[::-1]):
                    self._apart.setdefault(one, set()).add(other)
            case Kind.PREFER:
                language = "" if is_iri(terms[2]) else literal_language(terms[2])
                self.preferred.setdefault((terms[0], terms[1]), {})[language] = (terms[2], decision.number)
            case Kind.WITHDRAW if len(terms) == 1:
                self.withdrawn_records.add(terms[0])
            case Kind.WITHDRAW:
                self.withdrawn_claims.add((terms[0], terms[1], terms[2], terms[3]))
            case Kind.ADD | Kind.JUDGE:
                self.added[decision.number] = decision.claims

    def _divide(self, log: Iterable[Decision]) -> None:
        """Find the groups that decisions had joined and that their undoing has taken apart."""
        groups: dict[Term, set[Term]] = {}
        for decision in log:
            if decision.kind is Kind.SAME:
                joined = groups.get(decision.terms[0], {decision.terms[0]}) | groups.get(
                    decision.terms[1], {decision.terms[1]}
                )
                groups.update(dict.fromkeys(joined, joined))
        for identifier, group in groups.items():
            if any(self.stands_for(other) != self.stands_for(identifier) for other in group):
                self.divided[identifier] = frozenset(group)

    def _join(self, keep: Term, other: Term) -> None:
        winner, loser = self.stands_for(keep), self.stands_for(other)
        if winner == loser:
            return
        group = (*self.identifiers(winner), *self.identifiers(loser))
        self.members.pop(loser, None)
        self.members[winner] = group
        self.survivor.update((identifier, winner) for identifier in group if identifier != winner)


def affected(decision: Decision, log: Iterable[Decision]) -> set[Term]:
    """The identifiers and record graphs that a decision is about; for an undo, those of what it undoes.

    Raises NotFound where it undoes a decision that is not in the log.
    """
    if decision.kind is not Kind.UNDO:
        return set(decision.about)
    decisions = {d.number: d for d in log}
    if decision.undoes not in decisions or decision.undoes >= decision.number:
        raise NotFound(
            f"There is no decision {decision.undoes} to undo.", hint="`zhishu decide log` lists the decisions."
        )
    return affected(decisions[decision.undoes], decisions.values())


def _numbers(numbers: list[int]) -> str:
    return f"decision{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
