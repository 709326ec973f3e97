"""Query results as a table for people: labels and links in place of bare IRIs, cut off where a page gets too long."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from kg.errors import InvalidInput
from kg.generation import Generation
from kg.sparql.result import Result
from webapp.cells import Cell, CellReader

#: Rows of a table on a page, and bytes of an answer that a page reads; downloads have neither limit.
MOST_ROWS = 200
MOST_BYTES = 4_000_000


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
    cells = CellReader(generation)
    rows = tuple(tuple(_cell(row.get(name), cells) for name in variables) for row in bindings[:MOST_ROWS])
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
    cells = CellReader(generation)
    shown = b"\n".join(lines[:MOST_ROWS])
    rows = tuple(_triple(quad.triple, cells) for quad in parse(shown, RdfFormat.N_TRIPLES))
    return Solutions(("subject", "predicate", "object"), rows, cut=len(lines) > MOST_ROWS)


def _read(result: Iterable[bytes]) -> bytes:
    chunks, length = [], 0
    for chunk in result:
        length += len(chunk)
        if length > MOST_BYTES:
            raise InvalidInput(
                "The answer is too long to be shown on a page.", hint="Download it instead, or add LIMIT."
            )
        chunks.append(chunk)
    return b"".join(chunks)


def _triple(triple: Triple, cells: CellReader) -> tuple[Cell, ...]:
    return tuple(cells.term(each) for each in (triple.subject, triple.predicate, triple.object))


def _cell(term: dict[str, Any] | None, cells: CellReader) -> Cell | None:
    if term is None:
        return None
    match term["type"]:
        case "uri":
            return cells.iri(term["value"])
        case "bnode":
            return Cell(f"_:{term['value']}")
        case "literal":
            return cells.literal(term["value"], term.get("xml:lang", ""), term.get("datatype", ""))
        case _:
            return Cell(json.dumps(term["value"], ensure_ascii=False))
