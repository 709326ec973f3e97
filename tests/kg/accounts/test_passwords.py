"""Which passwords are accepted, and how they are kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.accounts.passwords import RefusedPassword, check_password, temporary_password
from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from kg.accounts.tables import ACCOUNT

GOOD = "four unrelated words here"


def kept(accounts: Accounts, name: str) -> str:
    with accounts._engine.connect() as connection:
        return str(connection.execute(ACCOUNT.select().where(ACCOUNT.c.name == name)).one().password)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elf signs!!", "short"),
        ("x" * 3 + "yz" * 200, "long"),
        ("qwertyuiopasdf", "guessed"),
        ("password2026!", "guessed"),
        ("PassWord-PassWord", "guessed"),
        ("passwordpassword", "guessed"),
        ("abcabcabcabc", "guessed"),
        ("123456789012", "guessed"),
        ("98765432109876", "guessed"),
        ("shengxuanhuai", "guessed"),
        ("ShengXuanhuai1844", "guessed"),
        ("correct horse battery staple", "guessed"),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, reason: str) -> None:
    with pytest.raises(RefusedPassword) as refused:
        check_password(password, 12, "shengxuanhuai", "盛宣懷")
    assert refused.value.reason == reason


@pytest.mark.parametrize("password", [GOOD, "落花時節又逢君江南好風景", "aB3$ x9!qLm2", "      two  words"])
def test_no_kinds_of_characters_are_asked_for(password: str) -> None:
    check_password(password, 12, "shen", "沈津")


def test_twelve_characters_are_counted_not_bytes() -> None:
    with pytest.raises(RefusedPassword):
        check_password("落花時節又逢君", 12)


def test_only_the_hash_is_kept_and_it_is_argon2id(accounts: Accounts) -> None:
    accounts.add("shen", GOOD, role=Role.READER)
    assert kept(accounts, "shen").startswith("$argon2id$")
    assert GOOD not in kept(accounts, "shen")


def test_a_password_typed_in_full_width_is_the_same(accounts: Accounts) -> None:
    accounts.add("shen", GOOD, role=Role.READER)
    assert accounts.sign_in("Ｓhen", GOOD.replace("h", "ｈ")).name == "shen"


def test_other_parameters_lead_to_another_hash_at_the_next_sign_in(open_accounts: Callable[..., Accounts]) -> None:
    first = open_accounts()
    first.add("shen", GOOD, role=Role.READER)
    before = kept(first, "shen")
    second = open_accounts(argon2_passes=2)
    second.sign_in("shen", GOOD)
    assert "t=1" in before
    assert "t=2" in kept(second, "shen")
    assert first.sign_in("shen", GOOD).name == "shen"


def test_a_temporary_password_is_accepted_by_the_rules_and_never_the_same() -> None:
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for each in made:
        check_password(each, 12)
