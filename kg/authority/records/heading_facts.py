"""What a heading is made of: the labels of an entity and the parts that tell it from its namesakes, from the view.

Where the view holds several values of a part, because sources disagree and nobody has decided, the one that the
record's own source gives is taken, else the first by code points, as for labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg.authority.labels import best_label, labels_of
from kg.authority.records.life_years import LifeYears, Year
from kg.authority.view import PREF_LABEL
from kg.iris import Minter
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, curie, integer_value, is_iri, literal_language, literal_value

_LABEL = PREF_LABEL
_EDTF = curie("zs:edtf")
_OFFICE, _HOLDER = curie("zs:office"), curie("zs:holder")
#: part -> the properties that give it, the first with a value wins
_PARTS: Mapping[str, tuple[Term, ...]] = {
    "dynasty": (curie("zs:dynasty"), curie("zs:ofDynasty")),
    "sex": (curie("zs:gender"),),
    "field": (curie("zs:occupation"), curie("zs:rank")),
    "native_place": (*(curie(name) for name in ("zs:nativePlaceName", "zs:nativePlace", "zs:placeName", "zs:place")),),
}
_YEARS: Mapping[str, tuple[Term, Term]] = {
    "born": (curie("zs:birth"), curie("zs:birthYear")),
    "died": (curie("zs:death"), curie("zs:deathYear")),
}
_SPANS = (("begin", ("zs:activeFrom", "zs:beginYear")), ("end", ("zs:activeTo", "zs:endYear")))


@dataclass(frozen=True, slots=True)
class HeadingFacts:
    """The labels of an entity by language tag (lower case) and the parts of its heading as the sources write them.

    A part is a text; ``sex`` is an IRI, and a dynasty may be one. Empty where nothing is known.
    """

    iri: str
    labels: Mapping[str, str]
    years: LifeYears
    dynasty: str = ""
    sex: str = ""
    field: str = ""
    native_place: str = ""

    @property
    def name(self) -> str:
        """The label that stands for the entity."""
        return best_label(self.labels)

    def part(self, kind: str) -> object:
        """What two records of one name are compared by; falsy where nothing is known."""
        return (self.years if self.years != LifeYears() else None) if kind == "years" else getattr(self, kind)


def read_facts(store: TripleStore, minter: Minter, iri: str) -> HeadingFacts:
    """The facts of an entity of the view; without labels where there is none."""
    held, own = _values(store, minter, iri)

    def best(predicate: Term) -> Term:
        return min(held.get(predicate, ()), key=lambda term: (term not in own.get(predicate, ()), term), default="")

    years = {key: _year(store, best(time), best(year)) for key, (time, year) in _YEARS.items()}
    for key, names in _SPANS:
        number = next((n for name in names if (n := integer_value(best(curie(name)))) is not None), None)
        years[key] = None if number is None else Year(number)
    parts = {
        kind: next((_text(store, term) for predicate in predicates if (term := best(predicate))), "")
        for kind, predicates in _PARTS.items()
    }
    labels = {literal_language(term): literal_value(term) for term in sorted(held.get(_LABEL, ())) if not is_iri(term)}
    parts["field"] = parts["field"] or _office(store, iri)
    return HeadingFacts(iri=iri, labels=labels, years=LifeYears(**years), **parts)


def _values(store: TripleStore, minter: Minter, iri: str) -> tuple[dict[Term, list[Term]], dict[Term, set[Term]]]:
    """What the view holds of an entity by property, and what its own source claims."""
    held: dict[Term, list[Term]] = {}
    own: dict[Term, set[Term]] = {}
    for quad in store.match(node(f"<{iri}>")):
        predicate, value = str(quad.predicate), str(quad.object)
        if quad.graph_name == VIEW:
            held.setdefault(predicate, []).append(value)
        elif minter.is_record(str(quad.graph_name)):
            own.setdefault(predicate, set()).add(value)
    return held, own


def _year(store: TripleStore, time: Term, year: Term) -> Year | None:
    """A year by the time expression, which knows how sure it is, else by the plain year."""
    number = integer_value(year)
    for quad in store.match(node(time), node(_EDTF), None, VIEW) if time and is_iri(time) else ():
        if isinstance(quad.object, Literal) and (found := Year.of_edtf(quad.object.value)):
            return found if number is None else Year(number, found.about, found.doubtful)
    return None if number is None else Year(number)


def _text(store: TripleStore, term: Term) -> str:
    """A literal, the label of an entity, or the IRI of a term of the vocabulary."""
    if not is_iri(term):
        return literal_value(term)
    return best_label(labels_of(store, node(term))) or term[1:-1]


def _office(store: TripleStore, iri: str) -> str:
    """The first office by code points, for somebody without an occupation."""
    if not _has_postings(store):
        return ""
    found = store.match(None, node(_HOLDER), node(f"<{iri}>"), VIEW)
    offices = {
        quad.object.value
        for posting in found
        if isinstance(posting.subject, NamedNode)
        for quad in store.match(posting.subject, node(_OFFICE), None, VIEW)
        if isinstance(quad.object, Literal)
    }
    return min(offices, default="")


def _has_postings(store: TripleStore) -> bool:
    """Whether anybody holds an office; a store that is read never changes, so it is looked up once."""
    if store not in _postings:
        _postings[store] = any(store.match(None, node(_HOLDER), None, VIEW))
    return _postings[store]


_postings: WeakKeyDictionary[TripleStore, bool] = WeakKeyDictionary()
