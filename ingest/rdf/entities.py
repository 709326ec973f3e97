"""Which nodes of an RDF document are entities of ours, and what their ids are."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from urllib.parse import unquote

from ingest.field_mapping import FieldMapping, field_mappings
from ingest.rdf.document import RdfDocument
from kg.iris import Minter
from kg.terms import Term, curie, iri_value, literal_value
from ontology.namespaces import expand
from ontology.schemes import concept_for
from ontology.terms import entity_type_of_class

_TYPE = curie("rdf:type")
_LETTER = expand("documenttype:letter")
_LONGEST = 60


@cache
def fields() -> dict[Term, FieldMapping]:
    """The rows of ``fields.tsv`` by the term of their source."""
    return {f"<{expand(row.source)}>": row for row in field_mappings("rdf")}


@cache
def _segment(class_: str) -> str:
    found = entity_type_of_class(expand(class_))
    return found.segment if found else ""


class Entities:
    """The entities of a document. Ids end as the IRIs of the source do; where two end alike, a digest is added."""

    def __init__(self, document: RdfDocument, minter: Minter, entity: str) -> None:
        self.document = document
        self._minter = minter
        self._entity = entity
        self._kinds: dict[Term, str | None] = {}
        self._locals: dict[Term, str] = {}
        taken: dict[str, Term] = {}
        for subject in document.subjects():
            local = _tail(subject)
            if taken.setdefault(local, subject) != subject:
                local = f"{local}-{hashlib.sha256(subject.encode()).hexdigest()[:8]}"
            self._locals[subject] = local

    def kind(self, subject: Term) -> str | None:
        """The class (compact IRI) that a node has with us, or None where it is no entity."""
        if subject not in self._kinds:
            self._kinds[subject] = self._kind(subject)
        return self._kinds[subject]

    def unknown_classes(self, subject: Term) -> list[Term]:
        """The classes of a node that no row of the table knows."""
        return [each for each in self.document.said(subject).get(_TYPE, ()) if each not in fields()]

    def local(self, subject: Term) -> str:
        """The end of the local id of a node."""
        return self._locals[subject]

    def term(self, subject: Term) -> Term:
        """The IRI of an entity."""
        kind = self.kind(subject)
        return self._minter.entity(_segment(kind or ""), f"{self._entity}{self._locals[subject]}")

    def node(self, subject: Term, segment: str, number: int) -> Term:
        """The IRI of a node that belongs to an entity."""
        return self._minter.entity(segment, f"{self._entity}{self._locals[subject]}-{number}")

    def _kind(self, subject: Term) -> str | None:
        classes = self.document.said(subject).get(_TYPE, ())
        rows = [row for each in classes if (row := fields().get(each)) and row.target and _segment(row.target)]
        if not rows:
            return None
        kind = rows[0].target
        return "zs:Letter" if kind == "rico:Record" and self._is_letter(subject) else kind

    def _is_letter(self, subject: Term) -> bool:
        forms = self.document.values(subject, "rico:hasDocumentaryFormType")
        words = (literal_value(word) for form in forms for word in self.document.words(form))
        return any(concept_for("documenttype", word) == _LETTER for word in words)


def _tail(subject: Term) -> str:
    text = unquote(iri_value(subject)).rstrip("/#")
    end = re.split(r"[/#]", text)[-1]
    return re.sub(r"[^\w.-]+", "-", end)[:_LONGEST] or hashlib.sha256(text.encode()).hexdigest()[:12]
