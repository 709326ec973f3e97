"""Questions in the engine's terms: what a search text matches, in tiers of relevance, and what the filters keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import tantivy
from tantivy import Occur

from kg.search.analysis import EDGE, begins, contains, equals, keyword
from kg.search.embedded_fields import FORMS, LOOSE, NAMES, TEXT
from kg.search.facets import facet
from kg.search.ranking import bounded
from kg.search.terms import Terms


class QueryBuilder:
    """Builds queries over one schema; only terms are compared, so no character of a text is syntax."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def term(self, field: str, value: str) -> tantivy.Query:
        """Documents with the term ``value``."""
        return tantivy.Query.term_query(self._schema, field, value, "basic")

    def phrase(self, field: str, grams: Sequence[str]) -> tantivy.Query:
        """Documents with these consecutive grams."""
        if len(grams) == 1:
            return self.term(field, grams[0])
        return tantivy.Query.phrase_query(self._schema, field, list(grams))

    def tiers(self, terms: Terms) -> list[tantivy.Query]:
        """Disjoint queries, the most relevant first, that together match what `matching` does (see SearchIndex)."""
        if not terms.parts:
            return [tantivy.Query.all_query()]
        whole = terms.whole
        tiers = [
            self.phrase(FORMS, equals(whole.surface)),
            self.phrase(NAMES, equals(whole.folded)),
            self.phrase(FORMS, begins(whole.surface)),
            self.phrase(NAMES, begins(whole.folded)),
            every(self.phrase(FORMS, contains(part.surface)) for part in terms.parts),
            every(self.phrase(NAMES, contains(part.folded)) for part in terms.parts),
            *([self.term("keys", "=" + terms.key)] if terms.key else []),
            self._in_names_or_text(terms),
        ]
        # Each tier is taken without the earlier ones. A folded tier holds the one by code point before it, and tiers
        # 2, 4, 6 hold each other, so leaving out the last folded one and what follows it is enough.
        return [without(tier, _earlier(tiers, number)) for number, tier in enumerate(tiers)]

    def matching(self, terms: Terms) -> tantivy.Query:
        """All documents that ``terms`` finds."""
        if not terms.parts:
            return tantivy.Query.all_query()
        found = self._in_names_or_text(terms)
        return some([found, self.term("keys", "=" + terms.key)]) if terms.key else found

    def _in_names_or_text(self, terms: Terms) -> tantivy.Query:
        grams = [contains(part.folded) for part in terms.parts]
        return every(some([self.phrase(NAMES, words), self.phrase(TEXT, words)]) for words in grams)

    def loosely(self, terms: Terms) -> tantivy.Query:
        """Documents with names that contain every term after loose folding."""
        grams = [contains(part.loose) for part in terms.parts]
        return every(some([self.phrase(NAMES, words), self.phrase(LOOSE, words)]) for words in grams)

    def beginnings(self, terms: Terms) -> list[tantivy.Query]:
        """Disjoint queries for completion: names that begin with the text, keys that do, names that contain it."""
        starting = self.phrase(NAMES, begins(terms.whole.folded))
        containing = self.phrase(NAMES, contains(terms.whole.folded))
        if not terms.plain_key:
            return [starting, without(containing, [starting])]
        keyed = self._key_beginning(terms.plain_key)
        return [starting, without(keyed, [starting]), without(containing, [starting, keyed])]

    def _key_beginning(self, key: str) -> tantivy.Query:
        if len(key) <= EDGE:
            return self.term("keys", key)
        return tantivy.Query.regex_query(self._schema, "keys", f"={key}.*")

    def filters(
        self, filters: Mapping[str, Sequence[str]], year_from: int | None, year_to: int | None
    ) -> list[tantivy.Query]:
        """What a document must also match: one of the values of each facet that has any, years that overlap."""
        kept = []
        for name, values in filters.items():
            if values:
                field = facet(name).field
                kept.append(some([self.term(field, keyword(value)) for value in values]))
        if year_from is not None:
            kept.append(self._years("year_to", bounded(year_from), None))
        if year_to is not None:
            kept.append(self._years("year_from", None, bounded(year_to)))
        return kept

    def _years(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)


def every(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    """Documents that match all ``queries`` (at least one query)."""
    parts = list(queries)
    return parts[0] if len(parts) == 1 else tantivy.Query.boolean_query([(Occur.Must, part) for part in parts])


def some(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """Documents that match one of ``queries``; none when there is no query."""
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(Occur.Should, part) for part in queries])


def without(query: tantivy.Query, excluded: Sequence[tantivy.Query]) -> tantivy.Query:
    """Documents of ``query`` that match none of ``excluded``."""
    if not excluded:
        return query
    return tantivy.Query.boolean_query([(Occur.Must, query), *((Occur.MustNot, part) for part in excluded)])


def _earlier(tiers: Sequence[tantivy.Query], number: int) -> Sequence[tantivy.Query]:
    folded_before = max((tier for tier in (1, 3, 5) if tier < number), default=0)
    return tiers[folded_before:number]
