"""Findings as rows of a page, with the records that they concern, and as downloads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.authority.description import Describer, Source
from kg.generation import Generation
from kg.quality.finding import COLUMNS, Finding
from kg.quality.report import Choice, Report
from kg.store.quads import value
from webapp import languages
from webapp.cells import Cell, CellReader
from webapp.current import workspace
from webapp.quality_cards import query_address

_RECORDS = 3


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding: the entity, what is wrong with it and with which values, the records concerned, and its query."""

    entity: Cell
    type: str
    severity: str
    message: str
    values: tuple[Cell, ...]
    records: tuple[Source, ...]
    query: str


class RowReader:
    """Findings as rows of the page."""

    def __init__(self, data: Generation, report: Report) -> None:
        self._store, self._checks = data.store, report.checks
        self._cells, self._describer = CellReader(data), Describer(workspace().minter, data)

    def row(self, finding: Finding) -> FindingRow:
        """A finding as the page shows it."""
        query = self._checks[finding.check]["query"] if finding.check in self._checks else ""
        return FindingRow(
            entity=self._cells.iri(finding.entity),
            type=finding.type,
            severity=finding.severity.value,
            message=finding.message(languages.current().tag),
            values=tuple(self._cells.term(value(each)) for each in finding.values),
            records=tuple(self._records(finding)),
            query=query_address(query, finding.entity),
        )

    def _records(self, finding: Finding) -> list[Source]:
        """Some records that describe the entity, those that give the values first."""
        found: dict[str, bool] = {}
        for identifier in self._describer.identifiers(finding.entity) or (finding.entity,):
            for q in self._store.match(NamedNode(identifier)):
                if isinstance(q.graph_name, NamedNode):
                    found[q.graph_name.value] = found.get(q.graph_name.value, False) or str(q.object) in finding.values
        ordered = sorted(found, key=lambda graph: (not found[graph], graph))
        sources = (self._describer.source(graph) for graph in ordered)
        return [source for source in sources if source.dataset][:_RECORDS]


def as_csv(data: Generation, choice: Choice, tag: str) -> Iterator[str]:
    """Findings as CSV with a byte order mark, for spreadsheets."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    with closing(Report.open(data)) as report:
        for finding in report.all_rows(choice):
            out = io.StringIO(newline="")
            csv.writer(out).writerow(finding.cells(tag))
            yield out.getvalue()


def as_json(data: Generation, choice: Choice, tag: str) -> Iterator[str]:
    """Findings as one JSON array."""
    separator = "[\n"
    with closing(Report.open(data)) as report:
        for finding in report.all_rows(choice):
            yield separator + json.dumps(finding.fields(tag), ensure_ascii=False)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
