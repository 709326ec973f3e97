"""Claims written as GEDCOM 5.5.1 or 7.0, or as GEDZIP.

Persons, unions and what belongs to them come back as they were read; persons of any other source are written with
their labels, years, ties and notes. GEDCOM has no words for some ties (brothers, in-laws): they become associations.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from ingest.exporter import ExportReport, Selection
from ingest.gedcom.gedzip import MEMBER
from ingest.gedcom.graph import ClaimGraph
from ingest.gedcom.identifiers import Identifiers
from ingest.gedcom.lives import Lives
from ingest.gedcom.parts import Parts
from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import values
from ingest.gedcom.unions import Families
from ingest.gedcom.writer import Pointer, write_lines
from kg.errors import InvalidInput
from kg.terms import Term

_VERSIONS = {"7": True, "7.0": True, "5.5.1": False}
_SUBMITTER = "SUBMITTER"
#: Kinds of entities that GEDCOM holds; others are reported.
_HELD = (
    "zs:Person",
    "zs:Union",
    "zs:Kinship",
    "zs:Name",
    "zs:LifeEvent",
    "zs:Posting",
    "zs:Association",
    "zs:Place",
    "zs:Organization",
    "zs:MediaReference",
    "zs:SourceCitation",
    "bf:Instance",
    "bf:Item",
)
_RECORDS = ("zs:Person", "zs:Union", "bf:Instance", "zs:MediaReference")
_TEXTS = ("skos:prefLabel", "skos:altLabel", "zs:note", "zs:placeName", "rdf:value", "zs:office")
#: The time that ZIP archives count from: the archive of the same claims is the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class GedcomExporter:
    """Writes a selection as GEDCOM."""

    versions = ("7.0", "5.5.1")

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the selection. Raises InvalidInput for another version, for GEDZIP in 5.5.1, and without a person."""
        if version not in _VERSIONS:
            raise InvalidInput(f"GEDCOM {version} is not written", hint=f"Versions: {', '.join(self.versions)}.")
        seven = _VERSIONS[version]
        if archive and not seven:
            raise InvalidInput("GEDZIP holds GEDCOM 7", hint="Leave out --version, or name the file .ged.")
        graph = ClaimGraph(selection.claims, selection.base)
        if not any(graph.of_class(class_) for class_ in _RECORDS):
            raise InvalidInput("There is nothing to write", hint="GEDCOM holds persons, families and their sources.")
        report = ExportReport()
        lines = write_lines(_Document(graph, selection.title, seven, report).records(), seven=seven)
        if archive:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
                target.writestr(zipfile.ZipInfo(MEMBER, _EPOCH), "".join(lines), zipfile.ZIP_DEFLATED)
        else:
            out.writelines(line.encode("utf-8") for line in lines)
        return report


class _Document:
    """The records of one file in their order."""

    def __init__(self, graph: ClaimGraph, title: str, seven: bool, report: ExportReport) -> None:
        self._graph = graph
        self._title = title
        self._seven = seven
        self._report = report
        self._ids = Identifiers(graph, seven=seven)
        self._parts = Parts(graph, self._ids, seven=seven, language=graph.language(_TEXTS))
        self._families = Families(graph)
        self._lives = Lives(self._parts, self._families)
        for person in graph.of_class("zs:Person"):
            self._ids.of(person, "zs:Person")
        for family in self._families.families:
            self._ids.of(family, "zs:Union")

    def records(self) -> Iterator[Structure]:
        """Header, persons, families, sources, repositories, media, trailer."""
        graph = self._graph
        yield self._header()
        if not self._seven:
            submitter = Structure("SUBM", xref=_SUBMITTER)
            submitter.add("NAME", "Zhishu")
            yield submitter
        for person in graph.of_class("zs:Person"):
            yield self._counted(self._lives.person(person))
        for family in self._families.families.values():
            yield self._counted(self._lives.family(family))
        for source in graph.of_class("bf:Instance"):
            yield self._counted(self._source(source))
        for organization in self._repositories():
            yield self._counted(self._repository(organization))
        for media in self._media():
            yield self._counted(self._media_record(media))
        self._count_others()
        yield Structure("TRLR")

    def _counted(self, record: Structure) -> Structure:
        self._report.written[record.tag] += 1
        return record

    def _count_others(self) -> None:
        """What is not written: entities of kinds that GEDCOM does not hold."""
        self._report.left_out.update(self._parts.left_out)
        for subject in self._graph.subjects():
            classes = self._graph.all(subject, "rdf:type")
            if classes and not any(self._graph.is_a(subject, held) for held in _HELD):
                self._report.left_out[classes[0][1:-1]] += 1

    def _header(self) -> Structure:
        head = Structure("HEAD")
        if self._seven:
            head.add("GEDC").add("VERS", "7.0")
            head.add("SOUR", "https://w3id.org/zhishu/").add("NAME", "Zhishu")
        else:
            head.add("SOUR", "ZHISHU").add("NAME", "Zhishu")
            head.add("SUBM", Pointer.to(_SUBMITTER))
            form = head.add("GEDC")
            form.add("VERS", "5.5.1")
            form.add("FORM", "LINEAGE-LINKED")
            head.add("CHAR", "UTF-8")
        if language := self._parts.language:
            names = {tag: name.title() for name, tag in values("LANG").items()}
            head.add("LANG", language if self._seven else names.get(language, language))
        head.add("NOTE", self._title)
        return head

    def _source(self, source: Term) -> Structure:
        parts, graph = self._parts, self._graph
        record = Structure("SOUR", xref=self._ids.of(source, "bf:Instance"))
        fields = (
            ("TITL", "skos:prefLabel"),
            ("ABBR", "skos:altLabel"),
            ("AUTH", "zs:creatorName"),
            ("PUBL", "zs:publisherName"),
            ("TEXT", "zs:quotation"),
        )
        parts.add_texts(record, source, fields)
        if agency := graph.text(source, "zs:agency"):
            record.add("DATA").add("AGNC", agency)
        for item in graph.pointing("bf:itemOf", source, "bf:Item"):
            holder = graph.first(item, "bf:heldBy")
            known = holder and graph.is_a(holder, "zs:Organization")
            held = record.add("REPO", Pointer.to(self._ids.of(holder, "zs:Organization") if known else "VOID"))
            for mark in graph.texts(item, "zs:shelfMark"):
                held.add("CALN", mark)
            parts.add_notes(held, item)
        parts.add_notes(record, source)
        parts.add_media(record, source)
        parts.add_record_parts(record, source)
        return record

    def _repositories(self) -> Iterator[Term]:
        """Organizations that hold a source, and those that came from a repository record."""
        for organization in self._graph.of_class("zs:Organization"):
            if self._graph.pointing("bf:heldBy", organization, "bf:Item") or self._from_gedcom(organization):
                yield organization
            else:
                self._report.left_out["https://w3id.org/zhishu/ontology/Organization"] += 1

    def _from_gedcom(self, subject: Term) -> bool:
        prefix = self._graph.prefix
        return bool(prefix) and self._graph.local(subject).startswith(prefix)

    def _repository(self, organization: Term) -> Structure:
        record = Structure("REPO", xref=self._ids.of(organization, "zs:Organization"))
        record.add("NAME", self._graph.text(organization, "skos:prefLabel") or "-")
        self._parts.add_texts(record, organization, (("ADDR", "zs:address"),))
        self._parts.add_notes(record, organization)
        self._parts.add_record_parts(record, organization)
        return record

    def _media(self) -> Iterator[Term]:
        """Media that are records: those that are part of no other, and are not written inside a record."""
        for media in self._graph.of_class("zs:MediaReference"):
            part = self._graph.first(media, "zs:partOf")
            if not part and (media in self._parts.inline_media or not self._parts.is_inline(media)):
                yield media

    def _media_record(self, media: Term) -> Structure:
        record = Structure("OBJE", xref=self._ids.of(media, "zs:MediaReference"))
        self._parts.add_restriction(record, media)
        self._parts.add_files(record, media)
        self._parts.add_notes(record, media)
        self._parts.add_citations(record, media)
        self._parts.add_record_parts(record, media)
        return record
