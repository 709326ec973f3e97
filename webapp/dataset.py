"""Datasets: what was loaded, from where, with which licence and which problems; previews, downloads and DCAT."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from flask import Blueprint, Response, jsonify, redirect, request, send_file, url_for
from markupsafe import Markup

from kg.datasets import record_graphs
from kg.errors import Gone, NotFound
from kg.generation import Generation, LoadedDataset
from kg.record import Problem
from webapp import link_headers, negotiate, schema_org, tombstone
from webapp.catalogue import catalogue_quads, dataset_quads
from webapp.cells import Cell, CellReader
from webapp.current import generation, workspace
from webapp.downloads import DOWNLOADS, Download, prepared, stream
from webapp.languages import gettext as _
from webapp.negotiate import FORMATS, Format, split_suffix
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.records import read_record

bp = Blueprint("dataset", __name__)

PREVIEW = 20
PER_PAGE = 50
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Offer:
    """A download as a page offers it; ``sha256`` and ``bytes`` (compressed) are known once it was made."""

    name: str
    address: str
    sha256: str
    bytes: int


@page("dataset/index.html")
@dataclass(frozen=True, slots=True)
class DatasetsPage:
    """What ``dataset/index.html`` shows."""

    datasets: tuple[LoadedDataset, ...] = field(metadata={"help": "The loaded datasets"})
    structured: Markup = field(metadata={"help": "What search engines read, as JSON-LD"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The catalogue as data: formats and addresses"})


@page("dataset/show.html")
@dataclass(frozen=True, slots=True)
class DatasetPage:
    """What ``dataset/show.html`` shows."""

    dataset: LoadedDataset = field(metadata={"help": "What the workspace remembers of the dataset"})
    preview: tuple[tuple[Cell, Cell, str], ...] = field(metadata={"help": "(record, entity, locator) of some records"})
    problems: tuple[Problem, ...] = field(metadata={"help": "Problems of this page of the report"})
    pages: Pager = field(metadata={"help": "Links to other pages of the report"})
    offers: tuple[Offer, ...] = field(metadata={"help": "Downloads"})
    structured: Markup = field(metadata={"help": "What search engines read, as JSON-LD"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The description as data: formats and addresses"})


@bp.get("/dataset")
@bp.get("/dataset.<any(html,ttl,jsonld,nt,rdf,json):suffix>")
@negotiate.located()
@negotiate.conditional
def index(suffix: str = "") -> Response:
    """All loaded datasets; as RDF a DCAT catalogue."""
    datasets = tuple(generation().manifest.datasets.values())
    wanted = next((each for each in FORMATS if each.suffix == suffix), None) or negotiate.choose()
    if wanted is None:
        forms = tuple((each, f"{url_for('.index')}.{each.suffix}") for each in FORMATS)
        structured = schema_org.script(schema_org.of_catalogue(datasets))
        return link_headers.add(render(DatasetsPage(datasets, structured, forms)), link_headers.alternates())
    if wanted.rdf is not None:
        return negotiate.rdf_response(catalogue_quads(workspace(), generation()), wanted)
    return jsonify([asdict(each) for each in datasets])


@bp.get("/dataset/<id>")
@negotiate.located()
def show(id: str) -> Response:
    """One dataset; as RDF its description in DCAT and VoID. Not cached: a checksum appears once a file was made."""
    id, wanted = split_suffix(id)
    if id == "curation":
        return redirect(url_for("record.decisions"))  # type: ignore[return-value]
    data = generation()
    if id not in data.manifest.datasets and (found := workspace().tombstones.find(f"dataset/{id}")):
        return tombstone.withdrawn(data, found, workspace().minter.dataset(id)[1:-1], wanted)
    loaded = _loaded(data, id)
    number = whole_number("page", 1, LAST_PAGE) or 1
    wanted = wanted or negotiate.choose()
    if wanted is not None and wanted.rdf is not None:
        return negotiate.rdf_response(dataset_quads(workspace(), data, loaded), wanted)
    if wanted is not None:
        return jsonify(asdict(loaded))
    return render(
        DatasetPage(
            dataset=loaded,
            preview=tuple(_preview(data, id)),
            problems=tuple(islice(_problems(data, id), (number - 1) * PER_PAGE, number * PER_PAGE)),
            pages=paginate(
                loaded.problems, PER_PAGE, number, LAST_PAGE, lambda n: f"{url_for('.show', id=id, page=n)}#problems"
            ),
            offers=tuple(_offer(data, id, each) for each in DOWNLOADS),
            structured=schema_org.script(schema_org.of_dataset(loaded)),
            formats=tuple((each, f"{url_for('.show', id=id)}.{each.suffix}") for each in FORMATS),
        )
    )


@bp.get("/dataset/<id>/problems.csv")
def problems(id: str) -> Response:
    """The whole problem report as CSV."""
    data = generation()
    _loaded(data, id)
    response = Response(_problem_lines(data, id), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{id}-problems.csv")
    return response


@bp.get("/dataset/<id>/<name>")
def download(id: str, name: str) -> Response:
    """A download of a dataset, made now or sent from its file."""
    data, wanted = generation(), _download(name)
    _loaded(data, id)
    made = prepared(data, id, wanted)
    filename = f"{id}-{name}"
    if made and request.accept_encodings["gzip"]:
        response = send_file(made[0], mimetype=wanted.media_type, as_attachment=True, download_name=filename, max_age=0)
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    else:
        response = Response(stream(workspace().minter, data, id, wanted), mimetype=wanted.media_type)
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/dataset/<id>/<name>.sha256")
def checksum(id: str, name: str) -> Response:
    """The SHA-256 of a download, in the form that ``sha256sum -c`` reads; the file is made now if it was not yet."""
    data, wanted = generation(), _download(name)
    _loaded(data, id)
    made = prepared(data, id, wanted)
    if not made:
        for _chunk in stream(workspace().minter, data, id, wanted):
            continue
        made = prepared(data, id, wanted)
    if not made:
        raise NotFound(_("The checksum could not be made."), hint=_("Download the file first."))
    return Response(f"{made[1]}  {id}-{name}\n", mimetype="text/plain")


def _download(name: str) -> Download:
    for each in DOWNLOADS:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in DOWNLOADS)
    raise NotFound(_("There is no download “%(name)s”.", name=name[:100]), hint=_("There are: %(names)s.", names=names))


def _loaded(data: Generation, id: str) -> LoadedDataset:
    if id in data.manifest.datasets:
        return data.manifest.datasets[id]
    if id in data.manifest.withdrawn or workspace().tombstones.find(f"dataset/{id}"):
        raise Gone(
            _("The dataset “%(id)s” was withdrawn.", id=id), hint=_("The list of datasets shows what is loaded.")
        )
    raise NotFound(
        _("There is no dataset “%(id)s”.", id=id[:100]), hint=_("The list of datasets shows what is loaded.")
    )


def _offer(data: Generation, id: str, each: Download) -> Offer:
    made = prepared(data, id, each)
    address = url_for(".download", id=id, name=each.name)
    return Offer(each.name, address, made[1] if made else "", made[0].stat().st_size if made else 0)


def _preview(data: Generation, id: str) -> Iterator[tuple[Cell, Cell, str]]:
    cells = CellReader(data)
    for graph in islice(record_graphs(data.store, workspace().minter.dataset(id)), PREVIEW):
        record = read_record(workspace(), data, cells, graph[1:-1])
        yield Cell(record.key, iri=record.graph), record.entity, record.locator


def _problems(data: Generation, id: str) -> Iterator[Problem]:
    try:
        with data.problems_file(id).open(encoding="utf-8") as file:
            for line in file:
                yield Problem(**json.loads(line))
    except FileNotFoundError:
        return


def _problem_lines(data: Generation, id: str) -> Iterator[str]:
    yield "\ufefffile,row,column,reason,skipped\r\n"
    for each in _problems(data, id):
        out = io.StringIO(newline="")
        csv.writer(out).writerow((each.file, each.row or "", each.column, each.reason, "yes" if each.skipped else "no"))
        yield out.getvalue()
