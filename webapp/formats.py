"""What formats are read, and what becomes of each of their fields: pages made from the tables the importers work by."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, url_for

from ingest.description import Dataset, known_datasets
from ingest.field_mapping import field_mappings
from ingest.importer import IMPORTERS
from ingest.mapping import ColumnMapping, TableMapping
from kg.errors import NotFound
from ontology.namespaces import compact, expand
from webapp import languages, negotiate
from webapp.languages import gettext as _
from webapp.pages import page, render

bp = Blueprint("formats", __name__)

_NAMES = ",".join(f"'{name}'" for name in sorted(IMPORTERS))


@dataclass(frozen=True, slots=True)
class Row:
    """A field of the source, the IRI of its term (or empty), and what is to be known of it."""

    source: str
    iri: str
    note: str


@page("formats/index.html")
@dataclass(frozen=True, slots=True)
class FormatsPage:
    """What ``formats/index.html`` shows."""

    importers: tuple[tuple[str, tuple[Dataset, ...]], ...] = field(metadata={"help": "Importers and their datasets"})


@page("formats/show.html")
@dataclass(frozen=True, slots=True)
class FormatPage:
    """What ``formats/show.html`` shows."""

    heading: str = field(metadata={"help": "The format, or the title of the dataset"})
    name: str = field(metadata={"help": "Name of the importer"})
    dataset: Dataset | None = field(metadata={"help": "The dataset whose own mapping this is, or None"})
    rows: tuple[Row, ...] = field(metadata={"help": "The mapping, in the order of its table"})
    datasets: tuple[Dataset, ...] = field(metadata={"help": "Datasets that are read so"})
    download: str = field(metadata={"help": "Address of the same as CSV"})


@bp.get("/format")
@negotiate.conditional
def index() -> Response:
    """The formats that are read, with the datasets described for each."""
    datasets = known_datasets().values()
    return render(FormatsPage(tuple((name, _of(name, datasets)) for name in sorted(IMPORTERS))))


@bp.get(f"/format/<any({_NAMES}):name>")
@negotiate.conditional
def show(name: str) -> Response:
    """The mapping of a format; for tables, whose mapping is that of each dataset, the datasets."""
    datasets = _of(name, known_datasets().values())
    return render(FormatPage(name, name, None, tuple(_rows(name)), datasets, url_for(".table", name=name)))


@bp.get(f"/format/<any({_NAMES}):name>.csv")
def table(name: str) -> Response:
    """The mapping of a format as CSV."""
    return _csv(_rows(name))


@bp.get("/format/table/<id>")
@negotiate.conditional
def columns(id: str) -> Response:
    """The mapping of a dataset that is a table. Raises NotFound for another."""
    dataset = _table(id)
    rows = tuple(_columns(dataset.options))
    address = url_for(".columns_table", id=id)
    return render(FormatPage(dataset.title[languages.current().tag], "table", dataset, rows, (), address))


@bp.get("/format/table/<id>.csv")
def columns_table(id: str) -> Response:
    """The mapping of a dataset that is a table, as CSV."""
    return _csv(_columns(_table(id).options))


def _of(importer: str, datasets: Iterable[Dataset]) -> tuple[Dataset, ...]:
    return tuple(each for each in datasets if each.importer == importer)


def _table(id: str) -> Dataset:
    dataset = known_datasets().get(id)
    if dataset is None or not isinstance(dataset.options, TableMapping):
        raise NotFound(_("There is no table %(id)s.", id=id), hint=_("The formats list what is read as a table."))
    return dataset


def _rows(importer: str) -> Iterator[Row]:
    for each in field_mappings(importer):
        yield Row(each.source, expand(each.target) if each.target else "", each.note)


def _columns(mapping: TableMapping) -> Iterator[Row]:
    """The columns of a table, those of its nodes after the properties that lead to them."""
    for predicate, value in mapping.constants:
        yield Row("", predicate[1:-1], compact(value[1:-1]))
    yield from map(_column, mapping.column)
    for node in mapping.node:
        yield Row(", ".join(node.when) or node.id.text, node.link[1:-1], compact(node.class_[1:-1]))
        yield from map(_column, node.column)


def _column(column: ColumnMapping) -> Row:
    notes = (
        column.language,
        "" if column.type == "string" else column.type,
        column.entity.text if column.entity else "",
        f"{column.concept}:" if column.concept else "",
        ", ".join(f"{key} = {compact(value[1:-1])}" for key, value in (column.crosswalk or {}).items()),
    )
    return Row(column.name, column.predicate[1:-1], " · ".join(note for note in notes if note))


def _csv(rows: Iterable[Row]) -> Response:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("source", "target", "note"))
    writer.writerows((row.source, compact(row.iri) if row.iri else "", row.note) for row in rows)
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv")
