"""Works, editions and copies of a workspace as RDF/XML of BIBFRAME 2, in the shape of the Library of Congress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ingest.exporter import ExportReport, Selection
from ingest.marc.bibframe import is_written, write_bibframe
from kg.errors import InvalidInput
from kg.terms import Triple, curie, iri_value
from ontology.namespaces import compact

_TYPE = curie("rdf:type")
_WORKS = (curie("bf:Work"), curie("bf:Instance"))


class BibframeExporter:
    """Writes what a selection says in the terms of BIBFRAME; what is said in other terms is counted as left out."""

    versions = ("2",)

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the selection. Raises InvalidInput for another version, for an archive, and where there is no work."""
        if version not in self.versions:
            raise InvalidInput(f"BIBFRAME has no version {version!r} here", hint="It is 2.")
        if archive:
            raise InvalidInput("BIBFRAME has no archive form", hint="Leave the option out.")
        if not any(predicate == _TYPE and value in _WORKS for _, predicate, value in selection.claims):
            raise InvalidInput(f"{selection.title} has neither works nor editions", hint="Choose a catalogue.")
        report = ExportReport()

        def told() -> Iterator[Triple]:
            for claim in selection.claims:
                if is_written(claim[1]):
                    yield claim
                else:
                    report.left_out[compact(iri_value(claim[1]))] += 1

        report.written["bf:Work and bf:Instance"] = write_bibframe([tuple(told())], out)
        return report
