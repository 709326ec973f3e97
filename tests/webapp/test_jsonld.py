"""JSON-LD in our context says exactly what it was made of, whatever that is."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld as processor
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.store import VIEW
from ontology.context import context, prefixes
from ontology.namespaces import PREFIXES, expand
from webapp.jsonld import write

ADDRESS = "http://127.0.0.1:8421/context.jsonld"
PROPERTIES: tuple[str, ...] = (
    "skos:prefLabel",
    "skos:altLabel",
    "rdfs:label",
    "rdf:type",
    "zs:birthYear",
    "zs:gender",
    "zs:dynasty",
)
PROPERTIES += ("zs:dateText", "zs:father", "dcterms:modified", "dcterms:license", "owl:sameAs", "geo:lat", "prov:value")
IRIS: list[str] = [
    "http://127.0.0.1:8421/person/盛宣懷",
    "https://example.org/a#b",
    "urn:x:y",
    "mailto:a@b.c",
    "zs:x",
    "geo:30,104",
]
IRIS += ["dynasty:x", "person:x", *(expand(each) for each in ("zs:Male", "zs:Person", "kin:father", "skos:Concept"))]
IRIS += [f"{namespace}//x" for namespace in (PREFIXES["zs"], PREFIXES["skos"])]
nodes = st.sampled_from([NamedNode(each) for each in IRIS])
datatypes = st.sampled_from(
    [NamedNode(PREFIXES["xsd"] + each) for each in ("integer", "boolean", "dateTime", "decimal", "date", "double")]
    + [NamedNode("geo:type"), NamedNode(expand("rdf:JSON"))]
)
texts = st.one_of(st.text(max_size=8), st.sampled_from(["1844", "-5", "007", "true", "2026-01-02T03:04:05Z", "@none"]))
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(
        lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(["zh-hant", "en", "zh-latn-pinyin"])
    ),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, datatypes),
)
quads = st.builds(
    Quad,
    nodes,
    st.sampled_from([NamedNode(expand(each)) for each in PROPERTIES] + [NamedNode("geo:property")]),
    st.one_of(nodes, literals),
    st.one_of(st.just(VIEW), st.sampled_from([NamedNode("http://example.org/graph"), NamedNode("geo:graph")])),
)


def with_context(body: bytes) -> dict[str, object]:
    """A document with the context in place of its address."""
    document: dict[str, object] = json.loads(body)
    names = document["@context"]
    own, *more = names if isinstance(names, list) else [names]
    assert own == ADDRESS
    return {**document, "@context": [context()["@context"], *more]}


def refuse(url: str, _options: object) -> object:
    raise AssertionError(f"{url} is asked for")


@settings(max_examples=150, deadline=None)
@given(st.lists(quads, max_size=12))
def test_what_is_written_is_read_again(given_quads: list[Quad]) -> None:
    body = json.dumps(with_context(write(given_quads, ADDRESS))).encode()
    assert set(parse(body, RdfFormat.JSON_LD)) == set(given_quads)


def is_double(quad: Quad) -> bool:
    return isinstance(quad.object, Literal) and quad.object.datatype.value == f"{PREFIXES['xsd']}double"


# The other processor rewrites every xsd:double, not only those that are numbers of JSON.
@settings(max_examples=60, deadline=None)
@given(st.lists(quads.filter(lambda quad: not is_double(quad)), max_size=8))
def test_another_processor_reads_the_same(given_quads: list[Quad]) -> None:
    document = with_context(write(given_quads, ADDRESS))
    lines = processor.to_rdf(document, {"format": "application/n-quads", "documentLoader": refuse})
    assert set(parse(lines.encode("utf-8"), RdfFormat.N_QUADS)) == set(given_quads)


def test_values_are_as_plain_as_they_can_be() -> None:
    person = NamedNode("http://127.0.0.1:8421/person/1")
    said = [
        Quad(person, NamedNode(expand("rdf:type")), NamedNode(expand("zs:Person"))),
        Quad(person, NamedNode(expand("skos:prefLabel")), Literal("盛宣懷", language="zh-Hant")),
        Quad(person, NamedNode(expand("skos:prefLabel")), Literal("Sheng Xuanhuai", language="en")),
        Quad(person, NamedNode(expand("zs:birthYear")), Literal(1844)),
        Quad(person, NamedNode(expand("zs:gender")), NamedNode(expand("zs:Male"))),
    ]
    (node,) = json.loads(write(said, ADDRESS))["@graph"]
    assert node == {
        "id": person.value,
        "type": "Person",
        "prefLabel": {"zh-Hant": "盛宣懷", "en": "Sheng Xuanhuai"},
        "birthYear": 1844,
        "gender": "zs:Male",
    }


def test_prefix_that_is_a_scheme_of_the_data_is_unset() -> None:
    said = [Quad(NamedNode("geo:30.6,104.1"), NamedNode(expand("rdf:type")), NamedNode(expand("zs:Place")))]
    assert "geo" in prefixes()
    assert json.loads(write(said, ADDRESS))["@context"] == [ADDRESS, {"geo": None}]
