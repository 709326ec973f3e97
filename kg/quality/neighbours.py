"""Which entities have to be checked again when some have changed: those whose checks read something of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pyoxigraph import NamedNode

from kg.quality.finding import Check
from kg.quality.reader import ViewReader
from kg.store import Node
from ontology.shapes import PathStep, ShapePath

#: A person who is the father of more, or a county from which more come, is not followed to all of them at a save: the
#: next full check does it.
MOST = 500


def neighbours(reader: ViewReader, checks: Iterable[Check], iris: Iterable[str]) -> set[str]:
    """The entities from which a path of a check reaches one of the given entities; at most ``MOST`` for each path."""
    found: set[str] = set()
    prefixes = {prefix for check in checks for path in check.paths for prefix in _prefixes(path)}
    for iri in iris:
        for prefix in prefixes:
            found |= _against(reader, NamedNode(iri), prefix)
    return found


def _prefixes(path: ShapePath) -> Iterable[ShapePath]:
    """The beginnings of a path whose ends are read further: a value itself matters only by its class."""
    return (path[:length] for length in range(1, len(path) + 1) if length < len(path) or path[-1].inverse)


def _against(reader: ViewReader, end: NamedNode, path: ShapePath) -> set[str]:
    """The nodes from which a path leads to its end."""
    reached: Iterable[Node] = [end]
    for step in reversed(path):
        back = PathStep(step.predicate, not step.inverse)
        reached = list(islice(dict.fromkeys(reader.follow(reached, back)), MOST))
    return {each.value for each in reached if isinstance(each, NamedNode)}
