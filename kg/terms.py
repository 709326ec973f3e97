"""RDF terms as N-Triples strings: the form in which claims travel from an importer to the store.

A term is a ``str`` in canonical N-Triples syntax (``<http://…>``, ``"盛宣懷"@zh-hant``, ``"1844"^^<…#integer>``), which
is also what ``str()`` of a pyoxigraph term gives. Millions of terms pass through a load; strings cost a third of what
term objects cost and are written to N-Quads as they are. The store normalises what it keeps (language tags in lower
case, ``"007"^^xsd:integer`` as ``7``), so the constructors here do the same and two spellings of one term never differ.

Grammar: https://www.w3.org/TR/n-triples/
"""

from __future__ import annotations

import re
from typing import TypeAlias

from kg.errors import InvalidInput
from ontology.namespaces import PREFIXES, expand

Term: TypeAlias = str
Triple: TypeAlias = tuple[Term, Term, Term]

# RFC 3987, section 2.2: the store refuses a whole load for one IRI that is not well-formed.
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
_UNRESERVED = rf"A-Za-z0-9\-._~\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}\U000e1000-\U000efffd!$&'()*+,;="
_PRIVATE = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_ESCAPED = "%[0-9A-Fa-f]{2}"
_AUTHORITY = rf"(?:(?:[{_UNRESERVED}:]|{_ESCAPED})*@)?(?:[{_UNRESERVED}]|{_ESCAPED})*(?::[0-9]*)?"
_PATH = rf"(?:[{_UNRESERVED}:@/]|{_ESCAPED})*"
_IRI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://{_AUTHORITY}(?:/{_PATH})?|(?!//){_PATH})"
    rf"(?:\?(?:[{_UNRESERVED}{_PRIVATE}:@/?]|{_ESCAPED})*)?(?:#(?:[{_UNRESERVED}:@/?]|{_ESCAPED})*)?"
)
_TO_ESCAPE = re.compile(r'[\x00-\x1f"\\\x7f\ud800-\udfff]')
_SHORT_ESCAPES = {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_WHOLE = re.compile(r'"([+-]?[0-9]{1,9})"')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_XSD = PREFIXES["xsd"]


def iri(value: str) -> Term:
    """The term of an absolute IRI that is well-formed by RFC 3987; a host in brackets is not accepted.

    Raises InvalidInput.

    >>> iri("https://example.org/盛宣懷")
    '<https://example.org/盛宣懷>'
    """
    if not _IRI.fullmatch(value):
        raise InvalidInput(f'"{value[:200]}" is not an absolute IRI', hint='Percent-encode spaces and <>"{}|^`\\.')
    return f"<{value}>"


def curie(value: str) -> Term:
    """The term of a compact IRI such as ``zs:birthYear``. Raises KeyError for an unknown prefix."""
    return f"<{expand(value)}>"


def literal(text: str, language: str = "") -> Term:
    """The term of a plain or language-tagged string; a lone surrogate becomes U+FFFD.

    >>> literal("盛宣懷", "zh-Hant")
    '"盛宣懷"@zh-hant'
    """
    quoted = f'"{_TO_ESCAPE.sub(_escape, text)}"' if _TO_ESCAPE.search(text) else f'"{text}"'
    if not language:
        return quoted
    if not _LANGUAGE.fullmatch(language):
        raise InvalidInput(f"Not a language tag: {language!r}", hint="Use BCP 47, for example zh-Hant.")
    return f"{quoted}@{language.lower()}"


def integer(value: int) -> Term:
    """The term of an xsd:integer."""
    return f'"{value}"^^<{_XSD}integer>'


def typed(text: str, datatype: str) -> Term:
    """The term of a literal with a datatype given as compact or full IRI; integers are brought to canonical form."""
    if expand(datatype) == f"{_XSD}integer":
        return integer(int(text))
    return f"{literal(text)}^^<{expand(datatype)}>"


def iri_value(term: Term) -> str:
    """The IRI inside an IRI term."""
    return term[1:-1]


def is_iri(term: Term) -> bool:
    """Whether the term is an IRI."""
    return term.startswith("<")


def literal_value(term: Term) -> str:
    """The text of a literal term, unescaped.

    >>> literal_value('"a\\\\"b"@en')
    'a"b'
    """
    text = term[1 : term.rindex('"')]
    return _unescape(text) if "\\" in text else text


def integer_value(term: Term) -> int | None:
    """The number of a literal whose text is a whole number (of up to nine digits), None for any other term.

    >>> integer_value(integer(-551)), integer_value('"約1895年"'), integer_value("<http://example.org/1844>")
    (-551, None, None)
    """
    match = _WHOLE.match(term)
    return int(match[1]) if match else None


def literal_language(term: Term) -> str:
    """The language tag of a literal term, in lower case; empty where it has none."""
    tail = term[term.rindex('"') + 1 :]
    return tail[1:] if tail.startswith("@") else ""


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"
    return _SHORT_ESCAPES.get(char) or f"\\u{ord(char):04X}"


_ESCAPES = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_FROM_SHORT = {escape[1]: char for char, escape in _SHORT_ESCAPES.items()}


def _unescape(text: str) -> str:
    return _ESCAPES.sub(lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else _FROM_SHORT[m[1]], text)
