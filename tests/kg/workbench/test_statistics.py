"""Statistics of the workbench, from what was really done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.errors import InvalidInput
from kg.reconciliation.candidate import Candidate
from kg.workbench.people import Person
from kg.workbench.statistics import Agreement, Week
from kg.workspace import Workspace

PairOf: TypeAlias = Callable[..., Candidate]
SHEN, WANG = Person("shen", "沈"), Person("wang", "王")


def test_statistics_count_what_was_proposed_reviewed_and_is_open(filled: Workspace, pair: PairOf) -> None:
    now = ["2026-11-16T08:00:00Z"]
    filled.close()
    workspace = Workspace.open(filled.path, clock=lambda: now[0])
    try:
        bench = workspace.workbench
        candidates = [pair(workspace, *each) for each in ((1, 4), (1, 2), (2, 3))]
        bench.queue.enqueue(candidates, kind="person", source="reconciliation", run="1")
        groups = [
            bench.proposals.propose([Proposal(kind, (each.one, each.other), "", "x")], by=SHEN)
            for kind, each in zip((Kind.SAME, Kind.DIFFERENT), candidates, strict=False)
        ]
        now[0] = "2026-11-23T08:00:00Z"
        bench.proposals.accept(groups[0].id, reviewer=WANG)
        bench.proposals.decline(groups[1].id, "?", reviewer=WANG)
        found = bench.statistics()
        assert (found.open, found.waiting) == ({"person": 2}, 0)
        assert found.weeks == (Week("2026-W48", "wang", 0, 1, 1), Week("2026-W47", "shen", 2, 0, 0))
        assert found.agreement == (Agreement("shen", 1, 1),)
        assert found.agreement[0].share == 0.5
        assert found.median_review == found.median_decision == 7 * 24 * 3600
        now[0] = "2027-11-23T08:00:00Z"
        late = bench.statistics(weeks=1)
        assert (late.weeks, late.agreement, late.median_review, late.median_decision) == ((), (), None, None)
    finally:
        workspace.close()


@pytest.mark.parametrize("weeks", [0, 521])
def test_a_number_of_weeks_that_is_none_is_refused(filled: Workspace, weeks: int) -> None:
    with pytest.raises(InvalidInput):
        filled.workbench.statistics(weeks)
