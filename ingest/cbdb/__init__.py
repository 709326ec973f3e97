"""CBDB, the China Biographical Database: the SQLite release, and the ego grids of its kinship.

One record per person: names, years, kin, associations, postings, entries, addresses, sources. The tables are read side
by side in the order of the persons, so that a release of 650,000 persons needs no memory but for its code tables.
Source: https://projects.iq.harvard.edu/cbdb (CC BY-NC-SA 4.0); table and column names as published there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.agent_context import AgentContext
from ingest.cbdb.codes import Codes
from ingest.cbdb.database import MAGIC, PersonRows, Release, Row, number
from ingest.cbdb.grids import ZIP_MAGIC, read_grids
from ingest.cbdb.persons import Person, PersonClaims
from ingest.section import Section
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

TABLES = (
    "ALTNAME_DATA",
    "STATUS_DATA",
    "BIOG_ADDR_DATA",
    "KIN_DATA",
    "ASSOC_DATA",
    "ENTRY_DATA",
    "BIOG_SOURCE_DATA",
    "POSTED_TO_OFFICE_DATA",
    "POSTED_TO_ADDR_DATA",
)
_SEVEN_ZIP = b"7z\xbc\xaf"


@dataclass(frozen=True, slots=True)
class CbdbOptions:
    """How CBDB is read: what begins local ids (``cbdb-``, so that its other exports speak of the same persons), the
    language of text in Han script and of romanised names, and what every record cites.
    """

    entity: str
    language: str = ""
    latin: str = ""
    citation: str = ""


class CbdbImporter:
    """Reads a release, or a ZIP archive of ego grids."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        options: CbdbOptions = dataset.options
        self._context = AgentContext(
            minter, options.entity, options.language, options.latin, options.citation, dataset.privacy.years
        )

    @staticmethod
    def options(section: Section) -> CbdbOptions:
        """The options of ``[cbdb]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("cbdb-")
        options = CbdbOptions(
            entity, section.text("language", ""), section.text("latin", ""), section.text("citation", "")
        )
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The persons of a file in the order of their numbers; grids in the order of the egos."""
        with source.open_bytes() as stream:
            magic = stream.read(len(MAGIC))
        if magic.startswith(ZIP_MAGIC):
            yield from read_grids(source, self._context)
        elif magic == MAGIC and not source.name.lower().endswith(".gz"):
            with Release(source.path) as release:
                yield from self._release(release)
        else:
            packed = magic.startswith(_SEVEN_ZIP) or source.name.lower().endswith(".gz")
            hint = "Unpack it first." if packed else "The release is one file, latest.db or cbdb_YYYYMMDD.sqlite3."
            raise InvalidDataset(f"{source.name}: neither a SQLite database nor a ZIP archive of grids", hint=hint)

    def _release(self, release: Release) -> Iterator[Record | Problem]:
        if not {"person", "name"} <= set(release.fields("BIOG_MAIN")):
            raise InvalidDataset(
                f"{release.name}: there is no table BIOG_MAIN with c_personid and c_name_chn",
                hint="Is it a release of CBDB?",
            )
        problems: list[Problem] = []

        def report(field: str, reason: str) -> None:
            problems.append(Problem(release.name, 0, field, reason, skipped=False))

        codes = Codes(release, report)
        known = _Numbers(release)
        persons = PersonClaims(self._context, codes, known.__contains__)
        groups: dict[str, PersonRows] = {}
        orphans: dict[str, _Orphans] = {}
        for table in TABLES:
            if "person" in release.fields(table):
                rows = release.rows(table, by_person=True)
                groups[table] = PersonRows(rows, orphans.setdefault(table, _Orphans()))
            else:
                report(table, "the table is not there, so nothing is read from it")
        last = -1
        for row in release.rows("BIOG_MAIN", by_person=True):
            person = number(row["person"])
            if person is None or person <= 0:
                self.skipped += 1
                continue
            if person == last:
                yield Problem(release.name, 0, f"BIOG_MAIN {person}", "the number was there before")
                continue
            last = person
            found = {table: group.of(person) for table, group in groups.items()}
            claims = persons.of(Person(person, row, found))
            yield from problems
            problems.clear()
            for field, reason in claims.problems:
                yield Problem(release.name, 0, field, f"person {person}: {reason}", skipped=False)
            if not any(claims.names()):
                yield Problem(release.name, 0, f"BIOG_MAIN {person}", "the person has no name")
                continue
            place = f"{release.name}, BIOG_MAIN {person}"
            yield Record(str(person), place, claims.subject, claims.finished())
        for table, group in groups.items():
            group.of(1 << 60)
            if (lost := orphans[table]).count:
                reason = f"{lost.count:,} rows are of persons who are not in BIOG_MAIN, the first of {lost.first}"
                yield Problem(release.name, 0, table, reason)


class _Numbers:
    """Which numbers BIOG_MAIN has: a bit for each, for they are dense enough."""

    _MOST = 1 << 27

    def __init__(self, release: Release) -> None:
        self._bits = bytearray()
        for row in release.rows("BIOG_MAIN"):
            person = number(row["person"])
            if person is not None and 0 < person < self._MOST:
                if person >> 3 >= len(self._bits):
                    self._bits.extend(bytes((person >> 3) - len(self._bits) + 4096))
                self._bits[person >> 3] |= 1 << (person & 7)

    def __contains__(self, person: object) -> bool:
        if not isinstance(person, int) or person < 0 or person >> 3 >= len(self._bits):
            return False
        return bool(self._bits[person >> 3] >> (person & 7) & 1)


class _Orphans:
    """Counts rows of persons whom BIOG_MAIN does not have."""

    def __init__(self) -> None:
        self.count = 0
        self.first = 0

    def __call__(self, row: Row) -> None:
        if person := number(row["person"]):
            self.count += 1
            self.first = self.first or person
