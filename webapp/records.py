"""One source record for a page: its claims word for word, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.authority.provenance import GENERATED_BY, LOCATOR, PART_OF, TYPE
from kg.generation import Generation
from kg.store import VIEW
from kg.workspace import Workspace
from ontology.terms import entity_type_of_class
from webapp.cells import Cell, CellReader


@dataclass(frozen=True, slots=True)
class Claims:
    """What a record says of one subject: (property, value) pairs; ``type`` is empty where it is no entity."""

    subject: Cell
    type: str
    statements: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record graph: key in its dataset, place in the source, the activity that read it, and its claims."""

    graph: str
    dataset: str
    key: str
    locator: str
    activity: str
    claims: tuple[Claims, ...]

    @property
    def entity(self) -> Cell:
        """The entity that the record describes: the first with a page, else the first subject."""
        named = [each.subject for each in self.claims if each.type]
        return (named or [each.subject for each in self.claims] or [Cell("")])[0]


def read_record(workspace: Workspace, data: Generation, cells: CellReader, graph: str) -> SourceRecord:
    """A record graph as it is; without claims where there is no such record."""
    about = {str(q.predicate): q.object for q in data.store.match(NamedNode(graph), None, None, VIEW)}
    dataset = workspace.minter.local(_value(about.get(PART_OF))) or ""
    subjects: dict[str, list[tuple[str, object]]] = {}
    for q in data.store.match(None, None, None, NamedNode(graph)):
        subjects.setdefault(str(q.subject)[1:-1], []).append((q.predicate.value, q.object))
    claims = [
        Claims(
            cells.iri(subject),
            _type(pairs),
            tuple((prop, cells.term(value)) for prop, value in sorted(pairs, key=_order)),
        )
        for subject, pairs in subjects.items()
    ]
    return SourceRecord(
        graph=graph,
        dataset=dataset.partition("/")[2],
        key=(workspace.minter.local(graph) or "").split("/", 2)[-1],
        locator=_value(about.get(LOCATOR)),
        activity=_value(about.get(GENERATED_BY)),
        claims=tuple(sorted(claims, key=lambda each: (not each.type, each.subject.iri))),
    )


def _value(node: object) -> str:
    return str(getattr(node, "value", ""))


def _order(pair: tuple[str, object]) -> tuple[str, str]:
    return pair[0], str(pair[1])


def _type(pairs: list[tuple[str, object]]) -> str:
    kinds = (_value(value) for prop, value in pairs if f"<{prop}>" == TYPE)
    found = next((entity for kind in kinds if (entity := entity_type_of_class(kind))), None)
    return found.segment if found and found.page else ""
