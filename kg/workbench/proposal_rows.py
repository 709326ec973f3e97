"""Proposals between rows of the table and what callers see, and filters as conditions."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.engine import Row

from kg.workbench.content import read_content
from kg.workbench.proposal import Origin, ProposalFilter, ProposalGroup, ProposalState
from kg.workbench.tables import PROPOSAL, PROPOSAL_TERM


def group_of(row: Row[Any]) -> ProposalGroup:
    """A row as a proposal."""
    return ProposalGroup(
        id=row.id,
        state=ProposalState(row.state),
        proposals=read_content(row.content),
        proposer=row.proposer,
        agent=row.agent,
        note=row.note,
        origin=Origin(row.origin, row.sender, row.row),
        item=row.item,
        reviewer=row.reviewer,
        reason=row.reason,
        problem=row.problem,
        decisions=tuple(json.loads(row.decisions)),
        created=row.created,
        changed=row.changed,
        version=row.version,
    )


def proposal_conditions(wanted: ProposalFilter) -> ColumnElement[bool]:
    """A filter as a condition on proposals."""
    tests: list[ColumnElement[bool]] = [PROPOSAL.c.id > 0]
    lists: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (PROPOSAL.c.state, tuple(state.value for state in wanted.states)),
        (PROPOSAL.c.proposer, wanted.proposers),
        (PROPOSAL.c.reviewer, wanted.reviewers),
        (PROPOSAL.c.origin, wanted.origins),
    )
    tests += [column.in_(list(values)) for column, values in lists if values]
    if wanted.sender:
        tests.append(PROPOSAL.c.sender == wanted.sender)
    if wanted.item:
        tests.append(PROPOSAL.c.item == wanted.item)
    if wanted.not_by:
        tests.append(PROPOSAL.c.proposer != wanted.not_by)
    if wanted.about:
        naming = select(PROPOSAL_TERM.c.proposal).where(PROPOSAL_TERM.c.term == wanted.about)
        tests.append(PROPOSAL.c.id.in_(naming))
    return and_(*tests)
