"""The Datong calendar (大統曆), computed: the months of the Southern Ming and of the Zheng in Taiwan after 1644.

The Qing changed the calendar in 1645; the courts that kept the Ming name kept the Ming calendar, and no table of it
with a free licence reaches to 1683. So it is computed from the constants of the Shoushi system as the Datong system
uses them (明史 曆志): mean solar terms, true new moons from the cubic inequalities of sun and moon. Compared with the
almanac-based month table of 1368-1643, 3,409 of 3,414 months agree; the five others are one day off.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

# Midnight of the 甲子 day before the winter solstice of 至元十七年 (J1280-12-14, 己未): JDN of the epoch's day zero.
_EPOCH_JDN = 2188871
_SOLSTICE = _EPOCH_JDN + 55.06  # 氣應
_LUNATION = 29.530593  # 朔策
_MEAN_NEW_MOON = _SOLSTICE - 20.2050  # 閏應, as corrected
_ANOMALY_AT_SOLSTICE = 13.0205  # 轉應
_ANOMALISTIC_MONTH = 27.5546  # 轉終
_YEAR = 365.2425  # 歲實
_STEPS_PER_DAY = 12.2  # 限 of 0.082 day
_MOON_STEPS = 336
_MEAN_STEP = 1.0963  # degrees (度) the moon moves in one 限


class ComputedMonth(NamedTuple):
    """A month: the astronomical ``year`` it belongs to, number, leap flag, Julian Day Number of its first day, days."""

    year: int
    month: int
    leap: bool
    first_jdn: int
    days: int


def _sun(days: float) -> float:
    """Return the solar inequality (盈縮差) in 度, ``days`` after the mean winter solstice."""
    days %= _YEAR
    half = _YEAR / 2
    if days < half:
        return _fast_sun(days) if days <= 88.909225 else _slow_sun(half - days)
    days -= half
    return -_slow_sun(days) if days <= 93.712025 else -_fast_sun(half - days)


def _fast_sun(days: float) -> float:
    return (5133200 - (24600 + 31 * days) * days) * days / 1e8


def _slow_sun(days: float) -> float:
    return (4870600 - (22100 + 27 * days) * days) * days / 1e8


def _moon(step: float) -> float:
    """Return the lunar inequality (遲疾差) in 度 at ``step`` 限 after perigee."""
    step %= _MOON_STEPS
    sign = 1
    if step >= 168:
        step, sign = step - 168, -1
    step = min(step, 168 - step)
    return sign * (11110000 - (28100 + 325 * step) * step) * step / 1e8


def _new_moon(number: int) -> int:
    """Return the JDN of the true new moon (定朔) ``number`` lunations after the epoch."""
    mean = _MEAN_NEW_MOON + number * _LUNATION
    since_solstice = mean - _SOLSTICE
    step = (since_solstice + _ANOMALY_AT_SOLSTICE) % _ANOMALISTIC_MONTH * _STEPS_PER_DAY
    whole = int(step)
    speed = _MEAN_STEP + _moon(whole + 1) - _moon(whole)
    return int(mean + (_sun(since_solstice) - _moon(step)) / _STEPS_PER_DAY / speed)


def _month_of_mean_term(first: int, after: int) -> int | None:
    """Return the month number that the mean term (中氣) in ``first`` .. ``after - 1`` gives, None for a leap month."""
    twelfth = _YEAR / 12
    number = math.ceil((first - _SOLSTICE) / twelfth) - 1
    for term in range(number, number + 3):
        if first <= int(_SOLSTICE + term * twelfth) < after:
            return (term + 10) % 12 + 1
    return None


def datong_months(first_year: int, last_year: int) -> list[ComputedMonth]:
    """Return the months of the lunar years ``first_year`` to ``last_year`` in order.

    Years carry the number of the Gregorian year in which they begin, as in the month table.

    >>> datong_months(1661, 1661)[-3]
    ComputedMonth(year=1661, month=10, leap=True, first_jdn=2328054, days=29)
    """
    low = int((first_year - 1282) * 12.36)
    high = int((last_year - 1279) * 12.38)
    firsts = [_new_moon(number) for number in range(low, high)]
    months: list[ComputedMonth] = []
    month, year = 0, None
    for first, after in pairwise(firsts):
        named = _month_of_mean_term(first, after)
        if named == 1:
            year = round((first - 2188926) / _YEAR) + 1281
        month = named or month
        if year is not None and first_year <= year <= last_year:
            months.append(ComputedMonth(year, month, named is None, first, after - first))
    return months
