"""Authority records of libraries: MARC 21 and UNIMARC (CNMARC), in ISO 2709 and MARCXML.

Each record about a person, family, corporate body or place gives that entity with its names as nodes, and the
authority record itself with its status, authorized form and variant forms. A record that is deleted, or that stands
for several persons of one name, is kept as an authority record that identifies nobody. Standards: MARC 21 Format for
Authority Data (https://www.loc.gov/marc/authority/), UNIMARC Manual: Authorities Format (IFLA).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.agent_context import AgentContext
from ingest.marc.iso2709 import Damaged
from ingest.marc.reader import read_records
from ingest.marc.record import MarcRecord
from ingest.marc_authority.claims import describe
from ingest.marc_authority.headings import family_of, kind_of
from ingest.section import Section, did_you_mean
from ingest.source import Source
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

FAMILIES = ("marc21", "unimarc")
#: leader/06 of authority records; in UNIMARC x is an authority entry, y a reference entry, z an explanation.
_TYPES = {"marc21": "z", "unimarc": "xyz"}
_BIBLIOGRAPHIC = "acdefgijkmoprtlb"


@dataclass(frozen=True, slots=True)
class MarcAuthorityOptions:
    """How authority files are read.

    ``entity`` begins local ids; ``language`` is that of text in Han script, ``latin`` that of names in Latin script;
    ``family`` is marc21 or unimarc (empty: each record tells); ``citation`` is what every record cites.
    """

    entity: str
    language: str = ""
    latin: str = ""
    family: str = ""
    citation: str = ""


class MarcAuthorityImporter:
    """Reads authority files; a control number that came before is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: MarcAuthorityOptions = dataset.options
        options = self._options
        self._context = AgentContext(
            minter, options.entity, options.language, options.latin, options.citation, dataset.privacy.years
        )
        self._seen: dict[str, str] = {}
        self._unknown: set[str] = set()

    @staticmethod
    def options(section: Section) -> MarcAuthorityOptions:
        """The options of ``[marc-authority]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("lcnaf-")
        family = section.text("family", "")
        if family and family not in FAMILIES:
            raise section.fail("family", f'"{family}" is not known here', did_you_mean(family, FAMILIES))
        options = MarcAuthorityOptions(
            entity,
            section.text("language", ""),
            section.text("latin", ""),
            family,
            section.text("citation", ""),
        )
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of a file; titles and topics are left out and counted."""
        left_out: Counter[str] = Counter()
        family = self._options.family
        for item in read_records(source, unimarc=family == "unimarc" if family else None):
            if isinstance(item, Damaged):
                yield Problem(source.name, item.number, "", f"{item.reason} (byte or line {item.offset:,})")
            else:
                for fault in item.faults:
                    yield Problem(source.name, item.number, "", fault, skipped=False)
                yield from self._record(source.name, item, family or family_of(item), left_out)
        for what, times in sorted(left_out.items()):
            self.skipped += times
            yield Problem(source.name, 0, "", f"{times:,} records are headings of {what}: left out", skipped=False)

    def _record(self, file: str, record: MarcRecord, family: str, left_out: Counter[str]) -> Iterator[Record | Problem]:
        row = record.number
        if reason := _not_authority(record, family):
            yield Problem(file, row, "leader", reason)
            return
        heading, kind, instead = kind_of(record, family)
        if heading is None:
            yield Problem(file, row, "", f"there is no heading ({'1XX' if family == 'marc21' else '2XX'})")
            return
        if not kind:
            left_out[instead] += 1
            return
        key = "".join(record.control("001").split())
        if not key:
            key = f"{file.partition('.')[0]}-{row}"
            yield Problem(file, row, "001", f'no control number; called "{key}"', skipped=False)
        if first := self._seen.get(key):
            yield Problem(file, row, "001", f'the control number "{key}" was in {first} already')
            return
        self._seen[key] = f"{file}, record {row}"
        claims, authority, unknown = describe(record, family, kind, key, self._context)
        if not any(claims.names()):
            yield Problem(file, row, heading.tag, "the heading has no name in it")
            return
        for tag in unknown:
            if f"{family} {tag}" not in self._unknown:
                self._unknown.add(f"{family} {tag}")
                yield Problem(file, row, tag, "is not known here, so it is not read", skipped=False)
        for field, reason in claims.problems:
            yield Problem(file, row, field, reason, skipped=False)
        finished = claims.finished()
        subject = authority if claims.kind == "authority" else claims.subject
        yield Record(key, f"{file}, record {row}, {key}", subject, finished)


def _not_authority(record: MarcRecord, family: str) -> str:
    """Why a record is no authority record, empty where it is one."""
    kind = record.leader[6:7]
    if kind in _TYPES[family] and kind.strip():
        return ""
    if kind in _BIBLIOGRAPHIC and kind.strip():
        return f"a bibliographic record (leader/06 = {kind}) in a file of authority records"
    if kind in ("u", "v", "x", "y"):
        return f"a record of holdings (leader/06 = {kind}) in a file of authority records"
    if kind == "w":
        return "a record of classification (leader/06 = w) in a file of authority records"
    return f'not an authority record: leader/06 is "{kind}"'
