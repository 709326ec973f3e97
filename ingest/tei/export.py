"""TEI P5 out of a workspace: letters, manuscripts and transcribed works as documents, valid against tei_all.

One document is a TEI, several are a teiCorpus; persons, places and bodies stand in its standOff, and everything that
refers to them does so by xml:id and, where it is known, by the address in an authority file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from ingest.exporter import ExportReport, Selection
from ingest.tei import export_letter, export_manuscript
from ingest.tei.export_body import write_body
from ingest.tei.export_entries import ENTRIES, write_entries
from ingest.tei.export_letter import write_correspondence
from ingest.tei.export_manuscript import has_description, write_manuscript
from ingest.tei.holdings import Holdings
from ingest.tei.writing import date, name, root, set_id, sub, xml_name
from kg.errors import InvalidInput
from kg.terms import Term, curie, is_iri

_LETTER, _MANUSCRIPT = "zs:Letter", "zs:Manuscript"
#: Properties that the header, the images and the text hold.
_HELD = (
    "rdf:type", "skos:prefLabel", "skos:altLabel", "zs:creator", "zs:creatorName", "dcterms:identifier",
    "dcterms:rights", "zs:note", "zs:citation", "dcterms:description", "zs:language", "dcterms:subject",
    "zs:documentType", "zs:genre", "zs:dateText", "zs:edtf", "zs:year", "zs:beginYear", "zs:endYear", "zs:pageImage",
    "zs:transcription", "zs:mentions",
)  # fmt: skip


class TeiExporter:
    """Writes TEI documents."""

    versions: tuple[str, ...] = ("P5",)

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the documents of the selection. Raises InvalidInput where there is none, and for another version."""
        if version not in self.versions or archive:
            raise InvalidInput("Only TEI P5 can be written, as one file.", hint="Leave --version and --archive out.")
        holdings, report = Holdings(selection), ExportReport()
        subjects = _documents(holdings)
        if not subjects:
            hint = "Choose a dataset of letters, manuscripts or transcribed works."
            raise InvalidInput("There is no letter, manuscript or transcribed text to write.", hint=hint)
        if len(subjects) == 1:
            top = root("TEI")
            _Writer(holdings, report).document(top, subjects[0], with_entries=True)
        else:
            top = root("teiCorpus")
            _corpus_header(top, selection.title)
            write_entries(top, holdings, report)
            for subject in subjects:
                _Writer(holdings, report).document(sub(top, "TEI"), subject, with_entries=False)
        etree.ElementTree(top).write(out, encoding="utf-8", xml_declaration=True)
        return report


class _Writer:
    """Writes one document."""

    def __init__(self, holdings: Holdings, report: ExportReport) -> None:
        self._holdings = holdings
        self._report = report

    def document(self, element: _Element, subject: Term, *, with_entries: bool) -> None:
        """The header, the images, and the text with its mentions."""
        holdings = self._holdings
        set_id(element, xml_name(holdings, subject))
        self._header(sub(element, "teiHeader"), subject)
        if with_entries:
            write_entries(element, holdings, self._report)
        self._images(element, subject)
        for part in element:
            etree.indent(part)
        body = sub(sub(element, "text"), "body")
        transcriptions = [t for t in holdings.entities(subject, "zs:transcription") if holdings.text(t, "zs:text")]
        for transcription in transcriptions:
            around = sub(body, "div") if len(transcriptions) > 1 else body
            write_body(around, holdings, transcription, self.reference, self._report)
        if not len(body):
            sub(body, "p")
        self._count(subject)

    def reference(self, entity: Term) -> str:
        """The @ref of an entity: the entry or document with its xml:id, or its own address, then those of others."""
        if not entity:
            return ""
        holdings = self._holdings
        own = holdings.kind(entity)
        first = [f"#{xml_name(holdings, entity)}"] if own in ENTRIES or own in _DOCUMENT_KINDS else [entity[1:-1]]
        return " ".join([*first, *holdings.addresses(entity)])

    def _header(self, header: _Element, subject: Term) -> None:
        holdings = self._holdings
        description = sub(header, "fileDesc")
        titles = sub(description, "titleStmt")
        for text, language in holdings.texts(subject, "skos:prefLabel", "skos:altLabel") or [
            (holdings.local(subject), "")
        ]:
            sub(titles, "title", text, language)
        for author in holdings.parties(subject, "zs:creator"):
            name(sub(titles, "author"), holdings, author, "person", self.reference(author.entity))
        publication = sub(description, "publicationStmt")
        sub(publication, "publisher", "Zhishu")
        sub(publication, "date").set("when", datetime.now(UTC).strftime("%Y-%m-%d"))
        for text, _ in holdings.texts(subject, "dcterms:identifier"):
            sub(publication, "idno", text)
        if rights := holdings.texts(subject, "dcterms:rights"):
            for text, language in rights:
                sub(sub(publication, "availability"), "p", text, language)
        if notes := holdings.texts(subject, "zs:note"):
            around = sub(description, "notesStmt")
            for text, language in notes:
                sub(around, "note", text, language)
        self._sources(sub(description, "sourceDesc"), subject)
        self._profile(sub(header, "profileDesc"), subject)
        if not len(header[-1]):
            header.remove(header[-1])

    def _sources(self, source: _Element, subject: Term) -> None:
        holdings = self._holdings
        for text, language in holdings.texts(subject, "zs:citation"):
            sub(source, "bibl", text, language)
        if _MANUSCRIPT in _classes(holdings, subject) or has_description(holdings, subject):
            write_manuscript(source, holdings, subject, self.reference)
        if not len(source):
            sub(source, "p")

    def _profile(self, profile: _Element, subject: Term) -> None:
        """In the order that the content model allows, which is any."""
        holdings = self._holdings
        for text, language in holdings.texts(subject, "dcterms:description"):
            sub(sub(profile, "abstract"), "p", text, language)
        if _LETTER in _classes(holdings, subject):
            write_correspondence(profile, holdings, subject, self.reference)
        else:
            words, language = next(iter(holdings.texts(subject, "zs:dateText")), ("", ""))
            edtf = holdings.text(subject, "zs:edtf")
            if words or edtf:
                date(sub(profile, "creation"), words, edtf, language)
        codes = [text for text, _ in holdings.texts(subject, "zs:language")]
        if codes:
            around = sub(profile, "langUsage")
            for code in codes:
                sub(around, "language").set("ident", code)
        self._keywords(profile, subject)

    def _keywords(self, profile: _Element, subject: Term) -> None:
        texts = self._holdings.texts(subject, "dcterms:subject", "zs:genre")
        if texts:
            keywords = sub(sub(profile, "textClass"), "keywords")
            for text, language in texts:
                sub(keywords, "term", text, language)

    def _images(self, element: _Element, subject: Term) -> None:
        holdings = self._holdings
        images = sorted(
            (image for image in holdings.entities(subject, "zs:pageImage") if holdings.is_described(image)),
            key=lambda image: (holdings.number(image, "zs:sequence") or 0, image),
        )
        if not images:
            return
        facsimile = sub(element, "facsimile")
        for image in images:
            surface = sub(facsimile, "surface")
            if page := holdings.text(image, "zs:page") or holdings.label(image):
                surface.set("n", page)
            address = holdings.first(image, "schema:contentUrl")
            sub(surface, "graphic", url=address[1:-1] if is_iri(address) else page or holdings.local(image))

    def _count(self, subject: Term) -> None:
        holdings = self._holdings
        classes = _classes(holdings, subject)
        self._report.written[
            "letter" if _LETTER in classes else "manuscript" if _MANUSCRIPT in classes else "text"
        ] += 1
        _left_out(self._report, holdings, subject, (*_HELD, *export_letter.HELD, *export_manuscript.HELD))
        for item in holdings.pointing("bf:itemOf", subject)[:1]:
            _left_out(self._report, holdings, item, export_manuscript.HELD_OF_ITEM)
        for item in holdings.pointing("bf:itemOf", subject)[1:]:
            self._report.left_out[f"{item[1:-1]}, another item"] += 1


_DOCUMENT_KINDS = ("letter", "manuscript", "work")


def _documents(holdings: Holdings) -> list[Term]:
    """Letters, manuscripts, and whatever else has a transcription."""
    found = dict.fromkeys(holdings.of_class(_LETTER, _MANUSCRIPT))
    for transcription in holdings.of_class("zs:Transcription"):
        found.update(dict.fromkeys(holdings.entities(transcription, "zs:transcriptionOf")))
    return [subject for subject in found if holdings.is_described(subject)]


def _classes(holdings: Holdings, subject: Term) -> set[str]:
    return {each for each in (_LETTER, _MANUSCRIPT) if curie(each) in holdings.all(subject, "rdf:type")}


def _left_out(report: ExportReport, holdings: Holdings, subject: Term, held: Iterable[str]) -> None:
    known = {curie(each) for each in held}
    for predicate, number in holdings.properties(subject).items():
        if predicate not in known:
            report.left_out[predicate[1:-1]] += number


def _corpus_header(top: _Element, title: str) -> None:
    description = sub(sub(top, "teiHeader"), "fileDesc")
    sub(sub(description, "titleStmt"), "title", title)
    publication = sub(description, "publicationStmt")
    sub(publication, "publisher", "Zhishu")
    sub(publication, "date").set("when", datetime.now(UTC).strftime("%Y-%m-%d"))
    sub(sub(description, "sourceDesc"), "p")
