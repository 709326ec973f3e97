"""The rules by which IRIs answer, for people, with examples that work on this server."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response

from kg.search import Query
from webapp import negotiate
from webapp.current import generation, workspace
from webapp.jsonld import context_address
from webapp.negotiate import FORMATS, GRAPH_FORMATS, Format
from webapp.pages import page, render

bp = Blueprint("linked_data", __name__)


@page("linked_data/index.html")
@dataclass(frozen=True, slots=True)
class LinkedDataPage:
    """What ``linked_data/index.html`` shows."""

    example: str = field(metadata={"help": "IRI of an entity that is described here; empty in an empty workspace"})
    formats: tuple[Format, ...] = field(metadata={"help": "The data formats of entities"})
    graphs: tuple[Format, ...] = field(metadata={"help": "The data formats of records besides"})
    context: str = field(metadata={"help": "Address of the JSON-LD context of this version"})
    base: str = field(metadata={"help": "The base IRI"})


@bp.get("/linked-data")
@negotiate.conditional
def index() -> Response:
    """How the data of every page is had by programs."""
    hits = generation().search.search(Query(filters={"type": ("person",)}, limit=1)).hits
    return render(
        LinkedDataPage(
            example=hits[0].document.iri if hits else "",
            formats=FORMATS,
            graphs=GRAPH_FORMATS[: -len(FORMATS)],
            context=context_address(),
            base=workspace().minter.base,
        )
    )
