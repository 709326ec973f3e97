"""What was served once and is no more: ids never die, they answer 410 with when, why and from which dataset.

An id is written down before the generation without it goes live, in ``tombstones.db`` beside the generations, and stays
there whatever is rolled back, rebuilt or restored. The view is always asked first: an entry about an id that is there
(because it came back, or because the process ended before the new generation went live) has no effect. So the memory
only grows, and needs no transaction together with the publishing of a generation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.authority.provenance import GENERATED, PART_OF, PROVENANCE_KINDS, TYPE
from kg.authority.view import entity_classes
from kg.errors import WorkspaceError
from kg.store import VIEW, TripleStore
from kg.store.quads import node

if TYPE_CHECKING:
    from kg.generation import Generation
    from kg.iris import Minter
    from kg.workspace import Workspace

FILE = "tombstones.db"
_PROVENANCE = tuple(f"{kind}/" for kind in PROVENANCE_KINDS)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY, dataset TEXT NOT NULL, cause TEXT NOT NULL,
                                  time TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS withdrawn (local TEXT PRIMARY KEY, event INTEGER NOT NULL) WITHOUT ROWID;
"""


_OF_EVENT = "SELECT local FROM withdrawn WHERE event = ? ORDER BY local LIMIT ?"


class Cause(StrEnum):
    """Why an id is no longer described."""

    RELOAD = "reload"  #: its dataset was loaded again, and no record describes it any more
    UNLOAD = "unload"  #: its dataset was removed
    ROLLBACK = "rollback"  #: the load that brought it was taken back
    RESTORE = "restore"  #: an older snapshot was restored
    DECISION = "decision"  #: a curator withdrew what describes it


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why and when (xsd:dateTime) an id was withdrawn, from which dataset, and by which decision (0: by none)."""

    dataset: str
    cause: Cause
    time: str
    decision: int = 0


class Tombstones:
    """The withdrawn ids of a workspace, each as ``type/local id`` with the last time that it was withdrawn."""

    def __init__(self, workspace: Path) -> None:
        self._path = workspace / FILE

    def add(self, ids: Iterable[str], withdrawal: Withdrawal) -> int:
        """Remember ids; how many they are. Raises WorkspaceError where the file cannot be written."""
        found = sorted(set(ids))
        if not found:
            return 0
        try:
            with closing(sqlite3.connect(self._path)) as database, database:
                database.executescript(_SCHEMA)
                event = database.execute(
                    "INSERT INTO event (dataset, cause, time) VALUES (?, ?, ?)",
                    (withdrawal.dataset, withdrawal.cause.value, withdrawal.time),
                ).lastrowid
                rows = ((local, event) for local in found)
                database.executemany("INSERT OR REPLACE INTO withdrawn VALUES (?, ?)", rows)
        except sqlite3.Error as error:
            raise WorkspaceError(f"{self._path} cannot be written: {error}", hint="Is the disk full?") from error
        return len(found)

    def find(self, local: str) -> Withdrawal | None:
        """When and why an id was withdrawn for the last time, None where it never was. Raises WorkspaceError."""
        if not self._path.exists():
            return None
        query = "SELECT dataset, cause, time FROM withdrawn JOIN event ON number = event WHERE local = ?"
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as database:
                row = database.execute(query, (local,)).fetchone()
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"{self._path} cannot be read: {error}", hint="Restore it from a backup, or remove it."
            ) from error
        return Withdrawal(row[0], Cause(row[1]), row[2]) if row else None

    def events(self) -> list[tuple[int, Withdrawal, int]]:
        """Every time that ids were withdrawn: its number, why and when, and how many ids; in order."""
        query = (
            "SELECT number, dataset, cause, time, count(local) FROM event LEFT JOIN withdrawn ON number = event "
            "GROUP BY number ORDER BY number"
        )
        rows = self._read(query, ())
        return [(row[0], Withdrawal(row[1], Cause(row[2]), row[3]), row[4]) for row in rows]

    def withdrawn_by(self, event: int, most: int) -> list[str]:
        """The ids that were withdrawn at an event (its number) and not again later, at most so many, sorted."""
        return [row[0] for row in self._read(_OF_EVENT, (event, most))]

    def _read(self, query: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
        if not self._path.exists():
            return []
        try:
            with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as database:
                return database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise WorkspaceError(
                f"{self._path} cannot be read: {error}", hint="Restore it from a backup, or remove it."
            ) from error

    def __len__(self) -> int:
        if not self._path.exists():
            return 0
        with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM withdrawn").fetchone()[0])


def served(store: TripleStore, minter: Minter, dataset: str) -> Iterator[str]:
    """Every id that answers because a dataset is loaded: its own, its activities, its records, what they describe."""
    own, classes = minter.dataset(dataset), entity_classes()
    yield own[len(minter.base) + 1 : -1]
    for q in store.match(None, node(GENERATED), node(own), VIEW):
        yield str(q.subject)[len(minter.base) + 1 : -1]
    for record in store.match(None, node(PART_OF), node(own), VIEW):
        graph = NamedNode(str(record.subject)[1:-1])
        yield graph.value[len(minter.base) :]
        for q in store.match(None, node(TYPE), None, graph):
            local = minter.local(str(q.subject)[1:-1])
            if local is not None and str(q.object) in classes:
                yield local


def vanished(store: TripleStore, minter: Minter, ids: Iterable[str]) -> Iterator[str]:
    """Those of the ids that nothing in a store describes any more: no record says what an entity is (the view may still
    hold other records under its IRI), and the default graph nothing of a record, dataset or activity."""
    for local in ids:
        subject, provenance = NamedNode(f"{minter.base}{local}"), local.startswith(_PROVENANCE)
        quads = store.match(subject, None if provenance else node(TYPE), None, VIEW if provenance else None)
        if not any(provenance or q.graph_name != VIEW for q in quads):
            yield local


def withdrawn_because(workspace: Workspace, term: str) -> str:
    """Why nothing is said of an entity or record any more, in words; empty where it was never served."""
    minter = workspace.minter
    local = minter.local(term[1:-1]) or ""
    if (found := workspace.tombstones.find(local)) is not None:
        return _REASONS[found.cause].format(dataset=found.dataset, time=found.time)
    for dataset, prefixes in workspace.live.manifest.withdrawn.items():
        if local.startswith((f"record/{dataset}/", *prefixes)):
            return _REASONS[Cause.UNLOAD].format(dataset=dataset, time="")
    return ""


_REASONS = {
    Cause.RELOAD: "it is no longer in its source (dataset {dataset}, loaded {time})",
    Cause.UNLOAD: "it was withdrawn with its dataset {dataset} {time}",
    Cause.ROLLBACK: "the load of {dataset} that brought it was taken back {time}",
    Cause.RESTORE: "an older snapshot of {dataset} was restored {time}",
    Cause.DECISION: "a decision withdrew it {time}",
}


def remember_lost(workspace: Workspace, live: Generation, successor: Generation, cause: Cause) -> None:
    """Write down what the live generation serves and its successor will not; only datasets that differ are read."""
    time = workspace.clock()
    for dataset, loaded in live.manifest.datasets.items():
        other = successor.manifest.datasets.get(dataset)
        if other is None or other.digest != loaded.digest:
            lost = vanished(successor.store, workspace.minter, served(live.store, workspace.minter, dataset))
            workspace.tombstones.add(lost, Withdrawal(dataset, cause, time))
