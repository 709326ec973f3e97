"""What files say of the dynasty of a person, as regimes with years: 明-清, 清-?, [元－明], 三國魏, 中華民國, Qing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from kg.chinese.fold import fold_loose
from kg.reconciliation.table import rows
from kg.schemes.calendar import dynasties

_BETWEEN = re.compile(r"\s*(?:-|\u2013|\u2014|\u2212|\uff0d|~|～|至|到|、|;|；|/|,|，|\bto\b)\s*")
_BRACKETS = re.compile(r"[\[\]［］()（）?？\s]|\bdynasty\b|\bperiod\b")
_ENDINGS = ("朝", "代")
#: A person belongs to two dynasties in succession: years that may lie between them.
NEAR = 60
_OLDEST, _NEWEST = -3000, 2100


class Agreement(StrEnum):
    """How two periods agree."""

    SAME = "same"
    SHARED = "shared"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Period:
    """The regimes that a text names (ids of ``ontology/schemes/dynasty.ttl``), and the first and last year of all."""

    text: str
    regimes: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Regime:
    first: int
    last: int
    within: frozenset[str]


@cache
def _regimes() -> dict[str, _Regime]:
    table = {each.id: each for each in dynasties()}
    found = {}
    for id, each in table.items():
        within, at = set(), each.broader
        while at:
            within.add(at)
            at = table[at].broader
        first = int(each.first) if each.first else _OLDEST
        found[id] = _Regime(first, int(each.last) if each.last else _NEWEST, frozenset(within))
    return found


def _key(label: str) -> str:
    return _BRACKETS.sub("", fold_loose(label))


@cache
def _labels() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for each in dynasties():
        for label in (each.label, each.label_en, each.id, *each.others.split(";")):
            if key := _key(label):
                found[key] = found.get(key, frozenset()) | {each.id}
    known = _regimes()
    for label, ids in rows("dynasty_names"):
        found[_key(label)] = frozenset(id for id in ids.split() if id in known)
    return found


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """The period of a text, None where it names no regime that is known.

    >>> read_period("[明-清]").regimes == {"ming", "qing"}, read_period("清-?").first, read_period("不詳")
    (True, 1636, None)
    """
    regimes: set[str] = set()
    for part in _BETWEEN.split(fold_loose(text[:60])):
        regimes |= _read_label(part)
    if not regimes:
        return None
    table = _regimes()
    spans = [(table[id].first, table[id].last) for id in regimes]
    return Period(text, frozenset(regimes), min(first for first, _ in spans), max(last for _, last in spans))


def _read_label(text: str) -> frozenset[str]:
    key, labels = _key(text), _labels()
    for ending in ("", *_ENDINGS):
        if key.endswith(ending) and (found := labels.get(key.removesuffix(ending))):
            return found
    return frozenset()


def joined(periods: Iterable[Period]) -> Period | None:
    """One period that names all regimes of several; None for none."""
    known = list(periods)
    if len(known) < 2:
        return known[0] if known else None
    text = "、".join(dict.fromkeys(each.text for each in known))
    regimes = frozenset().union(*(each.regimes for each in known))
    return Period(text, regimes, min(each.first for each in known), max(each.last for each in known))


def compare_periods(one: Period, other: Period) -> Agreement:
    """How two periods agree: the same regimes, some in common (or one within the other), near in time, or far."""
    if one.regimes == other.regimes:
        return Agreement.SAME
    table = _regimes()
    wider = [regimes.union(*(table[id].within for id in regimes)) for regimes in (one.regimes, other.regimes)]
    if one.regimes & wider[1] or other.regimes & wider[0]:
        return Agreement.SHARED
    gap = max(one.first, other.first) - min(one.last, other.last)
    return Agreement.NEAR if gap <= NEAR else Agreement.FAR


def are_successive(one: Period, other: Period) -> bool:
    """Whether one period follows the other, be it that they overlap for a lifetime; 清 and 朝鮮 were side by side.

    >>> are_successive(read_period("清"), read_period("民國")), are_successive(read_period("清"), read_period("朝鮮"))
    (True, False)
    """
    return min(one.last, other.last) - max(one.first, other.first) <= NEAR
