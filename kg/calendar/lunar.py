"""The reverse of the parser: a Western day or interval in the lunar words of every court in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.calendar.edtf import parse_edtf
from kg.calendar.era_years import month_name
from kg.calendar.eras import Era, court_aliases, eras
from kg.calendar.ganzhi import NAMES, day_index, year_index
from kg.calendar.julian import display_date, gregorian_to_jdn, iso_date
from kg.calendar.months import Month, month_table
from kg.calendar.numerals import day_in_words, in_words
from kg.chinese.fold import fold
from kg.errors import InvalidDate

_FIRST_DAY_OF_THE_REPUBLIC = gregorian_to_jdn(1912, 1, 1)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day in the calendar of a court.

    ``year``: number of the year of the era, None for days without an era (then ``era`` is empty); ``cycle_year`` and
    ``cycle_day``: 干支 of year and day; ``words``: 光緒二十三年十二月初八日; ``jdn`` and ``iso``: the day itself.
    """

    court: str
    era: str
    ruler: str
    year: int | None
    month: int
    leap: bool
    day: int
    cycle_year: str
    cycle_day: str
    words: str
    jdn: int
    iso: str

    def as_dict(self) -> dict[str, object]:
        """Return a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__} | {"display": display_date(self.jdn)}


@dataclass(frozen=True, slots=True)
class LunarInterval:
    """First and last day of an interval in the calendar of a court; ``words`` is one date, or ``A 至 B``."""

    court: str
    first: LunarDay
    last: LunarDay

    @property
    def words(self) -> str:
        """The interval in lunar words."""
        return self.first.words if self.first.jdn == self.last.jdn else f"{self.first.words}至{self.last.words}"


def lunar(when: int | str | date, court: str | None = None) -> tuple[LunarDay, ...]:
    """Return a day in lunar words, once for each court and era in force on it; never an empty tuple.

    ``when``: a Julian Day Number, an ISO date (proleptic Gregorian, astronomical years) or a `datetime.date`.
    ``court``: a dynasty (清, 南明, 宋 …) to choose by. Raises `kg.errors.InvalidDate` outside the month table or for a
    court that was not in force.

    >>> [day.words for day in lunar("1897-12-31")]
    ['光緒二十三年十二月初八日']
    >>> [day.court for day in lunar("1661-12-01")]
    ['清', '南明']
    """
    return _of_day(_jdn(when), court)


def lunar_interval(
    first: int | str | date, last: int | str | date, court: str | None = None
) -> tuple[LunarInterval, ...]:
    """Return an interval in lunar words for each court in force on both its days; raises `InvalidDate` when none is."""
    start, end = _jdn(first), _jdn(last)
    if start > end:
        raise InvalidDate(f"{iso_date(start)}/{iso_date(end)}: the interval ends before it begins")
    ends = {day.court: day for day in _of_day(end, court)}
    found = tuple(LunarInterval(day.court, day, ends[day.court]) for day in _of_day(start, court) if day.court in ends)
    if not found:
        raise InvalidDate(f"{iso_date(start)}/{iso_date(end)}: no court is in force on both days")
    return found


def lunar_of_edtf(text: str, court: str | None = None) -> tuple[LunarInterval, ...]:
    """Return an EDTF date or closed interval in lunar words; raises `InvalidDate` when an end is open."""
    expression = parse_edtf(text)
    if expression.jdn_from is None or expression.jdn_to is None:
        raise InvalidDate(f"{text}: an open interval has no last day", hint="Give both ends.")
    return lunar_interval(expression.jdn_from, expression.jdn_to, court)


def _jdn(when: int | str | date) -> int:
    if isinstance(when, int):
        return when
    if isinstance(when, date):
        return gregorian_to_jdn(when.year, when.month, when.day)
    expression = parse_edtf(when)
    if expression.jdn_from is None or expression.jdn_from != expression.jdn_to:
        raise InvalidDate(f"{when}: not one day", hint="Give a day as YYYY-MM-DD.")
    return expression.jdn_from


def _of_day(jdn: int, court: str | None) -> tuple[LunarDay, ...]:
    wanted = court_aliases().get(fold(court)) if court else None
    if court and wanted is None:
        raise InvalidDate(f"{court}: no such court", hint="Give a dynasty such as 清, 明, 南宋.")
    in_force = [
        era
        for era in eras()
        if era.kind == "lunar" and era.first_jdn <= jdn <= era.last_jdn and (wanted is None or era.court in wanted)
    ]
    in_force.sort(key=lambda era: (era.table.name != "main", era.court == "清朝遺民", era.first_jdn))
    days = [day for era in in_force if (day := _in_era(era, jdn)) is not None]
    if not days and (wanted is None or "中華民國" in wanted):
        days = _without_era(jdn)
    if not days:
        raise InvalidDate(
            f"{iso_date(jdn)}: no {'era of ' + court if court else 'lunar calendar'} is known for that day",
            hint="The tables hold 246 BC to 2100; leave the court out to see all that were in force.",
        )
    return tuple(days)


def _month_of(era_months: tuple[Month, ...], jdn: int) -> Month:
    return next(month for month in era_months if month.first_jdn <= jdn <= month.last_jdn)


def _in_era(era: Era, jdn: int) -> LunarDay | None:
    year = era.table.year_of_day(jdn)
    if year is None:
        return None
    number = year.year - era.first_year + 1
    if number < 1:  # proclaimed late in the year for the next
        return None
    words = f"{era.name}{'元' if number == 1 else in_words(number)}年"
    return _day(era.court, era.name, era.ruler, number, words, year.year, _month_of(year.months, jdn), jdn)


def _without_era(jdn: int) -> list[LunarDay]:
    """Return the lunar day where no era is in force: since 1912, and before the first era name."""
    year = month_table("main").year_of_day(jdn)
    if year is None:
        return []
    court = "中華民國" if jdn >= _FIRST_DAY_OF_THE_REPUBLIC else ""
    prefix = "農曆" if court else ""
    words = f"{prefix}{NAMES[year_index(year.year)]}年"
    return [_day(court, "", "", None, words, year.year, _month_of(year.months, jdn), jdn)]


def _day(
    court: str, era: str, ruler: str, number: int | None, words: str, year: int, month: Month, jdn: int
) -> LunarDay:
    day = jdn - month.first_jdn + 1
    return LunarDay(
        court,
        era,
        ruler,
        number,
        month.number,
        month.leap,
        day,
        NAMES[year_index(year)],
        NAMES[day_index(jdn)],
        f"{words}{_month_words(year, month)}{day_in_words(day)}日",
        jdn,
        iso_date(jdn),
    )


def _month_words(year: int, month: Month) -> str:
    """Return the name of the month; under the Wu Zhou the months 子, 丑, 寅 were 正月, 臘月, 一月."""
    table_year = month_table("main").year(year)
    if table_year is not None and table_year.months[0].number == 11 and year in range(690, 701) and not month.leap:
        first_two = table_year.months[:2]
        if month in first_two:
            return "正月" if month.number == 11 else "臘月"
        if month.number == 1:
            return "一月"
    return month_name(month)
