"""The schemes of dynasties and of eras: ``tables/dynasty.tsv`` and the era table of `kg.calendar`.

An era is named with its court, which its plain name is another label of; years are counted as historians do (no year
0). Eras of the same name at one court are told apart by their first year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.calendar.eras import Era, eras
from kg.calendar.tsv import rows as calendar_rows
from kg.chinese.romanise import syllables, toneless
from kg.schemes.concept import Concept, Scheme, quoted
from kg.schemes.table import alternatives, rows, three_languages

#: How a span of years is written: before our era, in it, an open end, an unknown beginning.
_CHINESE_SPAN = ("公元前{}年", "{}年", "至今", "不詳")
_ENGLISH_SPAN = ("{} BCE", "{}", "today", "?")


class Dynasty(NamedTuple):
    """A row of ``tables/dynasty.tsv``; years are empty where they are unknown or have not come yet."""

    id: str
    notation: str
    broader: str
    label: str
    label_en: str
    first: str
    last: str
    court: str
    cbdb: str
    others: str


@dataclass(frozen=True, slots=True)
class EraUse:
    """The use of an era name with the local name of its concept and of its dynasty, and its years."""

    id: str
    dynasty: str
    era: Era
    first: int
    last: int


def dynasties() -> list[Dynasty]:
    """The dynasties in the order of the table."""
    return [Dynasty(*row) for row in rows("dynasty.tsv", 10)]


def dynasty_scheme() -> Scheme:
    """Dynasties and regimes with their years, regimes under the period they belong to."""
    return Scheme(
        "dynasty",
        three_languages("朝代與政權", "Dynasties and regimes"),
        three_languages(
            "中國歷代朝代、並立的政權，及用其年號的鄰國。",
            "The dynasties of China, the regimes beside them, and neighbours.",
        ),
        "Dynasties with first and last year (years before our era are negative, there is no year 0). Years of a\n"
        "regime are those in which it held a court; sources differ by a year or two. Written by python -m\n"
        "kg.schemes.build.",
        tuple(_dynasty(each) for each in dynasties()),
    )


def era_scheme() -> Scheme:
    """All uses of era names, in the order of their first day."""
    uses = era_uses()
    english = {each.id: each.label_en for each in dynasties()}
    courts = Counter((use.era.name, use.dynasty) for use in uses)
    return Scheme(
        "era",
        three_languages("年號", "Eras"),
        three_languages("歷代年號，以行用的朝廷分別。", "Era names, told apart by the court that used them."),
        "Eras with first and last year of use and ruler, from kg/calendar/tables/eras.tsv. Written by python -m\n"
        "kg.schemes.build.",
        tuple(_era(use, english[use.dynasty], courts[use.era.name, use.dynasty] > 1) for use in uses),
    )


def era_uses() -> list[EraUse]:
    """Every use of an era name. Raises KeyError for a court that the table of dynasties lacks."""
    by_court = {each.court: each.id for each in dynasties() if each.court}
    same_days = {(era.court, era.name, era.first_jdn, era.last_jdn): era for era in eras()}  # the later row corrects
    drafts = [
        (by_court[era.court], era, era.first_year + era.years[0] - 1, era.first_year + era.years[1] - 1)
        for era in same_days.values()
    ]
    names = Counter((dynasty, _latin(era.name)) for dynasty, era, *_ in drafts)
    found: dict[str, EraUse] = {}
    for dynasty, era, first, last in drafts:
        id_ = f"{dynasty}-{_latin(era.name)}"
        if names[dynasty, _latin(era.name)] > 1:
            id_ += f"-{first if first > 0 else f'bce{1 - first}'}"
        while id_ in found:
            id_ += "-2"
        found[id_] = EraUse(id_, dynasty, era, _year(first), _year(max(first, last)))
    return list(found.values())


def _dynasty(row: Dynasty) -> Concept:
    labels = three_languages(row.label, row.label_en)
    known = bool(row.first or row.last)
    years = _span(row.first, row.last, *_CHINESE_SPAN) if known else ""
    years_en = _span(row.first, row.last, *_ENGLISH_SPAN) if known else ""
    return Concept(
        id=row.id,
        labels=labels,
        definitions=three_languages(
            f"{row.label}，{years}。" if years else f"{row.label}。",
            f"{row.label_en}, {years_en}." if years else f"{row.label_en}.",
        ),
        broader=tuple(filter(None, (row.broader,))),
        alternatives=alternatives(row.others, labels),
        notation=(row.notation or row.id,),
        extra=_years(row.first, row.last),
    )


def _era(use: EraUse, dynasty_en: str, repeated: bool) -> Concept:
    era, since = use.era, f"，{_plain(use.first)}起" if repeated else ""
    kind, kind_en = ("紀年", "Count of years") if era.kind == "count" else ("年號", "Era")
    english = _latin(era.name).capitalize()
    span = _span(str(use.first), str(use.last), *_CHINESE_SPAN)
    span_en = _span(str(use.first), str(use.last), *_ENGLISH_SPAN)
    labels = three_languages(f"{era.name}（{era.court}{since}）", f"{english} ({dynasty_en}, {span_en})")
    others = ";".join(dict.fromkeys((era.name, f"{era.court}{era.name}", *era_variants(era))))
    return Concept(
        id=use.id,
        labels=labels,
        definitions=three_languages(
            f"{era.court}{era.ruler}的{kind}，{span}。", f"{kind_en}: {dynasty_en}, {span_en}."
        ),
        alternatives=alternatives(f"{others};en:{english}", labels),
        notation=(use.id,),
        extra=(("skos:broadMatch", f"dynasty:{use.dynasty}"), *_years(str(use.first), str(use.last)), *_ruler(era)),
    )


def era_variants(era: Era) -> Iterable[str]:
    """Other written forms of an era name that its table lists."""
    return _variants().get((era.court, era.name, era.first_jdn), ())


@cache
def _variants() -> dict[tuple[str, str, int], tuple[str, ...]]:
    return {(row[2], row[0], int(row[5])): tuple(row[1].split()) for row in calendar_rows("eras.tsv")}


def _ruler(era: Era) -> tuple[tuple[str, str], ...]:
    return (("zs:ruler", quoted(era.ruler, "zh-Hant")),) if era.ruler else ()


def _years(first: str, last: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, year) for name, year in (("zs:beginYear", first), ("zs:endYear", last)) if year)


def _span(first: str, last: str, before: str, after: str, open_: str, unknown: str) -> str:
    begin, end = (
        (before if year.startswith("-") else after).format(year.lstrip("-")) if year else "" for year in (first, last)
    )
    return begin if begin == end else f"{begin or unknown}–{end or open_}"


def _year(astronomical: int) -> int:
    return astronomical if astronomical > 0 else astronomical - 1


def _plain(year: int) -> str:
    return f"{year}年" if year > 0 else f"公元前{-year}年"


def _latin(name: str) -> str:
    return "".join(toneless(syllable) for syllable in syllables(name)).lower().replace("ü", "v")
