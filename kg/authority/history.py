"""The history of an authority record: each decision that concerns it, what it changed, whether it can be undone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from pyoxigraph import Quad

from kg.authority.decisions import Decision, Kind
from kg.authority.dependence import refuse_dependents
from kg.authority.derivation import Derivation
from kg.authority.provenance import CURATION, decision_graph
from kg.authority.rulings import Rulings, affected, undone
from kg.authority.view import Deriver
from kg.errors import DecisionConflict, EditConflict
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.overlay import OverlayStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple, is_iri

if TYPE_CHECKING:
    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Change:
    """One decision in the history of an authority record.

    ``removed`` and ``added`` are the triples about the record that the view lost and won by it, sorted, as derived
    from the claims that are loaded today. ``undone_by`` is the number of the decision that undoes it, 0 while it is
    in force; ``obstacle`` says why it cannot be undone now, empty where it can.
    """

    decision: Decision
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]
    undone_by: int
    obstacle: str

    @property
    def in_force(self) -> bool:
        """Whether no decision in force undoes it."""
        return not self.undone_by

    @property
    def undoable(self) -> bool:
        """Whether it can be undone now."""
        return not self.obstacle


def history(workspace: Workspace, entity: str) -> tuple[Change, ...]:
    """Each decision that concerns an authority record, given by the IRI of any of its identifiers; the latest first."""
    log, reader = workspace.decisions.read(), _Reader(workspace.live.store, workspace.minter)
    term = f"<{entity}>"
    concerning = reader.concerning(log, term)
    undoing = _undoing(log)
    rulings, through = Rulings(), 0
    changes = []
    for decision in concerning:
        prefix = log[: bisect_left(log, decision.number, key=_NUMBER)]
        rulings, through = rulings.followed_by(log[:through], prefix), len(prefix)
        after = rulings.followed_by(prefix, (*prefix, decision))
        removed, added = reader.difference(term, rulings, after)
        obstacle = _obstacle(workspace, log, decision, undoing.get(decision.number, 0))
        changes.append(Change(decision, removed, added, undoing.get(decision.number, 0), obstacle))
    return tuple(reversed(changes))


def version(workspace: Workspace, entity: str) -> int:
    """The number of the last decision that concerns the authority record of an IRI, 0 where there is none.

    Give it as ``expected_version`` to ``kg.curation.decide``: a stale edit is then refused with ``EditConflict``.
    """
    return _version(workspace, workspace.decisions.read(), f"<{entity}>")


def check_version(
    workspace: Workspace, log: Sequence[Decision], kind: Kind, terms: tuple[Term, ...], undoes: int, expected: int
) -> None:
    """Raise EditConflict where an entity that a decision would be about has been decided upon after ``expected``."""
    about = affected(Decision((log[-1].number if log else 0) + 1, kind, terms, "", "", "", undoes), log)
    found = max((_version(workspace, log, term) for term in about if is_iri(term)), default=0)
    if found > expected:
        last = next(decision for decision in log if decision.number == found)
        raise EditConflict(
            f"This has been changed meanwhile by decision {found} ({last.kind}, {last.agent}).",
            hint="Look at the record as it is now, and decide again if it is still right.",
        )


def _version(workspace: Workspace, log: Sequence[Decision], term: Term) -> int:
    if not log:
        return 0
    concerning = _Reader(workspace.live.store, workspace.minter).concerning(log, term)
    return concerning[-1].number if concerning else 0


def _undoing(log: Sequence[Decision]) -> dict[int, int]:
    """Decision -> the one in force that undoes it."""
    out = undone(log)
    return {d.undoes: d.number for d in log if d.kind is Kind.UNDO and d.number not in out}


def _obstacle(workspace: Workspace, log: Sequence[Decision], decision: Decision, undone_by: int) -> str:
    """Why a decision cannot be undone now."""
    if undone_by:
        return f"Decision {decision.number} has been undone by decision {undone_by}."
    store, minter = workspace.live.store, workspace.minter
    undoing = Decision(log[-1].number + 1, Kind.UNDO, (), "-", "-", "", decision.number)
    try:
        refuse_dependents(undoing, log, workspace.rulings(), Rulings.of((*log, undoing)), store, minter)
    except DecisionConflict as conflict:
        return str(conflict)
    return ""


class _Reader:
    """Finds what concerns a record, and derives what the view said of it at any time."""

    def __init__(self, store: TripleStore, minter: Minter) -> None:
        self._store = store
        self._minter = minter

    def concerning(self, log: Sequence[Decision], entity: Term) -> list[Decision]:
        """The decisions about an identifier that stood for the record of the entity just before or after them.

        Only those about what was ever joined with it, or parted from it, are looked at.
        """
        abouts = _abouts(log)
        group, near = {entity}, self._near(log, abouts, entity)
        rulings, prefix, found = Rulings(), list[Decision](), list[Decision]()
        for decision, about in near:
            prefix.append(decision)
            before = group
            rulings = rulings.followed_by(prefix[:-1], prefix)
            group = self._group(rulings, entity)
            if about & (before | group) or self._describes(about, before | group):
                found.append(decision)
        return found

    def difference(self, entity: Term, before: Rulings, after: Rulings) -> tuple[tuple[Triple, ...], ...]:
        """The triples about the record that the view loses and wins when one ruling follows the other, each sorted."""
        group = self._group(before, entity) | self._group(after, entity)
        old, new = (self._derived(rulings, group) for rulings in (before, after))
        return tuple(sorted(old - new)), tuple(sorted(new - old))

    def _derived(self, rulings: Rulings, group: set[Term]) -> set[Triple]:
        overlay = OverlayStore(self._store)
        remove, add = set[Quad](), set[Quad]()
        own = f"<{self._minter.base}record/{CURATION}/"
        for identifier in group:  # curators' claims as they were in force then
            for subject, value in ((node(identifier), None), (None, node(identifier))):
                found = self._store.match(subject, None, value)
                remove |= {q for q in found if str(q.graph_name).startswith(own)}
        for number, claims in rulings.added.items():
            graph = decision_graph(self._minter, number)
            add |= {quad(claim, graph) for claim in claims if group.intersection(claim)}
        overlay.replace(remove - add, add - remove)
        derivation = Derivation(overlay, Deriver(rulings), self._minter)
        triples = set(derivation.derived(group))
        overlay.close()
        return {triple for triple in triples if triple[0] in group or triple[2] in group}

    def _group(self, rulings: Rulings, entity: Term) -> set[Term]:
        identifiers = rulings.identifiers(rulings.stands_for(entity))
        return {*rulings.splits.sources(identifiers), *rulings.superseded_by(entity)}

    def _near(
        self, log: Sequence[Decision], abouts: Sequence[frozenset[Term]], entity: Term
    ) -> list[tuple[Decision, frozenset[Term]]]:
        known, size = {entity}, 0
        while size != len(known):
            size = len(known)
            for decision, about in zip(log, abouts, strict=True):
                if decision.kind in _GROUPING and not about.isdisjoint(known):
                    known |= about
        records = {str(q.graph_name) for term in known for q in self._store.match(node(term)) if q.graph_name != VIEW}
        known |= records
        return [(d, about) for d, about in zip(log, abouts, strict=True) if not about.isdisjoint(known)]

    def _describes(self, about: frozenset[Term], group: set[Term]) -> bool:
        records = [term for term in about if self._minter.is_record(term)]
        match = self._store.match
        return any(True for record in records for term in group for _ in match(node(term), None, None, node(record)))


def _abouts(log: Sequence[Decision]) -> list[frozenset[Term]]:
    """What each decision is about; of an undoing, what it undoes is about."""
    found: dict[int, frozenset[Term]] = {}
    for decision in log:
        found[decision.number] = found.get(decision.undoes) or frozenset(decision.about)
    return list(found.values())


_GROUPING = (Kind.SAME, Kind.MERGE, Kind.SPLIT)
_NUMBER = attrgetter("number")
