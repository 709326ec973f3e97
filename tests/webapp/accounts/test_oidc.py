"""Signing in by an OpenID provider: a small one on loopback, which signs real id tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from kg.accounts.roles import Role
from kg.errors import InvalidInput
from kg.workspace import Workspace
from tests.webapp.accounts.conftest import HTML, sign_in
from webapp import create_app
from webapp.accounts import oidc
from webapp.evaluation import close_pool

KEY = RSAKey.generate_key(2048, {"kid": "one"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class FakeProvider:
    """What the provider says, and what it was asked."""

    claims: dict[str, Any] = field(default_factory=dict)
    configuration: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    redirects: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    issuer: str = ""

    def authorize(self, address: str) -> str:
        """What a provider does where somebody says yes: the address to which it sends the browser back."""
        values = dict(parse_qsl(urlsplit(address).query))
        assert values["response_type"] == "code"
        assert values["code_challenge_method"] == "S256"
        self.codes["code-1"] = values
        return f"{values['redirect_uri']}?{urlencode({'code': 'code-1', 'state': values['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, str]:
        """The answer of the token endpoint; a wrong verifier, client or address is refused."""
        asked = self.codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        assert form["redirect_uri"] == asked["redirect_uri"]
        assert base64.b64decode(authorization.removeprefix("Basic ")) == b"zhishu-trial:hidden"
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "zhishu-trial", "sub": "42", "nonce": asked["nonce"]}
        claims |= {"iat": now, "exp": now + 60, "preferred_username": "shen", "name": "沈津", **self.claims}
        header = {"alg": self.algorithm, "kid": "one"}
        signed = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


def handler(provider: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if provider.redirects and self.path == "/.well-known/openid-configuration":
                self.send_response(302)
                self.send_header("Location", provider.redirects)
                self.end_headers()
                return
            known = {
                "issuer": provider.issuer,
                "authorization_endpoint": f"{provider.issuer}/authorize",
                "token_endpoint": f"{provider.issuer}/token",
                "jwks_uri": f"{provider.issuer}/keys",
                **provider.configuration,
            }
            self.answer({"keys": [KEY.as_dict(private=False)]} if self.path == "/keys" else known)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(provider.token(form, self.headers["Authorization"]))

        def answer(self, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    """A provider on a free port of this machine."""
    found = FakeProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(found))
    found.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(people: Workspace, provider: FakeProvider, tmp_path: Path) -> Iterator[FlaskClient]:
    """A browser at a site with that provider."""
    (tmp_path / "secret").write_text("hidden\n", "utf-8")
    people.settings.update(
        {
            "oidc.issuer": provider.issuer,
            "oidc.client_id": "zhishu-trial",
            "oidc.client_secret_file": str(tmp_path / "secret"),
            "oidc.label": "Trial Library",
        }
    )
    app = create_app(people, {"TESTING": True})
    oidc._CONFIGURATIONS.clear()
    yield app.test_client()
    close_pool(app)


def through(client: FlaskClient, provider: FakeProvider, target: str = "/search?q=x") -> TestResponse:
    """Go to the provider and come back."""
    sent = client.get(f"/login/oidc?{urlencode({'next': target})}", headers=HTML)
    assert sent.status_code == 303, sent.text
    assert sent.location.startswith(f"{provider.issuer}/authorize?")
    back = urlsplit(provider.authorize(sent.location))
    return client.get(f"{back.path}?{back.query}", headers=HTML)


def test_the_first_sign_in_makes_an_account_for_reading(
    client: FlaskClient, provider: FakeProvider, people: Workspace
) -> None:
    assert "Sign in with Trial Library" in client.get("/login", headers=HTML).text
    answer = through(client, provider)
    assert (answer.status_code, answer.location) == (303, "/search?q=x")
    assert "沈津" in client.get("/account", headers=HTML).text
    found = people.accounts.get("shen")
    assert (found.role, found.email) == (Role.READER, "")
    through(client, provider)
    assert [each.name for each in people.accounts.all()] == ["cataloguer", "chief", "reader", "shen"]


def test_a_name_or_address_of_an_account_here_is_no_proof(
    client: FlaskClient, provider: FakeProvider, people: Workspace
) -> None:
    people.accounts.change("chief", display_name="", email="chief@example.org", language="")
    provider.claims = {"preferred_username": "chief", "email": "chief@example.org", "email_verified": True}
    through(client, provider)
    assert people.accounts.of_identity(provider.issuer, "42") == people.accounts.get("chief-2")
    assert client.get("/admin/accounts", headers=HTML).status_code == 403


def test_a_claim_gives_the_highest_of_its_roles_and_takes_it_away(
    client: FlaskClient, provider: FakeProvider, people: Workspace
) -> None:
    people.settings.update({"oidc.role_claim": "groups", "oidc.roles": "cat = cataloguer; cn=heads,ou=x = reviewer"})
    provider.claims = {"groups": ["cat", "cn=heads,ou=x", "others"]}
    through(client, provider)
    assert people.accounts.get("shen").role is Role.REVIEWER
    provider.claims = {"groups": "cat"}
    through(client, provider)
    assert people.accounts.get("shen").role is Role.CATALOGUER
    provider.claims = {}
    through(client, provider)
    assert people.accounts.get("shen").role is Role.READER
    assert len(people.accounts.audit.read(action="account.role")) == 2


def test_a_disabled_account_stays_out(client: FlaskClient, provider: FakeProvider, people: Workspace) -> None:
    through(client, provider)
    people.accounts.disable("shen")
    assert through(client, provider).status_code == 403
    assert client.get("/account", headers=HTML).status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example.org"},
        {"aud": "another-client"},
        {"nonce": "another"},
        {"exp": 1_000_000_000},
        {"iat": None},
        {"sub": None},
        {"sub": "4" * 256},
        {"azp": "another-client", "aud": ["zhishu-trial", "another-client"]},
    ],
)
def test_an_id_token_that_is_not_for_us_is_refused(
    client: FlaskClient, provider: FakeProvider, people: Workspace, claims: dict[str, object]
) -> None:
    provider.claims = claims
    answer = through(client, provider)
    assert answer.status_code == 502
    assert people.accounts.find("shen") is None


def test_an_id_token_signed_by_another_is_refused(
    client: FlaskClient, provider: FakeProvider, people: Workspace
) -> None:
    provider.key = STRANGER
    assert through(client, provider).status_code == 502
    assert people.accounts.find("shen") is None


def test_an_answer_counts_only_in_the_browser_that_began(client: FlaskClient, provider: FakeProvider) -> None:
    sent = client.get("/login/oidc", headers=HTML)
    back = urlsplit(provider.authorize(sent.location))
    other = client.application.test_client()
    for _try in range(2):
        answer = other.get(f"{back.path}?{back.query}", headers=HTML)
        assert answer.status_code == 403
        assert "does not belong to a sign-in that this browser began" in answer.text
        sign_in(other, "reader", "wrong")
    assert "/token" not in provider.asked


def test_an_answer_counts_once(client: FlaskClient, provider: FakeProvider) -> None:
    sent = client.get("/login/oidc", headers=HTML)
    back = urlsplit(provider.authorize(sent.location))
    assert client.get(f"{back.path}?{back.query}", headers=HTML).status_code == 303
    assert client.get(f"{back.path}?{back.query}", headers=HTML).status_code == 403


@pytest.mark.parametrize("state", ["", "x", "x.y", "é.é", "eyJ.0"])
def test_a_forged_state_is_refused(client: FlaskClient, provider: FakeProvider, state: str) -> None:
    client.get("/login/oidc", headers=HTML)
    answer = client.get(f"/login/oidc/answer?{urlencode({'state': state, 'code': 'x'})}", headers=HTML)
    assert answer.status_code == 403


def test_an_answer_that_comes_too_late_is_refused(client: FlaskClient, provider: FakeProvider) -> None:
    with patch("webapp.accounts.oidc.time.time", return_value=time.time() - 601):
        sent = client.get("/login/oidc", headers=HTML)
    back = urlsplit(provider.authorize(sent.location))
    assert "came too late" in client.get(f"{back.path}?{back.query}", headers=HTML).text


def test_a_refusal_of_the_provider_is_told(client: FlaskClient, provider: FakeProvider) -> None:
    sent = client.get("/login/oidc", headers=HTML)
    state = dict(parse_qsl(urlsplit(sent.location).query))["state"]
    address = f"/login/oidc/answer?{urlencode({'state': state, 'error': 'access_denied'})}"
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 403
    assert "access_denied" in answer.text


def test_no_redirection_of_the_provider_is_followed(client: FlaskClient, provider: FakeProvider) -> None:
    provider.redirects = f"{provider.issuer}/elsewhere"
    answer = client.get("/login/oidc", headers=HTML)
    assert answer.status_code == 502
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_provider_that_calls_itself_otherwise_is_refused(client: FlaskClient, provider: FakeProvider) -> None:
    provider.configuration = {"issuer": "https://elsewhere.example.org"}
    assert client.get("/login/oidc", headers=HTML).status_code == 502


@pytest.mark.parametrize("endpoint", ["file:///etc/passwd", "http://192.0.2.1/token", "", "https://a:b@example.org/"])
def test_an_endpoint_that_is_not_https_is_refused(client: FlaskClient, provider: FakeProvider, endpoint: str) -> None:
    provider.configuration = {"token_endpoint": endpoint}
    assert client.get("/login/oidc", headers=HTML).status_code in (400, 502)
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_provider_that_is_away_is_told(client: FlaskClient, provider: FakeProvider, people: Workspace) -> None:
    people.settings["oidc.issuer"] = "http://127.0.0.1:9"
    answer = client.get("/login/oidc", headers=HTML)
    assert answer.status_code == 502
    assert "Signing in by the provider failed" in answer.text


def test_signing_in_never_leads_to_another_server(client: FlaskClient, provider: FakeProvider) -> None:
    assert through(client, provider, "//example.org/").location == "/account"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"oidc.client_id": ""}, "client_id"),
        ({"oidc.client_secret_file": "/nowhere/secret"}, "client_secret_file"),
        ({"oidc.issuer": "http://id.example.org"}, "not an https address"),
        ({"oidc.roles": "x = king"}, "'king' is not a role"),
    ],
)
def test_settings_that_cannot_be_used_are_told_at_the_start(
    people: Workspace, changed: dict[str, str], said: str
) -> None:
    people.settings.update({"oidc.issuer": "https://id.example.org", "oidc.client_id": "x", **changed})
    with pytest.raises(InvalidInput, match=said):
        create_app(people)


def test_a_missing_library_is_told_at_the_start(people: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    people.settings.update({"oidc.issuer": "https://id.example.org", "oidc.client_id": "x"})
    absent: Callable[[str], None] = lambda name: None  # noqa: E731
    monkeypatch.setattr("webapp.accounts.oidc.find_spec", absent)
    with pytest.raises(InvalidInput, match="not installed") as refused:
        create_app(people)
    assert "zhishu[oidc]" in refused.value.hint


def test_without_a_provider_there_is_no_such_sign_in(anonymous: FlaskClient) -> None:
    assert anonymous.get("/login/oidc", headers=HTML).status_code == 400
    assert "/login/oidc" not in anonymous.get("/login", headers=HTML).text
