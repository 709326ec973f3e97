"""Provenance: the page of a source record, the log of decisions, and import activities; each as data, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from flask import Blueprint, Response, jsonify, url_for
from pyoxigraph import NamedNode, Quad

from kg import terms
from kg.authority.decisions import Decision, Kind
from kg.authority.resolution import record_quads
from kg.authority.rulings import in_force
from kg.errors import NotFound
from kg.generation import Generation, LoadedDataset
from kg.store import VIEW
from kg.store.quads import value
from kg.tombstones import Cause, Withdrawal
from webapp import link_headers, negotiate, tombstone
from webapp.cells import Cell, CellReader, decided
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.negotiate import FORMATS, GRAPH_FORMATS, Format, split_suffix
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import whole_number
from webapp.presentation import href
from webapp.records import SourceRecord, read_record
from webapp.serialisation import with_usual_tags

bp = Blueprint("record", __name__)

PER_PAGE = 50
LAST_PAGE = 100_000


@page("record/show.html")
@dataclass(frozen=True, slots=True)
class RecordPage:
    """What ``record/show.html`` shows."""

    record: SourceRecord = field(metadata={"help": "The record with its claims"})
    dataset: LoadedDataset | None = field(metadata={"help": "Its dataset; None for a curator's own claim"})
    decisions: tuple[Decision, ...] = field(metadata={"help": "Decisions in force on the record or its claims"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


@page("record/decisions.html")
@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """What ``record/decisions.html`` shows."""

    decisions: tuple[tuple[Decision, Cell | None], ...] = field(
        metadata={"help": "Decisions, the latest first, and what each is about"}
    )
    total: int = field(metadata={"help": "Number of decisions in the log"})
    reversed: frozenset[int] = field(metadata={"help": "Numbers of the decisions that are no longer in force"})
    pages: Pager = field(metadata={"help": "Links to other pages of the log"})


@page("record/decision.html")
@dataclass(frozen=True, slots=True)
class DecisionPage:
    """What ``record/decision.html`` shows."""

    each: Decision = field(metadata={"help": "The decision"})
    about: tuple[Cell, ...] = field(metadata={"help": "What it is about"})
    holds: bool = field(metadata={"help": "Whether it is in force"})
    undone_by: tuple[int, ...] = field(metadata={"help": "Decisions that undo it"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


@page("record/activity.html")
@dataclass(frozen=True, slots=True)
class ActivityPage:
    """What ``record/activity.html`` shows."""

    iri: str = field(metadata={"help": "IRI of the import activity"})
    statements: tuple[tuple[str, Cell], ...] = field(metadata={"help": "(property, value) pairs"})
    formats: tuple[tuple[Format, str], ...] = field(metadata={"help": "The data formats and their addresses"})


@bp.get("/record/<dataset>/<path:key>")
@negotiate.located(GRAPH_FORMATS)
@negotiate.conditional
def show(dataset: str, key: str) -> Response:
    """A source record: its claims word for word, or its named graph as data."""
    key, wanted = split_suffix(key, GRAPH_FORMATS)
    data = generation()
    graph = workspace().minter.record(dataset, key)[1:-1]
    record = read_record(workspace(), data, CellReader(data), graph)
    if not record.claims:
        if found := _withdrawal(data, graph, dataset):
            return tombstone.withdrawn(data, found, graph, wanted)
        raise NotFound(_("There is no such record."), hint=_("The page of its dataset shows where to look."))
    wanted = wanted or negotiate.choose(GRAPH_FORMATS)
    if wanted is not None:
        response = _data(record_quads(data, graph), wanted, asdict(record))
    else:
        response = render(
            RecordPage(
                record=record,
                dataset=data.manifest.datasets.get(dataset),
                decisions=tuple(d for d in in_force(workspace().decisions.read()) if _concerns(d, record)),
                formats=_formats(graph, GRAPH_FORMATS),
            )
        )
    links = link_headers.of_record(data, graph, dataset)
    return link_headers.add(response, [*link_headers.alternates(GRAPH_FORMATS), *links])


@bp.get("/decision")
@negotiate.conditional
def decisions() -> Response:
    """The log of decisions, the latest first."""
    log = workspace().decisions.read()
    number = whole_number("page", 1, LAST_PAGE) or 1
    holds = {decision.number for decision in in_force(log)}
    return render(
        DecisionsPage(
            decisions=decided(generation(), log[::-1][(number - 1) * PER_PAGE : number * PER_PAGE]),
            total=len(log),
            reversed=frozenset(d.number for d in log if d.number not in holds and d.kind is not Kind.UNDO),
            pages=paginate(len(log), PER_PAGE, number, LAST_PAGE, lambda n: url_for(".decisions", page=n)),
        )
    )


@bp.get("/decision/<number>")
@negotiate.located()
@negotiate.conditional
def decision(number: str) -> Response:
    """One decision: what, about what, by whom, why, and whether it is in force."""
    number, wanted = split_suffix(number)
    log = workspace().decisions.read()
    found = next((each for each in log if str(each.number) == number), None)
    if found is None:
        raise NotFound(
            _("There is no decision “%(number)s”.", number=number[:20]), hint=_("The log of decisions shows all.")
        )
    data, iri = generation(), workspace().minter.decision(found.number)[1:-1]
    wanted = wanted or negotiate.choose()
    if wanted is not None:
        return _data(data.store.match(NamedNode(iri), None, None, VIEW), wanted, asdict(found))
    cells = CellReader(data)
    return render(
        DecisionPage(
            each=found,
            about=tuple(cells.term(value(term)) for term in (found.about if found.kind is Kind.JUDGE else found.terms)),
            holds=found.kind is Kind.UNDO or found in in_force(log),
            undone_by=tuple(each.number for each in log if each.undoes == found.number),
            formats=_formats(iri, FORMATS),
        )
    )


@bp.get("/activity/<local>")
@negotiate.located()
@negotiate.conditional
def activity(local: str) -> Response:
    """An import activity: which files it read, and when."""
    local, wanted = split_suffix(local)
    data, iri = generation(), workspace().minter.entity("activity", local)[1:-1]
    quads = list(data.store.match(NamedNode(iri), None, None, VIEW))
    if not quads:
        if found := workspace().tombstones.find(f"activity/{local}"):
            return tombstone.withdrawn(data, found, iri, wanted)
        raise NotFound(_("There is no such import activity."), hint=_("The list of datasets shows what is loaded."))
    cells = CellReader(data)
    statements = tuple((q.predicate.value, cells.term(q.object)) for q in sorted(quads, key=str))
    wanted = wanted or negotiate.choose()
    if wanted is not None:
        return _data(quads, wanted, {"iri": iri, "statements": [[prop, asdict(cell)] for prop, cell in statements]})
    return render(ActivityPage(iri, statements, _formats(iri, FORMATS)))


def _data(quads: Iterable[Quad], wanted: Format, content: dict[str, object]) -> Response:
    if wanted.rdf is not None:
        return negotiate.rdf_response(quads, wanted)
    return jsonify(with_usual_tags(content))


def _withdrawal(data: Generation, graph: str, dataset: str) -> Withdrawal | None:
    """When a record was withdrawn, by itself or with its dataset; None where it never was there."""
    found = workspace().tombstones.find(workspace().minter.local(graph) or "")
    if found or dataset not in data.manifest.withdrawn or workspace().tombstones.find(f"dataset/{dataset}"):
        return found
    return Withdrawal(dataset, Cause.UNLOAD, "")  # a workspace that is older than the memory of single ids


def _formats(iri: str, formats: tuple[Format, ...]) -> tuple[tuple[Format, str], ...]:
    return tuple((each, f"{href(iri)}.{each.suffix}") for each in formats)


def _concerns(decision: Decision, record: SourceRecord) -> bool:
    own = record.dataset == "curation" and record.key == str(decision.number)
    return own or terms.iri(record.graph) in decision.terms
