"""Reads one SHACL property shape into the dataclass of ``ontology.shapes``.

Every predicate of a shape must be one that is compiled, or one that only describes (``sh:name``, ``rdfs:comment`` …);
any other is an error that names file, shape and construct.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.namespaces import compact, expand
from ontology.shapes import Alternative, PathStep, PropertyShape, Severity, ShapePath
from ontology.shapes_source import ShapesError, TurtleSource, n_triples
from ontology.terms import all_terms

#: predicates of a shape that say nothing about data
DESCRIBING = frozenset({RDF.type, RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, SH.description})
_READ_BELOW = frozenset({SH.path, SH.message, SH.name, SH.severity, SH.order, SH.group})
_WHOLE = {XSD.integer, XSD.int, XSD.long, XSD.nonNegativeInteger, XSD.positiveInteger}


def texts_of(graph: Graph, subject: Node, predicate: URIRef) -> Mapping[str, str]:
    """The texts of a property, by language tag in lower case."""
    found = [value for value in graph.objects(subject, predicate) if isinstance(value, Literal) and value.language]
    return MappingProxyType({(value.language or "").lower(): str(value) for value in sorted(found)})


def order_of(graph: Graph, subject: Node) -> float:
    """The ``sh:order`` of a shape or a group, 0 without one."""
    value = graph.value(subject, SH.order)
    return float(value) if isinstance(value, Literal) else 0


def with_subclasses(class_iri: str) -> frozenset[str]:
    """A class and every class below it in the vocabulary."""
    found, todo = {class_iri}, [class_iri]
    while todo:
        new = _direct_subclasses().get(todo.pop(), set()) - found
        found |= new
        todo += new
    return frozenset(found)


class PropertyShapeReader:
    """Reads one property shape of a file."""

    def __init__(self, source: TurtleSource, shape: Node) -> None:
        self.source, self.graph, self.shape = source, source.graph, shape

    def read(self) -> PropertyShape:
        """The shape. Raises ShapesError for what cannot be compiled."""
        if not isinstance(self.shape, URIRef):
            path = n_triples(self.graph.value(self.shape, SH.path) or self.shape)
            raise self.source.fault(f"the property shape for {path} has no IRI")
        fields: dict[str, Any] = {}
        for part in sorted(set(self.graph.predicates(self.shape)), key=str):
            if part in DESCRIBING or part in _READ_BELOW:
                continue
            if part not in _PARTS:
                raise self.fault(f"{compact(str(part))} is not supported")
            name, convert = _PARTS[part]
            values = list(self.graph.objects(self.shape, part))
            fields[name] = convert(self, values)
        return PropertyShape(
            iri=str(self.shape),
            paths=tuple(self.paths(self.only(list(self.graph.objects(self.shape, SH.path))))),
            severity=self.severity(),
            messages=texts_of(self.graph, self.shape, SH.message),
            names=texts_of(self.graph, self.shape, SH.name),
            order=order_of(self.graph, self.shape),
            group=str(self.graph.value(self.shape, SH.group) or ""),
            **fields,
        )

    def fault(self, message: str) -> ShapesError:
        """An error that names the file, the line and the shape."""
        return self.source.fault(f"{compact(str(self.shape))}: {message}", str(self.shape))

    def only(self, values: list[Node]) -> Node:
        """The one value. Raises ShapesError where there are several, or none."""
        if len(values) != 1:
            raise self.fault(f"one value expected, found {', '.join(sorted(map(str, values))) or 'none'}")
        return values[0]

    def severity(self) -> Severity:
        """The severity, which every property shape has to state."""
        values = list(self.graph.objects(self.shape, SH.severity))
        if not values:
            raise self.fault("no sh:severity")
        try:
            return Severity(str(self.only(values)).removeprefix(str(SH)))
        except ValueError:
            raise self.fault(f"{values[0]} is not a severity") from None

    def paths(self, path: Node) -> Iterator[ShapePath]:
        """The alternatives of a path; most have one."""
        alternatives = self.graph.value(path, SH.alternativePath)
        if alternatives is None:
            yield self.sequence(path)
            return
        for alternative in self.members(alternatives):
            yield self.sequence(alternative)

    def sequence(self, path: Node) -> ShapePath:
        """The steps of a path."""
        steps = self.members(path) if (path, RDF.first, None) in self.graph else [path]
        return tuple(map(self.step, steps))

    def step(self, step: Node) -> PathStep:
        """One step. Raises ShapesError for a step that is repeated or optional."""
        inverse = self.graph.value(step, SH.inversePath)
        predicate = step if inverse is None else inverse
        if not isinstance(predicate, URIRef):
            raise self.fault("the path has other steps than properties and sh:inversePath")
        return PathStep(str(predicate), inverse is not None)

    def members(self, values: Node) -> list[Node]:
        """The members of an RDF list."""
        return list(Collection(self.graph, values))

    def alternative(self, shape: Node) -> Alternative:
        """One member of ``sh:or``."""
        fields: dict[str, Any] = {}
        for part, value in self.graph.predicate_objects(shape):
            if part not in _ALTERNATIVE_PARTS:
                raise self.fault(f"{compact(str(part))} is not supported in sh:or")
            name, convert = _ALTERNATIVE_PARTS[part]
            fields[name] = convert(self, [value])
        return Alternative(**fields)


_Convert = Callable[[PropertyShapeReader, list[Node]], Any]


def _text(compiler: PropertyShapeReader, values: list[Node]) -> str:
    return str(compiler.only(values))


def _local(compiler: PropertyShapeReader, values: list[Node]) -> str:
    return str(compiler.only(values)).removeprefix(str(SH))


def _number(compiler: PropertyShapeReader, values: list[Node]) -> int | float:
    value = compiler.only(values)
    if not isinstance(value, Literal) or isinstance(value.value, bool):
        raise compiler.fault(f"{value} is not a number")
    if value.datatype in _WHOLE and value.value is not None:
        return int(value.value)
    try:
        return float(value)
    except ValueError:
        raise compiler.fault(f"{value} is not a number") from None


def _count(compiler: PropertyShapeReader, values: list[Node]) -> int:
    number = _number(compiler, values)
    if not isinstance(number, int):
        raise compiler.fault(f"{number} is not a whole number")
    return number


def _true(compiler: PropertyShapeReader, values: list[Node]) -> bool:
    return bool(compiler.only(values) == Literal(True))


def _class(compiler: PropertyShapeReader, values: list[Node]) -> frozenset[str]:
    return with_subclasses(str(compiler.only(values)))


def _classes(compiler: PropertyShapeReader, values: list[Node]) -> tuple[frozenset[str], ...]:
    return tuple(with_subclasses(str(value)) for value in sorted(values, key=str))


def _terms(compiler: PropertyShapeReader, values: list[Node]) -> frozenset[str]:
    return frozenset(map(n_triples, compiler.members(compiler.only(values))))


def _concepts(compiler: PropertyShapeReader, values: list[Node]) -> frozenset[str]:
    scheme = str(compiler.only(values))
    concepts = frozenset(f"<{term.iri}>" for term in all_terms().values() if term.scheme == scheme)
    if not concepts:
        raise compiler.fault(f"the vocabulary has no scheme {scheme} with concepts")
    return concepts


def _strings(compiler: PropertyShapeReader, values: list[Node]) -> tuple[str, ...]:
    return tuple(map(str, compiler.members(compiler.only(values))))


def _alternatives(compiler: PropertyShapeReader, values: list[Node]) -> tuple[Alternative, ...]:
    return tuple(map(compiler.alternative, compiler.members(compiler.only(values))))


def _term(compiler: PropertyShapeReader, values: list[Node]) -> str:
    return n_triples(compiler.only(values))


#: constraint parameter -> field of PropertyShape and how it is read
_PARTS: dict[Node, tuple[str, _Convert]] = {
    SH.minCount: ("min_count", _count),
    SH.maxCount: ("max_count", _count),
    SH.datatype: ("datatype", _text),
    SH.nodeKind: ("node_kind", _local),
    SH["class"]: ("classes", _classes),
    SH["in"]: ("in_values", _terms),
    SH.hasValue: ("has_value", _term),
    SH.pattern: ("pattern", _text),
    SH.flags: ("flags", _text),
    SH.minLength: ("min_length", _count),
    SH.minInclusive: ("min_inclusive", _number),
    SH.maxInclusive: ("max_inclusive", _number),
    SH.lessThan: ("less_than", _text),
    SH.lessThanOrEquals: ("less_than_or_equals", _text),
    SH.equals: ("equals", _text),
    SH.disjoint: ("disjoint", _text),
    SH.uniqueLang: ("unique_lang", _true),
    SH.languageIn: ("languages", _strings),
    SH["or"]: ("alternatives", _alternatives),
    URIRef(expand("zs:conceptOf")): ("in_values", _concepts),
    URIRef(expand("zs:comparedWith")): ("compared_with", _text),
    URIRef(expand("zs:minDifference")): ("min_difference", _count),
    URIRef(expand("zs:maxDifference")): ("max_difference", _count),
    URIRef(expand("zs:expectedBeside")): ("expected_beside", _text),
}
_ALTERNATIVE_PARTS: dict[Node, tuple[str, _Convert]] = {
    SH.datatype: ("datatype", _text),
    SH.nodeKind: ("node_kind", _local),
    SH["class"]: ("classes", _class),
    SH.pattern: ("pattern", _text),
}


def _direct_subclasses() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for term in all_terms().values():
        for broader in term.broader if term.kind == "class" else ():
            found.setdefault(broader, set()).add(term.iri)
    return found
