"""A cache for functions of one text that remembers short texts only, so that no input can fill the memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Result = TypeVar("Result")

_LONGEST = 16


def cached_if_short(maxsize: int) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """Return a decorator: as ``functools.lru_cache`` for texts of up to 16 characters, no cache for longer ones.

    >>> calls = []
    >>> @cached_if_short(maxsize=10)
    ... def size(text):
    ...     calls.append(text)
    ...     return len(text)
    >>> size("短"), size("短"), size("長" * 20), size("長" * 20), len(calls)
    (1, 1, 20, 20, 3)
    """

    def decorate(function: Callable[[str], Result]) -> Callable[[str], Result]:
        cached = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def call(text: str) -> Result:
            return cached(text) if len(text) <= _LONGEST else function(text)

        return call

    return decorate
