"""Page numbers with links, for any list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: Pages shown on each side of the current one.
_AROUND = 3


@dataclass(frozen=True, slots=True)
class Pager:
    """Links to other pages of a list; empty where there is none. In ``numbers`` the current page has no address."""

    page: int
    last: int
    previous: str
    next: str
    numbers: tuple[tuple[int, str], ...]


def paginate(total: int, per_page: int, page: int, last: int, address: Callable[[int], str]) -> Pager:
    """The pager of page ``page`` (from 1) of ``total`` things; ``last`` is the last page that can be asked for.

    >>> pager = paginate(45, 20, 2, 500, lambda number: f"?page={number}")
    >>> pager.previous, pager.next, pager.numbers
    ('?page=1', '?page=3', ((1, '?page=1'), (2, ''), (3, '?page=3')))
    """
    last = max(1, min(last, -(-total // per_page)))
    numbers = range(max(1, page - _AROUND), min(last, page + _AROUND) + 1)
    shown = sorted({1, *numbers, last}) if last > 1 else []
    return Pager(
        page=page,
        last=last,
        previous=address(page - 1) if page > 1 else "",
        next=address(page + 1) if page < last else "",
        numbers=tuple((number, "" if number == page else address(number)) for number in shown),
    )
