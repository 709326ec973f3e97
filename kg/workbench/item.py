"""Items of the queue: two things that may be one, and what became of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kg.reconciliation.candidate import Candidate
from kg.terms import Term


class ItemState(StrEnum):
    """What becomes of an item."""

    OPEN = "open"
    ASSIGNED = "assigned"  #: open, and somebody's
    DOUBTFUL = "doubtful"  #: 存疑: looked at and left, with a note
    PROPOSED = "proposed"  #: a proposal waits for review
    DECIDED = "decided"  #: the decision log says same or different
    SHELVED = "shelved"  #: one of the two is not there at present; it comes back when the two are


#: The states in which somebody has still to do something about an item, and those in which it can be worked on.
TO_DO = (ItemState.OPEN, ItemState.ASSIGNED)
WORKABLE = (*TO_DO, ItemState.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``candidate`` is what the last run said of the pair; ``kind`` what the two are (``person``, ``work``,
    ``instance``, ``mention`` …), ``source`` and ``run`` who found it.

    ``outcome`` is ``same`` or ``different`` once decided (``settled`` where it was by decisions that say nothing of the
    pair) and ``decision`` the number of the decision that says so; ``proposal`` is the number of the proposal that
    waits (0: none). ``version`` grows with every change.
    """

    id: int
    kind: str
    candidate: Candidate
    source: str
    run: str
    state: ItemState
    assignee: str
    note: str
    outcome: str
    decision: int
    proposal: int
    version: int
    added: str
    changed: str


class Sort(StrEnum):
    """The order of a queue; equal ones by number."""

    SCORE = "score"  #: the likeliest first
    UNSURE = "unsure"  #: the least likely first
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items: those that all given conditions hold of. Empty tuples and texts, 0 for numbers: no condition.

    ``assignees`` may hold ``""`` for items that are nobody's; ``about`` is the term of one of the two; ``text`` is
    found in the names and ids of the two, whatever the script; ``skipped_by`` leaves out what this login has skipped.
    """

    kinds: tuple[str, ...] = ()
    states: tuple[ItemState, ...] = TO_DO
    least: float = 0.0
    most: float = 1.0
    sources: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    campaign: int = 0
    text: str = ""
    about: Term = ""
    skipped_by: str = ""


#: What is to be done.
ALL_TO_DO = Filter()


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Some items of a filtered queue; ``total`` is how many it holds in all."""

    items: tuple[Item, ...]
    total: int
    offset: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many items of a filtered queue there are by kind, state, source and assignee (``""``: nobody's); each count
    is that of the filter without its own condition, so it says what choosing the value would give."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    assignees: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of candidates: new items, items whose score and reasons were renewed, pairs that are decided already
    and not asked again; ``shelved`` of the new ones name something that is not there."""

    added: int
    updated: int
    known: int
    shelved: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history of an item, proposal, batch, campaign or report: who did what, when, and why."""

    time: str
    who: str
    what: str
    note: str = ""
