"""Campaigns: a part of the queue that several people work through together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.workbench.item import Filter


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. Its items are those that ``filter`` gave when it was created, ``size`` of them; ``deadline`` is a day
    (``2026-12-31``) or empty, and binds nobody. ``version`` grows with every change."""

    id: int
    name: str
    description: str
    filter: Filter
    size: int
    by: str
    created: str
    deadline: str
    closed: bool
    version: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is: ``done`` items are decided, proposed or doubtful; ``claimed`` are leased to somebody at
    the moment, ``free`` can be claimed, ``shelved`` are not there at present. ``people``: login -> items settled."""

    total: int
    done: int
    claimed: int
    free: int
    shelved: int
    people: Mapping[str, int]
