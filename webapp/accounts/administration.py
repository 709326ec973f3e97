"""Pages of the administrator: all accounts, one account, the audit log."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account, NotAllowed
from kg.accounts.audit import AuditLog, Entry
from kg.accounts.roles import Role
from kg.accounts.tokens import Token
from kg.errors import InvalidInput, NotFound
from webapp.accounts.current import account, audit, requires
from webapp.accounts.wording import explained
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.parameters import line, whole_number

bp = Blueprint("administration", __name__, url_prefix="/admin")

_ROWS = 100
_CSV_ROWS = 1_000  #: read at once for a file
_COLUMNS = ("number", "time", "account", "address", "action", "about", "note")


@dataclass(frozen=True, slots=True)
class Temporary:
    """A temporary password that was just given: the only time that it is shown."""

    name: str
    password: str
    expires: str


@page("accounts/accounts.html")
@dataclass(frozen=True, slots=True)
class AccountsPage:
    """What ``accounts/accounts.html`` shows."""

    accounts: tuple[Account, ...] = field(metadata={"help": "All accounts, by name"})
    roles: tuple[Role, ...] = field(metadata={"help": "All roles"})
    given: Temporary | None = field(metadata={"help": "A temporary password that was just given"})
    typed: dict[str, str] = field(metadata={"help": "What was typed for a new account that was refused"})
    problem: str = field(metadata={"help": "Why no account was made; may be empty"})


@page("accounts/administered.html")
@dataclass(frozen=True, slots=True)
class AdministeredPage:
    """What ``accounts/administered.html`` shows."""

    account: Account = field(metadata={"help": "The account"})
    own: bool = field(metadata={"help": "Whether it is that of the administrator who looks at it"})
    roles: tuple[Role, ...] = field(metadata={"help": "All roles"})
    sessions: int = field(metadata={"help": "How many sessions it has"})
    tokens: tuple[tuple[Token, str], ...] = field(metadata={"help": "Tokens and how they stand"})
    entries: tuple[Entry, ...] = field(metadata={"help": "What it did last"})
    given: Temporary | None = field(metadata={"help": "A temporary password that was just given"})


@page("accounts/audit.html")
@dataclass(frozen=True, slots=True)
class AuditPage:
    """What ``accounts/audit.html`` shows."""

    entries: tuple[Entry, ...] = field(metadata={"help": "Entries of the log, the latest first"})
    account: str = field(metadata={"help": "Login name whose entries are shown; empty: all"})
    action: str = field(metadata={"help": "How the actions that are shown begin; empty: all"})
    since: str = field(metadata={"help": "Date since which entries are shown; empty: all"})
    actions: tuple[str, ...] = field(metadata={"help": "All actions that the log has"})
    older: str = field(metadata={"help": "Address of the entries before these; empty where there are none"})
    download: str = field(metadata={"help": "Address of all these entries as CSV"})


@bp.get("/accounts")
@requires("accounts")
def accounts() -> Response:
    """All accounts, and the form for another one."""
    return _all()


@bp.post("/accounts")
@requires("accounts")
def add() -> Response:
    """Make an account with a temporary password, which is shown this once."""
    form, registry = request.form, workspace().accounts
    typed = {name: form.get(name, "")[:300] for name in ("name", "display_name", "email", "role")}
    try:
        made = registry.add(
            typed["name"], role=Role.named(typed["role"]), display_name=typed["display_name"], email=typed["email"]
        )
    except InvalidInput as error:
        return _all(typed=typed, problem=explained(error))
    audit("account.added", made.name, made.role.key)
    return _all(given=_reset(made.name))


@bp.get("/accounts/<name>")
@requires("accounts")
def show(name: str) -> Response:
    """One account."""
    return _one(_found(name))


@bp.post("/accounts/<name>/role")
@requires("accounts")
def change_role(name: str) -> Response:
    """Give an account another role."""
    found, role = _another(name), Role.named(request.form.get("role", ""))
    workspace().accounts.set_role(found.name, role)
    audit("account.role", found.name, f"{found.role.key} → {role.key}")
    return _back(found)


@bp.post("/accounts/<name>/active")
@requires("accounts")
def change_active(name: str) -> Response:
    """Take an account out of use (``active`` = no), or into use again."""
    found, registry = _another(name), workspace().accounts
    if request.form.get("active") == "yes":
        registry.enable(found.name)
        audit("account.enabled", found.name)
    else:
        registry.disable(found.name)
        audit("account.disabled", found.name)
    return _back(found)


@bp.post("/accounts/<name>/reset")
@requires("accounts")
def reset(name: str) -> Response:
    """Give an account a temporary password, which is shown this once; its sessions end."""
    found = _another(name)
    return _one(found, _reset(found.name))


@bp.post("/accounts/<name>/sessions")
@requires("accounts")
def end_sessions(name: str) -> Response:
    """End all sessions of an account."""
    found = _another(name)
    audit("session.ended", found.name, f"{workspace().accounts.sessions.end_all(found.name)} sessions")
    return _back(found)


@bp.post("/accounts/<name>/tokens/<int:number>/revoke")
@requires("accounts")
def revoke_token(name: str, number: int) -> Response:
    """Revoke a token of an account."""
    found = _found(name)
    token = workspace().accounts.tokens.revoke(number, found.name)
    audit("token.revoked", f"{token.beginning}…", f"{found.name}: {token.title}")
    return _back(found)


@bp.get("/audit")
@requires("audit")
def log() -> Response:
    """The audit log, filtered; with ``format=csv`` all of it as a file."""
    name, action, since = line("account", 64), line("action", 64), line("since", 32)
    trail = workspace().accounts.audit
    chosen: dict[str, Any] = {
        key: value for key, value in (("account", name), ("action", action), ("since", since)) if value
    }
    if request.args.get("format") == "csv":
        response = Response(_csv(trail, name, action, since), mimetype="text/csv")
        response.headers.set("Content-Disposition", "attachment", filename="audit.csv")
        return response
    before = whole_number("before", 1, 999_999_999) or 0
    rows = trail.read(account=name, action=action, since=since, before=before, most=_ROWS + 1)
    older = url_for(".log", **chosen, before=rows[_ROWS - 1].number) if len(rows) > _ROWS else ""
    download = url_for(".log", **chosen, format="csv")
    return render(AuditPage(tuple(rows[:_ROWS]), name, action, since, tuple(trail.actions()), older, download))


def _csv(trail: AuditLog, name: str, action: str, since: str) -> Iterator[str]:
    yield "\ufeff" + ",".join(_COLUMNS) + "\r\n"
    before = 0
    while rows := trail.read(account=name, action=action, since=since, before=before, most=_CSV_ROWS):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([_inert(str(getattr(row, column))) for column in _COLUMNS] for row in rows)
        yield out.getvalue()
        before = rows[-1].number


def _inert(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _all(given: Temporary | None = None, typed: dict[str, str] | None = None, problem: str = "") -> Response:
    found = tuple(workspace().accounts.all())
    return render(AccountsPage(found, tuple(Role), given, typed or {}, problem), 422 if problem else 200)


def _one(found: Account, given: Temporary | None = None) -> Response:
    registry, me = workspace().accounts, account()
    shown = AdministeredPage(
        account=registry.get(found.name),
        own=me is not None and me.name == found.name,
        roles=tuple(Role),
        sessions=len(registry.sessions.of(found.name)),
        tokens=tuple((each, each.standing(registry.now())) for each in registry.tokens.of(found.name)),
        entries=tuple(registry.audit.read(account=found.name, most=20)),
        given=given,
    )
    return render(shown)


def _reset(name: str) -> Temporary:
    password = workspace().accounts.reset(name)
    audit("password.reset", name)
    return Temporary(name, password, workspace().accounts.get(name).temporary)


def _found(name: str) -> Account:
    found = workspace().accounts.find(name)
    if found is None:
        raise NotFound(_("There is no account of this name."))
    return found


def _another(name: str) -> Account:
    """An account that is not one's own: nobody locks themselves out, and one administrator always stays."""
    found, me = _found(name), account()
    if me is not None and me.name == found.name:
        raise NotAllowed(
            _("You cannot do this to your own account."), hint=_("Another administrator, or the command line, can.")
        )
    return found


def _back(found: Account) -> Response:
    return make_response(redirect(url_for(".show", name=found.name), 303))
