"""The audit log: who did what, when and from where. It is only ever appended to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.engine import Engine

from kg.accounts.tables import AUDIT
from kg.database import readable

_WHAT = "The audit log"
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. ``account`` is empty for somebody not signed in, ``address`` for the command line."""

    number: int
    time: str
    account: str
    address: str
    action: str
    about: str
    note: str


class AuditLog:
    """The log in the curation database."""

    def __init__(self, engine: Engine, clock: Callable[[], str]) -> None:
        self._engine = engine
        self._clock = clock

    def write(self, action: str, about: str = "", note: str = "", *, account: str = "", address: str = "") -> None:
        """Append an entry. ``action`` is dotted (``signin.failed``), ``about`` the thing that it was done to."""
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(
                insert(AUDIT).values(
                    time=self._clock(),
                    account=account[:64],
                    address=address[:64],
                    action=action[:64],
                    about=about[:LONGEST_TEXT],
                    note=note[:LONGEST_TEXT],
                )
            )

    def read(
        self, *, account: str = "", action: str = "", since: str = "", before: int = 0, most: int = 100
    ) -> list[Entry]:
        """Entries, the latest first: of an account, of actions that begin with ``action``, since a moment, and with
        numbers below ``before`` where that is not 0."""
        query = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(most)
        if account:
            query = query.where(AUDIT.c.account == account)
        if action:
            query = query.where(AUDIT.c.action.startswith(action, autoescape=True))
        if since:
            query = query.where(AUDIT.c.time >= since)
        if before:
            query = query.where(AUDIT.c.number < before)
        with readable(_WHAT), self._engine.connect() as connection:
            return [
                Entry(r.number, r.time, r.account, r.address, r.action, r.about, r.note)
                for r in connection.execute(query)
            ]

    def actions(self) -> list[str]:
        """All actions that the log has, sorted."""
        with readable(_WHAT), self._engine.connect() as connection:
            return list(connection.execute(select(AUDIT.c.action).distinct().order_by(AUDIT.c.action)).scalars())
