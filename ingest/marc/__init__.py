"""Catalogue records in MARC 21, UNIMARC and CNMARC as works, editions and copies in BIBFRAME 2.

ISO 2709 and MARCXML, plain or gzip, as a stream; MARC-8 with EACC, UTF-8, GB 18030, ISO 5426. One record is one record
graph about an edition, with its work, its copies, the agents and all that belongs to them. Standards: MARC 21
(https://www.loc.gov/marc/bibliographic/), UNIMARC (IFLA), BIBFRAME 2 (https://id.loc.gov/ontologies/bibframe/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.field_mapping import field_mappings
from ingest.marc.claims import RecordClaims
from ingest.marc.crosswalk import to_marc21
from ingest.marc.description import Description
from ingest.marc.iso2709 import Damaged
from ingest.marc.mapping import describe
from ingest.marc.names import ClaimNaming
from ingest.marc.parallel import pair
from ingest.marc.reader import is_unimarc, read_records
from ingest.marc.record import MarcRecord
from ingest.marc.tongue import RecordTongue
from ingest.section import Section, did_you_mean
from ingest.source import Source
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

FORMATS = ("auto", "marc21", "unimarc")


@dataclass(frozen=True, slots=True)
class MarcOptions:
    """How catalogue records are read: what begins local ids, which MARC they are (``auto``: each tells), and what
    every record cites (empty: nothing).
    """

    entity: str
    format: str = "auto"
    citation: str = ""


class MarcImporter:
    """Reads catalogue records. A record whose number was there before gets one of its own, and is named."""

    usual = "auto"

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: MarcOptions = dataset.options
        self._minter = minter
        self._keys: dict[str, int] = {}

    @classmethod
    def options(cls, section: Section) -> MarcOptions:
        """The options of ``[marc]`` or ``[unimarc]``. Raises InvalidDataset with the key path."""
        entity, form = section.id_start("lc-"), section.text("format", cls.usual)
        if form not in FORMATS:
            raise section.fail("format", f'"{form}" is not known here', did_you_mean(form, FORMATS))
        options = MarcOptions(entity, form, section.text("citation", ""))
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of a file in its order; at its end, which fields were not read, and how often."""
        unread: Counter[tuple[str, str]] = Counter()
        kind = {"marc21": False, "unimarc": True}.get(self._options.format)
        for record in read_records(source, unimarc=kind):
            if isinstance(record, Damaged):
                yield Problem(source.name, record.number, "", f"{_where(record)}: {record.reason}")
            else:
                yield from self._record(source.name, record, kind, unread)
        for (family, tag), count in sorted(unread.items()):
            reason = f"{family} field {tag} is not known here; it was not read in {count:,} records"
            yield Problem(source.name, 0, tag, reason, skipped=False)

    def _record(
        self, name: str, record: MarcRecord, kind: bool | None, unread: Counter[tuple[str, str]]
    ) -> Iterator[Record | Problem]:
        family = "unimarc" if (is_unimarc(record) if kind is None else kind) else "marc21"
        faults = [("", fault) for fault in record.faults]
        unread.update((family, tag) for tag in {field.tag for field in record.fields} - known_tags(family))
        if family == "unimarc":
            record, found = to_marc21(record)
            faults += found
        key = self._key(record, faults)
        tongue = RecordTongue(record)
        d = Description(record, ClaimNaming(self._minter, self._options.entity, key), tongue)
        pairing = pair(record, tongue)
        describe(d, pairing)
        claims = RecordClaims(d, pairing, self._minter, self._options.entity, key)
        claims.add(self._options.citation)
        for tag, reason in (*faults, *pairing.faults, *claims.problems):
            yield Problem(name, record.number, tag, f"{_where(record)}: {reason}", skipped=False)
        ours = f"<{self._minter.base}"
        yield Record(key, f"{name}, record {record.number}", d.instance, d.finished(ours))

    def _key(self, record: MarcRecord, faults: list[tuple[str, str]]) -> str:
        key = record.control("001").strip()
        if not key:
            key = f"record-{record.number}"
            faults.append(("001", f"there is no control number; the record is called {key}"))
        count = self._keys[key] = self._keys.get(key, 0) + 1
        if count > 1:
            faults.append(("001", f'"{key}" is the number of {count} records now; this one is called {key}-{count}'))
            return f"{key}-{count}"
        return key


@cache
def known_tags(family: str) -> frozenset[str]:
    """The tags of which the table of a format says something (``245$a`` and ``245`` alike), and the leader."""
    rows = field_mappings("marc" if family == "marc21" else "unimarc")
    return frozenset(row.source[:3] for row in rows)


def _where(record: MarcRecord | Damaged) -> str:
    return f"{record.unit} {record.offset:,}"
