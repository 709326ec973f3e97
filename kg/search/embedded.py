"""The embedded search index: tantivy in a directory, one writer, any number of reading processes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

import tantivy

from kg.errors import Busy, WorkspaceError
from kg.search.analysis import keyword
from kg.search.document import Document
from kg.search.embedded_facets import FacetCounter
from kg.search.embedded_fields import GRAMS, decode, encode, schema
from kg.search.embedded_query import QueryBuilder, every, without
from kg.search.facets import FacetValue
from kg.search.index import Hit, Query, Results, Suggestion
from kg.search.matching import matches, suggestion
from kg.search.terms import completion_terms, read_terms

MEMORY = 256 << 20
"""Bytes that the threads of the writer collect together before they write segments."""
THREADS = min(4, os.cpu_count() or 1)
"""Threads of the writer; each makes segments of its own."""
_BROWSED = 256  # searches without text whose facet counts are kept


class _Snapshot:
    """What searches see between two refreshes, with the facet counts of searches without text.

    Such searches count over everything and are asked again and again (home page, lists), so their counts are kept.
    """

    def __init__(self, index: tantivy.Index) -> None:
        self.searcher = index.searcher()
        self._browsed: dict[object, dict[str, list[FacetValue]]] = {}

    def facets(
        self, builder: QueryBuilder, query: Query, matching: tantivy.Query, *, browsing: bool
    ) -> dict[str, list[FacetValue]]:
        """Facet counts of ``query``."""
        if not query.facets:
            return {}
        filters = tuple(sorted((name, tuple(values)) for name, values in query.filters.items()))
        key = (filters, query.year_from, query.year_to, query.facets, query.facet_limit)
        if browsing and key in self._browsed:
            return _copied(self._browsed[key])
        counted = FacetCounter(self.searcher, builder, query).count(matching)
        if browsing and len(self._browsed) < _BROWSED:
            self._browsed[key] = _copied(counted)
        return counted


def _copied(facets: dict[str, list[FacetValue]]) -> dict[str, list[FacetValue]]:
    return {name: list(values) for name, values in facets.items()}


class EmbeddedIndex:
    """A `SearchIndex` in a directory.

    The directory holds immutable segment files and one list of them (meta.json): a search sees the state of one commit.
    Searches may run in many threads; changes are taken one at a time.
    """

    def __init__(self, index: tantivy.Index, path: Path, *, read_only: bool) -> None:
        self._index = index
        self._path = path
        self._read_only = read_only
        self._builder = QueryBuilder(index.schema)
        self._writer: tantivy.IndexWriter | None = None
        self._changes = RLock()
        self._snapshot = _Snapshot(index)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> EmbeddedIndex:
        """The index in ``path``; created there unless ``read_only``.

        Raises WorkspaceError when there is none to read, or it was made with other fields or is damaged.
        """
        path = Path(path)
        if read_only and not (path / "meta.json").exists():
            raise WorkspaceError(f"There is no search index in {path}.", hint="Build it: load a dataset or rebuild.")
        path.mkdir(parents=True, exist_ok=True)
        try:
            index = tantivy.Index(schema(), path=str(path), reuse=True)
        except ValueError as error:
            message = f"The search index in {path} cannot be used: {error}"
            raise WorkspaceError(message, hint="Remove the directory and build the search index again.") from error
        index.config_reader(reload_policy="manual")
        index.register_tokenizer(GRAMS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return cls(index, path, read_only=read_only)

    def add(self, documents: Iterable[Document]) -> int:
        """Add documents whose IRIs are not in the index; returns how many."""
        with self._changes, self._writing():
            add_document = self._open_writer().add_document
            number = 0
            for document in documents:
                add_document(encode(document))
                number += 1
            return number

    def delete(self, iris: Iterable[str]) -> None:
        """Remove the documents with these IRIs; unknown ones are ignored."""
        with self._changes, self._writing():
            writer = self._open_writer()
            for iri in iris:
                writer.delete_documents_by_term("iri", keyword(iri))

    def replace(self, documents: Iterable[Document]) -> int:
        """Add documents in place of those with the same IRI, if any; returns how many."""
        with self._changes, self._writing():
            writer = self._open_writer()
            number = 0
            for document in documents:
                writer.delete_documents_by_term("iri", keyword(document.iri))
                writer.add_document(encode(document))
                number += 1
            return number

    def commit(self) -> None:
        """Make all changes since the last commit durable and visible at once."""
        with self._changes, self._writing():
            self._open_writer().commit()
        self.refresh()

    def rollback(self) -> None:
        """Forget all changes since the last commit."""
        with self._changes:
            if self._writer is not None:
                self._writer.rollback()

    def refresh(self) -> None:
        """See what another process has committed."""
        self._index.reload()
        self._snapshot = _Snapshot(self._index)

    def count(self) -> int:
        """Number of documents."""
        return self._snapshot.searcher.num_docs

    def get(self, iri: str) -> Document | None:
        """The document with this IRI, or None."""
        searcher = self._snapshot.searcher
        found = searcher.search(self._builder.term("iri", keyword(iri)), 1, count=False).hits
        return decode(searcher.doc(found[0][1])) if found else None

    def search(self, query: Query) -> Results:
        """Hits, total and facet counts of ``query``, as `kg.search.index.SearchIndex` says."""
        snapshot, builder = self._snapshot, self._builder
        terms, loose = read_terms(query.text), False
        kept = builder.filters(query.filters, query.year_from, query.year_to)
        matching, tiers = builder.matching(terms), builder.tiers(terms)
        total = _count(snapshot.searcher, matching, kept)
        if not total and terms.parts:
            matching, loose = builder.loosely(terms), True
            tiers = [matching]
            total = _count(snapshot.searcher, matching, kept)
        documents: list[Document] = []
        if query.offset < total:
            ordered = _ordered(query, matching, tiers, kept)
            documents = _page(snapshot.searcher, ordered, query.offset, query.limit)
        hits = tuple(Hit(document, matches(document, terms, loose=loose)) for document in documents)
        facets = snapshot.facets(builder, query, matching, browsing=not terms.parts)
        return Results(total, hits, facets, loose and total > 0)

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Completions of ``text``, as `kg.search.index.SearchIndex` says."""
        terms = completion_terms(text)
        if not terms.parts or limit < 1:
            return []
        ordered = [(tier, "rank", tantivy.Order.Desc) for tier in self._builder.beginnings(terms)]
        documents = _page(self._snapshot.searcher, ordered, 0, limit)
        return [suggestion(document, terms) for document in documents]

    def close(self) -> None:
        """Release the writer; what was not committed is lost. Waits until segments are merged."""
        with self._changes:
            if self._writer is not None:
                self._writer.rollback()
                self._writer.wait_merging_threads()
                self._writer = None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except ValueError as error:
            message = f"The search index in {self._path} cannot be written: {error}"
            raise WorkspaceError(message, hint="Is the disk full?") from error

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._read_only:
            raise WorkspaceError(f"The search index in {self._path} was opened for reading only.")
        if self._writer is None:
            try:
                self._writer = self._index.writer(MEMORY, THREADS)
            except ValueError as error:
                if "Lock" not in str(error):
                    raise
                message = f"Another process is writing the search index in {self._path}."
                raise Busy(message, hint="Wait until it is done, or stop it.") from error
        return self._writer


Ordered = tuple[tantivy.Query, str, tantivy.Order]


def _ordered(
    query: Query, matching: tantivy.Query, tiers: Sequence[tantivy.Query], kept: Sequence[tantivy.Query]
) -> list[Ordered]:
    """Disjoint queries whose hits, one query after the other, are the hits in the order that is asked for."""
    down, up = tantivy.Order.Desc, tantivy.Order.Asc
    if query.sort == "relevance":
        return [(every([tier, *kept]), "rank", down) for tier in tiers]
    every_kept = every([matching, *kept])
    if query.sort == "label":
        return [(every_kept, "label_key", up)]
    dated = tantivy.Query.exists_query("year_key")
    undated = (without(every_kept, [dated]), "rank", down)
    return [(every([every_kept, dated]), "year_key", down if query.sort == "-year" else up), undated]


def _count(searcher: tantivy.Searcher, matching: tantivy.Query, kept: Sequence[tantivy.Query]) -> int:
    return _best(searcher, (every([matching, *kept]), "rank", tantivy.Order.Desc), 0, 1)[0]


def _best(
    searcher: tantivy.Searcher, ordered: Ordered, offset: int, limit: int
) -> tuple[int, list[tuple[object, tantivy.DocAddress]]]:
    """Number of all hits, and value and address of those from ``offset`` on."""
    query, field, order = ordered
    found = searcher.search(query, limit, order_by_field=field, order=order, offset=offset)
    number: int = found.count  # type: ignore[attr-defined]  # left out of the package's type stub
    return number, found.hits


def _page(searcher: tantivy.Searcher, tiers: Sequence[Ordered], offset: int, limit: int) -> list[Document]:
    page: list[Document] = []
    for tier in tiers:
        missing = limit - len(page)
        if missing < 1:
            break
        number, hits = _best(searcher, tier, offset, missing)
        page += [decode(searcher.doc(address)) for _, address in hits]
        offset = max(0, offset - number)
    return page
