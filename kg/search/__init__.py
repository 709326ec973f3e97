"""Search: documents in, ranked hits with their reasons and facet counts out, behind one protocol.

Usual names are importable from here; an index is opened with :func:`open_index`.
"""

from kg.search.clone import clone
from kg.search.document import Document
from kg.search.facets import FACETS, Facet, FacetValue
from kg.search.index import (
    BACKENDS,
    Hit,
    Match,
    Query,
    Results,
    SearchIndex,
    Suggestion,
    open_index,
)

__all__ = [
    "BACKENDS",
    "FACETS",
    "Document",
    "Facet",
    "FacetValue",
    "Hit",
    "Match",
    "Query",
    "Results",
    "SearchIndex",
    "Suggestion",
    "clone",
    "open_index",
]
