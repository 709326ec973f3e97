"""Facet counts of the embedded index, by the engine's aggregations over one column for each facet."""

from __future__ import annotations

from collections.abc import Mapping

import tantivy

from kg.search.embedded_query import QueryBuilder, every
from kg.search.facets import FacetValue, facet, facet_values
from kg.search.index import Query

_MOST_VALUES = 65_000


class FacetCounter:
    """Counts the values of facets over the hits of one query."""

    def __init__(self, searcher: tantivy.Searcher, builder: QueryBuilder, query: Query) -> None:
        self._searcher = searcher
        self._builder = builder
        self._query = query

    def count(self, matching: tantivy.Query) -> dict[str, list[FacetValue]]:
        """Facet name -> values, over the documents that ``matching`` and the filters of all other facets keep."""
        chosen = self._query.filters
        # Facets without a filter of their own see the same documents: one pass counts them all.
        free = [name for name in self._query.facets if not chosen.get(name)]
        counted = self._aggregate(matching, free, chosen) if free else {}
        for name in self._query.facets:
            if name not in counted:
                others = {other: values for other, values in chosen.items() if other != name}
                counted |= self._aggregate(matching, [name], others)
        return {name: self._values(name, counted[name]) for name in self._query.facets}

    def _aggregate(
        self, matching: tantivy.Query, names: list[str], filters: Mapping[str, tuple[str, ...]]
    ) -> dict[str, dict[str, int]]:
        kept = self._builder.filters(filters, self._query.year_from, self._query.year_to)
        size = {"size": _MOST_VALUES, "segment_size": _MOST_VALUES}
        wanted = {name: {"terms": {"field": facet(name).field, **size}} for name in names}
        answer = self._searcher.aggregate(every([matching, *kept]), wanted)
        return {name: {bucket["key"]: bucket["doc_count"] for bucket in answer[name]["buckets"]} for name in names}

    def _values(self, name: str, counts: Mapping[str, int]) -> list[FacetValue]:
        return facet_values(counts, self._query.filters.get(name, ()), self._query.facet_limit)
