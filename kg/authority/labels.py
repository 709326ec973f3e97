"""The labels of an entity in the view, and which of them stands for it."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg.authority.view import PREF_LABEL
from kg.store import VIEW, TripleStore
from kg.store.quads import node

#: The form that the sources use comes first: a label is never converted.
ORDER = ("zh-hant", "zh-hans", "zh-hani", "zh", "", "en")
_PREF_LABEL = node(PREF_LABEL)


def labels_of(store: TripleStore, entity: NamedNode) -> dict[str, str]:
    """Language tag in lower case (empty: none) -> label."""
    return {
        q.object.language or "": q.object.value
        for q in store.match(entity, _PREF_LABEL, None, VIEW)
        if isinstance(q.object, Literal)
    }


def best_label(labels: Mapping[str, str]) -> str:
    """The label that stands for the entity; empty where there is none."""
    return next((labels[tag] for tag in ORDER if tag in labels), next(iter(labels.values()), ""))
