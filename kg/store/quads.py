"""Between term strings (``kg.terms``) and the store's own term objects."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from kg import terms
from kg.store import VIEW, Node
from kg.terms import Term, Triple


def node(term: Term) -> NamedNode:
    """The node of an IRI term."""
    return NamedNode(term[1:-1])


def value(term: Term) -> Node:
    """The node of any term."""
    if terms.is_iri(term):
        return node(term)
    text, tail = terms.literal_value(term), term[term.rindex('"') + 1 :]
    if tail.startswith("@"):
        return Literal(text, language=tail[1:])
    return Literal(text, datatype=NamedNode(tail[3:-1])) if tail else Literal(text)


def quad(triple: Triple, graph: Term | None = None) -> Quad:
    """The quad of a triple: in the view, or in a named graph."""
    subject, predicate, obj = triple
    return Quad(node(subject), node(predicate), value(obj), VIEW if graph is None else node(graph))


def parse_line(line: str) -> tuple[Term, Term, Term, Term | None]:
    """Subject, predicate, object and graph (None: the view) of one canonical N-Quads line of a dump.

    >>> parse_line('<a:s> <a:p> "x y"@en <a:g> .')
    ('<a:s>', '<a:p>', '"x y"@en', '<a:g>')
    >>> parse_line('<a:s> <a:p> "x <y>" .')
    ('<a:s>', '<a:p>', '"x <y>"', None)
    """
    subject, predicate, rest = line.rstrip("\n").removesuffix(" .").split(" ", 2)
    head, _, tail = rest.rpartition(" ")
    if head and tail.startswith("<") and tail.endswith(">") and '"' not in tail:
        return subject, predicate, head, tail
    return subject, predicate, rest, None
