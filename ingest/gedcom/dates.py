"""GEDCOM date values read into EDTF and years (GEDCOM 5.5.1 ``DATE_VALUE``, 7.0 section 2.4).

Phrases are read where they are dates of the Chinese calendar; any other phrase is kept and means nothing to a machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ingest.gedcom.calendars import MONTHS, days_of, year_of
from kg.calendar import parse
from kg.calendar.julian import format_year, iso_date, jdn_to_gregorian
from kg.chinese.readings import has_han
from kg.errors import InvalidDate

Precision = Literal["year", "month", "day"]

_CALENDAR = re.compile(r"(?:@#D([A-Z _]+)@|(GREGORIAN|JULIAN|FRENCH_R|HEBREW)\b)\s*")
_SIMPLE = re.compile(r"(?:(?:(\d{1,2}) )?([A-Z]{3,4}) )?(\d{1,4})(?:/(\d{2,4}))? ?(B\.?C\.?E?\.?)?")
_PAIRS = (
    (re.compile(r"BET (.+) AND (.+)"), "between"),
    (re.compile(r"FROM (.+) TO (.+)"), "period"),
)
_PREFIXES = (("FROM ", "from"), ("TO ", "to"), ("BEF ", "before"), ("AFT ", "after"))
_APPROXIMATE = ("ABT ", "CAL ", "EST ", "INT ")
_PHRASE = re.compile(r"(.*?)\s*\((.*)\)\s*", re.DOTALL)
_ESCAPES = {"DGREGORIAN": "GREGORIAN", "DJULIAN": "JULIAN", "DFRENCH R": "FRENCH_R", "DHEBREW": "HEBREW"}


@dataclass(frozen=True, slots=True)
class GedcomDate:
    """A date: ``text`` as written, ``edtf`` (proleptic Gregorian) or empty where no machine can read it.

    ``first`` and ``last`` are the years in which it begins and ends, None where open or unknown; 1 BC is -1.
    ``calendar`` is empty for Gregorian dates.
    """

    text: str
    edtf: str = ""
    first: int | None = None
    last: int | None = None
    calendar: str = ""

    @property
    def year(self) -> int | None:
        """The one year in which it lies, where there is one."""
        return self.first if self.first == self.last else None


@dataclass(frozen=True, slots=True)
class _Day:
    """One calendar date: its precision, first and last JDN, and whether it is Gregorian."""

    precision: Precision
    first: int
    last: int
    calendar: str
    year: int

    @property
    def edtf(self) -> str:
        if self.calendar == "GREGORIAN":
            return self.at(self.first)
        days = iso_date(self.first), iso_date(self.last)
        return days[0] if self.precision == "day" else "/".join(days)

    def at(self, jdn: int) -> str:
        """A day as precisely as this date is known."""
        if self.calendar != "GREGORIAN" or self.precision == "day":
            return iso_date(jdn)
        year, month, _ = jdn_to_gregorian(jdn)
        return format_year(year) if self.precision == "year" else f"{format_year(year)}-{month:02}"

    def years(self) -> tuple[int, int]:
        """The years in which it begins and ends; Gregorian dates keep the year that is written."""
        if self.calendar == "GREGORIAN" or (self.calendar == "JULIAN" and self.precision != "day"):
            return self.year, self.year
        return year_of(self.first), year_of(self.last)


def read_date(value: str, phrase: str = "") -> GedcomDate:
    """Read a date value with the phrase that belongs to it (GEDCOM 7; before, it stands in brackets).

    The words are kept as ``value (phrase)``, or as the phrase where there is no value.

    Raises InvalidDate for a value that is neither a date nor a phrase.

    >>> read_date("BET 25 MAR 1899 AND 1900").edtf, read_date("@#DJULIAN@ 14 OCT 1066").edtf
    ('[1899-03-25..1900]', '1066-10-20')
    >>> read_date("(道光二十四年九月二十四日)").edtf, read_date("551 BC").first
    ('1844-11-04', -551)
    """
    written = " ".join(value.split())
    match = _PHRASE.fullmatch(written)
    if match and not phrase:
        written, phrase = match[1], match[2]
    if not written:
        return _of_phrase(phrase, phrase)
    text = f"{written} ({phrase})" if phrase else written
    if has_han(written):
        return _of_phrase(written, text)
    try:
        return _read(written.upper(), text)
    except InvalidDate as error:
        if phrase:
            return _of_phrase(phrase, text)
        raise InvalidDate(f'"{value}" is not a GEDCOM date: {error}') from error


def _read(value: str, text: str) -> GedcomDate:
    for pattern, kind in _PAIRS:
        if match := pattern.fullmatch(value):
            first, last = _day(match[1]), _day(match[2])
            if first.first > last.last:
                raise InvalidDate("it ends before it begins")
            ends = (first.at(first.first), last.at(last.last))
            edtf = f"[{'..'.join(ends)}]" if kind == "between" else "/".join(ends)
            return GedcomDate(text, edtf, first.years()[0], last.years()[1], _calendar(first))
    for prefix, kind in _PREFIXES:
        if value.startswith(prefix):
            return _open(_day(value.removeprefix(prefix)), kind, text)
    plain = next((value.removeprefix(word) for word in _APPROXIMATE if value.startswith(word)), value)
    day = _day(plain)
    edtf = day.edtf if plain == value else "/".join(f"{end}~" for end in day.edtf.split("/"))
    return GedcomDate(text, edtf, *day.years(), _calendar(day))


def _open(day: _Day, kind: str, text: str) -> GedcomDate:
    first, last = day.years()
    calendar = _calendar(day)
    if kind == "from":
        return GedcomDate(text, f"{day.at(day.first)}/..", first, None, calendar)
    if kind == "to":
        return GedcomDate(text, f"../{day.at(day.last)}", None, last, calendar)
    if kind == "before":
        return GedcomDate(text, f"[..{day.at(day.first - 1)}]", None, last, calendar)
    return GedcomDate(text, f"[{day.at(day.last + 1)}..]", first, None, calendar)


def _day(text: str) -> _Day:
    calendar = "GREGORIAN"
    if match := _CALENDAR.match(text):
        calendar = _ESCAPES.get(f"D{match[1].strip()}", "") if match[1] else match[2]
        if not calendar:
            raise InvalidDate(f'the calendar "{match[1].strip()}" is not known')
        text = text[match.end() :]
    parts = _SIMPLE.fullmatch(text.strip())
    if parts is None:
        raise InvalidDate(f'"{text.strip()}" is not day, month and year')
    year = int(parts[3])
    if parts[4]:  # the year begins in March: 11 FEB 1731/32 is in 1732
        year += 1
        if not str(year).endswith(parts[4]):
            raise InvalidDate(f"{parts[3]}/{parts[4]} are not two years that follow each other")
    if year == 0:
        raise InvalidDate("there is no year 0")
    month = None
    if parts[2]:
        if parts[2] not in MONTHS[calendar]:
            raise InvalidDate(f'"{parts[2]}" is not a month of the {calendar.capitalize()} calendar')
        month = MONTHS[calendar].index(parts[2]) + 1
    astronomical = 1 - year if parts[5] else year
    day = int(parts[1]) if parts[1] else None
    first, last = days_of(calendar, astronomical, month, day)
    precision: Precision = "day" if day else "month" if month else "year"
    return _Day(precision, first, last, calendar, -year if parts[5] else year)


def _calendar(day: _Day) -> str:
    return "" if day.calendar == "GREGORIAN" else day.calendar.lower()


def _of_phrase(phrase: str, text: str) -> GedcomDate:
    """What a phrase means where it is one date of the Chinese calendar; else only its words."""
    if not has_han(phrase):
        return GedcomDate(text)
    try:
        found = parse(phrase)
    except InvalidDate:
        return GedcomDate(text)
    if len(found) != 1:
        return GedcomDate(text)
    first, last = found[0].jdn_from, found[0].jdn_to
    return GedcomDate(
        text,
        found[0].edtf,
        None if first is None else year_of(first),
        None if last is None else year_of(last),
        found[0].era or found[0].court,
    )
