"""How common a name is: how many persons of a file bear it, and how many would by its characters alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kg.chinese.readings import split_name
from kg.reconciliation.names import PersonName, plain_key


class NameFrequency:
    """Counts over the whole names of a file."""

    def __init__(self, names: Iterable[PersonName]) -> None:
        self._surnames: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()
        for name in names:
            surname, given = self._parts(name)
            self._surnames[surname] += 1
            self._lengths[len(given)] += 1
            self._given.update(given)
        self._persons = sum(self._surnames.values())
        self._characters = sum(self._given.values())

    def expected(self, name: PersonName) -> float:
        """How many persons of the file would bear a name if given names were drawn by their characters."""
        if not self._persons or not self._characters:
            return 1.0
        surname, given = self._parts(name)
        found = self._surnames[surname] * self._lengths[len(given)] / self._persons
        for character in given:
            found *= (self._given[character] + 1) / self._characters
        return max(found, 1e-6)

    @staticmethod
    def _parts(name: PersonName) -> tuple[str, str]:
        if name.plain == name.text or name.clan == "":
            surname = plain_key(split_name(name.text)[0])
            if name.plain.startswith(surname):
                return surname, name.plain[len(surname) :]
        return name.clan, name.bare
