"""Pages of the administrator."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.accounts.roles import Role
from kg.workspace import Workspace
from tests.webapp.accounts.conftest import HTML, send, sign_in

Browser = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    "path", ["/admin/accounts", "/admin/accounts/reader", "/admin/audit", "/admin/audit?format=csv"]
)
def test_only_an_administrator_sees_them(browser: Browser, anonymous: FlaskClient, path: str) -> None:
    assert anonymous.get(path, headers=HTML).status_code == 303
    assert browser("cataloguer").get(path, headers=HTML).status_code == 403
    assert browser("chief").get(path, headers=HTML).status_code == 200


def test_an_account_is_made_with_a_temporary_password_shown_once(browser: Browser, site: Flask) -> None:
    client = browser("chief")
    form = {"name": "Lin", "display_name": "林某", "email": "", "role": "reviewer"}
    page = send(client, "/admin/accounts", "/admin/accounts", **form)
    found = re.search(r"<output[^>]*>([^<]+)</output>", page.text)
    assert found
    assert found[1] not in client.get("/admin/accounts", headers=HTML).text
    assert sign_in(site.test_client(), "lin", unescape(found[1])).location == "/account/password"


def test_an_account_that_cannot_be_made_leaves_what_was_typed(browser: Browser) -> None:
    form = {"name": "reader", "display_name": "另一人", "email": "", "role": "reviewer"}
    page = send(browser("chief"), "/admin/accounts", "/admin/accounts", **form)
    assert page.status_code == 422
    assert "There is an account of this name already." in page.text
    assert 'value="另一人"' in page.text


def test_another_role_counts_at_once(browser: Browser, people: Workspace) -> None:
    reader, chief = browser("reader"), browser("chief")
    assert send(chief, "/admin/accounts/reader/role", role="administrator").status_code == 303
    assert reader.get("/admin/audit", headers=HTML).status_code == 200
    (entry,) = people.accounts.audit.read(action="account.role")
    assert (entry.account, entry.about, entry.note) == ("chief", "reader", "reader → administrator")


def test_a_disabled_account_is_signed_out_and_can_come_back(browser: Browser, anonymous: FlaskClient) -> None:
    reader, chief = browser("reader"), browser("chief")
    send(chief, "/admin/accounts/reader/active", active="no")
    assert reader.get("/account", headers=HTML).status_code == 303
    assert sign_in(anonymous, "reader").status_code == 403
    assert "out of use" in chief.get("/admin/accounts", headers=HTML).text
    send(chief, "/admin/accounts/reader/active", active="yes")
    assert sign_in(anonymous, "reader").status_code == 303


def test_a_reset_ends_sessions(browser: Browser) -> None:
    reader, chief = browser("reader"), browser("chief")
    page = send(chief, "/admin/accounts/reader/reset")
    assert "<output" in page.text
    assert reader.get("/account", headers=HTML).status_code == 303


@pytest.mark.parametrize("action", ["role", "active", "reset", "sessions"])
def test_nobody_locks_themselves_out(browser: Browser, people: Workspace, action: str) -> None:
    client = browser("chief")
    assert send(client, f"/admin/accounts/chief/{action}", role="reader", active="no").status_code == 403
    found = people.accounts.get("chief")
    assert (found.role, found.active, found.temporary) == (Role.ADMINISTRATOR, True, "")
    assert client.get("/admin/accounts", headers=HTML).status_code == 200


def test_an_account_that_is_not_there_is_not_found(browser: Browser) -> None:
    assert browser("chief").get("/admin/accounts/nobody", headers=HTML).status_code == 404


def test_tokens_of_others_can_be_revoked(browser: Browser, people: Workspace) -> None:
    _text, token = people.accounts.tokens.make(people.accounts.get("reader"), "theirs", Role.READER, 30)
    assert send(browser("chief"), f"/admin/accounts/reader/tokens/{token.number}/revoke").status_code == 303
    assert people.accounts.tokens.of("reader")[0].revoked


def test_the_audit_log_is_filtered_and_paged(browser: Browser, people: Workspace) -> None:
    client = browser("chief")
    for number in range(150):
        people.accounts.audit.write("trial", f"person/x-{number}", account="reader")
    page = client.get("/admin/audit?account=reader&action=trial", headers=HTML).text
    assert "person/x-149<" in page
    assert "person/x-49<" not in page
    older = re.search(r'href="([^"]*before=[^"]*)"', page)
    assert older
    assert "person/x-49<" in client.get(unescape(older[1]), headers=HTML).text
    assert "Nothing was found." in client.get("/admin/audit?action=nothing", headers=HTML).text


def test_the_audit_log_as_csv_is_whole_and_holds_no_formulas(
    browser: Browser, people: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.accounts.administration._CSV_ROWS", 50)
    for number in range(120):
        people.accounts.audit.write("trial", f"person/x-{number}")
    people.accounts.audit.write("trial", "=1+1", "@SUM(A1)")
    answer = browser("chief").get("/admin/audit?format=csv&action=trial")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 121
    assert (rows[0]["about"], rows[0]["note"]) == ("'=1+1", "'@SUM(A1)")
    assert answer.headers["Content-Disposition"] == "attachment; filename=audit.csv"
