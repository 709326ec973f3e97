"""People and candidates for tests of the workbench."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.authority.decisions import Kind
from kg.curation import Proposal
from kg.reconciliation.candidate import Band, Candidate, Reason
from kg.terms import Term
from kg.workspace import Workspace


def candidate_of(one: Term, other: Term, score: float = 0.9) -> Candidate:
    """A candidate with one reason."""
    words = {"zh-Hans": "名字相同", "zh-Hant": "名字相同", "en": "the names are the same"}
    return Candidate(one, other, score, Band.QUEUE, (Reason("name", 2.5, words),))


@pytest.fixture
def pair(person: Callable[[Workspace, int], Term]) -> Callable[..., Candidate]:
    """The candidate of two persons of the trial dataset by number."""
    return lambda workspace, one, other, score=0.9: candidate_of(
        person(workspace, one), person(workspace, other), score
    )


@pytest.fixture
def same(person: Callable[[Workspace, int], Term]) -> Callable[..., Proposal]:
    """The proposal that two persons are the same."""
    return lambda workspace, keep, other, kind=Kind.SAME: Proposal(
        kind, (person(workspace, keep), person(workspace, other)), "", "姓名與生卒年相合"
    )
