"""Sessions: a random token in the cookie of a browser, of which only the SHA-256 is kept here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine

from kg.accounts.moments import later, seconds_between
from kg.accounts.tables import SESSION
from kg.database import readable

_WHAT = "The sessions"
#: Seconds after which the moment at which a session was last seen is written anew: not at every request.
_SEEN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in with one browser; ``digest`` names the session and cannot be used as its token."""

    digest: str
    account: str
    created: str
    seen: str
    expires: str
    address: str
    program: str


class Sessions:
    """All sessions of an installation."""

    def __init__(self, engine: Engine, settings: Mapping[str, Any], clock: Callable[[], str]) -> None:
        self._engine = engine
        self._clock = clock
        self.seconds = settings["accounts.session_hours"] * 3600
        self._idle = settings["accounts.idle_minutes"] * 60

    def begin(self, account: str, *, address: str = "", program: str = "") -> str:
        """Begin a session; its token (256 bits, for the cookie). Those that have expired are removed."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(delete(SESSION).where((SESSION.c.expires <= now) | (SESSION.c.seen <= self._stale(now))))
            connection.execute(
                insert(SESSION).values(
                    digest=digest(token),
                    account=account,
                    created=now,
                    seen=now,
                    expires=later(now, self.seconds),
                    address=address[:64],
                    program=program[:200],
                )
            )
        return token

    def find(self, token: str) -> Session | None:
        """The session of a token, None where there is none or it has ended."""
        key, now = digest(token), self._clock()
        with readable(_WHAT), self._engine.connect() as connection:
            row = connection.execute(select(SESSION).where(SESSION.c.digest == key)).first()
        if row is None or row.expires <= now or row.seen <= self._stale(now):
            return None
        if seconds_between(row.seen, now) >= _SEEN_SECONDS:
            with readable(_WHAT), self._engine.begin() as connection:
                connection.execute(update(SESSION).where(SESSION.c.digest == key).values(seen=now))
        return Session(row.digest, row.account, row.created, row.seen, row.expires, row.address, row.program)

    def of(self, account: str) -> list[Session]:
        """The sessions of an account that have not ended, the latest first."""
        now = self._clock()
        query = select(SESSION).where(
            SESSION.c.account == account, SESSION.c.expires > now, SESSION.c.seen > self._stale(now)
        )
        with readable(_WHAT), self._engine.connect() as connection:
            rows = connection.execute(query.order_by(SESSION.c.created.desc(), SESSION.c.digest))
            return [Session(r.digest, r.account, r.created, r.seen, r.expires, r.address, r.program) for r in rows]

    def end(self, account: str, key: str) -> int:
        """End one session of an account by its digest; how many were ended."""
        with readable(_WHAT), self._engine.begin() as connection:
            return connection.execute(
                delete(SESSION).where(SESSION.c.account == account, SESSION.c.digest == key)
            ).rowcount

    def end_all(self, account: str, *, but: str = "") -> int:
        """End all sessions of an account but the one with the digest ``but``; how many were ended."""
        with readable(_WHAT), self._engine.begin() as connection:
            return connection.execute(
                delete(SESSION).where(SESSION.c.account == account, SESSION.c.digest != but)
            ).rowcount

    def _stale(self, now: str) -> str:
        return later(now, -self._idle)


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal. A token is random, so that no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
