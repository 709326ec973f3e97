"""Warns of queries that the engine accepts and answers in another way than their author expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kg.sparql.lexer import Token, place, tokens


class Advice(NamedTuple):
    """A warning about one place of a query: where it is, what will happen, and how to write it instead."""

    place: str
    message: str
    hint: str


def advice(query: str) -> tuple[Advice, ...]:
    """The warnings for a query, in the order of their places; raises ``InvalidQuery`` for an unclosed string.

    >>> [a.place for a in advice("SELECT * { GRAPH ?g { { SELECT ?s { ?s ?p ?o } } } }")]
    ['line 1, column 25']
    """
    found = list(tokens(query))
    warnings = [*_select_inside_graph(query, found), *_compared_language(query, found)]
    return tuple(item for _, item in sorted(warnings, key=lambda pair: pair[0]))


def _select_inside_graph(query: str, found: list[Token]) -> Iterator[tuple[int, Advice]]:
    in_graph = [False]
    for index, token in enumerate(found):
        if token.text == "{" and token.kind == "mark":
            before = found[max(0, index - 2) : index]
            opens_graph = len(before) == 2 and before[0].text.upper() == "GRAPH" and before[1].kind == "variable"
            in_graph.append(in_graph[-1] or opens_graph)
        elif token.text == "}" and token.kind == "mark" and len(in_graph) > 1:
            in_graph.pop()
        elif in_graph[-1] and token.kind == "word" and token.text.upper() == "SELECT":
            yield (
                token.start,
                Advice(
                    place(query, token.start),
                    "A sub-SELECT inside GRAPH with a variable mixes the graphs and leaves the variable unbound.",
                    "Write the GRAPH inside the sub-SELECT and select its variable, or name the graph.",
                ),
            )


def _compared_language(query: str, found: list[Token]) -> Iterator[tuple[int, Advice]]:
    # lang ( ?x ) = "zh-Hant", and the same the other way round
    for index, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "LANG":
            continue
        around = [*found[max(0, index - 3) : index], *found[index + 4 : index + 7]]
        if not any(mark.text in ("=", "!") for mark in around):
            continue
        for near in around:
            if near.kind == "string" and near.text != near.text.lower():
                yield (
                    near.start,
                    Advice(
                        place(query, near.start),
                        "Language tags are stored in lower case, so this comparison does not find them.",
                        f"Write langMatches(lang(…), {near.text}), which does not mind the case.",
                    ),
                )
