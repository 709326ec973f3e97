"""SHACL validation of any data by any shapes: W3C SHACL Core and SHACL-SPARQL, through pySHACL.

Nothing is fetched: ``owl:imports``, JavaScript and the advanced features (rules, functions) are off, and shapes whose
queries would reach another host are refused. This is the reference against which the quality check of the site, which
must be fast, is held to account.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import product
from typing import Any

from pyshacl.constraints.sparql.sparql_based_constraint_components import SPARQLConstraintComponentValidator
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from pyshacl.validator import Validator, assign_baked_in
from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef
from rdflib.paths import MulPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from ontology import pair_constraints
from ontology.shapes import shape_files
from ontology.shapes_queries import check_queries
from ontology.shapes_source import ShapesError, TurtleSource, parse_shapes, parse_turtle, quiet_about_literals
from ontology.terms import all_terms
from ontology.validation_report import Report, Result, read_report

__all__ = ["Report", "Result", "ShapesError", "own_shapes", "validate", "validate_view"]


def validate(
    data: str | Graph, shapes: str | TurtleSource | Iterable[TurtleSource], *, background: Graph | None = None
) -> Report:
    """Validate data (a graph, or Turtle text) by shapes (Turtle text, or what ``parse_shapes`` read).

    ``background`` is what is known beside the data, such as the class hierarchy: targets and constraints see it too.
    Raises ShapesError for data that are not Turtle and for shapes that cannot be used.
    """
    if isinstance(shapes, str):
        shapes = parse_shapes(shapes, "shapes")
    sources = [shapes] if isinstance(shapes, TurtleSource) else list(shapes)
    for source in sources:
        check_queries(source)
    graph = parse_turtle(data, "data").graph if isinstance(data, str) else data
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = _run(_queryable(graph, background), _union(sources), ", ".join(source.name for source in sources))
    return read_report(found, tuple(sorted({str(warning.message) for warning in caught})))


def validate_view(data: str | Graph) -> Report:
    """Validate data by the shapes of the vocabulary, with its class hierarchy and its schemes as background.

    Raises ShapesError.
    """
    return validate(data, _targeted(), background=_background())


@cache
def own_shapes() -> tuple[TurtleSource, ...]:
    """The shapes of the vocabulary, parsed. Raises ShapesError for a file that cannot be used."""
    return tuple(parse_shapes(path.read_text("utf-8"), path.name) for path in shape_files())


@cache
def _targeted() -> TurtleSource:
    """The shapes of the vocabulary with the targets of the node shapes on their property shapes.

    The results are the same, for our node shapes have nothing but targets and property shapes (the reader sees to it);
    but pySHACL asks a property shape of all focus nodes at once instead of one by one, which is many times faster.
    """
    shapes = Graph(bind_namespaces="none")
    for triple in (triple for source in own_shapes() for triple in source.graph):
        shapes.add(triple)
    for node in set(shapes.subjects(RDF.type, SH.NodeShape)):
        for target, shape in product(shapes.objects(node, SH.targetClass), list(shapes.objects(node, SH.property))):
            shapes.add((shape, SH.targetClass, target))
        shapes.remove((node, None, None))
    return TurtleSource("the shapes of the vocabulary", "", shapes)


@cache
def _background() -> Graph:
    """Which class is below which, and which concept in which scheme: all that shapes ask of the vocabulary."""
    known = Graph(bind_namespaces="none")
    for term in all_terms().values():
        for broader in term.broader if term.kind == "class" else ():
            known.add((URIRef(term.iri), RDFS.subClassOf, URIRef(broader)))
        if term.scheme:
            known.add((URIRef(term.iri), SKOS.inScheme, URIRef(term.scheme)))
    return known


def _union(sources: list[TurtleSource]) -> Graph:
    """The shapes in one graph, made plain for pySHACL.

    Booleans other than ``true`` and ``false`` are left out, for they mean nothing to SHACL: with 1 for
    ``sh:uniqueLang`` the constraint is not switched on (4.4.6: "if $uniqueLang is true"). An ontology of prefixes has
    those of the ontologies that it imports (5.2.1).
    """
    union = Graph(bind_namespaces="none")
    for triple in (triple for source in sources for triple in source.graph):
        value = triple[2]
        is_boolean = isinstance(value, Literal) and value.datatype == XSD.boolean
        if not (is_boolean and str(triple[1]).startswith(str(SH)) and str(value) not in ("true", "false")):
            union.add(triple)
    for ontology in set(union.objects(None, SH.prefixes)):  # pySHACL does not follow owl:imports here
        for declaration in list(union.objects(ontology, MulPath(OWL.imports, "+") / SH.declare)):
            union.add((ontology, SH.declare, declaration))
    return union


class _PreparedQueries(Graph):
    """A graph that parses a query once: pySHACL asks the same one of every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Any:
        """The result of a query, as ``Graph.query`` gives it. The query declares its prefixes itself."""
        return super().query(
            _prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs
        )


_prepared = lru_cache(maxsize=512)(prepareQuery)


def _queryable(data: Graph, background: Graph | None) -> Graph:
    copy = _PreparedQueries(bind_namespaces="none")
    for graph in (data, background or ()):
        for triple in graph:
            copy.add(triple)
    return copy


class _LinearValidator(Validator):
    """A validator that writes the graph of a report and not its text, which takes time by the square of the results."""

    @classmethod
    def create_validation_report(cls, sg: Any, conforms: bool, results: list[Any]) -> Any:
        """The report graph, and an empty text."""
        return super().create_validation_report(sg, conforms, [("", node, triples) for _, node, triples in results])


def _run(data: Graph, shapes: Graph, names: str) -> Graph:
    pair_constraints.install()
    assign_baked_in()  # type: ignore[no-untyped-call]
    # pySHACL keeps validators by the address of a graph, which may have been another graph's before.
    SPARQLConstraintComponentValidator.validator_cache.clear()
    options = {"inplace": True, "logger": logging.getLogger(__name__)}
    try:
        with quiet_about_literals():
            validator = _LinearValidator(DataGraph.from_rdflib(data), shacl_graph=shapes, options=options)
            found: Graph = validator.run()[1]  # type: ignore[no-untyped-call]
    except (ReportableRuntimeError, NotImplementedError, TypeError) as error:  # TypeError: of arithmetic in a query
        raise ShapesError(f"{names}: {' '.join(str(error).split())}") from error
    return found
