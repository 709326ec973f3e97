"""The tokens of a SPARQL 1.1 / 1.2 query, found in one linear pass.

Terminals are those of SPARQL 1.1 Query Language, section 19.8 (https://www.w3.org/TR/sparql11-query/#sparqlGrammar),
with the base direction of language tags and the triple-term brackets of SPARQL 1.2. Every repeated group is
possessive, so no input can make a pattern back-track.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, cast

from kg.errors import InvalidQuery

Kind = Literal["iri", "variable", "language", "blank", "name", "word", "number", "string", "mark"]


class Token(NamedTuple):
    """One token: its kind, its text as written, and the index of its first character.

    A ``name`` is a prefixed name, a ``word`` a keyword, function or boolean, a ``mark`` everything else.
    """

    kind: Kind
    text: str
    start: int


_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START = f"{_LETTER}_"
_FURTHER = "0-9\u00b7\u0300-\u036f\u203f-\u2040"
_CHAR = f"{_START}{_FURTHER}\\-"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_WORD = rf"[{_LETTER}](?:\.*+[{_CHAR}])*+"
_LOCAL = rf"(?:[{_START}0-9:]|{_ESCAPED})(?:\.*+(?:[{_CHAR}:]|{_ESCAPED}))*+"
_IRI = r"""<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"""

_TOKEN = re.compile(
    rf"""
    (?P<space>[\x20\t\r\n]++ | \#[^\r\n]*+)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
      | (?!\"\"\"|''')(?:"(?:[^"\\\r\n]|\\[^\r\n])*+" | '(?:[^'\\\r\n]|\\[^\r\n])*+'))
  | (?P<open>["'])
  | (?P<iri>{_IRI})
  | (?P<variable>[?$][{_START}0-9][{_START}{_FURTHER}]*+)
  | (?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+)
  | (?P<blank>_:[{_START}0-9](?:\.*+[{_CHAR}])*+)
  | (?P<name>(?:{_WORD})?+:(?:{_LOCAL})?+)
  | (?P<word>{_WORD})
  | (?P<number>(?:[0-9]++(?:\.[0-9]++)?+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)
  | (?P<mark><<|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IRI_HERE = re.compile(_IRI)
_HAS_AUTHORITY = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of a query, without white space and comments.

    Raises ``InvalidQuery`` for a string that is opened and not closed; any other odd character becomes a ``mark``.

    >>> [(t.kind, t.text) for t in tokens("ASK { ?s ex:名 '盛'@zh } # SERVICE")][2:5]
    [('variable', '?s'), ('name', 'ex:名'), ('string', "'盛'")]
    """
    position = 0
    while match := _TOKEN.match(query, position):
        kind, text, start = match.lastgroup, match.group(), position
        position = match.end()
        if kind == "space":
            continue
        if kind == "open":
            raise InvalidQuery(
                f"{place(query, start)}: a string is opened here and never closed.",
                hint="Close it with the same quotation mark; a string over several lines needs three of them.",
            )
        if kind == "word" and "." in text:
            yield from _split_at_dots(text, start)
        elif text == "<<" and has_authority(iri_at(query, start + 1)):
            position = start + 1
            yield Token("mark", "<", start)
        else:
            yield Token(cast("Kind", kind), text, start)


def _split_at_dots(text: str, start: int) -> Iterator[Token]:
    # A dot belongs to a name only before its colon; without a colon it ends a triple.
    for piece in re.finditer(r"\.|[^.]+", text):
        yield Token("mark" if piece.group() == "." else "word", piece.group(), start + piece.start())


def iri_at(query: str, position: int) -> str:
    """The IRI reference in angle brackets that begins at an index, or the empty string."""
    match = _IRI_HERE.match(query, position)
    return match.group() if match else ""


def has_authority(iri: str) -> bool:
    """Whether an IRI in angle brackets begins with ``scheme://``, which nothing else in SPARQL can look like."""
    return bool(_HAS_AUTHORITY.match(iri))


def place(query: str, position: int) -> str:
    """Line and column (both from 1) of an index, in words.

    >>> place("ASK {\\n  SERVICE", 8)
    'line 2, column 3'
    """
    line = query.count("\n", 0, position) + 1
    return f"line {line}, column {position - query.rfind(chr(10), 0, position)}"


def resolve_codepoints(query: str) -> tuple[str, list[tuple[int, int]]]:
    r"""The query with ``\uXXXX`` and ``\UXXXXXXXX`` replaced (SPARQL 1.1, section 19.2), and where they were.

    The list pairs an index in the result with the index in the query from which both run in step again.

    >>> resolve_codepoints(r"ASK {} # \u66F8")[0]
    'ASK {} # 書'
    """
    pieces: list[str] = []
    steps = [(0, 0)]
    length = done = 0
    for match in _CODEPOINT.finditer(query):
        value = int(match[1] or match[2], 16)
        if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
            continue
        pieces += [query[done : match.start()], chr(value)]
        length += match.start() - done + 1
        done = match.end()
        steps.append((length, done))
    return "".join([*pieces, query[done:]]), steps
