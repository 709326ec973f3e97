"""Proposals: decisions that wait for another person to review them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kg.curation import Proposal
from kg.terms import Term


class ProposalState(StrEnum):
    """What becomes of a proposal."""

    PROPOSED = "proposed"
    IN_REVIEW = "in review"  #: a reviewer has taken it up
    TAKING = "taking"  #: being written to the decision log at this moment
    IN_FORCE = "in force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"  #: the log has decided about the pair meanwhile


#: The states in which a proposal waits for somebody.
WAITING = (ProposalState.PROPOSED, ProposalState.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a proposal comes from: ``kind`` is ``workbench``, ``api``, ``report``, ``batch`` or ``command``; ``sender``
    the table, service or number of the report or batch, ``row`` the place in it."""

    kind: str = "workbench"
    sender: str = ""
    row: str = ""


#: A proposal made on the page of an item.
FROM_WORKBENCH = Origin()


@dataclass(frozen=True, slots=True)
class Draft:
    """Decisions that are proposed together: all are taken or none.

    ``item`` is the number of the item of the queue that they settle (0: none) and ``expected`` the version of it that
    the proposer saw (0: whichever).
    """

    proposals: tuple[Proposal, ...]
    note: str = ""
    origin: Origin = field(default_factory=Origin)
    item: int = 0
    expected: int = 0


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """A proposal as it is kept. ``proposer`` and ``reviewer`` are logins, ``agent`` the proposer as
    decisions name them.

    ``reason`` is why it was declined, withdrawn or superseded, ``problem`` why the log refused it when it was last
    accepted; ``decisions`` the numbers of its decisions once in force. ``version`` grows with every change.
    """

    id: int
    state: ProposalState
    proposals: tuple[Proposal, ...]
    proposer: str
    agent: str
    note: str
    origin: Origin
    item: int
    reviewer: str
    reason: str
    problem: str
    decisions: tuple[int, ...]
    created: str
    changed: str
    version: int


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals; empty: no condition. ``about`` is a term that one of the decisions names, ``not_by`` leaves out
    what this login proposed (what somebody may review), ``origins`` are kinds of origin."""

    states: tuple[ProposalState, ...] = WAITING
    proposers: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    sender: str = ""
    about: Term = ""
    item: int = 0
    not_by: str = ""


#: What waits for review.
ALL_WAITING = ProposalFilter()


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Some proposals, the oldest first; ``total`` is how many there are in all."""

    groups: Sequence[ProposalGroup]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one of many proposals that were accepted together; ``problem`` is empty where it is in force."""

    id: int
    group: ProposalGroup | None
    problem: str = ""
