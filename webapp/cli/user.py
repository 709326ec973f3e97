"""Commands of accounts: ``zhishu user …``. The first administrator is made here and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from kg.accounts.account import Account
from kg.accounts.registry import Accounts
from kg.accounts.roles import Role
from kg.errors import InvalidInput
from kg.workspace import Workspace
from webapp.cli.curation import user_name

P = ParamSpec("P")
_ROLES = click.Choice([role.key for role in Role])


def _accounts(command: Callable[..., None]) -> Callable[..., None]:
    """Open the accounts of the workspace for a command, and close them."""

    @click.pass_obj
    @wraps(command)
    def opened(path: Path, /, *args: Any, **kwargs: Any) -> None:
        with _opened(path) as accounts:
            command(accounts, *args, **kwargs)

    return opened


@contextmanager
def _opened(path: Path) -> Iterator[Accounts]:
    workspace = Workspace.open(path, create=False, recover=False)
    try:
        yield workspace.accounts
    finally:
        workspace.close()


def _password_options(command: Callable[..., None]) -> Callable[..., None]:
    return click.option(
        "--password-file",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=str),
        help="File whose first line is the password; - is standard input. Without it the password is asked for.",
    )(command)


@click.group()
def user() -> None:
    """Make and change accounts. An account is disabled, never deleted: decisions name it."""


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLES, required=True, help="What the person may do.")
@click.option("--display-name", default="", help="Name that is shown and signs decisions.")
@click.option("--email", default="", help="E-mail address.")
@_password_options
@_accounts
def add(accounts: Accounts, name: str, role: str, display_name: str, email: str, password_file: str | None) -> None:
    """Make the account NAME. The password is never an argument: other users of the machine could read it."""
    password = _read_password(password_file)
    made = accounts.add(name, password, role=Role.named(role), display_name=display_name, email=email)
    _audit(accounts, "account.added", made.name, role)
    click.echo(_line(made))


@user.command("list")
@_accounts
def list_accounts(accounts: Accounts) -> None:
    """List all accounts: login name, role, state, display name, e-mail address."""
    for account in accounts.all():
        click.echo(_line(account))


@user.command()
@click.argument("name")
@click.argument("role", type=_ROLES)
@_accounts
def role(accounts: Accounts, name: str, role: str) -> None:
    """Give NAME another ROLE."""
    before = accounts.get(name)
    changed = accounts.set_role(name, Role.named(role))
    _audit(accounts, "account.role", changed.name, f"{before.role.key} → {role}")
    click.echo(_line(changed))
    _warn_without_administrator(accounts)


@user.command()
@click.argument("name")
@_accounts
def disable(accounts: Accounts, name: str) -> None:
    """Take NAME out of use: its sessions end, its tokens are refused. What it decided stays."""
    disabled = accounts.disable(name)
    _audit(accounts, "account.disabled", disabled.name)
    click.echo(_line(disabled))
    _warn_without_administrator(accounts)


@user.command()
@click.argument("name")
@_accounts
def enable(accounts: Accounts, name: str) -> None:
    """Take NAME into use again."""
    enabled = accounts.enable(name)
    _audit(accounts, "account.enabled", enabled.name)
    click.echo(_line(enabled))


@user.command()
@click.argument("name")
@click.option("--temporary", is_flag=True, help="Print a temporary password, to be changed at the first sign-in.")
@_password_options
@_accounts
def password(accounts: Accounts, name: str, temporary: bool, password_file: str | None) -> None:
    """Give NAME a new password; all its sessions end."""
    found = accounts.get(name)
    if temporary:
        click.echo(accounts.reset(found.name))
    else:
        accounts.set_password(found.name, _read_password(password_file))
    _audit(accounts, "password.reset", found.name)


@user.command()
@click.argument("name", required=False, default="")
@click.option("--revoke", type=click.IntRange(min=1), help="Revoke the token of this number.")
@_accounts
def tokens(accounts: Accounts, name: str, revoke: int | None) -> None:
    """List the tokens of programs, of NAME or of all: number, state, account, role, expiry, last use, name."""
    owner = accounts.get(name).name if name else ""
    if revoke:
        token = accounts.tokens.revoke(revoke, owner)
        _audit(accounts, "token.revoked", f"{token.beginning}…", f"{token.account}: {token.title}")
    for each in accounts.tokens.of(owner):
        standing = each.standing(accounts.now())
        used = each.used or "never"
        click.echo(
            f"{each.number}\t{standing}\t{each.account}\t{each.role.key}\t{each.expires}\t{used}\t"
            f"{each.beginning}…\t{each.title}"
        )


@user.command()
@click.argument("name", required=False, default="")
@click.option("--action", default="", help="Only actions that begin so, such as signin.failed.")
@click.option("--since", default="", help="Only since this date or moment, such as 2026-11-22.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many, the latest."
)
@_accounts
def audit(accounts: Accounts, name: str, action: str, since: str, limit: int) -> None:
    """Print the audit log, of NAME or of all: time, account, address, action, about, note."""
    for entry in reversed(accounts.audit.read(account=name, action=action, since=since, most=limit)):
        fields = (entry.time, entry.account or "-", entry.address or "-", entry.action, entry.about, entry.note)
        click.echo("\t".join(fields).rstrip())


def _read_password(file: str | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise InvalidInput("There is no terminal to ask for the password.", hint="Use --password-file FILE, or -.")
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True))
    with click.open_file(file, encoding="utf-8") as opened:
        line: str = opened.readline()
    return line.rstrip("\r\n")


def _audit(accounts: Accounts, action: str, about: str, note: str = "") -> None:
    accounts.audit.write(action, about, f"{note} (command line of {user_name() or '?'})".strip())


def _line(account: Account) -> str:
    state = "disabled" if not account.active else "temporary password" if account.temporary else "active"
    return "\t".join((account.name, account.role.key, state, account.display_name, account.email)).rstrip()


def _warn_without_administrator(accounts: Accounts) -> None:
    if not accounts.active_administrators():
        click.echo("There is no administrator in use any more: `zhishu user role NAME administrator`.", err=True)
