"""Why a document was found: the reasons that a page shows and highlights."""

from __future__ import annotations

from collections.abc import Iterator

from kg.search.analysis import folded, loosened, plain_keys, surface
from kg.search.document import Document
from kg.search.index import Match, Suggestion, Via
from kg.search.romanised import romanisation
from kg.search.terms import Term, Terms

MOST = 6
"""Reasons given for one hit."""
_AROUND = 24  # characters of text shown on each side of a match
_WINDOW = 4096


def matches(document: Document, terms: Terms, *, loose: bool = False) -> tuple[Match, ...]:
    """The reasons why ``document`` answers ``terms``, the best first, at most `MOST`.

    Name forms that contain a term; else a romanised key equal to the whole text; and the passage of the text for each
    term that no name has. ``loose`` as in `kg.search.index.Results`.
    """
    if not terms.parts:
        return ()
    named: list[Match] = []
    elsewhere: list[Term] = []
    for term in terms.parts:
        found = list(_in_names(document, term, loose))
        named += found
        if not found:
            elsewhere.append(term)
    if elsewhere and terms.key and terms.key in plain_keys(document.keys):
        named += key_matches(document, terms.key)
    named.sort(key=_quality)
    in_text = [match for term in elsewhere if (match := _in_text(document.text, term))]
    room = max(MOST - len(in_text), 1)
    return tuple([*dict.fromkeys(named)][:room] + in_text)[:MOST]


def key_matches(document: Document, key: str, *, beginning: bool = False) -> list[Match]:
    """The name forms that ``key`` spells (or begins to spell); when none does, the stored key itself."""
    spelled = [(form, kind, romanisation(form, key, beginning=beginning)) for form, kind in document.names]
    found = [Match(kind, form, 0, len(form), via) for form, kind, via in spelled if via]
    if found:
        return found
    stored = [each for each in plain_keys(document.keys) if each == key or (beginning and each.startswith(key))]
    return [Match("key", each, 0, len(key), "key") for each in stored[:1]]


def _quality(match: Match) -> tuple[bool, bool, int]:
    return match.via in ("loose", "key"), match.start > 0, len(match.form) - (match.end - match.start)


def _in_names(document: Document, term: Term, loose: bool) -> Iterator[Match]:
    for form, kind in document.names:
        place = _find(form, term, loose)
        if place:
            start, via = place
            yield Match(kind, form, start, start + len(term.surface), via)


def _find(form: str, term: Term, loose: bool) -> tuple[int, Via] | None:
    start = surface(form).find(term.surface)
    if start >= 0:
        return start, "exact"
    start = folded(form).find(term.folded)
    if start >= 0:
        return start, "folded"
    start = loosened(form).find(term.loose) if loose else -1
    return (start, "loose") if start >= 0 else None


def _in_text(text: str, term: Term) -> Match | None:
    start = _find_in_text(text, term)
    if start < 0:
        return None
    first = max(0, start - _AROUND)
    end = start + len(term.folded)
    return Match("text", text[first : end + _AROUND], start - first, end - first, "text")


def _find_in_text(text: str, term: Term) -> int:
    # A full text may be a whole book: it is folded only as far as needed.
    for first in range(0, len(text), _WINDOW):
        start = folded(text[first : first + _WINDOW + len(term.folded) - 1]).find(term.folded)
        if start >= 0:
            return first + start
    return -1


def suggestion(document: Document, terms: Terms) -> Suggestion:
    """The completion that ``document`` is for ``terms``: the name form that begins with the whole text, or whose
    romanised key does, or that contains it."""
    named = sorted(_in_names(document, terms.whole, loose=False), key=_quality)
    if terms.plain_key and (not named or named[0].start > 0):
        named = [*key_matches(document, terms.plain_key, beginning=True), *named]
    return Suggestion(document.iri, document.type, document.label, named[0])
