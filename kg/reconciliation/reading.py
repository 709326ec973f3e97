"""Persons of a workspace as profiles, read from the view: one by one, or all of a dataset at once.

What importers say differently (years as numbers and as time expressions, places as texts and as entities, ties as
nodes) is one profile here; a merged record is what all its identifiers say, because the view is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from kg.authority.labels import best_label, labels_of
from kg.iris import Minter
from kg.reconciliation.names import NameKind, PersonName, by_key, name_kinds, person_name
from kg.reconciliation.periods import joined, read_period
from kg.reconciliation.places import NativePlace, read_places
from kg.reconciliation.profile import Profile, Years
from kg.reconciliation.values import compared_as, identifier_key, read_gender, read_years, span
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, curie
from ontology.namespaces import compact

#: Property -> values, both of pyoxigraph as text: IRIs without brackets, literals without quotes.
Values = dict[str, list[str]]

_PERSON, _TYPE = curie("zs:Person"), curie("rdf:type")
_PREF, _ALT, _NAME = curie("skos:prefLabel"), curie("skos:altLabel"), curie("zs:name")
_VALUE, _NAME_TYPE = curie("rdf:value"), curie("zs:nameType")
_HOLDER, _OFFICE, _PART_OF = curie("zs:holder"), curie("zs:office"), curie("zs:partOf")
_BIRTH, _DEATH = curie("zs:birth"), curie("zs:death")
_TIMES = tuple(curie(name) for name in ("zs:year", "zs:beginYear", "zs:endYear", "zs:edtf"))
_UNDIFFERENTIATED = curie("zs:UndifferentiatedRecord")[1:-1]
#: Places above a native place that are read, and relatives and others of one person.
_HIGHER, _MOST_TIES = 4, 40
#: Fewer persons than this are read one by one.
_FEW = 3_000

NamesOf = dict[Term, list[tuple[str, NameKind]]]


class PersonReader:
    """Reads the persons of a store."""

    def __init__(self, store: TripleStore, minter: Minter) -> None:
        self._store = store
        self._minter = minter
        self._labels: dict[str, str] = {}
        self._places: dict[str, tuple[NativePlace, ...]] = {}

    def members(self, datasets: Collection[str]) -> dict[str, list[Term]]:
        """Dataset -> the persons that its records describe or name, each once."""
        prefix = f"{self._minter.base}record/"
        found: dict[str, dict[Term, None]] = {dataset: {} for dataset in datasets}
        for q in self._store.match(None, node(_TYPE), node(_PERSON), None):
            graph = q.graph_name
            if isinstance(graph, NamedNode) and graph.value.startswith(prefix):
                dataset = graph.value[len(prefix) :].partition("/")[0]
                if dataset in found:
                    found[dataset][str(q.subject)] = None
        return {dataset: list(persons) for dataset, persons in found.items()}

    def names(self, persons: Collection[Term]) -> NamesOf:
        """The names of many persons with their kinds, labels first."""
        found: NamesOf = {person: [] for person in persons}
        for label in (_PREF, _ALT):
            for subject, text in self._pairs(label):
                if (known := found.get(f"<{subject}>")) is not None:
                    known.append((text, NameKind.WHOLE))
        owners = {text: f"<{subject}>" for subject, text in self._pairs(_NAME) if f"<{subject}>" in found}
        if owners:
            kinds = {subject: text for subject, text in self._pairs(_NAME_TYPE) if subject in owners}
            for subject, text in self._pairs(_VALUE):
                if (owner := owners.get(subject)) is not None:
                    _add_name(found[owner], text, _kind(kinds.get(subject, "")))
        return found

    def years(self, persons: Collection[Term]) -> dict[Term, tuple[Years | None, Years | None]]:
        """Years of birth and death of those of many persons of whom one is known as a number."""
        known = [
            {f"<{subject}>": text for subject, text in self._pairs(curie(f"zs:{event}Year"))}
            for event in ("birth", "death")
        ]
        return {
            person: (read_years(known[0].get(person, "")), read_years(known[1].get(person, "")))
            for person in persons
            if person in known[0] or person in known[1]
        }

    def profiles(self, names: NamesOf) -> Iterator[Profile]:
        """The profiles of many persons whose names are known already."""
        if len(names) < _FEW:
            for person in names:
                yield self.profile(person)
            return
        values: dict[Term, Values] = {person: {} for person in names}
        for property, kind in compared_as().items():
            if kind not in ("name", "courtesy", "art"):
                for subject, text in self._pairs(f"<{property}>"):
                    if (mine := values.get(f"<{subject}>")) is not None:
                        mine.setdefault(kind, []).append(text)
        for subject, holder in self._pairs(_HOLDER):
            if (mine := values.get(f"<{holder}>")) is not None:
                mine.setdefault("office", []).extend(self._texts(subject, _OFFICE))
        for person, mine in values.items():
            yield self._profile(person, names[person], mine)

    def profile(self, person: Term) -> Profile:
        """The profile of one person."""
        names: list[tuple[str, NameKind]] = []
        values: Values = {}
        known = compared_as()
        alternatives, nodes = [], []
        for q in self._store.match(node(person), None, None, VIEW):
            property, text = q.predicate.value, _text(q.object)
            kind = known.get(property, "")
            if kind != "name":
                values.setdefault(kind, []).append(text)
            elif f"<{property}>" == _PREF:
                names.append((text, NameKind.WHOLE))
            elif f"<{property}>" == _ALT:
                alternatives.append((text, NameKind.WHOLE))
            else:
                nodes.append(text)
        names += sorted(alternatives)
        for each in sorted(nodes):
            kinds = self._texts(each, _NAME_TYPE)
            for text in self._texts(each, _VALUE):
                _add_name(names, text, _kind(kinds[0] if kinds else ""))
        for q in self._store.match(None, node(_HOLDER), node(person), VIEW):
            values.setdefault("office", []).extend(self._texts(_text(q.subject), _OFFICE))
        return self._profile(person, names, values)

    def _profile(self, person: Term, names: Iterable[tuple[str, NameKind]], values: Mapping[str, list[str]]) -> Profile:
        periods = (read_period(text) for text in map(self._word, sorted(set(values.get("dynasty", ())))))
        genders = {read_gender(text) for text in values.get("gender", ())} - {""}
        return Profile(
            id=person,
            names=usable(names),
            birth=self._years(values.get("birth", ())),
            death=self._years(values.get("death", ())),
            active=self._years(values.get("active", ())),
            period=joined(period for period in periods if period),
            places=tuple(place for text in sorted(set(values.get("place", ()))) for place in self._native(text)),
            gender=genders.pop() if len(genders) == 1 else "",
            kin=self._keys(values.get("kin", ())),
            associates=self._keys(values.get("associate", ())),
            offices=self._keys(values.get("office", ())),
            identifiers=frozenset(
                key for text in (person[1:-1], *values.get("identifier", ())) for key in self._identifiers(text)
            ),
            is_marked=_UNDIFFERENTIATED in values.get("status", ()),
        )

    def _years(self, texts: Iterable[str]) -> Years | None:
        """Numbers before time expressions: a year that is stated is more exact than what its words may mean."""
        stated, expressions = [], []
        for text in texts:
            if text.startswith(self._minter.base):
                found = [each for time in _TIMES for each in self._texts(text, time)]
                expressions += [years for years in map(read_years, found) if years]
            elif years := read_years(text):
                stated.append(years)
        return span(stated) or span(expressions)

    def _native(self, text: str) -> tuple[NativePlace, ...]:
        if not text.startswith(self._minter.base):
            return read_places(text)
        if text not in self._places:
            higher: list[str] = []
            at = text
            for _ in range(_HIGHER):
                above = self._texts(at, _PART_OF)
                if not above or above[0] == at:
                    break
                at = above[0]
                higher.append(self._word(at))
            self._places[text] = read_places(self._word(text), tuple(higher))
        return self._places[text]

    def _keys(self, texts: Collection[str]) -> dict[str, str]:
        return by_key(self._word(text) for text in sorted(set(texts))[:_MOST_TIES])

    def _identifiers(self, text: str) -> Iterator[str]:
        """An identifier as system and value; a person of ours is known by the local id: cbdb:55084."""
        local = self._minter.local(text)
        if local is None:
            yield identifier_key(text)
        elif local.startswith("person/"):
            system, hyphen, value = local.removeprefix("person/").partition("-")
            if hyphen:
                yield f"{system}:{identifier_key(value)}"
        else:
            systems = self._texts(text, curie("zs:typeText")) or [""]
            for value in self._texts(text, _VALUE):
                yield f"{systems[0].casefold()}:{identifier_key(value)}"

    def _word(self, text: str) -> str:
        """A text as it is, an entity or concept by its label."""
        if not text.startswith(("http://", "https://")):
            return text
        if text not in self._labels:
            label = best_label(labels_of(self._store, NamedNode(text)))
            self._labels[text] = label or compact(text).rpartition(":")[2]
        return self._labels[text]

    def _pairs(self, property: Term) -> Iterator[tuple[str, str]]:
        for q in self._store.match(None, node(property), None, VIEW):
            if isinstance(q.subject, NamedNode):
                yield q.subject.value, _text(q.object)

    def _texts(self, subject: str, property: Term) -> list[str]:
        return sorted(_text(q.object) for q in self._store.match(NamedNode(subject), node(property), None, VIEW))


def usable(names: Iterable[tuple[str, NameKind]]) -> tuple[PersonName, ...]:
    """Names as they are compared, each text once; parts of names are left out."""
    found: dict[str, PersonName] = {}
    for text, kind in names:
        if kind is not NameKind.PART and text not in found and (name := person_name(text, kind)) is not None:
            found[text] = name
    return tuple(found.values())


def _add_name(names: list[tuple[str, NameKind]], text: str, kind: NameKind) -> None:
    """A typed form; of a label that says no more than the type, the type is believed."""
    if (text, NameKind.WHOLE) in names[1:]:
        names.remove((text, NameKind.WHOLE))
    if all(text != known for known, _ in names):
        names.append((text, kind))


def _kind(type: str) -> NameKind:
    return name_kinds().get(type.rstrip("/").rpartition("/")[2], NameKind.WHOLE)


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
