"""Decides whether a query may run: reading only, nothing that reaches out of the store.

Oxigraph has no switch for ``SERVICE``, and its parser takes text apart where the SPARQL tokenizer would not:
``SERVICE:x { }`` is a SERVICE clause to it, and ``FILTER(1<'>')SERVICE…`` a comparison with a string. So the guard
reads tokens as the standard says, and refuses what could be read in a second way that hides a keyword.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import NamedTuple

from kg.errors import InvalidQuery
from kg.sparql.lexer import Token, has_authority, iri_at, place, resolve_codepoints, tokens

MAX_QUERY_BYTES = 100_000
MAX_NESTING = 200
UPDATES = frozenset({"ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH"})

# Words after which "<" can only begin an IRI; after any other word it might compare.
_NOT_OPERANDS = frozenset({"UNDEF", "DISTINCT", "BASE", "FROM", "NAMED", "GRAPH"})
_OPERANDS = frozenset({"iri", "variable", "language", "blank", "name", "number", "string"})
# Inside "<…>": what would open a string or a comment, or is the keyword, if "<" meant "less than".
_HIDING = re.compile(r"['#]|service", re.IGNORECASE)


class QueryForm(StrEnum):
    """The four forms of a SPARQL query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


class _Fault(NamedTuple):
    start: int
    reason: str
    hint: str


def check(query: str, *, max_bytes: int = MAX_QUERY_BYTES, prefixes: Collection[str] = ()) -> QueryForm:
    """The form of a query that may run; ``prefixes`` are prefix names that need no declaration.

    Raises ``InvalidQuery`` with line and column for an update, ``SERVICE``, ``LOAD``, an undeclared prefix, an
    unclosed string, nesting deeper than ``MAX_NESTING`` and a query of more than ``max_bytes`` (in UTF-8).
    ``FROM`` and ``FROM NAMED`` are allowed: they only choose among graphs inside the store.

    >>> check("# SERVICE\\nASK { ?service ?p 'SERVICE' }").value
    'ASK'
    """
    _check_size(query, max_bytes)
    found = list(tokens(query))
    if "\\u" in query or "\\U" in query:
        _refuse_disguised_keywords(query)
    for fault in _faults(query, found):
        raise _invalid(query, fault)
    body, declared = _read_prologue(query, found)
    for token in found[body:]:
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in declared and prefix not in prefixes:
            hint = f"Write PREFIX {prefix}: <…> before the query."
            raise _invalid(query, _Fault(token.start, f"the prefix “{prefix}:” is not declared.", hint))
    return _read_form(query, found, body)


def _invalid(query: str, fault: _Fault) -> InvalidQuery:
    return InvalidQuery(f"{place(query, fault.start)}: {fault.reason}", hint=fault.hint)


def _check_size(query: str, max_bytes: int) -> None:
    try:
        size = len(query.encode())
    except UnicodeEncodeError as error:
        reason = "half of a surrogate pair is not a character."
        raise _invalid(query, _Fault(error.start, reason, "Send the query as UTF-8.")) from error
    if size > max_bytes:
        raise InvalidQuery(
            f"The query has {size:,} bytes; at most {max_bytes:,} are accepted.",
            hint="Ask about long lists in several queries, each with some of the VALUES.",
        )


def _faults(query: str, found: Sequence[Token]) -> Iterator[_Fault]:
    yield from _keyword_faults(found)
    yield from _two_readings(query, found)
    yield from _nesting_faults(found)


def _keyword_faults(found: Sequence[Token]) -> Iterator[_Fault]:
    for index, token in enumerate(found):
        if token.kind == "word" and "service" in token.text.casefold():
            yield _Fault(
                token.start,
                "SERVICE is refused, this endpoint asks no other server.",
                "Query the other endpoint yourself and bring its values with VALUES.",
            )
        elif token.kind == "word" and token.text.upper() in UPDATES:
            yield _Fault(
                token.start,
                f"{token.text.upper()} is refused, this endpoint only reads.",
                "Ask with SELECT, ASK, CONSTRUCT or DESCRIBE; data change by loading and by decisions.",
            )
        elif token.kind == "name" and "service" in token.text.partition(":")[0].casefold():
            following = found[index + 1].text if index + 1 < len(found) else ""
            preceding = found[index - 1].text.upper() if index else ""
            # The engine reads SERVICE:x { … } as SERVICE :x { … }; no other use of such a prefix is in doubt.
            if following == "{" and preceding not in {"GRAPH", "FROM", "NAMED"}:
                yield _Fault(
                    token.start,
                    f"“{token.text} {{” could be read as a SERVICE clause, which is refused.",
                    "Choose another name for this prefix, or write the IRI in full.",
                )


def _two_readings(query: str, found: Sequence[Token]) -> Iterator[_Fault]:
    """Places where ``<`` begins an IRI or means "less than", and the choice decides what is text and what is query.

    Expressions stand in parentheses, so only a ``<`` in parentheses after an operand is in doubt. An IRI that holds
    neither quote, comment sign nor keyword gives the same tokens after its ``>`` in both readings; one that begins
    with ``scheme://`` cannot be anything else. Parentheses inside such an IRI count as if they were the query's.
    """
    open_parentheses = [0]
    operand = False
    for token in found:
        in_doubt = ""
        if token.kind == "iri" and operand and open_parentheses[-1]:
            in_doubt = token.text
            open_parentheses[-1] += token.text.count("(")
        elif token.text == "<<":
            in_doubt = iri_at(query, token.start + 1)
        if _HIDING.search(in_doubt) and not has_authority(in_doubt):
            yield _Fault(
                token.start,
                "“<” could begin an IRI or mean “less than” here.",
                "Put a space after “<” to compare, or write the IRI in full, beginning with its scheme and “//”.",
            )
        if token.kind == "mark":
            _count_parentheses(token.text, open_parentheses)
            operand = token.text in ")]}>"
        else:
            operand = token.kind in _OPERANDS or token.text.upper() not in _NOT_OPERANDS


def _count_parentheses(mark: str, open_parentheses: list[int]) -> None:
    if mark == "(":
        open_parentheses[-1] += 1
    elif mark == ")":
        open_parentheses[-1] = max(0, open_parentheses[-1] - 1)
    elif mark == "{":
        open_parentheses.append(0)
    elif mark == "}" and len(open_parentheses) > 1:
        open_parentheses.pop()


def _nesting_faults(found: Sequence[Token]) -> Iterator[_Fault]:
    depth = 0
    for token in found:
        if token.text in ("(", "[", "{"):
            depth += 1
        elif token.text in (")", "]", "}"):
            depth -= 1
        if depth > MAX_NESTING:
            reason = f"brackets are nested more than {MAX_NESTING} deep."
            yield _Fault(token.start, reason, "Flatten the query; property paths and VALUES often help.")


def _refuse_disguised_keywords(query: str) -> None:
    # SPARQL 1.1 resolves \uXXXX before it looks for tokens, SPARQL 1.2 and the engine only in strings and IRIs.
    plain, steps = resolve_codepoints(query)
    found: list[Token] = []
    with suppress(InvalidQuery):  # a quote written as \u0022 may open a string; the engine keeps it where it stands
        for token in tokens(plain):
            found.append(token)
    for fault in _keyword_faults(found):
        resolved, written = steps[bisect_right(steps, (fault.start, len(query))) - 1]
        raise _invalid(query, fault._replace(start=written + fault.start - resolved))


def _read_prologue(query: str, found: Sequence[Token]) -> tuple[int, frozenset[str]]:
    """The index of the first token after BASE, PREFIX and VERSION, and the declared prefix names."""
    shapes = {"BASE": ["iri"], "PREFIX": ["name", "iri"], "VERSION": ["string"]}
    declared = set()
    index = 0
    while index < len(found) and found[index].text.upper() in shapes:
        shape = shapes[found[index].text.upper()]
        values = found[index + 1 : index + 1 + len(shape)]
        if [token.kind for token in values] != shape:
            reason = f"{found[index].text} is not followed by what belongs to it."
            hint = "Write PREFIX name: <IRI>, BASE <IRI> or VERSION '1.2'."
            raise _invalid(query, _Fault(found[index].start, reason, hint))
        declared.add(values[0].text.removesuffix(":"))
        index += 1 + len(shape)
    return index, frozenset(declared)


def _read_form(query: str, found: Sequence[Token], body: int) -> QueryForm:
    if body == len(found):
        raise InvalidQuery("The query is empty.", hint="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE.")
    word = found[body].text.upper()
    if word not in QueryForm.__members__:
        reason = f"“{found[body].text[:40]}” begins no query."
        raise _invalid(query, _Fault(found[body].start, reason, "Begin with SELECT, ASK, CONSTRUCT or DESCRIBE."))
    return QueryForm(word)
