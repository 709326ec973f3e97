"""Feeding a bulk load through a pipe: all of it arrives, or an error says that it did not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from kg.errors import WorkspaceError
from kg.store import TripleStore, open_store
from kg.store.feed import BulkFeed

LINE = '<http://example.org/{}> <http://example.org/p> "盛{}" .\n'


@pytest.fixture(autouse=True)
def leaves_no_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert not list(tmp_path.glob("zhishu-*"))


@pytest.fixture
def store() -> TripleStore:
    return open_store(None)


def test_everything_that_is_written_is_loaded(store: TripleStore) -> None:
    feed = BulkFeed(store)
    for number in range(50_000):
        feed.write(LINE.format(number, number))
    feed.close()
    assert len(store) == 50_000


def test_empty_feed_loads_nothing(store: TripleStore) -> None:
    BulkFeed(store).close()
    assert len(store) == 0


def test_line_that_is_no_quad_is_an_error_at_the_end(store: TripleStore) -> None:
    feed = BulkFeed(store)
    feed.write("<http://example.org/s> garbage\n")
    with pytest.raises(WorkspaceError, match="could not load"):
        feed.close()


def test_store_that_gives_up_midway_is_an_error_and_never_a_wait(store: TripleStore) -> None:
    feed = BulkFeed(store)
    feed.write("garbage\n" * 10)

    def write_on() -> None:
        for number in range(500_000):
            feed.write(LINE.format(number, number))

    with pytest.raises(WorkspaceError, match="could not load"):
        write_on()
    feed.abandon()


def test_store_that_does_not_even_begin_is_an_error(store: TripleStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "bulk_load", full)
    with pytest.raises(WorkspaceError, match="No space"):
        BulkFeed(store)


def test_abandoned_feed_ends(store: TripleStore) -> None:
    feed = BulkFeed(store)
    feed.write(LINE.format(1, 1))
    feed.abandon()
    feed.abandon()
