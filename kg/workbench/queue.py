"""The queue: candidates for people to decide, and who works on which."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from kg.errors import Busy, EditConflict, InvalidInput
from kg.reconciliation.candidate import Candidate
from kg.terms import Term, is_iri
from kg.workbench.following import Follower
from kg.workbench.item import ALL_TO_DO, WORKABLE, Enqueued, Event, Facets, Filter, Item, ItemPage, ItemState, Sort
from kg.workbench.ledger import Duplicate, Ledger, chunks
from kg.workbench.pairs import Pairs, pair_key
from kg.workbench.people import Who, named
from kg.workbench.rows import beyond, candidate_columns, conditions, item_of, ordering
from kg.workbench.tables import ITEM, SKIP

#: The most items of a page.
MOST = 1000
_LONGEST_KIND = 32
_LONGEST_SOURCE = 128
#: How often the queue is written anew when another process adds the same pairs at the same moment.
_TRIES = 3


class Queue:
    """Items: pairs to decide, unordered and each once, whatever run found them."""

    def __init__(self, ledger: Ledger, follower: Follower) -> None:
        self._ledger = ledger
        self._follower = follower

    def enqueue(self, candidates: Iterable[Candidate], *, kind: str, source: str, run: str) -> Enqueued:
        """Add candidates; of pairs that are in the queue already score, reasons, source and run are renewed.

        ``kind`` is what they are (``person``, ``work``, ``instance``, ``mention``, ``unassigned`` …), ``source`` the
        run, dataset or service that found them, ``run`` which run of it. Pairs that the log holds same or different are
        not added. Raises InvalidInput for a candidate that is none; then nothing is added.
        """
        wanted = _checked(candidates, kind, source, run)
        self._follower.follow()
        pairs = self._follower.pairs()
        undecided = {key: each for key, each in wanted.items() if not pairs.ruling(each.one, each.other).outcome}
        for _ in range(_TRIES):
            try:
                added, updated, shelved = self._write(undecided, pairs, kind, source, run)
            except Duplicate:
                continue
            return Enqueued(added, updated, len(wanted) - len(undecided), shelved)
        raise Busy("Another process adds the same pairs to the queue.", hint="Run it again when the other is done.")

    def get(self, id: int) -> Item:
        """An item by number. Raises NotFound."""
        self._follower.follow()
        with self._ledger.reading() as connection:
            return item_of(self._ledger.row(connection, ITEM, id))

    def find(self, one: Term, other: Term) -> Item | None:
        """The item of a pair, in whichever order; None where it was never in the queue."""
        self._follower.follow()
        with self._ledger.reading() as connection:
            row = connection.execute(select(ITEM).where(ITEM.c.pair == pair_key(one, other))).one_or_none()
            return item_of(row) if row is not None else None

    def page(
        self, filter: Filter = ALL_TO_DO, *, sort: Sort = Sort.SCORE, offset: int = 0, limit: int = 50
    ) -> ItemPage:
        """``limit`` (1 to 1000) items of a filtered queue from ``offset`` on. Raises InvalidInput for other numbers."""
        if not 1 <= limit <= MOST or offset < 0:
            raise InvalidInput(f"A page has 1 to {MOST} items, and begins at 0 or later.")
        self._follower.follow()
        test = conditions(filter)
        with self._ledger.reading() as connection:
            total = connection.execute(select(func.count()).select_from(ITEM).where(test)).scalar() or 0
            # Numbers first: what is passed over on the way is read from an index alone.
            ids = connection.execute(
                select(ITEM.c.id).where(test).order_by(*ordering(sort)).offset(offset).limit(limit)
            ).scalars()
            rows = connection.execute(select(ITEM).where(ITEM.c.id.in_(list(ids))).order_by(*ordering(sort)))
            return ItemPage(tuple(item_of(row) for row in rows), total, offset)

    def facets(self, filter: Filter = ALL_TO_DO) -> Facets:
        """How many items there are by kind, state, source and assignee."""
        self._follower.follow()
        with self._ledger.reading() as connection:

            def counts(name: str, column: Any) -> dict[str, int]:
                test = conditions(filter, without=name)
                rows = connection.execute(select(column, func.count()).where(test).group_by(column))
                return dict(sorted(((value, count) for value, count in rows), key=lambda each: (-each[1], each[0])))

            return Facets(
                counts("kinds", ITEM.c.kind),
                counts("states", ITEM.c.state),
                counts("sources", ITEM.c.source),
                counts("assignees", ITEM.c.assignee),
            )

    def after(self, id: int, filter: Filter = ALL_TO_DO, sort: Sort = Sort.SCORE) -> Item | None:
        """The next item of a filtered queue, None after the last; ``id`` may have left the queue. Raises NotFound."""
        return self._beside(id, filter, sort, forward=True)

    def before(self, id: int, filter: Filter = ALL_TO_DO, sort: Sort = Sort.SCORE) -> Item | None:
        """The item before in a filtered queue, None before the first. Raises NotFound."""
        return self._beside(id, filter, sort, forward=False)

    def history(self, id: int) -> tuple[Event, ...]:
        """What was done with an item, the oldest first. Raises NotFound."""
        self._follower.follow()
        return self._ledger.events(ITEM, id)

    def assign(self, id: int, assignee: str, *, by: Who, expected: int = 0) -> Item:
        """Give an item to somebody. Raises EditConflict where it is no longer to be done, or is somebody else's."""
        if not assignee.strip() or len(assignee) > 64:
            raise InvalidInput("Nobody is named to whom the item is given.")
        return self._change(
            id, by, expected, "assigned", assignee, assignee=assignee, state=ItemState.ASSIGNED, note=""
        )

    def unassign(self, id: int, *, by: Who, expected: int = 0) -> Item:
        """Make an item nobody's."""
        return self._change(id, by, expected, "unassigned", "", assignee="", state=ItemState.OPEN, note="")

    def doubt(self, id: int, note: str, *, by: Who, expected: int = 0) -> Item:
        """Leave an item undecided (存疑) and say why. Raises InvalidInput without a note."""
        if not note.strip():
            raise InvalidInput("A doubtful item needs a note.", hint="Say what would have to be known.")
        return self._change(id, by, expected, "doubtful", note, note=note.strip(), state=ItemState.DOUBTFUL)

    def reopen(self, id: int, *, by: Who, expected: int = 0) -> Item:
        """Put a doubtful item back, as nobody's."""
        return self._change(id, by, expected, "reopened", "", note="", assignee="", state=ItemState.OPEN)

    def skip(self, id: int, *, by: Who) -> Item:
        """Pass an item over: filters with ``skipped_by`` leave it out for this person; it is theirs no longer."""
        who = named(by)
        self._follower.follow()
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, ITEM, id)
            connection.execute(delete(SKIP).where(SKIP.c.item == id, SKIP.c.who == who))
            connection.execute(insert(SKIP).values(item=id, who=who))
            if row.state == ItemState.ASSIGNED and row.assignee == who:
                self._ledger.change(connection, ITEM, row, who, "skipped", state=ItemState.OPEN.value, assignee="")
            else:
                self._ledger.note(connection, ITEM, [id], who, "skipped")
            return item_of(self._ledger.row(connection, ITEM, id))

    def _change(
        self, id: int, by: Who, expected: int, what: str, said: str, *, state: ItemState, **values: str
    ) -> Item:
        who = named(by)
        self._follower.follow()
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, ITEM, id, expected)
            if row.state not in WORKABLE:
                raise EditConflict(
                    f"Item {id} is {row.state}: nothing can be done with it now.", hint="Look at its history."
                )
            self._ledger.change(connection, ITEM, row, who, what, said, state=state.value, **values)
            return item_of(self._ledger.row(connection, ITEM, id))

    def _beside(self, id: int, filter: Filter, sort: Sort, *, forward: bool) -> Item | None:
        self._follower.follow()
        with self._ledger.reading() as connection:
            here = self._ledger.row(connection, ITEM, id)
            wanted = select(ITEM).where(conditions(filter), beyond(sort, here, forward=forward))
            row = connection.execute(wanted.order_by(*ordering(sort, forward=forward)).limit(1)).one_or_none()
            return item_of(row) if row is not None else None

    def _write(
        self, wanted: dict[str, Candidate], pairs: Pairs, kind: str, source: str, run: str
    ) -> tuple[int, int, int]:
        """Added, updated, shelved of the added ones. Raises Duplicate where another process adds the same pairs."""
        with self._ledger.reading() as connection:
            known = _known(connection, wanted)
        now = self._ledger.clock()
        origin = {"source": source, "run": run}
        updates = [
            {"number": row.id, **columns, **origin, "stamp": now, "more": int(columns["reasons"] != row.reasons)}
            for key, row in known.items()
            for columns in [candidate_columns(wanted[key])]
        ]
        new = [
            {**_fresh(each, pairs), **origin, "pair": key, "kind": kind, "added": now, "changed": now}
            for key, each in wanted.items()
            if key not in known
        ]
        with self._ledger.writing() as connection:
            if updates:
                connection.execute(_RENEW, updates)
            for some in chunks(new, 5000):
                connection.execute(insert(ITEM), some)
        shelved = sum(1 for each in new if each["state"] == ItemState.SHELVED)
        return len(new), len(updates), shelved


#: What a new run says of a pair; the version grows only where it says something else.
_RENEW = (
    update(ITEM)
    .where(ITEM.c.id == bindparam("number"))
    .values(
        score=bindparam("score"),
        band=bindparam("band"),
        reasons=bindparam("reasons"),
        source=bindparam("source"),
        run=bindparam("run"),
        changed=bindparam("stamp"),
        version=ITEM.c.version + bindparam("more"),
    )
)


def _fresh(candidate: Candidate, pairs: Pairs) -> dict[str, object]:
    there = pairs.present(candidate.one, candidate.other)
    return {
        "one": candidate.one,
        "other": candidate.other,
        **candidate_columns(candidate),
        "names": pairs.names(candidate.one, candidate.other),
        "state": (ItemState.OPEN if there else ItemState.SHELVED).value,
        "to_do": there,
        **dict.fromkeys(("assignee", "note", "outcome"), ""),
        **dict.fromkeys(("decision", "proposal"), 0),
        "version": 1,
    }


def _known(connection: Connection, keys: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in chunks(keys):
        rows = connection.execute(select(ITEM.c.id, ITEM.c.pair, ITEM.c.reasons).where(ITEM.c.pair.in_(some)))
        found.update((row.pair, row) for row in rows)
    return found


def _checked(candidates: Iterable[Candidate], kind: str, source: str, run: str) -> dict[str, Candidate]:
    """Candidates by pair, the likeliest of each."""
    if not kind.strip() or len(kind) > _LONGEST_KIND:
        raise InvalidInput(f"{kind!r} is not a kind of item.", hint="For example person, work or instance.")
    if not source.strip() or max(len(source), len(run)) > _LONGEST_SOURCE:
        raise InvalidInput(f"Source and run of candidates have 1 to {_LONGEST_SOURCE} characters.")
    wanted: dict[str, Candidate] = {}
    for number, each in enumerate(candidates, 1):
        if not (is_iri(each.one) and is_iri(each.other)) or each.one == each.other or " " in each.one + each.other:
            raise InvalidInput(f"Candidate {number} is not a pair of two things: {each.one[:200]} {each.other[:200]}")
        if not (math.isfinite(each.score) and 0 <= each.score <= 1):
            raise InvalidInput(f"Candidate {number} has the score {each.score}.", hint="A score is between 0 and 1.")
        key = pair_key(each.one, each.other)
        if key not in wanted or wanted[key].score < each.score:
            wanted[key] = each
    return wanted
