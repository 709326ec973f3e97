"""The page of one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kg.accounts.roles import Role, permissions
from kg.workspace import Workspace
from tests.webapp.accounts.conftest import HTML, PASSWORDS, csrf_of, send, sign_in

Browser = Callable[[str], FlaskClient]
NEW = "seven brand new words that rhyme badly"


def test_ones_own_data_can_be_changed(browser: Browser, people: Workspace) -> None:
    client = browser("reader")
    answer = send(client, "/account/details", display_name="沈 津", email="shen@example.org", language="zh-Hant")
    assert answer.location == "/account?done=details"
    found = people.accounts.get("reader")
    assert (found.display_name, found.email, found.language) == ("沈 津", "shen@example.org", "zh-Hant")


def test_an_address_that_is_none_is_refused_and_nothing_changed(browser: Browser, people: Workspace) -> None:
    answer = send(browser("reader"), "/account/details", display_name="X", email="not an address")
    assert answer.status_code == 422
    assert "This is not an e-mail address." in answer.text
    assert people.accounts.get("reader").display_name == "Reader A."


def test_nobody_gives_themselves_a_role(browser: Browser, people: Workspace) -> None:
    send(browser("reader"), "/account/details", display_name="X", role="administrator")
    assert people.accounts.get("reader").role is Role.READER


def test_changing_the_password_ends_other_sessions_and_renews_this_one(browser: Browser) -> None:
    here, elsewhere = browser("reader"), browser("reader")
    before = here.get_cookie("zhishu_session")
    form = {"present": PASSWORDS["reader"], "new": NEW, "again": NEW}
    answer = send(here, "/account/password", "/account/password", **form)
    assert answer.location == "/account?done=password"
    after = here.get_cookie("zhishu_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert here.get("/account", headers=HTML).status_code == 200
    assert elsewhere.get("/account", headers=HTML).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"present": "wrong", "new": NEW, "again": NEW}, "The present password is wrong."),
        ({"new": NEW, "again": NEW + "!"}, "The two new passwords differ."),
        ({"new": "short", "again": "short"}, "fewer than 12 characters"),
        ({"new": "password2026!", "again": "password2026!"}, "easily guessed"),
        ({"new": "Reader-Reader", "again": "Reader-Reader"}, "easily guessed"),
        ({"new": PASSWORDS["reader"], "again": PASSWORDS["reader"]}, "This is the present password."),
    ],
)
def test_a_password_that_is_not_accepted_changes_nothing(
    browser: Browser, anonymous: FlaskClient, form: dict[str, str], said: str
) -> None:
    answer = send(
        browser("reader"), "/account/password", "/account/password", **{"present": PASSWORDS["reader"], **form}
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert sign_in(anonymous, "reader").status_code == 303


def test_guessing_the_present_password_in_a_stolen_session_is_throttled(browser: Browser) -> None:
    client = browser("reader")
    form = {"present": "wrong", "new": NEW, "again": NEW}
    answers = [send(client, "/account/password", "/account/password", **form) for _ in range(6)]
    assert [each.status_code for each in answers] == [422] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "1"


def test_another_session_can_be_ended(browser: Browser, people: Workspace) -> None:
    here, elsewhere = browser("reader"), browser("reader")
    page = here.get("/account", headers=HTML)
    (other,) = re.findall(r'name="session" value="([0-9a-f]{64})"', page.text)
    assert send(here, "/account/sessions", session=other).location == "/account?done=session"
    assert elsewhere.get("/account", headers=HTML).status_code == 303
    assert here.get("/account", headers=HTML).status_code == 200


def test_all_other_sessions_can_be_ended(browser: Browser) -> None:
    here, *elsewhere = (browser("reader") for _ in range(3))
    send(here, "/account/sessions")
    assert [client.get("/account", headers=HTML).status_code for client in (here, *elsewhere)] == [200, 303, 303]


def test_a_token_is_shown_once_and_works(browser: Browser, anonymous: FlaskClient) -> None:
    client = browser("cataloguer")
    page = send(client, "/account/tokens", title="OpenRefine", role="contributor", days="30")
    (text,) = re.findall(r"zhishu_[0-9A-Za-z]{38}", page.text)
    assert page.headers["Cache-Control"] == "private, no-store"
    assert text not in client.get("/account", headers=HTML).text
    headers = {"Authorization": f"Bearer {text}", "Accept": "text/html"}
    assert "Cataloguer A." in anonymous.get("/roles", headers=headers).text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"title": "", "role": "reader", "days": "30"}, 422),
        ({"title": "x", "role": "reader", "days": "367"}, 422),
        ({"title": "x", "role": "reader", "days": "soon"}, 422),
        ({"title": "x", "role": "administrator", "days": "30"}, 422),
        ({"title": "x", "role": "nobody", "days": "30"}, 422),
    ],
)
def test_a_token_that_cannot_be_made_is_not(
    browser: Browser, people: Workspace, form: dict[str, str], status: int
) -> None:
    assert send(browser("cataloguer"), "/account/tokens", **form).status_code == status
    assert people.accounts.tokens.of() == []


def test_a_token_is_revoked_by_its_owner_alone(browser: Browser, people: Workspace) -> None:
    _text, token = people.accounts.tokens.make(people.accounts.get("reader"), "mine", Role.READER, 30)
    assert send(browser("cataloguer"), f"/account/tokens/{token.number}/revoke").status_code == 404
    assert send(browser("reader"), f"/account/tokens/{token.number}/revoke").status_code == 303
    assert people.accounts.tokens.of("reader")[0].revoked


def test_a_temporary_password_has_to_be_replaced_first(anonymous: FlaskClient, people: Workspace) -> None:
    given = people.accounts.reset("reader")
    assert sign_in(anonymous, "reader", given, next="/search").location == "/account/password"
    assert anonymous.get("/search", headers=HTML).location == "/account/password"
    csrf = csrf_of(anonymous.get("/account/password", headers=HTML))
    refused = anonymous.post("/account/tokens", data={"title": "x", "role": "reader", "days": "9", "csrf": csrf})
    assert refused.status_code == 403
    form = {"present": given, "new": NEW, "again": NEW}
    assert send(anonymous, "/account/password", "/account/password", **form).status_code == 303
    assert anonymous.get("/search", headers=HTML).status_code == 200


def test_the_page_of_roles_shows_the_table_that_the_code_uses(anonymous: FlaskClient) -> None:
    page = anonymous.get("/roles", headers=HTML).text
    assert [each for each in permissions().values() if each.label("en") not in page.replace("&#39;", "'")] == []
    assert page.count("✓") == sum(role.may(name) for role in Role for name in permissions())


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("path", ["/account", "/account/password", "/roles", "/login"])
def test_pages_are_in_chinese_too(browser: Browser, language: str, path: str) -> None:
    page = browser("reader").get(path, headers={"Accept": "text/html", "Accept-Language": language}).text
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert path == "/account" or not re.search("[A-Za-z]", heading[1])
    assert f'<html lang="{language}"' in page
