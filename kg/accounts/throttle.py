"""Throttling of sign-in: after some failures each further try waits twice as long, by name and by address.

The counts stand in the database, so that all processes of an installation share them. A try is counted before the
password is looked at, so that many at once gain nothing (OWASP Authentication Cheat Sheet; NIST SP 800-63B-4, 3.2.2).
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from kg.accounts.moments import later, seconds_between
from kg.accounts.tables import FAILURE
from kg.database import readable
from kg.errors import ZhishuError

#: Names and addresses that are remembered; the ones with the fewest failures are forgotten first.
MOST_KEYS = 10_000
#: Failures are forgotten after a day without any.
_FORGET_SECONDS = 86_400
_WHAT = "The record of failed sign-ins"


class Throttled(ZhishuError):
    """Too many failures: ``seconds`` have to pass before another try is looked at."""

    status = 429

    def __init__(self, message: str, seconds: int, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.seconds = seconds


class Throttle:
    """Counts of failed sign-ins."""

    def __init__(self, engine: Engine, settings: Mapping[str, Any], clock: Callable[[], str]) -> None:
        self._engine = engine
        self._clock = clock
        self._free = {"name": settings["accounts.free_failures"], "address": settings["accounts.free_failures_address"]}
        self._longest = settings["accounts.longest_delay"]

    def begin(self, name: str, address: str) -> None:
        """Count a try as a failure until ``succeeded`` says otherwise. Raises Throttled where it comes too early; such
        a try is not counted."""
        with readable(_WHAT), self._engine.begin() as connection:
            now = self._clock()
            # Writing comes first: it takes the lock, so that what is read is not changed by another process.
            counted = [self._count(connection, kind, value, now) for kind, value in _keys(name, address)]
            if waits := [until for until in counted if until]:
                seconds = max(1, seconds_between(now, max(waits)))
                raise Throttled(
                    "Too many failed sign-ins.", seconds, hint=f"Try again in {seconds} seconds; nothing is locked."
                )

    def succeeded(self, name: str, address: str) -> None:
        """Take back the count of a try that was none: the name begins anew, the address has one failure less."""
        (_, by_name), (_, by_address) = _keys(name, address)
        with readable(_WHAT), self._engine.begin() as connection:
            connection.execute(delete(FAILURE).where(FAILURE.c.key == by_name))
            connection.execute(
                update(FAILURE)
                .where(FAILURE.c.key == by_address, FAILURE.c.count > 0)
                .values(count=FAILURE.c.count - 1, until=self._clock())
            )

    def _count(self, connection: Connection, kind: str, key: str, now: str) -> str:
        """Count one failure; empty, or the moment before which no try is looked at."""
        mine = FAILURE.c.key == key
        allowed = update(FAILURE).where(mine, FAILURE.c.until <= now).values(count=FAILURE.c.count + 1, last=now)
        if not connection.execute(allowed).rowcount:
            found = connection.execute(select(FAILURE.c.until).where(mine)).scalar()
            if found is not None:
                return str(found)
            self._make_room(connection, now)
            try:
                with connection.begin_nested():
                    connection.execute(insert(FAILURE).values(key=key, count=1, last=now, until=now))
            except IntegrityError:  # another process was quicker
                connection.execute(update(FAILURE).where(mine).values(count=FAILURE.c.count + 1, last=now))
        count = connection.execute(select(FAILURE.c.count).where(mine)).scalar() or 0
        until = later(now, self.delay(kind, count))
        connection.execute(update(FAILURE).where(mine).values(until=until))
        return ""

    def delay(self, kind: str, failures: int) -> int:
        """Seconds to wait after so many failures under one ``name`` or from one ``address``."""
        over = failures - self._free[kind]
        return 0 if over < 0 else int(min(2 ** min(over, 20), self._longest))

    @staticmethod
    def _make_room(connection: Connection, now: str) -> None:
        connection.execute(delete(FAILURE).where(FAILURE.c.last < later(now, -_FORGET_SECONDS)))
        kept = connection.execute(select(func.count()).select_from(FAILURE)).scalar() or 0
        if kept >= MOST_KEYS:
            few = select(FAILURE.c.key).order_by(FAILURE.c.count, FAILURE.c.last).limit(MOST_KEYS // 10)
            connection.execute(delete(FAILURE).where(FAILURE.c.key.in_(few)))


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """(kind, key) by name and by address; an IPv6 address counts as its network of 64 bits, which one client has."""
    return ("name", _digest("name", name)), ("address", _digest("address", _network(address)))


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\0{value}".encode("utf-8", "replace")).hexdigest()
