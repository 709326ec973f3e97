"""What there is to assign when an entity is split: each claim about it or that mentions it, and when that was.

A split in the log names records and claims one by one, so that it means the same whatever is loaded later. What a
curator says in general (the letters of 1890 to 1900) is turned into such a list here, at the time of the decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from kg import terms
from kg.authority.claims import Said, claims_about, claims_mentioning
from kg.authority.rulings import Rulings
from kg.authority.split import Claim, Split
from kg.iris import Minter
from kg.store import TripleStore
from kg.store.quads import node
from kg.terms import Term, Triple
from ontology.terms import entity_types

_TYPE, _LABEL = terms.curie("rdf:type"), terms.curie("skos:prefLabel")
_TIME_NODE = (terms.curie("zs:beginYear"), terms.curie("zs:endYear"))
_MARKED = "<urn:zhishu:part:"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A claim about an entity, or (``mentions``) one that has it as its value, in the words of its source.

    ``years`` are the first and the last year of what it tells of (a letter, a posting), None where no year is given.
    """

    claim: Claim
    mentions: bool
    years: tuple[int, int] | None


def occurrences(store: TripleStore, minter: Minter, rulings: Rulings, entity: Term) -> tuple[Occurrence, ...]:
    """Every claim in force about the authority record of an identifier or that mentions it, sorted.

    Of a record that was split with its own identifier for none of the parts, these are the claims that nobody has
    assigned yet.
    """
    identifiers = rulings.identifiers(rulings.stands_for(entity))
    kinds = {o for said in claims_about(store, minter, rulings.splits, identifiers) for o in _types(said)}
    about = ((said, False) for said in claims_about(store, minter, rulings.splits, identifiers))
    mentioning = ((said, True) for said in claims_mentioning(store, minter, rulings.splits, identifiers))
    found = {
        said.words: Occurrence(said.words, mentions, _years_of(store, minter, said.words, mentions, kinds))
        for said, mentions in (*mentioning, *about)
        if said.words[0] not in rulings.withdrawn_records and said.words not in rulings.withdrawn_claims
    }
    return tuple(found[words] for words in sorted(found))


def within_years(found: Iterable[Occurrence], spans: Iterable[tuple[int, int, Term]]) -> tuple[tuple[Claim, Term], ...]:
    """The claims to assign to parts by time: spans are (first year, last year, part), both years included.

    What tells of years in no span, or in spans of two parts, is left out: nobody can say whom it means.
    """
    spans = tuple(spans)
    assigned = []
    for each in found:
        if each.years is not None:
            begin, end = each.years
            parts = {part for first, last, part in spans if begin <= last and end >= first}
            if len(parts) == 1 and any(first <= begin and end <= last for first, last, _ in spans):
                assigned.append((each.claim, parts.pop()))
    return tuple(assigned)


def completed(store: TripleStore, minter: Minter, rulings: Rulings, split: Split) -> Split:
    """The split with what has to be said of the parts that it mints: their types are those of the whole, and where
    nothing that is assigned to them gives a name, they keep its names."""
    said_of = {(part, prop) for part, prop, _ in split.states}
    identifiers = rulings.identifiers(rulings.stands_for(split.entity))
    said = tuple(claims_about(store, minter, rulings.splits, identifiers))
    kinds = sorted({kind for each in said for kind in _types(each)})
    labels = sorted({each.claim[3] for each in said if each.claim[2] == _LABEL})
    by_record, by_claim = dict(split.records), dict(split.claims)
    named = {by_claim.get(s.words) or by_record.get(s.words[0]) for s in said if s.claim[2] == _LABEL}
    named |= {part for identifier, part in split.identifiers if any(s.claim[1:3] == (identifier, _LABEL) for s in said)}
    states: list[Triple] = []
    for part in split.parts:
        if part.startswith(_MARKED):
            states += [] if (part, _TYPE) in said_of else [(part, _TYPE, kind) for kind in kinds]
            states += [] if (part, _LABEL) in said_of or part in named else [(part, _LABEL, form) for form in labels]
    return replace(split, states=(*split.states, *states))


def _types(said: Said) -> Iterator[Term]:
    if said.claim[2] == _TYPE and said.claim[3] in _classes():
        yield said.claim[3]


@cache
def _classes() -> frozenset[Term]:
    return frozenset(terms.iri(entity.class_iri) for entity in entity_types().values())


@cache
def _dated() -> tuple[Term, ...]:
    """The properties by which an entity of some type is dated."""
    found = (prop for entity in entity_types().values() for prop in (*entity.year_from, *entity.year_to))
    return tuple(dict.fromkeys([*(terms.iri(prop) for prop in found), *_TIME_NODE]))


def _years_of(
    store: TripleStore, minter: Minter, claim: Claim, mentions: bool, kinds: set[Term]
) -> tuple[int, int] | None:
    """The years of the node that a claim ties to the entity; those of another of its kind are not those of a tie."""
    other = claim[1] if mentions else claim[3]
    if not terms.is_iri(other) or minter.local(terms.iri_value(other)) is None:
        return None
    if any(str(q.object) in kinds for q in store.match(node(other), node(_TYPE))):
        return None
    years = sorted(_years(store, other, deep=True))
    return (years[0], years[-1]) if years else None


def _years(store: TripleStore, subject: Term, *, deep: bool) -> Iterator[int]:
    for q in store.match(node(subject)):
        term = str(q.object)
        if str(q.predicate) in _dated() and (year := terms.integer_value(term)) is not None:
            yield year
        elif deep and "/time/" in term and terms.is_iri(term):
            yield from _years(store, term, deep=False)
