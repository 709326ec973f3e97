"""What may be sent by whom: tokens of forms, tokens of programs, caches."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from kg.accounts.roles import Role
from kg.backup import backup, restore
from kg.errors import WorkspaceError
from kg.workspace import Workspace
from tests.kg.accounts.conftest import Clock
from tests.webapp.accounts.conftest import HTML, PASSWORDS, csrf_of, send, sign_in
from webapp.accounts.current import SAFE_METHODS, account, audit, may, requires

Browser = Callable[[str], FlaskClient]
JSON = {"Accept": "application/json", "Accept-Language": "en"}
#: Views that answer queries by POST to anybody, from any page: they do not look at cookies or tokens.
QUERIES = re.compile(r"(/<any\([^)]*\):\w+>)?/reconcile(/.*)?")


def unsafe(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if set(rule.methods or ()) - SAFE_METHODS]


def is_marked(app: Flask, rule: Rule) -> bool:
    return getattr(app.view_functions[rule.endpoint], "sessionless", False)


def address_of(rule: Rule) -> str:
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        number = 1 if isinstance(converter, IntegerConverter) else "x"
        values[name] = min(converter.items) if isinstance(converter, AnyConverter) else number
    built = rule.build(values)
    assert built is not None
    return str(built[1])


def test_only_queries_of_the_public_are_answered_without_session(site: Flask) -> None:
    marked = {rule.rule for rule in unsafe(site) if is_marked(site, rule)}
    assert {path for path in marked if not QUERIES.fullmatch(path)} == {"/sparql"}
    assert not any("decision" in path for path in marked)


def test_every_other_unsafe_request_with_a_cookie_needs_the_token(site: Flask, browser: Browser) -> None:
    client, tried = browser("chief"), 0
    for rule in unsafe(site):
        if is_marked(site, rule):
            continue
        for method in sorted(set(rule.methods or ()) - SAFE_METHODS):
            answer = client.open(address_of(rule), method=method, headers=JSON)
            assert answer.status_code == 403, rule
            assert "not sent from a page of this session" in answer.json["error"]["message"]
            tried += 1
    assert tried > 10
    assert client.get("/account", headers=HTML).status_code == 200


@pytest.mark.parametrize("wrong", ["", "0" * 64, "é"])
def test_a_wrong_token_is_refused_with_a_page_that_says_so(browser: Browser, wrong: str) -> None:
    answer = browser("reader").post("/account/details", data={"csrf": wrong, "display_name": "X"}, headers=HTML)
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.text


def test_the_token_of_another_session_is_refused(browser: Browser, people: Workspace) -> None:
    mine, other = browser("reader"), browser("chief")
    token = csrf_of(other.get("/account", headers=HTML))
    assert mine.post("/account/details", data={"csrf": token, "display_name": "X"}, headers=HTML).status_code == 403
    assert people.accounts.get("reader").display_name == "Reader A."


def test_the_token_may_come_as_a_header(browser: Browser, people: Workspace) -> None:
    client = browser("reader")
    token = csrf_of(client.get("/account", headers=HTML))
    answer = client.post("/account/details", data={"display_name": "X"}, headers={**HTML, "X-CSRF-Token": token})
    assert answer.status_code == 303
    assert people.accounts.get("reader").display_name == "X"


def test_the_form_of_sign_in_needs_a_token_too(anonymous: FlaskClient) -> None:
    form = {"name": "reader", "password": PASSWORDS["reader"]}
    assert anonymous.post("/login", data=form, headers=HTML).status_code == 403
    page = anonymous.get("/login", headers=HTML)
    anonymous.delete_cookie("zhishu_form")
    assert anonymous.post("/login", data={**form, "csrf": csrf_of(page)}, headers=HTML).status_code == 403
    assert anonymous.get_cookie("zhishu_session") is None


@pytest.mark.parametrize("place", ["cross-site", "same-site"])
def test_what_another_site_sends_is_refused_even_with_a_token(browser: Browser, place: str) -> None:
    client = browser("reader")
    token = csrf_of(client.get("/account", headers=HTML))
    answer = client.post("/account/details", data={"csrf": token}, headers={**HTML, "Sec-Fetch-Site": place})
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_sparql_by_post_needs_no_token_and_says_the_same_to_everybody(browser: Browser, anonymous: FlaskClient) -> None:
    headers = {"Accept": "application/sparql-results+json", "Sec-Fetch-Site": "cross-site"}
    answers = [
        client.post("/sparql", data={"query": "ASK {}"}, headers=headers) for client in (anonymous, browser("chief"))
    ]
    answers.append(
        anonymous.post("/sparql", data={"query": "ASK {}"}, headers={**headers, "Authorization": "Bearer nonsense"})
    )
    assert [each.status_code for each in answers] == [200] * 3
    assert len({each.text for each in answers}) == 1
    assert all(each.headers["Access-Control-Allow-Origin"] == "*" for each in answers)


def test_a_page_of_sparql_by_post_does_not_name_the_account(browser: Browser) -> None:
    page = browser("chief").post("/sparql", data={"query": "ASK {}"}, headers=HTML)
    assert page.status_code == 200
    assert "Chief A." not in page.text


@pytest.fixture
def guarded(site: Flask) -> Flask:
    """The application with views for each kind of need, as other parts of it have."""

    @site.route("/trial/review", methods=["GET", "POST"])
    @requires("review")
    def review() -> Response:
        found = account()
        assert found is not None
        audit("trial.review", "person/x-1", "note")
        return Response(f"{found.agent} {found.role.key} {may('review')}")

    @site.get("/trial/public")
    def public() -> Response:
        return Response(f"{account() is None} {may('report')}")

    return site


def token_of(people: Workspace, name: str, role: Role, days: int = 30) -> dict[str, str]:
    text, _token = people.accounts.tokens.make(people.accounts.get(name), "trial", role, days)
    return {"Authorization": f"Bearer {text}"}


def test_somebody_without_account_is_led_to_the_page_of_sign_in(guarded: Flask) -> None:
    answer = guarded.test_client().get("/trial/review?a=b", headers=HTML)
    assert (answer.status_code, answer.location) == (303, "/login?next=%2Ftrial%2Freview%3Fa%3Db")
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_program_without_token_is_told_that_it_needs_one(guarded: Flask) -> None:
    answer = guarded.test_client().post("/trial/review", headers=JSON)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="zhishu"'
    assert answer.json["error"]["status"] == 401


def test_a_role_that_is_too_low_is_told_which_one_is_needed(guarded: Flask) -> None:
    client = guarded.test_client()
    sign_in(client, "cataloguer")
    page = client.get("/trial/review", headers=HTML)
    assert page.status_code == 403
    assert "This needs the role “reviewer”; yours is “cataloguer”." in page.text
    assert client.get("/trial/review", headers=JSON).json["error"]["status"] == 403


def test_a_program_with_a_token_needs_no_csrf_and_is_written_to_the_log(guarded: Flask, people: Workspace) -> None:
    answer = guarded.test_client().post("/trial/review", headers=token_of(people, "chief", Role.REVIEWER))
    assert answer.text == "Chief A. (chief) reviewer True"
    (entry,) = people.accounts.audit.read(action="trial")
    assert (entry.account, entry.about, entry.note, entry.address) == ("chief", "person/x-1", "note", "127.0.0.1")


def test_a_token_is_not_more_than_its_role(guarded: Flask, people: Workspace) -> None:
    answer = guarded.test_client().get("/trial/review", headers=token_of(people, "chief", Role.CATALOGUER))
    assert answer.status_code == 403


def test_a_request_with_a_token_never_reads_the_cookie(guarded: Flask, people: Workspace) -> None:
    client = guarded.test_client()
    sign_in(client, "chief")
    assert client.get("/trial/review", headers=token_of(people, "reader", Role.READER)).status_code == 403
    assert client.get("/trial/review", headers={"Authorization": "Bearer nonsense"}).status_code == 401


def test_an_expired_token_is_refused_with_the_day_even_where_none_is_needed(
    guarded: Flask, people: Workspace, clock: Clock
) -> None:
    headers = token_of(people, "chief", Role.READER, days=1)
    assert guarded.test_client().get("/trial/public", headers=headers).text == "False True"
    clock.move(days=1)
    for path in ("/trial/public", "/trial/review"):
        answer = guarded.test_client().get(path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == (
            'Bearer realm="zhishu", error="invalid_token", error_description="expired on 2026-01-02T00:00:00Z"'
        )
        assert "expired on 2026-01-02T00:00:00Z" in answer.json["error"]["message"]


def test_a_revoked_token_is_refused(guarded: Flask, people: Workspace) -> None:
    headers = token_of(people, "chief", Role.REVIEWER)
    people.accounts.tokens.revoke(people.accounts.tokens.of("chief")[0].number)
    answer = guarded.test_client().get("/trial/review", headers=headers)
    assert answer.status_code == 401
    assert "revoked on" in answer.headers["WWW-Authenticate"]


def test_another_scheme_of_authorization_is_no_token(guarded: Flask) -> None:
    answer = guarded.test_client().get("/trial/public", headers={"Authorization": "Basic cmVhZGVyOng="})
    assert answer.text == "True False"


@pytest.mark.parametrize("path", ["/", "/search", "/dataset", "/sparql", "/roles", "/ontology"])
def test_a_page_for_somebody_signed_in_is_kept_by_no_cache(browser: Browser, path: str) -> None:
    page = browser("reader").get(path, headers=HTML)
    assert "Reader A." in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in page.headers
    assert "Last-Modified" not in page.headers
    assert "Cookie" in page.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in page.headers


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/dataset", "/ontology"])
def test_a_public_page_is_the_same_for_everybody_without_account(site: Flask, people: Workspace, path: str) -> None:
    first, second = site.test_client(), site.test_client()
    second.get("/login", headers=HTML)
    second.set_cookie("zhishu_session", "no-session")
    answers = [client.get(path, headers=HTML) for client in (first, second)]
    assert answers[0].text == answers[1].text
    assert [each.headers.get("ETag") for each in answers] == [answers[0].headers.get("ETag")] * 2
    assert not any("Set-Cookie" in each.headers for each in answers)
    assert "no-store" not in answers[0].headers.get("Cache-Control", "")
    assert "Cookie" in answers[0].headers["Vary"]


def test_a_copy_of_the_public_page_is_not_used_for_somebody_signed_in(site: Flask) -> None:
    client = site.test_client()
    tag = client.get("/dataset", headers=HTML).headers["ETag"]
    sign_in(client, "reader")
    answer = client.get("/dataset", headers={**HTML, "If-None-Match": tag})
    assert answer.status_code == 200
    assert "Reader A." in answer.text
    send(client, "/logout")
    assert client.get("/dataset", headers={**HTML, "If-None-Match": tag}).status_code == 304


def test_static_files_stay_in_caches_for_somebody_signed_in(browser: Browser) -> None:
    answer = browser("reader").get("/static/zhishu.css")
    assert "max-age" in answer.headers["Cache-Control"]
    answer.close()


def test_a_page_that_is_not_there_still_knows_who_looks(browser: Browser) -> None:
    page = browser("reader").get("/no/such/page/at/all", headers=HTML)
    assert page.status_code == 404
    assert "Reader A." in page.text


def test_a_database_that_is_away_is_told_on_a_page(browser: Browser, people: Workspace) -> None:
    client = browser("reader")
    with patch.object(type(people.accounts), "of_session", side_effect=WorkspaceError("The sessions cannot be used.")):
        answer = client.get("/dataset", headers=HTML)
    assert answer.status_code == 500
    assert "The sessions cannot be used." in answer.text
    assert "Sign in" in answer.text


def test_a_backup_takes_the_accounts_along(people: Workspace, tmp_path: Path) -> None:
    backup(people, tmp_path / "backup.tar")
    restore(tmp_path / "backup.tar", tmp_path / "restored")
    there = Workspace.open(tmp_path / "restored", create=False, clock=people.clock)
    assert there.accounts.sign_in("chief", PASSWORDS["chief"]).role is Role.ADMINISTRATOR
    there.close()


def test_a_database_without_accounts_costs_nothing(site: Flask, people: Workspace) -> None:
    people.accounts.close()
    people._accounts = None
    site.test_client().get("/", headers=HTML)
    assert people._accounts is None
