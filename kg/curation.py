"""Curation: decisions are checked, written to the log, and only what they touch is derived and indexed again.

The log comes first, then a revision of the live generation is published that follows it. Should the process end in
between, opening the workspace finishes the work: the manifest says up to which decision view and index are derived.
What a decision costs does not depend on how many there are: log and rulings are kept in memory and only added to, and
of the curators' quads only those of the new decisions are written. An undoing reads the log, in memory, once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import terms
from kg.authority.checks import check
from kg.authority.decisions import Decision, Kind
from kg.authority.dependence import refuse_dependents
from kg.authority.derivation import Derivation
from kg.authority.forbidden import refusal
from kg.authority.history import check_version
from kg.authority.occurrences import completed
from kg.authority.provenance import decision_graph, decision_triples, derived_through
from kg.authority.rulings import Rulings, affected, undone
from kg.authority.split import Split
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
from kg.tombstones import withdrawn_because

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision that somebody wants to take; what its terms are depends on its kind (see ``decisions``).

    ``overrides`` names the rules of forbidden merges that it sets aside. ``expected_version`` is the highest version
    (see ``history.version``) of the entities that it is about, as the curator saw them; None where that is not checked.
    """

    kind: Kind
    terms: tuple[Term, ...]
    agent: str
    reason: str
    undoes: int = 0
    overrides: tuple[str, ...] = ()
    expected_version: int | None = None


def decide(
    workspace: Workspace,
    kind: Kind,
    terms: tuple[Term, ...] = (),
    *,
    agent: str,
    reason: str,
    undoes: int = 0,
    overrides: tuple[str, ...] = (),
    expected_version: int | None = None,
) -> Decision:
    """Take a decision and bring view and search index up to date with it.

    Raises InvalidInput without a reason or where the terms do not fit the kind, NotFound for an unknown entity,
    record or decision, Gone for one that was withdrawn, DecisionConflict where it contradicts decisions in force or
    others depend on what it undoes, ForbiddenMerge where hard facts speak against it, EditConflict where somebody else
    has decided meanwhile, Busy while another process writes. Then nothing has changed.
    """
    return decide_all(workspace, [Proposal(kind, terms, agent, reason, undoes, overrides, expected_version)])[0]


def decide_all(workspace: Workspace, proposals: Iterable[Proposal]) -> list[Decision]:
    """Take decisions one after the other, and bring view and search index up to date once for all of them.

    Raises as ``decide`` does; then none of them is taken.
    """
    with workspace.writing():
        candidates, _ = examine(workspace, proposals)
        taken = workspace.decisions.extend(candidates)
        catch_up(workspace)
    return taken


def examine(workspace: Workspace, proposals: Iterable[Proposal]) -> tuple[list[Decision], Rulings]:
    """The entries of the log that proposals would become, still without a time, and the rulings with them.

    Raises as ``decide`` does. Nothing is written.
    """
    log = list(workspace.decisions.read())
    known = tuple(log)
    rulings = workspace.rulings().copy()
    store, minter = workspace.live.store, workspace.minter
    for proposal in proposals:
        number = (log[-1].number if log else 0) + 1
        if proposal.expected_version is not None:
            check_version(workspace, known, proposal.kind, proposal.terms, proposal.undoes, proposal.expected_version)
        candidate = Decision(
            number,
            proposal.kind,
            _numbered(workspace, rulings, proposal, number),
            proposal.agent,
            proposal.reason,
            "",
            proposal.undoes,
            proposal.overrides,
        )
        check(candidate, log, store, rulings, minter, lambda term: withdrawn_because(workspace, term))
        forbidden = refusal(candidate, store, minter, rulings)
        log.append(candidate)
        if candidate.kind is Kind.UNDO:
            after = Rulings.of(log)
            refuse_dependents(candidate, log[:-1], rulings, after, store, minter)
            rulings = after
        else:
            rulings.extend(candidate)
        if forbidden is not None:
            raise forbidden
    return log[len(known) :], rulings


def _numbered(workspace: Workspace, rulings: Rulings, proposal: Proposal, number: int) -> tuple[Term, ...]:
    """The terms as they go into the log: the parts that a split mints get their ids and what has to be said of them."""
    if proposal.kind is not Kind.SPLIT or not all(map(terms.is_iri, proposal.terms[:1])):
        return proposal.terms
    split = completed(workspace.live.store, workspace.minter, rulings, Split.parse(proposal.terms))
    return split.numbered(number).terms


def catch_up(workspace: Workspace) -> int:
    """Publish a revision of the live generation for the decisions that it does not take into account; how many they
    are.

    Call inside ``workspace.writing()``.
    """
    log = workspace.decisions.read()
    new = sum(1 for decision in log[-1:] if decision.number > workspace.live.manifest.through)
    if new:
        new = len(workspace.decisions.read(workspace.live.manifest.through))
        generations, live = workspace.generations, workspace.live.directory
        generation = generations.copy(live, generations.revision_directory(live.name))
        try:
            follow(generation, log, workspace.rulings(), workspace.minter)
        except BaseException:
            workspace.discard(generation)
            raise
        workspace.publish(generation)
    return new


def follow(generation: Generation, log: Sequence[Decision], rulings: Rulings, minter: Minter) -> None:
    """Derive a generation that nobody reads yet for the decisions after ``manifest.through``, given the rulings of all
    of the log."""
    was_checked = is_current(generation)
    documents = DocumentBuilder(minter, rulings.splits)
    stale, kin = derive_decisions(generation, log, rulings, minter, documents)
    generation.keep_splits(rulings.splits)
    derive_graphs(generation.store, minter, kin)
    reindex(generation, documents, stale)
    count_entities(generation)
    generation.manifest.through = log[-1].number
    after_save(generation, stale, was_current=was_checked)


def derive_decisions(
    generation: Generation,
    log: Sequence[Decision],
    rulings: Rulings,
    minter: Minter,
    documents: DocumentBuilder,
) -> tuple[set[Term], TouchedKin]:
    """Bring the view of a generation that nobody reads yet up to date with the decisions after ``manifest.through``:
    the entities whose documents are stale after that, and whose kin has changed."""
    through, store = generation.manifest.through, generation.store
    new = [decision for decision in log if decision.number > through]
    entities = {term for decision in new for term in _entities(store, minter, affected(decision, log))}
    remove, add = _curators_quads(store, minter, log, through, rulings)
    store.replace(remove, add)  # curators' own claims first: the derivation reads them
    kin = TouchedKin()
    derivation = Derivation(store, Deriver(rulings), minter)
    return rederive(generation, derivation, documents, entities, kin), kin


def decision_quads(log: Iterable[Decision], minter: Minter, rulings: Rulings | None = None) -> Iterable[Quad]:
    """Decisions of a log as RDF, curators' own claims in force in their record graphs, and the mark of the last.

    ``rulings`` are those of the whole log, where the decisions are only a part of it.
    """
    decisions = tuple(log)
    if not decisions:
        return
    added = (Rulings.of(decisions) if rulings is None else rulings).added
    for decision in decisions:
        for triple in decision_triples(decision, minter):
            yield quad(triple)
        for claim in added.get(decision.number, ()):
            yield quad(claim, decision_graph(minter, decision.number))
    yield quad(derived_through(minter, decisions[-1].number))


def _curators_quads(
    store: TripleStore, minter: Minter, log: Sequence[Decision], through: int, rulings: Rulings
) -> tuple[set[Quad], set[Quad]]:
    """(to remove, to add): of the new decisions, and of those that they put in or out of force."""
    known = log[: bisect_right(log, through, key=lambda decision: decision.number)]
    changed = {d.number for d in log[len(known) :]}
    if any(decision.kind is Kind.UNDO for decision in log[len(known) :]):
        changed |= undone(known) ^ {number for number in undone(log) if number <= through}
    decisions = [d for d in log if d.number in changed and (d.number > through or d.claims)]
    old: set[Quad] = set(store.match(node(derived_through(minter, 0)[0]), None, None, VIEW))
    for decision in decisions:
        if decision.number > through:
            continue  # nothing of it is there yet
        old |= set(store.match(node(minter.decision(decision.number)), None, None, VIEW))
        graph = node(decision_graph(minter, decision.number))
        old |= set(store.match(graph, None, None, VIEW)) | set(store.match(None, None, None, graph))
    new = set(decision_quads(decisions, minter, rulings))
    return old - new, new - old


def _entities(store: TripleStore, minter: Minter, about: set[Term]) -> set[Term]:
    """The subjects that decisions are about: a record graph stands for all that it describes."""
    records = f"<{minter.base}record/"
    found = set()
    for term in about:
        if term.startswith(records):
            found |= {str(q.subject) for q in store.match(None, None, None, node(term))}
        else:
            found.add(term)
    return found
