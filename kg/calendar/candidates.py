"""Candidates: what each era makes of a reading of a text, in its lunar, solar or other calendar."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from kg.calendar.era_years import Misfit, candidate_years
from kg.calendar.eras import Era
from kg.calendar.expression import TimeExpression
from kg.calendar.ganzhi import INDEX
from kg.calendar.parts import Parts
from kg.calendar.placing import LunarDate
from kg.calendar.reading import Reading, is_date_like, readings
from kg.calendar.solar import is_lunar_style, place_solar, place_taiping, solar_year
from kg.calendar.spans import place_span
from kg.errors import InvalidDate

_LOYALISTS = "清朝遺民"


def era_candidates(normal: str, words: str) -> tuple[TimeExpression, ...]:
    """Return the candidates of all eras named in a normalized text; ``words`` is the text as given.

    Years beyond the end of an era count only where no era has the year. Raises `kg.errors.InvalidDate` with the reason
    of the reading that came furthest when there is no candidate.
    """
    found = readings(normal)
    if not found:
        raise InvalidDate(
            f"{words.strip()[:60]}: no era name and no Western date was found",
            hint="Write the era and the year (光緒二十三年), or a Western date (1897-12-31).",
        )
    collected = _Collected(words)
    for reading in found:
        try:
            _check_read(reading, words)
        except InvalidDate as reason:
            collected.reasons.append(reason)
            continue
        for era in _main_uses(reading):
            if era.name in INDEX and not reading.parts.has_year:  # 庚子 is an era of 西涼 only with a year
                continue
            collected.add_era(era, reading)
    return collected.candidates()


def _main_uses(reading: Reading) -> tuple[Era, ...]:
    """Return the eras of a reading; where no year is named, without later uses of an era that is there itself."""
    if reading.parts.has_year:
        return reading.eras
    return tuple(era for era in reading.eras if era.years[0] == 1 or not _is_continued(era, reading.eras))


def _is_continued(era: Era, others: tuple[Era, ...]) -> bool:
    return any(
        (other.name, other.first_year) == (era.name, era.first_year)
        and other.years[0] == 1
        and era.court in (other.court, _LOYALISTS)
        for other in others
    )


def _check_read(reading: Reading, words: str) -> None:
    """Raise `InvalidDate` when words were left unread that would change the date."""
    parts, shown = reading.parts, words.strip()[:60]
    if reading.refused_courts:
        raise InvalidDate(
            f"{shown}: no court of that name ({'、'.join(sorted(reading.refused_courts))}) used this era",
            hint="Check the dynasty or leave it out.",
        )
    if is_date_like(parts.unread):
        raise InvalidDate(f"{shown}: cannot read “{parts.unread}”", hint="Check the numerals and the words 年 月 日.")
    if is_date_like(reading.before):
        raise InvalidDate(f"{shown}: cannot read “{reading.before}”", hint="Give one date at a time.")
    if not parts.has_year and not parts.span and reading.unread:
        left = "、".join(text for text in (reading.before, parts.unread) if text)
        raise InvalidDate(f"{shown}: an era name among other words ({left}) is no date", hint="Supply the year.")
    has_more = parts.month is not None or parts.has_day or parts.any_leap
    if has_more and not parts.has_year and parts.span not in ("early", "late"):
        raise InvalidDate(f"{shown}: the year is missing", hint="Supply the year of the era.")


@dataclass(slots=True)
class _Collected:
    """Candidates inside and beyond the years of their eras, and the reasons of what does not fit."""

    words: str
    inside: list[TimeExpression] = field(default_factory=list)
    beyond: list[TimeExpression] = field(default_factory=list)
    reasons: list[InvalidDate] = field(default_factory=list)

    def candidates(self) -> tuple[TimeExpression, ...]:
        """Return the candidates; one for each year of an era and interval, whichever court used it."""
        found = self.inside or self.beyond
        if found:
            return tuple({(c.edtf, c.year, c.era): c for c in reversed(found)}.values())[::-1]
        if not self.reasons:
            raise InvalidDate(f"{self.words.strip()[:60]}: a 干支 without an era is no date", hint="Add the era.")
        raise max(self.reasons, key=lambda reason: isinstance(reason, Misfit))

    def add_era(self, era: Era, reading: Reading) -> None:
        """Add what an era makes of a reading, or the reason why nothing fits."""
        parts = reading.parts
        if parts.span in ("early", "late") and parts.month is not None:  # 初年六月, 末年八月
            parts = replace(parts, span="", year=era.years[parts.span == "late"])
            parts.warn("初年 with a month is read as the first year, 末年 as the last")
        try:
            if not parts.has_year or era.kind == "unused":
                self._add(self.inside, place_span(era, parts, self.words), reading)
            elif era.kind == "tianli":
                self._add(self.inside, place_taiping(era, parts, self.words), reading)
            elif era.kind == "solar":
                for candidate in self._solar(era, parts):
                    self._add(self.inside, candidate, reading)
            else:
                for choice in _year_choices(era, parts):
                    self._add_lunar(era, choice, reading)
        except InvalidDate as reason:
            self.reasons.append(reason)

    def _add_lunar(self, era: Era, parts: Parts, reading: Reading) -> None:
        numbers, late = candidate_years(era, parts)
        for number in numbers:
            try:
                date = LunarDate(era, parts, number, self.words, late)
                self._add(self.beyond if late else self.inside, date.place(), reading)
            except InvalidDate as reason:
                self.reasons.append(reason)

    def _solar(self, era: Era, parts: Parts) -> list[TimeExpression]:
        """Return a 民國 date: lunar where the words say so, else of the solar calendar in force; both for 初 and 廿."""
        if not is_lunar_style(parts) or (parts.month is None and not parts.any_leap):
            return [place_solar(era, parts, self.words)]
        number = solar_year(era, parts) - era.first_year + 1
        date = LunarDate(replace(era, kind="lunar"), parts, number, self.words, False)
        date.warnings.append("read in the lunar calendar because of its words; the calendar in force was solar")
        if parts.style != "implied":
            return [date.place()]
        found = []
        for place in (date.place, lambda: place_solar(era, parts, self.words)):
            try:
                found.append(replace(place(), certainty="uncertain"))
            except InvalidDate as reason:
                self.reasons.append(reason)
        return found

    def _add(self, found: list[TimeExpression], candidate: TimeExpression, reading: Reading) -> None:
        left = "、".join(text for text in (reading.before, reading.parts.unread) if text)
        if left:
            warning = f"words left unread: {left}"
            certainty = candidate.certainty if candidate.kind == "day" else "uncertain"
            candidate = replace(candidate, certainty=certainty, warnings=(*candidate.warnings, warning))
        found.append(candidate)


def _year_choices(era: Era, parts: Parts) -> list[Parts]:
    """Return the parts, and for 二三年 also the reading as positional digits (23) where the era has such a year."""
    if parts.year is None or parts.year_to is None or parts.year >= 10:
        return [parts]
    digits = replace(parts, year=parts.year * 10 + parts.year_to, year_to=None)
    digits.warn("read as positional digits")
    return [parts, digits] if (digits.year or 0) <= era.years[1] else [parts]
