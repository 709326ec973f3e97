"""The sexagenary cycle (干支) of days and years; index 0 is 甲子, 59 is 癸亥."""

from __future__ import annotations

STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
NAMES = tuple(STEMS[i % 10] + BRANCHES[i % 12] for i in range(60))
INDEX = {name: i for i, name in enumerate(NAMES)}


def day_index(jdn: int) -> int:
    """Return the cycle index of a day.

    >>> NAMES[day_index(2405901)]  # 1875-01-12, 同治十三年十二月初五日
    '甲戌'
    """
    return (jdn + 49) % 60


def year_index(year: int) -> int:
    """Return the cycle index of the lunar year that begins in the astronomical year ``year``.

    >>> NAMES[year_index(1897)]
    '丁酉'
    """
    return (year - 4) % 60


def first_day_from(jdn: int, index: int) -> int:
    """Return the first day on or after ``jdn`` that has the cycle ``index``."""
    return jdn + (index - day_index(jdn)) % 60
