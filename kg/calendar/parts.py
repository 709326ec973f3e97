"""What a date says, before it is placed in time: the parts read by the grammar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = Literal["", "whole", "early", "middle", "late"]
Style = Literal["", "lunar", "implied", "solar"]


@dataclass(slots=True)
class Parts:
    """The parts of a date after its era name; None and empty where the text says nothing.

    ``year`` .. ``year_to``: number or two neighbouring numbers (二三年); ``year_cycle``: 干支 index of the year.
    ``span``: a part of an era (初, 末, 間 …); ``part_of_year``: 年初 or 年末.
    ``month`` .. ``month_to``: one month, or the months of a season; ``month_word`` as written (正, 臘, 建子);
    ``any_leap``: 閏月 without a number. ``day`` .. ``day_to``: 0 is the last day of the month; ``day_cycle``,
    ``new_moon_cycle``: 干支 of the day and of the first of the month. ``style``: the calendar that the words belong
    to; ``implied`` where only 初 or 廿 speak for the lunar one.
    """

    year: int | None = None
    year_to: int | None = None
    year_cycle: int | None = None
    span: Span = ""
    part_of_year: Span = ""
    season: str = ""
    month: int | None = None
    month_to: int | None = None
    month_word: str = ""
    leap: bool = False
    any_leap: bool = False
    day: int | None = None
    day_to: int | None = None
    day_cycle: int | None = None
    new_moon_cycle: int | None = None
    style: Style = ""
    unread: str = ""
    warnings: tuple[str, ...] = ()

    def warn(self, text: str) -> None:
        """Add a warning once."""
        if text not in self.warnings:
            self.warnings = (*self.warnings, text)

    @property
    def has_year(self) -> bool:
        """Whether the year is named by number or by 干支."""
        return self.year is not None or self.year_cycle is not None

    @property
    def has_day(self) -> bool:
        """Whether a day is named."""
        return self.day is not None or self.day_cycle is not None or self.new_moon_cycle is not None
