"""Places the parts of a lunar date in time: checks year, 干支, month, leap month and day against the tables.

Nothing is repaired: a part that does not fit raises `kg.errors.InvalidDate` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.calendar.era_years import Misfit, month_name, year_name
from kg.calendar.eras import Era
from kg.calendar.expression import Certainty, Kind, TimeExpression
from kg.calendar.ganzhi import NAMES, day_index
from kg.calendar.julian import iso_date
from kg.calendar.months import DOUBLED_YEAR, UNSAFE_YEARS, WU_ZHOU_YEARS, LunarYear, Month
from kg.calendar.numerals import day_in_words
from kg.calendar.parts import Parts

_WU_ZHOU = "690-700 (武周): the year began with 正月 (month 子) and 臘月 (month 丑), then 一月 (month 寅)"
_DOUBLED = "761.11-762.4: the months were named by branches and two are called fourth; only the interval is given"
_TWICE = "the month occurs twice in that year because the calendar was reformed; the interval holds both"
_UNSAFE = "the months of these years were shifted (丑正); the day is not converted"


class LunarDate:
    """A date in one year of an era, placed step by step: year, then month or season, then day."""

    def __init__(self, era: Era, parts: Parts, number: int, words: str, beyond: bool) -> None:
        self.era, self.parts, self.number, self.words = era, parts, number, words
        self.warnings = list(parts.warnings)
        self.uncertain = beyond
        if era.note:
            self.warnings.append(era.note)
        if beyond:
            self.warnings.append(f"beyond the end of {era.court} {era.name} ({era.years[1]} years)")
        year = era.table.year(era.first_year - 1 + number)
        if year is None:
            raise Misfit(f"{year_name(era, number)}: no month table for {era.first_year - 1 + number}")
        self.year: LunarYear = year

    def place(self) -> TimeExpression:
        """Return the date as a `TimeExpression`; raises `InvalidDate`."""
        if self.parts.year_to is not None:
            return self._years()
        if self.parts.part_of_year:
            return self._part_of_year()
        if self.parts.any_leap:
            self._take_leap_month()
        if self.parts.month is None:
            if self.parts.has_day:
                raise Misfit(f"{self.words}: a day without a month", hint="Supply the month, or record the year only.")
            return self._whole_year()
        if self.parts.month_to != self.parts.month:
            return self._season()
        return self._month()

    def _result(
        self, jdn_from: int, jdn_to: int, kind: Kind, *, day: int | None = None, edtf: str = ""
    ) -> TimeExpression:
        parts = self.parts
        certainty: Certainty = "uncertain" if self.uncertain else "approximate" if "~" in edtf else "certain"
        return TimeExpression(
            self.words,
            self.era.court,
            self.era.name,
            self.era.ruler,
            self.number,
            parts.month if parts.month == parts.month_to else None,
            parts.leap,
            day,
            jdn_from,
            jdn_to,
            edtf or interval_edtf(jdn_from, jdn_to),
            kind,
            certainty,
            tuple(dict.fromkeys(self.warnings)),
        )

    def _whole_year(self) -> TimeExpression:
        year, era = self.year, self.era
        first, last = year.first_jdn, year.last_jdn
        if year.months[0].last_jdn < era.first_jdn <= last:
            first = era.first_jdn
            self.warnings.append(f"{era.name} began on {iso_date(first)}; the year is counted from that day")
        if first <= era.last_jdn < last and era.followed:
            last = era.last_jdn
            self.warnings.append(f"{era.name} ended on {iso_date(last)}; the year is counted to that day")
        return self._result(first, last, "year")

    def _years(self) -> TimeExpression:
        other = self.era.table.year(self.year.year + 1)
        last = other.last_jdn if other else self.year.last_jdn
        self.warnings.append(f"two neighbouring years are named: {self.parts.year} or {self.parts.year_to}")
        self.uncertain = True
        return self._result(self.year.first_jdn, last, "years")

    def _part_of_year(self) -> TimeExpression:
        months = [
            m for m in self.year.months if (m.number <= 3 if self.parts.part_of_year == "early" else m.number >= 10)
        ]
        first, last = iso_date(months[0].first_jdn), iso_date(months[-1].last_jdn)
        edtf = f"{first}/{last}~" if self.parts.part_of_year == "early" else f"{first}~/{last}"
        return self._result(months[0].first_jdn, months[-1].last_jdn, "period", edtf=edtf)

    def _take_leap_month(self) -> None:
        leap = self.year.leap_month
        if leap is None:
            raise Misfit(f"{year_name(self.era, self.number)} has no leap month", hint="Check the year.")
        self.parts = replace(self.parts, month=leap.number, month_to=leap.number, leap=True)

    def _season(self) -> TimeExpression:
        low, high = self.parts.month or 1, self.parts.month_to or 12
        months = [m for m in self.year.months if low <= m.number <= high]
        if self.parts.leap:
            months = [m for m in months if m.leap]
            if not months:
                raise Misfit(f"{year_name(self.era, self.number)} has no leap month in that season")
        self._mark_shifted_year()
        if self.parts.has_day:
            raise Misfit(f"{self.words}: a day needs its month, a season is not enough", hint="Supply the month.")
        return self._result(months[0].first_jdn, months[-1].last_jdn, "season")

    def _mark_shifted_year(self) -> None:
        if self.year.year in WU_ZHOU_YEARS:
            self.warnings.append(_WU_ZHOU)
        if self.year.year in UNSAFE_YEARS:
            self.warnings.append(_UNSAFE)

    def _month(self) -> TimeExpression:
        self._mark_shifted_year()
        self._check_season()
        months = list(self._matching_months())
        if len(months) > 1 or self._is_doubled():
            return self._doubled(months)
        if not months:
            raise Misfit(self._no_month(), hint="Check the month and whether it is a leap month.")
        month = months[0]
        if month.last_jdn < self.era.first_jdn:
            self.warnings.append(f"before {self.era.name} was proclaimed ({iso_date(self.era.first_jdn)})")
        if month.first_jdn > self.era.last_jdn and self.era.followed:
            self.warnings.append(f"after the end of {self.era.name} ({iso_date(self.era.last_jdn)})")
        if not self.parts.has_day:
            return self._result(month.first_jdn, month.last_jdn, "month")
        if self.year.year in UNSAFE_YEARS:
            self.uncertain = True
            return self._result(month.first_jdn, month.last_jdn, "month")
        return self._day(month)

    def _check_season(self) -> None:
        season, number = self.parts.season, self.parts.month or 0
        if season and "春夏秋冬"[(number - 1) // 3] != season and self.year.year not in WU_ZHOU_YEARS:
            self.warnings.append(f"{season}: month {number} is not a month of that season")

    def _matching_months(self) -> Iterator[Month]:
        number, year = self.parts.month or 0, self.year
        if year.year in WU_ZHOU_YEARS and year.months[0].number == 11 and not self.parts.leap:
            number = {"正": 11, "端月": 11, "腊": 12}.get(self.parts.month_word.removesuffix("月") or "", number)
            found = [m for m in year.months if m.number == number and not m.leap]
            later = self.parts.month_word not in ("正", "腊", "腊月")
            yield from found[-1:] if later else found[:1]
            return
        for month in year.months:
            if month.number == number and month.leap == self.parts.leap:
                yield month

    def _is_doubled(self) -> bool:
        month = self.parts.month or 0
        if self.parts.leap:
            return False
        return (self.year.year == DOUBLED_YEAR and month <= 5) or (self.year.year == DOUBLED_YEAR - 1 and month >= 11)

    def _doubled(self, months: list[Month]) -> TimeExpression:
        """Give the interval of all months that the name can mean in the shifted years 761-762."""
        number = self.parts.month or 0
        shifted = self.year.year in (DOUBLED_YEAR - 1, DOUBLED_YEAR)
        self.warnings.append(_DOUBLED if shifted else _TWICE)
        self.uncertain = True
        if self.year.year == DOUBLED_YEAR - 1:
            following = self.era.table.year(DOUBLED_YEAR)
            months = [following.months[number - 11]] if following else []
        elif self.year.year == DOUBLED_YEAR:
            months = [*months, self.year.months[number - 1], self.year.months[number + 1]]
        days = [month.first_jdn for month in months] + [month.last_jdn for month in months]
        return self._result(min(days), max(days), "month")

    def _no_month(self) -> str:
        name, leap = year_name(self.era, self.number), self.year.leap_month
        wanted = month_name(Month(self.parts.month or 0, self.parts.leap, 0, 0))
        if self.parts.leap:
            other = f"the leap month is {month_name(leap)}" if leap else "the year has no leap month"
            return f"{name}{wanted} does not exist: {other}"
        return f"{name}{wanted} does not exist"

    def _day(self, month: Month) -> TimeExpression:
        parts, name = self.parts, f"{year_name(self.era, self.number)}{month_name(month)}"
        if parts.new_moon_cycle is not None and day_index(month.first_jdn) != parts.new_moon_cycle:
            self._misfit(f"the first day of {name}", month.first_jdn, parts.new_moon_cycle)
        if parts.day is None:
            cycle = parts.day_cycle if parts.day_cycle is not None else parts.new_moon_cycle
            day = (cycle or 0) - day_index(month.first_jdn)
            parts_day = day % 60 + 1
            if parts_day > month.days:
                raise Misfit(
                    f"{name} ({month.days} days) has no {NAMES[cycle or 0]} day", hint="Check the month and the 干支."
                )
            return self._one_day(month, parts_day)
        day = parts.day or month.days
        if parts.day_to is not None:
            last = parts.day_to or month.days
            return self._result(month.first_jdn + day - 1, month.first_jdn + min(last, month.days) - 1, "days")
        if day > month.days:
            raise Misfit(
                f"{name} has {month.days} days, there is no {day_in_words(day) if day <= 30 else day}",
                hint="Check the day and the month.",
            )
        if parts.day_cycle is not None and day_index(month.first_jdn + day - 1) != parts.day_cycle:
            self._misfit(name + day_in_words(day), month.first_jdn + day - 1, parts.day_cycle)
        return self._one_day(month, day)

    def _misfit(self, what: str, jdn: int, cycle: int) -> None:
        raise Misfit(
            f"{what} is {NAMES[day_index(jdn)]}, not {NAMES[cycle]}",
            hint="Check the day and its 干支; one of them is wrong.",
        )

    def _one_day(self, month: Month, day: int) -> TimeExpression:
        jdn = month.first_jdn + day - 1
        return self._result(jdn, jdn, "day", day=day)


def interval_edtf(jdn_from: int, jdn_to: int) -> str:
    """Return a day, or an interval of days, in EDTF."""
    first = iso_date(jdn_from)
    return first if jdn_from == jdn_to else f"{first}/{iso_date(jdn_to)}"
