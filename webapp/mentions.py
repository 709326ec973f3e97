"""Mentions: who is named in the texts of a dataset, with score, reasons and the passage; for people to look at.

Nothing is decided on these pages: a candidate that is right is stated with ``zhishu decide add``, one of the sure that
is wrong withdrawn with ``zhishu decide withdraw``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, url_for

from ingest.mentions.results import COLUMNS, DECISIONS, Choice, FoundMention, Results, csv_rows, results_file, searched
from kg.errors import NotFound
from kg.iris import Minter
from ontology.namespaces import expand
from webapp import languages
from webapp.cells import Cell, CellReader
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import choice, line, whole_number

bp = Blueprint("mentions", __name__)

PER_PAGE = 50
LAST_PAGE = 100_000
_LONGEST = 300
_MOST_ENTITIES = 20


@dataclass(frozen=True, slots=True)
class Searched:
    """A dataset that was searched for mentions, with the number of mentions by decision and its pages."""

    id: str
    counts: tuple[tuple[str, int, str], ...]
    loaded: str


@page("mentions/index.html")
@dataclass(frozen=True, slots=True)
class MentionsPage:
    """What ``mentions/index.html`` shows."""

    datasets: tuple[Searched, ...] = field(metadata={"help": "The datasets that were searched"})


@dataclass(frozen=True, slots=True)
class Option:
    """A person or place that may be meant: the score, and the reasons in the language of the page."""

    entity: Cell
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A mention with the words around it."""

    document: Cell
    property: str
    before: str
    surface: str
    after: str
    decision: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A decision or an entity that can be chosen, with the number of mentions."""

    value: str
    name: str
    count: int
    address: str
    chosen: bool


@page("mentions/show.html")
@dataclass(frozen=True, slots=True)
class DatasetMentionsPage:
    """What ``mentions/show.html`` shows."""

    id: str = field(metadata={"help": "Id of the dataset"})
    loaded: str = field(metadata={"help": "Id of the dataset that holds what is sure; empty where it is not loaded"})
    decisions: tuple[Part, ...] = field(metadata={"help": "Mentions by decision"})
    entities: tuple[Part, ...] = field(metadata={"help": "Who is named or may be meant most often"})
    total: int = field(metadata={"help": "Number of mentions chosen"})
    rows: tuple[Row, ...] = field(metadata={"help": "The mentions of this page"})
    pages: Pager = field(metadata={"help": "Links to other pages"})
    downloads: tuple[tuple[str, str], ...] = field(metadata={"help": "(format, address) of all mentions chosen"})


@bp.get("/mentions")
def index() -> Response:
    """The datasets that were searched."""
    found = []
    for id in searched(workspace().path):
        with _open(id) as results:
            counts = results.counts()
        parts = tuple((each, counts[each], url_for(".show", id=id, decision=each)) for each in DECISIONS)
        found.append(Searched(id, parts, _loaded(id)))
    return render(MentionsPage(tuple(found)))


@bp.get("/mentions/<id>")
def show(id: str) -> Response:
    """The mentions of a dataset, by default those to look at. Raises NotFound."""
    choice, number = _choice(), whole_number("page", 1, LAST_PAGE) or 1
    with _open(id) as results:
        return render(_show(id, results, choice, number))


@bp.get("/mentions/<id>/mentions.<any(csv,json):suffix>")
def download(id: str, suffix: str) -> Response:
    """All mentions chosen, as a stream."""
    choice = _choice()
    results, tag = _open(id), languages.current().tag
    body = _csv(results, choice, tag, workspace().minter) if suffix == "csv" else _json(results, choice, tag)
    response = Response(body, mimetype="text/csv" if suffix == "csv" else "application/json")
    response.call_on_close(results.close)
    response.headers.set("Content-Disposition", "attachment", filename=f"mentions-{id}.{suffix}")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _show(id: str, results: Results, choice: Choice, number: int) -> DatasetMentionsPage:
    cells, counts = CellReader(generation()), results.counts(choice.entity)
    total = counts[choice.decision] if choice.decision else sum(counts.values())
    decisions = [Part("", "", sum(counts.values()), _address(id, Choice("", choice.entity)), not choice.decision)]
    decisions += [
        Part(each, each, counts[each], _address(id, Choice(each, choice.entity)), choice.decision == each)
        for each in DECISIONS
    ]
    entities = [
        Part(iri, cells.label(iri), n, _address(id, Choice(choice.decision, "" if chosen else iri)), chosen)
        for iri, n in results.entities(_MOST_ENTITIES)
        for chosen in [iri == choice.entity]
    ]
    return DatasetMentionsPage(
        id=id,
        loaded=_loaded(id),
        decisions=tuple(decisions),
        entities=tuple(entities),
        total=total,
        rows=tuple(_row(each, cells) for each in results.rows(choice, PER_PAGE, (number - 1) * PER_PAGE)),
        pages=paginate(total, PER_PAGE, number, LAST_PAGE, lambda n: f"{_address(id, choice, page=n)}#mentions"),
        downloads=tuple((name, _download_address(id, choice, name.lower())) for name in ("CSV", "JSON")),
    )


def _row(mention: FoundMention, cells: CellReader) -> Row:
    tag = languages.current().tag
    options = tuple(
        Option(cells.iri(each.entity), each.score, tuple(each.reasons.get(tag, each.reasons.get("en", []))))
        for each in mention.candidates
    )
    document = cells.iri(mention.document)
    prop = expand(mention.property)
    return Row(document, prop, mention.before, mention.surface, mention.after, mention.decision, options)


def _choice() -> Choice:
    """What is asked for: a decision (by default what is to be looked at) and an entity. Raises InvalidInput."""
    decision = choice("decision", (*DECISIONS, "all"), "queue")
    return Choice("" if decision == "all" else decision, line("entity", _LONGEST))


def _address(id: str, choice: Choice, page: int | None = None) -> str:
    return url_for(".show", id=id, decision=choice.decision or "all", entity=choice.entity or None, page=page)


def _download_address(id: str, choice: Choice, suffix: str) -> str:
    decision = choice.decision or "all"
    return url_for(".download", id=id, suffix=suffix, decision=decision, entity=choice.entity or None)


def _open(id: str) -> Results:
    if id not in searched(workspace().path):
        message = _("The dataset “%(id)s” was not searched for mentions.", id=id[:_LONGEST])
        raise NotFound(message, hint=f"zhishu mentions {id[:_LONGEST]}")
    return Results(results_file(workspace().path, id))


def _loaded(id: str) -> str:
    """The dataset of claims made of the mentions, where it is loaded."""
    name = f"mentions-{id}"
    return name if name in generation().manifest.datasets else ""


def _csv(results: Results, choice: Choice, tag: str, minter: Minter) -> Iterator[str]:
    """One row for each candidate, with a byte order mark for spreadsheets."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for mention in results.rows(choice):
        out = io.StringIO(newline="")
        csv.writer(out).writerows(csv_rows(mention, minter, tag))
        yield out.getvalue()


def _json(results: Results, choice: Choice, tag: str) -> Iterator[str]:
    separator = "[\n"
    for mention in results.rows(choice):
        entry = {name: getattr(mention, name) for name in FoundMention.__slots__ if name != "candidates"}
        entry["candidates"] = [
            {"entity": each.entity, "score": each.score, "reasons": each.reasons.get(tag, [])}
            for each in mention.candidates
        ]
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"
