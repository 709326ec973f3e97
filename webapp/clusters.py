"""Clusters of books: which records of several catalogues are held to be one work or edition, by whom and why.

A cluster is what decisions in force make it (``kg.clustering.standing``); its page shows every record in its own words,
every link with score and reason, what speaks against it, and how to correct it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify, url_for

from kg.authority.decisions import Decision
from kg.clustering.features import in_language
from kg.clustering.standing import StandingCluster, StandingLink
from kg.errors import NotFound
from kg.generation import Generation
from kg.terms import Term
from webapp import languages, negotiate
from webapp.cells import Cell, CellReader
from webapp.clustered import Known, Member, Objection, address, known_clusters, members, objections
from webapp.current import generation, workspace
from webapp.languages import gettext as _
from webapp.pager import Pager, paginate
from webapp.pages import page, render
from webapp.parameters import line, unusable, whole_number

bp = Blueprint("clusters", __name__)
bp.add_app_template_global(lambda words: in_language(words, languages.current().tag), "reasons_in_words")

PER_PAGE = 50
LAST_PAGE = 10_000
#: Records of one cluster that its page shows.
MOST_RECORDS = 200
#: Scores to choose from: a cluster is shown where its weakest link has less than this.
SCORES = ("0.95", "0.98", "1.00")
_LONGEST = 300
_WORDS = ("record", "dataset", "locator", "title", "people", "extent", "edition", "year", "number")


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster in the list. ``least`` is the lowest score of its links, None where no machine weighed them."""

    address: str
    title: Cell
    level: str
    records: int
    catalogues: tuple[str, ...]
    least: float | None
    decisions: int
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of the list: its values with their counts, and the one that is chosen (empty: all)."""

    name: str
    chosen: str
    values: tuple[tuple[str, int], ...]


@page("clusters/index.html")
@dataclass(frozen=True, slots=True)
class ClustersPage:
    """What ``clusters/index.html`` shows."""

    total: int = field(metadata={"help": "Number of clusters chosen"})
    known: int = field(metadata={"help": "Number of all clusters"})
    filters: tuple[Filter, ...] = field(metadata={"help": "What can be chosen"})
    clusters: tuple[ClusterLine, ...] = field(metadata={"help": "The clusters of this page"})
    pages: Pager = field(metadata={"help": "Links to the other pages"})


@page("clusters/show.html")
@dataclass(frozen=True, slots=True)
class ClusterPage:
    """What ``clusters/show.html`` shows."""

    title: Cell = field(metadata={"help": "The record that names the cluster"})
    level: str = field(metadata={"help": "work or edition"})
    catalogues: tuple[str, ...] = field(metadata={"help": "Ids of the datasets that describe a record of it"})
    members: tuple[Member, ...] = field(metadata={"help": "The records in their own words"})
    total: int = field(metadata={"help": "Number of all its records"})
    links: tuple[tuple[StandingLink, Cell, Cell], ...] = field(metadata={"help": "The links and what they join"})
    objections: tuple[Objection, ...] = field(metadata={"help": "What speaks against"})
    apart: tuple[Decision, ...] = field(metadata={"help": "Decisions that hold a member apart from another record"})
    example: tuple[int, str, str] = field(metadata={"help": "The weakest link: its decision and local ids"})


@bp.get("/clusters")
@negotiate.conditional
def index() -> Response:
    """The clusters in force, the largest first; of a catalogue, a level, a lowest score or an agent alone."""
    data, number = generation(), whole_number("page", 1, LAST_PAGE) or 1
    known = known_clusters(data)
    chosen = {name: line(name, _LONGEST) for name in ("dataset", "level", "below", "by")}
    filters = tuple(_filters(known, chosen))
    found = [each for each in known.standing.clusters if _fits(known, each, chosen)]
    lines = tuple(_lines(data, known, found[(number - 1) * PER_PAGE : number * PER_PAGE]))
    if negotiate.wants_json():
        return jsonify({"total": len(found), "clusters": [_line_as_json(each) for each in lines]})

    def page_address(page_number: int) -> str:
        query: dict[str, Any] = {**{name: value or None for name, value in chosen.items()}, "page": page_number}
        return url_for(".index", **query)

    pages = paginate(len(found), PER_PAGE, number, LAST_PAGE, page_address)
    return render(ClustersPage(len(found), len(known.standing.clusters), filters, lines, pages))


@bp.get("/clusters/<path:local>")
@negotiate.conditional
def show(local: str) -> Response:
    """One cluster, by any of its members. Raises NotFound."""
    data = generation()
    known = known_clusters(data)
    cluster = known.standing.of(workspace().minter.path(local))
    if cluster is None:
        raise NotFound(
            _("No decision joins “%(local)s” with another record.", local=local[:100]),
            hint=_("The list of clusters shows all."),
        )
    found = tuple(members(data, cluster))
    if negotiate.wants_json():
        return jsonify(_as_json(cluster, found))
    cells = CellReader(data)
    weakest = min(cluster.links, key=lambda each: (1.0 if each.score is None else each.score, each.decision.number))
    return render(
        ClusterPage(
            title=cells.iri(cluster.key[1:-1]),
            level=cluster.level.value,
            catalogues=known.catalogues[cluster.key],
            members=found[:MOST_RECORDS],
            total=len(found),
            links=tuple((link, *_ends(cells, found, link)) for link in cluster.links),
            objections=tuple(objections(found)),
            apart=tuple(dict.fromkeys(d for each in cluster.members for d in known.standing.apart.get(each, ()))),
            example=(weakest.decision.number, _local(weakest.one), _local(weakest.other)),
        )
    )


def _filters(known: Known, chosen: dict[str, str]) -> Iterator[Filter]:
    """What the list can be narrowed by. Raises InvalidInput for a value that no cluster has."""
    clusters = known.standing.clusters
    counts = {
        "dataset": Counter(dataset for each in clusters for dataset in known.catalogues[each.key]),
        "level": Counter(each.level.value for each in clusters),
        "below": Counter({score: sum(1 for each in clusters if _is_weaker(each, score)) for score in SCORES}),
        "by": Counter(agent for each in clusters for agent in each.agents),
    }
    for name, counted in counts.items():
        if chosen[name] and chosen[name] not in counted:
            raise unusable(name, chosen[name], _("The list of clusters shows all."))
        yield Filter(name, chosen[name], tuple(sorted(counted.items())))


def _is_weaker(cluster: StandingCluster, score: str) -> bool:
    return cluster.least is not None and cluster.least < float(score)


def _fits(known: Known, each: StandingCluster, chosen: dict[str, str]) -> bool:
    return (
        (not chosen["dataset"] or chosen["dataset"] in known.catalogues[each.key])
        and (not chosen["level"] or chosen["level"] == each.level.value)
        and (not chosen["below"] or _is_weaker(each, chosen["below"]))
        and (not chosen["by"] or chosen["by"] in each.agents)
    )


def _lines(data: Generation, known: Known, clusters: Iterable[StandingCluster]) -> Iterator[ClusterLine]:
    cells = CellReader(data)
    for each in clusters:
        yield ClusterLine(
            address=address(each),
            title=cells.iri(each.key[1:-1]),
            level=each.level.value,
            records=len(each.members),
            catalogues=known.catalogues[each.key],
            least=each.least,
            decisions=len({link.decision.number for link in each.links}),
            agents=each.agents,
        )


def _ends(cells: CellReader, found: Iterable[Member], link: StandingLink) -> tuple[Cell, Cell]:
    """The two records of a link under the titles that they have themselves; the entity may be called otherwise now."""
    titles = {each.wording.identifier: (each.wording.title, each.wording.language) for each in found}
    one, other = (
        Cell(title or cells.label(term[1:-1]), iri=term[1:-1], language=language, note=_local(term))
        for term in (link.one, link.other)
        for title, language in (titles.get(term, ("", "")),)
    )
    return one, other


def _local(term: Term) -> str:
    return workspace().minter.local(term[1:-1]) or term


def _line_as_json(each: ClusterLine) -> dict[str, Any]:
    return {**asdict(each), "title": each.title.text, "iri": each.title.iri}


def _as_json(cluster: StandingCluster, found: Iterable[Member]) -> dict[str, Any]:
    records = [
        {
            "identifier": each.wording.identifier[1:-1],
            **{name: getattr(each.wording, name) for name in _WORDS},
            "decisions": [link.decision.number for link in each.by],
        }
        for each in found
    ]
    links = [
        {
            **{"one": each.one[1:-1], "other": each.other[1:-1], "score": each.score, "reason": each.words},
            **{"decision": each.decision.number, "agent": each.decision.agent},
        }
        for each in cluster.links
    ]
    return {"level": cluster.level.value, "records": records, "links": links}
