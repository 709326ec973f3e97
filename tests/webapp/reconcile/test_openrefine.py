"""What OpenRefine does with the service, in its order and in its form, from adding it to fetching columns."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient

SHENG = "person/sample-sheng-xuanhuai"
#: What OpenRefine's server sends: no Accept header, a form.
NAMES = {"q0": "盛宣懷", "q1": "李鸿章", "q2": "Zheng Guanying", "q3": "查無此人"}


def follow(address: str) -> str:
    """The path and query of an address of the manifest, which must be on the server that was asked."""
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("http", "localhost"), address
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_a_session_from_the_manifest_to_the_fetched_columns(samples: FlaskClient) -> None:
    added = samples.get("/reconcile", headers={"Accept": "application/json, text/javascript, */*; q=0.01"})
    manifest = added.json
    assert manifest is not None
    assert added.headers["Access-Control-Allow-Origin"] == "*"

    guessed = samples.post(
        "/reconcile", data={"queries": json.dumps({key: {"query": name, "limit": 3} for key, name in NAMES.items()})}
    )
    assert guessed.json is not None
    assert "person" in {type["id"] for type in guessed.json["q0"]["result"][0]["type"]}

    suggest = manifest["suggest"]["property"]
    typed = samples.get(follow(suggest["service_url"] + suggest["service_path"]), query_string={"prefix": "生年"}).json
    assert typed is not None
    assert typed["result"][0]["id"] == "zs:birthYear"

    queries = {
        key: {
            "query": name,
            "type": "person",
            "type_strict": "should",
            "properties": [{"pid": "zs:birthYear", "v": "1844"}] if key == "q0" else [],
        }
        for key, name in NAMES.items()
    }
    matched = samples.post("/reconcile", data={"queries": json.dumps(queries)}).json
    assert matched is not None
    best = {key: (entry["result"] or [{}])[0] for key, entry in matched.items()}
    assert best["q0"]["id"] == SHENG
    assert best["q0"]["match"] is True
    assert best["q1"]["name"] == "李鴻章"
    assert best["q2"]["name"] == "鄭觀應"
    assert best["q3"] == {}
    assert {"id", "value"} <= set(best["q0"]["features"][0])

    framed = samples.get(
        follow(manifest["preview"]["url"].replace("{{id}}", quote(SHENG, safe=""))), headers={"Accept": "text/html"}
    )
    assert "盛宣懷" in framed.text

    seen = samples.get(follow(manifest["view"]["url"].replace("{{id}}", quote(SHENG, safe=""))))
    assert seen.status_code == 302
    assert samples.get(follow(seen.location), headers={"Accept": "text/html"}).status_code == 200

    propose = manifest["extend"]["propose_properties"]
    proposed = samples.get(f"{follow(propose['service_url'] + propose['service_path'])}?type=person").json
    assert proposed is not None
    wanted = [each["id"] for each in proposed["properties"]]
    assert {"zs:birthYear", "zs:deathYear", "zs:gender", "zs:dynasty", "zs:nativePlace", "nametype:zi"} <= set(wanted)

    settings = {"limit": "1", "content": "entity", "language": ""}  # a form sends texts
    asked = {"ids": [SHENG], "properties": [{"id": "zs:birthYear"}, {"id": "zs:nativePlace", "settings": settings}]}
    fetched = samples.post("/reconcile", data={"extend": json.dumps(asked)}).json
    assert fetched is not None
    assert fetched["rows"][SHENG]["zs:birthYear"] == [{"int": 1844}]
    assert fetched["rows"][SHENG]["zs:nativePlace"] == [{"id": "place/sample-wujin", "name": "武進"}]
    assert fetched["meta"][1]["type"]["id"] == "place"


def test_an_entity_is_suggested_by_name_reading_and_id(samples: FlaskClient) -> None:
    for prefix in ("盛宣", "盛宣怀", "shengxuan", SHENG, f"http://127.0.0.1:8421/{SHENG}"):
        found = samples.get("/reconcile/suggest/entity", query_string={"prefix": prefix}).json
        assert found is not None
        assert SHENG in [each["id"] for each in found["result"]], prefix


def test_suggestions_are_continued_with_a_cursor(samples: FlaskClient) -> None:
    def ids(**parameters: object) -> list[str]:
        answer = samples.get("/reconcile/suggest/entity", query_string={"prefix": "盛", **parameters}).json
        assert answer is not None
        return [each["id"] for each in answer["result"]]

    first = ids(limit=4)
    assert len(first) == 4
    assert ids(limit=2) + ids(limit=2, cursor=2) == first
    assert ids(limit=2, offset=2) == first[2:]
    assert all(id.startswith("person/") for id in ids(type="person"))


def test_type_and_property_are_suggested_in_any_language(samples: FlaskClient) -> None:
    for prefix in ("人物", "person", "Pers", "zs:Person"):
        found = samples.get("/reconcile/suggest/type", query_string={"prefix": prefix}).json
        assert found is not None
        assert found["result"][0]["id"] == "person", prefix
    for prefix in ("籍貫", "籍贯", "native place", "zs:nativePlace", "https://w3id.org/zhishu/ontology/nativePlace"):
        found = samples.get("/reconcile/suggest/property", query_string={"prefix": prefix}).json
        assert found is not None
        assert found["result"][0]["id"] == "zs:nativePlace", prefix


@pytest.mark.parametrize(("language", "name"), [("zh-Hans", "籍贯"), ("zh-Hant", "籍貫"), ("en", "native place")])
def test_names_are_in_the_language_of_the_address_or_of_the_browser(
    samples: FlaskClient, language: str, name: str
) -> None:
    asked = {"ids": [SHENG], "properties": [{"id": "zs:nativePlace"}]}
    by_address = samples.post(f"/reconcile/{language}", data={"extend": json.dumps(asked)}).json
    assert by_address is not None
    assert by_address["meta"][0]["name"] == name
    proposed = samples.get("/reconcile/extend/propose?type=person", headers={"Accept-Language": language}).json
    assert proposed is not None
    assert name in [each["name"] for each in proposed["properties"]]
    manifest = samples.get(f"/reconcile/{language}").json
    assert manifest is not None
    assert manifest["suggest"]["entity"]["service_url"].endswith(f"/reconcile/{language}")


def test_jsonp_is_a_call_of_the_function(samples: FlaskClient) -> None:
    answer = samples.get("/reconcile?callback=jQuery1234_567")
    assert answer.mimetype == "text/javascript"
    assert re.fullmatch(r"/\*\*/jQuery1234_567\(\{.*\}\);", answer.text, re.DOTALL)
    in_path = samples.get("/reconcile", query_string={"queries": '{"q0":{"query":"盛宣懷"}}', "callback": "a.b.c"})
    assert in_path.text.startswith("/**/a.b.c({")


@pytest.mark.parametrize("callback", ["alert(1)", "a;b", "a b", "1a", "<script>", "a..b", "x" * 101, "a\n", "é"])
def test_a_callback_that_is_no_name_is_refused(samples: FlaskClient, callback: str) -> None:
    answer = samples.get("/reconcile", query_string={"callback": callback}, headers={"Accept": "*/*"})
    assert answer.status_code == 400
    assert answer.mimetype == "application/json"


def test_pages_of_any_site_may_ask(samples: FlaskClient) -> None:
    for address in ("/reconcile", "/reconcile/1.0/reconcile", "/reconcile/1.0/extend", "/reconcile/decisions"):
        headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
        preflight = samples.options(address, headers=headers)
        assert preflight.status_code == 200
        assert preflight.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
        assert {"Content-Type", "Authorization"} <= set(preflight.headers["Access-Control-Allow-Headers"].split(", "))
    foreign = {"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}
    answer = samples.post("/reconcile", data={"queries": "{}"}, headers=foreign)
    assert answer.json == {}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    refused = samples.post("/reconcile", data={"queries": "["}, headers=foreign)
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (400, "*")


def test_addresses_are_those_that_the_client_sees(samples: FlaskClient) -> None:
    elsewhere = samples.get("/reconcile", base_url="http://example.org:8080/kg").json
    assert elsewhere is not None
    assert elsewhere["preview"]["url"].startswith("http://example.org:8080/kg/reconcile/preview?id=")
    assert elsewhere["identifierSpace"] == "http://127.0.0.1:8421/"
    assert SHENG not in elsewhere["view"]["url"]
