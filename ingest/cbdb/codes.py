"""The code tables of CBDB: what the numbers of a release mean, in its own words and as our concepts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.cbdb.database import Release, number
from ingest.code_tables import read_rows
from ontology.crosswalks import crosswalk

#: code table -> the crosswalk from our scheme to its codes
_CROSSWALKS = {
    "ALTNAME_CODES": ("nametype", "cbdb"),
    "KINSHIP_CODES": ("kin", "cbdb"),
    "ASSOC_CODES": ("assoc", "cbdb"),
    "OFFICE_CATEGORIES": ("officetype", "cbdb"),
}
_UNKNOWN = ("未詳", "未知", "[未詳]", "[信息缺乏]", "[缺乏信息]", "[missing data]", "[unknown]", "unknown", "u")
_TABLES = (
    "TEXT_CODES",
    "DYNASTIES",
    "NIAN_HAO",
    "ALTNAME_CODES",
    "KINSHIP_CODES",
    "ASSOC_CODES",
    "OFFICE_CODES",
    "ENTRY_CODES",
    "ADDR_CODES",
    "ETHNICITY_TRIBE_CODES",
    "APPOINTMENT_CODES",
    "ASSUME_OFFICE_CODES",
    "STATUS_CODES",
)
Report = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Label:
    """What a code is called: in Chinese, and otherwise (English, pinyin, or the notation of kinship)."""

    chinese: str
    other: str

    @property
    def text(self) -> str:
        """The Chinese words, or the others where there are none; empty where it says that nothing is known."""
        for text in (self.chinese, self.other):
            if text and text.lower() not in _UNKNOWN:
                return text
        return ""


class Codes:
    """The code tables of a release. ``report`` is told (field, reason), once, of each code that has no row."""

    def __init__(self, release: Release, report: Report) -> None:
        self._report = report
        self._missing: set[tuple[str, int]] = set()
        self._labels = {table: _labels(release, table) for table in _TABLES}

    def label(self, table: str, value: object, field: str) -> Label:
        """What a code is called; empty for no code, 0 and negative codes (nothing is known)."""
        code = number(value)
        if code is None or code < 0:
            return Label("", "")
        found = self._labels[table].get(code)
        if found is None:
            if code:
                self._tell(table, code, field, f"{table} has no code {code}")
            return Label("", "")
        return found

    def concept(self, table: str, value: object, field: str) -> str:
        """The IRI of our concept for a code, empty where there is none; a code that no crosswalk knows is reported."""
        code = number(value)
        if code is None or code < 0:
            return ""
        known = _concepts(table)
        if (found := known.get(str(code))) is not None:
            return found
        if code:
            self._tell(f"{table} concept", code, field, f"{table} {code} is in no crosswalk; kept in its own words")
        return ""

    def citation(self, source: object, pages: object, field: str) -> list[str]:
        """The source of a row as citations: its title and the pages; none where no source is given."""
        title = self.label("TEXT_CODES", source, field).text
        return [f"{title} {str(pages or '').strip()}".strip()] if title else []

    def _tell(self, table: str, code: int, field: str, reason: str) -> None:
        if (table, code) not in self._missing:
            self._missing.add((table, code))
            self._report(field, f"{reason} (named at its first use)")


def _labels(release: Release, table: str) -> dict[int, Label]:
    found: dict[int, Label] = {}
    for row in release.rows(table):
        if (code := number(row.get("code"))) is not None:
            found[code] = Label(str(row.get("label") or "").strip(), str(row.get("other") or "").strip())
    return found


@cache
def _concepts(table: str) -> dict[str, str]:
    scheme, other = _CROSSWALKS[table]
    return dict(crosswalk(scheme, other))


@cache
def address_properties() -> dict[int, str]:
    """The property of each kind of address (BIOG_ADDR_CODES) that the model holds."""
    return {int(row["code"]): row["property"] for row in read_rows(Path(__file__).parent / "addresses.tsv")}
