"""Curation: a decision is checked, written to the log, and only what it touches is derived and indexed again.

The log comes first, then a revision of the live generation is published that follows it. Should the process end in
between, opening the workspace finishes the work: the manifest says up to which decision view and index are derived.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.authority.checks import check
from kg.authority.decisions import Decision, Kind
from kg.authority.derivation import Derivation
from kg.authority.provenance import decision_graph, decision_triples, derived_through
from kg.authority.rulings import Rulings, affected
from kg.authority.view import Deriver
from kg.bulk import count_entities, rederive, reindex
from kg.generation import Generation
from kg.indexing import DocumentBuilder
from kg.inference.graph import derive_graphs
from kg.inference.touched import TouchedKin
from kg.iris import Minter
from kg.quality.upkeep import after_save, is_current
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that somebody wants to take; what its terms are depends on its kind (see ``decisions``)."""

    kind: Kind
    terms: tuple[Term, ...]
    agent: str
    reason: str
    undoes: int = 0


def decide(
    workspace: Workspace, kind: Kind, terms: tuple[Term, ...] = (), *, agent: str, reason: str, undoes: int = 0
) -> Decision:
    """Take a decision and bring view and search index up to date with it.

    Raises InvalidInput without a reason or where the terms do not fit the kind, NotFound for an unknown entity,
    record or decision, DecisionConflict where it contradicts decisions in force, Busy while another process writes.
    """
    return decide_all(workspace, [Proposal(kind, terms, agent, reason, undoes)])[0]


def decide_all(workspace: Workspace, proposals: Iterable[Proposal]) -> list[Decision]:
    """Take decisions one after the other, and bring view and search index up to date once for all of them.

    Raises as ``decide`` does; then none of them is taken.
    """
    with workspace.writing():
        log = workspace.decisions.read()
        rulings = Rulings.of(log)
        for proposal in (proposals := list(proposals)):
            number = (log[-1].number if log else 0) + 1
            candidate = Decision(
                number, proposal.kind, proposal.terms, proposal.agent, proposal.reason, "", proposal.undoes
            )
            check(candidate, log, workspace.live.store, rulings, workspace.minter)
            log = (*log, candidate)
            if candidate.kind is Kind.UNDO:
                rulings = Rulings.of(log)
            else:
                rulings.extend(candidate)
        taken = workspace.decisions.extend(log[-len(proposals) :] if proposals else ())
        catch_up(workspace)
    return taken


def catch_up(workspace: Workspace) -> int:
    """Publish a revision of the live generation for the decisions that it does not take into account; how many they
    are.

    Call inside ``workspace.writing()``.
    """
    log = workspace.decisions.read()
    new = sum(1 for decision in log if decision.number > workspace.live.manifest.through)
    if new:
        generations, live = workspace.generations, workspace.live.directory
        generation = generations.copy(live, generations.revision_directory(live.name))
        try:
            follow(generation, log, workspace.minter)
        except BaseException:
            workspace.discard(generation)
            raise
        workspace.publish(generation)
    return new


def follow(generation: Generation, log: tuple[Decision, ...], minter: Minter) -> None:
    """Derive a generation that nobody reads yet for the decisions after ``manifest.through``."""
    new = [decision for decision in log if decision.number > generation.manifest.through]
    was_checked = is_current(generation)
    store = generation.store
    entities = {term for decision in new for term in _entities(store, minter, affected(decision, log))}
    rulings = Rulings.of(log)
    derivation = Derivation(store, Deriver(rulings), minter)
    remove, add = _curators_quads(store, minter, log, rulings)
    store.replace(remove, add)  # curators' own claims first: the derivation reads them
    documents, kin = DocumentBuilder(minter), TouchedKin()
    stale = rederive(generation, derivation, documents, entities, kin)
    derive_graphs(store, minter, kin)
    reindex(generation, documents, stale)
    count_entities(generation)
    generation.manifest.through = log[-1].number
    after_save(generation, stale, was_current=was_checked)


def decision_quads(log: Iterable[Decision], minter: Minter) -> Iterable[Quad]:
    """All decisions of a log as RDF, curators' own claims in force in their record graphs, and the mark of the last."""
    decisions = tuple(log)
    if not decisions:
        return
    for decision in decisions:
        for triple in decision_triples(decision, minter):
            yield quad(triple)
    for number, claims in Rulings.of(decisions).added.items():
        yield from (quad(claim, decision_graph(minter, number)) for claim in claims)
    yield quad(derived_through(minter, decisions[-1].number))


def _curators_quads(
    store: TripleStore, minter: Minter, log: tuple[Decision, ...], rulings: Rulings
) -> tuple[set[Quad], set[Quad]]:
    old: set[Quad] = set(store.match(node(derived_through(minter, 0)[0]), None, None, VIEW))
    for decision in log:
        old |= set(store.match(node(minter.decision(decision.number)), None, None, VIEW))
        graph = node(decision_graph(minter, decision.number))
        old |= set(store.match(graph, None, None, VIEW)) | set(store.match(None, None, None, graph))
    new = set(decision_quads(log, minter))
    return old - new, new - old


def _entities(store: TripleStore, minter: Minter, terms: set[Term]) -> set[Term]:
    """The subjects that decisions are about: a record graph stands for all that it describes."""
    records = f"<{minter.base}record/"
    found = set()
    for term in terms:
        if term.startswith(records):
            found |= {str(q.subject) for q in store.match(None, None, None, node(term))}
        else:
            found.add(term)
    return found
