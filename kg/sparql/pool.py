"""A pool of query workers for a server with many threads: limits in time, memory and bytes, enforced by killing.

Workers are started beforehand and replaced at once when they are killed. Each holds a read-only snapshot of the store
and opens a new one when the store's version has changed.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from kg.errors import Busy, InvalidInput, WorkspaceError
from kg.sparql.formats import find_format, offered
from kg.sparql.guard import MAX_QUERY_BYTES, QueryForm, check
from kg.sparql.process import WorkerEndedError, WorkerProcess
from kg.sparql.result import Limits, Result
from kg.sparql.rows import limit_rows

_GRACE = 1.0  # seconds after the deadline until the kernel's alarm ends a worker that nobody watches


class StoreVersion(NamedTuple):
    """Where the store is, and a token that changes with every write (generation and revision); any ``==`` will do."""

    path: Path
    token: object


class QueryPool:
    """Evaluates queries in worker processes; threads may share it. Close it, or use it in a ``with`` statement.

    ``store`` is the directory of a store that never changes, or a function that says where it is now and in which
    version; the function is called for every query and must be quick. ``memory`` is the address space in bytes that
    a query may add to its worker, ``timeout`` the seconds from the start of the evaluation to the last byte taken,
    ``max_bytes`` the size of an answer, ``queue_wait`` the seconds to wait for a free worker, ``max_waiting`` how many
    threads may wait. ``prefixes`` need no declaration in queries. ``network_sealed`` says, from the first answer on,
    whether the system took the workers' ability to open sockets away (Linux); elsewhere only the guard stands there.
    """

    def __init__(
        self,
        store: Path | Callable[[], StoreVersion],
        *,
        workers: int = 2,
        timeout: float = 30.0,
        memory: int = 1_500_000_000,
        max_bytes: int = 500_000_000,
        max_query_bytes: int = MAX_QUERY_BYTES,
        queue_wait: float = 5.0,
        max_waiting: int = 64,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
    ) -> None:
        if workers < 1 or timeout <= 0 or memory <= 0 or max_bytes <= 0:
            raise InvalidInput("A query pool needs at least one worker and limits above zero.")
        self.limits = Limits(timeout=timeout, memory=memory, max_bytes=max_bytes)
        self.max_query_bytes, self.queue_wait, self.max_waiting = max_query_bytes, queue_wait, max_waiting
        self.base_iri, self.prefixes = base_iri, dict(prefixes or {})
        self._store = store if callable(store) else lambda: StoreVersion(store, None)
        self.network_sealed: bool | None = None
        self._workers, self._owner = workers, os.getpid()
        self._changed = threading.Condition()
        self.closed = False
        self._waiting = 0
        self._number, self._version = 0, self._store()
        self._busy: dict[WorkerProcess, float] = {}
        self._idle: list[WorkerProcess] = []
        self._fill()

    def run(
        self,
        query: str,
        media_type: str | None = None,
        *,
        default_graph_uris: Sequence[str] = (),
        named_graph_uris: Sequence[str] = (),
        union_default_graph: bool = False,
        max_rows: int | None = None,
    ) -> Result:
        """The answer to a query, as a stream of bytes in a format (a media type, suffix or short name of ``formats``).

        Graph IRIs replace the query's own FROM and FROM NAMED, as in SPARQL Protocol 2.1.4. ``max_rows`` lowers the
        LIMIT of a SELECT; ``Result.row_limit`` then says so. Everything that goes wrong before the first byte is
        raised here: ``InvalidQuery``, ``InvalidInput`` (format), ``QueryTimeout`` (time or memory), ``Busy``,
        ``WorkspaceError`` (the store cannot be read).
        """
        form = check(query, max_bytes=self.max_query_bytes, prefixes=self.prefixes.keys())
        format = find_format(form, media_type or offered(form)[0])
        text, row_limit = query, None
        if max_rows is not None and form is QueryForm.SELECT:
            text, changed = limit_rows(query, max_rows)
            row_limit = max_rows if changed else None
        chosen = bool(default_graph_uris or named_graph_uris)
        request: dict[str, object] = {
            "query": text,
            "media_type": format.media_type,
            "base_iri": self.base_iri,
            "prefixes": self.prefixes,
            "default_graphs": list(default_graph_uris) if chosen else None,
            "named_graphs": list(named_graph_uris) if chosen else None,
            "union": union_default_graph,
        }
        result = Result(self, query, form, format.media_type, row_limit)
        result.start(request)
        return result

    def refresh(self) -> None:
        """Let the idle workers open the store's current version now, so that files of an old one are given back."""
        with self._changed:
            for worker in self._idle:
                self._open(worker)

    def close(self) -> None:
        """Kill all workers; running queries end with an error."""
        with self._changed:
            self.closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
            self._busy.clear()
            self._changed.notify_all()
        for worker in busy:
            worker.kill()
        for worker in idle:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask_worker(self, worker: WorkerProcess, request: Mapping[str, object], deadline: float) -> None:
        """Send a request with the limits and the store's current version; raises as ``WorkerProcess.send``."""
        limits = {"max_bytes": self.limits.max_bytes, "alarm": deadline - time.monotonic() + _GRACE}
        worker.send(b"Q", {**request, **limits, **self._current_store()}, deadline)

    def take_worker(self) -> tuple[WorkerProcess, float]:
        """A worker for one query, and the deadline of the query; raises ``Busy``."""
        if os.getpid() != self._owner:
            raise WorkspaceError(
                "This query pool belongs to another process.", hint="Create the pool after the server has forked."
            )
        give_up = time.monotonic() + self.queue_wait
        with self._changed:
            if self._waiting >= self.max_waiting:
                raise Busy("Too many queries are waiting.", hint="Try again in a minute.")
            self._waiting += 1
            try:
                while not self._ready():
                    self._wait_for_worker(give_up)
            finally:
                self._waiting -= 1
            worker = self._idle.pop()
            deadline = time.monotonic() + self.limits.timeout
            self._busy[worker] = deadline + _GRACE
        return worker, deadline

    def _ready(self) -> bool:
        """Whether a worker is free, after replacing those that died and those whose reader has stalled."""
        now = time.monotonic()
        for worker in [*self._idle]:
            if not worker.alive():
                self._idle.remove(worker)
                worker.end()
        for worker, overdue in [*self._busy.items()]:
            if overdue <= now:
                del self._busy[worker]
                worker.kill()
        self._fill()
        return bool(self._idle)

    def _fill(self) -> None:
        while not self.closed and len(self._idle) + len(self._busy) < self._workers:
            self._idle.append(self._start())

    def _wait_for_worker(self, give_up: float) -> None:
        now = time.monotonic()
        if self.closed:
            raise Busy("The query service is shutting down.", hint="Try again in a minute.")
        if now >= give_up:
            reason = f"All query workers are taken; none became free in {self.queue_wait:g} s."
            raise Busy(reason, hint="Try again in a minute.")
        self._changed.wait(max(0.0, min([give_up, *self._busy.values()]) - now))

    def give_back(self, worker: WorkerProcess) -> None:
        """Put a worker back that has finished its query."""
        with self._changed:
            if self._busy.pop(worker, None) is not None:
                self._idle.append(worker)
                self._changed.notify()
                return
        worker.end()  # its place has been filled already, or the pool is closed

    def replace(self, worker: WorkerProcess) -> int:
        """Kill a worker and start another in its place; returns the exit status of the old one."""
        worker.kill()
        with self._changed:
            if self._busy.pop(worker, None) is not None:
                self._fill()
                self._changed.notify()
        return worker.end()

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self.limits.memory)
        self._open(worker)
        return worker

    def _open(self, worker: WorkerProcess) -> None:
        # A worker that is dead already is found and replaced when it is needed.
        with suppress(WorkerEndedError, TimeoutError):
            worker.send(b"O", self._current_store(), time.monotonic() + self.limits.timeout)

    def _current_store(self) -> dict[str, object]:
        """Path and version number of the store now; a new token makes a new number."""
        with self._changed:
            version = self._store()
            if version != self._version:
                self._version = version
                self._number += 1
            return {"path": str(version.path), "version": self._number}
