"""Reconciliation of one name at a time, always in the live generation.

The search index says who has a name like that, in any script, variant or romanisation, and what it keeps of each
(years, dynasty, native place) is compared first; the best are then read whole. Nothing is kept between questions but
open files, so a decision is seen by the next question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.reconciliation.candidate import Band, Candidate
from kg.reconciliation.indexed import indexed_profile, look_up, name_matches
from kg.reconciliation.name_comparison import NAME_RANK
from kg.reconciliation.profile import Profile
from kg.reconciliation.query import Found, NameQuery, checked_type, cleaned, profile_of
from kg.reconciliation.reading import PersonReader
from kg.reconciliation.scoring import candidates, weigh
from kg.search.document import Document
from ontology.terms import entity_types

if TYPE_CHECKING:
    from kg.workspace import Workspace

_PERSON = "person"
#: So many of those with the best names are read whole before the scores are final.
_READ = 5
#: Rank of names up to which two persons are namesakes.
_SAME_NAME = NAME_RANK["name-loose"]


class Reconciler:
    """Looks names up in a workspace, always in its live generation. Safe for several threads."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._types = frozenset(key for key, each in entity_types().items() if each.page)

    @classmethod
    def open(cls, workspace: Workspace) -> Reconciler:
        """The reconciler of a workspace; nothing is read before the first name is looked up."""
        return cls(workspace)

    def search(self, query: NameQuery, limit: int = 10) -> list[Found]:
        """The best entities for a name, best first, at most ``limit``; empty where none is known by it.

        Raises InvalidInput for a type that does not exist.
        """
        type, text = checked_type(query.type, self._types), cleaned(query.text)
        if limit < 1 or not text:
            return []
        found: list[Found] = []
        if type in ("", _PERSON):
            found = self._persons(query, limit)
        if type != _PERSON:
            found += self._others(text, type, limit)
        found.sort(key=lambda each: (-each.candidate.score, each.iri))
        return _one_match(found[:limit])

    def search_all(self, queries: Sequence[NameQuery], limit: int = 10) -> list[list[Found]]:
        """``search`` for many names, in their order."""
        return [self.search(query, limit) for query in queries]

    def _persons(self, query: NameQuery, limit: int) -> list[Found]:
        one = profile_of(query)
        if not one.names:
            return []
        live = self._workspace.live
        files: dict[str, list[Document]] = {}
        documents, complete = look_up(live, one, _PERSON)
        for document in documents:
            files.setdefault(min(document.facet_values("dataset"), default=""), []).append(document)
        reader = PersonReader(live.store, self._workspace.minter)
        found = [each for documents in files.values() for each in _of_one_file(one, documents, reader, limit)]
        return found if complete else [replace(each, match=each.match and _is_dated(each.candidate)) for each in found]

    def _others(self, text: str, type: str, limit: int) -> list[Found]:
        found = []
        for document, score, reasons in name_matches(self._workspace.live, text, type, limit):
            if document.type != _PERSON:
                candidate = Candidate(profile_of(NameQuery(text)).id, f"<{document.iri}>", score, Band.QUEUE, reasons)
                found.append(_found(candidate, document))
        return found


def _of_one_file(one: Profile, documents: Sequence[Document], reader: PersonReader, limit: int) -> list[Found]:
    """The candidates among the persons of one dataset: that another has the person, too, speaks against nobody."""
    labels = {f"<{each.iri}>": each for each in documents}
    quick = [weigh(one, indexed_profile(each)) for each in documents]
    alike = sum(1 for each in quick if each.name_rank <= _SAME_NAME)
    quick.sort(key=lambda each: (-each.odds, each.profile.id))
    compared = [weigh(one, reader.profile(each.profile.id), alike) for each in quick[:_READ]]
    compared += [weigh(one, each.profile, alike) for each in quick[_READ:]]
    return [_found(candidate, labels[candidate.other]) for candidate in candidates(one, compared, most=limit)]


def _is_dated(candidate: Candidate) -> bool:
    """Whether a date or an identifier tells somebody from namesakes that were not looked at."""
    return any(reason.feature in ("birth-same", "death-same", "identifier-same") for reason in candidate.reasons)


def _found(candidate: Candidate, document: Document) -> Found:
    match = candidate.band is Band.LINK
    return Found(document.iri, document.label, described(document), (document.type,), candidate, match)


def described(document: Document) -> str:
    """What tells an entity from others of its name: 清，1844–1916，江蘇武進.

    >>> described(Document("x", "person", "盛宣懷", facets={"dynasty": ("清",)}, year_from=1844, year_to=1916))
    '清，1844–1916'
    """
    first, last = document.year_from, document.year_to
    years = "" if first is None and last is None else f"{'' if first is None else first}–{'' if last is None else last}"
    parts = [*document.facet_values("dynasty")[:2], years, *document.facet_values("place")[:2]]
    parts += document.facet_values("kind")[:1]
    return "，".join(part for part in parts if part)


def _one_match(found: list[Found]) -> list[Found]:
    """At most one match: the first, where no other is in the band LINK."""
    linked = [each for each in found if each.match]
    if len(linked) < 2:
        return found
    return [replace(each, match=False) for each in found]
