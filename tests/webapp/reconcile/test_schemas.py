"""Every answer is valid by the published schemas; their examples of requests are read or refused as they say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.reconcile.decision_rows import schema

SUITE = Path(__file__).resolve().parents[3].parent / "shared" / "suites" / "reconciliation-api"
pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="needs ../shared")
Check = Callable[[str, str, object], None]
OLD, DRAFT = ("0.1", "0.2"), "1.0-draft"
QUERIES = {
    "name": {"query": "盛宣懷"},
    "typed": {"query": "李鴻章", "type": "person", "limit": 3, "type_strict": "should"},
    "several types": {"query": "武進", "type": ["place", "person"]},
    "properties": {
        "query": "盛宣怀",
        "properties": [{"pid": "zs:birthYear", "v": 1844}, {"pid": "zs:dynasty", "v": "清"}],
    },
    "id": {"query": "person/sample-sheng-xuanhuai"},
    "without name": {"properties": [{"pid": "zs:birthYear", "v": "1844"}]},
    "unknown type": {"query": "盛宣懷", "type": "DifferentiatedPerson"},
    "too long": {"query": "盛" * 600},
    "nobody": {"query": "qqqqqqqq"},
}
CONDITIONS = [
    {"conditions": [{"matchType": "name", "propertyValue": "盛宣懷"}]},
    {
        "type": "person",
        "limit": 3,
        "lang": "zh",
        "conditions": [{"matchType": "name", "propertyValue": ["李鴻章", "李鸿章"]}],
    },
    {"conditions": [{"matchType": "id", "propertyValue": "person/sample-sheng-xuanhuai"}]},
    {
        "conditions": [
            {"matchType": "name", "propertyValue": "盛宣懷"},
            {"matchType": "property", "propertyId": "zs:birthYear", "propertyValue": 1844, "required": True},
        ]
    },
    {"conditions": [{"matchType": "property", "propertyId": "zs:birthYear", "propertyValue": [1844, "1823"]}]},
    {"conditions": [{"matchType": "name", "propertyValue": "盛" * 600}]},
]
IDS = ["person/sample-sheng-xuanhuai", "place/sample-wujin", "person/nobody"]
COLUMNS = ["skos:prefLabel", "zs:birthYear", "zs:gender", "nametype:zi", "zs:nativePlace", "geo:lat", "rdfs:seeAlso"]
EXTENDED = {"ids": IDS, "properties": [{"id": id} for id in COLUMNS]}


def read(path: Path) -> object:
    return json.loads(path.read_text("utf-8"))


def cases(versions: tuple[str, ...], name: str, kind: str) -> list[Path]:
    return [path for each in versions for path in sorted((SUITE / each / "examples" / name / kind).glob("*.json"))]


def posted(client: FlaskClient, field: str, value: object) -> TestResponse:
    """A request as OpenRefine sends it."""
    return client.post("/reconcile", data={field: json.dumps(value)})


@pytest.mark.parametrize("version", OLD)
@pytest.mark.parametrize("address", ["/reconcile", "/reconcile/", "/reconcile/en", "/reconcile/zh-Hant"])
def test_manifest_is_valid(samples: FlaskClient, check: Check, version: str, address: str) -> None:
    check(version, "manifest", samples.get(address).json)


@pytest.mark.parametrize("address", ["/reconcile/1.0", "/reconcile/en/1.0/"])
def test_manifest_of_the_draft_is_valid(samples: FlaskClient, check: Check, address: str) -> None:
    check(DRAFT, "manifest", samples.get(address).json)


@pytest.mark.parametrize("version", OLD)
def test_our_queries_and_results_are_valid(samples: FlaskClient, check: Check, version: str) -> None:
    batch = {key: query for key, query in QUERIES.items() if version != "0.1" or key != "without name"}
    check(version, "reconciliation-query-batch", batch)
    answer = posted(samples, "queries", batch)
    check(version, "reconciliation-result-batch", answer.json)
    assert answer.json is not None
    assert list(answer.json) == list(batch)


def test_our_queries_and_results_of_the_draft_are_valid(samples: FlaskClient, check: Check) -> None:
    check(DRAFT, "reconciliation-query-batch", {"queries": CONDITIONS})
    answer = samples.post("/reconcile/1.0/reconcile", json={"queries": CONDITIONS}).json
    check(DRAFT, "reconciliation-result-batch", answer)
    assert answer is not None
    assert len(answer["results"]) == len(CONDITIONS)
    assert [bool(each["candidates"]) for each in answer["results"]] == [True, True, True, True, True, False]
    assert "error" in answer["results"][-1]


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_suggestions_are_valid(samples: FlaskClient, check: Check, kind: str) -> None:
    name = {"entity": "suggest-entities-response", "type": "suggest-types-response"}.get(
        kind, "suggest-properties-response"
    )
    for prefix in ("盛", "", "person/sample-sheng-xuanhuai", "生", "zs:birth", "per"):
        for version in (*OLD, DRAFT):
            below = "/1.0" if version == DRAFT else ""
            check(version, name, samples.get(f"/reconcile{below}/suggest/{kind}", query_string={"prefix": prefix}).json)


@pytest.mark.parametrize("version", OLD)
def test_data_extension_is_valid(samples: FlaskClient, check: Check, version: str) -> None:
    check(version, "data-extension-query", EXTENDED)
    answer = posted(samples, "extend", EXTENDED).json
    check(version, "data-extension-response", answer)
    assert answer is not None
    assert list(answer["rows"]) == IDS
    assert all(list(row) == COLUMNS for row in answer["rows"].values())


def test_data_extension_of_the_draft_is_valid(samples: FlaskClient, check: Check) -> None:
    answer = samples.post("/reconcile/1.0/extend", json=EXTENDED).json
    check(DRAFT, "data-extension-response", answer)
    assert answer is not None
    assert [row["id"] for row in answer["rows"]] == IDS


@pytest.mark.parametrize("type", ["person", "place", "", "zs:Person", "no such type"])
def test_proposed_properties_are_valid(samples: FlaskClient, check: Check, type: str) -> None:
    for version, below in (("0.2", ""), (DRAFT, "/1.0")):
        answer = samples.get(f"/reconcile{below}/extend/propose", query_string={"type": type, "limit": 5}).json
        check(version, "data-extension-property-proposal", answer)


@pytest.mark.parametrize("path", cases(OLD, "reconciliation-query-batch", "valid"), ids=lambda p: p.stem)
def test_published_queries_are_answered(samples: FlaskClient, check: Check, path: Path) -> None:
    answer = posted(samples, "queries", read(path))
    assert answer.status_code == 200, answer.text
    check("0.2", "reconciliation-result-batch", answer.json)
    as_parameter = samples.get("/reconcile", query_string={"queries": path.read_text("utf-8")})
    assert as_parameter.json == answer.json


@pytest.mark.parametrize("path", cases(OLD, "reconciliation-query-batch", "invalid"), ids=lambda p: p.stem)
def test_published_queries_that_are_invalid_are_refused(samples: FlaskClient, path: Path) -> None:
    answer = posted(samples, "queries", read(path))
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["message"]


@pytest.mark.parametrize("path", cases((DRAFT,), "reconciliation-query-batch", "valid"), ids=lambda p: p.stem)
def test_published_queries_of_the_draft_are_answered(samples: FlaskClient, check: Check, path: Path) -> None:
    answer = samples.post("/reconcile/1.0/reconcile", json=read(path))
    assert answer.status_code == 200, answer.text
    check(DRAFT, "reconciliation-result-batch", answer.json)


@pytest.mark.parametrize("path", cases((DRAFT,), "reconciliation-query-batch", "invalid"), ids=lambda p: p.stem)
def test_published_queries_of_the_draft_that_are_invalid_are_refused(samples: FlaskClient, path: Path) -> None:
    assert samples.post("/reconcile/1.0/reconcile", json=read(path)).status_code == 400


def test_published_data_extension_queries_name_the_property_that_is_not_ours(samples: FlaskClient) -> None:
    for path in cases(("0.2",), "data-extension-query", "valid"):
        answer = posted(samples, "extend", read(path))
        assert answer.status_code == 400
        assert "variantName" in answer.text


def test_the_schema_of_decisions_is_a_schema(samples: FlaskClient) -> None:
    from jsonschema import Draft202012Validator

    answer = samples.get("/reconcile/decisions/schema")
    assert answer.mimetype == "application/schema+json"
    assert json.loads(answer.text) == schema()
    Draft202012Validator.check_schema(schema())
