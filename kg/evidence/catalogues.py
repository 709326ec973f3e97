"""The historical catalogues of a workspace: which there are, and the entries of one in the tree of its classes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.labels import best_label, labels_of
from kg.store import VIEW, TripleStore
from kg.store.quads import node

_CATALOGUE, _PATH, _NUMBER = (node(terms.curie(c)) for c in ("zs:catalogue", "zs:classPath", "zs:entryNumber"))
_YEAR, _CITATION = node(terms.curie("zs:year")), node(terms.curie("zs:citation"))
_SEPARATOR = "·"
_trees: WeakKeyDictionary[TripleStore, dict[str, Tree]] = WeakKeyDictionary()
_lists: WeakKeyDictionary[TripleStore, tuple[Catalogue, ...]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue: IRI, label, year of its making where known, number of entries."""

    iri: str
    label: str
    year: int | None
    entries: int


@dataclass(frozen=True, slots=True)
class ClassNode:
    """A class of a catalogue: its path from the top, and how many entries it has with those of the classes below."""

    path: tuple[str, ...]
    count: int

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def key(self) -> str:
        """Its path as one text."""
        return _SEPARATOR.join(self.path)


@dataclass(frozen=True, slots=True)
class Tree:
    """The entries of a catalogue in its order, each with its classes."""

    entries: tuple[tuple[str, tuple[str, ...]], ...]

    def classes(self, above: tuple[str, ...] = ()) -> tuple[ClassNode, ...]:
        """The classes right below one (those at the top without one), in the order of the catalogue."""
        depth = len(above)
        counts = Counter(path[: depth + 1] for _, path in self.entries if len(path) > depth and path[:depth] == above)
        return tuple(ClassNode(path, count) for path, count in counts.items())

    def within(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """The entries of a class and the classes below."""
        return tuple(iri for iri, its in self.entries if its[: len(path)] == path)


def catalogues(store: TripleStore) -> tuple[Catalogue, ...]:
    """All catalogues that entries of the view stand in, the oldest first."""
    if store not in _lists:
        objects = (q.object for q in store.match(None, _CATALOGUE, None, VIEW))
        counts = Counter(each.value for each in objects if isinstance(each, NamedNode))
        found = (_catalogue(store, iri, count) for iri, count in counts.items())
        _lists[store] = tuple(sorted(found, key=lambda each: (each.year or 9_999, each.iri)))
    return _lists[store]


def catalogue_tree(store: TripleStore, iri: str) -> Tree:
    """The entries of a catalogue with their classes; without entries where there is no such catalogue."""
    known = _trees.setdefault(store, {})
    if iri not in known:
        subjects = (q.subject for q in store.match(None, _CATALOGUE, NamedNode(iri), VIEW))
        rows = [_row(store, each) for each in subjects if isinstance(each, NamedNode)]
        known[iri] = Tree(tuple((entry, path) for _, _, entry, path in sorted(rows)))
    return known[iri]


def _row(store: TripleStore, entry: NamedNode) -> tuple[tuple[int, ...], str, str, tuple[str, ...]]:
    number = tuple(int(each) for each in re.findall(r"\d+", _text(store, entry, _NUMBER)))
    path = tuple(filter(None, _text(store, entry, _PATH).split(_SEPARATOR)))
    return number or (10**9,), "" if number else _text(store, entry, _CITATION), entry.value, path


def _catalogue(store: TripleStore, iri: str, count: int) -> Catalogue:
    year = _text(store, NamedNode(iri), _YEAR)
    return Catalogue(iri, best_label(labels_of(store, NamedNode(iri))) or iri, int(year) if year else None, count)


def _text(store: TripleStore, subject: NamedNode, predicate: NamedNode) -> str:
    found = (q.object.value for q in store.match(subject, predicate, None, VIEW) if isinstance(q.object, Literal))
    return min(found, default="")
