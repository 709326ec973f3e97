"""The protocol that every search index obeys, and the questions and answers that pass through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol

from kg.errors import InvalidInput
from kg.search.document import Document
from kg.search.facets import FacetValue, facet

Sort = Literal["relevance", "label", "year", "-year"]
Via = Literal["exact", "folded", "loose", "pinyin", "wade-giles", "initials", "key", "text"]

SORTS: tuple[Sort, ...] = ("relevance", "label", "year", "-year")
MAX_OFFSET = 10_000
MAX_LIMIT = 1_000
MAX_TEXT = 500
"""Characters of a query's text."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search; raises InvalidInput when a filter, sort, offset, limit or the length of the text cannot be used.

    ``text``: terms separated by white space must all match, ``"…"`` keeps spaces inside one term; a term matches as a
    substring of a name form or of the text, and the whole text matches as a romanised key. Nothing else is syntax.
    Empty text finds everything. ``filters``: facet name -> values, OR inside a facet, AND between facets.
    ``year_from``/``year_to`` (inclusive, either may be None): documents whose years overlap. ``facets``: names of the
    facets to count, at most ``facet_limit`` values each.
    """

    text: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    facet_limit: int = 50

    def __post_init__(self) -> None:
        for name in (*self.filters, *self.facets):
            facet(name)
        if self.sort not in SORTS:
            raise InvalidInput(f"Results cannot be sorted by {self.sort!r}.", hint=f"Use one of: {', '.join(SORTS)}.")
        if len(self.text) > MAX_TEXT:
            message = f"The search text has {len(self.text)} characters; at most {MAX_TEXT} are read."
            raise InvalidInput(message, hint="Search for a shorter part of it.")
        bounds = (("offset", 0, MAX_OFFSET), ("limit", 0, MAX_LIMIT), ("facet_limit", 1, MAX_LIMIT))
        for name, low, high in bounds:
            value = getattr(self, name)
            if not low <= value <= high:
                hint = "Narrow the search with a filter, or download the data." if name == "offset" else ""
                raise InvalidInput(f"The {name} {value} is not between {low} and {high}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Match:
    """Why a document was found: ``form[start:end]`` is what matched.

    ``kind`` is the kind of the name form (``"text"`` when the text matched: then ``form`` is the passage around it;
    ``"key"`` when only a stored key matched). ``via``: ``"exact"`` the same code points, ``"folded"`` the same after
    folding simplified, traditional and variant characters, ``"loose"`` after loose folding; ``"pinyin"``,
    ``"wade-giles"``, ``"initials"`` a romanisation of the whole form, ``"key"`` another romanised key; ``"text"``.
    """

    kind: str
    form: str
    start: int
    end: int
    via: Via


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document and the reasons; ``matches`` is empty when the search had no text."""

    document: Document
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """``total`` documents, of which ``hits`` is the page asked for.

    ``facets``: facet name -> values, most frequent first, equal counts by value; selected values are always there.
    The counts of a facet ignore that facet's own filter, so they say what choosing another value would give.
    ``loose`` is True when nothing was found as written and the hits come from loose folding.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: the document, and the name form that the typed text begins (or is part of)."""

    iri: str
    type: str
    label: str
    match: Match


class SearchIndex(Protocol):
    """A search index; changes are seen by searches after ``commit``."""

    def add(self, documents: Iterable[Document]) -> int:
        """Add documents whose IRIs are not in the index; returns how many."""

    def delete(self, iris: Iterable[str]) -> None:
        """Remove the documents with these IRIs; unknown ones are ignored."""

    def replace(self, documents: Iterable[Document]) -> int:
        """Add documents in place of those with the same IRI, if any; returns how many."""

    def commit(self) -> None:
        """Make all changes since the last commit durable and visible at once."""

    def rollback(self) -> None:
        """Forget all changes since the last commit."""

    def refresh(self) -> None:
        """See what another process has committed."""

    def search(self, query: Query) -> Results:
        """Hits, total and facet counts of ``query``.

        Order of relevance: whole name, beginning of a name, part of names, romanised key, text; inside each, the same
        code points before folded ones; then greater weight, then the number in the IRI, then the IRI.
        """

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Up to ``limit`` documents with a name that begins with ``text``, then those with a romanised key that does,
        then those with a name that contains it; each group by weight. None for more than `MAX_TEXT` characters."""

    def get(self, iri: str) -> Document | None:
        """The document with this IRI, or None."""

    def count(self) -> int:
        """Number of documents."""

    def close(self) -> None:
        """Release files and the writer; what was not committed is lost."""


class Opener(Protocol):
    """Opens an index of one backend in a directory."""

    def __call__(self, path: Path, *, read_only: bool = False) -> SearchIndex: ...


def _lazy(module: str, name: str) -> Callable[[], Opener]:
    def load() -> Opener:
        opener: Opener = getattr(import_module(module), name).open
        return opener

    return load


BACKENDS: dict[str, Callable[[], Opener]] = {
    "embedded": _lazy("kg.search.embedded", "EmbeddedIndex"),
    "memory": _lazy("kg.search.memory", "MemoryIndex"),
}
"""Backend name -> function that imports it and returns its opener."""


def open_index(path: Path, *, backend: str = "embedded", read_only: bool = False) -> SearchIndex:
    """The index in the directory ``path``, created when it does not exist and ``read_only`` is False.

    Raises InvalidInput for an unknown backend, WorkspaceError when there is no usable index.
    """
    if backend not in BACKENDS:
        raise InvalidInput(f"There is no search backend {backend!r}.", hint=f"Use one of: {', '.join(BACKENDS)}.")
    return BACKENDS[backend]()(path, read_only=read_only)
