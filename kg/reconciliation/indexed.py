"""What the search index says of names: who has one like that, and enough of each to compare it for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from kg.chinese.readings import split_name
from kg.errors import InvalidInput
from kg.generation import Generation
from kg.reconciliation.candidate import LANGUAGES, Reason
from kg.reconciliation.names import NameKind, PersonName, name_kinds, plain_key
from kg.reconciliation.periods import joined, read_period
from kg.reconciliation.places import read_places
from kg.reconciliation.profile import Profile
from kg.reconciliation.query import spoken_forms
from kg.reconciliation.reading import usable
from kg.reconciliation.values import read_gender
from kg.search.document import Document
from kg.search.index import MAX_TEXT, Hit, Query
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, curie, iri

#: Persons of one name that are compared, and years around those of a question in which others are looked for.
MOST, _ABOUT = 120, 3
_IDENTIFIERS = tuple(curie(name) for name in ("skos:exactMatch", "owl:sameAs", "zs:matchTarget"))
#: How well an entity that is no person is named by a text: whole name as written, folded, beginning or part of one.
_EXACT, _FOLDED, _LOOSE, _PART = 0.9, 0.85, 0.7, 0.3
_WORDS = {
    "name-same": ("名称相同：{}", "名稱相同：{}", "same name: {}"),
    "name-folded": ("名称相同而字形有异：{}", "名稱相同而字形有異：{}", "same name, written in another way: {}"),
    "name-loose": ("名称拼写相合：{}", "名稱拼寫相合：{}", "the spelling fits: {}"),
    "name-part": ("名称部分相合：{}", "名稱部分相合：{}", "the name is a part: {}"),
}
_SCORES = {"name-same": _EXACT, "name-folded": _FOLDED, "name-loose": _LOOSE, "name-part": _PART}


def look_up(live: Generation, one: Profile, type: str) -> tuple[list[Document], bool]:
    """The documents of persons who may have one of the names, or an identifier, of a profile; and whether these are
    all: of a name that more than ``MOST`` bear, those of about its years are always among them."""
    found: dict[str, Document] = {}
    complete = True
    for form in dict.fromkeys(form for name in one.whole_names for form in spoken_forms(name)):
        if not _add(found, live, Query(_quoted(form), {"type": (type,)}, limit=MOST)):
            complete = False
            for first, last in (years for years in (one.birth, one.death, one.active) if years):
                _add(found, live, Query(_quoted(form), {"type": (type,)}, first - _ABOUT, last + _ABOUT, limit=MOST))
    if not found:
        for name in one.whole_names:
            for form in _behind_surname(name):
                _add(found, live, Query(_quoted(form), {"type": (type,)}, limit=MOST))
    for document in _identified(live, one):
        found.setdefault(document.iri, document)
    return list(found.values()), complete


def _add(found: dict[str, Document], live: Generation, query: Query) -> bool:
    """Add what a search finds; whether that is everything."""
    results = live.search.search(query)
    for hit in results.hits:
        found.setdefault(hit.document.iri, hit.document)
    return results.total <= len(results.hits)


def _behind_surname(name: PersonName) -> Iterator[str]:
    """What may be a courtesy or art name behind the surname: 杏蓀 of 盛杏蓀."""
    if name.is_han:
        given = plain_key(split_name(name.text)[1])
        if len(given) > 1:
            yield given


def _identified(live: Generation, one: Profile) -> Iterator[Document]:
    for address in _addresses(one.identifiers):
        for property in _IDENTIFIERS:
            for q in live.store.match(None, node(property), node(address), VIEW):
                if (document := live.search.get(str(q.subject)[1:-1])) is not None:
                    yield document


def _addresses(identifiers: Iterable[str]) -> Iterator[Term]:
    """The addresses that identifiers may stand for, however they are written; what is no address is left out."""
    for key in sorted(identifiers):
        if "/" in key:
            for scheme in ("http://", "https://", "http://www.", "https://www."):
                with suppress(InvalidInput):
                    yield iri(scheme + key)


def _quoted(text: str) -> str:
    """A text as one term of a search."""
    text = text.replace('"', " ").strip()[: MAX_TEXT - 2]
    return f'"{text}"' if " " in text and not text.isascii() else text


def indexed_profile(document: Document) -> Profile:
    """What the search index keeps of a person."""
    kinds = name_kinds()
    names = usable((form, kinds.get(kind, NameKind.WHOLE)) for form, kind in document.names)
    first, last = document.year_from, document.year_to
    return Profile(
        id=f"<{document.iri}>",
        names=names,
        birth=None if first is None else (first, first),
        death=None if last is None else (last, last),
        period=joined(filter(None, map(read_period, document.facet_values("dynasty")))),
        places=tuple(place for text in document.facet_values("place") for place in read_places(text)),
        gender=next(filter(None, map(read_gender, document.facet_values("gender"))), ""),
    )


def name_matches(
    live: Generation, text: str, type: str, limit: int
) -> Iterator[tuple[Document, float, tuple[Reason, ...]]]:
    """Entities whose names match a text, with a score and the reason: how well the names agree, nothing else."""
    query = Query(_quoted(text), {"type": (type,)} if type else {}, limit=min(limit * 2, MOST))
    for hit in live.search.search(query).hits:
        if not hit.matches:  # a text of marks alone finds everything
            continue
        feature, form = _agreement(hit)
        words = dict(zip(LANGUAGES, (each.format(form) for each in _WORDS[feature]), strict=True))
        yield hit.document, _SCORES[feature], (Reason(feature, 0.0, words),)


def _agreement(hit: Hit) -> tuple[str, str]:
    match = hit.matches[0]
    whole = match.kind != "text" and match.start == 0 and match.end == len(match.form)
    if whole and match.via == "exact":
        return "name-same", match.form
    if whole and match.via == "folded":
        return "name-folded", match.form
    return ("name-loose" if whole else "name-part"), match.form
