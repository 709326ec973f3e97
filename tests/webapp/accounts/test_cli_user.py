"""``zhishu user``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.accounts.roles import Role
from kg.authority.decisions import utc_now
from kg.workspace import Workspace
from tests.kg.accounts.conftest import Clock
from webapp.cli import main

GOOD = "eight more words that are not taken"


@pytest.fixture
def directory(people: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHISHU_ACCOUNTS_ARGON2_KIBIBYTES", "8")
    monkeypatch.setenv("ZHISHU_ACCOUNTS_ARGON2_PASSES", "1")
    return people.path


def run(directory: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["-w", str(directory), "user", *arguments], input=typed)


def test_an_administrator_is_made_with_a_password_from_standard_input(directory: Path, people: Workspace) -> None:
    done = run(directory, "add", "lin", "--role", "administrator", "--password-file", "-", typed=f"{GOOD}\nmore\n")
    assert done.exit_code == 0, done.output
    assert done.stdout == "lin\tadministrator\tactive\n"
    assert people.accounts.sign_in("lin", GOOD).role is Role.ADMINISTRATOR


def test_a_password_is_read_from_a_file(directory: Path, people: Workspace, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{GOOD}\r\n", "utf-8")
    assert run(directory, "password", "reader", "--password-file", str(tmp_path / "password")).exit_code == 0
    assert people.accounts.sign_in("reader", GOOD).name == "reader"


def test_a_password_is_never_an_argument(directory: Path) -> None:
    assert run(directory, "add", "lin", GOOD, "--role", "reader").exit_code == 2
    assert run(directory, "add", "lin", "--password", GOOD, "--role", "reader").exit_code == 2


def test_without_a_terminal_it_is_said_how_to_give_the_password(directory: Path, people: Workspace) -> None:
    done = run(directory, "add", "lin", "--role", "reader")
    assert done.exit_code == 1
    assert "--password-file" in done.stderr
    assert people.accounts.find("lin") is None


def test_a_weak_password_is_refused(directory: Path, people: Workspace) -> None:
    done = run(directory, "add", "lin", "--role", "reader", "--password-file", "-", typed="password2026!\n")
    assert done.exit_code == 1
    assert "easily guessed" in done.stderr
    assert people.accounts.find("lin") is None


def test_accounts_are_listed_changed_and_taken_out_of_use(directory: Path, people: Workspace) -> None:
    assert run(directory, "role", "reader", "reviewer").stdout == "reader\treviewer\tactive\tReader A.\n"
    assert "disabled" in run(directory, "disable", "reader").stdout
    assert [line.split("\t")[:3] for line in run(directory, "list").stdout.splitlines()] == [
        ["cataloguer", "cataloguer", "active"],
        ["chief", "administrator", "active"],
        ["reader", "reviewer", "disabled"],
    ]
    assert run(directory, "enable", "reader").exit_code == 0
    assert people.accounts.get("reader").active


def test_the_last_administrator_may_go_but_it_is_said(directory: Path) -> None:
    assert "no administrator" in run(directory, "disable", "chief").stderr
    assert "no administrator" not in run(directory, "disable", "reader", typed="").stdout


def test_a_temporary_password_is_printed(directory: Path, people: Workspace) -> None:
    given = run(directory, "password", "reader", "--temporary").stdout.strip()
    assert people.accounts.sign_in("reader", given).temporary


def test_tokens_are_listed_and_revoked(directory: Path, people: Workspace, clock: Clock) -> None:
    clock.now = utc_now()
    text, token = people.accounts.tokens.make(people.accounts.get("reader"), "OpenRefine", Role.READER, 30)
    line = run(directory, "tokens").stdout
    assert line.split("\t")[:4] == [str(token.number), "valid", "reader", "reader"]
    assert text not in line
    assert "\trevoked\t" in run(directory, "tokens", "reader", "--revoke", str(token.number)).stdout


def test_what_is_done_by_command_line_is_in_the_audit_log(directory: Path) -> None:
    run(directory, "role", "reader", "reviewer")
    line = run(directory, "audit", "--action", "account.role").stdout.strip().split("\t")
    assert line[1:5] == ["-", "-", "account.role", "reader"]
    assert "reader → reviewer (command line of" in line[5]


def test_an_unknown_account_is_said_to_be_none(directory: Path) -> None:
    done = run(directory, "disable", "nobody")
    assert done.exit_code == 1
    assert "There is no account 'nobody'." in done.stderr
