"""Accounts in a workspace whose clock stands still until a test moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.accounts.moments import later
from kg.accounts.registry import Accounts
from kg.settings import read_settings

#: argon2 with as little work as it allows: what is tested is not how long it takes.
QUICK = {"accounts.argon2_kibibytes": 8, "accounts.argon2_passes": 1}


@dataclass
class Clock:
    """A clock that is moved by hand."""

    now: str = "2026-01-01T00:00:00Z"

    def __call__(self) -> str:
        return self.now

    def move(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        """Let time pass."""
        self.now = later(self.now, seconds + 60 * (minutes + 60 * (hours + 24 * days)))


@pytest.fixture
def clock() -> Clock:
    """The clock of this test."""
    return Clock()


@pytest.fixture
def open_accounts(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Accounts]]:
    """A function that opens the accounts of one database, as another process would; settings may be changed."""
    opened: list[Accounts] = []

    def open_with(**changed: object) -> Accounts:
        settings = {**read_settings(tmp_path, {}), **QUICK}
        settings.update({f"accounts.{name}": value for name, value in changed.items()})
        opened.append(Accounts(f"sqlite:///{tmp_path / 'curation.db'}", settings, clock))
        return opened[-1]

    yield open_with
    for each in opened:
        each.close()


@pytest.fixture
def accounts(open_accounts: Callable[..., Accounts]) -> Accounts:
    """The accounts, with the settings as they come."""
    return open_accounts()
