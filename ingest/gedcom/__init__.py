"""GEDCOM 5.5, 5.5.1, 5.5.5 and 7.0, as a file or in a GEDZIP archive, read into claims.

Each person, family, source, repository and media record is a record of its own; places are records too, one for each
jurisdiction that the file names. What is wrong is reported with its line and what is sound is used; what the model has
no place for is counted and reported once for each kind of structure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.gedcom.claims import RecordClaims
from ingest.gedcom.decoding import open_lines
from ingest.gedcom.families import add_family, add_family_links
from ingest.gedcom.gedzip import GedzipSource, is_gedzip
from ingest.gedcom.handlers import HANDLERS
from ingest.gedcom.index import Index, index_person
from ingest.gedcom.living import presumed_living
from ingest.gedcom.options import KINDS, GedcomOptions, read_options
from ingest.gedcom.places import Gazetteer
from ingest.gedcom.scope import Scope
from ingest.gedcom.structure import Assembler, Structure
from ingest.section import Section
from ingest.source import Source
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import typed

if TYPE_CHECKING:
    from ingest.description import Dataset

#: record tag -> (kind of entity, class)
_RECORDS = {
    "INDI": ("person", "zs:Person"),
    "FAM": ("union", "zs:Union"),
    "SOUR": ("instance", "bf:Instance"),
    "REPO": ("organization", "zs:Organization"),
    "OBJE": ("media", "zs:MediaReference"),
}
#: How many persons of a ring of descent are named.
_SHOWN = 10
_FILES = 1 << 16
_FRAME = ("HEAD", "TRLR")
_NOTES = ("NOTE", "SNOTE")


class GedcomImporter:
    """Reads GEDCOM files. Nothing is left out on purpose, so ``skipped`` stays 0."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: GedcomOptions = dataset.options
        self._privacy = dataset.privacy
        self._minter = minter
        self._gazetteer = Gazetteer(minter, self._options.entity)
        self._files: list[str] = []
        #: key -> line times ``_FILES`` plus number of the file
        self._keys: dict[str, int] = {}
        self._many = len(dataset.files) > 1 or any(mark in dataset.files[0] for mark in "*?[")
        missing = [f"{kind}/{self._options.entity}" for kind in KINDS]
        missing = [prefix for prefix in missing if not prefix.startswith(dataset.prefixes)]
        if missing:
            needed = ", ".join(f'"{prefix}"' for prefix in missing)
            raise InvalidDataset(f"{dataset.path}: prefixes: does not cover what GEDCOM gives", hint=f"Add {needed}.")

    @staticmethod
    def options(section: Section) -> GedcomOptions:
        """The checked options of ``[gedcom]``."""
        return read_options(section)

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of one file. Raises InvalidDataset for a file that is not GEDCOM at all."""
        self._files.append(source.name)
        inner = GedzipSource(source) if is_gedzip(source) else source
        with inner:
            index, problems = self._index(inner)
            yield from problems
            part = f"{source.plain_name.partition('.')[0]}-" if self._many else ""
            scope = Scope(source.name, self._options, self._minter, index, self._gazetteer, part)
            if self._privacy.withhold:
                year, undated = datetime.now(UTC).year, self._options.undated_living
                scope.living = presumed_living(index, window=self._privacy.years, year=year, undated=undated)
                scope.newest = year - self._privacy.years
            yield from _rings(scope)
            referred: set[str] = set()
            for record in self._records(inner, index):
                if record.tag in _NOTES:
                    scope.lose_below(record, "NOTE")
                    continue
                referred.update(_pointers(record, index))
                yield from self._convert(scope, record)
        for xref, note in index.notes.items():
            if xref not in referred:
                scope.problems.append(Problem(source.name, note.line, note.tag, "a note to which nothing points"))
        yield from scope.problems
        yield from self._gazetteer.records(source.name, scope.text, self._options.citation)
        yield from scope.losses()

    def _index(self, source: Source) -> tuple[Index, list[Problem]]:
        """The first reading. Raises InvalidDataset where there is no record."""
        lines = open_lines(source, self._options.encoding)
        assembler = Assembler(source.name)
        index = Index()
        first = ""
        for record in assembler.records(lines):
            first = first or record.tag
            index.add(record)
        if not index.counts:
            where = next((f": {problem}" for problem in assembler.problems), "")
            raise InvalidDataset(f"{source.name}: not a GEDCOM file{where}", hint="Its first line must be `0 HEAD`.")
        problems = [*lines.problems, *assembler.problems]
        if first != "HEAD":
            problems.append(Problem(source.name, 1, "HEAD", "the file does not begin with HEAD", False))
        return index, sorted(problems, key=lambda problem: problem.row)

    def _records(self, source: Source, index: Index) -> Iterator[Structure]:
        """The records for the second reading: persons before families, so that what is withheld of a person is known
        when a family speaks of that person.
        """
        for wanted in (False, True) if index.families_first else (None,):
            for record in Assembler(source.name).records(open_lines(source, self._options.encoding)):
                if wanted is None or wanted == (record.tag == "FAM"):
                    yield record

    def _convert(self, scope: Scope, record: Structure) -> Iterator[Record | Problem]:
        """The record of one structure, after the problems that it has."""
        if record.tag in _RECORDS:
            key = self._key(scope, record)
            kind, class_ = _RECORDS[record.tag]
            claims = RecordClaims(scope, record, key, kind, class_, HANDLERS)
            if record.tag == "FAM":
                add_family(claims)
            elif record.tag == "INDI":
                claims.participants = (claims.subject,)
                add_family_links(claims)
                claims.describe(claims.subject, record, "INDI")
                _add_privacy(claims)
            else:
                claims.describe(claims.subject, record, record.tag)
            finished = claims.finished()
            yield from scope.problems
            scope.problems.clear()
            yield finished
        elif record.tag not in _FRAME:
            scope.lose(record, "")

    def _key(self, scope: Scope, record: Structure) -> str:
        """The key of a record: its identifier, or one of its own where it has none or another has it already."""
        key = record.identifier
        if not record.xref and not scope.index.is_seven:  # GEDCOM 7 leaves out identifiers that nothing points to
            scope.fault(record, f"has no identifier, so nothing can point to it; kept as {key}")
        # One number costs less than a tuple, and there may be a million.
        place = record.line * _FILES + len(self._files) - 1
        first = self._keys.setdefault(scope.part + key, place)
        number = 1
        while self._keys[scope.part + key] != place:
            number += 1
            key = f"{record.identifier}~{number}"
            self._keys.setdefault(scope.part + key, place)
        if number > 1:
            where = f"{self._files[first % _FILES]}, line {first // _FILES}"
            scope.fault(record, f"@{record.xref}@ was used already ({where}); kept as {key}, pointers mean the first")
        return key


def _add_privacy(claims: RecordClaims) -> None:
    """Say who may be alive, and of whom the source says the contrary without a year."""
    scope, record = claims.scope, claims.record
    person, alive = scope.index.persons[record.identifier], record.identifier in scope.living
    if person.line != record.line:  # a second record of one identifier: what is known of kin belongs to the first
        person = index_person(record)
        alive = not person.dead and (person.earliest or scope.newest) >= scope.newest
    if alive:
        claims.add(claims.subject, "zs:presumedLiving", typed("true", "xsd:boolean"))
    elif person.dead and not claims.has(claims.subject, "zs:deathYear"):
        claims.add(claims.subject, "zs:living", typed("false", "xsd:boolean"))


def _rings(scope: Scope) -> Iterator[Problem]:
    for ring in scope.index.cycles():
        line = min((scope.index.persons[xref].line for xref in ring if xref in scope.index.persons), default=0)
        named = [f"@{xref}@" for xref in ring[:_SHOWN]]
        path = " → ".join([*named, *(["…"] if len(ring) > _SHOWN else []), named[0]])
        yield Problem(scope.file, line, "INDI", f"a person is his or her own ancestor: {path}", skipped=False)


def _pointers(record: Structure, index: Index) -> Iterator[str]:
    """The shared notes that anything in a record points to."""
    if not index.notes:
        return
    pending = [record]
    while pending:
        node = pending.pop()
        if node.pointer in index.notes:
            yield node.pointer
        pending.extend(node.children)


__all__ = ["GedcomImporter"]
