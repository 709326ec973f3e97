"""The SHACL shapes of the vocabulary, compiled to plain immutable data.

``ontology/shapes/*.ttl`` (W3C SHACL, Recommendation of 20 July 2017) says what a well-described person, letter or copy
has. Two programs read these files: pySHACL through ``ontology.validation``, for any data, and the quality check, which
evaluates what ``shapes()`` returns on the store. So that both say the same, the reader (``ontology.shape_reader``)
takes only constructs whose meaning is written down here and refuses a file that uses any other.

What the compiled form settles beforehand:

- classes are given with all their subclasses in the vocabulary, so nobody needs the ontology to find the focus nodes;
- values (``in_values``, ``has_value``) are terms in N-Triples syntax with language tags in lower case;
- ``zs:conceptOf`` (the value is a concept of a scheme) is compiled into ``in_values``;
- messages and names are keyed by language tag in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

_HERE = Path(__file__).parent


class Severity(StrEnum):
    """How bad it is: wrong, suspicious, or incomplete."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


class PathStep(NamedTuple):
    """One step of a property path: along a property (full IRI), or against it."""

    predicate: str
    inverse: bool = False


#: A sequence of steps from the focus node to the value nodes.
ShapePath: TypeAlias = tuple[PathStep, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One member of ``sh:or``: a value node fits it when every part that is given fits.

    ``datatype`` is a full IRI, ``node_kind`` as in ``PropertyShape``, ``classes`` the class with its subclasses,
    ``pattern`` a regular expression to be found in the value.
    """

    datatype: str = ""
    node_kind: str = ""
    classes: frozenset[str] = frozenset()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What is asked of the values that a path leads to. A part that is None, empty or False asks nothing.

    The value nodes are the distinct nodes that any of ``paths`` leads to (more than one: ``sh:alternativePath``).

    - ``min_count``, ``max_count``: how many distinct value nodes (terms, not numbers: 1 and 1.0 are two).
    - ``datatype``: full IRI that every value has, with a lexical form that is legal for it.
    - ``node_kind``: "IRI", "Literal", "BlankNode", "IRIOrLiteral", "BlankNodeOrIRI" or "BlankNodeOrLiteral".
    - ``classes``: of every group each value has at least one class as a direct ``rdf:type``.
    - ``in_values``: the only values allowed; ``has_value``: a value that must be among them. N-Triples terms.
    - ``pattern``, ``flags``: regular expression (``fn:matches``) found in the text of a literal or in an IRI.
    - ``min_length``: characters of that text at least.
    - ``min_inclusive``, ``max_inclusive``: bounds; a value that cannot be compared with them does not fit.
    - ``less_than``, ``less_than_or_equals``: a property of the focus node; each pair (value, value of the property)
      that is not in this order, or cannot be compared, is a result.
    - ``equals``, ``disjoint``: a property of the focus node that has the same values, or none of them.
    - ``unique_lang``: no two values with one language tag; ``languages``: tags or ranges of which one fits every value.
    - ``alternatives``: every value fits at least one of them.
    - ``compared_with``, ``min_difference``, ``max_difference``: for every value v and every value w of the property
      ``compared_with`` of the focus node, both whole numbers, ``w - v`` lies in this range; one result for each v that
      has a w for which it does not (``zs:MinDifferenceComponent`` and ``zs:MaxDifferenceComponent``). Years are
      subtracted as they are written: between a year before and one after Christ the difference is one too many.
    - ``expected_beside``: a property that the focus node has if the path leads to anything: each value is a result
      where it has not (``zs:ExpectedBesideComponent``; "sender as written" without "sender").

    ``component`` names of the results are those of the SHACL recommendation (``MinCountConstraintComponent`` …).
    ``names`` is what the thing asked for is called, ``group`` the IRI of a group of ``groups()``, ``order`` its place.
    """

    iri: str
    paths: tuple[ShapePath, ...]
    severity: Severity
    messages: Mapping[str, str]
    names: Mapping[str, str]
    order: float = 0
    group: str = ""
    min_count: int | None = None
    max_count: int | None = None
    datatype: str = ""
    node_kind: str = ""
    classes: tuple[frozenset[str], ...] = ()
    in_values: frozenset[str] | None = None
    has_value: str = ""
    pattern: str = ""
    flags: str = ""
    min_length: int | None = None
    min_inclusive: int | float | None = None
    max_inclusive: int | float | None = None
    less_than: str = ""
    less_than_or_equals: str = ""
    equals: str = ""
    disjoint: str = ""
    unique_lang: bool = False
    languages: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    compared_with: str = ""
    min_difference: int | None = None
    max_difference: int | None = None
    expected_beside: str = ""


@dataclass(frozen=True, slots=True)
class NodeShape:
    """A shape for the members of classes: ``target_classes`` are those of ``sh:targetClass`` and all subclasses.

    A node with any of these as a direct ``rdf:type`` is a focus node of every one of ``properties``. ``declared`` are
    the classes as the file writes them; ``labels`` is what the shape is called, by language tag in lower case.
    """

    iri: str
    declared: tuple[str, ...]
    target_classes: frozenset[str]
    labels: Mapping[str, str]
    properties: tuple[PropertyShape, ...]


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """A heading under which a page lists property shapes (``sh:PropertyGroup``)."""

    iri: str
    labels: Mapping[str, str]
    order: float = 0


@cache
def shapes() -> tuple[NodeShape, ...]:
    """All node shapes of the vocabulary, sorted by IRI, their property shapes by order and IRI.

    Raises ``ontology.shape_reader.ShapesError`` for a shapes file that cannot be used; it names file, shape and line.
    """
    from ontology.shape_reader import read_shapes  # parsing brings in rdflib: only those who check data pay for it

    return read_shapes(shape_files())


@cache
def property_shapes() -> Mapping[str, PropertyShape]:
    """Every property shape by its IRI."""
    return MappingProxyType({shape.iri: shape for node in shapes() for shape in node.properties})


@cache
def groups() -> Mapping[str, PropertyGroup]:
    """Every group of property shapes by its IRI, in the order in which they are shown."""
    from ontology.shape_reader import read_groups

    return MappingProxyType(read_groups(shape_files()))


def shapes_for_class(class_iri: str) -> tuple[NodeShape, ...]:
    """The node shapes whose focus nodes are the members of a class."""
    return tuple(shape for shape in shapes() if class_iri in shape.target_classes)


def shape_files() -> tuple[Path, ...]:
    """The Turtle files of the shapes."""
    return tuple(sorted((_HERE / "shapes").glob("*.ttl")))
