"""Sessions end when they are too old, when nobody uses them, and when somebody ends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from tests.kg.accounts.conftest import Clock


@pytest.fixture
def token(accounts: Accounts) -> str:
    accounts.add("shen", role=Role.READER)
    return accounts.sessions.begin("shen", address="192.0.2.1", program="Firefox")


def test_a_token_is_random_and_only_its_digest_is_kept(accounts: Accounts, token: str, tmp_path: Path) -> None:
    assert len(token) >= 43
    assert token != accounts.sessions.begin("shen")
    accounts.close()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("curation.db*"))
    assert b"Firefox" in held
    assert token.encode() not in held


def test_a_session_ends_after_the_idle_time(accounts: Accounts, token: str, clock: Clock) -> None:
    clock.move(minutes=719)
    assert accounts.sessions.find(token) is not None
    clock.move(minutes=719)
    assert accounts.sessions.find(token) is not None
    clock.move(minutes=720)
    assert accounts.sessions.find(token) is None


def test_a_session_ends_after_a_week_however_busy(accounts: Accounts, token: str, clock: Clock) -> None:
    for _hour in range(167):
        clock.move(hours=1)
        assert accounts.sessions.find(token) is not None
    clock.move(hours=1)
    assert accounts.sessions.find(token) is None
    assert accounts.sessions.of("shen") == []


def test_sessions_that_have_ended_are_removed_from_the_database(accounts: Accounts, token: str, clock: Clock) -> None:
    clock.move(days=8)
    accounts.sessions.begin("shen")
    with accounts._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM account_session").scalar() == 1


@pytest.mark.parametrize("forged", ["", "x", "\ud800", "' OR 1=1 --", "0" * 10_000])
def test_a_token_that_was_never_given_is_none(accounts: Accounts, token: str, forged: str) -> None:
    assert accounts.of_session(forged) is None
    assert accounts.of_session(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_one_session_or_all_can_be_ended_but_only_ones_own(accounts: Accounts, token: str) -> None:
    accounts.add("other", role=Role.READER)
    theirs = accounts.sessions.begin("other")
    (mine,) = accounts.sessions.of("shen")
    assert accounts.sessions.end("other", mine.digest) == 0
    assert accounts.sessions.end("shen", mine.digest) == 1
    assert accounts.sessions.end_all("shen") == 0
    assert accounts.of_session(theirs) is not None
