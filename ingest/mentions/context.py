"""What is known of a document before it is read: who wrote to whom, when; and the people whom the writer knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Context:
    """Everything may be unknown. ``writers`` and ``addressees`` are IRIs, ``years`` those of which it can be.

    ``acquaintances`` tells how many other documents of the writers name a person (IRI) for certain, ``strangers`` are
    names without a record that were found in them, folded.
    """

    writers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    acquaintances: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    strangers: frozenset[str] = frozenset()


#: Of a text that comes without anything.
NOTHING_KNOWN = Context()
