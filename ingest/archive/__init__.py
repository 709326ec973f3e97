"""Lists of archives: a spreadsheet with a row for each item, as 盛宣怀档案 and most archives in China are catalogued.

A table (CSV, TSV, Excel, JSON lines) whose columns are called as ``headings.tsv`` knows. What becomes of each stands in
``fields.tsv``; who wrote to whom, with what doubt, in ``parties``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.archive.claims import ItemClaims
from ingest.headings import read_headings, rows_by_field
from ingest.section import Section
from ingest.source import Source
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset


@dataclass(frozen=True, slots=True)
class ArchiveOptions:
    """How the rows are read: what begins local ids, the language of the text, what rows cite that cite nothing.

    ``years`` bound the dates: they choose between readings of a date that has several.
    """

    entity: str
    language: str = "zh-Hant"
    citation: str = ""
    years: tuple[int, int] | None = None


class ArchiveImporter:
    """Reads lists of archives. A reference code that came before is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: ArchiveOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> ArchiveOptions:
        """The options of ``[archive]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("sheng-")
        first, last = section.integer("first_year", 0), section.integer("last_year", 0)
        if bool(first) != bool(last) or first > last:
            raise section.fail("first_year", "goes with a last_year that is not before it")
        years = (first, last) if first else None
        options = ArchiveOptions(entity, section.text("language", "zh-Hant"), section.text("citation", ""), years)
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The items of a table in its order. Raises InvalidDataset for a table without a column of titles."""
        for item in rows_by_field(source, headings(), "題名"):
            if isinstance(item, Problem):
                yield item
            else:
                yield from self._row(source.name, *item)

    def _row(self, file: str, row: int, cells: dict[str, str]) -> Iterator[Record | Problem]:
        if not cells.get("題名"):
            yield Problem(file, row, "題名", "the item has no title")
            return
        key, place = cells.get("檔號") or str(row), f"{file}, row {row}"
        if (first := self._seen.setdefault(key, place)) != place:
            yield Problem(file, row, "檔號", f'the reference code "{key}" was in {first} already')
            return
        options = self._options
        claims = ItemClaims(self._minter, options.entity, key, options.language, options.years)
        claims.describe(cells if cells.get("來源") else {**cells, "來源": options.citation})
        for field, reason in claims.problems:
            yield Problem(file, row, field, reason, skipped=False)
        yield Record(key, place, claims.subject, claims.finished())


def headings() -> Mapping[str, str]:
    """What the columns of such tables are called, and the field that each is."""
    return read_headings(Path(__file__).parent / "headings.tsv")
