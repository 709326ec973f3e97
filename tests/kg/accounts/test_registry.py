"""Accounts are made, changed and disabled; signing in says nothing about who has an account."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from kg.accounts.account import RefusedName, SignInRequired
from kg.accounts.passwords import RefusedPassword
from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from kg.accounts.throttle import Throttled
from kg.authority.decisions import DecisionLog
from kg.errors import NotFound
from kg.settings import read_settings
from tests.kg.accounts.conftest import QUICK, Clock

GOOD = "four unrelated words here"
OTHER = "five quite different words instead"


@pytest.fixture
def shen(accounts: Accounts) -> Accounts:
    accounts.add("shen", GOOD, role=Role.CATALOGUER, display_name="沈津")
    return accounts


def test_an_account_is_found_by_its_name_in_any_case(shen: Accounts) -> None:
    assert shen.get(" SHEN ").agent == "沈津 (shen)"
    assert shen.find("nobody") is None


@pytest.mark.parametrize("name", ["s", "shen jin", "shen@example.org", "-shen", "a" * 65, "<b>", "", "ſhen/../x"])
def test_names_that_cannot_be_used_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(RefusedName):
        accounts.add(name, GOOD, role=Role.READER)


@pytest.mark.parametrize("name", ["reconciliation", "clustering"])
def test_nobody_has_the_name_of_a_program_that_decides(accounts: Accounts, name: str) -> None:
    with pytest.raises(RefusedName, match="reserved"):
        accounts.add(name, GOOD, role=Role.READER)


def test_a_name_is_given_once(shen: Accounts) -> None:
    with pytest.raises(RefusedName, match="already"):
        shen.add("Shen", GOOD, role=Role.READER)
    assert shen.get("shen").role is Role.CATALOGUER


def test_a_display_name_has_no_invisible_characters(shen: Accounts) -> None:
    with pytest.raises(RefusedName):
        shen.change("shen", display_name="沈\u202e津", email="", language="")
    assert shen.get("shen").display_name == "沈津"


def test_unknown_name_wrong_password_and_disabled_account_are_answered_alike(shen: Accounts) -> None:
    shen.add("gone", GOOD, role=Role.READER)
    shen.disable("gone")
    said = set()
    for name, password in (("nobody", GOOD), ("shen", OTHER), ("gone", GOOD), ("shen", "")):
        with pytest.raises(SignInRequired) as refused:
            shen.sign_in(name, password)
        said.add((str(refused.value), refused.value.hint))
    assert len(said) == 1


def test_an_unknown_name_costs_a_hash_like_a_known_one(shen: Accounts) -> None:
    shen.sign_in("shen", GOOD)
    hasher = shen._passwords()._hasher
    with patch.object(type(hasher), "verify", autospec=True, side_effect=type(hasher).verify) as verify:
        for name in ("nobody", "shen"):
            with pytest.raises(SignInRequired):
                shen.sign_in(name, OTHER)
    hashes = [call.args[1] for call in verify.call_args_list]
    assert len(hashes) == 2
    assert {each.rpartition("$")[0].rpartition("$")[0] for each in hashes} == {"$argon2id$v=19$m=8,t=1,p=1"}


def test_what_was_typed_as_an_unknown_name_is_not_written_down(shen: Accounts) -> None:
    with pytest.raises(SignInRequired):
        shen.sign_in("my password typed too early", "")
    assert [entry.about for entry in shen.audit.read(action="signin.failed")] == [""]


def test_a_new_password_ends_all_other_sessions(shen: Accounts) -> None:
    first, second = shen.sessions.begin("shen"), shen.sessions.begin("shen")
    found = shen.of_session(second)
    assert found is not None
    shen.set_password("shen", OTHER, but=found[1])
    assert shen.of_session(first) is None
    assert shen.of_session(second) is not None
    assert shen.sign_in("shen", OTHER).name == "shen"


def test_the_present_password_is_not_a_new_one(shen: Accounts) -> None:
    with pytest.raises(RefusedPassword) as refused:
        shen.set_password("shen", GOOD)
    assert refused.value.reason == "same"


def test_a_temporary_password_ends_sessions_and_expires(shen: Accounts, clock: Clock) -> None:
    session = shen.sessions.begin("shen")
    given = shen.reset("shen")
    assert shen.of_session(session) is None
    assert shen.sign_in("shen", given).temporary == "2026-01-04T00:00:00Z"
    clock.move(hours=72)
    with pytest.raises(SignInRequired):
        shen.sign_in("shen", given)


def test_a_disabled_account_loses_sessions_and_tokens_at_once_and_gets_them_not_back(shen: Accounts) -> None:
    session = shen.sessions.begin("shen")
    text, _token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 30)
    shen.disable("shen")
    assert shen.of_session(session) is None
    with pytest.raises(SignInRequired, match="not in use"):
        shen.of_token(text)
    shen.enable("shen")
    assert shen.of_session(session) is None


def test_another_role_counts_at_once_for_sessions_and_tokens(shen: Accounts) -> None:
    session = shen.sessions.begin("shen")
    text, _token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.CATALOGUER, 30)
    shen.set_role("shen", Role.CONTRIBUTOR)
    found = shen.of_session(session)
    assert found is not None
    assert found[0].role is Role.CONTRIBUTOR
    assert shen.of_token(text)[0].role is Role.CONTRIBUTOR
    shen.set_role("shen", Role.ADMINISTRATOR)
    assert shen.of_token(text)[0].role is Role.CATALOGUER


def test_somebody_of_a_provider_is_known_by_subject_and_never_by_name(shen: Accounts) -> None:
    made = shen.add_of_identity("https://id.example.org", "42", "Shen", role=Role.READER, display_name="沈津")
    assert made.name == "shen-2"
    assert shen.get("shen").role is Role.CATALOGUER
    assert shen.of_identity("https://id.example.org", "42") == made
    assert shen.of_identity("https://other.example.org", "42") is None
    with pytest.raises(SignInRequired):
        shen.sign_in("shen-2", "")


@pytest.mark.parametrize("wanted", ["", "../../etc", "clustering", "林 則徐", "x"])
def test_whatever_a_provider_calls_somebody_an_account_can_be_made(accounts: Accounts, wanted: str) -> None:
    made = accounts.add_of_identity("https://id.example.org", wanted, wanted, role=Role.READER, display_name="")
    assert accounts.get(made.name) == made


def test_an_unknown_account_cannot_be_changed(accounts: Accounts) -> None:
    for change in (accounts.disable, accounts.enable, accounts.reset):
        with pytest.raises(NotFound, match="nobody"):
            change("nobody")


def test_accounts_travel_with_the_database_of_decisions(shen: Accounts, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "curation.db") as source, sqlite3.connect(tmp_path / "copy.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    settings = {**read_settings(tmp_path, {}), **QUICK}
    there = Accounts(f"sqlite:///{tmp_path / 'copy.db'}", settings, lambda: "2026-01-01T00:00:00Z")
    assert there.sign_in("shen", GOOD).agent == "沈津 (shen)"
    there.close()


def _try_often(url: str, folder: str, tries: int) -> int:
    """How many sign-ins with a wrong password another process is allowed."""
    accounts = Accounts(url, {**read_settings(Path(folder), {}), **QUICK}, lambda: "2026-01-01T00:00:00Z")
    looked_at = 0
    for _ in range(tries):
        try:
            accounts.sign_in("shen", "wrong", address="192.0.2.1")
        except SignInRequired:
            looked_at += 1
        except Throttled:
            pass
    accounts.close()
    return looked_at


def test_two_processes_count_failures_together(shen: Accounts, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'curation.db'}"
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        looked_at = pool.starmap(_try_often, [(url, str(tmp_path), 8)] * 2)
    assert sum(looked_at) == 5


def test_the_decision_log_and_accounts_share_a_database(shen: Accounts, tmp_path: Path) -> None:
    log = DecisionLog(f"sqlite:///{tmp_path / 'curation.db'}")
    assert log.last() == 0
    log.close()
    assert shen.get("shen").active


def test_a_copy_of_an_old_database_gets_the_tables(open_accounts: Callable[..., Accounts], tmp_path: Path) -> None:
    DecisionLog(f"sqlite:///{tmp_path / 'curation.db'}").close()
    shutil.copy(tmp_path / "curation.db", tmp_path / "before.db")
    assert open_accounts().all() == []
