"""The months of the Chinese lunisolar calendar, in parallel tables where courts kept different calendars.

Source: ``tables/months.tsv.gz``, made by `kg.calendar.build_tables` from sanmiao 0.2.12 (MIT) and, for 618-2100, from
the corrected table whose witnesses are named in NOTICE; `kg.calendar.datong` computes the Southern Ming months.
A year carries the astronomical number of the Julian/Gregorian year in which most of it lies.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache

from kg.calendar.tsv import rows

# Years in which month names or lengths cannot be trusted for a day: 新 (丑正), 魏 (丑正).
UNSAFE_YEARS = frozenset((*range(9, 24), 237, 238, 239))
WU_ZHOU_YEARS = range(690, 701)
DOUBLED_YEAR = 762


@dataclass(frozen=True, slots=True)
class Month:
    """A lunar month: ``number`` 1-12, leap flag, JDN of the first day, number of days (29 or 30)."""

    number: int
    leap: bool
    first_jdn: int
    days: int

    @property
    def last_jdn(self) -> int:
        """JDN of the last day (晦)."""
        return self.first_jdn + self.days - 1


@dataclass(frozen=True, slots=True)
class LunarYear:
    """A lunar year: its number and its months in the order of days."""

    year: int
    months: tuple[Month, ...]

    @property
    def first_jdn(self) -> int:
        """JDN of the first day."""
        return self.months[0].first_jdn

    @property
    def last_jdn(self) -> int:
        """JDN of the last day."""
        return self.months[-1].last_jdn

    @property
    def leap_month(self) -> Month | None:
        """The leap month, None in a year without."""
        return next((month for month in self.months if month.leap), None)


@dataclass(slots=True)
class MonthTable:
    """The months of one line of courts; years that it lacks are those of ``base``."""

    name: str
    base: MonthTable | None
    packed: dict[int, tuple[int, str]] = field(default_factory=dict)
    _years: dict[int, LunarYear] = field(default_factory=dict)

    def year(self, number: int) -> LunarYear | None:
        """Return a lunar year by its astronomical number, None outside the table."""
        known = self._years.get(number)
        if known is None:
            entry = self.packed.get(number)
            if entry is None:
                return self.base.year(number) if self.base else None
            known = self._years[number] = LunarYear(number, _unpack(*entry))
        return known

    def year_of_day(self, jdn: int) -> LunarYear | None:
        """Return the lunar year that holds a day, None outside the table."""
        if self.base and not self._covers(jdn):
            return self.base.year_of_day(jdn)
        starts = _starts(self.name)
        position = bisect_right(starts, (jdn, 10**9)) - 1
        if position < 0:
            return None
        found = self.year(starts[position][1])
        return found if found and jdn <= found.last_jdn else None

    def _covers(self, jdn: int) -> bool:
        starts = _starts(self.name)
        position = bisect_right(starts, (jdn, 10**9)) - 1
        found = self.year(starts[position][1]) if position >= 0 else None
        return found is not None and jdn <= found.last_jdn


def _unpack(first_jdn: int, text: str) -> tuple[Month, ...]:
    months = []
    for item in text.split(" "):
        number, _, days = item.partition(":")
        months.append(Month(int(number.rstrip("+")), number.endswith("+"), first_jdn, int(days)))
        first_jdn += int(days)
    return tuple(months)


@cache
def _all_tables() -> dict[str, MonthTable]:
    main = MonthTable("main", None)
    tables = {"main": main}
    for name, year, first_jdn, months in rows("months.tsv.gz"):
        tables.setdefault(name, MonthTable(name, main)).packed[int(year)] = (int(first_jdn), months)
    return tables


@cache
def _starts(name: str) -> list[tuple[int, int]]:
    return sorted((first_jdn, year) for year, (first_jdn, _) in _all_tables()[name].packed.items())


def month_table(name: str) -> MonthTable:
    """Return a month table: ``main``, ``south``, ``shu``, ``wu``, ``north``, ``west``, ``liao`` or ``nanming``."""
    return _all_tables()[name]


def table_years() -> range:
    """Return the years of the main table."""
    years = _all_tables()["main"].packed
    return range(min(years), max(years) + 1)
