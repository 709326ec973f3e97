"""The years of a life as a heading writes them: ``1844-1916``, ``约1844-1916``, ``?-1916``, ``active 1875``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_EDTF_YEAR = re.compile(r"(-?\d{4})(?:-\d\d){0,2}([~?%]?)")


@dataclass(frozen=True, slots=True)
class Year:
    """A year as people count it (1 BCE is -1); ``about`` where it is approximate, ``doubtful`` where uncertain."""

    number: int
    about: bool = False
    doubtful: bool = False

    @classmethod
    def of_edtf(cls, text: str) -> Year | None:
        """The year of an EDTF date of one year, month or day; None for intervals and unspecified digits.

        >>> Year.of_edtf("1844~"), Year.of_edtf("-0550"), Year.of_edtf("18XX")
        (Year(number=1844, about=True, doubtful=False), Year(number=-551, about=False, doubtful=False), None)
        """
        match = _EDTF_YEAR.fullmatch(text)
        if match is None:
            return None
        astronomical = int(match[1])
        number = astronomical if astronomical > 0 else astronomical - 1
        return cls(number, match[2] in ("~", "%"), match[2] in ("?", "%"))


@dataclass(frozen=True, slots=True)
class YearStyle:
    """How a rule set writes years in a language; ``open_begin`` stands for a birth that is not known."""

    dash: str
    approximately: str
    active: str
    before_christ: tuple[str, str]
    open_begin: str

    def point(self, year: Year | None, unknown: str = "") -> str:
        """One year; ``unknown`` for none."""
        if year is None:
            return unknown
        before, after = self.before_christ if year.number < 0 else ("", "")
        about = self.approximately if year.about else ""
        return f"{about}{before}{abs(year.number)}{after}{'?' if year.doubtful else ''}"


@dataclass(frozen=True, slots=True)
class LifeYears:
    """Birth and death, or the first and last year of activity of somebody of whom neither is known."""

    born: Year | None = None
    died: Year | None = None
    begin: Year | None = None
    end: Year | None = None

    def text(self, style: YearStyle) -> str:
        """The years in a style; empty where none is known.

        >>> style = YearStyle("-", "約", "活動於", ("前", ""), "?")
        >>> LifeYears(Year(1844, about=True), Year(1916)).text(style), LifeYears(died=Year(1916)).text(style)
        ('約1844-1916', '?-1916')
        >>> LifeYears(begin=Year(1875)).text(style), LifeYears(Year(-551), Year(-479)).text(style)
        ('活動於1875', '前551-前479')
        """
        if self.born or self.died:
            return f"{style.point(self.born, style.open_begin)}{style.dash}{style.point(self.died)}"
        if not (self.begin or self.end):
            return ""
        ends = dict.fromkeys(style.point(year) for year in (self.begin, self.end) if year)
        return style.active + style.dash.join(ends)
