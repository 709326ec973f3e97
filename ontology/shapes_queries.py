"""The SPARQL queries inside shapes, checked before any of them runs.

A query that came with somebody's shapes must not reach out (``SERVICE`` makes an HTTP request, and so do the ``FROM``
clauses of some stores), and one that is wrong is named with its line instead of failing in the middle of a validation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pyparsing import ParseException
from rdflib import OWL, SH, Graph
from rdflib.paths import MulPath
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

from ontology.shapes_source import TurtleSource, name_of

_QUERIES = (SH.select, SH.ask, SH.construct)
#: $PATH stands for a property path; for the parser any property will do.
_PATH = re.compile(r"[$?]PATH\b")
_REACHES_OUT = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}


def check_queries(source: TurtleSource) -> None:
    """Raises ShapesError for a query with a syntax error, an undeclared prefix, SERVICE or FROM."""
    for form in _QUERIES:
        for constraint, query in source.graph.subject_objects(form):
            fault = _fault(str(query), _declared_prefixes(source.graph, constraint))
            if fault:
                raise source.fault(f"the query of {name_of(constraint)} {fault}", str(query))


def _fault(query: str, declared: set[str]) -> str:
    """What is wrong with a query; empty where nothing is."""
    try:
        parsed = parseQuery(_PATH.sub("<urn:path>", query))
    except ParseException as error:
        return f'is not SPARQL; its line {error.lineno} reads "{error.line.strip()[:100]}"'
    for part in _parts(list(parsed)):
        if part.name in _REACHES_OUT:
            return f"has {_REACHES_OUT[part.name]}"
        prefix = str(part.get("prefix") or "") if part.name in ("PrefixDecl", "pname") else ""
        if part.name == "PrefixDecl":
            declared = declared | {prefix}
        elif part.name == "pname" and prefix not in declared:
            return f'uses the prefix "{prefix}:", which is not declared'
    return ""


def _declared_prefixes(graph: Graph, constraint: Node) -> set[str]:
    """The prefixes of ``sh:prefixes``, those of ontologies that it imports in this graph included (SHACL, 5.2.1)."""
    ontologies = SH.prefixes / MulPath(OWL.imports, "*")
    return {str(prefix) for prefix in graph.objects(constraint, ontologies / SH.declare / SH.prefix)}


def _parts(parsed: Any) -> Iterator[CompValue]:
    """Every part of a parsed query, from the outside in and from left to right."""
    if isinstance(parsed, CompValue):
        yield parsed
        for value in parsed.values():
            yield from _parts(value)
    elif isinstance(parsed, list | tuple) or hasattr(parsed, "asList"):
        for value in parsed:
            yield from _parts(value)
