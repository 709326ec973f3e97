"""How often each term of the vocabulary occurs in the view: members of classes, uses of properties and concepts.

Counting is one run over an index of the store for each term: 0.4 seconds for a million triples of the view. So it is
done once, at the end of a load that brings most of the data, else when the numbers are first asked for, and they are
kept in a file of the generation. A revision of a generation begins with the numbers of the one before, and every
transaction corrects them (``CountedStore``): a decision costs no count.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, NamedNode, Quad

from kg.files import write_atomically
from kg.store import VIEW, Node, TripleStore
from ontology.namespaces import expand
from ontology.terms import VocabularyTerm, all_terms

_TYPE = expand("rdf:type")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Numbers of triples of the view by the IRI of a term; a term that was counted and does not occur has 0.

    ``classes``: members (triples with ``rdf:type``). ``properties``: triples with the property. ``values``: triples
    with a concept or an individual as object.
    """

    classes: Mapping[str, int]
    properties: Mapping[str, int]
    values: Mapping[str, int]

    def uses(self, term: VocabularyTerm) -> int:
        """How often a term occurs as what it is: members of a class, uses of a property, a concept as object."""
        return self._of(term.kind).get(term.iri, 0)

    def covers(self, terms: Iterable[VocabularyTerm]) -> bool:
        """Whether all of these terms were counted, as what they are."""
        return all(term.kind == "scheme" or term.iri in self._of(term.kind) for term in terms)

    def _of(self, kind: str) -> Mapping[str, int]:
        return {"class": self.classes, "property": self.properties}.get(kind, self.values)


def count_terms(store: TripleStore) -> Statistics:
    """The numbers of a store for the terms of the vocabulary, counted now."""
    of_kind: dict[str, list[NamedNode]] = {}
    for term in all_terms().values():
        of_kind.setdefault(term.kind, []).append(NamedNode(term.iri))
    classes, properties = of_kind.get("class", ()), of_kind.get("property", ())
    values = (*of_kind.get("concept", ()), *of_kind.get("individual", ()))
    return Statistics(
        classes={term.value: store.count(NamedNode(_TYPE), term) for term in classes},
        properties={term.value: store.count(term, None) for term in properties},
        values={term.value: store.count(None, term) for term in values},
    )


def read_statistics(path: Path) -> Statistics | None:
    """The numbers that are kept in a file, or None."""
    try:
        return Statistics(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):  # not there, or damaged: what it said can be counted again
        return None


def write_statistics(path: Path, statistics: Statistics) -> None:
    """Keep the numbers in a file. Raises WorkspaceError."""
    write_atomically(path, json.dumps(asdict(statistics), sort_keys=True))


class CountedStore:
    """A store open for writing whose transactions correct the numbers in a file.

    Where the file holds no numbers, or a bulk load has made them wrong, there are none until somebody counts. What was
    corrected is written when the store is closed.
    """

    def __init__(self, store: TripleStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._known: Statistics | None = None
        self._changes: dict[tuple[str, str], int] = {}  #: (kind, IRI) -> how many more

    def replace(self, remove: Iterable[Quad], add: Iterable[Quad]) -> None:
        """As TripleStore does."""
        remove, add = list(remove), list(add)
        self._known = self._known or read_statistics(self._path)  # somebody may have counted after a bulk load
        if self._known is None:
            self._store.replace(remove, add)
            return
        gone = {q for q in remove if q.graph_name == VIEW and q in self._store}
        come = {q for q in add if q.graph_name == VIEW and (q in gone or q not in self._store)}
        self._store.replace(remove, add)
        self._note(gone - come, -1)
        self._note(come - gone, 1)

    def bulk_load(self, source: Path) -> None:
        """As TripleStore does; the numbers are forgotten."""
        self._known = None
        self._path.unlink(missing_ok=True)
        self._store.bulk_load(source)

    def close(self) -> None:
        """Write the numbers if they have changed, and release the files. Raises WorkspaceError on a full disk."""
        try:
            if self._known is not None and self._changes:
                write_statistics(self._path, self._corrected(self._known))
        finally:
            self._store.close()

    def match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        object: Node | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """As TripleStore does."""
        return self._store.match(subject, predicate, object, graph)

    def count(self, predicate: NamedNode | None, object: NamedNode | None) -> int:
        """As TripleStore does."""
        return self._store.count(predicate, object)

    def checkpoint(self, target: Path) -> None:
        """As TripleStore does."""
        self._store.checkpoint(target)

    def dump(self, out: BinaryIO) -> None:
        """As TripleStore does."""
        self._store.dump(out)

    def __len__(self) -> int:
        return len(self._store)

    def __contains__(self, quad: Quad) -> bool:
        return quad in self._store

    def _note(self, quads: Iterable[Quad], change: int) -> None:
        for q in quads:
            keys = [("properties", q.predicate.value)]
            if isinstance(q.object, NamedNode):
                keys.append(("values", q.object.value))
                if q.predicate.value == _TYPE:
                    keys.append(("classes", q.object.value))
            for key in keys:
                self._changes[key] = self._changes.get(key, 0) + change

    def _corrected(self, known: Statistics) -> Statistics:
        return Statistics(
            **{
                kind: {iri: count + self._changes.get((kind, iri), 0) for iri, count in table.items()}
                for kind, table in asdict(known).items()
            }
        )
