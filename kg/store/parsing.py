"""RDF documents of others, parsed into term strings; nothing that a document refers to is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from kg.errors import InvalidDataset
from kg.terms import Term, Triple

#: The suffixes of file names that are read.
SUFFIXES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "xml": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def read_triples(stream: BinaryIO, suffix: str, name: str, base: str) -> Iterator[Triple]:
    """The triples of a document in its order, those of all its graphs; blank nodes are terms that begin with ``_:``.

    ``suffix`` says the format, ``base`` resolves relative IRIs. Raises InvalidDataset for a suffix that is not known,
    and where the document is broken, with the line; what came before was given already.
    """
    if suffix not in SUFFIXES:
        raise InvalidDataset(f"{name}: no RDF format is called .{suffix}", hint=f"Known: {', '.join(SUFFIXES)}.")
    try:
        for quad in parse(stream, format=SUFFIXES[suffix], base_iri=base):
            if isinstance(quad.subject, NamedNode | BlankNode) and isinstance(
                quad.object, NamedNode | BlankNode | Literal
            ):
                yield _term(quad.subject), str(quad.predicate), _term(quad.object)
    except SyntaxError as error:
        hint = "" if "LoadDocument" not in str(error) else "Put the JSON-LD context into the document itself."
        reason = error.msg if not hint else "its JSON-LD context stands at another address, which is not fetched"
        raise InvalidDataset(f"{name}, line {error.lineno or 1}: {reason}", hint=hint) from error


def _term(node: NamedNode | BlankNode | Literal) -> Term:
    return str(node)
