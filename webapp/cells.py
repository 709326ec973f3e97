"""RDF terms as people read them: a label and a link for an IRI, text with its language for a literal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.authority.decisions import Decision
from kg.authority.labels import best_label, labels_of
from kg.authority.view import STANDS_FOR
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from ontology.namespaces import compact
from ontology.terms import all_terms
from webapp.presentation import label_of_term

_STANDS_FOR = node(STANDS_FOR)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: ``iri`` is empty for literals and blank nodes, ``note`` is a language tag or a datatype."""

    text: str
    iri: str = ""
    language: str = ""
    note: str = ""


class CellReader:
    """Makes cells; the label of each IRI is looked up once."""

    def __init__(self, generation: Generation) -> None:
        self._store = generation.store
        self._base = generation.manifest.base
        self._labels: dict[str, str] = {}

    def label(self, iri: str) -> str:
        """The label of an entity or of a term in the language of the interface; else the IRI, as short as can be."""
        if iri not in self._labels:
            self._labels[iri] = self._look_up(iri)
        return self._labels[iri]

    def iri(self, iri: str) -> Cell:
        """The cell of an IRI."""
        return Cell(self.label(iri), iri=iri)

    def term(self, term: object) -> Cell:
        """The cell of a node of the store."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term.value, term.language or "", term.datatype.value)
        return Cell(str(term))

    @staticmethod
    def literal(text: str, language: str, datatype: str) -> Cell:
        """The cell of a literal; the datatype of plain strings says nothing and is left out."""
        plain = language or not datatype or datatype.endswith("#string")
        return Cell(text, language=language, note=language if plain else compact(datatype))

    def _look_up(self, iri: str) -> str:
        if not iri.startswith(self._base):
            return label_of_term(iri) if iri in all_terms() else compact(iri)
        survivor = next((q.object for q in self._store.match(NamedNode(iri), _STANDS_FOR, None, VIEW)), None)
        entity = survivor if isinstance(survivor, NamedNode) else NamedNode(iri)
        return best_label(labels_of(self._store, entity)) or iri[len(self._base) :]


def decided(generation: Generation, decisions: Iterable[Decision]) -> tuple[tuple[Decision, Cell | None], ...]:
    """Decisions, each with what it is about in the first place; None for one that only undoes another."""
    cells = CellReader(generation)
    return tuple((each, cells.iri(each.terms[0][1:-1]) if each.terms else None) for each in decisions)
