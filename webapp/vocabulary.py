"""The vocabulary that the site serves: read when the server starts, read again when its files change.

A file that cannot be used never takes the place of one that can: the site keeps the last good version, the log and the
page of the ontology name file and line.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app, request

import ontology
from kg.errors import WorkspaceError
from ontology.terms import all_terms, use_vocabulary, vocabulary_files
from ontology.turtle import VocabularyError
from webapp.ontology_graph import TermGraph

LOG = logging.getLogger(__name__)
#: Seconds between two looks at the files.
PAUSE = 1.0
_HOME = Path(ontology.__file__).parent
_OTHERS = ("changes.toml", "examples/*.ttl")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the files as they are now are not served: file and line, what is wrong, what to do."""

    place: str
    message: str
    hint: str


class ServedVocabulary:
    """The vocabulary of a directory that is laid out like ``ontology/``, and its triples."""

    def __init__(self, directory: Path = _HOME, *, pause: float = PAUSE) -> None:
        """Raises WorkspaceError where the files cannot be used: there is no good version yet."""
        self._directory = directory
        self.pause = pause
        self._lock = threading.Lock()
        #: differs whenever a file has changed, and when that was noticed last (seconds since 1970)
        self.state = self._state()
        self.changed = max(nanoseconds for _name, nanoseconds, _size in self.state) / 1e9
        self._looked = time.monotonic()
        self._graph: TermGraph | None = None
        self.fault: Fault | None = None
        try:
            if directory == _HOME:
                all_terms()
            else:
                use_vocabulary(directory)
        except VocabularyError as error:
            raise WorkspaceError(f"The vocabulary cannot be used: {error}", hint=error.hint) from error

    def refresh(self) -> None:
        """Read the files again if they have changed; a fault is logged and remembered, and what was read stays."""
        now = time.monotonic()
        if now - self._looked < self.pause:
            return
        with self._lock:
            self._looked = now
            state = self._state()
            if state == self.state:
                return
            self.state, self.changed = state, time.time()
            try:
                use_vocabulary(self._directory)
                graph = TermGraph.read(vocabulary_files(self._directory))
            except VocabularyError as error:
                LOG.error("The vocabulary was not read again: %s (%s)", error, error.hint)
                self.fault = _fault(error)
            else:
                LOG.info("The vocabulary was read again from %s", self._directory)
                self._graph, self.fault = graph, None

    def graph(self) -> TermGraph:
        """The triples of the vocabulary, as they were read last."""
        with self._lock:
            if self._graph is None:
                self._graph = TermGraph.read(vocabulary_files(self._directory))
            return self._graph

    def _state(self) -> tuple[tuple[str, int, int], ...]:
        files = [*vocabulary_files(self._directory), *(p for each in _OTHERS for p in self._directory.glob(each))]
        return tuple((path.name, state.st_mtime_ns, state.st_size) for path in files if (state := path.stat()))


def init_app(app: Flask) -> None:
    """Read the vocabulary; the setting VOCABULARY names another directory."""
    app.extensions["vocabulary"] = ServedVocabulary(Path(app.config.get("VOCABULARY", _HOME)))
    app.before_request(_refresh)


def served() -> ServedVocabulary:
    """The vocabulary of the application."""
    found: ServedVocabulary = current_app.extensions["vocabulary"]
    return found


def _refresh() -> None:
    if request.endpoint != "static":
        served().refresh()


def _fault(error: VocabularyError) -> Fault:
    place = f"{error.path.name}:{error.line}" if error.line else error.path.name
    message = str(error).removeprefix(error.path.name)
    return Fault(place, message.removeprefix(f", line {error.line}").removeprefix(": "), error.hint)
