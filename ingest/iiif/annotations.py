"""Annotations of a manifest: notes on pages and on regions of pages, seals among them by their tags.

Standard: Web Annotation Data Model; a region is a FragmentSelector with the xywh of Media Fragments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.iiif.claims import ManifestClaims, plain
from ingest.iiif.reading import Json, identifier, listed, objects
from ingest.iiif.tables import table
from kg.terms import Term, curie, literal

#: A note is called by its first words.
_LABEL = 40
_REGION = re.compile(r"xywh=(?:pixel:)?[\d.,]+")
#: A motivation of IIIF that is none of Web Annotation: a transcription, a caption.
_SUPPLEMENTING = "supplementing"
SUPPLEMENTING = "<http://iiif.io/api/presentation/3#supplementing>"


def add_annotations(claims: ManifestClaims, around: Json, target: Term, pages: Mapping[str, Term]) -> None:
    """The annotations of a canvas or of the manifest, whose entity is ``target``; a page of annotations that stands
    elsewhere is named.
    """
    for page in objects(around.get("annotations")):
        if "items" not in page:
            claims.link("rdfs:seeAlso", identifier(page), "annotations", target)
        for annotation in objects(page.get("items")):
            _add_annotation(claims, annotation, target, pages)


def _add_annotation(claims: ManifestClaims, annotation: Json, around: Term, pages: Mapping[str, Term]) -> None:
    bodies = [body if isinstance(body, dict) else {"value": body} for body in listed(annotation.get("body"))]
    bodies = [body for body in bodies if isinstance(body.get("value"), str)]
    tags = [body["value"] for body in bodies if body.get("purpose") == "tagging"]
    is_seal = any(table("tags.tsv", "kind").get(tag.strip().lower()) == "seal" for tag in tags)
    node = claims.node("annotation")
    claims.add("rdf:type", curie("zs:Annotation"), node)
    for motivation in listed(annotation.get("motivation")):
        if isinstance(motivation, str) and motivation.isalpha():
            claims.add("oa:motivatedBy", _motivation(motivation), node)
    for body in bodies:
        if body.get("purpose") != "tagging":
            language = body.get("language")
            text = literal(plain(body["value"]), claims.tag(language if isinstance(language, str) else ""))
            claims.add("oa:bodyValue", text, node)
            if is_seal:
                _add_seal(claims, text)
    if words := next((plain(body["value"]) for body in bodies if body.get("purpose") != "tagging"), ""):
        claims.label(node, {"none": [words if len(words) <= _LABEL else f"{words[:_LABEL]}…"]})
    for tag in tags:
        claims.add("dcterms:subject", literal(tag), node)
    _add_target(claims, annotation.get("target"), node, around, pages)


def _add_seal(claims: ManifestClaims, text: Term) -> None:
    node = claims.node("seal")
    claims.add("zs:seal", node)
    claims.add("rdf:type", curie("zs:Seal"), node)
    claims.add("zs:sealText", text, node)
    claims.add("skos:prefLabel", text, node)


def _add_target(claims: ManifestClaims, target: Any, node: Term, around: Term, pages: Mapping[str, Term]) -> None:
    """The page or, with a fragment selector, a region of it."""
    first = next(iter(listed(target)), None)
    address = identifier(first.get("source", first)) if isinstance(first, dict) else identifier(first)
    address, _, fragment = address.partition("#")
    selectors = objects(first.get("selector")) if isinstance(first, dict) else []
    fragment = fragment or next((each["value"] for each in selectors if isinstance(each.get("value"), str)), "")
    page = pages.get(address, around)
    if not _REGION.fullmatch(fragment):
        claims.add("oa:hasTarget", page, node)
        return
    number = claims.numbers["annotation"]
    region, selector = (claims.entity("page-image", f"{claims.key}-{part}-{number}") for part in ("region", "selector"))
    claims.add("oa:hasTarget", region, node)
    claims.add("rdf:type", curie("oa:SpecificResource"), region)
    claims.add("oa:hasSource", page, region)
    claims.add("oa:hasSelector", selector, region)
    claims.add("rdf:type", curie("oa:FragmentSelector"), selector)
    claims.add("rdf:value", literal(fragment), selector)


def _motivation(name: str) -> Term:
    return SUPPLEMENTING if name == _SUPPLEMENTING else curie(f"oa:{name}")
