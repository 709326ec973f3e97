"""Dates in headings: ``1844-1916``, ``ca. 1050-1120``, ``b. 1892``, ``551-479 B.C.``, ``約1050-1120``, ``fl. 1875``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.dating import Dating, read_dating

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u2500~～－]")
_ACTIVE = re.compile(r"^(?:fl\.?|flourished|active|act\.|活動於|活动于)\s*", re.IGNORECASE)
_ONLY_BORN = re.compile(r"^(?:b\.|born|n\.|生於|生于)\s*", re.IGNORECASE)
_ONLY_DIED = re.compile(r"^(?:d\.|died|卒於|卒于)\s*", re.IGNORECASE)
_POINT = re.compile(
    r"(?P<before>公元前|前|bc)?\s*(?P<about>ca\.?|c\.|approximately|about|約|约)?\s*(?P<early>公元前|前)?"
    r"(?P<year>\d{1,4})年?(?P<doubt>\s*[?？])?(?:\s*(?:or|或)\s*(?P<other>\d{1,4})年?)?(?P<after>\s*b\.?\s*c\.?(?:e\.?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Life:
    """What a heading says of the time of somebody: birth and death, or first and last year of activity."""

    born: Dating | None = None
    died: Dating | None = None
    begin: Dating | None = None
    end: Dating | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing could be read."""
        return not (self.born or self.died or self.begin or self.end)


def read_life(text: str) -> Life:
    """The dates of a heading; empty where they are not of a form that catalogues use.

    >>> life = read_life("ca. 551-479 B.C.")
    >>> life.born.expression.edtf, life.died.expression.edtf
    ('-0550~', '-0478')
    >>> read_life("1950-").died is None, read_life("清").is_empty
    (True, True)
    """
    plain = _DASHES.sub("-", text).strip(" .,;()（）[]")
    active = _ACTIVE.match(plain)
    if active:
        begin, end = _span(plain[active.end() :])
        return Life(begin=begin, end=end if end else begin)
    if match := _ONLY_BORN.match(plain):
        return Life(born=_point(plain[match.end() :]))
    if match := _ONLY_DIED.match(plain):
        return Life(died=_point(plain[match.end() :]))
    if "-" not in plain:
        return Life()
    born, died = _span(plain)
    return Life(born=born, died=died)


def _span(text: str) -> tuple[Dating | None, Dating | None]:
    left, _, right = text.partition("-")
    end = _POINT.fullmatch(right.strip())
    era = bool(end and end["after"])
    return _point(left, before_christ=era), _point(right)


def _point(text: str, *, before_christ: bool = False) -> Dating | None:
    match = _POINT.fullmatch(text.strip())
    if match is None:
        return None
    bc = before_christ or any(match[group] for group in ("before", "early", "after"))
    year = _edtf(int(match["year"]), bc)
    if match["other"]:
        other = match["other"]
        full = int(other) if len(other) >= len(match["year"]) else int(match["year"][: -len(other)] + other)
        year = f"[{year},{_edtf(full, bc)}]"
    elif match["about"]:
        year += "%" if match["doubt"] else "~"
    elif match["doubt"]:
        year += "?"
    return read_dating(text.strip(), year)


def _edtf(year: int, before_christ: bool) -> str:
    number = 1 - year if before_christ else year
    return f"{'-' if number < 0 else ''}{abs(number):04d}"
