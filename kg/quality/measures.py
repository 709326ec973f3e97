"""All checks, of the shapes and of the rules, and the measures (cards of a page) that they are grouped in."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.errors import WorkspaceError
from kg.quality.constraints import compile_shape, needed
from kg.quality.finding import Check
from kg.quality.queries import path_text, query_of_shape
from kg.quality.rules import rules
from ontology.shapes import NodeShape, PropertyShape, groups, shapes

_HERE = Path(__file__).parent


class UnreadableShapes(WorkspaceError):
    """The shapes cannot be read; the message names file and line. What was checked before stays as it is."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A card: checks that belong together, with a name and a description by language tag in lower case."""

    key: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    checks: tuple[Check, ...]


@cache
def checks() -> Mapping[str, Check]:
    """Every check by its key, compiled once. Raises UnreadableShapes for a file of shapes that cannot be used."""
    try:
        return MappingProxyType({check.key: check for check in _of_shapes(shapes())})
    except ValueError as error:  # ShapesError: the ontology knows nothing of the exceptions of this layer
        raise UnreadableShapes(
            f"The shapes cannot be used: {error}", hint="Correct the line and check again."
        ) from error


@cache
def measures() -> tuple[Measure, ...]:
    """The measures of ``measures.toml`` in their order, then one for each group of the checks that these leave out.

    Raises UnreadableShapes.
    """
    known, listed = checks(), tomllib.loads((_HERE / "measures.toml").read_text("utf-8"))
    found, taken = [], set()
    for key, table in listed.items():
        members = tuple(known[name] for name in table["checks"] if name in known)
        taken |= set(table["checks"])
        found.append(Measure(key, _lower(table["name"]), _lower(table["description"]), members))
    for group in groups().values():
        rest = tuple(c for c in known.values() if c.group == group.iri and c.key not in taken)
        if rest:
            found.append(Measure(f"other-{group.iri.rpartition('/')[2]}", group.labels, {}, rest))
    return tuple(found)


def measure_of(check: str) -> Measure | None:
    """The measure that a check belongs to."""
    return next((measure for measure in measures() if any(each.key == check for each in measure.checks)), None)


def _of_shapes(nodes: tuple[NodeShape, ...]) -> Iterator[Check]:
    targets: dict[str, set[str]] = {}
    properties: dict[str, PropertyShape] = {}
    for node in nodes:
        for shape in node.properties:
            properties[shape.iri] = shape
            targets.setdefault(shape.iri, set()).update(node.target_classes)
    for name, shape in properties.items():
        yield _check(shape, targets[name])
    yield from rules(properties.values())


def _check(shape: PropertyShape, classes: Iterable[str]) -> Check:
    classes = frozenset(classes)
    return Check(
        key=shape.iri.rpartition("/")[2],
        shape=shape.iri,
        severity=shape.severity,
        names=shape.names,
        messages=shape.messages,
        group=shape.group,
        classes=classes,
        paths=shape.paths,
        path=path_text(shape),
        query=query_of_shape(shape, classes),
        evaluate=compile_shape(shape),
        needs=needed(shape),
    )


def _lower(texts: Mapping[str, str]) -> dict[str, str]:
    return {language.lower(): text for language, text in texts.items()}
