"""What the decision log amounts to: which identifiers stand for which authority record, what is preferred, what is out.

Pure: ``Rulings.of(decisions)`` depends on the decisions alone, so every rebuild comes to the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from kg.authority.decisions import Decision, Kind
from kg.authority.split import AppliedSplit, Split, Splits
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
    """The state that the decisions in force lead to. Decisions apply in the order of their numbers."""

    #: identifier -> authority record, only where the two differ
    survivor: dict[Term, Term] = field(default_factory=dict)
    #: authority record -> its identifiers (itself first, then in the order of the decisions), only merged ones
    members: dict[Term, tuple[Term, ...]] = field(default_factory=dict)
    #: which occurrences of identifiers stand for parts of what was split
    splits: Splits = field(default_factory=Splits)
    #: authority record that was split with its own identifier for no part -> the parts, and the number of the decision
    replaced: dict[Term, tuple[tuple[Term, ...], int]] = field(default_factory=dict)
    #: (identifier, property) -> language of the value (empty: none) -> (value, number of the decision)
    preferred: dict[tuple[Term, Term], dict[str, tuple[Term, int]]] = field(default_factory=dict)
    withdrawn_records: set[Term] = field(default_factory=set)
    withdrawn_claims: set[tuple[Term, Term, Term, Term]] = field(default_factory=set)
    #: number of the decision -> the curator's own claims
    added: dict[int, tuple[Triple, ...]] = field(default_factory=dict)
    #: the last decision that is taken into account
    through: int = 0
    _same: dict[frozenset[Term], int] = field(default_factory=dict)
    _different: dict[frozenset[Term], int] = field(default_factory=dict)
    #: identifier -> those that it is held different from
    _apart: dict[Term, frozenset[Term]] = field(default_factory=dict)
    #: identifier -> all that decisions ever joined with it, itself among them, even if they were undone
    _once: dict[Term, set[Term]] = field(default_factory=dict)
    #: part that a split minted, in force or not -> what was split
    _minted: dict[Term, Term] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Rulings:
        """The rulings of a log. Raises DecisionConflict where decisions join what others hold apart."""
        rulings, log = cls(), tuple(decisions)
        for decision in in_force(log):
            rulings._apply(decision)
        for decision in log:
            rulings._remember(decision)
        for pair in rulings._different:
            rulings._refuse_conflict(pair)
        return rulings

    def extend(self, decision: Decision) -> None:
        """Take one more decision into account, of any kind but ``undo``.

        Raises DecisionConflict as ``of`` does; the rulings are then of no more use.
        """
        if decision.kind is Kind.UNDO:
            raise ValueError("an undoing changes what came before it: read the log anew")
        self._apply(decision)
        self._remember(decision)
        if decision.kind is Kind.DIFFERENT:
            self._refuse_conflict(frozenset(decision.terms))
        elif decision.kind in (Kind.SAME, Kind.MERGE, Kind.SPLIT):
            for authority in {self.stands_for(each) for each in decision.about}:
                for identifier in self.identifiers(authority):
                    for other in self._apart.get(identifier, ()):
                        self._refuse_conflict(frozenset((identifier, other)))

    def followed_by(self, known: Sequence[Decision], log: Sequence[Decision]) -> Rulings:
        """The rulings of a log, given that these are those of one that was known before; these do not change."""
        new = log[len(known) :]
        continues = not known or (len(log) >= len(known) and log[len(known) - 1] == known[-1])
        if not continues or any(decision.kind is Kind.UNDO for decision in new):
            return Rulings.of(log)
        rulings = self.copy()
        for decision in new:
            rulings.extend(decision)
        return rulings

    def copy(self) -> Rulings:
        """Rulings that can be extended without a change of these."""
        return replace(
            self,
            survivor=dict(self.survivor),
            members=dict(self.members),
            splits=self.splits.copy(),
            replaced=dict(self.replaced),
            preferred=dict(self.preferred),
            withdrawn_records=set(self.withdrawn_records),
            withdrawn_claims=set(self.withdrawn_claims),
            added=dict(self.added),
            _same=dict(self._same),
            _different=dict(self._different),
            _apart=dict(self._apart),
            _once=dict(self._once),
            _minted=dict(self._minted),
        )

    def _refuse_conflict(self, pair: frozenset[Term]) -> None:
        """Raise DecisionConflict where two identifiers that a decision holds different stand for one record."""
        one, *other = sorted(pair)
        if other and self.stands_for(one) == self.stands_for(other[0]):
            joined = self.same_decisions(one)
            raise DecisionConflict(
                f"{one} and {other[0]} are held different by decision {self._different[pair]} and the same"
                f"{' by ' + _numbers(joined) if joined else ''}.",
                hint="Undo one of these decisions first.",
            )

    def stands_for(self, identifier: Term) -> Term:
        """The authority record that an identifier stands for: itself where nothing was decided.

        What is read from a claim goes through ``splits.assigned`` first: there an identifier may stand for a part.
        """
        return self.survivor.get(identifier, identifier)

    def identifiers(self, authority: Term) -> tuple[Term, ...]:
        """All identifiers that stand for an authority record, its own first."""
        return self.members.get(authority, (authority,))

    def superseded_by(self, identifier: Term) -> tuple[Term, ...]:
        """What takes the place of an identifier: nothing, its survivor, or the parts of what it stood for, sorted."""
        authority = self.survivor.get(identifier, identifier)
        if authority not in self.replaced:
            return () if authority == identifier else (authority,)
        found, waiting, seen = set(), [authority], {authority}
        while waiting:
            parts = {self.stands_for(part) for part in self.replaced[waiting.pop()][0]} - seen
            seen |= parts
            found |= {part for part in parts if part not in self.replaced}
            waiting += [part for part in parts if part in self.replaced]
        return tuple(sorted(found))

    def once_joined(self, identifier: Term) -> frozenset[Term]:
        """All that an identifier was ever held the same with, itself among them, where these do not stand for one
        authority record today: who had quoted it meanwhile may mean any of these. Empty for all others."""
        group = self._once.get(identifier, {identifier})
        here = self.stands_for(identifier)
        return frozenset(group) if any(self.stands_for(other) != here for other in group) else frozenset()

    def minted_from(self, identifier: Term) -> Term | None:
        """What a split, in force or not, minted an identifier as a part of; None for all others."""
        return self._minted.get(identifier)

    def same_decisions(self, identifier: Term) -> list[int]:
        """The numbers of the decisions that hold the authority record of an identifier together."""
        group = set(self.identifiers(self.stands_for(identifier)))
        return sorted({number for pair, number in self._same.items() if pair <= group})

    def different_from(self, identifier: Term) -> frozenset[Term]:
        """The identifiers that a decision holds different from this one."""
        return self._apart.get(identifier, frozenset())

    def touched(self) -> set[Term]:
        """Every identifier whose authority record or values a decision in force has changed or refers to."""
        claimed = {term for triples in self.added.values() for entity, _, value in triples for term in (entity, value)}
        parted = {term for split in self.splits for term in (*split.group, *split.parts)}
        return {*self.survivor, *self.members, *(entity for entity, _ in self.preferred), *claimed, *parted}

    def _apply(self, decision: Decision) -> None:
        terms = decision.terms
        match decision.kind:
            case Kind.SAME | Kind.MERGE:
                for other in terms[1:]:
                    self._same.setdefault(frozenset((terms[0], other)), decision.number)
                    self._join(terms[0], other)
            case Kind.SPLIT:
                self._split(decision)
            case Kind.DIFFERENT:
                self._hold_apart(terms[0], terms[1], decision.number)
            case Kind.PREFER:
                language = "" if is_iri(terms[2]) else literal_language(terms[2])
                values = self.preferred.get((terms[0], terms[1]), {})
                self.preferred[terms[0], terms[1]] = {**values, language: (terms[2], decision.number)}
            case Kind.WITHDRAW if len(terms) == 1:
                self.withdrawn_records.add(terms[0])
            case Kind.WITHDRAW:
                self.withdrawn_claims.add((terms[0], terms[1], terms[2], terms[3]))
            case Kind.ADD | Kind.JUDGE:
                self.added[decision.number] = decision.claims

    def _remember(self, decision: Decision) -> None:
        """Note what a decision joins or parts, in force or not: ids that it once led to never die."""
        self.through = max(self.through, decision.number)
        groups: tuple[tuple[Term, ...], ...] = ()
        if decision.kind is Kind.SPLIT:
            split = Split.parse(decision.terms)
            self._minted.update(dict.fromkeys(split.minted(decision.number), split.entity))
            groups = split.identifiers
        elif decision.kind in (Kind.SAME, Kind.MERGE):
            groups = (decision.terms,)
        for group in groups:
            joined = {term for each in group for term in self._once.get(each, (each,))}
            self._once.update(dict.fromkeys(joined, joined))

    def _hold_apart(self, one: Term, other: Term, number: int) -> None:
        self._different.setdefault(frozenset((one, other)), number)
        self._apart[one] = self._apart.get(one, frozenset()) | {other}
        self._apart[other] = self._apart.get(other, frozenset()) | {one}

    def _join(self, keep: Term, other: Term) -> None:
        winner, loser = self.stands_for(keep), self.stands_for(other)
        if winner == loser:
            return
        group = (*self.identifiers(winner), *self.identifiers(loser))
        self.members.pop(loser, None)
        self.members[winner] = group
        self.survivor.update((identifier, winner) for identifier in group if identifier != winner)

    def _split(self, decision: Decision) -> None:
        """Take a record apart: its identifiers go where they are assigned, or become parts, or stay."""
        split = Split.parse(decision.terms)
        authority = self.stands_for(split.entity)
        group = self.identifiers(authority)
        applied = AppliedSplit.of(decision.number, split, authority, group)
        self.splits.add(applied)
        self.added[decision.number] = split.states
        leading = {identifier: part for identifier, part in split.identifiers if identifier != authority}
        leaving = {each for each in group if each in split.parts or each in leading} - {authority}
        for identifier in leaving:
            self.survivor.pop(identifier, None)
        left = tuple(identifier for identifier in group if identifier not in leaving)
        self.members.pop(authority, None)
        if len(left) > 1:
            self.members[authority] = left
        for identifier, part in leading.items():
            if identifier in leaving and identifier != part:
                self._join(part, identifier)
        if applied.retains:
            self.replaced.pop(authority, None)
        else:
            known = self.replaced.get(authority, ((), 0))[0]
            self.replaced[authority] = (tuple(dict.fromkeys((*known, *split.parts))), decision.number)
        for one, other in combinations(split.parts, 2):
            self._hold_apart(one, other, decision.number)


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
