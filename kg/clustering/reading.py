"""Book records as a workspace holds them: works and editions of the view, each with the dataset that describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from kg.clustering.record import INSTANCE, TITLE, TYPE, WORK, BookRecord, book_record
from kg.generation import Generation
from kg.iris import Minter
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term, Triple, curie, literal_value

_CONTRIBUTION = curie("bf:contribution")


class RecordReader:
    """Reads the works and editions of a generation."""

    def __init__(self, generation: Generation, minter: Minter) -> None:
        self._store = generation.store
        self._minter = minter
        self._names: dict[Term, str] = {}

    def read(self) -> Iterator[BookRecord]:
        """All works and editions that have a Chinese title."""
        for kind in (WORK, INSTANCE):
            for q in self._store.match(None, node(TYPE), node(kind), VIEW):
                if isinstance(q.subject, NamedNode) and (found := self.record(str(q.subject))) is not None:
                    yield found

    def record(self, subject: Term) -> BookRecord | None:
        """One work or edition, None where it is none or has no Chinese title."""
        claims = list(self._claims(subject))
        nodes = [value for _, prop, value in claims if prop == _CONTRIBUTION]
        for each in nodes:
            claims += self._claims(each)
        return book_record(subject, claims, self._dataset(subject), self._name)

    def _claims(self, subject: Term) -> Iterator[Triple]:
        quads = self._store.match(node(subject), None, None, VIEW)
        for prop, value in sorted((str(q.predicate), str(q.object)) for q in quads):
            yield subject, prop, value

    def _dataset(self, subject: Term) -> str:
        """The dataset of the first record that describes it."""
        prefix = f"<{self._minter.base}record/"
        graphs = (str(q.graph_name) for q in self._store.match(node(subject), node(TYPE), None, None))
        return min((graph[len(prefix) :].partition("/")[0] for graph in graphs if graph.startswith(prefix)), default="")

    def _name(self, term: Term) -> str:
        if term not in self._names:
            labels: Iterable[str] = (str(q.object) for q in self._store.match(node(term), node(TITLE), None, VIEW))
            chinese = sorted(label for label in labels if "@zh" in label and "latn" not in label)
            self._names[term] = literal_value(chinese[-1]) if chinese else ""
        return self._names[term]
