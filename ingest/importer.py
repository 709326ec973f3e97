"""What an importer is, which ones there are, and the one way to read a dataset with one: ``open_records``."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from ingest.privacy import Privacy, Withholding
from ingest.section import Section, did_you_mean
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

#: importer name -> "module:class", imported when it is first asked for.
IMPORTERS: dict[str, str] = {
    "archive": "ingest.archive:ArchiveImporter",
    "bibliography": "ingest.bibliography:BibliographyImporter",
    "cmif": "ingest.cmif:CmifImporter",
    "ead": "ingest.ead:EadImporter",
    "iiif": "ingest.iiif:IiifImporter",
    "marc": "ingest.marc:MarcImporter",
    "tei": "ingest.tei:TeiImporter",
    "genealogy": "ingest.genealogy:GenealogyImporter",
    "rdf": "ingest.rdf:RdfImporter",
    "table": "ingest.table:TableImporter",
    "gedcom": "ingest.gedcom:GedcomImporter",
    "cbdb": "ingest.cbdb:CbdbImporter",
    "eac": "ingest.eac:EacImporter",
    "marc-authority": "ingest.marc_authority:MarcAuthorityImporter",
    "wikidata": "ingest.wikidata:WikidataImporter",
    "unimarc": "ingest.marc.unimarc:UnimarcImporter",
    "mentions": "ingest.mentions.claims:MentionsImporter",
    "kanripo": "ingest.kanripo:KanripoImporter",
}

#: Importers of what the program itself has made; no dataset of theirs comes with it, and nobody sends such files.
DERIVED = frozenset({"mentions"})


class Importer(Protocol):
    """Reads the files of one dataset, one after the other, into records.

    One importer lives as long as one reading of a dataset, so it can tell that a key came before in another file.
    ``skipped`` counts what the description leaves out on purpose.
    """

    skipped: int

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of one file in its order; what cannot be used is a Problem in their midst.

        Raises InvalidDataset where the file as a whole cannot be read.
        """
        ...


class ImporterClass(Protocol):
    """How an importer is made, and how the options under its own name in a description are read."""

    def __call__(self, dataset: Dataset, minter: Minter) -> Importer: ...

    def options(self, section: Section) -> Any:
        """The checked options of the section ``[<importer>]``. Raises InvalidDataset with the key path."""
        ...


def get_importer(name: str) -> ImporterClass:
    """The importer of this name. Raises InvalidDataset for an unknown one."""
    if name not in IMPORTERS:
        raise InvalidDataset(f'There is no importer "{name}"', hint=did_you_mean(name, IMPORTERS))
    module, _, attribute = IMPORTERS[name].partition(":")
    return cast(ImporterClass, getattr(importlib.import_module(module), attribute))


class RecordStream(Iterator[Record | Problem]):
    """The records and problems of all files of a dataset, with what a progress bar needs.

    ``total`` is the size of all files in bytes as they lie on disk (compressed), ``position()`` how many of these bytes
    are used up, ``skipped`` how many rows the description left out on purpose so far, ``withheld`` how many persons are
    stubs because they may be alive.
    """

    def __init__(self, importer: Importer, files: Sequence[Path], privacy: Privacy) -> None:
        self._importer = importer
        self._withholding = Withholding(privacy)
        self._files = tuple(files)
        self._done = 0
        self._source: Source | None = None
        self.total = sum(file.stat().st_size for file in self._files)
        self._items = self._read()

    def __iter__(self) -> Iterator[Record | Problem]:
        """The same items without a Python call per record."""
        return self._items

    def __next__(self) -> Record | Problem:
        return next(self._items)

    @property
    def skipped(self) -> int:
        """How many rows the description left out on purpose so far."""
        return self._importer.skipped

    @property
    def withheld(self) -> int:
        """How many persons are stubs so far because they may be alive."""
        return len(self._withholding.withheld)

    def close(self) -> None:
        """Close the file that is open; only needed where the stream is not read to its end."""
        self._items.close()

    def position(self) -> int:
        """Bytes read of ``total``."""
        return self._done + (self._source.position() if self._source else 0)

    def _read(self) -> Generator[Record | Problem, None, None]:
        for file in self._files:
            with Source(file) as self._source:
                for item in self._importer.read(self._source):
                    yield item if isinstance(item, Problem) else self._withholding.apply(item)
            self._source = None
            self._done += file.stat().st_size


def open_records(dataset: Dataset, files: Sequence[Path], minter: Minter) -> RecordStream:
    """Read the files of a dataset with its importer.

    The stream raises InvalidDataset while it is consumed where a file as a whole is unusable; single records and values
    that are come as Problem.
    """
    return RecordStream(get_importer(dataset.importer)(dataset, minter), files, dataset.privacy)
