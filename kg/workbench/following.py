"""The workbench follows the decision log and the data: what is decided leaves the queue, whoever decided it and where;
what is not there any more is shelved; what an undo opens again comes back.

Up to which decision and for which datasets this has been done is remembered in the database, so it costs one look at
the log where nothing has changed, and what it needs to know of a pair is looked up only for the pairs concerned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.engine import Connection, Row

from kg.authority.decisions import Decision
from kg.authority.rulings import Rulings, affected, undone
from kg.generation import Generation
from kg.iris import Minter
from kg.store.quads import node
from kg.terms import Term
from kg.workbench.content import decided_pairs, read_content
from kg.workbench.item import TO_DO, ItemState
from kg.workbench.ledger import THROUGH, Duplicate, Ledger, chunks
from kg.workbench.pairs import SETTLED, Pairs, group_outcome
from kg.workbench.proposal import WAITING, ProposalState
from kg.workbench.rows import resting_state
from kg.workbench.tables import ITEM, PROPOSAL, PROPOSAL_TERM, STATE

if TYPE_CHECKING:
    from kg.workspace import Workspace

_DATASETS = "datasets"
#: What is needed to know of an item.
_COLUMNS = (
    *(ITEM.c.id, ITEM.c.one, ITEM.c.other, ITEM.c.state, ITEM.c.outcome),
    *(ITEM.c.decision, ITEM.c.proposal, ITEM.c.note, ITEM.c.assignee),
)


class Follower:
    """Brings the tables of the workbench up to date with a workspace."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._seen: tuple[int, str] | None = None
        for name, value in ((THROUGH, "0"), (_DATASETS, "")):
            self._begin(name, value)

    def follow(self) -> None:
        """Take into account what was decided, loaded and unloaded since the last time."""
        live = self._workspace.live
        state = live.manifest.through, _signature(live)
        if state == self._seen:
            return
        with self._ledger.reading() as connection:
            through = self._ledger.remembered(connection, THROUGH)
            datasets = self._ledger.remembered(connection, _DATASETS)
        if state != (int(through), datasets):
            self._follow(live, through, datasets)
        self._seen = state

    def pairs(self) -> Pairs:
        """What may be asked about pairs at present."""
        return Pairs(self._workspace.rulings(), self._workspace.live.store)

    def _follow(self, live: Generation, through: str, datasets: str) -> None:
        log = tuple(d for d in self._workspace.decisions.read() if d.number <= live.manifest.through)
        rulings = self._workspace.rulings()
        if rulings.through != live.manifest.through:  # a decision is being derived at this moment
            rulings = Rulings.of(log)
        new = [decision for decision in log if decision.number > int(through)]
        numbers = _numbers(new, log, live, self._workspace.minter)
        concerned = _widened(numbers, rulings)
        pairs = Pairs(rulings, live.store, log, numbers)
        with self._ledger.reading() as connection:
            everything = _signature(live) != datasets
            reversed_ = [decision.undoes for decision in new if decision.undoes]
            rows = _all_items(connection) if everything else _items_of(connection, concerned, reversed_)
            groups = _proposals_of(connection, concerned)
        out = undone(log)
        items = [change for row in rows if (change := _item_change(row, pairs, out))]
        proposals = [change for row in groups if (change := _proposal_change(row, pairs))]
        with self._ledger.writing() as connection:
            now_through, now_datasets = str(live.manifest.through), _signature(live)
            if self._ledger.remember(connection, THROUGH, through, now_through) and self._ledger.remember(
                connection, _DATASETS, datasets, now_datasets
            ):
                self._write(connection, items, proposals)

    def _write(self, connection: Connection, items: list[dict[str, Any]], proposals: list[dict[str, Any]]) -> None:
        for table, changes in ((ITEM, items), (PROPOSAL, proposals)):
            if not changes:
                continue
            values: dict[str, Any] = {name: bindparam(name) for name in changes[0] if name not in ("number", "said")}
            wanted = update(table).where(table.c.id == bindparam("number"))
            changed = {"version": table.c.version + 1, "changed": self._ledger.clock()}
            connection.execute(wanted.values(**values, **changed), changes)
            for change in changes:
                self._ledger.note(connection, table, [change["number"]], "", change["state"], change["said"])

    def _begin(self, name: str, value: str) -> None:
        with self._ledger.reading() as connection:
            known = connection.execute(select(STATE.c.name).where(STATE.c.name == name)).one_or_none()
        if known is None:
            try:
                with self._ledger.writing() as connection:
                    connection.execute(insert(STATE).values(name=name, value=value))
            except Duplicate:  # another process was first, with the same value
                return


def _item_change(row: Row[Any], pairs: Pairs, out: set[int]) -> dict[str, Any] | None:
    """What becomes of an item, None where nothing does; ``out`` are the decisions that are undone."""
    ruling = pairs.ruling(row.one, row.other)
    if ruling.outcome:
        state = ItemState.DECIDED
    elif row.outcome == SETTLED and row.decision not in out:
        return None
    elif not pairs.present(row.one, row.other):
        state = ItemState.SHELVED
    else:
        state = resting_state(row, proposed=bool(row.proposal))
    if (state.value, ruling.outcome) == (row.state, row.outcome):
        return None
    return {
        "number": row.id,
        "state": state.value,
        "to_do": state in TO_DO,
        "outcome": ruling.outcome,
        "decision": ruling.decision,
        "proposal": 0 if ruling.outcome else row.proposal,
        "said": ruling.words(),
    }


def _proposal_change(row: Row[Any], pairs: Pairs) -> dict[str, Any] | None:
    """What becomes of a proposal that waits or was superseded, None where nothing does."""
    ruling = group_outcome(pairs, decided_pairs(read_content(row.content)))
    superseded = row.state == ProposalState.SUPERSEDED
    if superseded == bool(ruling.outcome):
        return None
    state = ProposalState.SUPERSEDED if ruling.outcome else ProposalState.PROPOSED
    return {"number": row.id, "state": state.value, "reason": ruling.words(), "said": ruling.words()}


def _signature(live: Generation) -> str:
    """A text that differs whenever other datasets, or others of their versions, are loaded."""
    datasets = sorted((id, dataset.digest) for id, dataset in live.manifest.datasets.items())
    return hashlib.sha256(repr(datasets).encode()).hexdigest()


def _numbers(new: Iterable[Decision], log: tuple[Decision, ...], live: Generation, minter: Minter) -> dict[Term, int]:
    """Every identifier that new decisions are about, with the latest of them; a record stands for what it describes."""
    numbers: dict[Term, int] = {}
    for decision in new:
        for term in affected(decision, log):
            numbers[term] = decision.number
            if minter.is_record(term):
                described = live.store.match(None, None, None, node(term))
                numbers.update((str(q.subject), decision.number) for q in described)
    return numbers


def _widened(terms: Iterable[Term], rulings: Rulings) -> set[Term]:
    """Identifiers with all that stand, or once stood, for the same record."""
    found: set[Term] = set()
    for term in terms:
        if term not in found:
            found.update(rulings.identifiers(rulings.stands_for(term)), rulings.once_joined(term), (term,))
    for term in tuple(found):
        found.update(rulings.identifiers(rulings.stands_for(term)))
    return found


def _all_items(connection: Connection) -> list[Any]:
    return list(connection.execute(select(*_COLUMNS)))


def _items_of(connection: Connection, terms: Iterable[Term], reversed_: Iterable[int]) -> list[Any]:
    """The items about one of the terms, and those that a decision has settled which was undone, or holds again."""
    rows: dict[int, Any] = {}
    for some in chunks(sorted(terms)):
        wanted = select(*_COLUMNS).where(or_(ITEM.c.one.in_(some), ITEM.c.other.in_(some)))
        rows.update((row.id, row) for row in connection.execute(wanted))
    for numbers in chunks(reversed_):
        settled = select(*_COLUMNS).where(ITEM.c.outcome == SETTLED, ITEM.c.decision.in_(numbers))
        rows.update((row.id, row) for row in connection.execute(settled))
    return list(rows.values())


def _proposals_of(connection: Connection, terms: Iterable[Term]) -> list[Any]:
    """Proposals that wait or were superseded and name one of the terms."""
    states = [*(state.value for state in WAITING), ProposalState.SUPERSEDED.value]
    rows: dict[int, Any] = {}
    for some in chunks(sorted(terms)):
        named = select(PROPOSAL_TERM.c.proposal).where(PROPOSAL_TERM.c.term.in_(some))
        wanted = select(PROPOSAL).where(PROPOSAL.c.state.in_(states), PROPOSAL.c.id.in_(named))
        rows.update((row.id, row) for row in connection.execute(wanted))
    return list(rows.values())
