"""The version of the program."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


@cache
def version() -> str:
    """The version that is installed; "unreleased" where the program runs from its source without being installed."""
    try:
        return installed("zhishu")
    except PackageNotFoundError:
        return "unreleased"
