"""The one place where requests of people and programs are checked: tokens, CSRF, temporary passwords, caches."""

from __future__ import annotations

import hmac
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from kg.accounts.account import NotAllowed, SignInRequired
from kg.accounts.throttle import Throttled
from webapp.accounts import cookies
from webapp.accounts.current import (
    SAFE_METHODS,
    SIGN_IN,
    account,
    bearer,
    csrf_token,
    form_secret,
    identity,
    is_identified,
    is_sessionless,
    may,
)
from webapp.errors import ErrorPage, answer, heading
from webapp.languages import gettext as _
from webapp.negotiate import wants_html

#: What somebody with a temporary password may reach.
_WITH_TEMPORARY = ("account.password", "account.change_password", "signin.logout")


class Forged(NotAllowed):
    """An unsafe request that came with a cookie, but without the token of a page of ours."""


def init_app(app: Flask) -> None:
    """Check every request before its view, and keep answers to people who are signed in out of caches."""
    app.before_request(_check)
    app.after_request(_keep_private)
    app.register_error_handler(SignInRequired, _ask_to_sign_in)
    app.register_error_handler(Throttled, _ask_to_wait)
    app.jinja_env.globals.update(csrf_token=csrf_token, may=may)


def _check() -> AnyResponse | None:
    if request.endpoint is None or is_sessionless():
        return None
    if bearer() is not None:
        identity()  # a token that is not valid is refused, even where none is needed
        return None
    if request.method not in SAFE_METHODS:
        _check_origin()
    return _ask_for_own_password()


def _check_origin() -> None:
    """Raise Forged for an unsafe request that a page of another site, or an old page of ours, may have sent.

    Browsers say by Sec-Fetch-Site (https://www.w3.org/TR/fetch-metadata/) where it comes from; the token is what
    counts wherever there is a cookie to misuse.
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Forged(_("This was sent from a page of another site."), hint=_("Open the page here and try again."))
    if not cookies.session() and request.endpoint != SIGN_IN:
        return
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not sent or not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_token().encode()):
        raise Forged(
            _("The form was not sent from a page of this session, or the page is too old. Nothing was changed."),
            hint=_("Go back, load the page again and send the form once more."),
        )


def _ask_for_own_password() -> AnyResponse | None:
    """Lead somebody with a temporary password to the page where it is changed."""
    found = account() if cookies.session() else None
    if found is None or not found.temporary or request.endpoint in _WITH_TEMPORARY:
        return None
    if request.method in SAFE_METHODS and wants_html():
        return redirect(url_for("account.password"), 303)
    raise NotAllowed(_("First replace the temporary password by one of your own."), hint=url_for("account.password"))


def _keep_private(response: Response) -> Response:
    """What somebody signed in gets is theirs: no cache keeps it, and no page of another site reads it."""
    if "form_secret" in g and cookies.form() != form_secret():
        cookies.set_form(response, form_secret())
    if is_identified() or request.blueprint in ("signin", "account", "administration"):
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
        for name in ("ETag", "Last-Modified", "Expires"):
            response.headers.pop(name, None)
        if bearer() is None:
            for name in [name for name, _value in response.headers if name.startswith("Access-Control-")]:
                response.headers.pop(name, None)
    return response


def _ask_to_sign_in(error: SignInRequired) -> AnyResponse:
    """The page of sign-in, which leads back; for programs 401 with the reason (RFC 6750, section 3)."""
    if bearer() is None and wants_html():
        here = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
        query = f"?{urlencode({'next': here})}" if here else ""
        response: AnyResponse = redirect(f"{url_for('signin.login')}{query}", 303)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    response = answer(ErrorPage(401, heading(401), str(error), error.hint))
    said = f', error="invalid_token", error_description="{quote(error.reason, safe=" :,-")}"' if error.reason else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="zhishu"{said}'
    return response


def _ask_to_wait(error: Throttled) -> Response:
    response = answer(ErrorPage(429, heading(429), str(error), error.hint))
    response.headers["Retry-After"] = str(error.seconds)
    return response
