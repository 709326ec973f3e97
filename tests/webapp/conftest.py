"""A small workspace with all that pages have to show: a merge, a conflict, problems, ties, a withdrawn dataset."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Quad, RdfFormat, parse

from ingest.description import load_description
from ingest.load import load, unload
from kg.authority.decisions import Kind
from kg.curation import decide
from kg.workspace import Workspace
from ontology.context import context, version
from webapp import create_app
from webapp.evaluation import close_pool
from webapp.negotiate import Format

DATASETS = {
    "trial-cbdb": (
        """id,name,english,born,died,dynasty
55084,盛宣懷,Sheng Xuanhuai,1844,1916,中華民國
20091,李鴻章,Li Hongzhang,1823,1901,清
62528,盛康,,1814,1902,清
bad,<script>alert(1)</script>,,soon,,"""
        """<b>bold</b>
""",
        """
sample = true
prefixes = ["person/cbdb-"]
[table]
key = "{id}"
entity = "person/cbdb-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant", required = true},
    {column = "english", property = "skos:prefLabel", lang = "en"},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "died", property = "zs:deathYear", type = "year"},
    {column = "dynasty", property = "zs:dynasty", lang = "zh-Hant"},
]
""",
    ),
    "trial-dnb": (
        """id,name,born,died,dynasty,page
005845,盛宣懷,1844,1916,清-民國,https://example.org/people/005845
""",
        """
prefixes = ["person/dnb-"]
[table]
key = "{id}"
entity = "person/dnb-{id}"
class = "zs:Person"
column = [
    {column = "name", property = "skos:prefLabel", lang = "zh-Hant", required = true},
    {column = "born", property = "zs:birthYear", type = "year"},
    {column = "died", property = "zs:deathYear", type = "year"},
    {column = "dynasty", property = "zs:dynasty", lang = "zh-Hant"},
    {column = "page", property = "rdfs:seeAlso", type = "iri"},
]
""",
    ),
    "trial-kin": (
        """id,ego,alter
1,55084,62528
""",
        """
prefixes = ["kinship/trial-"]
[table]
key = "{id}"
entity = "kinship/trial-{id}"
class = "zs:Kinship"
column = [
    {column = "ego", property = "zs:ego", entity = "person/cbdb-{value}"},
    {column = "alter", property = "zs:alter", entity = "person/cbdb-{value}"},
    {template = "father", property = "zs:kinship", values = {father = "kin:father"}},
]
""",
    ),
    "trial-letters": (
        "id,title,sender,addressee\n" + "".join(f"{n},李鴻章致盛宣懷電之{n},20091,55084\n" for n in range(1, 31)),
        """
prefixes = ["letter/trial-"]
[table]
key = "{id}"
entity = "letter/trial-{id}"
class = "zs:Letter"
column = [
    {column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "sender", property = "zs:sender", entity = "person/cbdb-{value}"},
    {column = "addressee", property = "zs:addressee", entity = "person/cbdb-{value}"},
]
""",
    ),
    "trial-gone": (
        "id,name\n1,曾國藩\n",
        """
prefixes = ["person/gone-"]
[table]
key = "{id}"
entity = "person/gone-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
""",
    ),
}
HEAD = """
files = ["data.csv"]
title = {{zh-Hans = "试用{id}", zh-Hant = "試用{id}", en = "Trial {id}"}}
description = {{zh-Hans = "试", zh-Hant = "試", en = "Trial"}}
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
publisher = "Nobody"
homepage = "https://example.org/"
importer = "table"
id = "{id}"
"""


@pytest.fixture(scope="session")
def small_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The small workspace; tests only read it."""
    folder = tmp_path_factory.mktemp("small")
    opened = Workspace.open(folder / "workspace", clock=lambda: "2026-01-02T03:04:05Z")
    for id, (table, description) in DATASETS.items():
        source = folder / id
        source.mkdir()
        (source / "data.csv").write_text(table, "utf-8")
        (source / "dataset.toml").write_text(HEAD.format(id=id) + description, "utf-8")
        dataset = load_description(source / "dataset.toml")
        load(opened, dataset, dataset.find_files(source))
    unload(opened, "trial-gone")
    pair = (opened.minter.path("person/cbdb-55084"), opened.minter.path("person/dnb-005845"))
    decide(opened, Kind.SAME, pair, agent="cataloguer", reason="姓名與生卒年相合")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def app(small_workspace: Workspace) -> Iterator[Flask]:
    """The application over the small workspace."""
    made = create_app(small_workspace, {"TESTING": True})
    yield made
    close_pool(made)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser-like client without cookies that prefers pages."""
    return app.test_client()


@pytest.fixture(scope="session")
def statements() -> Callable[[bytes, Format], set[Quad]]:
    """What a body in an RDF format says; the context that JSON-LD names is put in its place, for nothing is fetched."""

    def read(body: bytes, wanted: Format) -> set[Quad]:
        assert wanted.rdf is not None
        if wanted.rdf == RdfFormat.JSON_LD:
            document = json.loads(body)
            names, *more = document["@context"] if isinstance(document["@context"], list) else [document["@context"]]
            assert names == f"http://127.0.0.1:8421/context/v{version()}.jsonld"
            body = json.dumps({**document, "@context": [context()["@context"], *more]}).encode()
        return set(parse(body, wanted.rdf))

    return read


@pytest.fixture
def empty_client(tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of an application over a workspace without data."""
    opened = Workspace.open(tmp_path / "empty")
    yield create_app(opened, {"TESTING": True}).test_client()
    opened.close()
