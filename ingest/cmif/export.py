"""CMIF out of a workspace: the letters of a selection for exchange, valid against the schema of the format.

CMIF knows who wrote to whom, where, when, and in which edition it stands. Names refer to an authority file where an
address is known, else to the entity on this site. Letters that are in no edition are listed under one for the
selection. Its schema knows one degree of certainty, ``low``.
"""

from __future__ import annotations

import re
import uuid
from collections import Counter
from datetime import UTC, datetime
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from ingest.exporter import ExportReport, Selection
from ingest.tei.export_letter import HELD, write_correspondence
from ingest.tei.holdings import Holdings
from ingest.tei.writing import root, set_id, sub
from kg.errors import InvalidInput
from kg.terms import Term, curie

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_HELD = frozenset(
    curie(each) for each in (*HELD, "rdf:type", "dcterms:identifier", "zs:citation", "skos:prefLabel", "zs:note")
)
_UNCERTAIN = ("low", "unknown")


class CmifExporter:
    """Writes a list of letters."""

    versions: tuple[str, ...] = ("1",)

    def export(self, selection: Selection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the letters of the selection. Raises InvalidInput where there is none, and for another version."""
        if version not in self.versions or archive:
            raise InvalidInput("CMIF can only be written as one file.", hint="Leave --version and --archive out.")
        holdings, report = Holdings(selection), ExportReport()
        letters = [letter for letter in holdings.of_class("zs:Letter") if _parties(holdings, letter)]
        if not letters:
            raise InvalidInput("There is no letter with a sender or addressee.", hint="Choose a dataset of letters.")
        top = root("TEI")
        header = sub(top, "teiHeader")
        sources = _file_description(header, selection)
        profile = sub(header, "profileDesc")
        editions = _Editions(holdings, sources, selection)
        for letter in letters:
            _letter(profile, holdings, letter, editions.source(letter), report)
        etree.indent(header)
        sub(sub(sub(top, "text"), "body"), "p")
        etree.ElementTree(top).write(out, encoding="utf-8", xml_declaration=True)
        report.written["letter"] = len(letters)
        return report


class _Editions:
    """The editions that the letters stand in, each written once, with an id that is always the same."""

    def __init__(self, holdings: Holdings, sources: _Element, selection: Selection) -> None:
        self._holdings = holdings
        self._sources = sources
        self._selection = selection
        self._ids: dict[Term, str] = {}

    def source(self, letter: Term) -> str:
        """The @source of a letter."""
        found = self._holdings.entities(letter, "dcterms:isReferencedBy")
        edition = next((each for each in found if self._holdings.label(each)), "")
        if edition not in self._ids:
            self._write(edition, letter)
        return f"#{self._ids[edition]}"

    def _write(self, edition: Term, letter: Term) -> None:
        title = self._holdings.label(edition) if edition else self._selection.title
        home = self._holdings.first(edition, "foaf:homepage") if edition else ""
        own = self._holdings.text(edition, "dcterms:identifier") if edition else ""
        identifier = own or str(uuid.uuid5(uuid.NAMESPACE_URL, edition[1:-1] or self._selection.base + title))
        identifier = re.sub(r"[^\w.-]", "-", identifier)
        if not identifier[0].isalpha():
            identifier = f"u{identifier}"
        self._ids[edition] = identifier
        entry = sub(self._sources, "bibl", title, type="online" if home else "print")
        set_id(entry, identifier)
        if home and home[1:-1] not in title:
            sub(entry, "ref", target=home[1:-1]).tail = None


def _letter(profile: _Element, holdings: Holdings, letter: Term, source: str, report: ExportReport) -> None:
    description = write_correspondence(profile, holdings, letter, lambda entity: _reference(holdings, entity))
    description.set("source", source)
    if number := holdings.text(letter, "dcterms:identifier"):
        description.set("key", number)
    addresses = [value[1:-1] for value in holdings.entities(letter, "rdfs:seeAlso")]
    description.set("ref", addresses[0] if addresses else letter[1:-1])
    for text, language in holdings.texts(letter, "zs:note"):
        sub(description, "note", text, language)
    lost: Counter[str] = Counter()
    _narrow(description, lost)
    for predicate, number_of_values in holdings.properties(letter).items():
        if predicate not in _HELD:
            lost[predicate[1:-1]] += number_of_values
    report.left_out.update(lost)


def _narrow(description: _Element, lost: Counter[str]) -> None:
    """Bring the wide form of TEI to what the schema of CMIF allows."""
    for element in list(description.iter("{*}correspContext")):
        lost["correspContext"] += len(element)
        description.remove(element)
    for element in description.iter("{*}persName", "{*}orgName", "{*}placeName", "{*}date"):
        certainty = str(element.attrib.pop("cert", ""))
        if certainty in _UNCERTAIN and element.tag.endswith("date"):
            element.set("cert", "low")
        elif certainty:
            lost[f'cert="{certainty}"'] += 1
        custom = str(element.attrib.pop("when-custom", ""))
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", "")
        if custom:
            lost["date that W3C form cannot express"] += 1
            if not element.text:
                element.text = custom


def _reference(holdings: Holdings, entity: Term) -> str:
    if not entity:
        return ""
    return " ".join(holdings.addresses(entity)) or entity[1:-1]


def _parties(holdings: Holdings, letter: Term) -> bool:
    return any(holdings.parties(letter, each) for each in ("zs:sender", "zs:addressee"))


def _file_description(header: _Element, selection: Selection) -> _Element:
    description = sub(header, "fileDesc")
    titles = sub(description, "titleStmt")
    sub(titles, "title", selection.title)
    sub(titles, "editor", "Zhishu")
    publication = sub(description, "publicationStmt")
    sub(sub(publication, "publisher"), "ref", "Zhishu", target=selection.base)
    sub(publication, "idno", selection.base, type="url")
    sub(publication, "date").set("when", datetime.now(UTC).strftime("%Y-%m-%d"))
    sub(sub(publication, "availability"), "licence", "CC BY 4.0", target=_LICENCE)
    return sub(description, "sourceDesc")
