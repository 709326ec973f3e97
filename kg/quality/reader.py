"""The view as a check reads it: one entity with its values, and what its paths lead to."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Quad

from kg.authority.provenance import TYPE
from kg.authority.view import STANDS_FOR
from kg.iris import Minter
from kg.store import VIEW, Node, TripleStore
from kg.store.quads import node
from ontology.shapes import PathStep, ShapePath

RDF_TYPE = TYPE[1:-1]
_TYPE, _STANDS_FOR = node(TYPE), node(STANDS_FOR)
#: Classes of this many nodes are remembered; a full check passes millions.
_REMEMBERED = 100_000


class ViewReader:
    """Reads the default graph of a store. Make one for each check: classes of nodes are looked up once."""

    def __init__(self, store: TripleStore, minter: Minter) -> None:
        self.store = store
        self.minter = minter
        self._types: dict[str, frozenset[str]] = {}
        self._steps: dict[PathStep, NamedNode] = {}
        self._records = f"{minter.base}record/"

    def focus(self, entity: NamedNode) -> Focus:
        """An entity with all its values."""
        values: dict[str, list[Node]] = {}
        for q in self.store.match(entity, None, None, VIEW):
            values.setdefault(q.predicate.value, []).append(_object(q))
        return Focus(self, entity, values)

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """The values of a property of a node; none of a literal."""
        return self.follow([subject], PathStep(predicate))

    def follow(self, nodes: Iterable[Node], step: PathStep) -> list[Node]:
        """The nodes that one step leads to, each as often as it is reached."""
        predicate = self._steps.get(step)
        if predicate is None:
            predicate = self._steps[step] = NamedNode(step.predicate)
        match = self.store.match
        found: list[Node] = []
        for each in nodes:
            if step.inverse:
                found += [q.subject for q in match(None, predicate, each, VIEW)]  # type: ignore[misc]
            elif isinstance(each, NamedNode):
                found += [_object(q) for q in match(each, predicate, None, VIEW)]
        return found

    def types(self, each: Node) -> frozenset[str]:
        """The classes of a node, as full IRIs."""
        if not isinstance(each, NamedNode):
            return frozenset()
        found = self._types.get(each.value)
        if found is None:
            if len(self._types) >= _REMEMBERED:
                self._types.clear()
            classes = (_object(q) for q in self.store.match(each, _TYPE, None, VIEW))
            found = frozenset(kind.value for kind in classes if isinstance(kind, NamedNode))
            self._types[each.value] = found
        return found

    def datasets(self, entity: NamedNode) -> tuple[str, ...]:
        """The datasets whose records describe the entity, sorted: record graphs are named after their dataset."""
        graphs = set()
        for q in self.store.match(None, _STANDS_FOR, entity, VIEW):
            graphs |= {each.graph_name for each in self.store.match(q.subject)}  # type: ignore[arg-type]
        if not graphs:  # a node that is no entity, such as a dataset
            graphs = {each.graph_name for each in self.store.match(entity)}
        start = len(self._records)
        names = (graph.value for graph in graphs if isinstance(graph, NamedNode))
        return tuple(sorted({name[start:].partition("/")[0] for name in names if name.startswith(self._records)}))


class Focus:
    """A focus node: an entity of the view, its values by property (full IRI), and the reader for what is beyond."""

    __slots__ = ("entity", "reader", "values")

    def __init__(self, reader: ViewReader, entity: NamedNode, values: dict[str, list[Node]]) -> None:
        self.reader, self.entity, self.values = reader, entity, values

    @property
    def classes(self) -> frozenset[str]:
        """Its classes, as full IRIs."""
        return frozenset(kind.value for kind in self.values.get(RDF_TYPE, ()) if isinstance(kind, NamedNode))

    def at(self, paths: tuple[ShapePath, ...]) -> list[Node]:
        """The distinct value nodes that any of the paths leads to."""
        if len(paths) == 1 and len(paths[0]) == 1 and not paths[0][0].inverse:
            return self.values.get(paths[0][0].predicate, [])  # a graph has no triple twice
        found: dict[Node, None] = {}
        for path in paths:
            found.update(dict.fromkeys(self._along(path)))
        return list(found)

    def texts(self, properties: Iterable[str]) -> list[Literal]:
        """The literals that properties have as values."""
        return [value for each in properties for value in self.values.get(each, ()) if isinstance(value, Literal)]

    def _along(self, path: ShapePath) -> list[Node]:
        first, *rest = path
        reached = self.reader.follow([self.entity], first) if first.inverse else self.values.get(first.predicate, [])
        for step in rest:
            if not reached:
                return []
            reached = self.reader.follow(dict.fromkeys(reached), step)
        return reached


def _object(q: Quad) -> Node:
    return q.object  # type: ignore[return-value]  # nothing that is loaded has quoted triples
