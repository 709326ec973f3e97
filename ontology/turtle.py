"""Turtle files of the vocabulary (W3C Turtle 1.1): statements, or a graph for rdflib, and faults with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef

from ontology.namespaces import PREFIXES, expand

#: What the parser says of a fault, without the place that it puts before and after it.
_FAULT = re.compile(r"^Parser error at .*?: (?P<fault>.*?)(?: \(line \d+\))?$", re.DOTALL)
_UNDECLARED = re.compile(r"The prefix (\w*): has not been declared")


class VocabularyError(ValueError):
    """A vocabulary file that cannot be used; the message names the file and the line, ``hint`` what to do about it."""

    def __init__(self, path: Path, line: int | None, fault: str, hint: str = "") -> None:
        super().__init__(f"{path.name}, line {line}: {fault}" if line else f"{path.name}: {fault}")
        self.path = path
        self.line = line
        self.hint = hint


def read_statements(paths: Iterable[Path]) -> Iterator[ox.Triple]:
    """The triples of the files; blank nodes of two files are never the same.

    Raises VocabularyError for a file that cannot be read or parsed, for a prefix that the file does not declare, and
    for one that it declares otherwise than ``ontology.namespaces`` does.
    """
    for path in paths:
        yield from _read(path)


def read_graph(paths: Iterable[Path]) -> Graph:
    """All triples of the files in one graph of rdflib. Raises VocabularyError as ``read_statements`` does."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for triple in read_statements(paths):
        graph.add((_node(triple.subject), URIRef(triple.predicate.value), _node(triple.object)))
    return graph


def _read(path: Path) -> list[ox.Triple]:
    try:
        parser = ox.parse(
            path.read_bytes(), ox.RdfFormat.TURTLE, base_iri=expand("zs:"), rename_blank_nodes=True, lenient=False
        )
        triples = [quad.triple for quad in parser]
    except OSError as error:
        said = error.strerror or str(error)
        raise VocabularyError(path, None, said, "Check that the file is there and can be read.") from error
    except SyntaxError as error:
        match = _FAULT.match(str(error.msg))
        fault = match["fault"] if match else str(error.msg)
        raise VocabularyError(path, error.lineno, fault, _hint(fault)) from error
    for prefix, namespace in parser.prefixes.items():
        known = PREFIXES.get(prefix)
        if known is not None and namespace != known:
            fault = f"The prefix {prefix}: is declared as <{namespace}>, elsewhere it is <{known}>"
            raise VocabularyError(path, _line_of(path, namespace), fault, "Correct the IRI, or take another prefix.")
    return triples


def _line_of(path: Path, text: str) -> int | None:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)


def _hint(fault: str) -> str:
    undeclared = _UNDECLARED.search(fault)
    if undeclared and undeclared[1] in PREFIXES:
        return f"Add this line at the top of the file: @prefix {undeclared[1]}: <{PREFIXES[undeclared[1]]}> ."
    if undeclared:
        return "No such prefix is in ontology/namespaces.py: check its spelling, or declare it in the file."
    if "UTF-8" in fault:
        return "Save the file as UTF-8."
    return "Statements end in a full stop; values of one property are joined by commas, properties by semicolons."


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> URIRef | BNode | Literal:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal(language=str() as language):
            return Literal(term.value, lang=language)
        case ox.Literal():
            plain = term.datatype.value == expand("xsd:string")
            return Literal(term.value, datatype=None if plain else URIRef(term.datatype.value), normalize=False)
        case _:
            raise TypeError(f"Turtle 1.1 has no term like {term}")
