"""Numbers of the workbench: what waits, who did how much, how often reviewers agree, how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kg.errors import InvalidInput
from kg.workbench.following import Follower
from kg.workbench.item import TO_DO
from kg.workbench.ledger import Ledger
from kg.workbench.proposal import WAITING, ProposalState
from kg.workbench.tables import EVENT, ITEM, PROPOSAL

_TIME = "%Y-%m-%dT%H:%M:%SZ"
#: The most weeks that are looked at.
MOST_WEEKS = 520
_SETTLED = (ProposalState.IN_FORCE, ProposalState.DECLINED)


@dataclass(frozen=True, slots=True)
class Week:
    """What one person did in one week (ISO 8601: ``2026-W47``): proposed, accepted and declined."""

    week: str
    person: str
    proposed: int
    accepted: int
    declined: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often reviewers agreed with a proposer."""

    proposer: str
    accepted: int
    declined: int

    @property
    def share(self) -> float:
        """The share of the reviewed proposals that were accepted."""
        return self.accepted / (self.accepted + self.declined)


@dataclass(frozen=True, slots=True)
class Statistics:
    """``open``: kind -> items to do; ``waiting``: proposals to review; ``weeks`` the newest first; ``agreement`` the
    busiest proposer first, proposals decided without a second person left out; the medians are seconds from the
    proposal to its review and from the queue to the decision, None where there were none."""

    open: Mapping[str, int]
    waiting: int
    weeks: tuple[Week, ...]
    agreement: tuple[Agreement, ...]
    median_review: float | None
    median_decision: float | None


class Counting:
    """Counts what the workbench holds."""

    def __init__(self, ledger: Ledger, follower: Follower) -> None:
        self._ledger = ledger
        self._follower = follower

    def count(self, weeks: int) -> Statistics:
        """The numbers of the last weeks (1 to 520). Raises InvalidInput for another number."""
        if not 1 <= weeks <= MOST_WEEKS:
            raise InvalidInput(f"Statistics are about 1 to {MOST_WEEKS} weeks.")
        self._follower.follow()
        since = f"{_moment(self._ledger.clock()) - timedelta(weeks=weeks):{_TIME}}"
        with self._ledger.reading() as connection:
            waits = PROPOSAL.c.state.in_([state.value for state in WAITING])
            reviewed = PROPOSAL.c.state.in_([state.value for state in _SETTLED])
            lasted = connection.execute(
                select(PROPOSAL.c.created, PROPOSAL.c.changed).where(
                    reviewed, PROPOSAL.c.changed >= since, PROPOSAL.c.reviewer != PROPOSAL.c.proposer
                )
            ).all()
            decided = connection.execute(
                select(ITEM.c.added, ITEM.c.changed).where(ITEM.c.outcome != "", ITEM.c.changed >= since)
            ).all()
            return Statistics(
                open=_open(connection),
                waiting=connection.execute(select(func.count()).select_from(PROPOSAL).where(waits)).scalar() or 0,
                weeks=_weeks(connection, since),
                agreement=_agreement(connection, since),
                median_review=_median(lasted),
                median_decision=_median(decided),
            )


def _open(connection: Connection) -> dict[str, int]:
    to_do = ITEM.c.state.in_([state.value for state in TO_DO])
    rows = connection.execute(select(ITEM.c.kind, func.count()).where(to_do).group_by(ITEM.c.kind))
    return dict(sorted((row[0], row[1]) for row in rows))


def _weeks(connection: Connection, since: str) -> tuple[Week, ...]:
    states = (ProposalState.PROPOSED, *_SETTLED)
    lines = connection.execute(
        select(EVENT.c.time, EVENT.c.who, EVENT.c.what).where(
            EVENT.c.thing == "proposal",
            EVENT.c.what.in_([state.value for state in states]),
            EVENT.c.time >= since,
            EVENT.c.who != "",
        )
    )
    done: dict[tuple[str, str], Counter[str]] = {}
    for line in lines:
        done.setdefault((_week(line.time), line.who), Counter())[line.what] += 1
    ordered = sorted(sorted(done.items(), key=lambda each: each[0][1]), key=lambda each: each[0][0], reverse=True)
    return tuple(Week(week, who, *(counts[state] for state in states)) for (week, who), counts in ordered)


def _agreement(connection: Connection, since: str) -> tuple[Agreement, ...]:
    by_two = PROPOSAL.c.reviewer != PROPOSAL.c.proposer
    rows = connection.execute(
        select(PROPOSAL.c.proposer, PROPOSAL.c.state, func.count())
        .where(by_two, PROPOSAL.c.changed >= since, PROPOSAL.c.state.in_([state.value for state in _SETTLED]))
        .group_by(PROPOSAL.c.proposer, PROPOSAL.c.state)
    )
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row[0], Counter())[row[1]] = row[2]
    found = (Agreement(who, *(each[state] for state in _SETTLED)) for who, each in counts.items())
    return tuple(sorted(found, key=lambda each: (-each.accepted - each.declined, each.proposer)))


def _median(spans: Any) -> float | None:
    seconds = [(_moment(end) - _moment(start)).total_seconds() for start, end in spans]
    return median(seconds) if seconds else None


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)


def _week(text: str) -> str:
    year, week, _ = _moment(text).isocalendar()
    return f"{year}-W{week:02}"
