"""The decision log: append-only, durable, numbered by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.authority.decisions import Decision, DecisionLog, Kind
from kg.errors import WorkspaceError

CLOCK: Callable[[], str] = lambda: "2026-01-01T00:00:00Z"  # noqa: E731
TERMS = ("<http://example.org/a>", "<http://example.org/b>")


def test_log_gives_back_what_was_written_in_order(tmp_path: Path) -> None:
    log = DecisionLog(f"sqlite:///{tmp_path / 'log.db'}", clock=CLOCK)
    first = log.append(Kind.SAME, TERMS, agent="盛", reason="卷二 葉三")
    second = log.append(Kind.UNDO, (), agent="盛", reason='"誤" \\ 😀', undoes=1)
    assert first == Decision(1, Kind.SAME, TERMS, "盛", "卷二 葉三", "2026-01-01T00:00:00Z")
    assert log.read() == (first, second)
    assert log.read(after=1) == (second,)
    assert log.last() == 2
    log.close()
    again = DecisionLog(f"sqlite:///{tmp_path / 'log.db'}", clock=CLOCK)
    assert again.read() == (first, second)
    again.close()


def test_several_decisions_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    log = DecisionLog(f"sqlite:///{tmp_path / 'log.db'}", clock=CLOCK)
    one = Decision(0, Kind.SAME, TERMS, "a", "b", "")
    assert [d.number for d in log.extend([one, one])] == [1, 2]
    with pytest.raises(WorkspaceError, match="decision log"):
        log.extend([one, Decision(0, Kind.SAME, TERMS, None, "b", "")])  # type: ignore[arg-type]
    assert log.last() == 2
    log.close()


def test_log_offers_no_way_to_change_or_delete() -> None:
    public = {name for name in vars(DecisionLog) if not name.startswith("_")}
    assert public == {"append", "extend", "read", "last", "close"}


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    log = DecisionLog(f"sqlite:///{tmp_path / 'log.db'}", clock=CLOCK)
    with log._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    log.append(Kind.SAME, TERMS, agent="a", reason="b")
    other = sqlite3.connect(tmp_path / "log.db")
    assert other.execute("SELECT count(*) FROM decision").fetchone() == (1,)
    other.close()
    log.close()
