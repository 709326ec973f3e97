"""Turtle text of shapes or data as a graph, with faults named by file and line.

rdflib's parser gives line numbers for syntax errors and unknown prefixes only; what is wrong beyond that (a regular
expression that does not compile, a query that is no SPARQL) is looked up in the text.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import rdflib
from rdflib import SH, XSD, Graph, Literal, URIRef
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from ontology.namespaces import compact

#: flags of ``fn:matches`` (XPath and XQuery Functions 3.1, 5.6.2) that Python has too
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}
_NORMALISING = Lock()


class ShapesError(ValueError):
    """Shapes or data that cannot be used; the message names the file, the line where known, the shape and the fault."""


@dataclass(frozen=True, slots=True)
class TurtleSource:
    """A Turtle text, its name for messages, and what it says."""

    name: str
    text: str
    graph: Graph

    def line_of(self, value: str) -> int | None:
        """The line on which a literal with this text, or an IRI, begins for the first time.

        None where the text has it in another spelling.
        """
        spellings = (*_quoted(value), f"<{value}>", *self._compact(value))
        found = [place for place in map(self.text.find, spellings) if place >= 0]
        return self.text.count("\n", 0, min(found)) + 1 if found else None

    def fault(self, message: str, value: str = "") -> ShapesError:
        """An error that names the file and, where ``value`` is found in it, the line."""
        line = self.line_of(value) if value else None
        return ShapesError(f"{self.name}, line {line}: {message}" if line else f"{self.name}: {message}")

    def _compact(self, value: str) -> Iterator[str]:
        for prefix, namespace in self.graph.namespaces():
            if value.startswith(namespace):
                yield f"{prefix}:{value[len(namespace) :]}"


def parse_turtle(text: str, name: str, *, base: str | None = None) -> TurtleSource:
    """Parse Turtle, literals as they are written. Raises ShapesError for a syntax error or an unknown prefix.

    >>> parse_turtle("<a:b> a sh:NodeShape .", "letters.ttl")
    Traceback (most recent call last):
        ...
    ontology.shapes_source.ShapesError: letters.ttl, line 1: Prefix "sh:" not bound
    """
    graph = Graph(bind_namespaces="none")
    try:
        # SHACL tells true from "1"^^xsd:boolean, which rdflib makes one unless told otherwise, for all threads at once.
        with _NORMALISING, quiet_about_literals():
            before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
            try:
                graph.parse(data=text, format="turtle", publicID=base)
            finally:
                rdflib.NORMALIZE_LITERALS = before
    except BadSyntax as error:
        raise ShapesError(f"{name}, line {error.lines + 1}: {_reason(error)}") from error
    except AssertionError as error:  # rdflib asserts that strings are closed
        near = str(error).partition("at ^ in ")[2].replace("^", "", 1)
        line = text.count("\n", 0, max(text.find(near), 0)) + 1
        raise ShapesError(f"{name}, line {line}: a string is not closed") from error
    except IndexError as error:  # rdflib reads on behind the end
        raise ShapesError(f"{name}, line {text.count(chr(10)) + 1}: the text ends within a statement") from error
    except (ParserError, ValueError) as error:
        raise ShapesError(f"{name}: not Turtle ({error})") from error
    return TurtleSource(name, text, graph)


def parse_shapes(text: str, name: str, *, base: str | None = None) -> TurtleSource:
    """Parse shapes. Raises ShapesError as ``parse_turtle`` does, and for a regular expression that is none."""
    source = parse_turtle(text, name, base=base)
    for shape, pattern in source.graph.subject_objects(SH.pattern):
        _check_pattern(source, shape, pattern)
    return source


@contextmanager
def quiet_about_literals() -> Iterator[None]:
    """Keeps rdflib from logging and warning that a literal has no legal form: it is data, and the report says so."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Parsing weird boolean")
            yield
    finally:
        logger.setLevel(level)


def flags_of(text: str) -> re.RegexFlag:
    """The Python flags of ``sh:flags``. Raises ValueError for a letter that is no flag.

    >>> flags_of("i") == re.IGNORECASE
    True
    """
    flags = re.NOFLAG
    for letter in text:
        if letter not in _FLAGS:
            raise ValueError(f'"{letter}" is not a flag; there are {", ".join(_FLAGS)}')
        flags |= _FLAGS[letter]
    return flags


def n_triples(term: Node) -> str:
    """A term in N-Triples syntax, language tags in lower case.

    >>> n_triples(Literal("字", lang="zh-Hant"))
    '"字"@zh-hant'
    """
    if not isinstance(term, Literal):
        return f"<{term}>"
    text = str(term).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    if term.language:
        return f'"{text}"@{term.language.lower()}'
    return f'"{text}"^^<{term.datatype}>' if term.datatype and term.datatype != XSD.string else f'"{text}"'


def name_of(node: Node) -> str:
    """What a message calls a shape or a constraint."""
    return compact(str(node)) if isinstance(node, URIRef) else "what has no IRI"


def _check_pattern(source: TurtleSource, shape: Node, pattern: Node) -> None:
    if not isinstance(pattern, Literal):
        raise source.fault(f"{name_of(shape)}: sh:pattern is not a string", str(pattern))
    try:
        flags = flags_of(str(source.graph.value(shape, SH.flags) or ""))
        re.compile(str(pattern), flags)
    except (re.error, ValueError) as error:
        raise source.fault(
            f'{name_of(shape)}: the pattern "{pattern}" cannot be used: {error}', str(pattern)
        ) from error


def _reason(error: BadSyntax) -> str:
    """What the parser says without the piece of the text, which may be long and is shown as bytes."""
    found = re.search(r"Bad syntax \((.*?)\) at \^", str(error), re.DOTALL)
    return found[1] if found else "not Turtle"


def _quoted(value: str) -> Iterator[str]:
    """The spellings of a text in Turtle: with what needs it escaped, or as it is in long quotes."""
    escaped = value.replace("\\", "\\\\")
    for quote in ('"', "'"):
        yield quote + escaped.replace(quote, f"\\{quote}").replace("\n", "\\n") + quote
        yield f"{quote * 3}{value}{quote * 3}"
