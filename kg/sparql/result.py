"""The answer to one query, streamed from its worker."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, Self

from kg.errors import Busy, InvalidQuery, QueryTimeout, WorkspaceError, ZhishuError
from kg.sparql.guard import QueryForm
from kg.sparql.process import WorkerEndedError, WorkerProcess
from kg.sparql.syntax import invalid_query

if TYPE_CHECKING:
    from kg.sparql.pool import QueryPool

_NARROWER = "Begin at a named entity, add LIMIT, or count and sort with the search page; releases hold the whole data."


class Limits(NamedTuple):
    """What one query may use: seconds, bytes of memory, bytes of answer."""

    timeout: float
    memory: int
    max_bytes: int


class Result(Iterator[bytes]):
    """Iterate over it to get the bytes of the answer; a stream that fails raises and never just ends.

    ``form`` and ``media_type`` say what it is, ``row_limit`` is the LIMIT that the caller's ``max_rows`` put in (else
    None), ``complete`` whether the last byte has been read. ``close`` gives the worker back at any moment.
    """

    def __init__(self, pool: QueryPool, query: str, form: QueryForm, media_type: str, row_limit: int | None) -> None:
        self.form, self.media_type, self.row_limit = form, media_type, row_limit
        self.complete = False
        self._pool, self._query = pool, query
        self._worker: WorkerProcess | None = None
        self._deadline = 0.0
        self._chunks: list[bytes] = []

    def start(self, request: Mapping[str, object]) -> None:
        """Send the query and wait for the first bytes of its answer or its end; raises what ``QueryPool.run`` does."""
        self._worker, self._deadline = self._pool.take_worker()
        try:
            self._pool.ask_worker(self._worker, request, self._deadline)
        except (WorkerEndedError, TimeoutError) as error:
            raise self._lost(error) from error
        except ZhishuError:  # the store's version could not be told
            self.close()
            raise
        self._read_frame()
        # A small answer arrives with its end: the worker is free before the first byte is passed on.
        while self._worker is not None and self._worker.holds_data():
            self._read_frame()

    def __next__(self) -> bytes:
        while not self._chunks:
            if self.complete:
                raise StopIteration
            if self._worker is None:
                raise Busy("This answer was closed before its end.", hint="Ask again.")
            self._read_frame()
        return self._chunks.pop(0)

    def read(self) -> bytes:
        """The rest of the answer in one piece."""
        return b"".join(self)

    def close(self) -> None:
        """Give the worker up; one that is still evaluating is killed and replaced."""
        worker, self._worker = self._worker, None
        if worker is not None:
            self._pool.replace(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if not sys.is_finalizing():
            self.close()

    def _read_frame(self) -> None:
        worker = self._worker
        if worker is None:
            return
        try:
            tag, payload = worker.receive(self._deadline)
        except (WorkerEndedError, TimeoutError) as error:
            raise self._lost(error) from error
        if tag == b"D":
            self._chunks.append(payload)
            return
        self._worker = None
        message = json.loads(payload)
        self._pool.network_sealed = message.get("sealed", self._pool.network_sealed)
        if message.get("worn"):
            self._pool.replace(worker)
        else:
            self._pool.give_back(worker)
        if tag == b"X":
            raise self._failed(message["kind"], message["message"])
        self.complete = True

    def _failed(self, kind: str, message: str) -> ZhishuError:
        limits = self._pool.limits
        match kind:
            case "syntax":
                return invalid_query(message, self._query)
            case "evaluation":
                return InvalidQuery(f"The query cannot be evaluated: {message}", hint="Check IRIs and function calls.")
            case "size":
                return QueryTimeout(f"The answer has more than {limits.max_bytes:,} bytes.", hint=_NARROWER)
            case "memory":
                return self._out_of_memory()
            case _:
                return WorkspaceError(f"The store cannot be read: {message}", hint="Try again; see the server's log.")

    def _lost(self, error: WorkerEndedError | TimeoutError) -> ZhishuError:
        """Replace a worker that died or has to be killed, and say why."""
        worker, self._worker = self._worker, None
        if worker is not None:
            self._pool.replace(worker)
        code = error.code if isinstance(error, WorkerEndedError) else -signal.SIGALRM
        overdue = code == -signal.SIGKILL and time.monotonic() >= self._deadline
        if overdue or code == -signal.SIGALRM:
            reason = f"The query was stopped after {self._pool.limits.timeout:g} s."
            return QueryTimeout(reason, hint=_NARROWER)
        if self._pool.closed:
            return Busy("The query service is shutting down.", hint="Try again in a minute.")
        if code == -signal.SIGKILL:  # nobody here did that: the system needed its memory
            return self._out_of_memory()
        if code == -signal.SIGABRT:
            return self._out_of_memory()
        if code in (-signal.SIGSEGV, -signal.SIGBUS):
            reason = "The engine cannot evaluate this query: it is nested too deeply."
            return InvalidQuery(reason, hint="Flatten the query; property paths and VALUES often help.")
        return WorkspaceError(f"The query worker ended unexpectedly ({error}).", hint="See the server's log.")

    def _out_of_memory(self) -> QueryTimeout:
        return QueryTimeout(
            f"The query ran out of memory (limit {self._pool.limits.memory / 1e6:,.0f} MB).",
            hint=f"ORDER BY, GROUP BY and DISTINCT keep their rows in memory. {_NARROWER}",
        )
