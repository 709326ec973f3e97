"""Finds the era name in a text and splits it: [dynasty][ruler] before, year, month and day after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from kg.calendar.eras import Era, court_aliases, era_names, ruler_aliases, vassal_eras
from kg.calendar.ganzhi import BRANCHES, STEMS
from kg.calendar.grammar import CYCLE, NUMERAL, Tail, cycle_index
from kg.calendar.parts import Parts
from kg.calendar.solar import taiping_text
from kg.calendar.tsv import rows
from kg.chinese.fold import fold

# Spaces, punctuation and brackets say nothing about a date.
_NOISE = re.compile(r"[\s［］,，、。．:：;；·・（）()〔〕\[\]【】「」『』《》〈〉“”\"'‘’…?？!！]+")
_GLOSS = re.compile(r"[（(〔\[【［]\s*(?:公元|西元)?\s*(\d{3,4})\s*年?\s*[）)〕\]】］]")
_NUMERIC_TAIL = re.compile(r"(?<=\D)(\d{1,3})[./-](\d{1,2})(?:[./-](\d{1,2}))?$")
_TEN_DAYS = re.compile("旬[有又]")
_OWN_DYNASTY = re.compile("(?:国朝|皇朝|本朝|圣朝|我朝|我国|时|于|自|当|在|是岁|其年)+$")
_IGNORED_END = re.compile(
    r"(?:[子丑寅卯辰巳午未申酉戌亥][时刻].{0,4}|[清早]?[晨早晚夜]|[上下]午|平旦|夜半|日|月日|月|岁|者|也|之|"
    r".{0,6}[刊刻印抄鈔稿写]本?|[刊刻]|重[刊刻]|书|识|立|撰)$"
)
_CYCLE_BEFORE = re.compile(rf"({CYCLE})[岁年]?$")
_DATE_LIKE = re.compile(rf"[年月日闰初朔望晦]|{CYCLE}|^{NUMERAL}")


class Reading(NamedTuple):
    """An era name found in a text, with the era uses it can mean there and the parts that follow."""

    eras: tuple[Era, ...]
    parts: Parts
    before: str  # words before that are neither dynasty nor ruler
    refused_courts: frozenset[str]  # courts named that never used the era

    @property
    def unread(self) -> int:
        """Number of characters not understood."""
        return len(self.before) + len(self.parts.unread)


def normalized(text: str) -> tuple[str, int | None]:
    """Return the folded text without spaces and punctuation, and the Western year of a gloss in brackets."""
    gloss = None
    if (found := _GLOSS.search(text)) and found.start() > 0:
        gloss = int(found[1])
        text = text[: found.start()] + text[found.end() :]
    folded = fold(text).strip()
    folded = _NUMERIC_TAIL.sub(lambda m: f"{m[1]}年{m[2]}月" + (f"{m[3]}日" if m[3] else ""), folded)
    folded = _TEN_DAYS.sub("十", _NOISE.sub("", folded))
    return _old_cycle_names().sub(_cycle_name, folded), gloss


@cache
def _old_cycle_characters() -> dict[str, str]:
    return {name: row[1] for row in rows("cycle_names.tsv") for name in (row[0], *row[2].split())}


@cache
def _old_cycle_names() -> re.Pattern[str]:
    """Match a pair of the old names of stem and branch (昭陽單閼 for 癸卯)."""
    names = _old_cycle_characters()
    stems, branches = (
        "|".join(name for name, character in names.items() if character in of) for of in (STEMS, BRANCHES)
    )
    return re.compile(f"({stems})({branches})")


def _cycle_name(found: re.Match[str]) -> str:
    names = _old_cycle_characters()
    return names[found[1]] + names[found[2]]


@cache
def _first_characters() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for name in era_names():
        lengths.setdefault(name[0], set()).add(len(name))
    return {character: tuple(sorted(found, reverse=True)) for character, found in lengths.items()}


def _hits(text: str) -> Iterator[tuple[int, str]]:
    lengths, names = _first_characters(), era_names()
    for at, character in enumerate(text):
        for length in lengths.get(character, ()):
            name = text[at : at + length]
            if name in names and (length > 1 or text.startswith("元年", at + 1)):
                yield at, name


class _Prefix(NamedTuple):
    courts: frozenset[str]
    rulers: frozenset[str]
    unread: str
    year_cycle: int | None = None


def _prefix(text: str) -> _Prefix:
    """Read [anything][dynasty][ruler] backwards from the era name."""
    courts: frozenset[str] = frozenset()
    rulers: frozenset[str] = frozenset()
    text = text.removesuffix("年号")
    for length in range(min(len(text), 12), 1, -1):
        if text[-length:] in ruler_aliases():
            rulers, text = ruler_aliases()[text[-length:]], text[:-length]
            break
    for length in range(min(len(text), 8), 0, -1):
        if text[-length:] in court_aliases():
            courts, text = court_aliases()[text[-length:]], text[:-length]
            break
    if found := _OWN_DYNASTY.search(text):
        text = text[: found.start()]
    if cycle := _CYCLE_BEFORE.search(text):
        return _Prefix(courts, rulers, text[: cycle.start()], cycle_index(cycle[1]))
    return _Prefix(courts, rulers, text)


def readings(text: str) -> list[Reading]:
    """Return the readings of a normalized text that leave the fewest characters unread; all that tie."""
    best: list[Reading] = []
    for at, name in _hits(text):
        prefix = _prefix(text[:at]) if at else _Prefix(frozenset(), frozenset(), "")
        if best and len(prefix.unread) > best[0].unread:
            continue
        found = _reading(name, prefix, text[at + len(name) :])
        if not best or found.unread < best[0].unread:
            best = [found]
        elif found.unread == best[0].unread:
            best.append(found)
    return best


def _reading(name: str, prefix: _Prefix, rest: str) -> Reading:
    uses = era_names()[name]
    if any(era.kind == "tianli" for era in uses):
        rest = taiping_text(rest)
    parts = Tail(rest).read()
    if parts.unread and (found := _IGNORED_END.match(parts.unread)):
        parts.unread = parts.unread[found.end() :]
    if prefix.year_cycle is not None and parts.year_cycle is None:
        parts.year_cycle = prefix.year_cycle
    kept, refused = uses, frozenset[str]()
    if prefix.courts:
        kept = tuple(era for era in uses if era.court in prefix.courts)
        if not kept:
            kept = tuple(era for court in sorted(prefix.courts) for era in vassal_eras(court, uses))
        if not kept:
            refused = prefix.courts
    if prefix.rulers:
        of_ruler = tuple(era for era in kept if any(ruler in prefix.rulers for ruler in era.ruler.split("、")))
        if of_ruler:
            kept = of_ruler
        elif kept:
            parts.warn("the ruler named is not one of this era")
    return Reading(kept, parts, prefix.unread, refused)


def is_date_like(text: str) -> bool:
    """Whether unread words look like a part of a date, so that leaving them out would change the date."""
    return _DATE_LIKE.search(text) is not None
