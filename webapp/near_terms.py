"""Terms that may have been meant by an address or a word that is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from kg.search import Match, Suggestion
from ontology.namespaces import compact
from ontology.terms import VocabularyTerm
from webapp.errors import WithSuggestions
from webapp.languages import gettext as _
from webapp.negotiate import wants_html
from webapp.presentation import label_of_term

_MOST = 6
_NEAR = 0.6


class UnknownTerm(WithSuggestions):
    """A term that the vocabulary does not have: 404, with the nearest ones as links, for programs in words."""

    def __init__(self, name: str, among: Iterable[VocabularyTerm]) -> None:
        found = near_terms(name.partition(":")[2] or name, among)
        hint = _("The page of the ontology lists all terms.")
        if found and not wants_html():
            hint = _("Similar terms: %(names)s.", names=", ".join(compact(term.iri) for term in found))
        message = _("The vocabulary has no “%(name)s”.", name=name[:100])
        super().__init__(message, status=404, hint=hint, near=tuple(map(_suggestion, found)))


def near_terms(name: str, among: Iterable[VocabularyTerm]) -> tuple[VocabularyTerm, ...]:
    """The terms whose local name or one of whose labels is most like a name, the most similar first.

    >>> from ontology.terms import all_terms
    >>> [compact(term.iri) for term in near_terms("birthYaer", all_terms().values())][:1]
    ['zs:birthYear']
    """
    wanted = name.casefold()[:100]
    scored = ((_likeness(wanted, term), term) for term in among)
    found = sorted(
        ((score, term.iri, term) for score, term in scored if score >= _NEAR), key=lambda each: (-each[0], each[1])
    )
    return tuple(term for _score, _iri, term in found[:_MOST])


def _likeness(wanted: str, term: VocabularyTerm) -> float:
    local = compact(term.iri).partition(":")[2]
    return max(_ratio(wanted, known.casefold()) for known in (local, *term.labels.values()))


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def _suggestion(term: VocabularyTerm) -> Suggestion:
    name = compact(term.iri)
    return Suggestion(term.iri, term.kind, label_of_term(term.iri), Match("key", name, 0, len(name), "exact"))
