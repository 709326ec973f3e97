"""Catalogues of genealogies 家譜 of the kind of 《中国家谱总目》: a row a genealogy, with edition, copies and people.

A table (CSV, TSV, Excel, JSON lines) whose columns are called as ``headings.tsv`` knows, in either script or English.
What becomes of each column stands in ``fields.tsv``; what the cells say in ``cells``. Ancestors and compilers are
persons of this genealogy, provisional until a decision says who they are: nothing is merged by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.genealogy.claims import GenealogyClaims
from ingest.headings import read_headings, rows_by_field
from ingest.section import Section
from ingest.source import Source
from ingest.text_options import TextOptions, read_text_options
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset


class GenealogyImporter:
    """Reads catalogues of genealogies. A key that came before is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: TextOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> TextOptions:
        """The options of ``[genealogy]``. Raises InvalidDataset with the key path."""
        return read_text_options(section, "zongmu-", "zh-Hant")

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The genealogies of a table in its order. Raises InvalidDataset for a table without a column of titles."""
        for item in rows_by_field(source, headings(), "題名"):
            if isinstance(item, Problem):
                yield item
            else:
                yield from self._row(source.name, *item)

    def _row(self, file: str, row: int, cells: dict[str, str]) -> Iterator[Record | Problem]:
        if not cells.get("題名"):
            yield Problem(file, row, "題名", "the genealogy has no title")
            return
        key = cells.get("編號") or str(row)
        place = f"{file}, row {row}"
        if (first := self._seen.setdefault(key, place)) != place:
            yield Problem(file, row, "編號", f'the key "{key}" was in {first} already')
            return
        claims = GenealogyClaims(self._minter, self._options.entity, key, self._options.language)
        claims.describe(cells if cells.get("來源") else {**cells, "來源": self._options.citation})
        for field, reason in claims.problems:
            yield Problem(file, row, field, reason, skipped=False)
        yield Record(key, place, claims.work, claims.finished())


def headings() -> Mapping[str, str]:
    """What the columns of such tables are called, and the field that each is."""
    return read_headings(Path(__file__).parent / "headings.tsv")
