"""Which form of a thing a request wants, by suffix or by Accept, and answers that a client need not fetch twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, wraps
from pathlib import Path
from typing import ParamSpec

from flask import Flask, Response, request
from pyoxigraph import Quad, RdfFormat, serialize

from kg.errors import ZhishuError
from ontology.namespaces import PREFIXES
from webapp import languages
from webapp.current import workspace
from webapp.languages import gettext as _

P = ParamSpec("P")
HTML = "text/html"


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which data is served; ``rdf`` is None for JSON, whose shape is that of the page."""

    suffix: str
    media_type: str
    name: str
    rdf: RdfFormat | None = None

    @property
    def quads(self) -> bool:
        """Whether the format can hold named graphs."""
        return self.rdf is not None and self.rdf.supports_datasets


FORMATS = (
    Format("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE),
    Format("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD),
    Format("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES),
    Format("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML),
    Format("json", "application/json", "JSON"),
)
#: What a record page offers besides: the named graph as such.
GRAPH_FORMATS = (
    Format("trig", "application/trig", "TriG", RdfFormat.TRIG),
    Format("nq", "application/n-quads", "N-Quads", RdfFormat.N_QUADS),
    *FORMATS,
)


class NotAcceptable(ZhishuError):
    """None of the media types that the request accepts can be served."""

    status = 406


def split_suffix(local: str, formats: Sequence[Format] = FORMATS) -> tuple[str, Format | None]:
    """A local id without the suffix of a format, and that format; None where it has no such suffix.

    >>> split_suffix("cbdb-55084.ttl")[0], split_suffix("cbdb-1.2")[1]
    ('cbdb-55084', None)
    """
    stem, _dot, suffix = local.rpartition(".")
    found = next((each for each in formats if each.suffix == suffix and stem), None)
    return (stem, found) if found else (local, None)


def choose(formats: Sequence[Format] = FORMATS) -> Format | None:
    """The format that the Accept header asks for, None for a page. Raises NotAcceptable."""
    offered = [HTML, *(each.media_type for each in formats)]
    best = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else HTML
    if best is None:
        raise NotAcceptable(
            _("None of the media types in the Accept header can be served."),
            hint=_("Ask for one of: %(types)s.", types=", ".join(offered)),
        )
    return next((each for each in formats if each.media_type == best), None)


def wants_html() -> bool:
    """Whether an answer of any kind should be a page: false for programs, which say so by Accept or by address."""
    if request.path.endswith(tuple(f".{each.suffix}" for each in GRAPH_FORMATS)) or request.path in (
        "/suggest",
        "/healthz",
    ):
        return False
    accepted = request.accept_mimetypes
    if request.path == "/sparql":
        return HTML in [media_type for media_type, _quality in accepted]
    return (
        not accepted
        or accepted.best_match([HTML, "application/json", *(f.media_type for f in GRAPH_FORMATS)], HTML) == HTML
    )


def rdf_response(quads: Iterable[Quad], wanted: Format) -> Response:
    """Quads in an RDF format; formats without named graphs get the triples."""
    statements = quads if wanted.quads else (quad.triple for quad in quads)
    body = serialize(statements, format=wanted.rdf, prefixes=PREFIXES)
    return data_response(body or b"", wanted)


def data_response(body: bytes | str, wanted: Format) -> Response:
    """A body for programs, which pages of other sites may read too."""
    response = Response(body, mimetype=wanted.media_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def init_app(app: Flask) -> None:
    """Tell caches what every answer depends on."""
    app.after_request(_vary)


def _vary(response: Response) -> Response:
    if request.endpoint != "static":
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
    return response


def conditional(view: Callable[P, Response]) -> Callable[P, Response]:
    """A view whose answer depends on data, address, language and Accept alone: 304 where nothing has changed."""

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        token = workspace().token()
        depends = (token, fingerprint(), request.full_path, request.headers.get("Accept", ""), languages.current().tag)
        tag = hashlib.sha256(repr(depends).encode("utf-8", "replace")).hexdigest()[:24]
        unchanged = request.if_none_match.contains(tag)
        response = Response(status=304) if unchanged else view(*args, **kwargs)
        if response.status_code in (200, 304):
            response.set_etag(tag)
            response.headers["Cache-Control"] = "no-cache"
            match token:
                case (_, int(nanoseconds), _):
                    response.last_modified = datetime.fromtimestamp(nanoseconds // 10**9, UTC)
        return response

    return wrapped


@cache
def fingerprint() -> str:
    """Something that differs whenever templates, catalogues or style sheets of the application differ."""
    root = Path(__file__).parent
    files = sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc")
    state = [(path.relative_to(root).as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in files]
    return hashlib.sha256(repr(state).encode()).hexdigest()[:12]
