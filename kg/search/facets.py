"""The facets of the index, read once from facets.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from kg.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: ``field`` is its name inside an index, ``labels`` its name in each interface language."""

    name: str
    field: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet with the number of documents that have it."""

    value: str
    count: int
    selected: bool = False


def _read() -> dict[str, Facet]:
    tables = tomllib.loads(files("kg.search").joinpath("facets.toml").read_text(encoding="utf-8"))
    return {name: Facet(name, f"facet_{name}", MappingProxyType(labels)) for name, labels in tables.items()}


FACETS: Mapping[str, Facet] = MappingProxyType(_read())
"""Facet name -> facet, in display order."""


def facet(name: str) -> Facet:
    """The facet called ``name``.

    Raises InvalidInput when there is none.

    >>> facet("dynasty").labels["zh-Hant"]
    '朝代'
    """
    try:
        return FACETS[name]
    except KeyError:
        known = ", ".join(FACETS)
        raise InvalidInput(f"There is no facet {name!r}.", hint=f"The facets are: {known}.") from None


def facet_values(counts: Mapping[str, int], selected: tuple[str, ...], limit: int) -> list[FacetValue]:
    """The ``limit`` most frequent values (equal counts by value) and, in the same order, all selected ones."""
    ordered = sorted({**dict.fromkeys(selected, 0), **counts}.items(), key=lambda item: (-item[1], item[0]))
    return [
        FacetValue(value, count, value in selected)
        for place, (value, count) in enumerate(ordered)
        if place < limit or value in selected
    ]
