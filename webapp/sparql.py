"""The SPARQL endpoint: the protocol for programs, and a page with an editor and a table of results for people.

Results for programs are streamed from the workers of the query pool; a page reads the first rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request, url_for

from kg.errors import ZhishuError
from kg.sparql import description
from kg.sparql.advice import Advice, advice
from kg.sparql.formats import find_format, formats_of, offered
from kg.sparql.guard import QueryForm, check
from ontology.namespaces import PREFIXES
from webapp import negotiate
from webapp.accounts.current import sessionless
from webapp.current import generation, workspace
from webapp.errors import RETRY_SECONDS, heading
from webapp.evaluation import query_pool
from webapp.examples import Example, examples
from webapp.languages import gettext as _
from webapp.pages import page, render
from webapp.protocol import Operation, read_operation
from webapp.solutions import MOST_ROWS, Solutions, read_bindings, read_graph

bp = Blueprint("sparql", __name__)

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept",
    "Access-Control-Max-Age": "86400",
}
#: A query that is longer has no link of its own.
LONGEST_LINK = 4_000


@page("sparql/index.html")
@dataclass(frozen=True, slots=True)
class SparqlPage:
    """What ``sparql/index.html`` shows."""

    query: str = field(metadata={"help": "The text in the editor"})
    solutions: Solutions | None = field(metadata={"help": "The result, None where nothing was asked or it failed"})
    formats: tuple[str, ...] = field(metadata={"help": "Short names of the formats in which the result can be had"})
    shown: int = field(metadata={"help": "Rows that a page shows at most"})
    permalink: str = field(metadata={"help": "Address of this query and its result; empty where it would be too long"})
    error: ZhishuError | None = field(metadata={"help": "Why there is no result"})
    problem: str = field(metadata={"help": "What the status of the error means"})
    warnings: tuple[Advice, ...] = field(
        metadata={"help": "What the engine does differently from what may be expected"}
    )
    examples: tuple[Example, ...] = field(metadata={"help": "Queries to begin with"})
    prefixes: dict[str, str] = field(metadata={"help": "Prefixes that need no declaration"})
    seconds: int = field(metadata={"help": "Time limit of a query"})


@bp.route("/sparql", methods=["GET", "POST", "OPTIONS"])
@sessionless
def endpoint() -> Response:
    """Answer a query operation; without a query the editor for people, the service description for programs."""
    if request.method == "OPTIONS":
        return Response(status=204, headers=CORS)
    operation = read_operation()
    html = negotiate.wants_html() and not operation.format
    if operation.query is None or (html and not operation.query.strip()):
        response = _editor() if html else _describe()
    elif html:
        response = _table(operation, operation.query)
    else:
        response = _answer(operation, operation.query)
    response.headers.update(CORS)
    return response


def _answer(operation: Operation, query: str) -> Response:
    """The result as a stream in the format asked for."""
    form = check(query, prefixes=PREFIXES.keys())
    wanted = operation.format or _accepted(form)
    chosen = find_format(form, wanted)
    result = query_pool(current_app).run(
        query,
        chosen.media_type,
        default_graph_uris=operation.default_graphs,
        named_graph_uris=operation.named_graphs,
        max_rows=workspace().settings["query_rows"],
    )
    # An alias such as application/json is what the client asked for and is what it gets back.
    media_type = wanted if not operation.format else chosen.media_type
    response = Response(result, mimetype=media_type)
    if operation.download:
        response.headers.set("Content-Disposition", "attachment", filename=f"result{chosen.suffix}")
    if result.row_limit is not None:
        response.headers["Zhishu-Row-Limit"] = str(result.row_limit)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _accepted(form: QueryForm) -> str:
    types = offered(form)
    if not request.accept_mimetypes:
        return types[0]
    best = request.accept_mimetypes.best_match(types)
    if best is None:
        message = _("None of the media types in the Accept header can be served.")
        raise negotiate.NotAcceptable(message, hint=_("Ask for one of: %(types)s.", types=", ".join(types)))
    return best


def _table(operation: Operation, query: str) -> Response:
    """The editor with the result under it, or with what is wrong with the query."""
    solutions: Solutions | None = None
    formats: tuple[str, ...] = ()
    warnings: tuple[Advice, ...] = ()
    error: ZhishuError | None = None
    try:
        form = check(query, prefixes=PREFIXES.keys())
        formats = tuple(each.name for each in formats_of(form))
        warnings = advice(query)
        bindings = form in (QueryForm.SELECT, QueryForm.ASK)
        with query_pool(current_app).run(
            query,
            "json" if bindings else "ntriples",
            default_graph_uris=operation.default_graphs,
            named_graph_uris=operation.named_graphs,
            max_rows=MOST_ROWS + 1,
        ) as result:
            solutions = (read_bindings if bindings else read_graph)(result, generation())
    except ZhishuError as found:
        error = found
    response = _page(query, solutions, formats, warnings, error)
    if error is not None and error.status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _editor() -> Response:
    name = request.args.get("example", "")
    chosen = next((each for each in examples() if each.name == name), examples()[0])
    return _page(chosen.query)


def _describe() -> Response:
    """The service description, in the RDF format that the Accept header asks for."""
    wanted = _accepted(QueryForm.CONSTRUCT)
    minter, manifest = workspace().minter, generation().manifest
    triples = description.describe(
        f"{minter.base}sparql",
        counts={"entities": sum(manifest.counts.values())},
        titles={"zh-Hans": workspace().settings["title"]},
    )
    return Response(
        description.serialize(triples, wanted), mimetype=find_format(QueryForm.CONSTRUCT, wanted).media_type
    )


def _page(
    query: str,
    solutions: Solutions | None = None,
    formats: tuple[str, ...] = (),
    warnings: tuple[Advice, ...] = (),
    error: ZhishuError | None = None,
) -> Response:
    link = f"{url_for('sparql.endpoint')}?{urlencode({'query': query}, errors='replace')}"
    found = SparqlPage(
        query=query,
        solutions=solutions,
        formats=formats,
        shown=MOST_ROWS,
        permalink=link if len(link) <= LONGEST_LINK else "",
        error=error,
        problem=heading(error.status) if error else "",
        warnings=warnings,
        examples=examples(),
        prefixes=PREFIXES,
        seconds=workspace().settings["query_seconds"],
    )
    return render(found, error.status if error else 200)
