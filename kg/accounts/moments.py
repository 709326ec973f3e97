"""Moments as texts (xsd:dateTime in whole seconds of UTC), which compare as they follow each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def later(moment: str, seconds: int) -> str:
    """The moment so many seconds later (earlier, where negative).

    >>> later("2026-12-31T23:59:59Z", 1)
    '2027-01-01T00:00:00Z'
    """
    return (_read(moment) + timedelta(seconds=seconds)).strftime(_FORM)


def seconds_between(earlier: str, later_one: str) -> int:
    """How many seconds lie between two moments, negative where the second comes first.

    >>> seconds_between("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")
    60
    """
    return int((_read(later_one) - _read(earlier)).total_seconds())


def _read(moment: str) -> datetime:
    return datetime.strptime(moment, _FORM).replace(tzinfo=UTC)
