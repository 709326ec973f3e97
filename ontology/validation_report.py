"""Validation reports (SHACL, section 3.6) as plain results and as a graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.shapes import Severity
from ontology.shapes_source import n_triples

_SUFFIXES: dict[Node, str] = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result (SHACL, section 3.6).

    ``focus_node`` and ``value`` (empty where there is none) are N-Triples terms, ``path`` a SPARQL property path,
    ``shape`` and ``component`` full IRIs (``_:`` and a label for a shape without one), ``severity`` the local name of
    the severity. ``messages`` are keyed by language tag in lower case, "" for a message in no language.
    """

    focus_node: str
    path: str
    value: str
    shape: str
    component: str
    severity: str
    messages: tuple[tuple[str, str], ...] = ()

    def message(self, language: str) -> str:
        """The message in a language, else in any that is there."""
        texts = dict(self.messages)
        return texts.get(language.lower()) or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report: whether the data conform, the results sorted, and the report as SHACL writes it.

    ``notes`` are what pySHACL had to say about the shapes themselves.
    """

    conforms: bool
    results: tuple[Result, ...]
    graph: Graph
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many results there are of each severity."""
        return Counter(result.severity for result in self.results)

    @property
    def acceptable(self) -> bool:
        """Whether nothing is wrong: warnings and what is incomplete aside."""
        return not self.counts.get(Severity.VIOLATION)


def read_report(graph: Graph, notes: tuple[str, ...]) -> Report:
    """The report that pySHACL wrote. The graph is changed: every result gets a path of its own.

    A path is part of its result: results that share the blank nodes of one are not what SHACL describes (3.6.2.2).
    """
    root = next(graph.subjects(RDF.type, SH.ValidationReport))
    nodes = list(graph.objects(root, SH.result))
    for node in nodes:
        path = graph.value(node, SH.resultPath)
        if isinstance(path, BNode):
            graph.set((node, SH.resultPath, _copied(graph, path)))
    results = tuple(sorted({_result(graph, node) for node in nodes}))
    return Report(str(graph.value(root, SH.conforms)) == "true", results, graph, notes)


def _copied(graph: Graph, node: Node) -> Node:
    """A copy of a blank node and of what hangs on it; any other node itself."""
    if not isinstance(node, BNode):
        return node
    copy = BNode()
    for predicate, value in list(graph.predicate_objects(node)):
        graph.add((copy, predicate, _copied(graph, value)))
    return copy


def _result(graph: Graph, node: Node) -> Result:
    def one(predicate: Node) -> str:
        value = graph.value(node, predicate)
        return "" if value is None else _term(value)

    path = graph.value(node, SH.resultPath)
    messages = [message for message in graph.objects(node, SH.resultMessage) if isinstance(message, Literal)]
    severity = graph.value(node, SH.resultSeverity)
    return Result(
        focus_node=one(SH.focusNode),
        path="" if path is None else _path_text(graph, path),
        value=one(SH.value),
        shape=one(SH.sourceShape).strip("<>"),
        component=one(SH.sourceConstraintComponent).strip("<>"),
        severity=str(severity).removeprefix(str(SH)),
        messages=tuple(sorted(((message.language or "").lower(), str(message)) for message in messages)),
    )


def _term(node: Node) -> str:
    return f"_:{node}" if isinstance(node, BNode) else n_triples(node)


def _path_text(graph: Graph, path: Node) -> str:
    """A path as SPARQL writes it, every part of more than one step in parentheses."""
    if not isinstance(path, BNode):
        return n_triples(path)
    if (path, RDF.first, None) in graph:
        return f"({'/'.join(_path_text(graph, step) for step in Collection(graph, path))})"
    for predicate, value in graph.predicate_objects(path):
        if predicate == SH.inversePath:
            return f"^{_path_text(graph, value)}"
        if predicate == SH.alternativePath:
            return f"({'|'.join(_path_text(graph, step) for step in Collection(graph, value))})"
        if predicate in _SUFFIXES:
            return f"{_path_text(graph, value)}{_SUFFIXES[predicate]}"
    return _term(path)
