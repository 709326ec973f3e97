"""What pages tell search engines: true, and unable to do anything to the page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from ontology.namespaces import expand
from ontology.terms import all_terms, entity_types, is_declared
from webapp import schema_org


def told(client: FlaskClient, address: str) -> dict[str, Any]:
    """The block of data of a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).text, re.DOTALL)
    assert len(blocks) == 1
    found: dict[str, Any] = json.loads(blocks[0])
    assert found["@context"] == "https://schema.org"
    return found


def test_person_is_told_as_the_view_holds_it(client: FlaskClient) -> None:
    found = told(client, "/person/cbdb-55084")
    assert found["@type"] == "Person"
    assert found["@id"] == found["url"] == "http://127.0.0.1:8421/person/cbdb-55084"
    assert {"@language": "zh-Hant", "@value": "盛宣懷"} in found["name"]
    assert (found["birthDate"], found["deathDate"]) == ("1844", "1916")
    assert found["parent"] == {"@type": "Person", "@id": "http://127.0.0.1:8421/person/cbdb-62528", "name": "盛康"}
    assert found["sameAs"] == "https://example.org/people/005845"


def test_letter_names_who_wrote_to_whom(client: FlaskClient) -> None:
    found = told(client, "/letter/trial-1")
    assert found["@type"] == "Message"
    assert (found["sender"]["name"], found["recipient"]["name"]) == ("李鴻章", "盛宣懷")


def test_dataset_and_catalogue_name_their_downloads(client: FlaskClient) -> None:
    found = told(client, "/dataset/trial-cbdb")
    assert found["@type"] == "Dataset"
    assert found["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    for each in found["distribution"]:
        assert client.get(each["contentUrl"].removeprefix("http://127.0.0.1:8421")).mimetype == each["encodingFormat"]
    catalogue = told(client, "/dataset")
    assert catalogue["@type"] == "DataCatalog"
    assert found["@id"] in {each["@id"] for each in catalogue["dataset"]}


def test_site_names_its_search(client: FlaskClient) -> None:
    target = told(client, "/")["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://127.0.0.1:8421/search?q={search_term_string}"


def test_relation_is_nothing_to_tell(client: FlaskClient) -> None:
    assert '<script type="application/ld+json">' not in client.get("/kinship/trial-1").text


def test_label_cannot_end_the_block(client: FlaskClient) -> None:
    assert told(client, "/person/cbdb-bad")["name"] == {"@language": "zh-Hant", "@value": "<script>alert(1)</script>"}


@pytest.mark.parametrize("text", ["</script><script>alert(1)", "<!--<script>", "a & b", "\u2028", "]]>", '"quoted"'])
def test_block_holds_no_markup_whatever_it_says(text: str) -> None:
    written = str(schema_org.script({"name": text}))
    inner = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search(r"[<>&\u2028\u2029]", inner)
    assert json.loads(inner)["name"] == text


def test_every_type_and_property_of_the_mapping_is_ours() -> None:
    for segment, mapping in schema_org._mappings().items():
        assert segment in entity_types()
        named = [curie for curies in mapping.get("values", {}).values() for curie in curies]
        named += [curie for _kind, *curies in mapping.get("entities", {}).values() for curie in curies]
        for curie in named:
            assert is_declared(expand(curie)), curie


def test_scheme_is_told_with_its_concepts(app: object) -> None:
    schemes = {each.scheme for each in all_terms().values() if each.scheme}
    scheme = next(each for iri, each in all_terms().items() if iri in schemes)
    concepts = [each for each in all_terms().values() if each.scheme == scheme.iri]
    found = schema_org.of_scheme(scheme, concepts, "http://127.0.0.1:8421/scheme/x")
    assert found["@type"] == "DefinedTermSet"
    assert {each["@id"] for each in found["hasDefinedTerm"]} == {each.iri for each in concepts}


def test_the_page_of_a_scheme_tells_search_engines_what_it_begins_with(client: FlaskClient) -> None:
    assert '"DefinedTermSet"' in client.get("/scheme/documenttype").text
