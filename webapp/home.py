"""The home page: one search box, what there is, who it is for, what was loaded and decided last."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Blueprint, Response, jsonify
from markupsafe import Markup

from kg.authority.decisions import Decision
from kg.generation import Generation, LoadedDataset
from kg.search import Query
from ontology.terms import entity_types
from webapp import negotiate, schema_org
from webapp.cells import Cell, decided
from webapp.current import generation, workspace
from webapp.pages import page, render
from webapp.version import version

bp = Blueprint("home", __name__)

#: Types of entity from which searches to try are drawn, if they are there.
TRY = ("person", "letter", "genealogy", "work", "place", "manuscript")
#: A longer label is no good example of something to type.
LONGEST_TRY = 12
RECENT = 5
MOST_DATASETS = 8


@page("home/index.html")
@dataclass(frozen=True, slots=True)
class HomePage:
    """What ``home/index.html`` shows."""

    examples: tuple[str, ...] = field(metadata={"help": "Labels of entities that are well described"})
    counts: tuple[tuple[str, int], ...] = field(metadata={"help": "(type, entities in the view), types with a page"})
    datasets: tuple[LoadedDataset, ...] = field(metadata={"help": "Some of the loaded datasets, samples last"})
    total: int = field(metadata={"help": "Number of loaded datasets"})
    decisions: tuple[tuple[Decision, Cell | None], ...] = field(
        metadata={"help": "The latest decisions, the last one first, and what each is about"}
    )
    structured: Markup = field(metadata={"help": "What search engines read, as JSON-LD"})
    first: str = field(metadata={"help": "A type that has entities, empty in an empty workspace"})


@bp.get("/")
@negotiate.conditional
def index() -> Response:
    """The home page."""
    data = generation()
    counts = tuple(
        (t.segment, n) for t in entity_types().values() if t.page and (n := data.manifest.counts.get(t.segment))
    )
    datasets = data.manifest.datasets.values()
    decisions = workspace().decisions.read(max(0, workspace().decisions.last() - RECENT))[::-1]
    return render(
        HomePage(
            examples=_examples(data),
            counts=counts,
            datasets=tuple(sorted(datasets, key=lambda each: (each.sample, -each.records))[:MOST_DATASETS]),
            total=len(datasets),
            decisions=decided(data, decisions),
            structured=schema_org.script(schema_org.of_site()),
            first=counts[0][0] if counts else "",
        )
    )


@bp.get("/healthz")
def health() -> Response:
    """Whether the server can answer: its version and the live generation."""
    data = generation()
    response = jsonify(status="ok", version=version(), generation=data.name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _examples(data: Generation) -> tuple[str, ...]:
    """One label of each of the types to try, of the entity of which most is known."""
    found: list[str] = []
    for segment in TRY:
        if data.manifest.counts.get(segment):
            hits = data.search.search(Query(filters={"type": (segment,)}, limit=20)).hits
            short = (hit.document.label for hit in hits if len(hit.document.label) <= LONGEST_TRY)
            found += [label for label in short if label not in found][: 2 if segment == "person" else 1]
    return tuple(found)
