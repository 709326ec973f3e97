"""Merges that hard facts forbid: sex, order of life, years far apart, undifferentiated records. Rules as data.

The rules stand in ``forbidden.toml``. They are evaluated from the claims in force, not from the view, so that a
preferred value does not hide that sources say otherwise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from types import MappingProxyType

from kg import terms
from kg.authority.claims import claims_about
from kg.authority.decisions import Decision, Kind
from kg.authority.records.undifferentiated import is_undifferentiated
from kg.authority.rulings import Rulings
from kg.errors import ForbiddenMerge, InvalidInput
from kg.iris import Minter
from kg.store import TripleStore
from kg.terms import Term

_TYPE, _LABEL = terms.curie("rdf:type"), terms.curie("skos:prefLabel")
_STATUS, _UNDIFFERENTIATED = terms.curie("zs:authorityStatus"), terms.curie("zs:UndifferentiatedRecord")
_YEARS = (terms.curie("zs:beginYear"), terms.curie("zs:endYear"))

#: Property -> values in force.
Facts = Mapping[Term, frozenset[Term]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, the class that it is about, what it compares, and what it says."""

    id: str
    about: Term
    test: str
    properties: tuple[Term, ...]
    first: tuple[Term, ...]
    last: tuple[Term, ...]
    years: int
    message: str


@cache
def forbidden_merges() -> Mapping[str, Rule]:
    """The rules by their ids."""
    table = tomllib.loads((Path(__file__).parent / "forbidden.toml").read_text("utf-8"))
    rules = (
        Rule(
            id=row["id"],
            about=terms.curie(row["class"]),
            test=row["test"],
            properties=_curies(row.get("properties", ())),
            first=_curies(row.get("first", ())),
            last=_curies(row.get("last", ())),
            years=row.get("years", 0),
            message=row["message"],
        )
        for row in table["rule"]
    )
    return MappingProxyType({rule.id: rule for rule in rules})


def broken_rules(store: TripleStore, minter: Minter, rulings: Rulings, one: Term, other: Term) -> tuple[Rule, ...]:
    """The rules that forbid to take two entities for one, in the order of the file."""
    reader = _Reader(store, minter, rulings)
    sides = reader.facts(one), reader.facts(other)
    kinds = sides[0].get(_TYPE, frozenset()) & sides[1].get(_TYPE, frozenset())
    return tuple(
        rule for rule in forbidden_merges().values() if rule.about in kinds and _TESTS[rule.test](rule, reader, *sides)
    )


def refusal(decision: Decision, store: TripleStore, minter: Minter, rulings: Rulings) -> ForbiddenMerge | None:
    """Why hard facts forbid a decision of kind ``same`` or ``merge``, given the rulings before it; None where no rule
    is broken that it does not override."""
    if decision.kind not in (Kind.SAME, Kind.MERGE):
        return None
    for one, other in combinations(decision.terms, 2):
        broken = broken_rules(store, minter, rulings, one, other)
        if any(rule.id not in decision.overrides for rule in broken):
            said = "; ".join(f"{rule.message} (rule {rule.id})" for rule in broken if rule.id not in decision.overrides)
            options = " ".join(f"--override {rule.id}" for rule in broken)
            return ForbiddenMerge(
                f"{one} and {other} cannot be the same: {said}.",
                hint=f"If the sources err, say so in the reason and override: {options}.",
                rules=tuple(rule.id for rule in broken),
            )
    return None


def check_overrides(overrides: Iterable[str]) -> None:
    """Raise InvalidInput for an override of a rule that does not exist."""
    if unknown := sorted(set(overrides) - set(forbidden_merges())):
        raise InvalidInput(
            f"There is no rule {unknown[0]!r} to override.", hint=f"The rules: {', '.join(forbidden_merges())}."
        )


class _Reader:
    def __init__(self, store: TripleStore, minter: Minter, rulings: Rulings) -> None:
        self._store, self._minter, self._rulings = store, minter, rulings

    def facts(self, entity: Term) -> Facts:
        """What the claims in force say of the authority record of an identifier."""
        rulings = self._rulings
        found: dict[Term, set[Term]] = {}
        identifiers = rulings.identifiers(rulings.stands_for(entity))
        for said in claims_about(self._store, self._minter, rulings.splits, identifiers):
            if said.words[0] not in rulings.withdrawn_records and said.words not in rulings.withdrawn_claims:
                found.setdefault(said.claim[2], set()).add(said.claim[3])
        return {prop: frozenset(values) for prop, values in found.items()}

    def years(self, facts: Facts, properties: Iterable[Term]) -> set[int]:
        """The years by some properties: of literals, and of the time nodes that are values."""
        return set(self._years(facts, properties))

    def _years(self, facts: Facts, properties: Iterable[Term]) -> Iterator[int]:
        for prop in properties:
            for value in facts.get(prop, ()):
                if terms.is_iri(value):
                    yield from self._years(self.facts(value), _YEARS)
                elif (year := terms.integer_value(value)) is not None:
                    yield year


def _disagree(rule: Rule, reader: _Reader, one: Facts, other: Facts) -> bool:
    sides = [{value for prop in rule.properties for value in facts.get(prop, ())} for facts in (one, other)]
    return all(sides) and not sides[0] & sides[1]


def _order(rule: Rule, reader: _Reader, one: Facts, other: Facts) -> bool:
    for earlier, later in ((one, other), (other, one)):
        ends, begins = reader.years(earlier, rule.last), reader.years(later, rule.first)
        if ends and begins and max(ends) < min(begins):
            return True
    return False


def _apart(rule: Rule, reader: _Reader, one: Facts, other: Facts) -> bool:
    years = [reader.years(facts, rule.properties) for facts in (one, other)]
    return all(years) and min(abs(a - b) for a in years[0] for b in years[1]) > rule.years


def _stands_for_nobody(rule: Rule, reader: _Reader, one: Facts, other: Facts) -> bool:
    for facts in (one, other):
        labels = [terms.literal_value(form) for form in facts.get(_LABEL, ()) if not terms.is_iri(form)]
        if _UNDIFFERENTIATED in facts.get(_STATUS, ()) or is_undifferentiated(labels):
            return True
    return False


_TESTS: Mapping[str, Callable[[Rule, _Reader, Facts, Facts], bool]] = {
    "disagree": _disagree,
    "order": _order,
    "apart": _apart,
    "undifferentiated": _stands_for_nobody,
}


def _curies(names: Iterable[str]) -> tuple[Term, ...]:
    return tuple(terms.curie(name) for name in names)
