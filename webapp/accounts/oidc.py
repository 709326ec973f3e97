"""Signing in by an OpenID provider: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1).

Only the configured issuer is ever asked, redirections of its answers are not followed, and somebody is known by issuer
and subject alone, never by a name or an e-mail address. State, nonce and verifier are derived from a secret in a
cookie of the browser that begins, so that an answer counts in that browser alone and nothing has to be stored.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask

from kg.accounts.roles import Role
from kg.errors import InvalidInput, ZhishuError
from webapp.languages import gettext as _

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SECONDS = 600  #: within which the provider has to send the browser back
_TIMEOUT = 10
_LEEWAY = 60
_LONGEST_SUBJECT = 255  #: OpenID Connect Core 1.0, section 2
_CONFIGURATIONS: dict[str, tuple[float, dict[str, Any]]] = {}


class ProviderFailed(ZhishuError):
    """The provider cannot be reached, or its answer is not one that can be trusted."""

    status = 502


class AnswerRefused(ZhishuError):
    """An answer that does not belong to this browser, comes too late, or says that signing in was refused."""

    status = 403


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says somebody is; ``name`` is only what a new account may be called."""

    subject: str
    name: str
    display_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Provider:
    """The issuer of the settings."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str
    roles: dict[str, Role]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Provider:
        """The provider of the settings.

        Raises InvalidInput where none is set, a setting cannot be used, or the extra ``oidc`` is not installed.
        """
        issuer, client_id, file = (settings[f"oidc.{name}"] for name in ("issuer", "client_id", "client_secret_file"))
        if not issuer:
            raise InvalidInput(_("There is no sign-in by OpenID Connect here."))
        if any(find_spec(name) is None for name in ("authlib", "joserfc", "requests")):
            raise InvalidInput(
                "`[oidc] issuer` is set, but Authlib and requests are not installed.",
                hint="Install the extra: pip install 'zhishu[oidc]'.",
            )
        _check_address(issuer, issuer)
        if not client_id:
            raise InvalidInput("`[oidc] client_id` is not set.", hint="The provider gives one to each application.")
        try:
            secret = Path(file).read_text("utf-8").strip() if file else ""
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(f"`[oidc] client_secret_file` cannot be read: {error}") from None
        return cls(issuer, client_id, secret, settings["oidc.role_claim"], _roles(settings["oidc.roles"]))

    @staticmethod
    def label_of(settings: Mapping[str, Any]) -> str:
        """What the provider of the settings is called on the page of sign-in; empty where none is set."""
        issuer: str = settings["oidc.issuer"]
        return settings["oidc.label"] or urlsplit(issuer).hostname or issuer

    @property
    def maps_roles(self) -> bool:
        """Whether the role of an account follows what the provider says at each sign-in."""
        return bool(self.role_claim and self.roles)

    def begin(self, secret: str, answer_address: str, target: str) -> str:
        """The address at the provider to which a browser with this ``secret`` is sent; ``target`` comes back.

        Raises ProviderFailed.
        """
        said = json.dumps([secrets.token_urlsafe(16), int(time.time()), target]).encode()
        payload = base64.urlsafe_b64encode(said).decode().rstrip("=")
        address, _state = self._client(answer_address).create_authorization_url(
            self._configuration()["authorization_endpoint"],
            state=f"{payload}.{_derived(secret, 'state', payload)}",
            nonce=_derived(secret, "nonce", payload),
            code_verifier=_derived(secret, "verifier", payload),
        )
        return str(address)

    def finish(self, secret: str, answer_address: str, answer: Mapping[str, str]) -> tuple[Person, str]:
        """Who signed in, and the ``target`` that was given at the beginning.

        Raises AnswerRefused for an answer that this browser did not ask for, ProviderFailed.
        """
        payload, target = _checked_state(secret, answer.get("state", ""))
        if answer.get("error") or not answer.get("code") or answer.get("iss", self.issuer) != self.issuer:
            message = _("The provider did not let you sign in: %(reason)s.", reason=answer.get("error", "?")[:100])
            raise AnswerRefused(message, hint=_("Begin again on the page of sign-in."))
        claims = self._claims(
            self._id_token(answer["code"], _derived(secret, "verifier", payload), answer_address),
            _derived(secret, "nonce", payload),
        )
        return self._person(claims), target

    def _id_token(self, code: str, verifier: str, answer_address: str) -> str:
        from authlib.integrations.base_client import OAuthError
        from authlib.oauth2 import OAuth2Error
        from requests import RequestException

        try:
            token = self._client(answer_address).fetch_token(
                self._configuration()["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=_TIMEOUT,
            )
            return str(token["id_token"])
        except (RequestException, OAuthError, OAuth2Error, ValueError, KeyError) as error:
            raise _failed(error) from error

    def _claims(self, id_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an id token whose signature, issuer, audience, time and nonce are right (Core, 3.1.3.7)."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(self._get(self._configuration()["jwks_uri"]))  # type: ignore[arg-type]
            claims = jwt.decode(id_token, keys, algorithms=_ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=_LEEWAY,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise _failed(error) from error
        if claims.get("azp", self.client_id) != self.client_id or not 0 < len(str(claims["sub"])) <= _LONGEST_SUBJECT:
            raise _failed(ValueError("azp or sub"))
        return dict(claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        given = claims.get(self.role_claim, []) if self.role_claim else []
        values = [str(each) for each in given] if isinstance(given, list) else [str(given)]
        role = max((self.roles[value] for value in values if value in self.roles), default=Role.READER)
        name = str(claims.get("preferred_username") or claims.get("email") or "").partition("@")[0]
        return Person(str(claims["sub"]), name, str(claims.get("name") or "")[:64], role)

    def _client(self, answer_address: str) -> OAuth2Session:
        from authlib.integrations.requests_client import OAuth2Session

        client = OAuth2Session(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
            scope="openid profile",
            redirect_uri=answer_address,
            code_challenge_method="S256",
        )
        client.max_redirects = 0
        client.trust_env = False
        return client

    def _configuration(self) -> dict[str, Any]:
        """What the issuer says of itself (OpenID Connect Discovery 1.0), kept for some minutes."""
        kept = _CONFIGURATIONS.get(self.issuer)
        if kept and time.monotonic() - kept[0] < _SECONDS:
            return kept[1]
        found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise _failed(ValueError(f"it calls itself {str(found.get('issuer'))[:200]!r}"))
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _check_address(str(found.get(name, "")), self.issuer)
        _CONFIGURATIONS[self.issuer] = (time.monotonic(), found)
        return found

    @staticmethod
    def _get(address: str) -> dict[str, Any]:
        import requests

        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(address, timeout=_TIMEOUT, allow_redirects=False)
            if answer.status_code != 200:
                raise ValueError(f"{address}: status {answer.status_code}")
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise _failed(error) from error
        if not isinstance(found, dict):
            raise _failed(ValueError(f"{address}: no object"))
        return found


def init_app(app: Flask) -> None:
    """Raise InvalidInput where a provider is set that cannot be used: better at the start than at a sign-in."""
    settings: Mapping[str, Any] = app.extensions["workspace"].settings
    if settings["oidc.issuer"]:
        Provider.of(settings)


def _check_address(address: str, issuer: str) -> None:
    """Raise InvalidInput for an address that is not https; loopback may be http, for trials."""
    parts = urlsplit(address)
    loopback = parts.scheme == "http" and parts.hostname in _LOOPBACK and urlsplit(issuer).hostname in _LOOPBACK
    if (parts.scheme != "https" and not loopback) or not parts.hostname or parts.username or parts.fragment:
        raise InvalidInput(f"{address[:200]!r} of `[oidc] issuer` is not an https address.")


def _roles(text: str) -> dict[str, Role]:
    """The roles of ``value = role; value = role``. Raises InvalidInput."""
    pairs = [part.rpartition("=") for part in text.split(";") if part.strip()]
    return {value.strip(): Role.named(role) for value, _equals, role in pairs}


def _checked_state(secret: str, state: str) -> tuple[str, str]:
    payload, _dot, signature = state.rpartition(".")
    expected = _derived(secret, "state", payload)
    if not secret or not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        raise AnswerRefused(
            _("This answer of the provider does not belong to a sign-in that this browser began."),
            hint=_("Begin again on the page of sign-in."),
        )
    _number, began, target = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not 0 <= time.time() - began <= _SECONDS:
        raise AnswerRefused(
            _("The answer of the provider came too late."), hint=_("Begin again on the page of sign-in.")
        )
    return payload, str(target)


def _derived(secret: str, purpose: str, payload: str) -> str:
    return hmac.new(secret.encode(), f"{purpose}:{payload}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _failed(error: Exception) -> ProviderFailed:
    return ProviderFailed(
        _("Signing in by the provider failed: %(reason)s.", reason=f"{type(error).__name__}: {error}"[:300]),
        hint=_("Try again later, or sign in with a password."),
    )
