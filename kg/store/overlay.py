"""A store with changes on top that nobody sees but who made the overlay: what would be, without writing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.store import Node, TripleStore, open_store


class OverlayStore:
    """A TripleStore that reads another one and keeps all changes in memory.

    ``removed`` and ``added`` are the quads in which the two differ. Meant for some thousand changes.
    """

    def __init__(self, store: TripleStore) -> None:
        self._below = store
        self._added = open_store(None)
        self.removed: set[Quad] = set()

    @property
    def added(self) -> set[Quad]:
        """The quads that only the overlay has."""
        return set(self._added.match())

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Node | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """As TripleStore does."""
        for quad in self._below.match(subject, predicate, object, graph):
            if quad not in self.removed:
                yield quad
        yield from self._added.match(subject, predicate, object, graph)

    def count(self, predicate: NamedNode | None, object: NamedNode | None) -> int:
        """As TripleStore does."""
        gone = sum(
            1
            for quad in self.removed
            if quad.graph_name == DefaultGraph()
            and predicate in (None, quad.predicate)
            and (object is None or quad.object == object)
        )
        return self._below.count(predicate, object) - gone + self._added.count(predicate, object)

    def replace(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """As TripleStore does, in memory."""
        gone = set(remove)
        mine = {quad for quad in gone if quad in self._added}
        self.removed |= {quad for quad in gone - mine if quad in self._below}
        new = set(add)
        back = new & self.removed
        self.removed -= back
        self._added.replace(mine, (quad for quad in new - back if quad not in self._below))

    def bulk_load(self, source: Path) -> None:
        """Raises TypeError: an overlay is for few changes."""
        raise TypeError("an overlay is not for loading")

    def checkpoint(self, target: Path) -> None:
        """Raises TypeError: an overlay is nowhere on the disk."""
        raise TypeError("an overlay is not copied")

    def dump(self, out: BinaryIO) -> None:
        """Raises TypeError: an overlay is not written."""
        raise TypeError("an overlay is not written")

    def __len__(self) -> int:
        return len(self._below) - len(self.removed) + len(self._added)

    def __contains__(self, quad: Quad) -> bool:
        return quad in self._added or (quad in self._below and quad not in self.removed)

    def close(self) -> None:
        """Forget the changes; the store below stays open."""
        self._added.close()
