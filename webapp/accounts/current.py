"""Who sends this request, what they may do, and the audit log of what they did."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, current_app, g, request

from kg.accounts.account import Account, NotAllowed, SignInRequired
from kg.accounts.roles import Role, permissions
from webapp import languages
from webapp.accounts import cookies
from webapp.current import workspace
from webapp.languages import gettext as _

P = ParamSpec("P")
View = TypeVar("View", bound=Callable[..., object])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: The view whose form people send before they have a session; its CSRF token stands on a cookie of its own.
SIGN_IN = "signin.login"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends a request: ``session`` is the digest of their session, empty for a program with a token."""

    account: Account | None = None
    session: str = ""


def sessionless(view: View) -> View:
    """Mark a view whose unsafe requests (queries by POST) anybody may send from anywhere: they are answered without
    looking at cookie or token, and therefore need no CSRF token. It stands under the ``route`` of the view."""
    view.sessionless = True  # type: ignore[attr-defined]
    return view


def is_sessionless() -> bool:
    """Whether this request is answered the same whoever sends it: static files, and queries by POST."""
    if request.endpoint == "static":
        return True
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE_METHODS and getattr(view, "sessionless", False)


def bearer() -> str | None:
    """The token of ``Authorization: Bearer``, None where the header is absent or of another scheme."""
    scheme, _blank, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else None


def identity() -> Identity:
    """Who sends this request; looked up once. Raises SignInRequired for a token that is not valid."""
    if "identity" not in g:
        g.identity = Identity()  # what the page of an error shows, should looking it up fail
        if not is_sessionless():
            g.identity = _identified()
    found: Identity = g.identity
    return found


def is_identified() -> bool:
    """Whether somebody has asked who sends this request, and it is not an anonymous reader."""
    return "identity" in g and g.identity.account is not None


def _identified() -> Identity:
    if (text := bearer()) is not None:
        account, _token = workspace().accounts.of_token(text)
        return Identity(account)
    if (cookie := cookies.session()) and (found := workspace().accounts.of_session(cookie)):
        return Identity(*found)
    return Identity()


def account() -> Account | None:
    """The account of this request, by session cookie or by ``Authorization: Bearer``; None for an anonymous reader."""
    return identity().account


def may(permission: str) -> bool:
    """Whether the account of this request has a permission of ``kg/accounts/roles.toml``; nobody: false.

    Also a function of all templates. Raises KeyError for a permission that is not there.
    """
    needed = permissions()[permission].role
    found = account()
    return found is not None and found.role >= needed


def requires(needed: Role | str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """A view for accounts of a role, or with a permission, alone; it stands under the ``route`` of the view.

    Nobody signed in: the page of sign-in for people (which leads back), 401 for programs. Another role: 403.
    """
    lowest = needed if isinstance(needed, Role) else permissions()[needed].role

    def decorated(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            require(lowest)
            return view(*args, **kwargs)

        return wrapped

    return decorated


def require(lowest: Role) -> Account:
    """The account of this request. Raises SignInRequired where nobody is signed in, NotAllowed for a lower role."""
    found = account()
    if found is None:
        raise SignInRequired(
            _("This needs an account."), hint=_("Sign in, or send a token with “Authorization: Bearer …”.")
        )
    if found.role < lowest:
        tag = languages.current().tag
        raise NotAllowed(
            _(
                "This needs the role “%(needed)s”; yours is “%(role)s”.",
                needed=lowest.label(tag),
                role=found.role.label(tag),
            ),
            hint=_("An administrator can give you another role."),
        )
    return found


def csrf_token() -> str:
    """The token for the hidden field ``csrf`` of a form (or the header ``X-CSRF-Token``); also a template global.

    It belongs to the session of the request. For an anonymous reader it is empty, but on the page of sign-in:
    other public pages are the same for everybody.
    """
    secret = cookies.session() or (form_secret() if request.endpoint == SIGN_IN else "")
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest() if secret else ""


def form_secret() -> str:
    """The secret of a browser without session, for the form of sign-in; it is put into a cookie with the answer."""
    if "form_secret" not in g:
        g.form_secret = cookies.form() or secrets.token_urlsafe(32)
    found: str = g.form_secret
    return found


def audit(action: str, about: str = "", note: str = "") -> None:
    """Write to the audit log who did what in this request: ``audit("decision.merge", "person/cbdb-1", "…")``."""
    found = account()
    workspace().accounts.audit.write(
        action, about, note, account=found.name if found else "", address=request.remote_addr or ""
    )
