"""Signing in and out: by name and password, or by an OpenID provider."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, make_response, redirect, request, url_for

from kg.accounts.account import Account, SignInRequired
from kg.accounts.throttle import Throttled
from kg.errors import ZhishuError
from webapp import languages
from webapp.accounts import cookies
from webapp.accounts.current import Identity, account, audit, form_secret, identity
from webapp.accounts.oidc import Provider
from webapp.accounts.wording import explained
from webapp.current import workspace
from webapp.pages import page, render

bp = Blueprint("signin", __name__)

_LONGEST_PATH = 2_000


@page("accounts/login.html")
@dataclass(frozen=True, slots=True)
class LoginPage:
    """What ``accounts/login.html`` shows."""

    name: str = field(metadata={"help": "The login name that was typed"})
    target: str = field(metadata={"help": "Path of this server to return to; may be empty"})
    problem: str = field(metadata={"help": "Why signing in failed; empty at first"})
    provider: str = field(metadata={"help": "What the OpenID provider is called; empty where there is none"})
    present: Account | None = field(metadata={"help": "The account that is signed in already"})


@bp.route("/login", methods=["GET", "POST"])
def login() -> Response:
    """The form of sign-in; by POST sign in and lead back to where somebody came from."""
    target = own_path(request.values.get("next", ""))
    if request.method == "GET":
        return _form(target)
    name = request.form.get("name", "")[:200]
    try:
        found = workspace().accounts.sign_in(name, request.form.get("password", ""), address=request.remote_addr or "")
    except Throttled as error:
        response = _form(target, name, error, 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except SignInRequired as error:
        return _form(target, name, error, 403)
    return enter(found, target)


@bp.post("/logout")
def logout() -> Response:
    """End this session, or with ``everywhere`` all sessions of the account."""
    found, sessions = identity(), workspace().accounts.sessions
    if found.account is not None:
        everywhere = "everywhere" in request.form
        ended = sessions.end_all(found.account.name) if everywhere else sessions.end(found.account.name, found.session)
        audit("signout", found.account.name, f"{ended} sessions" if everywhere else "")
    response = make_response(redirect(url_for("home.index"), 303))
    cookies.clear_session(response)
    return response


@bp.get("/login/oidc")
def oidc() -> Response:
    """Send a browser to the OpenID provider. A link, not a form: the policy of pages lets forms lead here alone."""
    target = own_path(request.args.get("next", ""))
    address = Provider.of(workspace().settings).begin(form_secret(), url_for(".oidc_answer", _external=True), target)
    return make_response(redirect(address, 303))


@bp.get("/login/oidc/answer")
def oidc_answer() -> Response:
    """Where the OpenID provider sends the browser back to."""
    accounts, provider = workspace().accounts, Provider.of(workspace().settings)
    person, target = provider.finish(cookies.form(), url_for(".oidc_answer", _external=True), request.args.to_dict())
    found = accounts.of_identity(provider.issuer, person.subject)
    if found is None:
        found = accounts.add_of_identity(
            provider.issuer, person.subject, person.name, role=person.role, display_name=person.display_name
        )
        accounts.audit.write("account.added", found.name, f"{provider.issuer} {found.role.key}", account=found.name)
    elif provider.maps_roles and found.role is not person.role:
        found = accounts.set_role(found.name, person.role)
        accounts.audit.write("account.role", found.name, f"{provider.issuer} {found.role.key}", account=found.name)
    if not found.active:
        accounts.audit.write("signin.failed", found.name, "disabled", address=request.remote_addr or "")
        return _form(target, "", SignInRequired("disabled"), 403)
    return enter(found, own_path(target))


def enter(found: Account, target: str) -> Response:
    """Begin a session and lead to a path of this server. The session that the browser had ends: it is never kept on
    (OWASP Session Management Cheat Sheet, session fixation)."""
    accounts = workspace().accounts
    if before := accounts.of_session(cookies.session()):
        accounts.sessions.end(before[0].name, before[1])
    token = accounts.sessions.begin(
        found.name, address=request.remote_addr or "", program=request.headers.get("User-Agent", "")
    )
    g.identity = Identity(found)
    audit("signin", found.name)
    where = url_for("account.password") if found.temporary else target or url_for("account.index")
    response = make_response(redirect(where, 303))
    cookies.set_session(response, token)
    if language := languages.recognise(found.language):
        languages.remember(response, language)
    return response


def own_path(text: str) -> str:
    """A path of this server with its query, as it may be led back to; empty for anything else.

    Browsers drop tabs and line ends and take a backslash for a slash, so that a text with any of them is none.

    >>> own_path("/search?q=a"), own_path("//example.org"), own_path("https://example.org/"), own_path("/\\\\\\\\x")
    ('/search?q=a', '', '', '')
    """
    if not text.startswith("/") or text.startswith("//") or len(text) > _LONGEST_PATH:
        return ""
    if "\\" in text or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    own = not parts.scheme and not parts.netloc and parts.path not in ("/login", "/logout")
    return text if own else ""


def _form(target: str, name: str = "", error: ZhishuError | None = None, status: int = 200) -> Response:
    provider = Provider.label_of(workspace().settings)
    return render(LoginPage(name, target, explained(error) if error else "", provider, account()), status)
