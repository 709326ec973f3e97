"""One address, many forms: by Accept, by suffix; and nothing is sent twice that has not changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Quad, RdfFormat, parse

from webapp.negotiate import FORMATS, GRAPH_FORMATS, Format

THINGS = ["/person/cbdb-55084", "/person/cbdb-bad", "/letter/trial-1", "/kinship/trial-1", "/dataset/trial-dnb"]
RECORDS = ["/record/trial-cbdb/55084", "/record/trial-kin/1"]
HTML = "text/html"


Statements: TypeAlias = Callable[[bytes, Format], set[Quad]]
#: What browsers send.
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
#: Accept -> what an entity is sent as.
ACCEPTED = {
    "": HTML,
    "*/*": HTML,
    FIREFOX: HTML,
    CHROME: HTML,
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": HTML,
    "text/turtle;q=0.9, application/ld+json": "application/ld+json",
    "application/rdf+xml, text/html;q=0.5": "application/rdf+xml",
    "text/*;q=0.1, application/n-triples;q=0.2": "application/n-triples",
    "image/png, application/json;q=0.1": "application/json",
    # what is excluded is excluded, whatever a wider range says
    "*/*, text/html;q=0": "text/turtle",
    "text/html;q=0, text/*": "text/turtle",
    "*/*;q=0.5, text/*;q=0": "application/ld+json",
    # the narrowest range counts, not the first
    "text/*;q=0.9, text/turtle;q=0.1, application/json;q=0.5": HTML,
    "application/*, text/html;q=0.9": "application/ld+json",
    # equal wishes: our order
    "application/json, application/ld+json, text/turtle": "text/turtle",
    "application/n-triples, text/html": HTML,
    "application/n-triples;q=0.333, application/json;q=0.334": "application/json",
    # parameters, letters and spaces
    "TEXT/TURTLE;Q=0.8 , text/html ; q=0.5": "text/turtle",
    "text/turtle;charset=utf-8": "text/turtle",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, http://www.w3.org/ns/json-ld#x"': (
        "application/ld+json"
    ),
    "text/html;level=1, application/json;q=0.1": "application/json",
    # what cannot be read is passed over
    "nonsense, text/turtle": "text/turtle",
    "nonsense": HTML,
    "text/html;q=7, text/turtle;q=0.1": "text/turtle",
    ",, text/turtle ,": "text/turtle",
}


def content(body: bytes, wanted: Format, statements: Statements) -> int:
    """The number of statements of a body in a format; that it can be read at all is half of the test."""
    return len(json.loads(body)) if wanted.rdf is None else len(statements(body, wanted))


@pytest.mark.parametrize("wanted", FORMATS, ids=lambda each: each.suffix)
@pytest.mark.parametrize("thing", [*THINGS, *RECORDS])
def test_suffix_and_accept_give_the_same(
    client: FlaskClient, thing: str, wanted: Format, statements: Statements
) -> None:
    by_accept = client.get(thing, headers={"Accept": wanted.media_type})
    by_suffix = client.get(f"{thing}.{wanted.suffix}", headers={"Accept": HTML})
    assert by_accept.status_code == by_suffix.status_code == 200
    assert by_accept.mimetype == by_suffix.mimetype == wanted.media_type
    assert by_accept.data == by_suffix.data
    assert content(by_accept.data, wanted, statements) > 0
    assert by_accept.headers["Access-Control-Allow-Origin"] == "*"
    assert {"Accept", "Accept-Language"} <= set(by_accept.vary)


@pytest.mark.parametrize("wanted", GRAPH_FORMATS[:2], ids=lambda each: each.suffix)
@pytest.mark.parametrize("record", RECORDS)
def test_record_keeps_its_named_graph(client: FlaskClient, record: str, wanted: Format) -> None:
    answer = client.get(record, headers={"Accept": wanted.media_type})
    assert answer.data == client.get(f"{record}.{wanted.suffix}").data
    graphs = {str(quad.graph_name) for quad in parse(answer.data, wanted.rdf or RdfFormat.TRIG)}
    assert f"<http://127.0.0.1:8421{record}>" in graphs


@pytest.mark.parametrize(("accepted", "mimetype"), ACCEPTED.items())
def test_quality_decides(client: FlaskClient, accepted: str, mimetype: str) -> None:
    assert client.get("/person/cbdb-55084", headers={"Accept": accepted}).mimetype == mimetype


@pytest.mark.parametrize("accepted", ["image/png", "*/*;q=0", "text/html;level=1", "application/trig"])
@pytest.mark.parametrize("thing", THINGS)
def test_what_cannot_be_served_is_said_with_what_can(client: FlaskClient, thing: str, accepted: str) -> None:
    answer = client.get(thing, headers={"Accept": accepted})
    assert answer.status_code == 406
    for media_type in (HTML, *(each.media_type for each in FORMATS)):
        assert media_type in answer.text


@pytest.mark.parametrize("accepted", ACCEPTED)
@pytest.mark.parametrize("thing", [*THINGS, *RECORDS, "/decision/1", "/dataset", "/person/cbdb-0", "/record/x/1"])
def test_suffix_wins_over_every_accept(client: FlaskClient, thing: str, accepted: str) -> None:
    for suffix, mimetype in (("html", HTML), *((each.suffix, each.media_type) for each in FORMATS)):
        answer = client.get(f"{thing}.{suffix}", headers={"Accept": accepted})
        error = answer.status_code == 404
        assert error == (thing in ("/person/cbdb-0", "/record/x/1"))
        assert answer.mimetype == ("application/json" if error and suffix != "html" else mimetype)


@pytest.mark.parametrize("accepted", ACCEPTED)
@pytest.mark.parametrize("thing", [*THINGS, *RECORDS, "/decision/1", "/dataset"])
def test_answer_says_where_its_form_can_always_be_had(client: FlaskClient, thing: str, accepted: str) -> None:
    answer = client.get(thing, headers={"Accept": accepted})
    location = answer.headers["Content-Location"]
    assert location.startswith(f"{thing}.")
    stable = client.get(location, headers={"Accept": "image/png"})
    assert (stable.mimetype, stable.data) == (answer.mimetype, answer.data)
    assert "Content-Location" not in stable.headers


@pytest.mark.parametrize("suffix", ["", ".html", *(f".{each.suffix}" for each in FORMATS)])
def test_moved_entity_leads_to_the_same_form_of_its_survivor(client: FlaskClient, suffix: str) -> None:
    answer = client.get(f"/person/dnb-005845{suffix}?lang=en")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/person/cbdb-55084{suffix}?lang=en"


def test_pages_name_their_other_forms(client: FlaskClient) -> None:
    page = client.get("/person/cbdb-55084").text
    for each in FORMATS:
        assert f'<link rel="alternate" type="{each.media_type}" href="/person/cbdb-55084.{each.suffix}"' in page


@pytest.mark.parametrize("address", ["/", "/search?q=盛", "/person/cbdb-55084", "/person/cbdb-55084.ttl", "/decision"])
def test_unchanged_answer_is_not_sent_again(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get(f"{address}{'&' if '?' in address else '?'}lang=en").headers["ETag"] != first.headers["ETag"]


def test_percent_encoded_ids_are_found_or_named(client: FlaskClient) -> None:
    answer = client.get(f"/person/{quote('盛宣懷/a b', safe='')}", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "person/盛宣懷/a b" in answer.json["error"]["message"]
