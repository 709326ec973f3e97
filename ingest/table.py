"""The table importer: rows of CSV, TSV, Excel or JSON lines to records, by the mapping in the dataset's description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ingest.columns import Column, Problems
from ingest.mapping import NodeMapping, TableMapping
from ingest.mapping_reader import parse_mapping
from ingest.section import Section, did_you_mean
from ingest.source import Source
from ingest.tabular import TableFormat, open_table
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, Triple, curie

if TYPE_CHECKING:
    from ingest.description import Dataset

_TYPE = curie("rdf:type")


class TableImporter:
    """Reads tables. Keys are unique over all files of the dataset: a second record of the same key is left out."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._mapping: TableMapping = dataset.options
        self._minter = minter
        self._files: list[str] = []
        # key -> where it stood, as row number * number of files possible + file: one int costs less than a tuple.
        self._seen: dict[str, int] = {}

    @staticmethod
    def options(section: Section) -> TableMapping:
        """The mapping that ``[table]`` declares."""
        return parse_mapping(section)

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The records of one table."""
        mapping = self._mapping
        wanted = tuple(mapping.columns())
        table = open_table(
            source,
            TableFormat(mapping.format, mapping.encoding, mapping.delimiter, mapping.sheet, wanted, mapping.patterns),
        )
        _check_columns(source, table.columns, wanted)
        plan = _Plan(mapping, table.columns, self._minter)
        self._files.append(source.name)
        lost: Problem | None = None
        rows = used = 0
        for item in table.rows():
            rows += 1
            if isinstance(item, Problem):
                lost = lost or item
                yield item
            elif plan.is_left_out(item[1]):
                self.skipped += 1
            else:
                for result in self._record(plan, source.name, *item):
                    if isinstance(result, Record):
                        used += 1
                    elif result.skipped:
                        lost = lost or result
                    yield result
        if not rows:
            raise InvalidDataset(f"{source.name}: there is a header but no row", hint="Fetch or export it again.")
        if lost and not used:
            raise InvalidDataset(
                f"{source.name}: not one row gives a record; the first problem is: {lost}",
                hint="Does the description belong to this file?",
            )

    def _record(self, plan: _Plan, file: str, row: int, cells: Sequence[str]) -> Sequence[Record | Problem]:
        key = plan.key(cells, row, "", 1)
        subject = plan.entity(cells, row, "", 1)
        if key is None or subject is None:
            return (Problem(file, row, plan.key_columns, "there is no key for a record"),)
        here = row << _FILE_BITS | len(self._files) - 1
        first = self._seen.setdefault(key, here)
        if first != here:
            place = f"{self._files[first & _FILE_MASK]}, row {first >> _FILE_BITS}"
            return (Problem(file, row, plan.key_columns, f'the key "{key}" was in {place} already'),)
        problems: Problems = []
        claims = plan.claims(subject, cells, row, problems)
        if claims is None:
            return [Problem(file, row, column, reason) for column, reason in problems]
        record = Record(key, f"{file}, row {row}", subject, claims)
        if not problems:
            return (record,)
        told = dict.fromkeys(problems)  # a cell that two columns read is wrong once
        return [*(Problem(file, row, column, reason, False) for column, reason in told), record]


_FILE_BITS = 16
_FILE_MASK = (1 << _FILE_BITS) - 1


class _Plan:
    """A mapping bound to the columns of one file."""

    def __init__(self, mapping: TableMapping, columns: Sequence[str], minter: Minter) -> None:
        index = {name: at for at, name in enumerate(columns)}
        self.key = mapping.key.filler(index, mapping.missing)
        self.entity = mapping.entity.minter(index, mapping.missing, minter)
        self.key_columns = ", ".join(dict.fromkeys((*mapping.key.columns, *mapping.entity.columns)))
        self._skip = [(index[name], values) for name, values in mapping.skip.items()]
        self._only = [(index[name], values) for name, values in mapping.only.items()]
        self._constants = [(_TYPE, mapping.class_), *mapping.constants]
        bound = [Column(column, index, mapping.missing, minter) for column in mapping.column]
        self._simple = [(column.at, column.predicate, column.memo, column) for column in bound if column.at >= 0]
        self._composed = [column for column in bound if column.at < 0]
        self._nodes = [_NodePlan(node, index, mapping.missing, minter) for node in mapping.node]
        properties = [*(name for name, _ in self._constants), *(column.predicate for column in bound)]
        self._may_repeat = len(properties) > len(set(properties)) or any(column.split for column in mapping.column)

    def is_left_out(self, cells: Sequence[str]) -> bool:
        """Whether the description leaves the row out on purpose."""
        for at, values in self._skip:
            if cells[at].strip() in values:
                return True
        return any(cells[at].strip() not in values for at, values in self._only)

    def claims(self, subject: Term, cells: Sequence[str], row: int, problems: Problems) -> tuple[Triple, ...] | None:
        """The claims of a row, or None where something required is missing; ``problems`` then says why."""
        claims = [(subject, name, value) for name, value in self._constants]
        complete = True
        for at, name, memo, column in self._simple:
            cell = cells[at]
            terms = memo.get(cell)
            if terms is None:
                terms = column.of_cell(cell, problems)
            for term in terms:
                claims.append((subject, name, term))
            if not terms and column.required:
                complete = _lacks(column, problems)
        for column in self._composed:
            terms = column.of_row(cells, row, "", 1, problems)
            claims.extend([(subject, column.predicate, term) for term in terms])
            if not terms and column.required:
                complete = _lacks(column, problems)
        for node in self._nodes:
            complete = node.add_claims(subject, cells, row, claims, problems) and complete
        if not complete:
            return None
        return tuple(dict.fromkeys(claims)) if self._may_repeat or self._nodes else tuple(claims)


class _NodePlan:
    """A node mapping bound to the columns of one file."""

    def __init__(self, mapping: NodeMapping, index: Mapping[str, int], missing: frozenset[str], minter: Minter) -> None:
        self._id = mapping.id.minter(index, missing, minter)
        self._link = mapping.link
        self._constants = [(_TYPE, mapping.class_), *mapping.constants]
        self._columns = [Column(column, index, missing, minter) for column in mapping.column]
        self._when = [index[name] for name in mapping.when]
        self._split = mapping.split
        self._missing = missing

    def add_claims(
        self, subject: Term, cells: Sequence[str], row: int, claims: list[Triple], problems: Problems
    ) -> bool:
        """Add the claims of every node that the row has; false where something required is missing."""
        if any(cells[at].strip() in self._missing for at in self._when):
            return True
        if not self._when:
            return self._add(subject, cells, row, "", 1, claims, problems)
        first = self._when[0]
        parts = cells[first].split(self._split) if self._split else [cells[first]]
        values = [value for part in parts if (value := part.strip()) not in self._missing]
        complete = True
        for n, value in enumerate(values, 1):
            own = [*cells[:first], value, *cells[first + 1 :]]
            complete = self._add(subject, own, row, value, n, claims, problems) and complete
        return complete

    def _add(
        self,
        subject: Term,
        cells: Sequence[str],
        row: int,
        value: str,
        n: int,
        claims: list[Triple],
        problems: Problems,
    ) -> bool:
        node = self._id(cells, row, value, n)
        if node is None:
            return True
        own: list[Triple] = []
        for column in self._columns:
            terms = column.of_row(cells, row, value, n, problems)
            own.extend((node, column.predicate, term) for term in terms)
            if not terms and column.required:
                return _lacks(column, problems)
        if own or self._when or not self._columns:
            claims.append((subject, self._link, node))
            claims.extend((node, name, value) for name, value in self._constants)
            claims.extend(own)
        return True


def _lacks(column: Column, problems: Problems) -> bool:
    problems.append((column.name, "a value is required here"))
    return False


def _check_columns(source: Source, columns: Sequence[str], wanted: Sequence[str]) -> None:
    """Raise InvalidDataset where a mapped column is not there, with what is and what may have been meant."""
    absent = [name for name in wanted if name not in columns]
    if not absent:
        return
    found = f"The columns found: {', '.join(name or '(no name)' for name in columns)}."
    if len(columns) == 1:
        delimiter = next((mark for mark in ("\t", ";", "|", ",") if mark in columns[0]), "")
        guess = f" The header has {delimiter!r} in it: set delimiter = {_toml(delimiter)} under [table]."
        hint = found + (guess if delimiter else " Is it another file, or another delimiter?")
        raise InvalidDataset(f"{source.name}: row 1: only one column, so the delimiter is probably wrong", hint=hint)
    names = ", ".join(f'"{name}"' for name in absent)
    near = did_you_mean(absent[0], columns)
    raise InvalidDataset(
        f"{source.name}: row 1: no column {names}", hint=f"{found} {near}" if near.startswith("Did") else found
    )


def _toml(delimiter: str) -> str:
    return '"\\t"' if delimiter == "\t" else f'"{delimiter}"'
