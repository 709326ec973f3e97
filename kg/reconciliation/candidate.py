"""Reconciliation candidates: two records that may stand for one thing, how likely that is, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kg.terms import Term

#: The languages in which reasons are given.
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


class Band(StrEnum):
    """What is done with a candidate."""

    LINK = "link"  #: sure enough to be linked without a person
    QUEUE = "queue"  #: for people to decide
    NEW = "new"  #: too unlikely: the record is a new one


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of a candidate: ``weight`` is what it adds to the log-odds (negative: it speaks against), ``words``
    says it in a sentence per language of ``LANGUAGES``."""

    feature: str
    weight: float
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """``one`` and ``other`` are the terms of two records; ``score`` is the calibrated probability, 0 to 1, that they
    stand for the same thing."""

    one: Term
    other: Term
    score: float
    band: Band
    reasons: tuple[Reason, ...]
