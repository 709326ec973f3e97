"""The triples of the vocabulary: all of them, those of one term, those of one concept scheme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from ontology.namespaces import PREFIXES, expand

#: The vocabulary itself.
ONTOLOGY = PREFIXES["zs"]
_ALIGNMENTS = "alignments"
_TYPE = NamedNode(expand("rdf:type"))
_IN_SCHEME = NamedNode(expand("skos:inScheme"))


class TermGraph:
    """Triples by subject, in the order of the files; ``files`` tells which file declares a term (without ``.ttl``)."""

    def __init__(self, subjects: dict[NamedNode | BlankNode, list[Quad]], files: dict[str, str]) -> None:
        self._subjects = subjects
        self.files = files

    @classmethod
    def read(cls, paths: Iterable[Path]) -> TermGraph:
        """The triples of Turtle files that ``ontology.turtle`` could read."""
        subjects: dict[NamedNode | BlankNode, list[Quad]] = {}
        files: dict[str, str] = {}
        for path in sorted(paths, key=lambda each: each.stem == _ALIGNMENTS):  # what a term is, then what it is like
            for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
                if isinstance(quad.subject, NamedNode | BlankNode):
                    subjects.setdefault(quad.subject, []).append(quad)
                if quad.predicate == _TYPE and isinstance(quad.subject, NamedNode):
                    files.setdefault(quad.subject.value, path.stem)
        return cls(subjects, files)

    def whole(self) -> Iterator[Quad]:
        """Every triple, those of a subject together."""
        for quads in self._subjects.values():
            yield from quads

    def of(self, iri: str) -> Iterator[Quad]:
        """The concise bounded description of a term (https://www.w3.org/submissions/CBD/): its own triples, and
        those of the blank nodes in them."""
        waiting: list[NamedNode | BlankNode] = [NamedNode(iri)]
        done = set(waiting)
        while waiting:
            for quad in self._subjects.get(waiting.pop(), ()):
                yield quad
                if isinstance(quad.object, BlankNode) and quad.object not in done:
                    done.add(quad.object)
                    waiting.append(quad.object)

    def of_scheme(self, iri: str) -> Iterator[Quad]:
        """A concept scheme with all its concepts."""
        yield from self.of(iri)
        scheme = NamedNode(iri)
        for subject, quads in self._subjects.items():
            if any(q.predicate == _IN_SCHEME and q.object == scheme for q in quads):
                yield from self.of(subject.value)

    def texts(self, iri: str, prop: str) -> dict[str, str]:
        """The literals of a property of a term, by language tag in lower case (empty for a plain one)."""
        wanted = NamedNode(expand(prop))
        found = (q.object for q in self._subjects.get(NamedNode(iri), ()) if q.predicate == wanted)
        return {(each.language or ""): each.value for each in found if isinstance(each, Literal)}

    def iris(self, iri: str, prop: str) -> tuple[str, ...]:
        """The IRIs that are values of a property of a term."""
        wanted = NamedNode(expand(prop))
        found = (q.object for q in self._subjects.get(NamedNode(iri), ()) if q.predicate == wanted)
        return tuple(each.value for each in found if isinstance(each, NamedNode))
