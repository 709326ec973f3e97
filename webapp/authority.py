"""The page of an authority record: forms under each rule set, variants with their sources, dates, ties, evidence; its
data in RDF and JSON, and downloads of this one record in the formats of libraries and archives.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from flask import Blueprint, Response, jsonify, redirect

from ingest.authority_export.selection import AuthoritySelection
from ingest.exporter import get_authority_exporter
from kg.authority.description import Entity, Statement
from kg.authority.records.record import AuthorityRecord, AuthorityRecords
from kg.authority.records.rule_sets import rule_sets
from kg.authority.records.status import KINDS
from kg.authority.records.triples import record_triples
from kg.authority.resolution import Resolution, State, resolve
from kg.generation import Generation
from kg.iris import encode
from kg.store.quads import quad
from ontology.namespaces import expand
from webapp import link_headers, negotiate, tombstone
from webapp.current import generation, workspace
from webapp.errors import WithSuggestions
from webapp.languages import gettext as _
from webapp.negotiate import FORMATS, Format, split_suffix
from webapp.pages import page, render
from webapp.presentation import href
from webapp.serialisation import with_usual_tags

bp = Blueprint("authority", __name__)

#: Statements that the page shows in tables of their own.
_APART = frozenset(
    expand(name)
    for name in (
        *("rdf:type", "skos:prefLabel", "skos:altLabel", "zs:name", "zs:birth", "zs:birthYear", "zs:death"),
        *("zs:deathYear", "zs:activeFrom", "zs:activeTo", "zs:externalIdentifier", "skos:exactMatch", "owl:sameAs"),
        *("dcterms:identifier",),
        *("zs:citation", "zs:sourceCitation"),
    )
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file of one record: the suffix of its address, the exporter and its form, the file name's ending."""

    suffix: str
    media_type: str
    name: str
    exporter: str
    version: str
    ending: str


DOWNLOADS = (
    Download("mrc", "application/marc", "MARC 21", "marc21-authority", "iso2709", "mrc"),
    Download("marcxml", "application/marcxml+xml", "MARCXML", "marc21-authority", "marcxml", "xml"),
    Download("unimarc", "application/marc", "UNIMARC / CNMARC", "unimarc-authority", "iso2709", "unimarc.mrc"),
    Download("mads", "application/rdf+xml", "MADS/RDF", "mads", "rdfxml", "mads.rdf"),
    Download("eac", "application/xml", "EAC-CPF", "eac", "2010", "eac.xml"),
    Download("csv", "text/csv", "CSV", "authority-csv", "records", "csv"),
)


@page("authority/show.html")
@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """What ``authority/show.html`` shows."""

    record: AuthorityRecord = field(metadata={"help": "The authority record"})
    rules: Mapping[str, str] = field(metadata={"help": "IRI of each rule set by its id"})
    statements: tuple[Statement, ...] = field(metadata={"help": "What else is stated of the entity"})
    equal: tuple[tuple[str, str], ...] = field(metadata={"help": "Records whose heading is equal: IRI and local id"})
    replaced: tuple[str, ...] = field(metadata={"help": "Ids of records that this one replaces"})
    downloads: tuple[tuple[Download, str], ...] = field(metadata={"help": "Files of this record and their addresses"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


@dataclass(frozen=True, slots=True)
class AuthoritySummary:
    """What the page of an entity shows of its authority record."""

    address: str
    heading: str
    status: str
    level: str
    variants: int
    equal: int


@bp.get("/authority/<path:local>")
@negotiate.located()
@negotiate.conditional
def show(local: str) -> Response:
    """An authority record as a page, as data, or as a file of one of the formats of ``DOWNLOADS``."""
    data = generation()
    local, file = _split_download(local)
    local, wanted = (local, None) if file else split_suffix(local)
    records = AuthorityRecords(workspace().minter, data, workspace().decisions.read())
    about = records.about(local)
    found = _resolution(data, local, about)
    if found.state is not State.HERE:
        return _elsewhere(data, records, found, local, wanted, file)
    record = records.record(found.iri)
    if file:
        return _download(record, file)
    wanted = wanted or negotiate.choose()
    if wanted is None:
        response = render(_page(record))
    elif wanted.rdf is not None:
        response = negotiate.rdf_response([quad(triple) for triple in record_triples(record)], wanted)
    else:
        response = jsonify(as_json(record))
    links = link_headers.of_entity(data, record.iri, record.entity.datasets)
    return link_headers.add(response, [*link_headers.alternates(), *links])


def summary_of(data: Generation, entity: Entity) -> AuthoritySummary | None:
    """The section of a person's page; None for entities of types without authority records."""
    if entity.type not in KINDS:
        return None
    records = AuthorityRecords(workspace().minter, data, workspace().decisions.read())
    record = records.record(entity.iri, ties=False)
    found = sum(1 for form in record.variants if not form.computed)
    return AuthoritySummary(href(record.iri), record.heading, record.status, record.level, found, len(record.equal))


def as_json(record: AuthorityRecord) -> dict[str, Any]:
    """The record as plain data, in the shape of its dataclass without the description of the entity."""
    content: dict[str, Any] = with_usual_tags(asdict(replace(record, decisions=())))
    for name in ("entity", "facts", "decisions"):
        del content[name]
    return {**content, "heading": record.heading, "decisions": [decision.number for decision in record.decisions]}


def _page(record: AuthorityRecord) -> AuthorityPage:
    minter, address = workspace().minter, href(record.iri)
    local = (minter.local(iri) or "" for iri in record.equal)
    return AuthorityPage(
        record=record,
        rules={rules.id: rules.term for rules in rule_sets()},
        statements=tuple(s for s in record.entity.statements if s.property not in _APART),
        equal=tuple(zip(record.equal, local, strict=True)),
        replaced=tuple((minter.local(each) or each).partition("/")[2] for each in record.superseded),
        downloads=tuple((each, f"{address}.{each.suffix}") for each in DOWNLOADS),
        formats=tuple((each, f"{address}.{each.suffix}") for each in FORMATS),
    )


def _split_download(local: str) -> tuple[str, Download | None]:
    stem, _dot, suffix = local.rpartition(".")
    found = next((each for each in DOWNLOADS if each.suffix == suffix and stem), None)
    return (stem, found) if found else (local, None)


def _resolution(data: Generation, local: str, about: str | None) -> Resolution:
    """What became of the entity of a record: the first type under whose local id something was ever known."""
    minter = workspace().minter
    if about is not None:
        if about.startswith(f"{minter.base}authority/"):
            return Resolution(State.HERE, about)
        return resolve(workspace(), data, about)
    found = (resolve(workspace(), data, minter.entity(kind, local)[1:-1]) for kind in KINDS)
    missing = Resolution(State.MISSING, minter.entity("authority", local)[1:-1])
    return next((each for each in found if each.state is not State.MISSING), missing)


def _elsewhere(
    data: Generation,
    records: AuthorityRecords,
    found: Resolution,
    local: str,
    wanted: Format | None,
    file: Download | None,
) -> Response:
    asked = workspace().minter.entity("authority", local)[1:-1]
    if found.state is State.MISSING:
        raise WithSuggestions(
            _("Nothing is known of %(iri)s.", iri=unquote(asked)[:300]),
            status=404,
            hint=_("Search for a name instead."),
        )
    if found.state is State.MOVED:
        found = replace(found, iri=records.iri(found.iri))
        if file:
            response: Response = redirect(f"{href(found.iri)}.{file.suffix}", 301)  # type: ignore[assignment]
            response.headers["Cache-Control"] = "no-cache"
            return response
    return tombstone.answer(data, found, asked, wanted)


def _download(record: AuthorityRecord, file: Download) -> Response:
    out = io.BytesIO()
    selection = AuthoritySelection(record.local, (record,), workspace().minter.base)
    get_authority_exporter(file.exporter).export(selection, out, version=file.version, archive=False)
    response = Response(out.getvalue(), mimetype=file.media_type)
    name = f"{encode(record.local)}.{file.ending}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
