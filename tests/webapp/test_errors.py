"""Errors are pages in the language of the interface for people and one shape of JSON for programs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kg.errors import Busy, WorkspaceError

HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WRONG = [
    ("/nowhere", 404),
    ("/person/cbdb-0", 404),
    ("/person/gone-1", 410),
    ("/dataset/nothing", 404),
    ("/dataset/trial-gone", 410),
    ("/dataset/trial-cbdb/nothing", 404),
    ("/record/trial-cbdb/0", 404),
    ("/record/trial-gone/1", 410),
    ("/decision/99", 404),
    ("/decision/x", 404),
    ("/activity/none", 404),
    ("/search?page=abc", 400),
    ("/search?page=0", 400),
    ("/search?from=year", 400),
    ("/search?to=99999", 400),
    ("/search?sort=size", 400),
    ("/search?q=" + "盛" * 501, 400),
    ("/search?" + "&".join(f"place={n}" for n in range(21)), 400),
    ("/decision?page=-1", 400),
    ("/dataset/trial-cbdb?page=x", 400),
]
HEADINGS = {
    "zh-Hans": {400: "无法处理这个请求", 404: "这里没有内容", 410: "内容已撤回"},
    "zh-Hant": {400: "無法處理這個請求", 404: "這裡沒有內容", 410: "內容已撤回"},
    "en": {400: "This request cannot be answered", 404: "Nothing was found here", 410: "This has been withdrawn"},
}


@pytest.mark.parametrize("language", sorted(HEADINGS))
@pytest.mark.parametrize(("address", "status"), WRONG)
def test_error_is_a_page_in_the_language_of_the_interface(
    client: FlaskClient, address: str, status: int, language: str
) -> None:
    answer = client.get(address, headers={"Accept": HTML, "Accept-Language": language})
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert f"<h1>{HEADINGS[language][status]}</h1>" in answer.text


@pytest.mark.parametrize(("address", "status"), WRONG)
def test_error_is_json_for_programs(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    error = answer.json["error"]
    assert set(error) == {"status", "message", "hint"}
    assert error["status"] == status
    assert error["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/person/cbdb-0.ttl", "/person/gone-1.json", "/suggest?q=" + "盛" * 501])
def test_error_of_an_address_for_programs_is_json(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Accept": HTML})
    assert answer.mimetype == "application/json"
    assert answer.json["error"]["status"] == answer.status_code


def test_wrong_method_says_which_are_allowed(client: FlaskClient) -> None:
    answer = client.post("/search", headers={"Accept": HTML})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<h1>这个网址不能这样使用</h1>" in answer.text


def test_body_that_is_too_long_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sparql", data=b"x" * (1 << 20 | 1), content_type="application/sparql-query")
    assert answer.status_code == 413
    assert answer.json["error"]["status"] == 413


def test_error_names_the_value_and_what_fits(client: FlaskClient) -> None:
    page = client.get("/search?page=abc&lang=en").text
    assert "“abc” cannot be used for the parameter “page”." in page
    assert "Give a whole number from 1 to 500." in page


@pytest.mark.parametrize(("error", "status"), [(Busy("No worker is free."), 503), (WorkspaceError("Broken."), 500)])
def test_error_of_the_domain_has_its_status(app: Flask, error: Exception, status: int) -> None:
    def fail() -> None:
        raise error

    with app.test_request_context("/", headers={"Accept": "application/json"}):
        answer = app.make_response(app.handle_user_exception(error))
    assert answer.status_code == status
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_unexpected_error_is_a_page_without_its_details(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept": HTML, "Accept-Language": "en"}):
        app.config["PROPAGATE_EXCEPTIONS"] = False
        try:
            answer = app.handle_exception(ValueError("secret"))
        finally:
            app.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    assert "Something went wrong on this server" in answer.get_data(as_text=True)
    assert "secret" not in answer.get_data(as_text=True)
