"""The page of one's own account: data, password, sessions, tokens of programs; and the table of roles."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kg.accounts.account import Account
from kg.accounts.passwords import RefusedPassword
from kg.accounts.roles import Permission, Role, permissions
from kg.accounts.sessions import Session
from kg.accounts.throttle import Throttled
from kg.accounts.tokens import MOST_DAYS, Token
from kg.errors import InvalidInput, NotFound, ZhishuError
from webapp.accounts import cookies
from webapp.accounts.current import account, audit, identity, require, requires
from webapp.accounts.signin import bp as signin
from webapp.accounts.wording import explained
from webapp.current import workspace
from webapp.languages import LANGUAGES, Language, recognise
from webapp.languages import gettext as _
from webapp.pages import page, render

bp = Blueprint("account", __name__, url_prefix="/account")


@dataclass(frozen=True, slots=True)
class Made:
    """A token that was just made: the only time that its text is shown."""

    text: str
    token: Token


@page("accounts/account.html")
@dataclass(frozen=True, slots=True)
class OwnPage:
    """What ``accounts/account.html`` shows."""

    account: Account = field(metadata={"help": "The account that is signed in"})
    sessions: tuple[tuple[Session, bool], ...] = field(metadata={"help": "Sessions; whether it is that of this page"})
    tokens: tuple[tuple[Token, str], ...] = field(
        metadata={"help": "Tokens and how they stand: valid, revoked, expired"}
    )
    made: Made | None = field(metadata={"help": "A token that was just made"})
    roles: tuple[Role, ...] = field(metadata={"help": "Roles that a token may have"})
    languages: tuple[Language, ...] = field(metadata={"help": "Languages of the interface"})
    days: int = field(metadata={"help": "Days for which a token is good where nothing else is asked for"})
    most_days: int = field(metadata={"help": "Days for which a token can be good at most"})
    has_password: bool = field(metadata={"help": "Whether the account has a password"})
    done: str = field(metadata={"help": "What was just done; may be empty"})
    problem: str = field(metadata={"help": "Why something was not done; may be empty"})


@page("accounts/password.html")
@dataclass(frozen=True, slots=True)
class PasswordPage:
    """What ``accounts/password.html`` shows."""

    account: Account = field(metadata={"help": "The account that is signed in"})
    shortest: int = field(metadata={"help": "Characters that a password has at least"})
    has_password: bool = field(metadata={"help": "Whether the account has a password"})
    problem: str = field(metadata={"help": "Why the password was not changed; empty at first"})


@page("accounts/roles.html")
@dataclass(frozen=True, slots=True)
class RolesPage:
    """What ``accounts/roles.html`` shows."""

    roles: tuple[Role, ...] = field(metadata={"help": "All roles, the lowest first"})
    permissions: tuple[Permission, ...] = field(metadata={"help": "All permissions"})
    own: Role | None = field(metadata={"help": "The role of the account that is signed in"})


@bp.get("")
@requires(Role.READER)
def index() -> Response:
    """One's own account."""
    done = {
        "details": _("Your data have been changed."),
        "password": _("The password has been changed. All other sessions have ended."),
        "session": _("The session has ended."),
        "sessions": _("All other sessions have ended."),
        "token": _("The token has been revoked."),
    }
    return _page(done=done.get(request.args.get("done", ""), ""))


@bp.post("/details")
@requires(Role.READER)
def change_details() -> Response:
    """Change display name, e-mail address and language."""
    found, form = require(Role.READER), request.form
    language = recognise(form.get("language", ""))
    try:
        workspace().accounts.change(
            found.name,
            display_name=form.get("display_name", ""),
            email=form.get("email", ""),
            language=language.tag if language else "",
        )
    except InvalidInput as error:
        return _page(error)
    audit("account.details", found.name)
    return _back("details")


@bp.get("/password")
@requires(Role.READER)
def password() -> Response:
    """The form for another password."""
    return _password_form()


@bp.post("/password")
@requires(Role.READER)
def change_password() -> Response:
    """Change the password; all other sessions end, and this one goes on under a new token."""
    found, form, accounts = require(Role.READER), request.form, workspace().accounts
    try:
        if accounts.has_password(found.name):
            accounts.check_own_password(found.name, form.get("present", ""), address=request.remote_addr or "")
        if form.get("new", "") != form.get("again", ""):
            return _password_form(_("The two new passwords differ."), 422)
        accounts.set_password(found.name, form.get("new", ""))
    except Throttled as error:
        response = _password_form(explained(error), 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except RefusedPassword as error:
        return _password_form(explained(error), 422)
    audit("password.changed", found.name)
    response = _back("password")
    token = accounts.sessions.begin(
        found.name, address=request.remote_addr or "", program=request.headers.get("User-Agent", "")
    )
    cookies.set_session(response, token)
    return response


@bp.post("/sessions")
@requires(Role.READER)
def end_sessions() -> Response:
    """End one session (``session``: its digest), or all but this one."""
    found, sessions = require(Role.READER), workspace().accounts.sessions
    if key := request.form.get("session", ""):
        sessions.end(found.name, key)
        audit("session.ended", found.name)
        return _back("session")
    audit("session.ended", found.name, f"{sessions.end_all(found.name, but=identity().session)} sessions")
    return _back("sessions")


@bp.post("/tokens")
@requires("tokens")
def make_token() -> Response:
    """Make a token of a program, and show it this once."""
    found, form = require(Role.READER), request.form
    try:
        days = int(form.get("days", ""))
    except ValueError:
        days = 0
    try:
        role = Role.named(form.get("role", ""))
        text, token = workspace().accounts.tokens.make(found, form.get("title", ""), role, days)
    except ZhishuError as error:
        if error.status >= 500:
            raise
        return _page(error)
    audit("token.made", f"{token.beginning}…", f"{token.title}; {role.key}; until {token.expires}")
    return _page(made=Made(text, token))


@bp.post("/tokens/<int:number>/revoke")
@requires(Role.READER)
def revoke_token(number: int) -> Response:
    """Revoke a token of one's own."""
    try:
        token = workspace().accounts.tokens.revoke(number, require(Role.READER).name)
    except NotFound:
        raise NotFound(_("There is no such token.")) from None
    audit("token.revoked", f"{token.beginning}…", token.title)
    return _back("token")


@signin.get("/roles")
def roles() -> Response:
    """What each role may do."""
    found = account()
    return render(RolesPage(tuple(Role), tuple(permissions().values()), found.role if found else None))


def _back(done: str) -> Response:
    return make_response(redirect(url_for(".index", done=done), 303))


def _page(error: ZhishuError | None = None, *, made: Made | None = None, done: str = "") -> Response:
    found, accounts = require(Role.READER), workspace().accounts
    now, here = accounts.now(), identity().session
    shown = OwnPage(
        account=accounts.get(found.name),
        sessions=tuple((each, each.digest == here) for each in accounts.sessions.of(found.name)),
        tokens=tuple((each, each.standing(now)) for each in accounts.tokens.of(found.name)),
        made=made,
        roles=tuple(role for role in Role if role <= found.role),
        languages=LANGUAGES,
        days=workspace().settings["accounts.token_days"],
        most_days=MOST_DAYS,
        has_password=accounts.has_password(found.name),
        done=done,
        problem=explained(error) if error else "",
    )
    return render(shown, 422 if error else 200)


def _password_form(problem: str = "", status: int = 200) -> Response:
    found, shortest = require(Role.READER), workspace().settings["accounts.password_length"]
    return render(PasswordPage(found, shortest, workspace().accounts.has_password(found.name), problem), status)
