"""Feeding a bulk load while the quads are still being made: a named pipe, the store reading from it in its own thread.

The store parses and sorts in native threads, so making and loading overlap: on two cores the two together take little
more time than the load alone.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from kg.errors import WorkspaceError
from kg.store import TripleStore

_BUFFER = 1 << 20
_POLL = 0.005


class BulkFeed:
    """N-Quads lines on their way into a store that nobody reads yet. ``close`` waits until all of them are loaded."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store
        self._directory = Path(tempfile.mkdtemp(prefix="zhishu-"))
        self._pipe = self._directory / "quads.nq"
        os.mkfifo(self._pipe, 0o600)
        self._error: Exception | None = None
        self._loaded = False
        self._finished = False
        self._thread = threading.Thread(target=self._load, name="bulk-load", daemon=True)
        self._thread.start()
        self._out = os.fdopen(self._connect(), "w", encoding="utf-8", buffering=_BUFFER)
        shutil.rmtree(self._directory)  # both ends are open: without a name, a killed process leaves nothing behind

    def write(self, lines: str) -> None:
        """Pass lines on. Raises WorkspaceError where the store has given up."""
        try:
            self._out.write(lines)
        except BrokenPipeError:
            self._fail()

    def close(self) -> None:
        """Wait until everything is loaded. Raises WorkspaceError where the store has given up."""
        try:
            self._out.close()
        except BrokenPipeError:
            self._fail()
        finally:
            self._thread.join()
        if not self._loaded:
            self._fail()

    def abandon(self) -> None:
        """End a load whose result is not wanted; what has been passed on may or may not be in the store."""
        try:
            self.close()
        except WorkspaceError:
            return  # the store gave up, and its directory is thrown away

    def _load(self) -> None:
        try:
            self._store.bulk_load(self._pipe)
            self._loaded = True
        except (OSError, ValueError, SyntaxError) as error:
            self._error = error
        finally:
            # A writer that has not connected yet must not wait for a reader that is gone.
            self._finished = True

    def _connect(self) -> int:
        """Open the pipe for writing once the store reads from it; opening at once would wait for ever if it never
        does.
        """
        while True:
            try:
                descriptor = os.open(self._pipe, os.O_WRONLY | os.O_NONBLOCK)
            except OSError as error:
                if error.errno != errno.ENXIO:
                    raise
                if self._finished:
                    self._fail()
                time.sleep(_POLL)
                continue
            os.set_blocking(descriptor, True)
            if hasattr(fcntl, "F_SETPIPE_SZ"):
                with suppress(PermissionError):  # the user's pipes are large enough already: it works with a small one
                    fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _BUFFER)
            return descriptor

    def _fail(self) -> None:
        self._thread.join()
        shutil.rmtree(self._directory, ignore_errors=True)
        raise WorkspaceError(f"The store could not load the data: {self._error}", hint="Is the disk full?")
