"""Proposals and their review: proposed -> in review -> in force, or declined, withdrawn, superseded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from kg.accounts.account import NotAllowed
from kg.curation import Proposal
from kg.errors import EditConflict, InvalidInput
from kg.workbench.acceptance import Acceptance
from kg.workbench.drafting import Drafting
from kg.workbench.following import Follower
from kg.workbench.item import Event
from kg.workbench.ledger import Ledger
from kg.workbench.people import Who, named
from kg.workbench.proposal import (
    ALL_WAITING,
    FROM_WORKBENCH,
    WAITING,
    Draft,
    Origin,
    ProposalFilter,
    ProposalGroup,
    ProposalPage,
    ProposalState,
    Verdict,
)
from kg.workbench.proposal_rows import group_of, proposal_conditions
from kg.workbench.rows import resting_state
from kg.workbench.tables import ITEM, PROPOSAL

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: The most proposals of a page.
MOST = 1000


class Proposals:
    """Decisions that wait for review, and those that were reviewed."""

    def __init__(self, workspace: Workspace, ledger: Ledger, follower: Follower) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._follower = follower
        self._acceptance = Acceptance(workspace, ledger)
        self._second_person = bool(workspace.settings["workbench.second_person"])

    def propose(
        self,
        proposals: Sequence[Proposal],
        *,
        by: Who,
        note: str = "",
        origin: Origin = FROM_WORKBENCH,
        item: int = 0,
        expected: int = 0,
        may_decide: bool = True,
    ) -> ProposalGroup:
        """Propose decisions that are taken together or not at all; an empty ``agent`` of one becomes the proposer.

        ``item`` is the item of the queue that they settle, in the version ``expected`` (0: whichever). Where no second
        person is asked for (setting ``workbench.second_person``) and the proposer ``may_decide``, they are in force at
        once. Raises what the log would raise (InvalidInput, NotFound, DecisionConflict) and EditConflict for an item
        that was changed or settled meanwhile; then nothing is kept.
        """
        draft = Draft(tuple(proposals), note, origin, item, expected)
        self._catch_up()
        id = Drafting(self._workspace, self._ledger).keep(draft, by)
        if may_decide and not self._second_person:
            self._acceptance.accept(id, by, "", 0, second=False)
        return self.get(id)

    def propose_all(self, drafts: Sequence[Draft], *, by: Who, may_decide: bool = True) -> tuple[Verdict, ...]:
        """Propose many, each on its own; the answers are in the order of the drafts. A draft that is refused has a
        problem, no number (0) and no group."""
        self._catch_up()
        answers = Drafting(self._workspace, self._ledger).keep_all(drafts, by)
        verdicts = [
            Verdict(answer, None) if isinstance(answer, int) else Verdict(0, None, str(answer)) for answer in answers
        ]
        kept = [verdict.id for verdict in verdicts if verdict.id]
        if not self._second_person and may_decide and kept:
            taken = {each.id: each.problem for each in self.accept_all(kept, reviewer=by)}
            verdicts = [replace(each, problem=taken.get(each.id, each.problem)) for each in verdicts]
        groups = self._groups(kept)
        return tuple(replace(each, group=groups.get(each.id)) for each in verdicts)

    def get(self, id: int) -> ProposalGroup:
        """A proposal by number. Raises NotFound."""
        self._catch_up()
        with self._ledger.reading() as connection:
            return group_of(self._ledger.row(connection, PROPOSAL, id))

    def page(self, filter: ProposalFilter = ALL_WAITING, *, offset: int = 0, limit: int = 50) -> ProposalPage:
        """``limit`` (1 to 1000) proposals from ``offset`` on, the oldest first. Raises InvalidInput."""
        if not 1 <= limit <= MOST or offset < 0:
            raise InvalidInput(f"A page has 1 to {MOST} proposals, and begins at 0 or later.")
        self._catch_up()
        test = proposal_conditions(filter)
        with self._ledger.reading() as connection:
            total = connection.execute(select(func.count()).select_from(PROPOSAL).where(test)).scalar() or 0
            rows = connection.execute(select(PROPOSAL).where(test).order_by(PROPOSAL.c.id).offset(offset).limit(limit))
            return ProposalPage(tuple(group_of(row) for row in rows), total, offset)

    def history(self, id: int) -> tuple[Event, ...]:
        """What was done with a proposal, the oldest first. Raises NotFound."""
        self._catch_up()
        return self._ledger.events(PROPOSAL, id)

    def take_up(self, id: int, *, reviewer: Who, expected: int = 0) -> ProposalGroup:
        """Say that one is reviewing a proposal. Raises EditConflict where somebody else does or it waits no longer."""
        return self._change(id, reviewer, expected, ProposalState.IN_REVIEW, reviewer=named(reviewer), theirs=True)

    def put_back(self, id: int, *, reviewer: Who, expected: int = 0) -> ProposalGroup:
        """Give a proposal that one has taken up to other reviewers."""
        return self._change(id, reviewer, expected, ProposalState.PROPOSED, reviewer="", theirs=True)

    def accept(self, id: int, *, reviewer: Who, note: str = "", expected: int = 0) -> ProposalGroup:
        """Take the decisions of a proposal; they name proposer and reviewer.

        Raises EditConflict where somebody was first or it has changed, NotAllowed for one's own proposal where a second
        person is asked for, and what the log raises (DecisionConflict, NotFound, InvalidInput, Busy): then the proposal
        waits as before, with the reason as its ``problem``.
        """
        self._catch_up()
        self._acceptance.accept(id, reviewer, note, expected, second=self._second_person)
        return self.get(id)

    def accept_all(self, ids: Iterable[int], *, reviewer: Who, note: str = "") -> tuple[Verdict, ...]:
        """Take the decisions of many proposals, at once if the log refuses none of them. One that cannot be taken does
        not keep others back; the answers are in the order of the numbers, each once.
        """
        wanted = list(dict.fromkeys(ids))
        self._catch_up()
        problems = self._acceptance.accept_all(wanted, reviewer, note, second=self._second_person)
        self._catch_up()
        groups = self._groups(wanted)
        return tuple(Verdict(id, groups.get(id), problems.get(id, "")) for id in wanted)

    def decline(self, id: int, reason: str, *, reviewer: Who, expected: int = 0) -> ProposalGroup:
        """Refuse a proposal. Raises InvalidInput without a reason, EditConflict where it waits no longer."""
        if not reason.strip():
            raise InvalidInput("A proposal is declined with a reason.", hint="Say what speaks against it.")
        return self._change(
            id, reviewer, expected, ProposalState.DECLINED, reason=reason.strip(), reviewer=named(reviewer)
        )

    def withdraw(self, id: int, *, by: Who, reason: str = "", expected: int = 0) -> ProposalGroup:
        """Take one's own proposal back. Raises EditConflict where it waits no longer, or is somebody else's."""
        return self._change(id, by, expected, ProposalState.WITHDRAWN, reason=reason.strip(), own=True)

    def repair(self) -> None:
        """Settle from the log what an interrupted acceptance has left."""
        self._acceptance.repair()

    def _catch_up(self) -> None:
        self.repair()
        self._follower.follow()

    def _groups(self, ids: Sequence[int]) -> dict[int, ProposalGroup]:
        with self._ledger.reading() as connection:
            found = (connection.execute(select(PROPOSAL).where(PROPOSAL.c.id == id)).one_or_none() for id in ids)
            return {row.id: group_of(row) for row in found if row is not None}

    def _change(
        self,
        id: int,
        by: Who,
        expected: int,
        state: ProposalState,
        *,
        own: bool = False,
        theirs: bool = False,
        **values: str,
    ) -> ProposalGroup:
        """Change a proposal that waits: ``own``: only its proposer may; ``theirs``: not while another reviews it."""
        who = named(by)
        self._catch_up()
        with self._ledger.writing() as connection:
            row = self._ledger.row(connection, PROPOSAL, id, expected)
            if row.state not in WAITING:
                raise self._ledger.conflict(connection, PROPOSAL, id)
            if theirs and row.reviewer not in ("", who):
                raise EditConflict(f"Proposal {id} is being reviewed by {row.reviewer}.", hint="Take up another one.")
            if own and row.proposer != who:
                raise NotAllowed(f"Proposal {id} is {row.proposer}'s.", hint="A reviewer can decline it.")
            said = values.get("reason", "")
            self._ledger.change(connection, PROPOSAL, row, who, state.value, said, state=state.value, **values)
            if row.item and state not in WAITING:
                item = self._ledger.row(connection, ITEM, row.item)
                if item.proposal == id:
                    rest = resting_state(item, proposed=False).value
                    self._ledger.change(connection, ITEM, item, who, state.value, said, state=rest, proposal=0)
        return self.get(id)
