"""Keeping what is proposed: checked as the log would, tied to its item of the queue, and not twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Row

from kg.curation import Proposal, examine
from kg.errors import EditConflict, InvalidInput, NotFound, ZhishuError
from kg.terms import Term
from kg.workbench.content import decided_pairs, named_terms, read_content, write_content
from kg.workbench.item import WORKABLE, ItemState
from kg.workbench.ledger import Ledger, chunks
from kg.workbench.pairs import pair_key
from kg.workbench.people import Who, named
from kg.workbench.proposal import WAITING, Draft, ProposalState
from kg.workbench.tables import ITEM, PROPOSAL, PROPOSAL_TERM

if TYPE_CHECKING:
    from kg.workspace import Workspace

ORIGINS = ("workbench", "api", "report", "batch", "command")
#: The most decisions of one proposal, and the most characters of a note or reason and of sender and row.
MOST_DECISIONS, LONGEST_NOTE, LONGEST_SENDER = 1000, 4000, 1000


class Drafting:
    """Writes proposals down, under the decisions taken when it was made."""

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self._ledger = ledger
        self._workspace = workspace

    def keep(self, draft: Draft, by: Who) -> int:
        """Write a draft down and return its number.

        Raises what the log would raise, InvalidInput for a draft that is none, NotFound for an unknown item,
        EditConflict for an item that is settled or changed, and for decisions that wait for review already.
        """
        who = named(by)
        _check(draft)
        examine(self._workspace, _signed(draft, by))
        with self._ledger.writing() as connection:
            self._ledger.alone(connection)
            return self._write(connection, draft, by, who)

    def keep_all(self, drafts: Sequence[Draft], by: Who) -> list[int | ZhishuError]:
        """Write many down, each on its own: the number of each, or why it was not kept, in the order of the drafts."""
        who, answers = named(by), dict[int, int | ZhishuError]()
        for position, draft in enumerate(drafts):
            try:
                _check(draft)
            except InvalidInput as error:
                answers[position] = error
        sound = [position for position in range(len(drafts)) if position not in answers]
        if sound:
            refused = self.refused([drafts[position] for position in sound], by)
            answers |= {sound[at]: error for at, error in refused.items()}
        for some in chunks(position for position in sound if position not in answers):
            with self._ledger.writing() as connection:
                self._ledger.alone(connection)
                for position in some:
                    try:
                        answers[position] = self._write(connection, drafts[position], by, who)
                    except (EditConflict, NotFound) as error:  # raised before anything of this draft was written
                        answers[position] = error
        return [answers[position] for position in range(len(drafts))]

    def refused(self, drafts: Sequence[Draft], by: Who) -> dict[int, ZhishuError]:
        """What the log would refuse of many drafts: position -> why. Where it refuses some, the halves are looked at on
        their own."""
        try:
            examine(self._workspace, [each for draft in drafts for each in _signed(draft, by)])
        except ZhishuError as error:
            if len(drafts) == 1:
                return {0: error}
            middle = len(drafts) // 2
            later = self.refused(drafts[middle:], by)
            return {**self.refused(drafts[:middle], by), **{middle + at: why for at, why in later.items()}}
        return {}

    def _write(self, connection: Connection, draft: Draft, by: Who, who: str) -> int:
        proposals = _signed(draft, by)
        undone = (self._workspace.minter.decision(each.undoes) for each in proposals if each.undoes)
        terms = tuple(dict.fromkeys([*named_terms(proposals), *undone]))
        self._refuse_repetition(connection, proposals, terms)
        item = self._item(connection, draft, proposals)
        number = self._insert(connection, draft, proposals, by, item.id if item is not None else 0)
        if terms:
            connection.execute(insert(PROPOSAL_TERM), [{"proposal": number, "term": term} for term in terms])
        if item is not None:
            state, said = ItemState.PROPOSED.value, f"proposal {number}"
            self._ledger.change(connection, ITEM, item, who, state, said, state=state, proposal=number)
        return number

    def _insert(self, connection: Connection, draft: Draft, proposals: Sequence[Proposal], by: Who, item: int) -> int:
        now, state = self._ledger.clock(), ProposalState.PROPOSED.value
        values = {
            "state": state,
            "content": write_content(proposals),
            "proposer": by.name,
            "agent": by.agent,
            "note": draft.note.strip(),
            "origin": draft.origin.kind,
            "sender": draft.origin.sender,
            "row": draft.origin.row,
            "item": item,
            **dict.fromkeys(("reviewer", "reviewing_agent", "reason", "problem"), ""),
            "decisions": "[]",
            "after": 0,
            "created": now,
            "changed": now,
            "version": 1,
        }
        key = connection.execute(insert(PROPOSAL).values(values)).inserted_primary_key
        number = int(key[0]) if key else 0
        self._ledger.note(connection, PROPOSAL, [number], by.name, state, draft.note.strip())
        return number

    def _refuse_repetition(self, connection: Connection, proposals: Sequence[Proposal], terms: Sequence[Term]) -> None:
        """Raise EditConflict where the same decisions wait for review already."""
        named_by = select(PROPOSAL_TERM.c.proposal).where(PROPOSAL_TERM.c.term.in_(terms[:1]))
        states = [state.value for state in WAITING]
        waiting = select(PROPOSAL).where(PROPOSAL.c.id.in_(named_by), PROPOSAL.c.state.in_(states))
        for row in connection.execute(waiting):
            if _essence(read_content(row.content)) == _essence(proposals):
                raise EditConflict(
                    f"{row.proposer} has proposed that already (proposal {row.id}).", hint="It waits for review."
                )

    def _item(self, connection: Connection, draft: Draft, proposals: Sequence[Proposal]) -> Row[Any] | None:
        """The item of the queue that is settled by this: the one that is named, else that of the pair."""
        if draft.item:
            item = self._ledger.row(connection, ITEM, draft.item, draft.expected, lock=True)
            if item.state not in WORKABLE:
                waits = f" (proposal {item.proposal})" if item.proposal else ""
                raise EditConflict(f"Item {item.id} is {item.state}{waits}.", hint="Look at its history.")
            return item
        pairs = decided_pairs(proposals)
        if len(pairs) != 1:
            return None
        row = connection.execute(select(ITEM).where(ITEM.c.pair == pair_key(*pairs[0])).with_for_update()).one_or_none()
        return row if row is not None and row.state in WORKABLE else None


def _check(draft: Draft) -> None:
    if not 1 <= len(draft.proposals) <= MOST_DECISIONS:
        raise InvalidInput(f"A proposal consists of 1 to {MOST_DECISIONS} decisions.")
    if draft.origin.kind not in ORIGINS:
        raise InvalidInput(f"{draft.origin.kind!r} is not where proposals come from.", hint=", ".join(ORIGINS))
    for each in draft.proposals:
        if not each.reason.strip():
            raise InvalidInput("A decision needs a reason.", hint="Say on what evidence.")
    if max(len(draft.note), *(len(each.reason) for each in draft.proposals)) > LONGEST_NOTE:
        raise InvalidInput(f"A reason or note has more than {LONGEST_NOTE:,} characters.", hint="Say it in fewer.")
    if max(len(draft.origin.sender), len(draft.origin.row)) > LONGEST_SENDER:
        raise InvalidInput(f"Sender or row of a proposal has more than {LONGEST_SENDER:,} characters.")


def _signed(draft: Draft, by: Who) -> tuple[Proposal, ...]:
    """The decisions of a draft; those that name nobody are the proposer's."""
    return tuple(replace(each, agent=each.agent.strip() or by.agent) for each in draft.proposals)


def _essence(proposals: Sequence[Proposal]) -> list[tuple[str, tuple[str, ...], int]]:
    """What is to be decided, whoever says so and why."""
    return [(each.kind.value, each.terms, each.undoes) for each in proposals]
