"""Reads our own SHACL files into the dataclasses of ``ontology.shapes``; what those cannot express is an error.

A construct that were silently left out would make the quality check say less than the shapes: so every predicate of a
shape must be one that is compiled, or one that only describes (``sh:name``, ``rdfs:comment`` …).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.term import Node

from ontology.namespaces import compact
from ontology.property_shape_reader import DESCRIBING, PropertyShapeReader, order_of, texts_of, with_subclasses
from ontology.shapes import NodeShape, PropertyGroup, PropertyShape
from ontology.shapes_source import ShapesError, TurtleSource, parse_shapes

__all__ = ["ShapesError", "read_groups", "read_shapes"]

_NODE_PARTS = {*DESCRIBING, SH.targetClass, SH.property}


def read_shapes(paths: Iterable[Path]) -> tuple[NodeShape, ...]:
    """The node shapes of the files; see ``ontology.shapes.shapes``. Raises ShapesError.

    A property shape may stand in one file and be used in another.
    """
    sources = [_read(path) for path in paths]
    properties = {
        shape: PropertyShapeReader(source, shape).read()
        for source in sources
        for shape in sorted(source.graph.subjects(SH.path, None), key=str)
        if not _is_parameter(source.graph, shape)
    }
    shapes = [
        _node_shape(source, shape, properties)
        for source in sources
        for shape in sorted(source.graph.subjects(RDF.type, SH.NodeShape), key=str)
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.iri))


def read_groups(paths: Iterable[Path]) -> dict[str, PropertyGroup]:
    """The property groups of the files by IRI, in their order. Raises ShapesError."""
    found = [
        PropertyGroup(str(group), texts_of(source.graph, group, RDFS.label), order_of(source.graph, group))
        for source in map(_read, paths)
        for group in source.graph.subjects(RDF.type, SH.PropertyGroup)
    ]
    return {group.iri: group for group in sorted(found, key=lambda group: (group.order, group.iri))}


def _read(path: Path) -> TurtleSource:
    try:
        return parse_shapes(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise ShapesError(f"{path.name}: {error}") from error


def _node_shape(source: TurtleSource, shape: Node, properties: Mapping[Node, PropertyShape]) -> NodeShape:
    graph = source.graph
    if not isinstance(shape, URIRef):
        raise source.fault("a node shape without an IRI")
    for part in graph.predicates(shape):
        if part not in _NODE_PARTS:
            raise source.fault(f"{compact(shape)}: {compact(str(part))} is not supported on a node shape", str(shape))
    parts = list(graph.objects(shape, SH.property))
    for part in parts:
        if part not in properties:
            raise source.fault(f"{compact(shape)}: there is no property shape {compact(str(part))}", str(part))
    declared = tuple(sorted(str(target) for target in graph.objects(shape, SH.targetClass)))
    if not declared:
        raise source.fault(f"{compact(shape)} has no sh:targetClass, so it would never be applied", str(shape))
    return NodeShape(
        iri=str(shape),
        declared=declared,
        target_classes=frozenset().union(*map(with_subclasses, declared)),
        labels=texts_of(graph, shape, RDFS.label),
        properties=tuple(sorted((properties[part] for part in parts), key=lambda shape: (shape.order, shape.iri))),
    )


def _is_parameter(graph: Graph, shape: Node) -> bool:
    """Whether a thing with a path is the parameter of a constraint component, not a shape."""
    return (None, SH.parameter, shape) in graph
