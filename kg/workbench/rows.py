"""Items between rows of the table and what callers see, and filters as conditions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.engine import Row

from kg.chinese.fold import fold_loose
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.workbench.content import read_as
from kg.workbench.item import TO_DO, Filter, Item, ItemState, Sort
from kg.workbench.tables import CAMPAIGN_ITEM, ITEM, SKIP

#: Column and direction of each order; the number follows in the same direction, so that no two items are equal.
ORDERS = {
    Sort.SCORE: (ITEM.c.score, False),
    Sort.UNSURE: (ITEM.c.score, True),
    Sort.NEWEST: (ITEM.c.added, False),
    Sort.OLDEST: (ITEM.c.added, True),
}


def item_of(row: Row[Any]) -> Item:
    """A row as an item."""
    reasons = tuple(Reason(feature, weight, words) for feature, weight, words in json.loads(row.reasons))
    return Item(
        id=row.id,
        kind=row.kind,
        candidate=Candidate(row.one, row.other, row.score, Band(row.band), reasons),
        source=row.source,
        run=row.run,
        state=ItemState(row.state),
        assignee=row.assignee,
        note=row.note,
        outcome=row.outcome,
        decision=row.decision,
        proposal=row.proposal,
        version=row.version,
        added=row.added,
        changed=row.changed,
    )


def candidate_columns(candidate: Candidate) -> dict[str, object]:
    """What a row holds of a candidate but for its two terms."""
    reasons = [(reason.feature, reason.weight, dict(reason.words)) for reason in candidate.reasons]
    return {
        "score": candidate.score,
        "band": candidate.band.value,
        "reasons": json.dumps(reasons, ensure_ascii=False),
    }


def resting_state(row: Row[Any], *, proposed: bool) -> ItemState:
    """The state of an item about which neither the log nor the data says anything; ``proposed``: a proposal waits."""
    if proposed:
        return ItemState.PROPOSED
    if row.note:
        return ItemState.DOUBTFUL
    return ItemState.ASSIGNED if row.assignee else ItemState.OPEN


def conditions(wanted: Filter, *, without: str = "") -> ColumnElement[bool]:
    """A filter as a condition on items; ``without`` names a field of it that is left out."""
    tests: list[ColumnElement[bool]] = [true()]
    to_do = set(wanted.states) == set(TO_DO)
    if to_do and without != "states":
        tests.append(ITEM.c.to_do == true())
    lists: tuple[tuple[str, Any, Iterable[str]], ...] = (
        ("kinds", ITEM.c.kind, wanted.kinds),
        ("states", ITEM.c.state, () if to_do else [state.value for state in wanted.states]),
        ("sources", ITEM.c.source, wanted.sources),
        ("assignees", ITEM.c.assignee, wanted.assignees),
    )
    tests += [column.in_(list(values)) for name, column, values in lists if values and name != without]
    if wanted.least > 0:
        tests.append(ITEM.c.score >= wanted.least)
    if wanted.most < 1:
        tests.append(ITEM.c.score <= wanted.most)
    if wanted.about:
        tests.append(or_(ITEM.c.one == wanted.about, ITEM.c.other == wanted.about))
    if words := fold_loose(wanted.text).lower().split():
        named = ITEM.alias()  # looked for on its own, so that nothing but the index of names is read
        found = select(named.c.id).where(*(named.c.names.contains(word, autoescape=True) for word in words))
        tests.append(ITEM.c.id.in_(found))
    if wanted.campaign:
        members = select(CAMPAIGN_ITEM.c.item).where(CAMPAIGN_ITEM.c.campaign == wanted.campaign)
        tests.append(ITEM.c.id.in_(members))
    if wanted.skipped_by:
        tests.append(ITEM.c.id.not_in(select(SKIP.c.item).where(SKIP.c.who == wanted.skipped_by)))
    return and_(*tests)


def beyond(sort: Sort, row: Row[Any], *, forward: bool) -> ColumnElement[bool]:
    """The items that come after a row in an order (``forward``), or before it."""
    column, ascending = ORDERS[sort]
    value = row._mapping[column.name]
    # The first condition follows from the second; it is what an index is asked for.
    if ascending == forward:
        return and_(column >= value, or_(column > value, ITEM.c.id > row.id))
    return and_(column <= value, or_(column < value, ITEM.c.id < row.id))


def ordering(sort: Sort, *, forward: bool = True) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """An order, or its reverse."""
    column, ascending = ORDERS[sort]
    if ascending == forward:
        return column.asc(), ITEM.c.id.asc()
    return column.desc(), ITEM.c.id.desc()


def filter_text(wanted: Filter) -> str:
    """A filter as JSON."""
    return json.dumps(asdict(wanted), ensure_ascii=False)


def filter_of(text: str) -> Filter:
    """The filter that ``filter_text`` wrote."""
    found: Filter = read_as(Filter, json.loads(text))
    return found
