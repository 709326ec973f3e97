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


def test_log_that_is_older_than_overrides_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE decision (number INTEGER NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, terms TEXT NOT NULL, "
        "agent TEXT NOT NULL, reason TEXT NOT NULL, time VARCHAR(32) NOT NULL, undoes INTEGER NOT NULL)"
    )
    row = (1, "same", '["<http://example.org/a>", "<http://example.org/b>"]', "盛", "b", "2026-01-01T00:00:00Z", 0)
    database.execute("INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    database.commit()
    database.close()
    for number in (2, 3):  # the second time there is nothing to bring up to date
        log = DecisionLog(f"sqlite:///{path}", clock=CLOCK)
        assert log.read()[0] == Decision(1, Kind.SAME, TERMS, "盛", "b", "2026-01-01T00:00:00Z")
        taken = log.append(Kind.MERGE, TERMS, agent="a", reason="b", overrides=("sex", "birth"))
        assert (taken.number, log.read()[-1].overrides) == (number, ("sex", "birth"))
        log.close()


def test_log_reads_what_another_process_has_written_and_a_log_put_in_its_place(tmp_path: Path) -> None:
    one, other = (DecisionLog(f"sqlite:///{tmp_path / 'log.db'}", clock=CLOCK) for _ in range(2))
    assert one.read() == ()
    other.append(Kind.SAME, TERMS, agent="a", reason="first")
    known = one.read()
    assert [decision.reason for decision in known] == ["first"]
    assert one.read() is known, "nothing is read twice"
    other.append(Kind.UNDO, (), agent="a", reason="second", undoes=1)
    assert [decision.reason for decision in one.read()] == ["first", "second"]
    assert [decision.reason for decision in one.read(after=1)] == ["second"]
    database = sqlite3.connect(tmp_path / "log.db")
    database.execute("DELETE FROM decision")
    database.execute("INSERT INTO decision VALUES (2, 'undo', '[]', 'x', 'restored', '2026-01-01T00:00:00Z', 1, '[]')")
    database.commit()
    database.close()
    assert [decision.reason for decision in one.read()] == ["restored"]
    one.close()
    other.close()
