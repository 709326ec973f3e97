"""The cookies of sign-in: HttpOnly, SameSite=Lax, and over https Secure with the prefix ``__Host-`` (RFC 6265bis)."""

from __future__ import annotations

from flask import Response, request

from webapp.current import workspace

_SESSION, _FORM = "zhishu_session", "zhishu_form"
_LONGEST = 200
#: Seconds within which the form of sign-in has to be sent, and a provider has to answer.
_FORM_SECONDS = 3600


def session() -> str:
    """The session token that the browser sends, empty where there is none or it cannot be one."""
    return _read(_SESSION)


def form() -> str:
    """The secret of a browser without session, empty where there is none."""
    return _read(_FORM)


def set_session(response: Response, token: str) -> None:
    """Give the browser a session token; the secret that it had before is no longer needed."""
    _write(response, _SESSION, token, workspace().accounts.sessions.seconds)
    _write(response, _FORM, "", 0)


def clear_session(response: Response) -> None:
    """Take the session token away."""
    _write(response, _SESSION, "", 0)


def set_form(response: Response, secret: str) -> None:
    """Give a browser without session the secret on which the token of the form of sign-in stands."""
    _write(response, _FORM, secret, _FORM_SECONDS)


def is_secure() -> bool:
    """Whether people reach this server over https: the base IRI says so, or the request came that way."""
    return request.is_secure or workspace().minter.base.startswith("https://")


def _name(name: str) -> str:
    return f"__Host-{name}" if is_secure() else name


def _read(name: str) -> str:
    found = request.cookies.get(_name(name), "")
    return found if len(found) <= _LONGEST and found.isascii() else ""


def _write(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        _name(name), value, max_age=seconds, path="/", secure=is_secure(), httponly=True, samesite="Lax"
    )
