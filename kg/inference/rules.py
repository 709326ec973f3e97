"""The rules of ``rules.toml`` as terms: ties of the view, closures, founders of lineages, composed kin, and limits."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from kg import terms
from kg.errors import InvalidInput
from kg.terms import Term

Step = Literal["parent", "child", "sibling", "spouse", "lineage"]
Sex = Literal["male", "female", "unknown"]

#: Turned round, a step of one kind is one of another kind.
OPPOSITE: Mapping[Step, Step] = MappingProxyType(
    {"parent": "child", "child": "parent", "sibling": "sibling", "spouse": "spouse"}
)
#: The circle in which a tie was left out: not a rule of the file, because a circle is a finding and no kin.
CIRCULAR = terms.curie("zs:circularParent")


@dataclass(frozen=True, slots=True)
class Tie:
    """A property of the view that is a step from its subject to its object; ``sex`` is that of the object."""

    property: Term
    step: Step
    inverse: Term
    sex: Sex
    adoption: bool


@dataclass(frozen=True, slots=True)
class Closure:
    """Everybody reached by one or more steps; ``inverse`` is the property back, or empty."""

    property: Term
    step: Step
    inverse: Term


@dataclass(frozen=True, slots=True)
class Composed:
    """Whom one of the paths reaches, but for the ego and those whom one step of ``excluded`` reaches."""

    property: Term
    paths: tuple[tuple[Step, ...], ...]
    excluded: tuple[Step, ...]
    inverse: Term


@dataclass(frozen=True, slots=True)
class Limits:
    """How far rules go; see ``rules.toml``."""

    generations: int
    ancestors: int
    children: int
    alters: int


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules. ``digest`` is the SHA-256 of the file: another digest, and the graph is derived anew.

    A derived triple belongs to one person, its ego: the subject where the property is one of ``forward``, the object
    where it is one of ``backward``.
    """

    version: str
    digest: str
    limits: Limits
    ties: Mapping[Term, Tie]
    closures: tuple[Closure, ...]
    founders: tuple[Closure, ...]
    composed: tuple[Composed, ...]
    forward: frozenset[Term]
    backward: frozenset[Term]

    @property
    def reach(self) -> int:
        """How many ties of the view the longest composed path has, a sibling being a child of a parent."""
        lengths = (sum(2 if step == "sibling" else 1 for step in path) for each in self.composed for path in each.paths)
        return max(lengths, default=0)


@cache
def kin_rules() -> Rules:
    """The rules that come with the program."""
    return read_rules((files("kg.inference") / "rules.toml").read_bytes())


def read_rules(text: bytes) -> Rules:
    """Rules from TOML. Raises InvalidInput for an unknown key, a step that does not exist, or a property whose triples
    could belong to either of their ends.
    """
    try:
        table = tomllib.loads(text.decode("utf-8"))
        ties = tuple(_tie(row) for row in table["tie"])
        closures = tuple(_closure(row) for row in table["closure"])
        founders = tuple(_closure(row) for row in table["founder"])
        composed = tuple(_composed(row) for row in table["composed"])
        limits, version = Limits(**table["limits"]), str(table["version"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(
            f"rules.toml: {error}", hint="The comments in the file say what a rule looks like."
        ) from error
    given: tuple[Closure | Composed, ...] = (*closures, *founders, *composed)
    forward = {CIRCULAR, *(each.property for each in given)}
    backward = {each.inverse for each in given if each.inverse}
    for tie in ties:  # the inverse of "parent" is stated of the parent, and belongs to the child all the same
        (backward if tie.step == "parent" else forward).add(tie.inverse)
    if both := forward & backward:
        raise InvalidInput(f"rules.toml: {', '.join(sorted(both))} is both a property and an inverse.")
    return Rules(
        version=version,
        digest=hashlib.sha256(text).hexdigest(),
        limits=limits,
        ties=MappingProxyType({tie.property: tie for tie in ties}),
        closures=closures,
        founders=founders,
        composed=composed,
        forward=frozenset(forward),
        backward=frozenset(backward),
    )


def _tie(row: dict[str, Any]) -> Tie:
    step = _step(row["step"])
    if step not in OPPOSITE:
        raise ValueError(f"{step!r} is not a step of one tie")
    sex: Sex = row.get("sex", "unknown")
    return Tie(terms.curie(row["property"]), step, terms.curie(row["inverse"]), sex, bool(row.get("adoption")))


def _closure(row: dict[str, Any]) -> Closure:
    return Closure(terms.curie(row["property"]), _step(row["step"]), _inverse(row))


def _composed(row: dict[str, Any]) -> Composed:
    paths = tuple(tuple(_step(step) for step in path) for path in row["paths"])
    excluded = tuple(_step(step) for step in row.get("except", ()))
    return Composed(terms.curie(row["property"]), paths, excluded, _inverse(row))


def _inverse(row: dict[str, Any]) -> Term:
    return terms.curie(row["inverse"]) if "inverse" in row else ""


def _step(name: str) -> Step:
    match name:
        case "parent" | "child" | "sibling" | "spouse" | "lineage":
            return name
    raise ValueError(f"there is no step {name!r}")
