"""A name that somebody looks up, and what is found for it."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import InvalidInput
from kg.reconciliation.candidate import Candidate
from kg.reconciliation.names import NameKind, PersonName, by_key, person_name
from kg.reconciliation.periods import joined, read_period
from kg.reconciliation.places import read_places
from kg.reconciliation.profile import Profile
from kg.reconciliation.values import compared_as, identifier_key, read_gender, read_years, span
from kg.terms import literal
from ontology.namespaces import expand

#: Characters of a name that are read; the rest of a longer text is no name. Characters and number of other values.
LONGEST = 200
_LONGEST_VALUE, _MOST_VALUES = 300, 40
_KINDS = {"name": NameKind.WHOLE, "courtesy": NameKind.COURTESY, "art": NameKind.ART}


@dataclass(frozen=True, slots=True)
class NameQuery:
    """A name to be reconciled.

    ``text`` is a name in any script (simplified, traditional, pinyin, Wade-Giles; surname and given name, 字, 號).
    ``type`` is the key of an entity type (``person``, ``place``, see ``ontology.terms.entity_types``), empty for any.
    ``properties`` are pairs of property (prefixed name such as ``zs:birthYear`` or ``nametype:zi``, or full IRI) and
    value as text; those that are not compared, and values that cannot be read, are left out of account.
    """

    text: str
    type: str = ""
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that may be the one looked up.

    ``iri`` is its address (no brackets), ``types`` the keys of its entity types, ``description`` what tells it from
    others of its name in the words of the data (dynasty, years, native place). ``candidate.one`` is the text looked up
    as a literal term, ``candidate.other`` the entity's term. ``match`` is true for at most one entity of an answer: in
    the band LINK, and clearly better than the next.
    """

    iri: str
    label: str
    description: str
    types: tuple[str, ...]
    candidate: Candidate
    match: bool


def cleaned(text: str) -> str:
    """A text without control characters and surplus spaces, cut to ``LONGEST`` characters.

    >>> cleaned(" 盛\\x00宣懷\\n")
    '盛 宣懷'
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text[:LONGEST]).split())


def profile_of(query: NameQuery) -> Profile:
    """What a query says of a person; its id is the text as a literal."""
    values: dict[str, list[str]] = {}
    known = compared_as()
    for property, value in query.properties[:_MOST_VALUES]:
        if (kind := known.get(_iri(property))) and (value := cleaned(value[:_LONGEST_VALUE])):
            values.setdefault(kind, []).append(value)
    text = cleaned(query.text)
    names = [person_name(text)]
    names += [person_name(form, kind) for key, kind in _KINDS.items() for form in values.get(key, ())]
    years = {key: span(filter(None, map(read_years, values.get(key, ())))) for key in ("birth", "death", "active")}
    genders = {read_gender(value) for value in values.get("gender", ())} - {""}
    return Profile(
        id=literal(text),
        names=tuple({name.text: name for name in names if name}.values()),
        birth=years["birth"],
        death=years["death"],
        active=years["active"],
        period=joined(filter(None, map(read_period, values.get("dynasty", ())))),
        places=tuple(place for value in values.get("place", ()) for place in read_places(value)),
        gender=genders.pop() if len(genders) == 1 else "",
        kin=by_key(values.get("kin", ())),
        associates=by_key(values.get("associate", ())),
        offices=by_key(values.get("office", ())),
        identifiers=frozenset(map(identifier_key, values.get("identifier", ()))),
    )


def _iri(property: str) -> str:
    try:
        return expand(property)
    except KeyError:
        return property


def checked_type(type: str, known: frozenset[str]) -> str:
    """The key of an entity type, empty for any. Raises InvalidInput for one that does not exist."""
    if type and type not in known:
        raise InvalidInput(f"There is no entity type {type[:50]!r}.", hint=f"Use one of: {', '.join(sorted(known))}.")
    return type


def spoken_forms(name: PersonName) -> tuple[str, ...]:
    """The texts under which the search index knows a name: as written, without clan and marks."""
    return tuple(dict.fromkeys(form for form in (name.text, name.plain, name.bare) if form))
