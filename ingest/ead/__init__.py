"""EAD, the finding aids of archives: EAD 2002 (with and without namespace) and EAD3, one record per unit described.

Every ``archdesc`` and every component (``c``, ``c01`` … ``c12``) is a record of its own, with the unit above it as its
whole. Items, and components without a level that have nothing below them, are records; all others are record sets; an
item whose form is a letter is a letter. Standards: https://www.loc.gov/ead/ (EAD 2002, EAD3 1.1), ISAD(G).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.ead.claims import UnitClaims
from ingest.ead.units import Unit, is_component, units
from ingest.section import Section
from ingest.source import Source
from ingest.text_options import TextOptions, read_text_options
from ingest.xml_documents import Document, documents, line_of, local_name, text_of
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import literal

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.description import Dataset


class EadImporter:
    """Reads finding aids. A finding aid that was read before, by its identifier, is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: TextOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> TextOptions:
        """The options of ``[ead]``. Raises InvalidDataset with the key path."""
        return read_text_options(section, "sheng-")

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The units of every finding aid of a source, each before those in it."""
        for document in documents(source):
            if isinstance(document, Problem):
                yield document
            else:
                yield from self._finding_aid(document)

    def _finding_aid(self, document: Document) -> Iterator[Record | Problem]:
        ead = next((e for e in document.root.iter() if local_name(e) == "ead"), None)
        archdesc = None if ead is None else next((e for e in ead if local_name(e) == "archdesc"), None)
        if ead is None or archdesc is None:
            yield Problem(document.name, 0, "", _not_ead(document.root))
            return
        identifier = _identifier(ead) or document.name.rpartition("/")[2].removesuffix(".xml")
        first = self._seen.setdefault(identifier, document.name)
        if first != document.name:
            yield Problem(document.name, line_of(ead), "", f'the finding aid "{identifier}" was in {first} already')
            return
        for unit in units(archdesc, identifier):
            yield from self._unit(document, unit)

    def _unit(self, document: Document, unit: Unit) -> Iterator[Record | Problem]:
        line = line_of(unit.element)
        if unit.fault:
            yield Problem(document.name, line, "unitid", unit.fault, skipped=False)
        claims = UnitClaims(unit, self._minter, self._options.entity, self._options.language)
        claims.describe()
        if self._options.citation:
            claims.add("zs:citation", literal(self._options.citation, self._options.language))
        for field, reason in claims.problems:
            yield Problem(document.name, line, field, reason, skipped=False)
        yield Record(unit.key, f"{document.name}, line {line}, {unit.path}", claims.subject, claims.finished())


def _identifier(ead: _Element) -> str:
    """``eadid`` (EAD 2002) or ``recordid`` (EAD3)."""
    found = next((e for e in ead.iter() if local_name(e) in ("eadid", "recordid")), None)
    return text_of(found)


def _not_ead(root: _Element) -> str:
    name = local_name(root)
    if is_component(root):
        return f"begins with <{name}>, a component without its finding aid"
    return f"not a finding aid: the root element is <{name}>, and there is no <ead> with <archdesc> in it"
