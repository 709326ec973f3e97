"""Crosswalks between our concept schemes and the codes of others: CBDB, MARC, GEDCOM, RiC-O, TEI, Shanghai Library.

Each is a file ``ontology/crosswalks/<scheme>-<other>.csv`` with the columns concept (compact IRI), relation, code,
source and note (the last may be left out). The relation is a SKOS mapping relation, read from the code: ``broadMatch``
says that the concept is broader than the code, and says less. ``none``, with an empty concept, is a code that has no
concept, with the reason in the note.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ontology.namespaces import expand
from ontology.terms import all_terms
from ontology.turtle import VocabularyError

_DIRECTORY = Path(__file__).parent / "crosswalks"
_COLUMNS = ["concept", "relation", "code", "source", "note"]
#: Relations from the closest to the loosest; the closest decides where a code stands more than once.
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
WITHOUT_CONCEPT = "none"


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A line of a crosswalk; ``concept`` is a full IRI, or empty where the code has none."""

    concept: str
    relation: str
    code: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A crosswalk from a scheme (its prefix) to ``other``, the last part of the name of the file."""

    scheme: str
    other: str
    rows: tuple[CrosswalkRow, ...]

    def concepts(self) -> Mapping[str, str]:
        """The concept of each code that has one, by the closest relation."""
        best: dict[str, CrosswalkRow] = {}
        for row in self.rows:
            if row.concept and (row.code not in best or _rank(row) < _rank(best[row.code])):
                best[row.code] = row
        return MappingProxyType({code: row.concept for code, row in best.items()})

    def codes(self, concept: str) -> tuple[CrosswalkRow, ...]:
        """The rows of a concept (full IRI), the closest relation first."""
        return tuple(sorted((row for row in self.rows if row.concept == concept), key=_rank))


def crosswalk(scheme: str, other: str) -> Mapping[str, str]:
    """The concept IRI of every code of ``other`` that has one. Raises KeyError where there is no such crosswalk.

    >>> crosswalk("role", "marc")["aut"]
    'https://w3id.org/zhishu/role/aut'
    """
    return _by_name()[scheme, other].concepts()


@cache
def crosswalks() -> tuple[Crosswalk, ...]:
    """All crosswalks, sorted by scheme. Raises VocabularyError, with file and line, for a row that cannot be right."""
    return tuple(read_crosswalk(path) for path in sorted(_DIRECTORY.glob("*.csv")))


def read_crosswalk(path: Path) -> Crosswalk:
    """Read and check one file; what it is a crosswalk of stands in its name, ``<scheme>-<other>.csv``.

    Raises VocabularyError for a missing column, a concept that is not declared in the scheme, an unknown relation, an
    empty code, and a code that two rows of the same relation give to different concepts.
    """
    scheme, _, other = path.stem.partition("-")
    if not other:
        raise VocabularyError(path, None, "is not named <scheme>-<other>.csv", "Rename the file.")
    rows: list[CrosswalkRow] = []
    taken: dict[tuple[str, str], str] = {}
    for line, row in _lines(path):
        _check(path, line, row, scheme)
        if taken.setdefault((row.code, row.relation), row.concept) != row.concept:
            raise VocabularyError(path, line, f'the code "{row.code}" stands twice as {row.relation}', "Keep one.")
        rows.append(row)
    return Crosswalk(scheme, other, tuple(rows))


def _lines(path: Path) -> Iterator[tuple[int, CrosswalkRow]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        try:
            header = next(reader, [])
            if header not in (_COLUMNS, _COLUMNS[:-1]):
                raise VocabularyError(path, 1, "has other columns", f"They are {','.join(_COLUMNS)}.")
            for cells in reader:
                if len(cells) != len(header):
                    raise VocabularyError(path, reader.line_num, f"has {len(cells)} cells", f"Write {len(header)}.")
                yield reader.line_num, _row(path, reader.line_num, [cell.strip() for cell in cells])
        except UnicodeDecodeError as error:
            raise VocabularyError(path, reader.line_num + 1, "not UTF-8", "Save the file as UTF-8.") from error


def _row(path: Path, line: int, cells: list[str]) -> CrosswalkRow:
    concept, relation, code, source, *note = cells
    try:
        return CrosswalkRow(expand(concept) if concept else "", relation, code, source, "".join(note))
    except KeyError as error:
        raise VocabularyError(path, line, f"unknown prefix in {concept}", "See ontology/namespaces.py.") from error


def _check(path: Path, line: int, row: CrosswalkRow, scheme: str) -> None:
    if not row.code or not row.source:
        raise VocabularyError(path, line, "the code or the source is empty", "Both are needed.")
    if row.relation == WITHOUT_CONCEPT and not row.concept and row.note:
        return
    if row.relation not in RELATIONS:
        fault = f'"{row.relation}" is no relation of a row with a concept'
        raise VocabularyError(path, line, fault, f"They are {', '.join(RELATIONS)}, or none with a note.")
    term = all_terms().get(row.concept)
    if term is None or term.kind != "concept" or not row.concept.startswith(expand(f"{scheme}:")):
        raise VocabularyError(
            path, line, f"{row.concept or 'nothing'} is no concept of {scheme}", "Correct the concept."
        )


def _rank(row: CrosswalkRow) -> int:
    return RELATIONS.index(row.relation)


@cache
def _by_name() -> Mapping[tuple[str, str], Crosswalk]:
    return MappingProxyType({(each.scheme, each.other): each for each in crosswalks()})
