"""Rule sets of cataloguing: which additions a form gets and how they are written (``tables/rule_sets.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.authority.records.life_years import YearStyle
from kg.authority.records.table import TABLES
from kg.errors import InvalidInput
from ontology.namespaces import expand

#: The kinds of additions, in the order in which they tell namesakes apart.
ADDITIONS = ("years", "dynasty", "sex", "field", "native_place")
_LAYOUTS = ("brackets", "commas")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One rule set. ``term`` is its IRI in the vocabulary; ``always`` holds alternatives, of which the first that
    is known is added; ``omit`` the IRIs of concepts that are no addition.
    """

    id: str
    term: str
    source: str
    languages: tuple[str, ...]
    always: tuple[tuple[str, ...], ...]
    distinguish: tuple[str, ...]
    order: tuple[str, ...]
    layout: str
    between: str
    inverted: bool
    omit: frozenset[str]
    styles: Mapping[str, YearStyle]


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """The rule sets in the order of the file. Raises InvalidInput for one that names an unknown addition or layout."""
    tables = tomllib.loads((TABLES / "rule_sets.toml").read_text(encoding="utf-8"))
    return tuple(_rule_set(name, table) for name, table in tables.items())


def _rule_set(name: str, table: Mapping[str, object]) -> RuleSet:
    always = tuple(tuple(each.split("|")) for each in _texts(table["always"]))
    distinguish, order = _texts(table["distinguish"]), _texts(table["order"])
    unknown = {*(kind for each in always for kind in each), *distinguish, *order} - set(ADDITIONS)
    if unknown or table["layout"] not in _LAYOUTS:
        raise InvalidInput(f"rule_sets.toml, {name}: {', '.join(sorted(unknown)) or table['layout']} is not known here")
    languages = _texts(table["languages"])
    before, _, after = str(table["before_christ"]).partition("|")
    words = {key: table[key] for key in ("approximately", "active")}
    styles = {
        language: YearStyle(
            dash=str(table["dash"]),
            approximately=str(words["approximately"][language]),  # type: ignore[index]  # a table of the file
            active=str(words["active"][language]),  # type: ignore[index]
            before_christ=(before, after),
            open_begin=str(table["open_begin"]),
        )
        for language in languages
    }
    return RuleSet(
        id=name,
        term=expand(str(table["term"])),
        source=str(table["source"]),
        languages=languages,
        always=always,
        distinguish=distinguish,
        order=order,
        layout=str(table["layout"]),
        between=str(table["between"]),
        inverted=bool(table["inverted"]),
        omit=frozenset(expand(each) for each in _texts(table["omit"])),
        styles=styles,
    )


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, list), "a list of texts"
    return tuple(map(str, value))
