"""What the exporters of MARC 21 and of UNIMARC authority records have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import BinaryIO

from ingest.authority_export.marc_writing import HEAD, TAIL, WrittenField, iso2709, marcxml
from ingest.authority_export.selection import AuthoritySelection, at_least_one, checked
from ingest.exporter import ExportReport
from kg.authority.records.record import AuthorityRecord


class MarcAuthorityExporter(ABC):
    """Writes records in ISO 2709 or MARCXML. A format says its ``name``, and gives leader and fields of a record."""

    versions = ("iso2709", "marcxml")
    name: str

    def export(self, selection: AuthoritySelection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the records. Raises InvalidInput for an unknown form, for an archive, and where there is no record."""
        checked(self.name, self.versions, version, archive)
        report, xml = ExportReport(), version == "marcxml"
        records = at_least_one(selection.records, selection.title)
        out.write(HEAD if xml else b"")
        for record in records:
            leader, fields = self.convert(record)
            if xml:
                out.write(marcxml(leader, fields, "Authority"))
            else:
                content, left_out = iso2709(leader, fields)
                out.write(content)
                report.left_out["field too long for ISO 2709"] += left_out
            report.written["authority records"] += 1
            report.left_out.update(self.left_out(record))
        out.write(TAIL if xml else b"")
        report.left_out = +report.left_out
        return report

    @abstractmethod
    def convert(self, record: AuthorityRecord) -> tuple[str, list[WrittenField]]:
        """The leader and the fields of a record."""

    def left_out(self, record: AuthorityRecord) -> Mapping[str, int]:
        """What of a record the format has no place for, and how often."""
        return {}
