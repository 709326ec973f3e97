"""Native places as they are compared: the units of their names from the lowest upwards.

江蘇省-常州府-武進縣, 江蘇武進 and 武進 agree in 武進; 浙江-紹興府-山陰縣 and 紹興 agree in a unit of a higher level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from kg.chinese.fold import fold_loose
from kg.reconciliation.table import rows

_SEVERAL = re.compile(r"[;；、|]|\s/\s")
_LEVELS = re.compile(r"[-\u2013\u2014\uff0d·,，>\s]+")
_MARKS = re.compile(r"[\[\]［］()（）?？「」《》]")
_BANNER = re.compile(r"(滿洲|蒙古|漢軍)?((?:正|鑲|厢)[黃白紅藍]旗)")
#: Characters of the name of a unit, and of a text that is read.
_SHORTEST, _LONGEST = 2, 120


class Nearness(StrEnum):
    """How two native places agree."""

    SAME = "same"  #: the lowest units
    WITHIN = "within"  #: one is said to be a higher unit of the other
    REGION = "region"  #: a higher unit is the same, the lowest differ
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NativePlace:
    """One place: ``text`` as written; ``units`` are the keys of its names, the lowest first."""

    text: str
    units: tuple[str, ...]


@cache
def _endings() -> tuple[str, ...]:
    return tuple(fold_loose(row[0]) for row in rows("place_units"))


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(sorted({fold_loose(row[0]) for row in rows("provinces")}, key=lambda name: (-len(name), name)))


@cache
def _spellings() -> dict[int, str]:
    return {ord(fold_loose(row[0])): fold_loose(row[1]) for row in rows("place_spellings")}


@cache
def _within() -> re.Pattern[str]:
    """A unit with its ending inside a text that has no marks between units: 常州府武進縣."""
    endings = "|".join(ending for ending in _endings() if ending not in ("路", "道", "所", "区", "监", "军"))
    return re.compile(rf".{{2,}}?(?:{endings})(?=.{{2,}})")


@lru_cache(maxsize=65536)
def read_places(text: str, higher: tuple[str, ...] = ()) -> tuple[NativePlace, ...]:
    """The places that a text names; ``higher`` are the names of the units above it, the nearest first.

    >>> [place.units for place in read_places("浙江省-紹興府-山陰縣")]
    [('山阴', '绍兴', '浙江')]
    >>> read_places("浙江山陰")[0].units, read_places("滿洲鑲白旗")[0].units
    (('山阴', '浙江'), ('镶白旗', '满洲'))
    """
    found = []
    for part in _SEVERAL.split(text[:_LONGEST]):
        levels = [level for level in _LEVELS.split(_MARKS.sub("", fold_loose(part))) if level]
        units = [unit for level in reversed(levels) for unit in _split(level)]
        units += [unit for level in higher for unit in _split(_MARKS.sub("", fold_loose(level)))]
        if units:
            found.append(NativePlace(part.strip(), tuple(dict.fromkeys(units))))
    return tuple(found)


def _split(level: str) -> tuple[str, ...]:
    """The units of a text without marks, the lowest first."""
    if banner := _banner().fullmatch(level):
        return tuple(unit for unit in (banner[2], banner[1]) if unit)
    units = []
    for province in _provinces():
        if level.startswith(province) and len(level) >= len(province) + _SHORTEST and not _is_unit(level, province):
            units.append(province)
            level = level[len(province) :]
            break
    while match := _within().match(level):
        units.append(_unit(match[0]))
        level = level[match.end() :]
    units.append(_unit(level))
    return tuple(reversed([unit for unit in units if unit]))


@cache
def _banner() -> re.Pattern[str]:
    return re.compile(fold_loose(_BANNER.pattern))


def _is_unit(level: str, province: str) -> bool:
    return level[len(province) :] in _endings()


def _unit(name: str) -> str:
    for ending in _endings():
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            name = name.removesuffix(ending)
            break
    return name.translate(_spellings())


def compare_places(
    ones: Iterable[NativePlace], others: Iterable[NativePlace]
) -> tuple[Nearness, NativePlace, NativePlace]:
    """How the nearest two of two persons' places agree, and which these are. Neither may be empty."""
    order = list(Nearness)
    pairs = ((_compare(one, other), one, other) for one in ones for other in others)
    return min(pairs, key=lambda found: order.index(found[0]))


def _compare(one: NativePlace, other: NativePlace) -> Nearness:
    if one.units[0] == other.units[0]:
        return Nearness.SAME
    if one.units[0] in other.units or other.units[0] in one.units:
        return Nearness.WITHIN
    return Nearness.REGION if set(one.units[1:]) & set(other.units[1:]) else Nearness.OTHER
