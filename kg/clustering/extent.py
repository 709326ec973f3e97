"""How many juan an extent states."""

from __future__ import annotations

import re

from kg.calendar.numerals import number

_DIGITS = re.compile(r"([0-9]+)\s*(?:卷|juan)")
_WRITTEN = re.compile(r"([〇零○一二三四五六七八九十百千廿卅]+)\s*卷")
_ROMAN = re.compile(r"^[IVXLCDM]+$")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_MOST = 20_000


def juan(extent: str) -> int | None:
    """The number of juan in the words of a source, None where it states none.

    >>> juan("三十卷附錄一卷"), juan("存16 卷"), juan("不分卷"), juan("XXII")
    (30, 16, None, 22)
    """
    if match := _DIGITS.search(extent):
        return _sensible(int(match[1]))
    if match := _WRITTEN.search(extent):
        return _sensible(number(match[1]))
    if _ROMAN.match(extent.strip()):
        values = [_VALUES[letter] for letter in extent.strip()]
        following = [*values[1:], 0]
        return _sensible(sum(v if v >= n else -v for v, n in zip(values, following, strict=True)))
    return _sensible(int(extent)) if extent.strip().isdecimal() and len(extent) < 6 else None


def _sensible(count: int | None) -> int | None:
    return count if count and 0 < count <= _MOST else None
