"""What a change of the view means for inference: whose ties or sex have changed."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from kg import terms
from kg.inference.rules import kin_rules
from kg.inference.ties import GENDER
from kg.terms import Term, Triple


class TouchedKin:
    """Collects persons from the triples of the view that come or go.

    ``persons`` are both ends of each tie and everybody whose sex changes; ``lower`` those of them from whom the change
    goes down to all descendants: the child of a tie between parent and child, and who has another sex.
    """

    def __init__(self) -> None:
        self._steps = {prop: tie.step for prop, tie in kin_rules().ties.items()}
        self.persons: set[Term] = set()
        self.lower: set[Term] = set()

    def note(self, triples: Iterable[Triple]) -> None:
        """Note the ties among triples that a load writes. A sex is not looked for: a load tells of persons whom others
        called kin before by ``note_person``.
        """
        for subject, predicate, value in triples:
            if predicate in self._steps and terms.is_iri(value):
                self._note_tie(subject, predicate, value)

    def note_quads(self, quads: Iterable[Quad]) -> None:
        """Note quads of the view that were added or removed."""
        for q in quads:
            predicate = str(q.predicate)
            if predicate in self._steps:
                self.note([(str(q.subject), predicate, str(q.object))])
            elif predicate == GENDER:
                self.note_person(str(q.subject))

    def note_person(self, person: Term) -> None:
        """Note a person whose sex may have changed."""
        self.persons.add(person)
        self.lower.add(person)

    def _note_tie(self, subject: Term, predicate: Term, value: Term) -> None:
        self.persons |= {subject, value}
        match self._steps[predicate]:
            case "parent":
                self.lower.add(subject)
            case "child":
                self.lower.add(value)
