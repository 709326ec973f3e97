"""Who acts on the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kg.errors import InvalidInput


class Who(Protocol):
    """Somebody who acts: an account, or a ``Person``."""

    @property
    def name(self) -> str:
        """The login: assignments and leases go by it, and so does the rule of the second person."""

    @property
    def agent(self) -> str:
        """The text that decisions name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody without an account: the user of the command line, or a machine (``reconciliation``)."""

    name: str
    agent: str


def named(who: Who) -> str:
    """The login of who acts. Raises InvalidInput where name or agent is empty."""
    if not who.name.strip() or not who.agent.strip():
        raise InvalidInput("Nobody is named who does this.", hint="Say who: --agent '…'.")
    return who.name
