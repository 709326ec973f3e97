"""Tokens of programs: found by scanners, shown once, never above their owner, refused with the reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.accounts.account import NotAllowed, RefusedName, SignInRequired
from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from kg.accounts.tokens import checksum
from kg.errors import NotFound
from tests.kg.accounts.conftest import Clock


@pytest.fixture
def shen(accounts: Accounts) -> Accounts:
    accounts.add("shen", role=Role.CATALOGUER)
    return accounts


def test_a_token_has_the_prefix_and_a_checksum(shen: Accounts) -> None:
    text, token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.CONTRIBUTOR, 30)
    match = re.fullmatch(r"zhishu_([0-9A-Za-z]{32})([0-9A-Za-z]{6})", text)
    assert match
    assert checksum(match[1]) == match[2]
    assert text.startswith(token.beginning)
    assert shen.tokens.find(text).role is Role.CONTRIBUTOR


def test_only_the_digest_of_a_token_is_kept(shen: Accounts, tmp_path: Path) -> None:
    text, _token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 30)
    shen.close()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("curation.db*"))
    assert b"OpenRefine" in held
    assert text.encode() not in held


def test_a_token_is_never_above_its_owner(shen: Accounts) -> None:
    with pytest.raises(NotAllowed, match="above"):
        shen.tokens.make(shen.get("shen"), "too much", Role.REVIEWER, 30)


@pytest.mark.parametrize(("title", "days"), [("", 30), ("  ", 30), ("x" * 101, 30), ("x", 0), ("x", 367), ("x", -1)])
def test_a_token_needs_a_name_and_an_end(shen: Accounts, title: str, days: int) -> None:
    with pytest.raises(RefusedName):
        shen.tokens.make(shen.get("shen"), title, Role.READER, days)


def test_an_expired_token_is_refused_with_the_day(shen: Accounts, clock: Clock) -> None:
    text, token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 1)
    clock.move(days=1)
    with pytest.raises(SignInRequired) as refused:
        shen.of_token(text)
    assert refused.value.reason == f"expired on {token.expires}" == "expired on 2026-01-02T00:00:00Z"


def test_a_revoked_token_is_refused_and_stays_in_the_list(shen: Accounts) -> None:
    text, token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 1)
    shen.tokens.revoke(token.number, "shen")
    with pytest.raises(SignInRequired, match="revoked on 2026-01-01"):
        shen.of_token(text)
    assert [each.standing(shen.now()) for each in shen.tokens.of("shen")] == ["revoked"]


def test_a_token_of_somebody_else_cannot_be_revoked(shen: Accounts) -> None:
    shen.add("other", role=Role.READER)
    text, token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 1)
    with pytest.raises(NotFound):
        shen.tokens.revoke(token.number, "other")
    assert shen.of_token(text)[0].name == "shen"


def test_a_mistyped_token_is_told_from_an_unknown_one(shen: Accounts) -> None:
    text, _token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 1)
    random = "0" * 32
    for wrong, said in ((text[:-1], "not the whole"), (f"zhishu_{random}{checksum(random)}", "unknown")):
        with pytest.raises(SignInRequired, match=said):
            shen.of_token(wrong)


def test_the_last_use_is_kept_to_the_minute(shen: Accounts, clock: Clock) -> None:
    text, token = shen.tokens.make(shen.get("shen"), "OpenRefine", Role.READER, 1)
    assert token.used == ""
    for _second in range(3):
        shen.of_token(text)
        clock.move(seconds=1)
    assert shen.tokens.of("shen")[0].used == "2026-01-01T00:00:00Z"
    clock.move(minutes=1)
    shen.of_token(text)
    assert shen.tokens.of("shen")[0].used == "2026-01-01T00:01:03Z"
