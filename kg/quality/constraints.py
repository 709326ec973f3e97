"""Property shapes compiled into closures: what each constraint component of SHACL finds wrong with value nodes.

Semantics: W3C SHACL (20 July 2017), sections 4.1 to 4.8, as ``ontology.shapes`` restricts them; the component
``zs:comparedWith`` is explained there. A test compares the results with those of pySHACL on the samples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from kg.quality.reader import Focus
from kg.quality.values import fits_language, is_legal, is_less, whole_number
from kg.store import Node
from ontology.shapes import Alternative, PropertyShape
from ontology.shapes_source import flags_of

#: The value nodes that are wrong; None stands for what is wrong with the number of values, or for a missing value.
Constraint: TypeAlias = Callable[[Focus, list[Node]], Iterable[Node | None]]
_Test: TypeAlias = Callable[[Focus, Node], bool]

_KINDS = {
    "IRI": (NamedNode,),
    "Literal": (Literal,),
    "BlankNode": (BlankNode,),
    "IRIOrLiteral": (NamedNode, Literal),
    "BlankNodeOrIRI": (BlankNode, NamedNode),
    "BlankNodeOrLiteral": (BlankNode, Literal),
}


def compile_shape(shape: PropertyShape) -> Callable[[Focus], tuple[Node, ...] | None]:
    """A function that gives the wrong values of a focus node: None where the shape is fulfilled, an empty tuple where
    a value is missing or the shape is about their number.
    """
    constraints = tuple(_constraints(shape))
    paths = shape.paths
    if _only_asks_for_a_value(shape):
        wanted = [path[0].predicate for path in paths]
        return lambda focus: None if any(each in focus.values for each in wanted) else ()

    def check(focus: Focus) -> tuple[Node, ...] | None:
        values = focus.at(paths)
        wrong: dict[Node | None, None] = {}
        for constraint in constraints:
            wrong.update(dict.fromkeys(constraint(focus, values)))
        if not wrong:
            return None
        return tuple(value for value in wrong if value is not None)

    return check


def _only_asks_for_a_value(shape: PropertyShape) -> bool:
    """Whether a shape asks for nothing but a value of one of some properties, as most of those on gaps do."""
    bare = PropertyShape(shape.iri, shape.paths, shape.severity, shape.messages, shape.names, min_count=1)
    direct = all(len(path) == 1 and not path[0].inverse for path in shape.paths)
    return direct and replace(shape, order=0, group="") == bare


def needed(shape: PropertyShape) -> str:
    """The property without which a focus node cannot break the shape; empty where it can without any."""
    if shape.min_count or shape.has_value or shape.equals:
        return ""
    first = {path[0] for path in shape.paths}
    step = first.pop()
    return "" if first or step.inverse else step.predicate


def _constraints(shape: PropertyShape) -> Iterator[Constraint]:
    if shape.min_count is not None:
        yield _fewer_than(shape.min_count)
    if shape.max_count is not None:
        yield _more_than(shape.max_count)
    if shape.has_value:
        yield _without(shape.has_value)
    if shape.unique_lang:
        yield _repeated_languages
    for test in _tests(shape):
        yield _each(test)
    if shape.less_than:
        yield _pairs(shape.less_than, lambda value, other: is_less(value, other, or_equal=False))
    if shape.less_than_or_equals:
        yield _pairs(shape.less_than_or_equals, lambda value, other: is_less(value, other, or_equal=True))
    if shape.disjoint:
        yield _pairs(shape.disjoint, lambda value, other: value != other)
    if shape.equals:
        yield _unequal(shape.equals)
    if shape.expected_beside:
        yield _expected_beside(shape.expected_beside)
    if shape.compared_with:
        yield _pairs(shape.compared_with, _difference(shape.min_difference, shape.max_difference))


def _tests(shape: PropertyShape) -> Iterator[_Test]:
    """The tests that every single value has to pass."""
    if shape.datatype:
        yield _of_datatype(shape.datatype)
    if shape.node_kind:
        yield _of_kind(shape.node_kind)
    for group in shape.classes:
        yield _of_class(group)
    if shape.in_values is not None:
        yield _among(shape.in_values)
    if shape.pattern:
        yield _matching(shape.pattern, shape.flags)
    if shape.min_length is not None:
        yield _as_long_as(shape.min_length)
    if shape.min_inclusive is not None:
        yield _within(shape.min_inclusive, None)
    if shape.max_inclusive is not None:
        yield _within(None, shape.max_inclusive)
    if shape.languages:
        yield _in_language(shape.languages)
    if shape.alternatives:
        yield _one_of(tuple(tuple(_alternative(each)) for each in shape.alternatives))


def _each(test: _Test) -> Constraint:
    return lambda focus, values: [value for value in values if not test(focus, value)]


def _fewer_than(number: int) -> Constraint:
    return lambda focus, values: (None,) if len(values) < number else ()


def _more_than(number: int) -> Constraint:
    return lambda focus, values: values if len(values) > number else ()


def _without(term: str) -> Constraint:
    return lambda focus, values: () if any(str(value) == term for value in values) else (None,)


def _repeated_languages(focus: Focus, values: list[Node]) -> Iterator[Node]:
    tags: dict[str, list[Node]] = {}
    for value in values:
        if isinstance(value, Literal) and value.language:
            tags.setdefault(value.language.lower(), []).append(value)
    for repeated in tags.values():
        if len(repeated) > 1:
            yield from repeated


def _of_datatype(datatype: str) -> _Test:
    return lambda focus, value: is_legal(value, datatype)


def _of_kind(kind: str) -> _Test:
    allowed = _KINDS[kind]
    return lambda focus, value: isinstance(value, allowed)


def _of_class(group: frozenset[str]) -> _Test:
    return lambda focus, value: not group.isdisjoint(focus.reader.types(value))


def _among(allowed: frozenset[str]) -> _Test:
    return lambda focus, value: str(value) in allowed


def _matching(pattern: str, flags: str) -> _Test:
    search = re.compile(pattern, flags_of(flags)).search
    return lambda focus, value: not isinstance(value, BlankNode) and search(value.value) is not None


def _as_long_as(length: int) -> _Test:
    return lambda focus, value: not isinstance(value, BlankNode) and len(value.value) >= length


def _within(low: float | None, high: float | None) -> _Test:
    def fits(focus: Focus, value: Node) -> bool:
        bound = Literal(low if low is not None else high or 0)
        return is_less(bound, value, or_equal=True) if low is not None else is_less(value, bound, or_equal=True)

    return fits


def _in_language(ranges: tuple[str, ...]) -> _Test:
    return lambda focus, value: fits_language(value, ranges)


def _alternative(each: Alternative) -> Iterator[_Test]:
    if each.datatype:
        yield _of_datatype(each.datatype)
    if each.node_kind:
        yield _of_kind(each.node_kind)
    if each.classes:
        yield _of_class(each.classes)
    if each.pattern:
        yield _matching(each.pattern, "")


def _one_of(alternatives: tuple[tuple[_Test, ...], ...]) -> _Test:
    return lambda focus, value: any(all(test(focus, value) for test in tests) for tests in alternatives)


def _pairs(other: str, fits: Callable[[Node, Node], bool]) -> Constraint:
    """The values that do not fit some value of another property of the focus node."""

    def wrong(focus: Focus, values: list[Node]) -> list[Node]:
        others = focus.values.get(other, ())
        return [value for value in values if not all(fits(value, each) for each in others)]

    return wrong


def _unequal(other: str) -> Constraint:
    def wrong(focus: Focus, values: list[Node]) -> set[Node]:
        return set(values) ^ set(focus.values.get(other, ()))

    return wrong


def _expected_beside(other: str) -> Constraint:
    return lambda focus, values: () if focus.values.get(other) else values


def _difference(low: int | None, high: int | None) -> Callable[[Node, Node], bool]:
    def fits(value: Node, other: Node) -> bool:
        one, two = whole_number(value), whole_number(other)
        if one is None or two is None:
            return True
        return (low is None or two - one >= low) and (high is None or two - one <= high)

    return fits
