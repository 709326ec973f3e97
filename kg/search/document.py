"""What is put into the search index: one document for each entity of the view."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Document:
    """One entity as the search index sees it; the identity is ``iri``.

    Only ``names``, ``text`` and ``keys`` are searched: a label that shall be found must also be one of the names.
    An index gives a document back equal to what was added, so pages can draw a hit without the triple store.

    >>> names = (("盛宣懷", "authorized"), ("杏蓀", "zi"))
    >>> Document("http://example.org/person/1", "Person", "盛宣懷", names).forms
    ('盛宣懷', '杏蓀')
    """

    iri: str
    type: str
    """Local name of the class, e.g. ``"Person"``; always a facet."""
    label: str
    """What a hit is called on a page, and what sorting by label compares (by code points of the folded label)."""
    names: tuple[tuple[str, str], ...] = ()
    """Pairs (form, kind): kind is e.g. ``"authorized"``, ``"variant"``, ``"zi"``, ``"hao"``, ``"title"``."""
    text: str = ""
    """Abstract or full text: searched by substring like the names, ranked after them."""
    keys: tuple[str, ...] = ()
    """Romanised search keys (``kg.chinese.keys.search_keys`` of the names): lower-case, no spaces or diacritics."""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name (see facets.toml, without ``type``) -> values."""
    year_from: int | None = None
    """First year; 1 BCE is -1. With only one of the two years known, the span is that one year."""
    year_to: int | None = None
    weight: int = 0
    """Number of statements and relations: orders equal hits and suggestions, greatest first (capped at 2**20 - 1)."""
    summary: dict[str, object] = field(default_factory=dict)
    """Small JSON data for drawing the hit (dates in words, place, picture …); kept, never searched."""

    @property
    def forms(self) -> tuple[str, ...]:
        """The name forms without their kinds, in order."""
        return tuple(form for form, _ in self.names)

    @property
    def years(self) -> tuple[int, int] | None:
        """First and last year (inclusive), or None when neither is known."""
        first = self.year_to if self.year_from is None else self.year_from
        last = self.year_from if self.year_to is None else self.year_to
        return None if first is None or last is None else (first, last)

    def facet_values(self, name: str) -> tuple[str, ...]:
        """Values of the facet ``name``; ``"type"`` is the document's type."""
        return (self.type,) if name == "type" else self.facets.get(name, ())
