"""What an entity is called, and what tells it from others of its name: dynasty, years, place."""

from __future__ import annotations

from dataclasses import dataclass

from kg.authority.description import Describer
from kg.reconciliation.engine import described as in_a_line
from ontology.terms import entity_types
from webapp.current import generation, workspace


@dataclass(frozen=True, slots=True)
class Description:
    """An entity in a line: the key of its type, its label and what tells it from others (may be empty)."""

    type: str
    label: str
    description: str


def described(iri: str) -> Description | None:
    """The description of an authority record; None where nothing is known of it."""
    document = generation().search.get(iri)
    if document is not None:
        return Description(document.type, document.label, in_a_line(document))
    describer = Describer(workspace().minter, generation())
    if not describer.identifiers(iri):
        return None
    segment = (workspace().minter.local(iri) or "").partition("/")[0]
    return Description(segment if segment in entity_types() else "", describer.label(iri), "")
