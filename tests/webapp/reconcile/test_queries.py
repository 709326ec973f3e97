"""What queries find: names, ids, properties; what is refused in them, and that nothing falls over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InvalidInput
from webapp import languages
from webapp.reconcile import indexed_batch, listed_batch
from webapp.reconcile.queries import BATCH_SIZE, LONGEST_TEXT

WRONG_LIMIT = {"id": "zs:birthYear", "settings": {"limit": "x"}}
SHENG, LI = "person/sample-sheng-xuanhuai", "person/sample-li-hongzhang"


def ask(client: FlaskClient, **queries: object) -> dict[str, list[str]]:
    """Key -> ids of the candidates."""
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return {key: [each["id"] for each in entry["result"]] for key, entry in answer.json.items()}


def conditions(client: FlaskClient, *given: Mapping[str, object], **more: object) -> list[str]:
    """The ids of the candidates for one query of the draft."""
    answer = client.post("/reconcile/1.0/reconcile", json={"queries": [{"conditions": list(given), **more}]})
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    return [each["id"] for each in answer.json["results"][0]["candidates"]]


def on(property: str, *values: object, **more: object) -> dict[str, object]:
    return {"matchType": "property", "propertyId": property, "propertyValue": list(values), **more}


def test_an_id_or_an_address_as_query_is_that_entity(samples: FlaskClient) -> None:
    for text in (SHENG, f"http://127.0.0.1:8421/{SHENG}", f"http://localhost/{SHENG}"):
        answer = samples.post("/reconcile", data={"queries": json.dumps({"q0": {"query": text}})}).json
        assert answer is not None
        (only,) = answer["q0"]["result"]
        assert (only["id"], only["score"], only["match"]) == (SHENG, 100.0, True)
    assert conditions(samples, {"matchType": "id", "propertyValue": [SHENG, LI]}) == [SHENG, LI]
    assert conditions(samples, {"matchType": "id", "propertyValue": "person/nobody"}) == []


def test_an_id_that_was_merged_leads_to_the_record_that_holds_today(client: FlaskClient) -> None:
    assert ask(client, q={"query": "person/dnb-005845"}) == {"q": ["person/cbdb-55084"]}
    asked = {"ids": ["person/dnb-005845", "person/gone-1"], "properties": [{"id": "zs:birthYear"}]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)}).json
    assert answer is not None
    assert answer["rows"] == {
        "person/dnb-005845": {"zs:birthYear": [{"int": 1844}]},
        "person/gone-1": {"zs:birthYear": []},
    }


def test_queries_without_a_name_find_by_properties(samples: FlaskClient) -> None:
    assert SHENG in ask(samples, q={"properties": [{"pid": "zs:birthYear", "v": 1844}], "type": "person"})["q"]
    both = [{"pid": "zs:birthYear", "v": "1823"}, {"pid": "zs:deathYear", "v": 1901}]
    answer = samples.post("/reconcile", data={"queries": json.dumps({"q": {"properties": both}})}).json
    assert answer is not None
    best = answer["q"]["result"][0]
    assert (best["id"], best["score"]) == (LI, 100.0)
    assert {each["id"] for each in best["features"]} == {"property:zs:birthYear", "property:zs:deathYear"}
    place = {"id": "place/sample-wujin", "name": "武進"}
    assert SHENG in ask(samples, q={"properties": [{"pid": "zs:nativePlace", "v": place}], "limit": 50})["q"]
    assert ask(samples, q={"properties": [{"pid": "no:such", "v": "x"}]}) == {"q": []}


def test_names_of_a_type_find_their_bearers(samples: FlaskClient) -> None:
    assert SHENG in ask(samples, q={"properties": [{"pid": "nametype:zi", "v": "杏蓀"}]})["q"]
    assert SHENG in ask(samples, q={"query": "盛杏蓀"})["q"]


def test_a_required_condition_is_a_filter(samples: FlaskClient) -> None:
    name = {"matchType": "name", "propertyValue": "盛宣懷"}
    assert SHENG in conditions(samples, name, on("zs:birthYear", 1844, required=True))
    assert SHENG not in conditions(samples, name, on("zs:birthYear", 1900, required=True))
    assert SHENG in conditions(samples, name, on("zs:birthYear", 1844, 1900, required=True))
    assert SHENG not in conditions(samples, name, on("zs:birthYear", 1844, 1900, required=True, matchQuantifier="all"))
    assert SHENG not in conditions(samples, name, on("zs:birthYear", 1844, matchQuantifier="none"))
    assert SHENG in conditions(samples, name, on("zs:birthYear", 1900, matchQuantifier="none"))


def test_candidates_are_of_the_type_asked_for_and_at_most_the_limit(samples: FlaskClient) -> None:
    assert ask(samples, q={"query": "盛宣懷", "type": "place"}) == {"q": []}
    assert len(ask(samples, q={"query": "盛宣懷", "limit": 1})["q"]) == 1


def test_scores_fall_and_every_feature_has_an_id_of_its_own(samples: FlaskClient) -> None:
    answer = samples.post(
        "/reconcile/en", data={"queries": json.dumps({"q": {"query": "盛宣懷", "type": "person"}})}
    ).json
    assert answer is not None
    found = answer["q"]["result"]
    scores = [each["score"] for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    for each in found:
        ids = [feature["id"] for feature in each["features"]]
        assert len(ids) == len(set(ids))
        assert all(feature["name"] for feature in each["features"])


def test_a_batch_of_too_many_queries_is_refused(samples: FlaskClient) -> None:
    batch = {f"q{n}": {"query": "盛宣懷"} for n in range(BATCH_SIZE + 1)}
    answer = samples.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 413
    assert str(BATCH_SIZE) in answer.text
    listed = [{"conditions": [{"matchType": "name", "propertyValue": "盛宣懷"}]}] * (BATCH_SIZE + 1)
    assert samples.post("/reconcile/1.0/reconcile", json={"queries": listed}).status_code == 413


def test_a_thousand_names_of_ten_kilobytes_are_refused_and_the_next_request_is_answered(samples: FlaskClient) -> None:
    batch = {f"q{n}": {"query": "盛" * 3400} for n in range(1000)}
    assert samples.post("/reconcile", data={"queries": json.dumps(batch)}).status_code == 413
    listed = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "盛" * 3400}]}] * 1000}
    assert samples.post("/reconcile/1.0/reconcile", json=listed).status_code == 413
    assert ask(samples, q={"query": SHENG}) == {"q": [SHENG]}


def test_a_full_batch_of_long_names_says_of_each_why_it_is_refused(samples: FlaskClient) -> None:
    batch = {f"q{n}": {"query": "盛" * 3400} for n in range(BATCH_SIZE)}
    answer = samples.post("/reconcile", data={"queries": json.dumps(batch, ensure_ascii=False)})
    assert answer.json is not None
    assert all(entry["result"] == [] and str(LONGEST_TEXT) in entry["error"] for entry in answer.json.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"q": []}',
        '{"q": {"query": 5}}',
        '{"q": {"query": "x", "limit": 0}}',
        '{"q": {"query": "x", "limit": "many"}}',
        '{"q": {"query": "x", "limit": NaN}}',
        '{"q": {"query": "x", "type": {}}}',
        '{"q": {"query": "x", "type_strict": "perhaps"}}',
        '{"q": {"query": "x", "properties": {}}}',
        '{"q": {"query": "x", "properties": [{"pid": "zs:birthYear", "v": {}}]}}',
        '{"q": {"query": "x", "properties": [{"pid": "zs:birthYear", "v": [[1]]}]}}',
        '{"q": {"query": "x", "limit": 1' + "0" * 5000 + "}}",
        "[" * 100_000,
    ],
    ids=range(16),
)
def test_what_is_no_batch_is_refused_with_the_place(samples: FlaskClient, text: str) -> None:
    answer = samples.post("/reconcile", data={"queries": text})
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["error"]["message"]


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("/reconcile", {"data": {"other": "x"}}, 400),
        ("/reconcile", {"data": "queries", "content_type": "text/plain"}, 400),
        ("/reconcile/1.0/reconcile", {"data": "{}", "content_type": "text/plain"}, 415),
        ("/reconcile/1.0/reconcile", {"data": b"\xff", "content_type": "application/json"}, 400),
        ("/reconcile/1.0/extend", {"json": {"ids": "x", "properties": []}}, 400),
        ("/reconcile/1.0/extend", {"json": {"ids": [], "properties": [{"id": "no:such"}]}}, 400),
        ("/reconcile/1.0/extend", {"json": {"ids": ["x"] * 201, "properties": []}}, 413),
        (
            "/reconcile/1.0/extend",
            {"json": {"ids": [], "properties": [{"id": "zs:birthYear", "settings": {"limit": "x"}}]}},
            400,
        ),
        ("/reconcile/fr", {"data": {"queries": "{}"}}, 404),
    ],
)
def test_requests_of_another_form_are_refused(
    samples: FlaskClient, address: str, sent: dict[str, object], status: int
) -> None:
    answer = samples.post(address, **sent)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/json" or status == 404


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_MEMBER = st.sampled_from(["query", "type", "limit", "properties", "type_strict", "conditions", "lang", "x"])


@given(st.dictionaries(st.text(max_size=4), _JSON | st.dictionaries(_MEMBER, _JSON, max_size=4), max_size=3))
def test_any_json_is_read_or_refused(batch: dict[str, object]) -> None:
    app = Flask(__name__)  # for the language of the messages alone
    languages.init_app(app)
    with app.test_request_context("/reconcile?lang=en"):
        with suppress(InvalidInput):
            assert len(indexed_batch.read_batch(batch)) == len(batch)
        with suppress(InvalidInput):
            assert len(listed_batch.read_batch({"queries": list(batch.values())})) == len(batch)


ODD = ["𠀋", "a\u0300", "\u200b盛宣懷", "😀" * 100, "盛\x00宣", "\\", '"', "%00", "\u202e盛", "/", "//", "person/"]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_names_are_answered(samples: FlaskClient, text: str) -> None:
    assert set(ask(samples, q={"query": text})) == {"q"}
    for kind in ("entity", "type", "property"):
        assert samples.get(f"/reconcile/suggest/{kind}", query_string={"prefix": text}).status_code == 200
    assert samples.get("/reconcile/preview", query_string={"id": text}).status_code in (404, 410)
