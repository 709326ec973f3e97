import pyoxigraph as ox
import pytest

from kg.errors import InvalidInput
from kg.sparql.description import describe, serialize
from kg.sparql.formats import formats_of, result_formats
from kg.sparql.guard import QueryForm

ENDPOINT = "http://example.org/sparql"
PREFIXES = {"sd": "http://www.w3.org/ns/sparql-service-description#", "void": "http://rdfs.org/ns/void#"}


def _store(document: bytes, format: ox.RdfFormat) -> ox.Store:
    store = ox.Store()
    store.load(document, format=format)
    return store


def test_the_description_says_endpoint_language_formats_and_counts():
    document = serialize(describe(ENDPOINT, counts={"triples": 7, "subjects": 3}, titles={"zh-Hant": "知書"}), "turtle")
    store = _store(document, ox.RdfFormat.TURTLE)
    query = """ASK { ?service a sd:Service ; sd:endpoint ?service ; sd:supportedLanguage sd:SPARQL11Query ;
        sd:defaultDataset/sd:defaultGraph [ void:triples 7 ; void:distinctSubjects 3 ] }"""
    assert store.query(query, prefixes=PREFIXES)
    offered = {quad.object.value for quad in store if quad.predicate.value == f"{PREFIXES['sd']}resultFormat"}
    assert offered == {format.iri for format in result_formats()}


def test_the_description_claims_no_federation_and_no_union_graph():
    assert all("Federated" not in str(triple) and "Union" not in str(triple) for triple in describe(ENDPOINT))


@pytest.mark.parametrize("format", formats_of(QueryForm.CONSTRUCT), ids=lambda format: format.name)
def test_the_description_is_the_same_in_every_format(format):
    document = serialize(describe(ENDPOINT, functions=["http://example.org/fold"]), format.media_type)
    rdf_format = ox.RdfFormat.from_media_type(format.media_type)
    assert rdf_format is not None
    assert len(_store(document, rdf_format)) == len(list(describe(ENDPOINT, functions=["http://example.org/fold"])))


def test_what_cannot_be_described_is_refused():
    with pytest.raises(InvalidInput, match="birds"):
        list(describe(ENDPOINT, counts={"birds": 1}))
    with pytest.raises(InvalidInput, match="IRI"):
        list(describe("sparql"))
    with pytest.raises(InvalidInput, match="csv"):
        serialize(describe(ENDPOINT), "csv")
