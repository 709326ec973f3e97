"""After some failures each try waits longer, by name and by address; what is remembered is bounded."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from kg.accounts.account import SignInRequired
from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from kg.accounts.tables import FAILURE
from kg.accounts.throttle import Throttled
from tests.kg.accounts.conftest import Clock

GOOD = "four unrelated words here"


@pytest.fixture
def shen(accounts: Accounts) -> Accounts:
    accounts.add("shen", GOOD, role=Role.READER)
    return accounts


def fail(accounts: Accounts, name: str = "shen", address: str = "192.0.2.1") -> int:
    """Try a wrong password; 0, or the seconds that have to be waited."""
    try:
        accounts.sign_in(name, "wrong", address=address)
    except Throttled as error:
        return error.seconds
    except SignInRequired:
        return 0
    raise AssertionError("a wrong password was accepted")


def test_the_delay_doubles_up_to_a_bound(shen: Accounts, clock: Clock) -> None:
    assert [fail(shen) for _ in range(5)] == [0] * 5
    waits = []
    for _ in range(12):
        waits.append(wait := fail(shen))
        clock.move(seconds=wait)
        assert fail(shen) == 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]


def test_the_right_password_has_to_wait_too(shen: Accounts, clock: Clock) -> None:
    for _ in range(5):
        fail(shen)
    with pytest.raises(Throttled):
        shen.sign_in("shen", GOOD, address="198.51.100.7")
    clock.move(seconds=1)
    assert shen.sign_in("shen", GOOD).name == "shen"
    assert [fail(shen) for _ in range(5)] == [0] * 5


def test_an_unknown_name_is_throttled_like_a_known_one(shen: Accounts) -> None:
    assert [fail(shen, "nobody") for _ in range(6)] == [fail(shen, "shen") for _ in range(6)]


def test_one_address_that_tries_many_names_has_to_wait(shen: Accounts) -> None:
    assert [fail(shen, f"name-{n}") for n in range(20)] == [0] * 20
    assert fail(shen, "name-21") == 1
    assert fail(shen, "name-21", "198.51.100.7") == 0


def test_addresses_of_one_ipv6_network_count_as_one(shen: Accounts) -> None:
    for n in range(20):
        fail(shen, f"name-{n}", f"2001:db8::{n + 1:x}")
    assert fail(shen, "another", "2001:db8::ffff") == 1
    assert fail(shen, "another", "2001:db8:0:1::1") == 0


def test_signing_in_does_not_wash_an_address_clean(shen: Accounts) -> None:
    for n in range(20):
        fail(shen, f"name-{n}")
    with pytest.raises(Throttled):
        shen.sign_in("shen", GOOD, address="192.0.2.1")


def test_failures_are_forgotten_after_a_day(shen: Accounts, clock: Clock) -> None:
    for _ in range(5):
        fail(shen)
    clock.move(days=1, seconds=1)
    fail(shen, "somebody-new", "203.0.113.9")
    with shen._engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(FAILURE)).scalar() == 2


def test_what_is_remembered_is_bounded_and_keeps_the_worst(
    open_accounts: Callable[..., Accounts], clock: Clock
) -> None:
    accounts = open_accounts(free_failures_address=1_000)
    with patch("kg.accounts.throttle.MOST_KEYS", 50):
        for _ in range(4):
            fail(accounts, "target")
        for n in range(100):
            fail(accounts, f"noise-{n}")
        with accounts._engine.connect() as connection:
            assert (connection.execute(select(func.count()).select_from(FAILURE)).scalar() or 0) <= 51
        assert [fail(accounts, "target"), fail(accounts, "target")] == [0, 1]
