"""What this endpoint is and can do, in RDF: SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/).

The counts of the default dataset use VoID (https://www.w3.org/TR/void/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg.errors import InvalidInput
from kg.sparql.formats import find_format, result_formats
from kg.sparql.guard import QueryForm

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCTERMS = "http://purl.org/dc/terms/"
_RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_SIMPLE_ENTAILMENT = ox.NamedNode("http://www.w3.org/ns/entailment/Simple")
_PREFIXES = {"sd": _SD, "void": _VOID, "dcterms": _DCTERMS}

# VoID's properties for counts, by the names that a caller uses.
COUNTS = {
    "triples": "triples",
    "entities": "entities",
    "classes": "classes",
    "properties": "properties",
    "subjects": "distinctSubjects",
    "objects": "distinctObjects",
}


def describe(
    endpoint: str,
    *,
    counts: Mapping[str, int] | None = None,
    functions: Iterable[str] = (),
    titles: Mapping[str, str] | None = None,
) -> Iterator[ox.Triple]:
    """The description of the query service at an IRI, as triples.

    ``counts`` are those of the default graph (keys of ``COUNTS``), ``functions`` the IRIs of extension functions,
    ``titles`` the service's name by language tag. Raises ``InvalidInput`` for an unknown count or an invalid IRI.
    """
    if unknown := (counts or {}).keys() - COUNTS.keys():
        raise InvalidInput(f"Unknown counts: {', '.join(sorted(unknown))}.", hint=f"Known: {', '.join(COUNTS)}.")
    try:
        service = ox.NamedNode(endpoint)
        extensions = [ox.NamedNode(iri) for iri in functions]
    except ValueError as error:
        raise InvalidInput(f"Not an IRI: {error}", hint="Give absolute IRIs.") from error
    yield from _service(service, extensions, titles or {})
    yield from _dataset(service, counts or {})


def _service(
    service: ox.NamedNode, functions: Iterable[ox.NamedNode], titles: Mapping[str, str]
) -> Iterator[ox.Triple]:
    yield ox.Triple(service, _RDF_TYPE, _sd("Service"))
    yield ox.Triple(service, _sd("endpoint"), service)
    yield ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(service, _sd("defaultEntailmentRegime"), _SIMPLE_ENTAILMENT)
    for format in result_formats():
        yield ox.Triple(service, _sd("resultFormat"), ox.NamedNode(format.iri))
    for function in functions:
        yield ox.Triple(service, _sd("extensionFunction"), function)
        yield ox.Triple(function, _RDF_TYPE, _sd("Function"))
    for language, title in titles.items():
        yield ox.Triple(service, ox.NamedNode(f"{_DCTERMS}title"), ox.Literal(title, language=language))


def _dataset(service: ox.NamedNode, counts: Mapping[str, int]) -> Iterator[ox.Triple]:
    # Named graphs are as many as source records, so they are not listed one by one.
    dataset, graph = ox.BlankNode("dataset"), ox.BlankNode("view")
    yield ox.Triple(service, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _RDF_TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), graph)
    yield ox.Triple(graph, _RDF_TYPE, _sd("Graph"))
    yield ox.Triple(graph, _RDF_TYPE, ox.NamedNode(f"{_VOID}Dataset"))
    for name, value in counts.items():
        yield ox.Triple(graph, ox.NamedNode(_VOID + COUNTS[name]), ox.Literal(str(value), datatype=_XSD_INTEGER))


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def serialize(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """The triples in one of the RDF formats that queries can have; raises ``InvalidInput`` for any other."""
    chosen = ox.RdfFormat.from_media_type(find_format(QueryForm.CONSTRUCT, media_type).media_type)
    document = ox.serialize(triples, format=chosen, prefixes=_PREFIXES)
    if document is None:
        raise InvalidInput(f"Nothing was written as {media_type}.")
    return document
