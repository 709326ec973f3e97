"""The application over two small files of persons, with a queue of pairs and accounts of four roles."""

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

from ingest.description import load_description
from ingest.load import load
from kg.accounts.roles import Role
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.terms import Term
from kg.workspace import Workspace
from tests.kg.accounts.conftest import QUICK
from webapp import create_app
from webapp.evaluation import close_pool

HEAD = """
id = "{id}"
files = ["data.csv"]
title = {{zh-Hans = "试用{id}", zh-Hant = "試用{id}", en = "Trial {id}"}}
description = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
prefixes = ["{prefix}"]
[table]
key = "{{id}}"
entity = "{prefix}{{id}}"
"""
PERSON = """class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant", required = true},
    {column = "sex", property = "zs:gender", values = {m = "zs:Male", f = "zs:Female"}},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "died", property = "zs:deathYear", type = "year"},
    {column = "place", property = "zs:nativePlaceName", lang = "zh-Hant"},
]
"""
LETTER = """class = "zs:Letter"
column = [
    {column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "year", property = "zs:year", type = "year"},
    {column = "sender", property = "zs:sender", entity = "person/{value}"},
    {column = "addressee", property = "zs:addressee", entity = "person/{value}"},
]
"""
#: Facts of 清史稿 and CBDB; the second file writes some names in another character.
FILES = {
    "one": (
        "person/one-",
        "id,name,sex,born,died,place\n1,盛宣懷,,1844,1916,武進\n2,李鴻章,,1823,1901,合肥\n3,張之洞,,1837,1909,南皮\n"
        "4,王文韶,,1830,1908,仁和\n",
        PERSON,
    ),
    "two": (
        "person/two-",
        "id,name,sex,born,died,place\n1,盛宣懐,,1844,1916,武進\n2,李鸿章,,1823,1901,合肥\n3,張之洞,,1837,1909,南皮\n"
        "4,王文治,,1730,1802,丹徒\n",
        PERSON,
    ),
    "letters": (
        "letter/trial-",
        "id,title,year,sender,addressee\n1,盛宣懷致李鴻章,1885,one-1,one-2\n2,盛宣懷致張之洞,1896,one-1,one-3\n"
        "3,盛宣懐致李鴻章,1894,two-1,one-2\n",
        LETTER,
    ),
}
PASSWORDS = {
    "helper": "four unrelated words here",
    "cataloguer": "five quite different words instead",
    "second": "another row of words for somebody",
    "chief": "six words nobody ever put together",
}
ROLES = {
    "helper": Role.CONTRIBUTOR,
    "cataloguer": Role.CATALOGUER,
    "second": Role.REVIEWER,
    "chief": Role.ADMINISTRATOR,
}
HTML = {"Accept": "text/html", "Accept-Language": "en"}
SCORES = {1: 0.997, 2: 0.99, 3: 0.95, 4: 0.4}


def person(workspace: Workspace, id: str) -> Term:
    """The term of a person of the files."""
    return workspace.minter.path(f"person/{id}")


def candidate(workspace: Workspace, number: int) -> Candidate:
    """A pair of the two files."""
    same = number < 4
    names = {"zh-Hans": "姓名相同" if same else "同姓", "zh-Hant": "姓名相同" if same else "同姓"}
    years = {"zh-Hans": "生卒年相合" if same else "生卒年不合", "zh-Hant": "生卒年相合" if same else "生卒年不合"}
    reasons = (
        Reason("name", 3.0 if same else 0.5, {**names, "en": "the names are equal" if same else "the surnames are"}),
        Reason("years", 2.0 if same else -6.0, {**years, "en": "the years agree" if same else "the years disagree"}),
    )
    ends = person(workspace, f"one-{number}"), person(workspace, f"two-{number}")
    return Candidate(*ends, SCORES[number], Band.QUEUE, reasons)


@pytest.fixture(scope="session")
def bench_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the workspace; tests copy it."""
    folder = tmp_path_factory.mktemp("bench")
    workspace = Workspace.open(folder / "workspace")
    workspace.settings.update(QUICK)
    for id, (prefix, rows, mapping) in FILES.items():
        source = folder / id
        source.mkdir()
        (source / "data.csv").write_text(rows, "utf-8")
        (source / "dataset.toml").write_text(HEAD.format(id=f"trial-{id}", prefix=prefix) + mapping, "utf-8")
        dataset = load_description(source / "dataset.toml")
        load(workspace, dataset, dataset.find_files(source))
    for name, password in PASSWORDS.items():
        workspace.accounts.add(name, password, role=ROLES[name], display_name=f"{name.title()} A.")
    pairs = [candidate(workspace, number) for number in SCORES]
    workspace.workbench.queue.enqueue(pairs, kind="person", source="trial", run="1")
    workspace.close()
    return folder / "workspace"


@pytest.fixture
def bench(bench_directory: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The workspace, for this test alone."""
    workspace = Workspace.open(shutil.copytree(bench_directory, tmp_path / "bench"))
    workspace.settings.update(QUICK)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates that all applications of these tests compile once."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def site(bench: Workspace, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application over that workspace."""
    app = create_app(bench, {"TESTING": True})
    app.jinja_env.bytecode_cache = compiled
    yield app
    close_pool(app)


def csrf_of(page: TestResponse) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert found, "the page has no form with a token"
    return found[1]


@pytest.fixture
def browser(site: Flask) -> Callable[[str], FlaskClient]:
    """A function that makes a browser in which an account is signed in."""

    def signed_in(name: str) -> FlaskClient:
        client = site.test_client()
        form = {"name": name, "password": PASSWORDS[name], "csrf": csrf_of(client.get("/login", headers=HTML))}
        assert client.post("/login", data=form, headers=HTML).status_code == 303
        return client

    return signed_in


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"the page has no field {name}"
    return found[1]


def send(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """Send the form of a page with what is hidden in it, to the page itself."""
    page = client.get(address, headers=HTML)
    kept = dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page.text))
    return client.post(address, data={**kept, **form}, headers=HTML)
