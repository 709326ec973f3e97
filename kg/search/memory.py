"""The search index by brute force: every question looks at every document. What it answers is the definition.

For tests and for small sets of documents; it keeps nothing on disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import WorkspaceError
from kg.search.analysis import folded, keyword, keywords, loosened, plain_keys, surface
from kg.search.document import Document
from kg.search.facets import FacetValue, facet_values
from kg.search.index import Hit, Query, Results, Suggestion
from kg.search.matching import matches, suggestion
from kg.search.ranking import SortKeys, bounded, sort_keys
from kg.search.terms import Terms, completion_terms, read_terms


@dataclass(frozen=True, slots=True)
class _Entry:
    """A document with its normal forms."""

    document: Document
    forms: tuple[str, ...]
    names: tuple[str, ...]
    loose: tuple[str, ...]
    text: str
    keys: frozenset[str]

    def tier(self, terms: Terms) -> int | None:
        """Place in the order of relevance, 0 the best; None when the document is not found."""
        if not terms.parts:
            return 0
        whole, parts = terms.whole, terms.parts
        conditions = (
            whole.surface in self.forms,
            whole.folded in self.names,
            any(form.startswith(whole.surface) for form in self.forms),
            any(name.startswith(whole.folded) for name in self.names),
            all(any(part.surface in form for form in self.forms) for part in parts),
            all(any(part.folded in name for name in self.names) for part in parts),
            terms.key in self.keys,
            all(any(part.folded in name for name in (*self.names, self.text)) for part in parts),
        )
        return next((place for place, holds in enumerate(conditions) if holds), None)

    def loosely(self, terms: Terms) -> bool:
        """Whether the names contain every term after loose folding."""
        return all(any(part.loose in name for name in self.loose) for part in terms.parts)

    def beginning(self, terms: Terms) -> int | None:
        """Group of the completion: 0 a name begins with the text, 1 a key does, 2 a name contains it; or None."""
        whole = terms.whole.folded
        conditions = (
            any(name.startswith(whole) for name in self.names),
            terms.plain_key != "" and any(key.startswith(terms.plain_key) for key in self.keys),
            any(whole in name for name in self.names),
        )
        return next((place for place, holds in enumerate(conditions) if holds), None)


def _entry(document: Document) -> _Entry:
    forms = document.forms
    return _Entry(
        document,
        tuple(map(surface, forms)),
        tuple(map(folded, forms)),
        tuple(map(loosened, forms)),
        folded(document.text),
        frozenset(plain_keys(document.keys)),
    )


class MemoryIndex:
    """A `SearchIndex` that holds documents in a dictionary."""

    def __init__(self, *, read_only: bool = False) -> None:
        self._entries: dict[str, _Entry] = {}
        self._pending: dict[str, _Entry | None] = {}
        self._read_only = read_only

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> MemoryIndex:
        """A new empty index; ``path`` is not used."""
        return cls(read_only=read_only)

    def add(self, documents: Iterable[Document]) -> int:
        """Add documents whose IRIs are not in the index; returns how many."""
        return self.replace(documents)

    def delete(self, iris: Iterable[str]) -> None:
        """Remove the documents with these IRIs; unknown ones are ignored."""
        self._check_writable()
        self._pending |= dict.fromkeys(map(keyword, iris))

    def replace(self, documents: Iterable[Document]) -> int:
        """Add documents in place of those with the same IRI, if any; returns how many."""
        self._check_writable()
        number = 0
        for document in documents:
            self._pending[keyword(document.iri)] = _entry(document)
            number += 1
        return number

    def _check_writable(self) -> None:
        if self._read_only:
            raise WorkspaceError("The search index was opened for reading only.")

    def commit(self) -> None:
        """Make all changes since the last commit visible at once."""
        self._check_writable()
        merged = {**self._entries, **self._pending}
        self._entries = {iri: entry for iri, entry in merged.items() if entry is not None}
        self._pending = {}

    def rollback(self) -> None:
        """Forget all changes since the last commit."""
        self._pending = {}

    def refresh(self) -> None:
        """Nothing to do: no other process writes here."""

    def count(self) -> int:
        """Number of documents."""
        return len(self._entries)

    def get(self, iri: str) -> Document | None:
        """The document with this IRI, or None."""
        entry = self._entries.get(keyword(iri))
        return entry.document if entry else None

    def search(self, query: Query) -> Results:
        """Hits, total and facet counts of ``query``, as `kg.search.index.SearchIndex` says."""
        terms, loose = read_terms(query.text), False
        tiers = {iri: tier for iri, entry in self._entries.items() if (tier := entry.tier(terms)) is not None}
        kept = [iri for iri in tiers if _passes(self._entries[iri].document, query, query.filters)]
        if not kept and terms.parts:
            tiers = {iri: 0 for iri, entry in self._entries.items() if entry.loosely(terms)}
            kept = [iri for iri in tiers if _passes(self._entries[iri].document, query, query.filters)]
            loose = bool(kept)
        ordered = _ordered([(tiers[iri], self._entries[iri].document) for iri in kept], query.sort)
        page = ordered[query.offset : query.offset + query.limit]
        hits = tuple(Hit(document, matches(document, terms, loose=loose)) for document in page)
        found = [self._entries[iri].document for iri in tiers]
        return Results(len(kept), hits, {name: _count(name, found, query) for name in query.facets}, loose)

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Completions of ``text``, as `kg.search.index.SearchIndex` says."""
        terms = completion_terms(text)
        if not terms.parts:
            return []
        found = [
            (group, entry.document) for entry in self._entries.values() if (group := entry.beginning(terms)) is not None
        ]
        return [suggestion(document, terms) for document in _ordered(found, "relevance")[: max(limit, 0)]]

    def close(self) -> None:
        """Forget what was not committed."""
        self.rollback()


def _ordered(found: list[tuple[int, Document]], sort: str) -> list[Document]:
    by_iri = sorted(found, key=lambda item: item[1].iri)
    keyed = [(tier, sort_keys(document), document) for tier, document in by_iri]
    if sort == "relevance":
        keyed.sort(key=lambda item: (item[0], -item[1].rank))
    elif sort == "label":
        keyed.sort(key=lambda item: item[1].label)
    else:
        sign = -1 if sort == "-year" else 1
        keyed.sort(key=lambda item: _year_order(item[1], sign))
    return [document for _, _, document in keyed]


def _year_order(keys: SortKeys, sign: int) -> tuple[bool, int]:
    return keys.year is None, -keys.rank if keys.year is None else sign * keys.year


def _passes(document: Document, query: Query, filters: Mapping[str, tuple[str, ...]]) -> bool:
    for name, values in filters.items():
        has = keywords(document.facet_values(name))
        if values and set(has).isdisjoint(map(keyword, values)):
            return False
    if query.year_from is None and query.year_to is None:
        return True
    years = document.years
    if years is None:
        return False
    first, last = map(bounded, years)
    if query.year_from is not None and last < bounded(query.year_from):
        return False
    return query.year_to is None or first <= bounded(query.year_to)


def _count(name: str, found: list[Document], query: Query) -> list[FacetValue]:
    others = {other: values for other, values in query.filters.items() if other != name}
    counts: Counter[str] = Counter()
    for document in found:
        if _passes(document, query, others):
            counts.update(keywords(document.facet_values(name)))
    return facet_values(counts, query.filters.get(name, ()), query.facet_limit)
