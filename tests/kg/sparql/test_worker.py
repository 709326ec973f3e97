"""What a worker does when the writer merges files away while a snapshot is being opened."""

import json
import os

import pyoxigraph as ox
import pytest

from kg.sparql.frames import HEADER_BYTES, unpack_header
from kg.sparql.worker import Evaluator

REQUEST = {
    "query": "ASK {}",
    "media_type": "text/csv",
    "path": "store",
    "version": 1,
    "max_bytes": 1000,
    "base_iri": None,
    "prefixes": {},
    "default_graphs": None,
    "named_graphs": None,
    "union": False,
}


IN_MEMORY = ox.Store


class FlakyStore:
    """Stands for ``pyoxigraph.Store``: opening fails as often as there are errors left."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = [*errors]

    def read_only(self, path: str) -> ox.Store:
        if self.errors:
            raise self.errors.pop(0)
        return IN_MEMORY()


@pytest.fixture
def answer(monkeypatch):
    monkeypatch.setattr("kg.sparql.worker._limit_address_space", lambda limit: None)

    def answer(*errors: Exception, **changes: object) -> list[tuple[bytes, bytes]]:
        monkeypatch.setattr("kg.sparql.worker.pyoxigraph.Store", FlakyStore(*errors))
        reading, writing = os.pipe()
        Evaluator(10**9, sealed=False).answer({**REQUEST, **changes}, writing)
        os.close(writing)
        data = os.read(reading, 100_000)
        os.close(reading)
        frames = []
        while data:
            tag, length = unpack_header(data)
            frames.append((tag, data[HEADER_BYTES : HEADER_BYTES + length]))
            data = data[HEADER_BYTES + length :]
        return frames

    return answer


VANISHED = (RuntimeError("Corruption: Corruption: IO error: No such file"), OSError("No such file"))


def test_a_snapshot_whose_files_vanish_is_opened_again(answer):
    data, end = answer(*VANISHED)
    assert data == (b"D", b"true")
    assert end[0] == b"E"


def test_a_store_that_stays_unreadable_is_reported_as_such(answer):
    ((tag, message),) = answer(*VANISHED, *VANISHED)
    assert tag == b"X"
    assert json.loads(message)["kind"] == "store"


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"query": "SELECT * { SERVICE ?nowhere {} }", "media_type": "application/sparql-results+json"}, "evaluation"),
        ({"default_graphs": ["no iri"]}, "evaluation"),
        ({"query": "ASK"}, "syntax"),
        ({"max_bytes": 1}, "size"),
    ],
)
def test_each_kind_of_error_is_told_apart(answer, changes, kind):
    ((tag, message),) = answer(**changes)
    assert tag == b"X"
    assert json.loads(message)["kind"] == kind
