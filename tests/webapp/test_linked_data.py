"""What a program gets for an IRI: the description with its labels, in pages where it is long; what the headers say."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.test import TestResponse

from ingest.load import LoadReport
from kg.store import VIEW
from kg.workspace import Workspace
from ontology.namespaces import expand
from ontology.terms import all_terms
from webapp import create_app
from webapp.negotiate import FORMATS, Format

Statements: TypeAlias = Callable[[bytes, Format], set[Quad]]
BASE = "http://127.0.0.1:8421/"
RDF = [each for each in FORMATS if each.rdf is not None]
TURTLE = FORMATS[0]
ENTITY = "/person/cbdb-55084"
LETTERS = """
id = "post"
prefixes = ["letter/post-"]
[table]
key = "{id}"
entity = "letter/post-{id}"
class = "zs:Letter"
column = [
    {column = "title", property = "skos:prefLabel", lang = "zh-Hant"},
    {column = "sender", property = "zs:sender", entity = "person/trial-{value}"},
]
"""
PERSONS = """
id = "trial"
prefixes = ["person/trial-"]
[table]
key = "{id}"
entity = "person/trial-{id}"
class = "zs:Person"
column = [{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}]
"""
MANY = 2_500


def links_of(answer: TestResponse) -> list[tuple[str, str, str]]:
    """(target, relation, type) of the links of a header."""
    pattern = r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?'
    return re.findall(pattern, answer.headers.get("Link", ""))


def related(answer: TestResponse, relation: str) -> list[str]:
    return [target for target, rel, _kind in links_of(answer) if rel == relation]


@pytest.fixture(scope="module")
def crowded(
    tmp_path_factory: pytest.TempPathFactory, load_table_from: Callable[[Path, Workspace, str, str], LoadReport]
) -> Iterator[FlaskClient]:
    """A client of a workspace in which one person, whose id is Chinese, wrote 2,500 letters."""
    folder = tmp_path_factory.mktemp("crowded")
    workspace = Workspace.open(folder / "workspace")
    load_table_from(folder / "persons", workspace, "id,name\n盛宣懷,盛宣懷\n2,李鴻章\n", PERSONS)
    rows = "".join(f"{number},電{number},盛宣懷\n" for number in range(MANY))
    load_table_from(folder / "letters", workspace, f"id,title,sender\n{rows}", LETTERS)
    yield create_app(workspace, {"TESTING": True}).test_client()
    workspace.close()


@pytest.mark.parametrize("thing", [ENTITY, "/letter/trial-1", "/kinship/trial-1"])
def test_every_format_says_the_same(client: FlaskClient, thing: str, statements: Statements) -> None:
    said = [statements(client.get(f"{thing}.{each.suffix}").data, each) for each in RDF]
    assert all(each == said[0] for each in said)


@pytest.mark.parametrize("thing", [ENTITY, "/letter/trial-1", "/kinship/trial-1"])
def test_everything_mentioned_comes_with_its_labels(
    client: FlaskClient, small_workspace: Workspace, thing: str, statements: Statements
) -> None:
    said = statements(client.get(f"{thing}.ttl").data, TURTLE)
    names = {expand("skos:prefLabel"), expand("rdfs:label")}
    labelled = {quad.subject for quad in said if quad.predicate.value in names}
    label = NamedNode(expand("skos:prefLabel"))
    for term in {term for quad in said for term in (quad.subject, quad.predicate, quad.object)}:
        if isinstance(term, NamedNode) and term not in labelled:
            assert term.value not in all_terms()
            assert not any(True for _ in small_workspace.live.store.match(term, label, None, VIEW))
    assert NamedNode(expand("zs:Person")) in labelled or thing.startswith("/letter")


def test_description_names_its_topic_sources_licences_and_age(client: FlaskClient, statements: Statements) -> None:
    said = statements(client.get(f"{ENTITY}.ttl").data, TURTLE)

    def values(subject: str, curie: str) -> set[str]:
        return {
            getattr(quad.object, "value", "")
            for quad in said
            if (quad.subject, quad.predicate) == (NamedNode(f"{BASE}{subject}"), NamedNode(expand(curie)))
        }

    document = "person/cbdb-55084#description"
    assert values(document, "foaf:primaryTopic") == {f"{BASE}person/cbdb-55084"}
    assert values(document, "void:inDataset") == {f"{BASE}dataset/trial-cbdb", f"{BASE}dataset/trial-dnb"}
    assert f"{BASE}record/trial-dnb/005845" in values(document, "dcterms:source")
    assert values("dataset/trial-dnb", "dcterms:license") == {"https://creativecommons.org/publicdomain/zero/1.0/"}
    assert values(document, "dcterms:modified") == {"2026-01-02T03:04:05Z"}


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld", "json"])
def test_language_tags_are_written_as_usual(client: FlaskClient, suffix: str) -> None:
    body = client.get(f"{ENTITY}.{suffix}").text
    assert "zh-Hant" in body
    assert "zh-hant" not in body.replace('\\"zh-hant', "")


def test_links_name_the_other_forms_and_what_belongs_to_it(client: FlaskClient) -> None:
    page, data = client.get(ENTITY), client.get(f"{ENTITY}.ttl")
    for each in FORMATS:
        assert (f"{ENTITY}.{each.suffix}", "alternate", each.media_type) in links_of(page)
    assert (f"{ENTITY}.html", "alternate", "text/html") in links_of(data)
    assert f"{ENTITY}.ttl" not in related(data, "alternate"), "not what it is itself"
    for answer in (page, data):
        assert related(answer, "canonical") == [f"{BASE}person/cbdb-55084"]
        assert related(answer, "describedby") == [f"{ENTITY}.ttl"]
        assert related(answer, "collection") == [f"{BASE}dataset/trial-cbdb", f"{BASE}dataset/trial-dnb"]
        assert related(answer, "license") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
        assert related(answer, "profile") == [expand("zs:")]
        assert not related(answer, "next")


def test_record_is_linked_to_its_dataset(client: FlaskClient) -> None:
    answer = client.get("/record/trial-dnb/005845", headers={"Accept": "application/trig"})
    assert related(answer, "up") == related(answer, "collection") == [f"{BASE}dataset/trial-dnb"]
    assert ("/record/trial-dnb/005845.nq", "alternate", "application/n-quads") in links_of(answer)


@pytest.mark.parametrize("address", [ENTITY, f"{ENTITY}.ttl", "/dataset", "/record/trial-dnb/005845", "/nowhere"])
def test_head_is_get_without_a_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert head.data == b""
    assert head.status_code == got.status_code
    for name in ("Content-Type", "Content-Length", "ETag", "Link", "Vary", "Content-Location"):
        assert head.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize("address", [ENTITY, f"{ENTITY}.ttl", "/dataset", "/person/dnb-005845", "/person/gone-1"])
def test_program_in_a_page_of_another_site_may_read(client: FlaskClient, address: str) -> None:
    asked = client.options(address, headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert "GET" in asked.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in asked.headers["Access-Control-Allow-Headers"]
    answer = client.get(address, headers={"Accept": "text/turtle", "Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for name in ("Link", "ETag", "Content-Location", "Location"):
        assert name in answer.headers["Access-Control-Expose-Headers"]


def test_each_representation_has_a_tag_of_its_own(client: FlaskClient) -> None:
    accepts = ["text/html", *(each.media_type for each in FORMATS)]
    tags = [client.get(ENTITY, headers={"Accept": each}).headers["ETag"] for each in accepts]
    tags += [client.get(f"{ENTITY}?lang={tag}").headers["ETag"] for tag in ("zh-Hant", "en")]
    assert len(set(tags)) == len(tags)
    one, other = "text/turtle", "TEXT/turtle;q=0.9, image/png"
    same = {client.get(ENTITY, headers={"Accept": each}).headers["ETag"] for each in (one, other)}
    assert len(same) == 1, "the same answer has the same tag, however it was asked for"


@pytest.mark.parametrize("known", ["{}", "W/{}", '"a", {}', '"a",W/"b" , W/{}', "*"])
def test_tag_is_found_in_a_list_and_when_made_weak(client: FlaskClient, known: str) -> None:
    first = client.get(ENTITY, headers={"Accept": "text/turtle"})
    headers = {"Accept": "text/turtle", "If-None-Match": known.format(first.headers["ETag"])}
    again = client.get(ENTITY, headers=headers)
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Vary", "Content-Location", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert client.get(ENTITY, headers={**headers, "Accept": "text/html"}).status_code == (304 if known == "*" else 200)


def test_date_counts_where_there_is_no_tag(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.negotiate.newest", lambda: 0.0)
    monkeypatch.setattr(Workspace, "changed", lambda self: time.time() - 10)
    first = client.get(f"{ENTITY}.ttl")
    date = first.headers["Last-Modified"]
    since = {"If-Modified-Since": date}
    assert client.get(f"{ENTITY}.ttl", headers=since).status_code == 304
    assert client.get(f"{ENTITY}.ttl", headers={**since, "If-None-Match": '"other"'}).status_code == 200
    earlier = {"If-Modified-Since": formatdate(time.time() - 60, usegmt=True)}
    assert client.get(f"{ENTITY}.ttl", headers=earlier).status_code == 200
    monkeypatch.setattr(Workspace, "changed", lambda self: time.time())
    assert "Last-Modified" not in client.get(f"{ENTITY}.ttl").headers, "more may change in this second"


@pytest.mark.parametrize("header", [{"If-None-Match": "*"}, {"If-Modified-Since": formatdate(4e9, usegmt=True)}])
def test_what_is_not_there_is_not_called_unchanged(client: FlaskClient, header: dict[str, str]) -> None:
    assert client.get("/person/cbdb-0", headers=header).status_code == 404
    assert client.get("/person/gone-1", headers=header).status_code == 410


def test_redirection_is_asked_for_again(client: FlaskClient) -> None:
    answer = client.get("/person/dnb-005845.ttl")
    assert answer.status_code == 301
    assert answer.headers["Cache-Control"] == "no-cache", "a decision can be undone"
    assert f"<{expand('dcterms:isReplacedBy')}>" in client.get("/person/dnb-005845.nt").text


def test_no_link_of_many_is_lost_or_told_twice(crowded: FlaskClient, statements: Statements) -> None:
    address, pages, seen = f"/person/trial-{quote('盛宣懷')}.ttl", 0, []
    while address:
        answer = crowded.get(address)
        said = statements(answer.data, TURTLE)
        seen += [quad.subject for quad in said if quad.predicate.value == expand("zs:sender")]
        about = {quad for quad in said if quad.subject == NamedNode(f"{BASE}person/trial-盛宣懷")}
        assert any(quad.predicate.value == expand("skos:prefLabel") for quad in about), "each page says what it is"
        pages += 1
        address = (related(answer, "next") or [""])[0]
    assert pages == 3
    assert len(seen) == len(set(seen)) == MANY


def test_pages_of_links_lead_to_each_other(crowded: FlaskClient, statements: Statements) -> None:
    path = f"/person/trial-{quote('盛宣懷')}"
    second = crowded.get(f"{path}?page=2", headers={"Accept": "application/n-triples"})
    assert second.headers["Content-Location"] == f"{path}.nt?page=2"
    assert related(second, "first") == related(second, "prev") == [f"{path}?page=1"]
    assert related(second, "next") == related(second, "last") == [f"{path}?page=3"]
    assert related(crowded.get(f"{path}.json?page=2"), "next") == [f"{path}.json?page=3"]
    said = {(quad.predicate.value, quad.object) for quad in statements(second.data, RDF[2])}
    this = f"{BASE}person/trial-盛宣懷?page="
    assert (expand("hydra:next"), NamedNode(f"{this}3")) in said
    assert (expand("hydra:previous"), NamedNode(f"{this}1")) in said
    assert (expand("hydra:totalItems"), Literal(MANY)) in said
    third = crowded.get(f"{path}.ttl?page=3")
    assert not related(third, "next")
    assert crowded.get(f"{path}.ttl?page=4").status_code == 404
    assert crowded.get(f"{path}.ttl?page=0").status_code == 400
    assert not related(crowded.get("/letter/post-1.ttl"), "first"), "a short description is one page"


def test_links_are_pages_for_people_and_json_too(crowded: FlaskClient) -> None:
    path = f"/person/trial-{quote('盛宣懷')}"
    page = crowded.get(path, headers={"Accept": "text/html"}).text
    assert 'href="/person/trial-盛宣懷?page=1">' in page
    seen: list[str] = []
    for number in (1, 2, 3):
        listed = crowded.get(f"{path}?page={number}", headers={"Accept": "text/html"}).text
        found = re.findall(r'href="(/letter/post-\d+)">電', listed)
        links = crowded.get(f"{path}.json?page={number}").json["links"]
        assert [f"{BASE[:-1]}{each}" for each in found] == [each["entity"] for each in links["items"]]
        assert (links["last"], links["total"]) == (3, MANY)
        seen += found
    assert len(seen) == len(set(seen)) == MANY
    assert "?page=1" not in crowded.get("/letter/post-1").text


def test_headers_of_a_chinese_id_are_ascii(crowded: FlaskClient) -> None:
    path = f"/person/trial-{quote('盛宣懷')}"
    answer = crowded.get(path, headers={"Accept": "text/turtle"})
    assert answer.headers["Content-Location"] == f"{path}.ttl"
    assert related(answer, "canonical") == [f"{BASE}{path[1:]}"]
    assert all(str(value).isascii() for _name, value in answer.headers)


def test_context_is_served_under_its_version_and_as_the_current_one(client: FlaskClient) -> None:
    document = json.loads(client.get(f"{ENTITY}.jsonld").data)
    by_version = client.get(document["@context"].removeprefix(BASE[:-1]))
    assert by_version.mimetype == "application/ld+json"
    assert by_version.json == client.get("/context.jsonld").json
    assert by_version.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/context.jsonld", headers={"If-None-Match": by_version.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("/context/v0.0.0.jsonld", "/context/v..jsonld", "/context/v0.2.0.ttl"):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_rules_are_explained_with_examples_that_work(client: FlaskClient, language: str) -> None:
    page = client.get(f"/linked-data?lang={language}").text
    addresses = re.findall(r"^.*curl .*?(http://[^\s<]+)", page, re.MULTILINE)
    assert len(addresses) >= 3
    for address in addresses:
        assert client.get(address.removeprefix(BASE[:-1])).status_code == 200
