"""What became of an IRI that was served once: ids never die.

An IRI is described here; or it moved to its survivor (decisions ``same`` and ``merge``); or what it stood for was
divided among others (a ``split``, or a merge that was undone when nothing was left under it); or it was withdrawn; or
it was never known. The view is asked first, then the decisions, then the memory of what was served
(``kg.tombstones``), so whatever comes back answers again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings, in_force
from kg.authority.view import STANDS_FOR, SUPERSEDED_BY
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from kg.tombstones import Cause, Withdrawal

if TYPE_CHECKING:
    from kg.workspace import Workspace

_STANDS_FOR, _SUPERSEDED_BY = node(STANDS_FOR), node(SUPERSEDED_BY)


class State(StrEnum):
    """What became of an IRI, with the HTTP status of the answer."""

    HERE = "here"  #: 200
    MOVED = "moved"  #: 301
    DIVIDED = "divided"  #: 300
    GONE = "gone"  #: 410
    MISSING = "missing"  #: 404


#: HTTP status of the answer.
STATUS: Mapping[State, int] = MappingProxyType(
    {State.HERE: 200, State.MOVED: 301, State.DIVIDED: 300, State.GONE: 410, State.MISSING: 404}
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The state of an IRI, and the IRI under which the entity is described today (its own where there is none).

    ``choices`` are the IRIs of what it may have meant, in order: at least two where it is divided; where it is
    withdrawn, what it was once joined with. ``withdrawal`` is None where it is here or nothing is known of it.
    """

    state: State
    iri: str
    choices: tuple[str, ...] = ()
    withdrawal: Withdrawal | None = None


def resolve(workspace: Workspace, generation: Generation, iri: str) -> Resolution:
    """What became of the IRI of an entity."""
    at_hand = _told_by_view(generation, iri)
    if at_hand is not None:
        return at_hand
    log, rulings = workspace.decisions.read(), workspace.rulings()
    if rulings.through > generation.manifest.through:  # the view has not followed yet
        log = tuple(d for d in log if d.number <= generation.manifest.through)
        rulings = Rulings.of(log)
    return resolve_in(workspace, generation, iri, log, rulings)


def resolve_in(
    workspace: Workspace, generation: Generation, iri: str, log: Sequence[Decision], rulings: Rulings
) -> Resolution:
    """What became of an IRI, given the decisions that the generation takes into account."""
    at_hand = _told_by_view(generation, iri)
    if at_hand is not None:
        return at_hand
    successors = rulings.superseded_by(f"<{iri}>")
    choices = _there(generation, successors)
    if not choices and (whole := rulings.minted_from(f"<{iri}>")) is not None:  # that split was undone
        return _as_part(resolve_in(workspace, generation, whole[1:-1], log, rulings), iri)
    if len(choices) == 1:
        return Resolution(State.MOVED, choices[0])
    once = _there(generation, rulings.once_joined(f"<{iri}>") - {f"<{iri}>"})
    choices = choices or once
    withdrawal = _withdrawal(workspace, generation, iri, log)
    if len(choices) > 1:
        return Resolution(State.DIVIDED, iri, choices, withdrawal)
    if withdrawal is not None:
        return Resolution(State.GONE, iri, choices, withdrawal)
    return Resolution(State.GONE if successors else State.MISSING, iri, choices)


def _as_part(whole: Resolution, iri: str) -> Resolution:
    """What became of a part that is none any more, given what became of the whole."""
    if whole.state in (State.HERE, State.MOVED):
        return Resolution(State.MOVED, whole.iri)
    state = State.GONE if whole.state is State.MISSING else whole.state
    return Resolution(state, iri, whole.choices, whole.withdrawal)


def _told_by_view(generation: Generation, iri: str) -> Resolution | None:
    """What the view says of an IRI: it is described, or something else took its place."""
    entity = NamedNode(iri)
    parts = {str(q.object)[1:-1] for q in generation.store.match(entity, _SUPERSEDED_BY, None, VIEW)}
    if len(parts) > 1:
        return Resolution(State.DIVIDED, iri, tuple(sorted(parts)))
    here = _described(generation, iri)
    if here is None:
        return None
    return Resolution(State.HERE if here == iri else State.MOVED, here)


def _described(generation: Generation, iri: str) -> str | None:
    """The authority record that the view holds an identifier for. A record whose own source is gone is still described
    as long as another identifier stands for it."""
    entity = NamedNode(iri)
    for q in generation.store.match(entity, _STANDS_FOR, None, VIEW):
        return str(q.object)[1:-1]
    return iri if any(True for _ in generation.store.match(None, _STANDS_FOR, entity, VIEW)) else None


def _there(generation: Generation, others: Iterable[str]) -> tuple[str, ...]:
    """Those of some terms, or what they stand for, that the view describes, sorted; of what was split, its parts."""
    found: set[str] = set()
    for other in others:
        resolution = _told_by_view(generation, other[1:-1])
        if resolution is not None:
            found |= set(resolution.choices) or {resolution.iri}
    return tuple(sorted(found))


def _withdrawal(workspace: Workspace, generation: Generation, iri: str, log: Sequence[Decision]) -> Withdrawal | None:
    """Why nothing is said of an IRI: a decision on the records that describe it, or its dataset is not what it was."""
    minter = workspace.minter
    graphs = {str(q.graph_name) for q in generation.store.match(NamedNode(iri)) if q.graph_name != VIEW}
    for decision in reversed(in_force(log)) if graphs else ():
        if decision.kind is Kind.WITHDRAW and decision.terms[0] in graphs:
            dataset = decision.terms[0].removeprefix(f"<{minter.base}record/").partition("/")[0]
            return Withdrawal(dataset, Cause.DECISION, decision.time, decision.number)
    local = minter.local(iri) or ""
    if (found := workspace.tombstones.find(local)) is not None:
        return found
    for dataset, prefixes in generation.manifest.withdrawn.items():
        # A workspace that is older than the memory of single ids knows only what they begin with.
        if workspace.tombstones.find(f"dataset/{dataset}") is None and local.startswith(tuple(prefixes)):
            return Withdrawal(dataset, Cause.UNLOAD, "")
    return None


def record_quads(generation: Generation, graph: str) -> Iterator[Quad]:
    """One source record: its claims in its named graph, and its provenance in the default graph."""
    yield from generation.store.match(None, None, None, NamedNode(graph))
    for q in generation.store.match(NamedNode(graph), None, None, VIEW):
        yield q
        if str(q.predicate) == _GENERATED_BY and isinstance(q.object, NamedNode):
            yield from generation.store.match(q.object, None, None, VIEW)


_GENERATED_BY = "<http://www.w3.org/ns/prov#wasGeneratedBy>"
