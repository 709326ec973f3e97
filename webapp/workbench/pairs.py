"""Items of the queue as lines of a table: two headings, score and the reasons that weigh most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from kg.reconciliation.candidate import Reason
from kg.workbench.item import Item
from webapp import languages
from webapp.cells import Cell, CellReader
from webapp.current import generation

#: Reasons of a line: those that weigh most, whichever way they speak.
_MAIN = 3


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """A reason in the language of the page; ``share`` is its weight against the heaviest, -1 to 1."""

    feature: str
    words: str
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class PairLine:
    """An item with the labels of its two."""

    item: Item
    one: Cell
    other: Cell
    reasons: tuple[ReasonLine, ...]
    address: str


def pair_lines(items: Iterable[Item], query: str = "") -> tuple[PairLine, ...]:
    """The lines of items; ``query`` is the filter of the queue that their pages go on with."""
    cells = CellReader(generation())
    return tuple(
        PairLine(
            item=item,
            one=cells.iri(item.candidate.one[1:-1]),
            other=cells.iri(item.candidate.other[1:-1]),
            reasons=reason_lines(item.candidate.reasons)[:_MAIN],
            address=pair_address(item.id, query),
        )
        for item in items
    )


def pair_address(id: int, query: str = "") -> str:
    """The address of the page of an item within a filtered queue."""
    return url_for("pair.show", id=id) + (f"?{query}" if query else "")


def reason_lines(reasons: Iterable[Reason]) -> tuple[ReasonLine, ...]:
    """Reasons in the language of the page, the heaviest first."""
    tag = languages.current().tag
    ordered = sorted(reasons, key=lambda reason: -abs(reason.weight))
    heaviest = max((abs(reason.weight) for reason in ordered), default=0.0) or 1.0
    return tuple(
        ReasonLine(each.feature, each.words.get(tag) or each.words.get("en", ""), each.weight, each.weight / heaviest)
        for each in ordered
    )
