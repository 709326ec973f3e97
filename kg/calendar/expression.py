"""The result of reading a date: where it lies in time, how exactly, and in which calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["day", "days", "month", "season", "year", "years", "era", "period", "interval"]
Certainty = Literal["certain", "approximate", "uncertain"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """One reading of a date.

    ``words``: the source text, unchanged. ``court``, ``era``, ``ruler``: whose calendar, empty for Gregorian dates.
    ``year`` (of the era), ``month``, ``leap``, ``day``: parts as written or implied, None when not given.
    ``jdn_from``, ``jdn_to``: first and last day as Julian Day Numbers (civil days, both included), None when open.
    ``edtf``: the same in EDTF, proleptic Gregorian (ISO 8601-2). ``kind``: what was named. ``certainty``:
    ``approximate`` for words like 初年, ``uncertain`` when words were left unread or the reading rests on an
    assumption that ``warnings`` names.
    """

    words: str
    court: str
    era: str
    ruler: str
    year: int | None
    month: int | None
    leap: bool
    day: int | None
    jdn_from: int | None
    jdn_to: int | None
    edtf: str
    kind: Kind
    certainty: Certainty = "certain"
    warnings: tuple[str, ...] = ()

    @classmethod
    def without_court(
        cls,
        words: str,
        days: tuple[int | None, int | None],
        edtf: str,
        kind: Kind,
        certainty: Certainty = "certain",
        warnings: tuple[str, ...] = (),
    ) -> TimeExpression:
        """Return the reading of words that name no court, era or lunar part, only first and last day."""
        return cls(words, "", "", "", None, None, False, None, *days, edtf, kind, certainty, warnings)

    def as_dict(self) -> dict[str, object]:
        """Return the JSON object of ``zhishu date --json``."""
        return {
            "edtf": self.edtf,
            "jdn_from": self.jdn_from,
            "jdn_to": self.jdn_to,
            "court": self.court,
            "era": self.era,
            "year": self.year,
            "month": self.month,
            "leap": self.leap,
            "day": self.day,
            "kind": self.kind,
            "certainty": self.certainty,
            "warnings": list(self.warnings),
        }
