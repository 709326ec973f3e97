"""Query results as a table for people: labels and links in place of bare IRIs, cut off where a page would be too long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from kg.authority.labels import best_label, labels_of
from kg.errors import InvalidInput
from kg.generation import Generation
from kg.sparql.result import Result
from ontology.namespaces import compact
from ontology.terms import all_terms
from webapp.presentation import label_of_term

#: Rows of a table on a page, and bytes of an answer that a page reads; downloads have neither limit.
MOST_ROWS = 200
MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: ``iri`` is empty for literals and blank nodes, ``note`` is a language tag or a datatype."""

    text: str
    iri: str = ""
    language: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The result of a query: a table, or the answer to an ASK. ``cut`` tells that there is more than is shown."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell | None, ...], ...] = ()
    answer: bool | None = None
    cut: bool = False


def read_bindings(result: Result, generation: Generation) -> Solutions:
    """The table of a result in ``application/sparql-results+json``. Raises InvalidInput where it is too long."""
    content = json.loads(_read(result))
    if "boolean" in content:
        return Solutions(answer=content["boolean"])
    variables = tuple(content["head"]["vars"])
    bindings = content["results"]["bindings"]
    labels = _Labels(generation)
    rows = tuple(tuple(_cell(row.get(name), labels) for name in variables) for row in bindings[:MOST_ROWS])
    return Solutions(variables, rows, cut=len(bindings) > MOST_ROWS)


def read_graph(result: Result, generation: Generation) -> Solutions:
    """The first triples of a result in ``application/n-triples``."""
    lines: list[bytes] = []
    rest = b""
    for chunk in result:
        *complete, rest = (rest + chunk).split(b"\n")
        lines += complete
        if len(lines) > MOST_ROWS:
            break
    result.close()
    labels = _Labels(generation)
    shown = b"\n".join(lines[:MOST_ROWS])
    rows = tuple(_triple(quad.triple, labels) for quad in parse(shown, RdfFormat.N_TRIPLES))
    return Solutions(("subject", "predicate", "object"), rows, cut=len(lines) > MOST_ROWS)


def _read(result: Iterable[bytes]) -> bytes:
    chunks, length = [], 0
    for chunk in result:
        length += len(chunk)
        if length > MOST_BYTES:
            raise InvalidInput("The answer is too long to be shown on a page.", hint="Download it instead, or add LIMIT.")
        chunks.append(chunk)
    return b"".join(chunks)


class _Labels:
    """Labels of IRIs, each looked up once: of an entity in the view, of a term in the language of the interface."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._base = generation.manifest.base
        self._known: dict[str, str] = {}

    def __getitem__(self, iri: str) -> str:
        if iri not in self._known:
            self._known[iri] = self._label(iri)
        return self._known[iri]

    def _label(self, iri: str) -> str:
        if iri.startswith(self._base):
            return best_label(labels_of(self._generation.store, NamedNode(iri))) or iri[len(self._base) :]
        return label_of_term(iri) if iri in all_terms() else compact(iri)


def _triple(triple: Triple, labels: _Labels) -> tuple[Cell, ...]:
    return tuple(_term(each, labels) for each in (triple.subject, triple.predicate, triple.object))


def _term(term: object, labels: _Labels) -> Cell:
    if isinstance(term, NamedNode):
        return Cell(labels[term.value], iri=term.value)
    language = getattr(term, "language", None) or ""
    return Cell(str(getattr(term, "value", term)), language=language, note=language)


def _cell(term: dict[str, str] | None, labels: _Labels) -> Cell | None:
    if term is None:
        return None
    match term["type"]:
        case "uri":
            return Cell(labels[term["value"]], iri=term["value"])
        case "bnode":
            return Cell(f"_:{term['value']}")
        case "literal":
            language = term.get("xml:lang", "")
            return Cell(term["value"], language=language, note=language or compact(term.get("datatype", "")))
        case _:
            return Cell(json.dumps(term["value"], ensure_ascii=False))
