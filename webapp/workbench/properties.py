"""Which properties a record of some type can be given, and what a value of one has to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg import terms
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.terms import Term
from ontology.namespaces import compact, expand
from ontology.terms import OWN, VocabularyTerm, all_terms, entity_types
from webapp.decision_terms import read_term
from webapp.languages import gettext as _
from webapp.presentation import label_of_term

#: Properties of other vocabularies that fit whatever has a page.
_EVERYWHERE = frozenset(
    expand(name) for name in ("skos:prefLabel", "skos:altLabel", "skos:note", "skos:exactMatch", "rdfs:seeAlso")
)
#: Properties that the program itself states of entities and records.
_DERIVED = frozenset(
    expand(f"zs:{name}")
    for name in ("derivedThrough", "describes", "digest", "singleValued", "standsFor", "supersededBy", "partOf")
)
_OBJECT, _DATA = expand("owl:ObjectProperty"), expand("owl:DatatypeProperty")
_TAGGED = (expand("rdf:langString"),)
#: Languages that the form offers for a text.
LANGUAGES = ("zh-Hant", "zh-Hans", "en", "zh-Latn-pinyin", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Property:
    """A property to choose: its compact IRI, and its label in the language of the page."""

    name: str
    label: str


def properties_for(segment: str, used: Iterable[str] = ()) -> tuple[Property, ...]:
    """The properties that fit entities of a type, by label: those whose domain is its class or a class above it, those
    of our own vocabulary without a domain, those of general use, and those that are ``used`` already."""
    classes = frozenset(_with_broader(entity_types()[segment].class_iri)) if segment in entity_types() else frozenset()
    wanted = _EVERYWHERE.union(used)
    fitting = (
        term.iri
        for term in all_terms().values()
        if term.kind == "property" and term.iri not in _DERIVED and (term.iri in wanted or _fits(term, classes))
    )
    found = (Property(compact(iri), label_of_term(iri)) for iri in fitting)
    return tuple(sorted(found, key=lambda each: (each.label, each.name)))


def read_value(prop: Term, text: str, language: str, minter: Minter) -> Term:
    """A value that somebody typed for a property: with a language it is text as it stands, else it is read as on the
    command line (see ``decision_terms``).

    Raises InvalidInput for what the property does not take: text where it leads to an entity, an entity where it takes
    text, text without a language where it needs one.
    """
    term = terms.literal(text, language) if language else read_term(text, "value", minter)
    declared = all_terms().get(prop[1:-1])
    kinds = declared.characteristics if declared else ()
    if _OBJECT in kinds and not terms.is_iri(term):
        raise InvalidInput(
            _("The value of this property is an entity or a term, not text."),
            hint=_("Give its id, for example person/cbdb-55084, or a term such as zs:Male."),
        )
    if _DATA in kinds and terms.is_iri(term):
        raise InvalidInput(
            _("The value of this property is text or a number."), hint=_("Put text into quotation marks.")
        )
    if declared and declared.range == _TAGGED and not terms.is_iri(term) and not terms.literal_language(term):
        raise InvalidInput(_("This text needs a language."), hint=_("Choose the language of the text."))
    return term


def _fits(term: VocabularyTerm, classes: frozenset[str]) -> bool:
    return bool(classes.intersection(term.domain)) if term.domain else term.iri.startswith(OWN)


def _with_broader(iri: str) -> Iterator[str]:
    """A class and all those above it."""
    seen, todo = set[str](), [iri]
    while todo:
        each = todo.pop()
        if each not in seen:
            seen.add(each)
            yield each
            todo.extend(all_terms()[each].broader if each in all_terms() else ())
