"""Readers' reports: somebody says that a statement is wrong, and gets an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kg.terms import Term

#: The most characters of a report's text or answer, and of any other field.
LONGEST_TEXT, LONGEST_FIELD = 4000, 1000


class ReportState(StrEnum):
    """What becomes of a report."""

    NEW = "new"
    IN_WORK = "in work"
    ANSWERED = "answered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Concern:
    """What a report is about: an entity, and perhaps one statement of it, one record or one mention."""

    entity: Term
    property: Term = ""
    value: Term = ""
    record: Term = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report. ``token`` is the unguessable part of the address at which the reporter reads the answer; ``contact`` is
    forgotten once answered or refused. ``decisions`` and ``proposals`` are the numbers of what it led to."""

    id: int
    token: str
    state: ReportState
    concern: Concern
    text: str
    contact: str
    answer: str
    handler: str
    decisions: tuple[int, ...]
    proposals: tuple[int, ...]
    created: str
    changed: str
    version: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Some reports, the oldest first; ``total`` is how many there are in all."""

    reports: tuple[Report, ...]
    total: int
    offset: int
