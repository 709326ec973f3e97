"""The triple store behind one protocol: the default graph is the view, named graphs are claims.

Nothing above this package knows which store is in use; ``tests/kg/store`` runs one contract suite on every backend.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from kg.errors import NotFound

Node: TypeAlias = NamedNode | BlankNode | Literal

#: The graph of the view.
VIEW = DefaultGraph()


class TripleStore(Protocol):
    """What the project needs of a store. Terms and quads are those of pyoxigraph, whatever the backend."""

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Node | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The quads that fit a pattern; None fits everything, and as graph the view and all claims together."""
        ...

    def count(self, predicate: NamedNode | None, object: NamedNode | None) -> int:
        """How many triples of the view fit a pattern; None fits everything."""
        ...

    def replace(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """Remove and add quads in one transaction: a reader, or a process killed midway, sees all of it or nothing."""
        ...

    def bulk_load(self, source: Path) -> None:
        """Load an N-Quads file as fast as the store can. Not atomic: only for a store that nobody reads yet."""
        ...

    def checkpoint(self, target: Path) -> None:
        """A copy of the store in a new directory, cheap where the file system has hard links."""
        ...

    def dump(self, out: BinaryIO) -> None:
        """Write all quads as N-Quads, in an order that depends on the quads alone: equal stores of one kind give equal
        bytes.
        """
        ...

    def __len__(self) -> int: ...

    def __contains__(self, quad: Quad) -> bool: ...

    def close(self) -> None:
        """Release the files; the object must not be used afterwards."""
        ...


#: name -> "module:class"; imported on first use.
BACKENDS = {"embedded": "kg.store.embedded:EmbeddedStore"}


def open_store(path: Path | None, *, backend: str = "embedded", read_only: bool = False) -> TripleStore:
    """Open the store in a directory (None: in memory). Raises NotFound for a backend that does not exist."""
    try:
        module, _, name = BACKENDS[backend].partition(":")
    except KeyError:
        raise NotFound(f"No store backend called {backend!r}. Known: {', '.join(sorted(BACKENDS))}.") from None
    store: TripleStore = getattr(import_module(module), name)(path, read_only=read_only)
    return store
