"""The program of one query worker: it holds a read-only store and answers one request after the other.

Requests arrive on standard input, answers leave on standard output, both in the frames of ``kg.sparql.frames``.

The worker ends by itself when its parent is gone (end of file, also in the middle of a query), and by the kernel's
alarm when a query overruns and nobody was there to kill it.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
import threading
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph

from kg.sparql.frames import HEADER_BYTES, pack, unpack_header
from kg.sparql.seal import seal_network

CHUNK = 64 * 1024
_OPENINGS = 3
_Dataset: TypeAlias = tuple[
    list[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.DefaultGraph] | None,
    list[pyoxigraph.NamedNode | pyoxigraph.BlankNode] | None,
]
_PAGE = resource.getpagesize()


class AnswerTooLargeError(Exception):
    """The result has more bytes than the request allows."""


class Answer:
    """A binary file-like object that sends what is written to it in frames of about ``CHUNK`` bytes."""

    def __init__(self, descriptor: int, max_bytes: int) -> None:
        self.descriptor = descriptor
        self.bytes_left = max_bytes
        self.sent = False
        self._held: list[bytes] = []
        self._held_bytes = 0

    def write(self, data: bytes) -> int:
        """Take some bytes of the result; raises ``AnswerTooLargeError`` beyond the limit."""
        self.bytes_left -= len(data)
        if self.bytes_left < 0:
            raise AnswerTooLargeError("the answer is too large")
        self._held.append(bytes(data))
        self._held_bytes += len(data)
        if self._held_bytes >= CHUNK:
            _write_all(self.descriptor, self._take())
        return len(data)

    def flush(self) -> None:
        """Do nothing: the last bytes leave together with the end, in one write."""

    def rest(self) -> bytes:
        """The frame with the bytes that were not sent yet, empty if there are none."""
        return self._take() if self._held else b""

    def _take(self) -> bytes:
        data = b"".join(self._held)
        self._held, self._held_bytes, self.sent = [], 0, True
        return pack(b"D", data)


def _finish(descriptor: int, tag: bytes, message: dict[str, object], rest: bytes = b"") -> None:
    _write_all(descriptor, rest + pack(tag, json.dumps(message).encode()))


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


class Evaluator:
    """A read-only store and the evaluation of queries on it; ``memory`` is what a query may add to the process."""

    def __init__(self, memory: int, *, sealed: bool) -> None:
        self.memory, self.sealed = memory, sealed
        self.location: tuple[str, int] | None = None
        self.store: pyoxigraph.Store | None = None
        self.idle_size = 0

    def open(self, path: str, version: int, *, again: bool = False) -> pyoxigraph.Store:
        """The store of a path and version, opened unless it is the one at hand; a snapshot of what is written now.

        Raises ``OSError`` if it cannot be opened.
        """
        if self.store is None or self.location != (path, version) or again:
            _limit_address_space(None)
            self.store = None
            self.store = pyoxigraph.Store.read_only(path)
            self.location = (path, version)
            self.idle_size = _address_space()
            _limit_address_space(self.idle_size + self.memory)
        return self.store

    def answer(self, request: dict[str, Any], descriptor: int) -> None:
        """Evaluate a request and send its whole answer; whatever pyoxigraph raises becomes an error frame."""
        try:
            dataset = _dataset(request)
            answer = self._answer_from_fresh_store(request, dataset, descriptor)
        except AnswerTooLargeError as error:
            _finish(descriptor, b"X", {"kind": "size", "message": str(error)})
        except SyntaxError as error:
            _finish(descriptor, b"X", {"kind": "syntax", "message": str(error)})
        except (ValueError, RuntimeError) as error:
            _finish(descriptor, b"X", {"kind": "evaluation", "message": str(error)})
        except MemoryError:
            _finish(descriptor, b"X", {"kind": "memory", "message": ""})
        except OSError as error:
            _finish(descriptor, b"X", {"kind": "store", "message": str(error)})
        else:
            worn = _address_space() - self.idle_size > self.memory // 2
            _finish(descriptor, b"E", {"worn": worn, "sealed": self.sealed}, answer.rest())

    def _answer_from_fresh_store(self, request: dict[str, Any], dataset: _Dataset, descriptor: int) -> Answer:
        # The writer merges files away under this snapshot, now and then also while it is being opened. Oxigraph then
        # reports an OSError or a RuntimeError "Corruption: …"; the store is sound, a fresh snapshot has the new files.
        for attempt in range(_OPENINGS):
            answer = Answer(descriptor, request["max_bytes"])
            try:
                store = self.open(request["path"], request["version"], again=attempt > 0)
                _evaluate(store, request, dataset, answer)
            except (OSError, RuntimeError) as error:
                if isinstance(error, RuntimeError) and not str(error).startswith("Corruption"):
                    raise
                if answer.sent or attempt == _OPENINGS - 1:
                    raise OSError(str(error)) from error
            else:
                return answer
        raise OSError("the store was not opened")


def _dataset(request: dict[str, Any]) -> _Dataset:
    """The graphs that a request names (SPARQL Protocol 2.1.4: if any, they are the whole dataset); else None twice."""
    default, named = request["default_graphs"], request["named_graphs"]
    if default is None and named is None:
        return None, None
    return [pyoxigraph.NamedNode(iri) for iri in default or ()], [pyoxigraph.NamedNode(iri) for iri in named or ()]


def _evaluate(store: pyoxigraph.Store, request: dict[str, Any], dataset: _Dataset, answer: Answer) -> None:
    default_graph, named_graphs = dataset
    found = store.query(
        request["query"],
        base_iri=request["base_iri"],
        prefixes=request["prefixes"],
        use_default_graph_as_union=request["union"],
        default_graph=default_graph,
        named_graphs=named_graphs,
    )
    media_type = request["media_type"]
    if isinstance(found, pyoxigraph.QueryTriples):
        found.serialize(answer, format=pyoxigraph.RdfFormat.from_media_type(media_type))  # type: ignore[arg-type]
    else:
        found.serialize(answer, format=pyoxigraph.QueryResultsFormat.from_media_type(media_type))  # type: ignore[arg-type]


def _address_space() -> int:
    """Bytes of address space of this process, 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE
    except FileNotFoundError:
        return 0


def _limit_address_space(limit: int | None) -> None:
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    if limit is None or (highest != resource.RLIM_INFINITY and limit > highest):
        limit = highest
    resource.setrlimit(resource.RLIMIT_AS, (limit, highest))


def _end_with_parent(descriptor: int) -> None:
    poll = select.poll()
    poll.register(descriptor, 0)  # hang-up is always reported
    poll.poll()
    os._exit(0)


def _read(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        piece = os.read(descriptor, size - len(data))
        if not piece:
            sys.exit(0)
        data += piece
    return bytes(data)


def serve(memory: int) -> None:
    """Serve requests from standard input until it ends; ``memory`` in bytes is what one query may use."""
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not end up in an answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    evaluator = Evaluator(memory, sealed=seal_network())
    threading.Thread(target=_end_with_parent, args=(requests,), daemon=True).start()
    while True:
        tag, length = unpack_header(_read(requests, HEADER_BYTES))
        request = json.loads(_read(requests, length))
        if tag == b"O":
            # A store that cannot be opened is reported to the first query.
            with contextlib.suppress(OSError):
                evaluator.open(request["path"], request["version"])
            continue
        signal.setitimer(signal.ITIMER_REAL, request["alarm"])
        evaluator.answer(request, answers)
        signal.setitimer(signal.ITIMER_REAL, 0)
