"""What changed since when, for programs that keep copies: decisions, loads, and what was withdrawn, in order of time.

The types of changes are those of ActivityStreams 2.0 that IIIF Change Discovery 1.0 uses: ``Create``, ``Update``,
``Delete``, ``Move`` (an identifier was merged: ``object`` is the old one, ``target`` the one that stands for it now).

Decisions are told entity by entity. Of a dataset's first load only the dataset is told, because its download says the
rest. What a later load added or changed is known by the import activity that read a record last, what it removed by the
memory of withdrawn ids; up to ``MOST_LISTED`` entities are told one by one, of more only how many records they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.authority.decisions import Decision, Kind
from kg.authority.provenance import GENERATED, GENERATED_BY, TYPE
from kg.authority.view import entity_classes
from kg.errors import InvalidInput
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, curie

if TYPE_CHECKING:
    from kg.workspace import Workspace

MOST_LISTED = 1_000
TYPES = ("Create", "Update", "Delete", "Move")
_STARTED = curie("prov:startedAtTime")
_known: WeakKeyDictionary[TripleStore, tuple[tuple[int, int], tuple[ChangeEntry, ...]]]


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One change. ``key`` names it among all, ``type`` is one of ``TYPES``, ``object`` and ``target`` are IRIs.

    ``cause`` is the kind of the decision, or load, reload, unload, rollback, restore. ``decision`` is its number, 0 for
    none; ``records`` how many source records a change of a dataset concerns.
    """

    key: str
    time: str
    type: str
    object: str
    target: str
    cause: str
    decision: int = 0
    dataset: str = ""
    agent: str = ""
    reason: str = ""
    records: int = 0


def moment_of(text: str) -> str:
    """A time in UTC as decisions have it (``2026-11-22T00:00:00Z``), from RFC 3339 or a day, which begins at 0:00 UTC.

    Raises InvalidInput for anything else.

    >>> moment_of("2026-11-22"), moment_of("2026-11-22T08:00:00+08:00")
    ('2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z')
    """
    plain = text.strip()
    try:
        if len(plain) == 10:
            found = datetime.combine(date.fromisoformat(plain), time(), UTC)
        else:
            found = datetime.fromisoformat(plain)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(
            f'"{plain[:40]}" is no time.', hint="Write a day (2026-11-22) or a time by RFC 3339 (2026-11-22T08:00:00Z)."
        ) from None
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def changes(workspace: Workspace, generation: Generation, since: str = "") -> Sequence[ChangeEntry]:
    """All changes at or after a time (see ``moment_of``; empty: ever), the oldest first. Raises InvalidInput."""
    start = moment_of(since) if since else ""
    log = tuple(d for d in workspace.decisions.read() if d.number <= generation.manifest.through)
    state = (log[-1].number if log else 0, len(workspace.tombstones))
    known = _known.get(generation.store)
    if known is None or known[0] != state:
        found = [
            *_of_decisions(log),
            *_of_loads(generation, workspace.minter),
            *_of_withdrawals(workspace),
        ]
        known = _known[generation.store] = state, tuple(sorted(found, key=lambda entry: (entry.time, entry.key)))
    return [entry for entry in known[1] if entry.time >= start]


def _of_decisions(log: tuple[Decision, ...]) -> Iterator[ChangeEntry]:
    numbered = {decision.number: decision for decision in log}
    for decision in log:
        root, applied = decision, True
        while root.kind is Kind.UNDO and root.undoes in numbered:
            root, applied = numbered[root.undoes], not applied
        for number, (kind, entity, target) in enumerate(_done(root, applied)):
            yield ChangeEntry(
                key=f"decision-{decision.number:06d}-{number:03d}",
                time=decision.time,
                type=kind,
                object=entity[1:-1],
                target=target[1:-1],
                cause=decision.kind.value,
                decision=decision.number,
                agent=decision.agent,
                reason=decision.reason,
            )


def _done(decision: Decision, applied: bool) -> Iterable[tuple[str, Term, Term]]:
    """What a decision does to each entity that it is about, or what taking it back does: type, object, target."""
    first, *others = decision.about or ("",)
    match decision.kind:
        case Kind.SAME | Kind.MERGE:
            moved = [("Move", each, first) if applied else ("Create", each, "") for each in others]
            return [*moved, ("Update", first, "")]
        case Kind.SPLIT:
            parts = [("Create", each, "") if applied else ("Move", each, first) for each in others]
            return [("Update", first, ""), *parts]
        case Kind.WITHDRAW if len(decision.terms) == 1:
            return [("Delete" if applied else "Create", first, "")]
        case Kind.WITHDRAW:
            return [("Update", decision.terms[1], "")]
        case _:
            return [("Update", each, "") for each in (first, *others) if each]


def _of_loads(generation: Generation, minter: Minter) -> Iterator[ChangeEntry]:
    store = generation.store
    for dataset, loaded in generation.manifest.datasets.items():
        own = minter.dataset(dataset)
        activities = {str(q.subject): "" for q in store.match(None, node(GENERATED), node(own), VIEW)}
        for activity in activities:
            for q in store.match(node(activity), node(_STARTED), None, VIEW):
                if isinstance(q.object, Literal):
                    activities[activity] = q.object.value
        ordered = sorted(activities, key=lambda each: (activities[each], each))
        for number, activity in enumerate(ordered):
            first, alone = number == 0, len(ordered) == 1
            graphs = [] if alone else _graphs(store, activity)
            listed = [] if first else list(_entities(store, minter, graphs[:MOST_LISTED]))
            begin = f"load-{activity[1:-1].rpartition('/')[2]}"
            time_ = activities[activity] or loaded.loaded
            cause = "load" if first else "reload"
            yield ChangeEntry(
                key=f"{begin}-dataset",
                time=time_,
                type="Create" if first else "Update",
                object=own[1:-1],
                target="",
                cause=cause,
                dataset=dataset,
                records=loaded.records if alone else len(graphs),
            )
            if len(graphs) <= MOST_LISTED:
                for entity in listed:
                    yield ChangeEntry(f"{begin}-{entity}", time_, "Update", entity, "", cause, dataset=dataset)


def _graphs(store: TripleStore, activity: Term) -> list[NamedNode]:
    found = store.match(None, node(GENERATED_BY), node(activity), VIEW)
    return sorted((q.subject for q in found if isinstance(q.subject, NamedNode)), key=str)


def _entities(store: TripleStore, minter: Minter, graphs: Iterable[NamedNode]) -> Iterator[str]:
    """The entities that record graphs describe, each once."""
    classes, seen = entity_classes(), set()
    for graph in graphs:
        for q in store.match(None, node(TYPE), None, graph):
            entity = str(q.subject)[1:-1]
            if str(q.object) in classes and minter.local(entity) and entity not in seen:
                seen.add(entity)
                yield entity


def _of_withdrawals(workspace: Workspace) -> Iterator[ChangeEntry]:
    base = workspace.minter.base
    for number, withdrawal, count in workspace.tombstones.events():
        dataset, cause = withdrawal.dataset, withdrawal.cause.value
        listed = workspace.tombstones.withdrawn_by(number, MOST_LISTED + 1) if count <= MOST_LISTED else []
        begin = f"withdrawn-{number:06d}"
        own = f"dataset/{dataset}"
        if cause != "reload" or not listed:
            kind = "Update" if cause == "reload" else "Delete"
            yield ChangeEntry(
                f"{begin}-dataset", withdrawal.time, kind, base + own, "", cause, dataset=dataset, records=count
            )
        for local in listed:
            if local != own and not local.startswith(("record/", "activity/")):
                entry = (f"{begin}-{local}", withdrawal.time, "Delete", base + local, "", cause)
                yield ChangeEntry(*entry, dataset=dataset)


_known = WeakKeyDictionary()
