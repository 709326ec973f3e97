"""The data of an entity, in every format, and the pages of links of one that has more than fit on its own page."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Response, jsonify, request
from pyoxigraph import Quad

from kg.authority.description import Describer
from kg.authority.linked import PER_PAGE, LinkPage, datasets_of, description, link_page, source_graphs
from kg.errors import NotFound
from kg.generation import Generation
from kg.inference.reading import inferred_quads
from webapp import inferred, link_headers, negotiate
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.negotiate import FORMATS, Format
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.presentation import href, language_tag
from webapp.serialisation import with_usual_tags

LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link: the property, the other entity and its label; ``outgoing`` where the entity itself is the subject."""

    property: str
    entity: str
    label: str
    outgoing: bool


@page("entity/links.html")
@dataclass(frozen=True, slots=True)
class LinksPage:
    """What ``entity/links.html`` shows."""

    iri: str = field(metadata={"help": "IRI of the entity"})
    heading: str = field(metadata={"help": "Its label"})
    rows: tuple[LinkRow, ...] = field(metadata={"help": "The links of this page"})
    total: int = field(metadata={"help": "Number of all links"})
    first: int = field(metadata={"help": "Number of the first link of this page"})
    pages: Pager = field(metadata={"help": "Links to the other pages"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and addresses of this page"})


def answer(data: Generation, describer: Describer, iri: str, wanted: Format | None) -> Response:
    """A page of links as data (with what the entity is), or as a page. Raises NotFound beyond the last one."""
    minter = workspace().minter
    found = link_page(minter, data, iri, whole_number("page", 1, LAST_PAGE) or 1)
    if found.number > found.last:
        raise NotFound(
            _("There is no page %(number)s of this description.", number=found.number),
            hint=_("The last one is %(last)s.", last=found.last),
        )
    if wanted is None:
        response = render(_links_page(describer, iri, found))
    elif wanted.rdf is not None:
        quads = description(minter, data, iri, found)
        if request.args.get("inferred") == "1":  # what rules give is no part of the view: only who asks for it gets it
            quads += inferred_quads(data, iri)
        response = negotiate.rdf_response(quads, wanted)
    else:
        response = jsonify({**_as_json(describer, iri, found), "inferred": inferred.as_json(data, iri)})
    datasets = datasets_of(minter, source_graphs(minter, data, iri))
    links = [*link_headers.alternates(), *link_headers.of_entity(data, iri, datasets)]
    return link_headers.add(response, [*links, *link_headers.of_page(found.number, found.last)])


def _links_page(describer: Describer, iri: str, found: LinkPage) -> LinksPage:
    first = (found.number - 1) * PER_PAGE + 1
    return LinksPage(
        iri=iri,
        heading=describer.label(iri),
        rows=tuple(_row(describer, iri, each) for each in found.links),
        total=found.total,
        first=first,
        pages=paginate(found.total, PER_PAGE, found.number, LAST_PAGE, lambda number: f"{href(iri)}?page={number}"),
        formats=tuple((each, negotiate.address(each.suffix)) for each in FORMATS),
    )


def _row(describer: Describer, iri: str, each: Quad) -> LinkRow:
    subject, value = str(each.subject)[1:-1], str(each.object)[1:-1]
    outgoing = subject == iri
    other = value if outgoing else subject
    return LinkRow(each.predicate.value, other, describer.label(other), outgoing)


def _as_json(describer: Describer, iri: str, found: LinkPage) -> dict[str, Any]:
    """The entity as its page shows it, with a page of its links."""
    content: dict[str, Any] = with_usual_tags(asdict(describer.entity(iri)))
    content["labels"] = {language_tag(tag): label for tag, label in content["labels"].items()}
    rows = [asdict(_row(describer, iri, each)) for each in found.links]
    return {**content, "links": {"page": found.number, "last": found.last, "total": found.total, "items": rows}}
