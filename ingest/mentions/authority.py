"""What the pipeline knows of persons and places: read once from the view, then held in memory.

Names with their types, years of life, offices with their years, native place, kin as notations of the kinship scheme,
and everybody who is tied to somebody by an association or a letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg import terms
from kg.authority.labels import best_label
from kg.authority.view import ALT_LABEL, PREF_LABEL, TYPE
from kg.chinese import fold, split_name
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from ontology.terms import all_terms

_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af]{2,12}")
_TIES = ("zs:associate", "zs:wroteTo", "zs:receivedFrom")


@dataclass(frozen=True, slots=True)
class Office:
    """An office and the years in which it was held; None where the authority file does not say."""

    title: str
    begin: int | None = None
    end: int | None = None

    def covers(self, years: tuple[int, int]) -> bool:
        """Whether it was held in one of the years for all that is known: an office of which only the beginning is known
        is taken to last ``_TERM`` years."""
        if self.begin is None and self.end is None:
            return False
        begin = self.begin if self.begin is not None else (self.end or 0) - _TERM
        end = self.end if self.end is not None else begin + _TERM
        return begin <= years[1] and years[0] <= end


_TERM = 5


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative: the notation of what he is (By: younger brother), the place in the order of children (0: unknown)."""

    person: str
    step: str
    order: int = 0


@dataclass(slots=True)
class Person:
    """A person of the authority file; ``names`` are (notation of the name type, text), an empty type is unknown."""

    iri: str
    label: str = ""
    surname: str = ""
    given: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)
    birth: int | None = None
    death: int | None = None
    native_places: list[str] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """A place that can be named in a text, with the years of its time-slice."""

    iri: str
    label: str
    begin: int | None = None
    end: int | None = None


@dataclass(slots=True)
class Authority:
    """The persons and places of an authority file, with who is whose kin and who is tied to whom."""

    persons: list[Person] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    kin: dict[str, list[Kin]] = field(default_factory=lambda: defaultdict(list))
    tied: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def index(self) -> dict[str, int]:
        """IRI -> place in ``persons``."""
        return {person.iri: number for number, person in enumerate(self.persons)}


def read_authority(store: TripleStore, years: tuple[int, int] | None = None) -> Authority:
    """All persons and places of the view; with ``years`` only persons whose known life touches them, or of whom no year
    is known."""
    reader = _Reader(store)
    authority = Authority(places=list(reader.places()))
    for person in reader.persons():
        first = person.birth if person.birth is not None else (person.death or 0) - 100
        last = person.death if person.death is not None else first + 100
        dated = person.birth is not None or person.death is not None
        if years is None or not dated or (first <= years[1] and years[0] <= last + 100):
            authority.persons.append(person)
    reader.relations(authority)
    return authority


class _Reader:
    """Reads property by property, which costs nothing where the view has none."""

    def __init__(self, store: TripleStore) -> None:
        self._store = store

    def persons(self) -> Iterator[Person]:
        persons = {iri: Person(iri) for iri in self._members("zs:Person")}
        labels: dict[str, dict[str, str]] = defaultdict(dict)
        for iri, value in self._literals(PREF_LABEL):
            if iri in persons:
                labels[iri][terms.literal_language(value)] = terms.literal_value(value)
        typed = self._typed_names(persons)
        for iri, person in persons.items():
            person.label = best_label(labels[iri])
            forms = [form for form in labels[iri].values() if _HAN.fullmatch(form)]
            if forms:
                person.surname, person.given = split_name(forms[0])
                person.names += [("", form) for form in forms[1:]]
        for iri, value in self._literals(ALT_LABEL):
            text = terms.literal_value(value)
            if iri in persons and _HAN.fullmatch(text) and fold(text) not in typed[iri]:
                persons[iri].names.append(("", text))
        self._facts(persons)
        yield from persons.values()

    def places(self) -> Iterator[Place]:
        places = {iri: Place(iri, "") for iri in self._members("zs:Place")}
        for iri, value in self._literals(PREF_LABEL):
            if iri in places and _HAN.fullmatch(text := terms.literal_value(value)):
                places[iri].label = text
        for prop, name in (("zs:beginYear", "begin"), ("zs:endYear", "end")):
            for iri, year in self._years(prop):
                if iri in places:
                    setattr(places[iri], name, year)
        yield from (place for place in places.values() if place.label)

    def relations(self, authority: Authority) -> None:
        """Kin and ties of the persons read."""
        known = {person.iri for person in authority.persons}
        for prop in _TIES:
            for one, value in self._pairs(terms.curie(prop)):
                other = value[1:-1]
                if one in known and other in known:
                    authority.tied[one].add(other)
                    authority.tied[other].add(one)
        egos, alters = self._values("zs:ego"), self._values("zs:alter")
        orders = dict(self._years("zs:birthOrder"))
        words = all_terms()
        for relation, concept in self._values("zs:kinship").items():
            ego, alter = egos.get(relation, ""), alters.get(relation, "")
            term = words.get(concept)
            if term is None or ego not in known or alter not in known:
                continue
            order = orders.get(relation, 0)
            inverse = words[term.inverse].notation if term.inverse in words else ""
            is_parent = term.notation[:1] in ("F", "M", "P") and len(term.notation) == 1
            authority.kin[ego].append(Kin(alter, term.notation, 0 if is_parent else order))
            authority.kin[alter].append(Kin(ego, _turned(term.notation, inverse), order if is_parent else 0))

    def _typed_names(self, persons: dict[str, Person]) -> dict[str, set[str]]:
        values = {name: terms.literal_value(value) for name, value in self._literals(terms.curie("rdf:value"))}
        kinds = self._values("zs:nameType")
        words = all_terms()
        typed: dict[str, set[str]] = defaultdict(set)
        for iri, name in self._pairs(terms.curie("zs:name")):
            key = name[1:-1]
            text = values.get(key, "")
            if iri in persons and text:
                kind = words[kinds[key]].notation if kinds.get(key) in words else ""
                persons[iri].names.append((kind, text))
                typed[iri].add(fold(text))
        return typed

    def _facts(self, persons: dict[str, Person]) -> None:
        for prop, name in (("zs:birthYear", "birth"), ("zs:deathYear", "death")):
            for iri, year in self._years(prop):
                if iri in persons:
                    setattr(persons[iri], name, year)
        for iri, value in self._literals(terms.curie("zs:nativePlaceName")):
            if iri in persons:
                persons[iri].native_places.append(terms.literal_value(value))
        begins, ends = dict(self._years("zs:beginYear")), dict(self._years("zs:endYear"))
        holders = self._values("zs:holder")
        for posting, value in self._literals(terms.curie("zs:office")):
            holder = persons.get(holders.get(posting, ""))
            if holder is not None:
                holder.offices.append(Office(terms.literal_value(value), begins.get(posting), ends.get(posting)))

    def _members(self, kind: str) -> list[str]:
        found = self._store.match(None, node(TYPE), node(terms.curie(kind)), VIEW)
        return sorted(str(q.subject)[1:-1] for q in found)

    def _pairs(self, prop: terms.Term) -> Iterator[tuple[str, terms.Term]]:
        for q in self._store.match(None, node(prop), None, VIEW):
            yield str(q.subject)[1:-1], str(q.object)

    def _literals(self, prop: terms.Term) -> Iterator[tuple[str, terms.Term]]:
        return ((one, value) for one, value in self._pairs(prop) if value.startswith('"'))

    def _values(self, prop: str) -> dict[str, str]:
        return {one: value[1:-1] for one, value in self._pairs(terms.curie(prop)) if terms.is_iri(value)}

    def _years(self, prop: str) -> Iterator[tuple[str, int]]:
        for one, value in self._pairs(terms.curie(prop)):
            if (year := terms.integer_value(value)) is not None:
                yield one, year


def _turned(step: str, inverse: str) -> str:
    """The tie from the other side; seniority turns round, which the scheme's own inverse cannot say."""
    return {"By": "Be", "Be": "By", "Zy": "Ge", "Ze": "Gy"}.get(step, inverse or "relative")
