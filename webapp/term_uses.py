"""How a term is used in the data: its number, examples, and where to see all: a search, or a query to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from string import Template

from flask import url_for
from pyoxigraph import NamedNode

from kg.generation import Generation
from kg.store import VIEW
from ontology.namespaces import compact, expand
from ontology.terms import VocabularyTerm, entity_type_of_class
from webapp.cells import Cell, CellReader
from webapp.presentation import label_of_term

_TYPE = NamedNode(expand("rdf:type"))
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Uses:
    """``count`` triples of the view; ``examples`` are (subject, property, value), of which a page shows what differs.

    ``search`` is the address of a search for all members of a class, or empty; ``query`` that of a SPARQL query.
    """

    count: int
    examples: tuple[tuple[Cell, Cell, Cell], ...]
    search: str
    query: str


def uses_of(data: Generation, term: VocabularyTerm) -> Uses:
    """How a class, property, individual or concept is used."""
    found = entity_type_of_class(term.iri) if term.kind == "class" else None
    return Uses(
        count=data.statistics().uses(term),
        examples=tuple(_examples(data, term)),
        search=url_for("search.index", type=found.segment) if found and found.page else "",
        query=url_for("sparql.endpoint", query=query_for(term)),
    )


def query_for(term: VocabularyTerm) -> str:
    """A query that finds uses of a term, for people to read and change."""
    known = compact(term.iri)
    written = known if known != term.iri and known.partition(":")[2].isidentifier() else f"<{term.iri}>"
    return _template(term.kind if term.kind in ("class", "property") else "value").substitute(
        term=written, label=label_of_term(term.iri)
    )


@cache
def _template(kind: str) -> Template:
    return Template((files("webapp") / "queries" / f"{kind}.rq").read_text("utf-8"))


def _examples(data: Generation, term: VocabularyTerm) -> Iterator[tuple[Cell, Cell, Cell]]:
    node, cells = NamedNode(term.iri), CellReader(data)
    match term.kind:
        case "class":
            found = data.store.match(None, _TYPE, node, VIEW)
        case "property":
            found = data.store.match(None, node, None, VIEW)
        case _:
            found = data.store.match(None, None, node, VIEW)
    for q in islice(found, _SHOWN):
        yield cells.term(q.subject), cells.term(q.predicate), cells.term(q.object)
