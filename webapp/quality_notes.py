"""What the quality report says of one entity, for its page."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from flask import url_for

from kg.errors import WorkspaceError
from kg.generation import Generation
from kg.quality.report import Report
from webapp import languages


@dataclass(frozen=True, slots=True)
class QualityNote:
    """One finding in words, with the address of the list of all of its kind."""

    severity: str
    message: str
    address: str


def notes_on(data: Generation, iri: str) -> tuple[QualityNote, ...]:
    """The findings of an entity, worst first; none where there is no report that can be read."""
    try:
        with closing(Report.open(data)) as report:
            found = report.of_entities([iri])
    except WorkspaceError:
        return ()
    tag = languages.current().tag
    return tuple(
        QualityNote(each.severity.value, each.message(tag), url_for("quality.show", key=each.check)) for each in found
    )
