"""Reads the Turtle files of the vocabulary (W3C Turtle 1.1, through rdflib) into plain terms."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from ontology.namespaces import expand
from ontology.terms import VocabularyTerm

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "property",
    RDF.Property: "property",
    OWL.NamedIndividual: "individual",
    SKOS.Concept: "concept",
    SKOS.ConceptScheme: "scheme",
}
_LABELS = (RDFS.label, SKOS.prefLabel)
_COMMENTS = (RDFS.comment, SKOS.definition)
_BROADER = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader)
_SINGLE_VALUED = URIRef(expand("zs:singleValued"))
_INVERSE = (OWL.inverseOf, URIRef(expand("zs:inverseRelation")))


class VocabularyError(ValueError):
    """A vocabulary file that is not Turtle; the message names the file and the line."""


def read_graph(paths: Iterable[Path]) -> Graph:
    """All triples of the files in one graph. Raises VocabularyError for a file that cannot be parsed."""
    graph = Graph()
    for path in paths:
        try:
            graph.parse(path, format="turtle")
        except BadSyntax as error:
            raise VocabularyError(f"{path.name}, line {error.lines + 1}: {error.message}") from error
        except (ParserError, UnicodeDecodeError) as error:
            raise VocabularyError(f"{path.name}: {error}") from error
    return graph


def read_terms(paths: Iterable[Path]) -> dict[str, VocabularyTerm]:
    """Every class, property, individual, concept and scheme that the files declare, by IRI, sorted."""
    graph = read_graph(paths)
    kinds = {
        subject: kind
        for rdf_type, kind in _KINDS.items()
        for subject in graph.subjects(RDF.type, rdf_type)
        if isinstance(subject, URIRef)
    }
    return {str(subject): _term(graph, subject, kinds[subject]) for subject in sorted(kinds)}


def _term(graph: Graph, subject: URIRef, kind: str) -> VocabularyTerm:
    return VocabularyTerm(
        iri=str(subject),
        kind=kind,
        labels=_texts(graph, subject, _LABELS),
        comments=_texts(graph, subject, _COMMENTS),
        broader=_iris(graph, subject, _BROADER),
        domain=_iris(graph, subject, (RDFS.domain,)),
        range=_iris(graph, subject, (RDFS.range,)),
        inverse="".join(_iris(graph, subject, _INVERSE)[:1]),
        scheme="".join(_iris(graph, subject, (SKOS.inScheme,))[:1]),
        single_valued=(subject, _SINGLE_VALUED, Literal(True)) in graph,
    )


def _texts(graph: Graph, subject: URIRef, properties: Iterable[URIRef]) -> dict[str, str]:
    return {
        value.language.lower(): str(value)
        for prop in properties
        for value in graph.objects(subject, prop)
        if isinstance(value, Literal) and value.language
    }


def _iris(graph: Graph, subject: URIRef, properties: Iterable[URIRef]) -> tuple[str, ...]:
    return tuple(
        sorted(str(value) for prop in properties for value in graph.objects(subject, prop) if isinstance(value, URIRef))
    )
