"""The scheme of classifications: the four-part classification of today, and those of historical catalogues beside it.

Each system of ``tables/classification.tsv`` is a tree of its own; a class of a historical catalogue says which modern
class means nearly the same (``=``, closeMatch) or holds it (``~``, broadMatch). Sources: the catalogues themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.schemes.concept import Concept, Scheme
from kg.schemes.table import alternatives, rows, three_languages

_MODERN = "sibu"
_RANKS = ("部", "類", "之屬", "略")


@dataclass(frozen=True, slots=True)
class _Class:
    system: str
    id: str
    label: str
    english: str
    match: str
    others: tuple[str, ...]
    above: tuple[_Class, ...]


def scheme() -> Scheme:
    """All systems one after another, each class after the one above it."""
    return Scheme(
        "classification",
        three_languages("古籍分類", "Classifications of Chinese books"),
        three_languages(
            "今之四部分類，與歷代書目各自的類目並列。",
            "The four-part classification of today, and the classes of historical catalogues side by side.",
        ),
        "Classes of historical catalogues are prefixed with the catalogue: hanzhi 漢書藝文志, suizhi 隋書經籍志, siku\n"
        "四庫全書總目, shumudawen 書目答問, qingzhi 清史稿藝文志. Written by python -m kg.schemes.build.",
        tuple(_concept(each) for each in _classes()),
    )


def _classes() -> list[_Class]:
    found: list[_Class] = []
    above: list[_Class] = []
    for system, level, id_, label, english, match, others in rows("classification.tsv", 7):
        del above[int(level) :]
        one = _Class(system, id_, label, english, match, tuple(filter(None, others.split(";"))), tuple(above))
        above.append(one)
        found.append(one)
    return found


def _concept(one: _Class) -> Concept:
    catalogue = one.above[0] if one.above else one
    modern = one.system == _MODERN or not one.above
    path = "·".join(each.label for each in (*one.above[1:], one))
    labels = three_languages(
        one.label if modern else f"{one.label}（{catalogue.label}）",
        one.english if modern else f"{one.english} ({catalogue.english})",
    )
    others = [f"{catalogue.label}·{path}"] if one.above else [f"《{one.label}》"]
    if modern:
        others = [path, *one.others, *(one.label.removesuffix(rank) for rank in _RANKS if one.label.endswith(rank))]
    return Concept(
        id=_id(one),
        labels=labels,
        definitions=three_languages(
            f"{catalogue.label}的類目：{path}。" if one.above else f"《{one.label}》的分類。",
            f"Class of the {catalogue.english}." if one.above else f"The classes of the {one.english}.",
        ),
        broader=(_id(one.above[-1]),) if one.above else (),
        alternatives=alternatives(";".join(others), labels),
        notation=(_id(one),),
        extra=_matches(one.match),
    )


def _id(one: _Class) -> str:
    return one.id if one.system == _MODERN or not one.above else f"{one.system}-{one.id}"


def _matches(match: str) -> tuple[tuple[str, str], ...]:
    relation = {"=": "skos:closeMatch", "~": "skos:broadMatch"}
    return ((relation[match[0]], f"classification:{match[1:]}"),) if match else ()
