"""What is above and below a term, which properties a class has, and what kinds of things properties tie together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ontology.terms import VocabularyTerm
from webapp.diagram import Tie

_NUMBERS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Branch:
    """A term with what is below it; ``size`` is the number of terms below."""

    term: VocabularyTerm
    children: tuple[Branch, ...]
    size: int


@dataclass(frozen=True, slots=True)
class ClassProperty:
    """A property that members of a class can have; ``via`` is the super-class that brings it, or empty."""

    term: VocabularyTerm
    via: str


def branches(terms: Sequence[VocabularyTerm]) -> tuple[Branch, ...]:
    """The terms as trees in their order: roots are those without a broader term among them; one with two stands under
    both."""
    known = {term.iri: term for term in terms}
    below: dict[str, list[VocabularyTerm]] = {}
    for term in terms:
        for above in term.broader:
            if above in known and above != term.iri:
                below.setdefault(above, []).append(term)
    place = {term.iri: number for number, term in enumerate(terms)}

    def grown(term: VocabularyTerm, path: frozenset[str]) -> Branch:
        near = [each for each in below.get(term.iri, ()) if each.iri not in path]
        children = tuple(grown(each, path | {each.iri}) for each in sorted(near, key=lambda each: place[each.iri]))
        return Branch(term, children, sum(1 + child.size for child in children))

    roots = [term for term in terms if not any(above in known and above != term.iri for above in term.broader)]
    return tuple(grown(term, frozenset({term.iri})) for term in roots)


def natural_order(term: VocabularyTerm) -> tuple[tuple[int, int, str], ...]:
    """A sort key of terms in which numbers count as numbers, by notation or else by IRI.

    >>> terms = [VocabularyTerm(f"x:{name}", "concept", {}, {}, notation=name) for name in ("F10", "F", "F2")]
    >>> [term.notation for term in sorted(terms, key=natural_order)]
    ['F', 'F2', 'F10']
    """
    parts = _NUMBERS.split(term.notation or term.iri)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts if part)


def above(iri: str, terms: Mapping[str, VocabularyTerm]) -> tuple[str, ...]:
    """All terms above a term, the nearest first; also those that are not in the vocabulary."""
    found: dict[str, None] = {}
    waiting = [iri]
    while waiting:
        term = terms.get(waiting.pop(0))
        for each in term.broader if term else ():
            if each not in found and each != iri:
                found[each] = None
                waiting.append(each)
    return tuple(found)


def below(iri: str, terms: Iterable[VocabularyTerm]) -> tuple[VocabularyTerm, ...]:
    """The terms directly below a term."""
    return tuple(term for term in terms if iri in term.broader)


def properties_of(iri: str, terms: Mapping[str, VocabularyTerm]) -> tuple[ClassProperty, ...]:
    """The properties whose domain is a class or one of its super-classes, its own first."""
    lineage = (iri, *above(iri, terms))
    found = (
        (lineage.index(via), ClassProperty(term, via if via != iri else ""))
        for term in terms.values()
        if term.kind == "property" and (via := next((each for each in lineage if each in term.domain), None))
    )
    return tuple(each for _, each in sorted(found, key=lambda pair: (pair[0], pair[1].term.iri)))


def ties(classes: Sequence[str], terms: Mapping[str, VocabularyTerm]) -> tuple[Tie, ...]:
    """What ties the classes: the properties from one to another, and which is a subclass of which."""
    among = set(classes)
    found: dict[tuple[str, str], list[str]] = {}
    for term in terms.values():
        if term.kind == "property":
            for source in term.domain:
                for target in term.range:
                    if source in among and target in among:
                        found.setdefault((source, target), []).append(term.iri)
    subclasses = [Tie(c, a, ()) for c in classes for a in (terms[c].broader if c in terms else ()) if a in among]
    return (*subclasses, *(Tie(source, target, tuple(p)) for (source, target), p in sorted(found.items())))
