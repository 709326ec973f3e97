"""TEI P5: editions, biographies, letters and descriptions of manuscripts, one record per document.

A file holds a TEI document, a corpus of them, or a fragment (a div of an edition that is put together elsewhere); a ZIP
archive holds many files. Persons, places and bodies that a document describes are records of their own. Nothing that a
document points to is opened, XInclude neither. Standard: https://tei-c.org/guidelines/p5/.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.section import Section
from ingest.source import Source
from ingest.tei.claims import Context
from ingest.tei.document import TeiDocument, document_key, documents_in
from ingest.tei.entries import entries, entry_term
from ingest.tei.references import slug
from ingest.tei.text import READINGS
from ingest.xml_documents import Document, documents, line_of, local_name
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.description import Dataset

_INCLUDE = "{http://www.w3.org/2001/XInclude}include"


@dataclass(frozen=True, slots=True)
class TeiOptions:
    """How documents are read: what begins local ids, the language of text that does not name its own, which reading
    goes into the text (``edited`` or ``source``), and what every record cites (empty: nothing).
    """

    entity: str
    language: str
    reading: str
    citation: str = ""


def read_options(section: Section) -> TeiOptions:
    """The options of ``[tei]`` or ``[cmif]``. Raises InvalidDataset with the key path."""
    entity, reading = section.id_start("zeng-"), section.text("reading", READINGS[0])
    if reading not in READINGS:
        raise section.fail("reading", f'"{reading}" is not known here', f"Write one of {', '.join(READINGS)}.")
    options = TeiOptions(entity, section.text("language", ""), reading, section.text("citation", ""))
    section.finish()
    return options


class TeiFilesImporter(ABC):
    """Reads the files of a source one by one; what the records of a file are is for the formats to say. Nothing is left
    out on purpose, so ``skipped`` stays 0."""

    #: The name of the format, as provenance has it.
    format: str

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: TeiOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> TeiOptions:
        """The options of the section named by the format. Raises InvalidDataset with the key path."""
        return read_options(section)

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of every file of a source."""
        for document in documents(source):
            if isinstance(document, Problem):
                yield document
            else:
                yield from self._file(document)

    def _context(self, file: Document) -> Context:
        options = self._options
        return Context(
            file.name, self._minter, self.format, options.entity, options.language, options.citation, options.reading
        )

    @abstractmethod
    def _file(self, file: Document) -> Iterator[Record | Problem]:
        """The records of one file."""


class TeiImporter(TeiFilesImporter):
    """Reads TEI documents."""

    format = "tei"

    def _file(self, file: Document) -> Iterator[Record | Problem]:
        found = documents_in(file.root)
        if not found:
            reason = f"not TEI: the root element is <{local_name(file.root)}>, and nothing in it is a document"
            yield Problem(file.name, 0, "", reason)
            return
        included = list(file.root.iter(_INCLUDE))
        if included:
            reason = f"{len(included)} other files are included here; they are not opened, load them by themselves"
            yield Problem(file.name, line_of(included[0]), "xi:include", reason, skipped=False)
        context = self._context(file)
        described = {term for entry in entries(file.root) if (term := entry_term(context, entry))}
        context = replace(context, described=described)
        for number, element in enumerate(found, 1):
            key, fault = self._key(file, element, number if len(found) > 1 else 0)
            if fault:
                yield Problem(file.name, line_of(element), "xml:id", fault, skipped=False)
            yield from TeiDocument(context, element, key).read()

    def _key(self, file: Document, element: _Element, number: int) -> tuple[str, str]:
        """The key of a document, and what is wrong with the identifier that it has."""
        place = f"{file.name}, document {number or 1}"
        stem = slug(file.name.removesuffix(".xml").rpartition("/")[2])
        own, plain_name = document_key(element), f"{stem}-{number}" if number else stem
        for key in (own, plain_name, slug(file.name.removesuffix(".xml")) + (f"-{number}" if number else "")):
            if key and self._seen.setdefault(key, place) == place:
                fault = f'the identifier "{own}" was used in {self._seen[own]}' if own and key != own else ""
                return key, fault
        key = f"{plain_name}-{len(self._seen)}"
        self._seen[key] = place
        return key, f'the name "{plain_name}" was used in {self._seen[plain_name]}'
