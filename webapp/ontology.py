"""The pages of the vocabulary: the ontology as a whole, and each class, property and individual; the same as data.

The IRI of a term (``https://w3id.org/zhishu/ontology/X``) leads here (``/ontology/X``); terms of standards that the
project uses are under ``/ontology/term/<prefix>/<local name>``. Concepts and their schemes are in ``scheme``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from flask import Blueprint, Response, jsonify, redirect, url_for
from pyoxigraph import Quad

from kg.statistics import Statistics
from ontology.history import VocabularyVersion
from ontology.namespaces import PREFIXES, compact
from ontology.terms import VocabularyTerm, all_terms, versions
from webapp import link_headers, negotiate
from webapp.addresses import address_of
from webapp.current import generation
from webapp.diagram import Tie, Wheel
from webapp.near_terms import UnknownTerm
from webapp.negotiate import FORMATS, Format, split_suffix
from webapp.ontology_graph import ONTOLOGY
from webapp.ontology_overview import (
    DomainClasses,
    Heading,
    PropertyFilter,
    SchemeRow,
    classes_by_domain,
    find_properties,
    heading,
    read_filter,
    schemes,
    wheel,
)
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.term_page import TermPage, term_page
from webapp.vocabulary import Fault, served

bp = Blueprint("ontology", __name__)

PER_PAGE = 60
LAST_PAGE = 1_000
_SUFFIXES = ",".join((negotiate.PAGE_SUFFIX, *(each.suffix for each in FORMATS)))


@page("ontology/index.html")
@dataclass(frozen=True, slots=True)
class OntologyPage:
    """What ``ontology/index.html`` shows."""

    about: Heading = field(metadata={"help": "What the ontology says of itself"})
    fault: Fault | None = field(metadata={"help": "Why the files as they are now are not served; None: they are"})
    totals: Mapping[str, int] = field(metadata={"help": "Kind of term -> number of terms of our own"})
    counts: Statistics = field(metadata={"help": "How often each term occurs in the data"})
    wheel: Wheel = field(metadata={"help": "The classes and what ties them"})
    ties: tuple[Tie, ...] = field(metadata={"help": "The same as rows of a table"})
    domains: tuple[DomainClasses, ...] = field(metadata={"help": "The classes as trees, by domain"})
    filter: PropertyFilter = field(metadata={"help": "Which properties are asked for"})
    domain_choices: tuple[str, ...] = field(metadata={"help": "Classes that are the domain of some property"})
    range_choices: tuple[str, ...] = field(metadata={"help": "Classes and datatypes that are the range of some"})
    properties: tuple[VocabularyTerm, ...] = field(metadata={"help": "The properties of this page of the list"})
    found: int = field(metadata={"help": "Number of properties found"})
    pages: Pager = field(metadata={"help": "Links to other pages of the list"})
    schemes: tuple[SchemeRow, ...] = field(metadata={"help": "The concept schemes"})
    versions: tuple[VocabularyVersion, ...] = field(metadata={"help": "The versions, the latest first"})
    prefixes: tuple[tuple[str, str], ...] = field(metadata={"help": "(prefix, namespace)"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The whole as data: formats and addresses"})


@bp.get("/ontology")
@bp.get(f"/ontology.<any({_SUFFIXES}):suffix>")
@negotiate.located()
@negotiate.conditional
def index(suffix: str = "") -> Response:
    """The ontology as a whole; as RDF all its triples, with alignments and concept schemes."""
    wanted = next((each for each in FORMATS if each.suffix == suffix), None) or negotiate.choose()
    if wanted is not None:
        return data(served().graph().whole(), wanted, [asdict(term) for term in all_terms().values()])
    return link_headers.add(render(overview()), link_headers.alternates())


@bp.get("/ontology/")
def root() -> Response:
    """The IRI of the ontology ends in a slash: see the page of the ontology."""
    return redirect(url_for(".index"), 303)  # type: ignore[return-value]


@bp.get("/ontology/<local>")
@negotiate.located()
@negotiate.conditional
def term(local: str) -> Response:
    """A class, property or individual of our own, as a page or as data. Raises UnknownTerm."""
    stem, wanted = split_suffix(local)
    if stem in {version.number for version in versions()} or local in {version.number for version in versions()}:
        return redirect(f"{url_for('.index')}#history", 303)  # type: ignore[return-value]
    return _answer(ONTOLOGY + stem, stem, wanted)


@bp.get("/ontology/term/<prefix>/<path:local>")
@negotiate.located()
@negotiate.conditional
def reused(prefix: str, local: str) -> Response:
    """A term of a standard that the project uses. Raises UnknownTerm."""
    stem, wanted = split_suffix(local)
    iri = PREFIXES.get(prefix, f"{prefix}:") + stem
    found = all_terms().get(iri)
    if found and address_of(found) != url_for(".reused", prefix=prefix, local=stem):
        return redirect(address_of(found), 301)  # type: ignore[return-value]
    return _answer(iri, f"{prefix}:{stem}", wanted)


def _answer(iri: str, name: str, wanted: Format | None) -> Response:
    found = all_terms().get(iri)
    if found is None or found.kind in ("concept", "scheme"):
        raise UnknownTerm(name, (each for each in all_terms().values() if each.kind not in ("concept", "scheme")))
    wanted = wanted or negotiate.choose()
    if wanted is not None:
        return data(served().graph().of(iri), wanted, asdict(found))
    shown: TermPage = term_page(generation(), found)
    links = [link_headers.Link(iri, "canonical"), link_headers.Link(url_for(".index"), "collection")]
    return link_headers.add(render(shown), [*links, *link_headers.alternates()])


def data(quads: Iterable[Quad], wanted: Format, shape: object) -> Response:
    """Triples of the vocabulary in an RDF format, or as JSON what ``shape`` is."""
    return jsonify(shape) if wanted.rdf is None else negotiate.rdf_response(quads, wanted)


def overview() -> OntologyPage:
    """The page of the ontology as a whole."""
    terms = all_terms()
    asked, number = read_filter(), whole_number("page", 1, LAST_PAGE) or 1
    properties = find_properties(asked, terms.values())
    drawing, ties = wheel(terms)
    own = [each for each in terms.values() if each.iri.startswith(ONTOLOGY)]
    found = [each for each in terms.values() if each.kind == "property"]
    return OntologyPage(
        about=heading(served().graph()),
        fault=served().fault,
        totals={
            "class": sum(each.kind == "class" for each in own),
            "property": sum(each.kind == "property" for each in own),
            "reused": sum(each.kind in ("class", "property") for each in terms.values())
            - sum(each.kind in ("class", "property") for each in own),
            "scheme": sum(each.kind == "scheme" for each in terms.values()),
            "concept": sum(each.kind == "concept" for each in terms.values()),
        },
        counts=generation().statistics(),
        wheel=drawing,
        ties=ties,
        domains=classes_by_domain(terms),
        filter=asked,
        domain_choices=_choices(each.domain for each in found),
        range_choices=_choices(each.range for each in found),
        properties=properties[(number - 1) * PER_PAGE : number * PER_PAGE],
        found=len(properties),
        pages=paginate(len(properties), PER_PAGE, number, LAST_PAGE, lambda n: _page_address(asked, n)),
        schemes=schemes(terms, generation().statistics()),
        versions=versions()[::-1],
        prefixes=tuple(PREFIXES.items()),
        formats=tuple((each, f"{url_for('.index')}.{each.suffix}") for each in FORMATS),
    )


def _page_address(asked: PropertyFilter, number: int) -> str:
    query = "&".join(part for part in (asked.query(), f"page={number}") if part)
    return f"{url_for('.index')}?{query}#properties"


def _choices(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({iri for group in groups for iri in group}, key=compact))
