"""Crosswalks of a concept scheme on its pages and as CSV: which codes of CBDB, MARC and others its concepts have."""

from __future__ import annotations

import csv
import io
import logging
from dataclasses import dataclass

from flask import Response

from ontology.crosswalks import Crosswalk, CrosswalkRow, crosswalks
from ontology.namespaces import compact
from ontology.terms import VocabularyTerm
from ontology.turtle import VocabularyError

LOG = logging.getLogger(__name__)
_COLUMNS = ("concept", "iri", "relation", "code", "source", "note")


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code that a concept has in another list."""

    other: str
    row: CrosswalkRow


def crosswalks_of(scheme: VocabularyTerm) -> tuple[Crosswalk, ...]:
    """The crosswalks from a scheme; none at all, and a line in the log, where a file cannot be used."""
    prefix = compact(scheme.iri).partition(":")[0]
    try:
        return tuple(each for each in crosswalks() if each.scheme == prefix)
    except VocabularyError as error:
        LOG.error("The crosswalks are not shown: %s (%s)", error, error.hint)
        return ()


def codes_of(scheme: VocabularyTerm, concept: VocabularyTerm) -> tuple[CodeRow, ...]:
    """The codes that a concept has, by crosswalk, the closest relation first."""
    return tuple(CodeRow(each.other, row) for each in crosswalks_of(scheme) for row in each.codes(concept.iri))


def as_csv(found: Crosswalk) -> Response:
    """A crosswalk as CSV: UTF-8 with a byte order mark for spreadsheets, the concept as compact and as full IRI."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for row in found.rows:
        name = compact(row.concept) if row.concept else ""
        writer.writerow((name, row.concept, row.relation, row.code, row.source, row.note))
    response = Response("\ufeff" + out.getvalue(), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{found.scheme}-{found.other}.csv")
    return response
