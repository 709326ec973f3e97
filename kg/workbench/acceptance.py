"""Accepting proposals: the decision log is written once, by one reviewer, whatever happens in between.

A proposal is marked ``taking`` before the log is written and ``in force`` afterwards. All acceptances hold a lock of
the workspace directory, which the system releases when a process dies. So a mark that somebody finds while holding
the lock was left by an interrupted acceptance: the log, which takes all decisions of a write or none, says whether the
decisions were taken, for the mark tells from which number on to look for them.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from kg.accounts.account import NotAllowed
from kg.authority.decisions import Decision, Kind
from kg.curation import Proposal, decide_all
from kg.errors import Busy, EditConflict, NotFound, WorkspaceError, ZhishuError
from kg.workbench.content import read_content
from kg.workbench.item import ItemState
from kg.workbench.ledger import Ledger
from kg.workbench.pairs import SETTLED
from kg.workbench.people import Who, named
from kg.workbench.proposal import WAITING, ProposalState
from kg.workbench.tables import ITEM, PROPOSAL

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: Seconds for which somebody waits while another accepts, and between two tries.
_PATIENCE, _PAUSE = 20.0, 0.02
_LOCK = "review.lock"
_INTERRUPTED = "The acceptance was interrupted before anything was decided."


class Acceptance:
    """Takes the decisions of proposals."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._workspace = workspace
        self._ledger = ledger

    def accept(self, id: int, reviewer: Who, note: str, expected: int, *, second: bool) -> None:
        """Take the decisions of one proposal; ``second``: not one's own. Raises as ``Proposals.accept`` does."""
        with self._lock(_PATIENCE):
            self._settle()
            rows, problems = self._mark([id], reviewer, note, second=second, expected=expected)
            problems.update(self._take(rows) if rows else {})
        if id in problems:
            raise problems[id]

    def accept_all(self, ids: Sequence[int], reviewer: Who, note: str, *, second: bool) -> dict[int, str]:
        """Take the decisions of many proposals; number -> why they were not taken, for those that were not."""
        with self._lock(_PATIENCE):
            self._settle()
            rows, problems = self._mark(ids, reviewer, note, second=second)
            problems.update(self._take(rows) if rows else {})
        return {id: str(error) for id, error in problems.items()}

    def repair(self) -> None:
        """Settle what interrupted acceptances have left; nothing happens while somebody accepts at this moment."""
        with self._ledger.reading() as connection:
            if not _marked(connection):
                return
        try:
            with self._lock(0):
                self._settle()
        except Busy:  # it is not interrupted but going on
            return

    @contextmanager
    def _lock(self, patience: float) -> Iterator[None]:
        descriptor = os.open(self._workspace.path / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            until = time.monotonic() + patience
            while not _locked(descriptor):
                if time.monotonic() >= until:
                    raise Busy("Somebody else is accepting proposals.", hint="Try again in a moment.")
                time.sleep(_PAUSE)
            yield
        finally:
            os.close(descriptor)

    def _mark(
        self, ids: Sequence[int], reviewer: Who, note: str, *, second: bool, expected: int = 0
    ) -> tuple[list[Row[Any]], dict[int, ZhishuError]]:
        """Mark proposals as being taken: those that are, and number -> why not. No other acceptance goes on meanwhile,
        and what refuses a mark does so before it is written."""
        who, after, taking = named(reviewer), self._workspace.decisions.last(), ProposalState.TAKING.value
        values = {"reviewer": who, "reviewing_agent": reviewer.agent, "after": after, "problem": "", "state": taking}
        rows: list[Row[Any]] = []
        problems: dict[int, ZhishuError] = {}
        with self._ledger.writing() as connection:
            for id in ids:
                try:
                    row = self._ledger.row(connection, PROPOSAL, id, expected)
                    if row.state not in WAITING:
                        raise self._ledger.conflict(connection, PROPOSAL, id)
                    if second and row.proposer == who:
                        raise NotAllowed(
                            f"Proposal {id} is one's own: somebody else has to accept it.",
                            hint="`second_person` of [workbench] in zhishu.toml says whether that is asked for.",
                        )
                    self._ledger.change(connection, PROPOSAL, row, who, taking, note, **values)
                    rows.append(self._ledger.row(connection, PROPOSAL, id))
                except (NotFound, EditConflict, NotAllowed) as error:
                    problems[id] = error
        return rows, problems

    def _take(self, rows: Sequence[Row[Any]]) -> dict[int, ZhishuError]:
        """Take the decisions of marked proposals; number -> why not. The log takes all or none: where it refuses, the
        halves are tried on their own, so k refusals among n cost k·log n tries."""
        try:
            taken = decide_all(self._workspace, [each for row in rows for each in decisions_of(row)])
        except (Busy, WorkspaceError, OSError) as error:
            self._settle(str(error))  # the log may have been written before the disk was full
            raise
        except ZhishuError as error:
            if len(rows) == 1:
                self._put_back(rows, str(error))
                return {rows[0].id: error}
            middle = len(rows) // 2
            return {**self._take(rows[:middle]), **self._take(rows[middle:])}
        numbers = iter([decision.number for decision in taken])
        self._in_force({row.id: [next(numbers) for _ in decisions_of(row)] for row in rows})
        return {}

    def _settle(self, problem: str = _INTERRUPTED) -> None:
        """Look for the decisions of marked proposals in the log. Call while holding the lock."""
        with self._ledger.reading() as connection:
            rows = _marked(connection)
        if not rows:
            return
        log = self._workspace.decisions.read(min(row.after for row in rows))
        found: dict[int, list[int]] = {}
        claimed: set[int] = set()
        for row in rows:
            if numbers := _written(decisions_of(row), log, row.after, claimed):
                found[row.id] = numbers
                claimed.update(numbers)
        self._in_force(found)
        self._put_back([row for row in rows if row.id not in found], problem)

    def _in_force(self, found: dict[int, list[int]]) -> None:
        with self._ledger.writing() as connection:
            for id, numbers in found.items():
                row = self._ledger.row(connection, PROPOSAL, id)
                state, said = ProposalState.IN_FORCE.value, f"decision {', '.join(map(str, numbers))}"
                self._ledger.change(
                    connection, PROPOSAL, row, row.reviewer, state, said, state=state, decisions=json.dumps(numbers)
                )
                if row.item:
                    item = self._ledger.row(connection, ITEM, row.item)
                    values = {"outcome": item.outcome or SETTLED, "decision": item.decision or numbers[-1]}
                    decided = ItemState.DECIDED.value
                    self._ledger.change(
                        connection, ITEM, item, row.reviewer, decided, said, state=decided, proposal=0, **values
                    )

    def _put_back(self, rows: Sequence[Row[Any]], problem: str) -> None:
        with self._ledger.writing() as connection:
            for each in rows:
                row = self._ledger.row(connection, PROPOSAL, each.id)
                values = {"state": ProposalState.PROPOSED.value, "reviewer": "", "reviewing_agent": ""}
                self._ledger.change(
                    connection, PROPOSAL, row, row.reviewer, "refused by the log", problem, problem=problem, **values
                )


def decisions_of(row: Row[Any]) -> list[Proposal]:
    """The decisions of a proposal as they are written to the log: proposer and reviewer are named."""
    both = row.reviewing_agent and row.reviewer != row.proposer
    return [
        replace(each, agent=f"{each.agent}; {row.reviewing_agent}") if both else each
        for each in read_content(row.content)
    ]


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _marked(connection: Connection) -> Sequence[Row[Any]]:
    marked = PROPOSAL.c.state == ProposalState.TAKING.value
    return connection.execute(select(PROPOSAL).where(marked).order_by(PROPOSAL.c.id)).all()


def _written(wanted: Sequence[Proposal], log: Sequence[Decision], after: int, claimed: set[int]) -> list[int]:
    """The numbers of the decisions that a proposal has become, one after the other in the log; empty where it has not
    been written."""
    later = [each for each in log if each.number > after and each.number not in claimed]
    for at in range(len(later) - len(wanted) + 1):
        found = later[at : at + len(wanted)]
        if all(_is_of(each, proposal) for each, proposal in zip(found, wanted, strict=True)):
            return [each.number for each in found]
    return []


def _is_of(decision: Decision, proposal: Proposal) -> bool:
    """Whether a decision is what was proposed; of a split the terms are completed when it is taken."""
    said = (decision.kind, decision.agent, decision.reason, decision.undoes)
    if said != (proposal.kind, proposal.agent, proposal.reason, proposal.undoes):
        return False
    known = 1 if proposal.kind is Kind.SPLIT else len(decision.terms)
    return decision.terms[:known] == proposal.terms[:known]
