"""What sources say: the claims of the record graphs about identifiers or that mention them, read through the splits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.authority.split import Claim, Splits
from kg.iris import Minter
from kg.store import TripleStore
from kg.store.quads import node
from kg.terms import Term


class Said(NamedTuple):
    """A claim as it is assigned, and as its source words it: the two differ only after a split."""

    claim: Claim
    words: Claim


def claims_about(store: TripleStore, minter: Minter, splits: Splits, identifiers: Iterable[Term]) -> Iterator[Said]:
    """The claims with one of the identifiers as subject, once those that splits assign elsewhere are left out."""
    wanted = tuple(identifiers)
    for identifier in splits.sources(wanted):
        for q in store.match(node(identifier)):
            graph = str(q.graph_name)
            if minter.is_record(graph):
                words = (graph, identifier, str(q.predicate), str(q.object))
                claim = splits.assigned(words)
                if claim[1] in wanted:
                    yield Said(claim, words)


def claims_mentioning(
    store: TripleStore, minter: Minter, splits: Splits, identifiers: Iterable[Term]
) -> Iterator[Said]:
    """The claims with one of the identifiers as object, once those that splits assign elsewhere are left out."""
    wanted = tuple(identifiers)
    for identifier in splits.sources(wanted):
        for q in store.match(None, None, node(identifier)):
            graph = str(q.graph_name)
            if minter.is_record(graph):
                words = (graph, str(q.subject), str(q.predicate), identifier)
                claim = splits.assigned(words)
                if claim[3] in wanted:
                    yield Said(claim, words)
