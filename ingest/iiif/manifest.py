"""A manifest as claims: the document, its page images in order, its structure."""

from __future__ import annotations

from typing import Any

from ingest.dating import direct_claims, read_dating
from ingest.iiif.annotations import add_annotations
from ingest.iiif.claims import ManifestClaims, plain
from ingest.iiif.reading import Json, identifier, listed, objects, texts
from ingest.iiif.tables import table
from ingest.tei.references import slug
from kg.record import Record
from kg.terms import Term, curie, integer, literal

_ADDRESSES = {
    "homepage": "foaf:homepage",
    "seeAlso": "rdfs:seeAlso",
    "rendering": "rdfs:seeAlso",
    "thumbnail": "foaf:depiction",
}


def add_manifest(claims: ManifestClaims, manifest: Json) -> None:
    """All that a manifest of version 3 says."""
    claims.add("rdf:type", curie(claims.options.class_))
    if not claims.label(claims.subject, manifest.get("label")):
        claims.add("skos:prefLabel", literal(claims.key, claims.options.language))
        claims.report("label", "the manifest has no label, so it is called by its key")
    claims.link("zs:iiifManifest", identifier(manifest), "id")
    _describe(claims, manifest)
    canvases = objects(manifest.get("items"))
    pages = [_canvas(claims, canvas, number) for number, canvas in enumerate(canvases, 1)]
    if not canvases:
        claims.report("items", "the manifest has no canvas")
    known = {address: page for canvas, page in zip(canvases, pages, strict=True) if (address := identifier(canvas))}
    for canvas, page in zip(canvases, pages, strict=True):
        add_annotations(claims, canvas, page, known)
    add_annotations(claims, manifest, claims.subject, known)
    numbers = {address: number for number, canvas in enumerate(canvases, 1) if (address := identifier(canvas))}
    for range_ in objects(manifest.get("structures")):
        _add_range(claims, range_, numbers)
    if claims.options.citation:
        claims.add("zs:citation", literal(claims.options.citation, claims.options.language))
    claims.report_refused()


def record_of(claims: ManifestClaims, name: str) -> Record:
    """The record with the claims made so far."""
    return Record(claims.key, name, claims.subject, tuple(claims.claims))


def _describe(claims: ManifestClaims, manifest: Json) -> None:
    for text, language in texts(manifest.get("summary")):
        claims.add("dcterms:description", claims.literal(text, language))
    for pair in objects(manifest.get("metadata")):
        _add_pair(claims, pair, claims.subject)
    for statement in objects(manifest.get("requiredStatement")):
        for text, language in texts(statement.get("value")):
            claims.add("dcterms:rights", claims.literal(text, language))
    if rights := identifier(manifest.get("rights")):
        claims.link("dcterms:license", rights, "rights")
    for provider in objects(manifest.get("provider")):
        _add_holder(claims, texts(provider.get("label")), provider)
    for field, predicate in _ADDRESSES.items():
        for each in listed(manifest.get(field)):
            if address := identifier(each):
                claims.link(predicate, address, field)


def _add_pair(claims: ManifestClaims, pair: Json, subject: Term) -> None:
    """A label and its value; a label that is known by any of its languages has a property of its own."""
    labels, values = texts(pair.get("label")), texts(pair.get("value"))
    known = table("metadata.tsv", "target")
    target = next((known[each.strip().lower()] for each, _ in labels if each.strip().lower() in known), "")
    if target == "bf:heldBy":
        _add_holder(claims, values, {})
        return
    for text, language in values:
        if target == "zs:dateText":
            for _, predicate, value in direct_claims(subject, read_dating(plain(text)), claims.tag(language)):
                claims.add(predicate[1:-1], value, subject)
        elif target:
            claims.add(target, claims.literal(text, language), subject)
        else:
            label = next((each for each, tag in labels if tag == language), labels[0][0] if labels else "")
            claims.add("zs:note", claims.literal(f"{label}：{text}" if label else text, language), subject)


def _add_holder(claims: ManifestClaims, names: list[tuple[str, str]], provider: Json) -> None:
    if not names:
        return
    holder = claims.entity("organization", slug(plain(names[0][0])))
    claims.add("bf:heldBy", holder)
    claims.add("rdf:type", curie("zs:Organization"), holder)
    by_language: dict[str, list[str]] = {}
    for text, language in names:
        by_language.setdefault(language or "none", []).append(text)
    claims.label(holder, by_language)
    for home in objects(provider.get("homepage")):
        claims.link("foaf:homepage", identifier(home), "provider.homepage", holder)


def _canvas(claims: ManifestClaims, canvas: Json, number: int) -> Term:
    node, field = claims.node("page-image"), f"items[{number - 1}]"
    claims.add("zs:pageImage", node)
    claims.add("rdf:type", curie("zs:PageImage"), node)
    claims.add("zs:sequence", integer(number), node)
    claims.link("zs:canvas", identifier(canvas), f"{field}.id", node)
    for text, _ in texts(canvas.get("label"))[:1]:
        claims.add("zs:page", literal(plain(text)), node)
    for side, predicate in (("width", "zs:imageWidth"), ("height", "zs:imageHeight")):
        size = canvas.get(side)
        if isinstance(size, (int, float)) and not isinstance(size, bool) and 0 < size < 1e9:
            claims.add(predicate, integer(round(size)), node)
    for pair in objects(canvas.get("metadata")):
        _add_pair(claims, pair, node)
    for image in _images(canvas)[:1]:
        claims.link("schema:contentUrl", identifier(image), f"{field}.items", node)
        for service in objects(image.get("service"))[:1]:
            if claims.link("zs:imageService", identifier(service), f"{field}.items.service", node):
                kind = service.get("type", service.get("@type"))
                claims.add("dcterms:type", literal(kind if isinstance(kind, str) else "ImageService2"), node)
    return node


def _images(canvas: Json) -> list[Json]:
    """What is painted on a canvas; of a choice each."""
    painted = [a for page in objects(canvas.get("items")) for a in objects(page.get("items"))]
    bodies = [body for a in painted if "painting" in listed(a.get("motivation")) for body in objects(a.get("body"))]
    return [choice for body in bodies for choice in (objects(body.get("items")) or [body])]


def _add_range(claims: ManifestClaims, range_: Json, numbers: dict[str, int]) -> None:
    """A line of the table of contents; ranges in a range follow it."""
    waiting = [range_]
    while waiting:
        each = waiting.pop(0)
        waiting = _ranges(each) + waiting
        found = _numbers_in(each, numbers)
        for text, language in texts(each.get("label"))[:1]:
            place = f" [{min(found)}–{max(found)}]" if found else ""
            claims.add("dcterms:tableOfContents", claims.literal(f"{text}{place}", language))


def _numbers_in(range_: Json, numbers: dict[str, int]) -> list[int]:
    found, inner = [], [range_]
    while inner:
        for item in objects(inner.pop(0).get("items")):
            if item.get("type") == "Range":
                inner.append(item)
            elif number := numbers.get(_source(item).partition("#")[0]):
                found.append(number)
    return found


def _source(item: Json) -> str:
    return identifier(item.get("source", item))


def _ranges(range_: Json) -> list[Any]:
    return [item for item in objects(range_.get("items")) if item.get("type") == "Range"]
