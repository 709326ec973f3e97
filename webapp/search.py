"""Search: one box over everything, facets as links, and the reason for every hit; the same as JSON, and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request, url_for

from kg.generation import Generation
from kg.search import FACETS, Match, Query, Suggestion
from kg.search.index import MAX_OFFSET, MAX_TEXT, SORTS, Hit
from webapp import negotiate
from webapp.current import generation
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import line, lines, whole_number
from webapp.presentation import facet_value

bp = Blueprint("search", __name__)

PER_PAGE = 20
LONGEST_VALUE = 200
MOST_VALUES = 20
FACET_LIMIT = 12
MOST_NEAR = 6
_JSON = next(each for each in negotiate.FORMATS if each.suffix == "json")


@dataclass(frozen=True, slots=True)
class FoundEntity:
    """One hit: what it is, and why it was found."""

    iri: str
    type: str
    label: str
    labels: Mapping[str, str]
    names: tuple[tuple[str, str], ...]
    year_from: int | None
    year_to: int | None
    dynasty: tuple[str, ...]
    place: tuple[str, ...]
    datasets: tuple[str, ...]
    matches: tuple[Match, ...]

    @classmethod
    def of(cls, hit: Hit) -> FoundEntity:
        """What a page shows of a hit of the index."""
        document = hit.document
        labels = document.summary.get("labels", {})
        return cls(
            iri=document.iri,
            type=document.type,
            label=document.label,
            labels=labels if isinstance(labels, dict) else {},
            names=tuple((form, kind) for form, kind in document.names if form != document.label)[:MOST_NEAR],
            year_from=document.year_from,
            year_to=document.year_to,
            dynasty=document.facet_values("dynasty"),
            place=document.facet_values("place"),
            datasets=document.facet_values("dataset"),
            matches=hit.matches,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, and the search that choosing it (or dropping it) leads to."""

    value: str
    label: str
    count: int
    selected: bool
    address: str


@page("search/index.html")
@dataclass(frozen=True, slots=True)
class SearchPage:
    """What ``search/index.html`` shows, and what ``/search.json`` answers."""

    query: str = field(metadata={"help": "The text that was searched for"})
    total: int = field(metadata={"help": "Number of entities found"})
    loose: bool = field(metadata={"help": "Whether nothing was found as written and similar characters were tried"})
    hits: tuple[FoundEntity, ...] = field(metadata={"help": "The entities of this page"})
    facets: dict[str, tuple[Choice, ...]] = field(metadata={"help": "Facet name -> values with counts"})
    filters: dict[str, tuple[str, ...]] = field(metadata={"help": "Facet name -> values chosen"})
    year_from: int | None = field(metadata={"help": "First year asked for"})
    year_to: int | None = field(metadata={"help": "Last year asked for"})
    sort: str = field(metadata={"help": "Order of the hits"})
    sorts: tuple[str, ...] = field(metadata={"help": "The orders that can be asked for"})
    pages: Pager = field(metadata={"help": "Links to other pages of hits"})
    dropped: tuple[tuple[str, str, str], ...] = field(metadata={"help": "(facet, value, search without it)"})
    near: tuple[Suggestion, ...] = field(metadata={"help": "Entities with a similar name, where nothing was found"})
    as_json: str = field(metadata={"help": "Address of the same search as JSON"})


@bp.get("/search")
@bp.get("/search.json", endpoint="data")
@negotiate.conditional
def index() -> Response:
    """Hits, facets and pages for the search in the query string."""
    found = search_page(generation())
    wanted = _JSON if request.path.endswith(".json") else negotiate.choose((_JSON,))
    if wanted is None:
        return render(found)
    return jsonify(asdict(found))


@bp.get("/suggest")
@negotiate.conditional
def suggest() -> Response:
    """Completions of ``q`` as JSON: groups of entities by type, the type with the best completion first."""
    groups: dict[str, list[dict[str, object]]] = {}
    for each in generation().search.suggest(line("q", MAX_TEXT), 10):
        entry = {
            "iri": each.iri,
            "label": each.label,
            "form": each.match.form,
            "kind": each.match.kind,
            "via": each.match.via,
        }
        groups.setdefault(each.type, []).append({**entry, "href": _href(each.iri)})
    return jsonify(
        groups=[{"type": t, "label": facet_value("type", t), "entities": found} for t, found in groups.items()]
    )


def _href(iri: str) -> str:
    from webapp.presentation import href

    return href(iri)


def read_query(number: int) -> Query:
    """The search that the query string asks for. Raises InvalidInput for what cannot be used."""
    filters = {name: values for name in FACETS if (values := lines(name, LONGEST_VALUE, MOST_VALUES))}
    sort = line("sort", 20) or SORTS[0]
    return Query(
        text=line("q", MAX_TEXT),
        filters=filters,
        year_from=whole_number("from", -9999, 9999),
        year_to=whole_number("to", -9999, 9999),
        sort=sort,  # type: ignore[arg-type]  # Query refuses what is not a Sort
        offset=(number - 1) * PER_PAGE,
        limit=PER_PAGE,
        facets=tuple(FACETS),
        facet_limit=FACET_LIMIT,
    )


def search_page(data: Generation) -> SearchPage:
    """The page of the search that the query string asks for."""
    last = MAX_OFFSET // PER_PAGE
    number = whole_number("page", 1, last) or 1
    query = read_query(number)
    results = data.search.search(query)
    facets = {
        name: tuple(
            Choice(v.value, facet_value(name, v.value), v.count, v.selected, _toggled(name, v.value)) for v in values
        )
        for name, values in results.facets.items()
    }
    nothing = not results.total
    return SearchPage(
        query=query.text,
        total=results.total,
        loose=results.loose,
        hits=tuple(FoundEntity.of(hit) for hit in results.hits),
        facets=facets,
        filters=query.filters,
        year_from=query.year_from,
        year_to=query.year_to,
        sort=query.sort,
        sorts=SORTS,
        pages=paginate(results.total, PER_PAGE, number, last, lambda n: _changed(page=str(n) if n > 1 else "")),
        dropped=tuple((f, v, _toggled(f, v)) for f, values in query.filters.items() for v in values) if nothing else (),
        near=near(data, query.text) if nothing else (),
        as_json=f"{url_for('search.data')}?{urlencode(_given(), errors='replace')}",
    )


def near(data: Generation, text: str) -> tuple[Suggestion, ...]:
    """Entities with a name that begins like ``text``, or like as much of its beginning as any name has."""
    for length in range(len(text), 0, -1):
        if found := data.search.suggest(text[:length], MOST_NEAR):
            return tuple(found)
        if length <= len(text) - 8:
            break
    return ()


def _given() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if value and name not in ("page", "lang")]


def _changed(**values: str) -> str:
    kept = [(name, value) for name, value in _given() if name not in values]
    return (
        f"{url_for('search.index')}?{urlencode([*kept, *((n, v) for n, v in values.items() if v)], errors='replace')}"
    )


def _toggled(facet: str, value: str) -> str:
    given = _given()
    pair = (facet, value)
    changed = [each for each in given if each != pair] if pair in given else [*given, pair]
    return f"{url_for('search.index')}?{urlencode(changed, errors='replace')}"
