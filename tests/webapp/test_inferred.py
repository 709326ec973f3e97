"""What is inferred is shown apart and marked, each with its explanation; data leave it out unless it is asked for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from kg.workspace import Workspace
from webapp import create_app

PERSON = "/person/sgen-yuchang"
FOUNDER = "http://127.0.0.1:8421/person/sample-sheng-long"


@pytest.fixture(scope="module")
def samples(sample_workspace: Workspace) -> FlaskClient:
    return create_app(sample_workspace, {"TESTING": True}).test_client()


def section(page: str) -> str:
    start = page.index('id="inferred"')
    return page[start : page.index("</section>", start)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", ["推得的亲属", "依规则", "祖父", "堂兄弟", "第 4 代", "已知"]),
        ("zh-Hant", ["推得的親屬", "依規則", "祖父", "堂兄弟", "第 4 代", "已知"]),
        (
            "en",
            ["Inferred kin", "by rule", "father's father", "father's brother's son", "generation 4", "known members"],
        ),
    ],
)
def test_page_shows_inferred_kin_marked_as_such_in_the_words_of_the_language(
    samples: FlaskClient, language: str, words: list[str]
) -> None:
    shown = unescape(section(samples.get(f"{PERSON}?lang={language}").text))
    assert [word for word in words if word not in shown] == []


def test_every_inferred_relative_leads_to_the_chain_behind_it(samples: FlaskClient) -> None:
    addresses = {unescape(each) for each in re.findall(r'href="(/inferred\?[^"]+)"', samples.get(PERSON).text)}
    assert len(addresses) > 10
    for address in addresses:
        page = samples.get(address)
        assert page.status_code == 200
        assert 'href="/record/' in page.text
        assert 'href="/kinship/' in page.text


def test_explanation_is_there_as_json(samples: FlaskClient) -> None:
    query = {"subject": f"http://127.0.0.1:8421{PERSON}", "property": "zs:ancestor", "object": FOUNDER}
    found = samples.get("/inferred.json", query_string=query).json
    assert [person.rpartition("-")[2] for person in found["persons"]] == [
        "yuchang",
        "changyi",
        "xuanhuai",
        "kang",
        "long",
    ]
    assert all(link["property"].endswith("/father") and link["records"] for link in found["links"])


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"subject": "x", "property": "zs:ancestor", "object": FOUNDER}, 400),
        ({"subject": FOUNDER, "property": "nowhere:x", "object": FOUNDER}, 400),
        ({"subject": FOUNDER, "property": "zs:ancestor", "object": FOUNDER}, 404),
    ],
)
def test_what_is_not_inferred_cannot_be_explained(samples: FlaskClient, query: dict[str, str], status: int) -> None:
    assert samples.get("/inferred", query_string=query).status_code == status


def test_data_of_an_entity_hold_the_view_and_what_is_inferred_only_if_asked_for(samples: FlaskClient) -> None:
    assert "zs:ancestor" not in samples.get(f"{PERSON}.ttl").text
    assert "zs:ancestor" in samples.get(f"{PERSON}.ttl?inferred=1").text


def test_json_of_an_entity_has_what_is_inferred_apart_from_statements(samples: FlaskClient) -> None:
    data = samples.get(f"{PERSON}.json").json
    ancestor = "https://w3id.org/zhishu/ontology/ancestor"
    assert FOUNDER in data["inferred"]["statements"][ancestor]
    assert data["inferred"]["graph"] == "http://127.0.0.1:8421/graph/inferred"
    assert data["inferred"]["complete"]
    assert ancestor not in [statement["property"] for statement in data["statements"]]


def test_page_of_a_place_has_no_such_section(samples: FlaskClient) -> None:
    assert 'id="inferred"' not in samples.get("/place/sample-wujin").text


def test_graph_says_what_it_is_and_leads_people_to_its_content(samples: FlaskClient) -> None:
    said = samples.get("/graph/inferred", headers={"Accept": "text/turtle"}).text
    assert "zs:InferredGraph" in said
    assert "zs:kinshipRules" in said
    assert "zs:digest" in samples.get("/graph/ontology", headers={"Accept": "text/turtle"}).text
    for name in ("inferred", "ontology"):
        led = samples.get(f"/graph/{name}", headers={"Accept": "text/html"})
        assert led.status_code == 303
        assert led.headers["Location"].startswith("/sparql?query=")
