"""Era names (年號) with the courts and rulers that used them, to the day.

Source: ``tables/eras.tsv`` (sanmiao 0.2.12 with corrections and additions, the source of each row in its column),
``tables/courts.tsv`` and ``tables/rulers.tsv``. Names are looked up folded, so every script and variant finds them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from kg.calendar.julian import jdn_to_gregorian
from kg.calendar.months import MonthTable, month_table
from kg.calendar.tsv import rows
from kg.chinese.fold import fold

_SUCCESSION_GAP = 40  # days between the last day of an era and the first of the next that still follows it


@dataclass(frozen=True)
class Era:
    """The use of an era name by a court.

    ``first_year`` is the astronomical number of the lunar (or solar) year that counts as year one, ``first_jdn`` and
    ``last_jdn`` the days of use. ``kind``: ``lunar``, ``solar``, ``count`` (a count of years, no era), ``tianli``
    (the solar calendar of the Taiping), ``unused``. ``followed``: another era of the court follows within the year.
    """

    name: str
    court: str
    ruler: str
    first_year: int
    first_jdn: int
    last_jdn: int
    kind: str
    source: str
    note: str
    table: MonthTable
    followed: bool

    @cached_property
    def years(self) -> tuple[int, int]:
        """First and last number of a year in use; the first is above 1 when the era was taken over (天祐 of 楊吳)."""
        return max(self._number(self.first_jdn), 1), self._number(self.last_jdn)

    def _number(self, jdn: int) -> int:
        if self.kind in ("lunar", "count"):
            found = self.table.year_of_day(jdn)
            if found is not None:
                return found.year - self.first_year + 1
        return jdn_to_gregorian(jdn)[0] - self.first_year + 1


class Court(NamedTuple):
    """A court (朝廷): the name shown, its month table, and the years in which it used the eras of a suzerain."""

    name: str
    table: str
    vassal: tuple[int, int] | None


@cache
def courts() -> dict[str, Court]:
    """Return all courts by the name shown."""
    found = {}
    for name, _, table, _, vassal in rows("courts.tsv"):
        first, _, last = vassal.partition("-")
        found[name] = Court(name, table, (int(first), int(last)) if vassal else None)
    return found


@cache
def court_aliases() -> dict[str, frozenset[str]]:
    """Return folded names of dynasties (清, 大清, 南宋, 漢 …) with the courts they can mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, _, _, aliases, _ in rows("courts.tsv"):
        for alias in (name, *aliases.split()):
            folded = fold(alias)
            for form in (folded, folded + "朝", folded + "代", folded + "室", folded + "氏", "有" + folded):
                found[form].add(name)
    return {alias: frozenset(names) for alias, names in found.items()}


@cache
def ruler_aliases() -> dict[str, frozenset[str]]:
    """Return folded names of rulers (徽宗, 孝宗, 明帝 …) with the rulers they can mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("rulers.tsv"):
        for alias in (row[0], *row[1].split()):
            for form in (alias, alias.removesuffix("皇帝"), alias.removesuffix("皇帝") + "帝", alias + "皇帝"):
                if len(form) > 1:
                    found[fold(form)].add(row[0])
    return {alias: frozenset(names) for alias, names in found.items()}


@cache
def eras() -> tuple[Era, ...]:
    """Return all eras in the order of their first day."""
    table = list(rows("eras.tsv"))
    starts: dict[str, list[int]] = defaultdict(list)
    for row in table:
        starts["唐" if row[2] == "武周" else row[2]].append(int(row[5]))
    for days in starts.values():
        days.sort()
    tables = {name: month_table(court.table) for name, court in courts().items()}
    found = []
    for name, _, court, ruler, first_year, first, last, kind, source, *note in table:
        later = starts["唐" if court == "武周" else court]
        position = bisect_left(later, int(last) - 5)
        followed = position < len(later) and later[position] <= int(last) + _SUCCESSION_GAP
        numbers = int(first_year), int(first), int(last)
        found.append(Era(name, court, ruler, *numbers, kind, source, "".join(note), tables[court], followed))
    return tuple(found)


@cache
def era_names() -> dict[str, tuple[Era, ...]]:
    """Return folded era names, variant names included, with their uses."""
    found: dict[str, list[Era]] = defaultdict(list)
    for era, row in zip(eras(), rows("eras.tsv"), strict=True):
        for name in dict.fromkeys(fold(name) for name in (row[0], *row[1].split())):
            found[name].append(era)
    written = dict(found)
    for character, variant, _reason in rows("era_characters.tsv"):
        for name, uses in written.items():
            other = name.replace(fold(character), fold(variant))
            if other not in written:
                found[other] = uses
    return {name: tuple(uses) for name, uses in found.items()}


def vassal_eras(court: str, uses: tuple[Era, ...]) -> tuple[Era, ...]:
    """Return the uses of an era that a vassal court followed, none for a court that had its own."""
    years = courts()[court].vassal
    if years is None:
        return ()
    return tuple(
        era for era in uses if years[0] <= era.first_year + era.years[0] - 1 <= years[1] and era.kind == "lunar"
    )
