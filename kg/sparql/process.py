"""The parent's side of one query worker: start it, send it requests, read its frames, kill it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kg.sparql.frames import HEADER_BYTES, pack, unpack_header

_READ_BYTES = 1 << 18
_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "import sys; sys.path.append(sys.argv[1]); from kg.sparql.worker import serve; serve(int(sys.argv[2]))"


class WorkerEndedError(Exception):
    """The worker process is gone; ``code`` is its exit status, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(f"query worker ended with status {code}")
        self.code = code


class Frame(NamedTuple):
    """One message of a worker: ``D`` bytes of a result, ``E`` its end or ``X`` an error (both JSON)."""

    tag: bytes
    payload: bytes


class WorkerProcess:
    """A running worker. It belongs to one thread at a time, except ``kill``, which any thread may call.

    It is a fresh interpreter and not a fork, because the parent has threads.
    """

    def __init__(self, memory: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM, str(_ROOT), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("a worker without pipes cannot be used")
        self._requests, self._answers = self._process.stdin, self._process.stdout
        os.set_blocking(self._requests.fileno(), False)
        self._writable, self._readable = select.poll(), select.poll()
        self._writable.register(self._requests, select.POLLOUT)
        self._readable.register(self._answers, select.POLLIN)
        self._received = bytearray()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def send(self, tag: bytes, message: Mapping[str, object], deadline: float) -> None:
        """Send one request.

        Raises ``WorkerEndedError`` if the worker is gone, ``TimeoutError`` if it does not read before ``deadline``
        (``time.monotonic()`` seconds).
        """
        view = memoryview(pack(tag, json.dumps(message).encode()))
        while view:
            try:
                view = view[os.write(self._requests.fileno(), view) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except BrokenPipeError as error:
                raise WorkerEndedError(self.end()) from error

    def receive(self, deadline: float) -> Frame:
        """The next frame; raises as ``send`` does."""
        while (frame := self._next_frame()) is None:
            _wait(self._readable, deadline)
            data = os.read(self._answers.fileno(), _READ_BYTES)
            if not data:
                raise WorkerEndedError(self.end())
            self._received += data
        return frame

    def _next_frame(self) -> Frame | None:
        if len(self._received) < HEADER_BYTES:
            return None
        tag, length = unpack_header(self._received)
        end = HEADER_BYTES + length
        if len(self._received) < end:
            return None
        frame = Frame(tag, bytes(self._received[HEADER_BYTES:end]))
        del self._received[:end]
        return frame

    def holds_data(self) -> bool:
        """Whether something of an answer has arrived and was not taken yet."""
        return bool(self._received)

    def kill(self) -> None:
        """Send SIGKILL; ``end`` collects what is left."""
        self._process.send_signal(signal.SIGKILL)

    def end(self) -> int:
        """Kill the process if it still runs, close the pipes, wait for it; returns the exit status."""
        self.kill()
        self._requests.close()
        self._answers.close()
        return self._process.wait()


def _wait(poll: select.poll, deadline: float) -> None:
    milliseconds = max(0, int((deadline - time.monotonic()) * 1000) + 1)
    if not poll.poll(milliseconds):
        raise TimeoutError
