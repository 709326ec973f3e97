"""Signing in and out in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.http import parse_cookie

from kg.workspace import Workspace
from tests.kg.accounts.conftest import Clock
from tests.webapp.accounts.conftest import HTML, PASSWORDS, csrf_of, send, sign_in
from webapp.accounts.signin import own_path

Browser = Callable[[str], FlaskClient]


def cookie(client: FlaskClient, name: str = "zhishu_session") -> str:
    found = client.get_cookie(name)
    return found.value if found else ""


def test_signing_in_leads_back_to_the_page(anonymous: FlaskClient) -> None:
    answer = sign_in(anonymous, "reader", next="/search?q=%E7%9B%9B")
    assert (answer.status_code, answer.location) == (303, "/search?q=%E7%9B%9B")
    page = anonymous.get("/account", headers=HTML)
    assert "Reader A." in page.text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(anonymous: FlaskClient) -> None:
    given = [each for each in sign_in(anonymous, "reader").headers.getlist("Set-Cookie") if "session" in each]
    assert len(given) == 1
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in given[0].split(";")}
    assert "Secure" not in given[0]
    assert "Domain" not in given[0]


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(site: Flask) -> None:
    client = site.test_client()
    page = client.get("/login", base_url="https://localhost", headers=HTML)
    form = {"name": "reader", "password": PASSWORDS["reader"], "csrf": csrf_of(page)}
    answer = client.post("/login", base_url="https://localhost", data=form, headers=HTML)
    given = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("__Host-zhishu_session=")]
    assert len(given) == 1
    assert "Secure" in given[0]


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "/\n/example.org",
        "javascript:alert(1)",
        " //example.org",
        "http:example.org",
        "///example.org",
        "/login?next=//example.org",
        "/" + "a" * 3_000,
    ],
)
def test_signing_in_never_leads_to_another_server(anonymous: FlaskClient, target: str) -> None:
    assert own_path(target) == ""
    assert sign_in(anonymous, "reader", next=target).location == "/account"


@pytest.mark.parametrize(("name", "password"), [("reader", "wrong"), ("nobody", "wrong"), ("", ""), ("reader", "")])
def test_a_wrong_sign_in_is_refused_in_the_same_words(anonymous: FlaskClient, name: str, password: str) -> None:
    page = anonymous.get("/login", headers=HTML)
    form = {"name": name, "password": password, "csrf": csrf_of(page)}
    answer = anonymous.post("/login", data=form, headers=HTML)
    assert answer.status_code == 403
    assert "Name or password is wrong, or the account is not in use." in answer.text
    assert not cookie(anonymous)


def test_a_name_that_was_typed_is_escaped(anonymous: FlaskClient) -> None:
    assert '"><script>' not in sign_in(anonymous, '"><script>alert(1)</script>', "x").text


def test_too_many_failures_are_answered_with_when_to_try_again(anonymous: FlaskClient, clock: Clock) -> None:
    statuses = [sign_in(anonymous, "reader", "wrong").status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]
    answer = sign_in(anonymous, "reader")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert "Try again in 1 seconds" in answer.text
    clock.move(seconds=1)
    assert sign_in(anonymous, "reader").status_code == 303


def test_a_session_that_was_planted_is_not_taken_over(site: Flask, browser: Browser, people: Workspace) -> None:
    attacker = browser("reader")
    planted = cookie(attacker)
    victim = site.test_client()
    victim.set_cookie("zhishu_session", planted)
    assert sign_in(victim, "chief").status_code == 303
    assert cookie(victim) != planted
    assert people.accounts.of_session(planted) is None
    assert attacker.get("/account", headers=HTML).status_code == 303


def test_a_token_of_the_browsers_own_making_becomes_no_session(anonymous: FlaskClient, people: Workspace) -> None:
    anonymous.set_cookie("zhishu_session", "chosen-by-the-attacker")
    assert sign_in(anonymous, "reader").status_code == 303
    assert cookie(anonymous) != "chosen-by-the-attacker"
    assert people.accounts.of_session("chosen-by-the-attacker") is None


def test_a_tampered_cookie_is_nobody(browser: Browser) -> None:
    client = browser("chief")
    token = cookie(client)
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token + "x", "", "0" * 3_000, "\xff"):
        client.set_cookie("zhishu_session", forged)
        assert client.get("/admin/accounts", headers=HTML).location == "/login?next=%2Fadmin%2Faccounts"


def test_signing_out_ends_the_session_on_the_server(browser: Browser, people: Workspace) -> None:
    client = browser("reader")
    token = cookie(client)
    answer = send(client, "/logout")
    assert answer.status_code == 303
    assert parse_cookie(answer.headers["Set-Cookie"])["zhishu_session"] == ""
    assert people.accounts.of_session(token) is None


def test_signing_out_everywhere_ends_all_sessions(browser: Browser) -> None:
    one, other = browser("reader"), browser("reader")
    send(one, "/logout", everywhere="yes")
    assert other.get("/account", headers=HTML).status_code == 303


def test_signing_out_is_no_link(browser: Browser) -> None:
    client = browser("reader")
    assert client.get("/logout", headers=HTML).status_code == 405
    assert client.get("/account", headers=HTML).status_code == 200


def test_a_session_ends_when_it_is_not_used(browser: Browser, clock: Clock) -> None:
    client = browser("reader")
    clock.move(minutes=721)
    answer = client.get("/account?x=1", headers=HTML)
    assert (answer.status_code, answer.location) == (303, "/login?next=%2Faccount%3Fx%3D1")


def test_every_sign_in_is_in_the_audit_log(anonymous: FlaskClient, people: Workspace) -> None:
    sign_in(anonymous, "reader", "wrong")
    sign_in(anonymous, "reader")
    send(anonymous, "/logout")
    entries = [(entry.action, entry.account, entry.about, entry.address) for entry in people.accounts.audit.read()]
    assert entries == [
        ("signout", "reader", "reader", "127.0.0.1"),
        ("signin", "reader", "reader", "127.0.0.1"),
        ("signin.failed", "", "reader", "127.0.0.1"),
    ]


def test_the_language_of_the_account_is_that_of_the_browser_after_signing_in(
    anonymous: FlaskClient, people: Workspace
) -> None:
    people.accounts.change("reader", display_name="", email="", language="zh-Hant")
    sign_in(anonymous, "reader")
    assert 'lang="zh-Hant"' in anonymous.get("/account", headers={"Accept": "text/html"}).text


def test_the_fields_say_what_a_password_manager_needs(anonymous: FlaskClient) -> None:
    text = anonymous.get("/login", headers=HTML).text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    for name in ("name", "password"):
        assert f'<label for="{name}">' in text
