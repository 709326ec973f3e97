"""The application over a workspace of its own, with accounts of three roles and a clock that is moved by hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from werkzeug.test import TestResponse

from kg.accounts.roles import Role
from kg.workspace import Workspace
from tests.kg.accounts.conftest import QUICK, Clock
from webapp import create_app
from webapp.evaluation import close_pool

PASSWORDS = {
    "reader": "four unrelated words here",
    "cataloguer": "five quite different words instead",
    "chief": "six words nobody ever put together",
}
ROLES = {"reader": Role.READER, "cataloguer": Role.CATALOGUER, "chief": Role.ADMINISTRATOR}
HTML = {"Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def clock() -> Clock:
    """The clock of the workspace."""
    return Clock()


@pytest.fixture(scope="session")
def people_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a workspace with three accounts; tests copy it."""
    directory = tmp_path_factory.mktemp("accounts") / "people"
    workspace = Workspace.open(directory, clock=Clock())
    workspace.settings.update(QUICK)
    for name, password in PASSWORDS.items():
        workspace.accounts.add(name, password, role=ROLES[name], display_name=f"{name.title()} A.")
    workspace.close()
    return directory


@pytest.fixture
def people(people_directory: Path, tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    """A workspace with three accounts, which have travelled with its directory."""
    workspace = Workspace.open(shutil.copytree(people_directory, tmp_path / "people"), clock=clock)
    workspace.settings.update(QUICK)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that all applications of these tests compile once."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def site(people: Workspace, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application over that workspace."""
    app = create_app(people, {"TESTING": True})
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    close_pool(app)


@pytest.fixture
def anonymous(site: Flask) -> FlaskClient:
    """A browser without account."""
    return site.test_client()


def csrf_of(page: TestResponse) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found, "the page has no form with a token"
    return found[1]


def sign_in(client: FlaskClient, name: str, password: str = "", **more: str) -> TestResponse:
    """Send the form of sign-in as a browser does."""
    page = client.get("/login", headers=HTML)
    form = {"name": name, "password": password or PASSWORDS[name], "csrf": csrf_of(page), **more}
    return client.post("/login", data=form, headers=HTML)


def send(client: FlaskClient, address: str, page: str = "/account", **form: str) -> TestResponse:
    """Send a form of a page with its token."""
    csrf = csrf_of(client.get(page, headers=HTML))
    return client.post(address, data={**form, "csrf": csrf}, headers=HTML)


@pytest.fixture
def browser(site: Flask) -> Callable[[str], FlaskClient]:
    """A function that makes a browser in which an account is signed in."""

    def signed_in(name: str) -> FlaskClient:
        client = site.test_client()
        assert sign_in(client, name).status_code == 303
        return client

    return signed_in
