"""Batches: many likely pairs taken at once, after people have judged a random sample of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kg.workbench.item import Filter, Item


class BatchState(StrEnum):
    """What becomes of a batch."""

    SAMPLING = "sampling"  #: items of the sample wait for a judgement
    PASSED = "passed"  #: all judged, and good enough: the rest may be taken
    FAILED = "failed"  #: all judged, and not good enough: nothing will be taken
    TAKEN = "taken"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Check:
    """What the sample says: ``judged`` of ``sample`` items, ``errors`` of them not the same, ``bound`` the precision of
    the whole batch that holds at 95 % confidence (0 until all are judged), ``required`` the precision asked for."""

    sample: int
    judged: int
    errors: int
    bound: float
    required: float


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch: the items of ``filter`` with a score of at least ``bound`` at the moment it was drawn, ``size`` of them.

    ``seed`` is what the sample was drawn with: the same items and seed give the same sample. ``keep`` says which of a
    pair keeps its identifier. ``version`` grows with every change.
    """

    id: int
    state: BatchState
    filter: Filter
    bound: float
    keep: str
    size: int
    seed: int
    check: Check
    note: str
    by: str
    created: str
    version: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """An item of a sample; ``judgement`` is ``same``, ``different`` or empty, ``judge`` the login of who judged."""

    item: Item
    judgement: str
    judge: str
    note: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken of a batch: proposals made (numbers), how many of them are in force already, how many items were
    left out because they had changed meanwhile or the log would refuse them, with the reasons and how often each."""

    proposals: tuple[int, ...]
    in_force: int
    changed: int
    refused: Mapping[str, int]
