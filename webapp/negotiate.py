"""Which form of a thing a request wants, by suffix or by Accept, and answers that a client need not fetch twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import ParamSpec
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from pyoxigraph import Quad, RdfFormat

from kg.errors import ZhishuError
from webapp import languages
from webapp.accept import MediaRange, parse_accept, quality
from webapp.accounts.current import account, bearer
from webapp.build import fingerprint, newest
from webapp.current import workspace
from webapp.languages import gettext as _
from webapp.serialisation import serialised
from webapp.vocabulary import served

P = ParamSpec("P")
HTML = "text/html"
#: The suffix of a page: its address is the stable link to the page, as those with other suffixes are to the data.
PAGE_SUFFIX = "html"
#: What a path may hold besides letters and digits (RFC 3986, section 3.3).
_SAFE = "/-._~!$&'()*+,;=:@"


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


#: In the order of preference where a client likes several equally; a page comes before all of them.
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
    """A local id without the suffix of a format or of a page, and that format; None for a page and without suffix.

    >>> split_suffix("cbdb-55084.ttl")[0], split_suffix("cbdb-1.2")[1], split_suffix("cbdb-1.html")
    ('cbdb-55084', None, ('cbdb-1', None))
    """
    stem, _dot, suffix = local.rpartition(".")
    if stem and suffix == PAGE_SUFFIX:
        return stem, None
    found = next((each for each in formats if each.suffix == suffix and stem), None)
    return (stem, found) if found else (local, None)


def choose(formats: Sequence[Format] = FORMATS) -> Format | None:
    """The format that the request asks for by Accept, None for a page; an address of a page is one whatever Accept
    says. Raises NotAcceptable."""
    if request.path.endswith(f".{PAGE_SUFFIX}"):
        return None
    ranges = _ranges()
    offered = [HTML, *(each.media_type for each in formats)]
    qualities = [quality(ranges, each) for each in offered]
    best = max(qualities)
    if best == 0:
        raise NotAcceptable(
            _("None of the media types in the Accept header can be served."),
            hint=_("Ask for one of: %(types)s.", types=", ".join(offered)),
        )
    position = qualities.index(best)
    return formats[position - 1] if position else None


def wants_html() -> bool:
    """Whether an answer of any kind should be a page: false for programs, which say so by Accept or by address."""
    if bearer() is not None:
        return False
    if request.path.endswith(f".{PAGE_SUFFIX}"):
        return True
    if request.path.endswith(tuple(f".{each.suffix}" for each in GRAPH_FORMATS)) or request.path in (
        "/suggest",
        "/healthz",
    ):
        return False
    if request.path == "/sparql" or request.path.startswith("/reconcile"):
        return any((each.type, each.subtype) == ("text", "html") and each.quality > 0 for each in _ranges())
    ranges = _ranges()
    others = max(quality(ranges, each.media_type) for each in GRAPH_FORMATS)
    return quality(ranges, HTML) >= others


def wants_json() -> bool:
    """Whether an answer that has a page and JSON, but no RDF, should be JSON: by ``format=json`` or by Accept.

    Raises NotAcceptable where it should be neither.
    """
    wanted = choose(tuple(each for each in FORMATS if each.suffix == "json"))
    return request.args.get("format") == "json" or wanted is not None


def _ranges() -> tuple[MediaRange, ...]:
    """What the client accepts: anything, where it says nothing that can be read."""
    header = ",".join(request.headers.getlist("Accept"))
    return parse_accept(header) or parse_accept("*/*")


def rdf_response(quads: Iterable[Quad], wanted: Format) -> Response:
    """Quads in an RDF format; formats without named graphs get the triples."""
    assert wanted.rdf is not None, "JSON has the shape of the page"
    return data_response(serialised(quads, wanted.rdf), wanted)


def data_response(body: bytes | str, wanted: Format) -> Response:
    """A body for programs."""
    return Response(body, mimetype=wanted.media_type)


def init_app(app: Flask) -> None:
    """Tell caches what every answer depends on."""
    app.after_request(_vary)


def _vary(response: Response) -> Response:
    if request.endpoint != "static":
        response.vary.update(("Accept", "Accept-Language", "Cookie"))
    return response


def conditional(view: Callable[P, Response]) -> Callable[P, Response]:
    """A view whose answer depends on data, address, language and Accept alone: 304 where nothing has changed.

    For somebody signed in the page names them, so that it has no tag and is made anew.

    If-None-Match is compared weakly, as RFC 9110 (13.1.2) says, because proxies that compress make tags weak; where it
    is absent, If-Modified-Since counts.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
        if account() is not None:
            return view(*args, **kwargs)
        depends = (
            workspace().token(),
            served().state,
            fingerprint(),
            request.full_path,
            _chosen(),
            languages.current().tag,
        )
        tag = hashlib.sha256(repr(depends).encode("utf-8", "replace")).hexdigest()[:24]
        modified = _modified()
        known = not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag)
        response = Response(status=304) if known else view(*args, **kwargs)
        if response.status_code == 200 and _is_unchanged(modified):
            response = Response(status=304)
        if response.status_code in (200, 304):
            response.set_etag(tag)
            if modified is not None:
                response.last_modified = modified
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return wrapped


def located(formats: Sequence[Format] = FORMATS) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """A view that says by Content-Location under which address its answer can always be had in the form chosen."""

    def decorated(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            response = view(*args, **kwargs)
            if response.status_code in (200, 304) and not requested_suffix(formats):
                chosen = choose(formats)
                response.headers["Content-Location"] = address(chosen.suffix if chosen else PAGE_SUFFIX)
            return response

        return wrapped

    return decorated


def requested_suffix(formats: Sequence[Format] = FORMATS) -> str:
    """The suffix by which the address asks for a form; empty where it does not."""
    _stem, dot, suffix = request.path.rpartition(".")
    return suffix if dot and suffix in (PAGE_SUFFIX, *(each.suffix for each in formats)) else ""


def address(suffix: str, formats: Sequence[Format] = FORMATS, **changed: object) -> str:
    """The address of this page in the form of a suffix (empty: negotiated), with parameters changed.

    It is percent-encoded, as a header needs it.
    """
    here = requested_suffix(formats)
    path = request.path.removesuffix(f".{here}") if here else request.path
    values = {**request.args.to_dict(), **{name: str(value) for name, value in changed.items()}}
    query = f"?{urlencode(values, errors='replace')}" if values else ""
    return f"{request.script_root}{quote(path, safe=_SAFE)}{'.' if suffix else ''}{suffix}{query}"


def _is_unchanged(modified: datetime | None) -> bool:
    """Whether the client has what there is: ``If-None-Match: *``, or If-Modified-Since where there is no tag."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.star_tag
    since = request.if_modified_since
    return since is not None and modified is not None and modified <= since


def _modified() -> datetime | None:
    """When data or application changed for the last time, in whole seconds; None within the second in which they did,
    because they may change again in it."""
    latest = max(workspace().changed(), served().changed, newest())
    moment = datetime.fromtimestamp(int(latest), UTC)
    return moment if datetime.now(UTC) - moment > timedelta(seconds=1) else None


def _chosen() -> tuple[str, ...]:
    """Which formats Accept leads to, whatever is offered: equal for headers that get the same answer."""
    ranges = _ranges()
    offers = (FORMATS, GRAPH_FORMATS, FORMATS[-1:])
    types = [[HTML, *(each.media_type for each in offer)] for offer in offers]
    return tuple(max(offer, key=lambda each: quality(ranges, each)) for offer in types if _any(ranges, offer))


def _any(ranges: Sequence[MediaRange], offer: Iterable[str]) -> bool:
    return any(quality(ranges, each) for each in offer)
