"""The audit log is appended to, read by account, action and time, and cannot be changed."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DatabaseError

from kg.accounts.registry import Accounts
from tests.kg.accounts.conftest import Clock


def test_entries_are_read_back_the_latest_first(accounts: Accounts, clock: Clock) -> None:
    accounts.audit.write("signin", "shen", account="shen", address="192.0.2.1")
    clock.move(days=1)
    accounts.audit.write("decision.merge", "person/cbdb-1", "the same man", account="shen")
    accounts.audit.write("signin.failed")
    assert [entry.action for entry in accounts.audit.read()] == ["signin.failed", "decision.merge", "signin"]
    assert [entry.action for entry in accounts.audit.read(account="shen", action="sign")] == ["signin"]
    assert [entry.number for entry in accounts.audit.read(since="2026-01-02")] == [3, 2]
    assert [entry.number for entry in accounts.audit.read(before=3, most=1)] == [2]
    assert accounts.audit.actions() == ["decision.merge", "signin", "signin.failed"]


def test_a_wildcard_in_an_action_is_a_character(accounts: Accounts) -> None:
    accounts.audit.write("signin")
    assert accounts.audit.read(action="%") == accounts.audit.read(action="_") == []


@pytest.mark.parametrize("statement", ["UPDATE account_audit SET note = 'x'", "DELETE FROM account_audit"])
def test_the_database_refuses_to_change_the_log(accounts: Accounts, statement: str) -> None:
    accounts.audit.write("signin", "shen")
    with pytest.raises(DatabaseError, match="append-only"), accounts._engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert len(accounts.audit.read()) == 1
