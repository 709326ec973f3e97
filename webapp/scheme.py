"""Concept schemes: the tree of a scheme, the page of a concept with what is above and below it; the same as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from flask import Blueprint, Response, redirect, url_for
from markupsafe import Markup

from kg.errors import NotFound
from kg.statistics import Statistics
from ontology.crosswalks import Crosswalk
from ontology.terms import VocabularyTerm, all_terms
from webapp import link_headers, negotiate, schema_org
from webapp.addresses import address_of, scheme_id
from webapp.crosswalk_download import CodeRow, as_csv, codes_of, crosswalks_of
from webapp.current import generation
from webapp.languages import gettext as _
from webapp.near_terms import UnknownTerm
from webapp.negotiate import FORMATS, Format, split_suffix
from webapp.ontology import data
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.term_tree import Branch, above, branches, natural_order
from webapp.term_uses import Uses, uses_of
from webapp.vocabulary import served

bp = Blueprint("scheme", __name__)

#: A scheme with more concepts is shown by the page, its branches only on the pages of their top concepts.
WHOLE = 600
PER_PAGE = 100
LAST_PAGE = 1_000


@page("ontology/scheme.html")
@dataclass(frozen=True, slots=True)
class SchemePage:
    """What ``ontology/scheme.html`` shows."""

    item: VocabularyTerm = field(metadata={"help": "The scheme"})
    concepts: int = field(metadata={"help": "Number of its concepts"})
    whole: bool = field(metadata={"help": "Whether all branches are shown here"})
    branches: tuple[Branch, ...] = field(metadata={"help": "Top concepts of this page with what is below them"})
    pages: Pager = field(metadata={"help": "Links to other pages of top concepts"})
    crosswalks: tuple[Crosswalk, ...] = field(metadata={"help": "Its crosswalks to the codes of others"})
    counts: Statistics = field(metadata={"help": "How often each concept occurs in the data"})
    structured: Markup = field(metadata={"help": "What search engines read, as JSON-LD"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The scheme as data: formats and addresses"})


@page("ontology/concept.html")
@dataclass(frozen=True, slots=True)
class ConceptPage:
    """What ``ontology/concept.html`` shows."""

    item: VocabularyTerm = field(metadata={"help": "The concept"})
    scheme: VocabularyTerm = field(metadata={"help": "Its scheme"})
    above: tuple[str, ...] = field(metadata={"help": "Broader concepts, the nearest first"})
    below: tuple[Branch, ...] = field(metadata={"help": "Narrower concepts as trees"})
    codes: tuple[CodeRow, ...] = field(metadata={"help": "The codes that others have for it"})
    counts: Statistics = field(metadata={"help": "How often each concept occurs in the data"})
    uses: Uses = field(metadata={"help": "How this concept is used in the data"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The concept as data: formats and addresses"})


@bp.get("/scheme")
def index() -> Response:
    """The schemes are listed on the page of the ontology."""
    return redirect(f"{url_for('ontology.index')}#schemes", 303)  # type: ignore[return-value]


@bp.get("/scheme/<scheme>")
@negotiate.located()
@negotiate.conditional
def show(scheme: str) -> Response:
    """A concept scheme: its tree, or all its triples. Raises UnknownTerm."""
    stem, wanted = split_suffix(scheme)
    terms = all_terms()
    found = _scheme(stem, terms)
    concepts = _concepts(found, terms)
    wanted = wanted or negotiate.choose()
    if wanted is not None:
        return data(served().graph().of_scheme(found.iri), wanted, [asdict(term) for term in (found, *concepts)])
    number, whole = whole_number("page", 1, LAST_PAGE) or 1, len(concepts) <= WHOLE
    tops = branches(concepts)
    per_page = len(tops) or 1 if whole else PER_PAGE
    on_page = tops[(number - 1) * per_page : number * per_page]
    told = schema_org.of_scheme(
        found, [branch.term for branch in on_page], url_for(".show", scheme=stem, _external=True)
    )
    shown = SchemePage(
        item=found,
        concepts=len(concepts),
        whole=whole,
        branches=on_page,
        pages=paginate(len(tops), per_page, number, LAST_PAGE, lambda n: url_for(".show", scheme=stem, page=n)),
        crosswalks=crosswalks_of(found),
        counts=generation().statistics(),
        structured=schema_org.script(told),
        formats=_formats(found),
    )
    return link_headers.add(render(shown), [link_headers.Link(found.iri, "canonical"), *link_headers.alternates()])


@bp.get("/scheme/<scheme>/crosswalk/<other>.csv")
@negotiate.conditional
def crosswalk(scheme: str, other: str) -> Response:
    """A crosswalk of a scheme as CSV. Raises NotFound."""
    known = crosswalks_of(_scheme(scheme, all_terms()))
    found = next((each for each in known if each.other == other), None)
    if found is None:
        names = ", ".join(f"{each.other}.csv" for each in known)
        raise NotFound(
            _("There is no crosswalk “%(name)s”.", name=other[:100]),
            hint=_("There are: %(names)s.", names=names) if names else "",
        )
    return as_csv(found)


@bp.get("/scheme/<scheme>/<path:local>")
@negotiate.located()
@negotiate.conditional
def concept(scheme: str, local: str) -> Response:
    """A concept of a scheme. Raises UnknownTerm."""
    terms = all_terms()
    group = _scheme(scheme, terms)
    stem, wanted = split_suffix(local)
    concepts = _concepts(group, terms)
    found = terms.get(group.iri + stem)
    if found is None or found.scheme != group.iri:
        raise UnknownTerm(f"{scheme}:{stem}", concepts)
    wanted = wanted or negotiate.choose()
    if wanted is not None:
        return data(served().graph().of(found.iri), wanted, asdict(found))
    shown = ConceptPage(
        item=found,
        scheme=group,
        above=above(found.iri, terms),
        below=_below(found, concepts),
        codes=codes_of(group, found),
        counts=generation().statistics(),
        uses=uses_of(generation(), found),
        formats=_formats(found),
    )
    links = [
        link_headers.Link(found.iri, "canonical"),
        link_headers.Link(url_for(".show", scheme=scheme), "collection"),
    ]
    return link_headers.add(render(shown), [*links, *link_headers.alternates()])


def _scheme(name: str, terms: Mapping[str, VocabularyTerm]) -> VocabularyTerm:
    known = [term for term in terms.values() if term.kind == "scheme"]
    found = next((term for term in known if scheme_id(term.iri) == name), None)
    if found is None:
        raise UnknownTerm(name, known)
    return found


def _concepts(scheme: VocabularyTerm, terms: Mapping[str, VocabularyTerm]) -> list[VocabularyTerm]:
    return sorted((term for term in terms.values() if term.scheme == scheme.iri), key=natural_order)


def _below(found: VocabularyTerm, concepts: list[VocabularyTerm]) -> tuple[Branch, ...]:
    """The narrower concepts as trees: what the scheme shows under the concept."""
    lower: set[str] = set()
    waiting = {found.iri}
    while waiting:
        waiting = {term.iri for term in concepts if waiting & set(term.broader)} - lower - {found.iri}
        lower |= waiting
    return branches([term for term in concepts if term.iri in lower])


def _formats(term: VocabularyTerm) -> tuple[tuple[Format, str], ...]:
    return tuple((each, f"{address_of(term)}.{each.suffix}") for each in FORMATS)
