"""Turns a syntax error of the engine into a message for people: line, column, what stands there, what could."""

from __future__ import annotations

import re

from kg.errors import InvalidQuery

_ENGINE_MESSAGE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r'"(?:\\.|[^"\\])*"|[A-Za-z][\w ]+')
_CHARACTER_CLASS = re.compile(r"\[[^\[\]]*\]")
_MOST_EXPECTED = 8
_EXCERPT = 24


def invalid_query(message: str, query: str) -> InvalidQuery:
    """The error to raise for the message of a ``SyntaxError`` of pyoxigraph about a query.

    >>> print(invalid_query("error at 2:3: expected one of BIND, UNION, [_]", "ASK {\\n  FILTR(1) }"))
    line 2, column 3: the query cannot be read from “FILTR(1) }” on.
    """
    match = _ENGINE_MESSAGE.fullmatch(message)
    if match is None:
        return InvalidQuery(f"The query cannot be read: {message}", hint="Check brackets, dots and prefixes.")
    line, column = int(match[1]), int(match[2])
    lines = query.split("\n")
    text = lines[line - 1] if line <= len(lines) else ""
    rest = text[column - 1 :].strip()
    if rest:
        stands = f"the query cannot be read from “{rest[:_EXCERPT]}” on."
    else:
        before = text[: column - 1].strip()
        before = before if len(before) <= _EXCERPT else f"…{before[-_EXCERPT:]}"
        stands = f"the query cannot be read after “{before}”." if before else "the query ends too early."
    expected = _EXPECTED.findall(_CHARACTER_CLASS.sub("", match[3]))
    hint = f"The engine could have gone on with: {', '.join(expected[:_MOST_EXPECTED])}." if expected else ""
    return InvalidQuery(f"line {line}, column {column}: {stands}", hint=hint or "Check brackets, dots and prefixes.")
