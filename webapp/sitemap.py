"""Sitemaps for search engines (https://www.sitemaps.org/protocol.html) and robots.txt.

The index lists parts of at most 50,000 addresses, one series for each type of entity, sorted. They are written once a
generation, compressed, into its directory, and go with it.
"""

from __future__ import annotations

import gzip
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, send_file
from werkzeug.urls import iri_to_uri

from kg import terms
from kg.authority.provenance import TYPE
from kg.errors import NotFound
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from ontology.terms import EntityType, entity_types
from webapp.current import generation, workspace
from webapp.languages import LANGUAGES
from webapp.languages import gettext as _

bp = Blueprint("sitemap", __name__)

PER_PART = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
#: Pages beside those of entities.
_PAGES = ("", "search", "dataset", "sparql", "linked-data", "tools/date", "tools/name")
_writing = threading.Lock()


@bp.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: everything but answers that cost much and change with every word typed."""
    hidden = ("/sparql?", "/search?", "/suggest")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden), "Allow: /", ""]
    text = "\n".join([*lines, f"Sitemap: {workspace().minter.base}sitemap.xml", ""])
    return Response(text, mimetype="text/plain")


@bp.get("/sitemap.xml")
def index() -> Response:
    """The list of all parts."""
    return _sent("index")


@bp.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """Some of the addresses: ``pages``, or a type of entity with the number of the part."""
    return _sent(name)


def _sent(name: str) -> Response:
    folder = written(generation(), workspace().minter.base)
    path = folder / f"{name}.xml.gz"
    if "/" in name or not path.is_file():
        raise NotFound(_("There is no such part of the sitemap."), hint=_("/sitemap.xml lists all parts."))
    if request.accept_encodings["gzip"]:
        response = send_file(path, mimetype="application/xml", max_age=0, conditional=True)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(gzip.decompress(path.read_bytes()), mimetype="application/xml")
    response.vary.add("Accept-Encoding")
    return response


def written(data: Generation, base: str) -> Path:
    """The directory with the files of a generation, written now if they were not yet."""
    folder = data.directory / "sitemap"
    with _writing:
        if not folder.is_dir():
            beside = folder.with_name(f"sitemap.{os.getpid()}.new")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir()
            _write(data, base, beside)
            if folder.is_dir():  # another process was faster
                shutil.rmtree(beside)
            else:
                beside.rename(folder)
    return folder


def _write(data: Generation, base: str, folder: Path) -> None:
    modified = datetime.fromtimestamp((data.directory / "manifest.json").stat().st_mtime, UTC)
    stamp = f"{modified:%Y-%m-%dT%H:%M:%SZ}"
    names, entry = [], _entry(stamp)
    for name, addresses in _parts(data, base):
        names.append(name)
        with _compressed(folder / f"{name}.xml.gz") as out:
            out.write(f"{_HEAD}<urlset {_NAMESPACES}>\n".encode())
            out.write("".join([entry % {"url": _url(address)} for address in addresses]).encode())
            out.write(b"</urlset>\n")
    with _compressed(folder / "index.xml.gz") as out:
        lines = [f"<sitemap><loc>{base}sitemap/{name}.xml</loc><lastmod>{stamp}</lastmod></sitemap>" for name in names]
        text = "\n".join([f"<sitemapindex {_NAMESPACES}>", *lines, "</sitemapindex>", ""])
        out.write(f"{_HEAD}{text}".encode())


def _parts(data: Generation, base: str) -> Iterator[tuple[str, list[str]]]:
    """(name, addresses) of each part."""
    datasets = [f"{base}dataset/{each}" for each in data.manifest.datasets]
    yield "pages", [*(f"{base}{path}" for path in _PAGES), *datasets]
    for each in entity_types().values():
        if each.page:
            found = _entities(data, each)
            for number, begin in enumerate(range(0, len(found), PER_PART), 1):
                yield f"{each.segment}-{number}", found[begin : begin + PER_PART]


def _entities(data: Generation, kind: EntityType) -> list[str]:
    """The IRIs of the entities of a type in the view, sorted."""
    quads = data.store.match(None, node(TYPE), node(terms.iri(kind.class_iri)), VIEW)
    return sorted(each.subject.value for each in quads)  # type: ignore[union-attr]  # a subject has a name


def _entry(stamp: str) -> str:
    """The entry of an address, with %(url)s in its place: its variants by language, and the one without for
    readers of any other language."""
    variants = "".join(
        f'<xhtml:link rel="alternate" hreflang="{each.tag}" href="%(url)s?lang={each.tag}"/>' for each in LANGUAGES
    )
    default = '<xhtml:link rel="alternate" hreflang="x-default" href="%(url)s"/>'
    return f"<url><loc>%(url)s</loc><lastmod>{stamp}</lastmod>{variants}{default}</url>\n"


def _url(address: str) -> str:
    return escape(address if address.isascii() else iri_to_uri(address))


def _compressed(path: Path) -> gzip.GzipFile:
    return gzip.GzipFile(path, "wb", 1, mtime=0)
