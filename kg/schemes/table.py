"""Reads the tables of this package: tab-separated, ``#`` begins a comment line, short rows are filled with nothing.

Chinese is written once, in traditional characters; the simplified form is derived (OpenCC) unless the cell gives
both, ``繁|简``. A table of concepts has the columns id, broader (comma-separated), label, English label, definition,
English definition, other labels (``;``, with ``en:`` before English ones), notation, matches (``close=prefix:id``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.chinese.script import to_simplified
from kg.errors import InvalidInput
from kg.schemes.concept import MATCHES, Concept

_TABLES = Path(__file__).parent / "tables"


def rows(name: str, width: int) -> Iterator[tuple[str, ...]]:
    """The rows of a table as ``width`` stripped cells. Raises InvalidInput for a row that has more."""
    for number, line in enumerate((_TABLES / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) > width:
            raise InvalidInput(f"{name}, line {number}: {len(cells)} cells, at most {width} are expected")
        yield cells + ("",) * (width - len(cells))


def three_languages(chinese: str, english: str) -> dict[str, str]:
    """The texts by language tag; ``chinese`` is traditional, or ``traditional|simplified``.

    >>> three_languages("刻本", "block-printed")["zh-Hans"]
    '刻本'
    """
    traditional, _, simplified = chinese.partition("|")
    return {"zh-Hans": simplified or to_simplified(traditional), "zh-Hant": traditional, "en": english}


def alternatives(cell: str, preferred: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Other labels as (text, language tag), Chinese ones in both scripts, without those that are preferred already."""
    found: dict[tuple[str, str], None] = {}
    for text in filter(None, (part.strip() for part in cell.split(";"))):
        if text.startswith("en:"):
            found[text[3:].strip(), "en"] = None
        else:
            both = three_languages(text, "")
            found |= {(both[tag], tag): None for tag in ("zh-Hans", "zh-Hant")}
    return tuple((text, tag) for text, tag in found if preferred.get(tag) != text)


def concepts(name: str) -> tuple[Concept, ...]:
    """The concepts of a table in its order. Raises InvalidInput for a row that is not complete."""
    return tuple(_concept(name, row) for row in rows(name, 9))


def _concept(name: str, row: tuple[str, ...]) -> Concept:
    id_, broader, label, label_en, definition, definition_en, others, notation, matches = row
    if not all((id_, label, label_en, definition, definition_en)):
        raise InvalidInput(f"{name}, {id_ or label}: a label or a definition is missing")
    labels = three_languages(label, label_en)
    return Concept(
        id=id_,
        labels=labels,
        definitions=three_languages(definition, definition_en),
        broader=tuple(filter(None, broader.split(","))),
        alternatives=alternatives(others, labels),
        notation=(notation or id_,),
        extra=tuple(_match(part) for part in matches.split()),
    )


def _match(part: str) -> tuple[str, str]:
    relation, _, target = part.partition("=")
    return MATCHES[relation], target
