"""Which persons of a file are worth comparing with one: those that share a key.

Keys are loose keys of names (brackets kept and dropped), surname with courtesy or art name, courtesy names alone,
romanised names where one side has no Chinese characters, and, for names that differ, first or last character with both
dates. A name that can be anybody's (李某) has no key without a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum

from kg.reconciliation.names import NameKind, PersonName, letter_keys, name_keys, surname_of, typed_key
from kg.reconciliation.profile import Years
from kg.terms import Term

Dates = tuple[Years | None, Years | None]

#: A block of more persons than this is compared only as far as dates agree.
LARGEST = 500


class Side(StrEnum):
    """Who has the keys: the records that are reconciled, or those of the file that they are compared with."""

    ONE = "1"
    OTHER = "2"


def keys(names: Iterable[PersonName], dates: Dates, side: Side, *, letters: bool = False) -> Iterator[str]:
    """The keys of a person; ``letters`` asks for romanised keys of Chinese names, for the other side's names in
    letters. Two Chinese names never meet by how they are romanised."""
    names = list(names)
    whole = [name for name in names if name.kind is NameKind.WHOLE]
    for name in whole:
        if side is Side.ONE and name.is_undifferentiated:  # what has no key on one side meets nobody
            yield from _told_apart(name, dates)
        elif name.is_han:
            yield from name_keys(name)
            yield from _dated(name, dates)
            if side is Side.OTHER:
                yield from _told_apart(name, dates)
            if letters:
                yield from (f"{_opposite(side)}~{key}" for key in letter_keys(name))
        else:
            yield f"{side}~{typed_key(name)}"
            yield from (f"~{key}" for key in letter_keys(name))
    others = [name for name in names if name.kind in (NameKind.COURTESY, NameKind.ART) and len(name.plain) > 1]
    surnames = {surname_of(name) for name in whole if name.is_han} - {""} if others else set()
    for name in others:
        yield name.plain
        yield from (f"{surname}{name.plain}" for surname in surnames)


def _opposite(side: Side) -> Side:
    return Side.OTHER if side is Side.ONE else Side.ONE


def _dated(name: PersonName, dates: Dates) -> Iterator[str]:
    birth, death = dates
    if birth and death and birth[0] == birth[1] and death[0] == death[1] and len(name.bare) > 1:
        yield f"{name.plain[0]}…|{birth[0]}|{death[0]}"
        yield f"…{name.plain[-1]}|{birth[0]}|{death[0]}"


def _told_apart(name: PersonName, dates: Dates) -> Iterator[str]:
    """The keys of a name that can be anybody's: with the clan in front of it, or with a year."""
    if name.clan and len(name.plain) > 2:
        yield name.plain
    for event, years in zip("bd", dates, strict=True):
        if years and len(name.plain) < 4:
            yield f"{name.plain}|{event}{years[0]}"


class Blocks:
    """The persons of a file by those keys that are wanted."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._members: dict[str, list[Term]] = {}
        self._bearers: Counter[str] = Counter()
        self.oversize: Counter[str] = Counter()

    def add(self, person: Term, own: Iterable[str], main: str) -> None:
        """Add a person with its keys; ``main`` is the key of the name that it is counted by."""
        for key in set(own) & self._wanted:
            self._members.setdefault(key, []).append(person)
        if main in self._wanted:
            self._bearers[main] += 1

    def persons(self, least: int = 1) -> set[Term]:
        """Everybody who has a key with at least so many others of the file, themselves counted."""
        return {person for members in self._members.values() if len(members) >= least for person in members}

    def namesakes(self, names: Iterable[PersonName]) -> int:
        """How many persons of the file bear the commonest of some names."""
        keys = {key for name in names for key in (name.plain, name.bare)}
        return max((self._bearers[key] for key in keys), default=0)

    def candidates(self, own: Iterable[str]) -> list[Term]:
        """Whoever shares a key, in order of the keys; a block that is too large gives those whose dates agree only."""
        found: dict[Term, None] = {}
        for key in dict.fromkeys(own):
            members = self._members.get(key, ())
            if len(members) > LARGEST:
                self.oversize[key] += 1
            else:
                found.update(dict.fromkeys(members))
        return list(found)
