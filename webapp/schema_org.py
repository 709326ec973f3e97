"""What pages tell search engines: schema.org in JSON-LD, as a block of data that no browser runs (https://schema.org/).

Which type and property of ours is which of schema.org stands in ``schema_org.toml``. Only what the view holds is told,
with the sources' own words.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from flask import url_for
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.description import Entity
from kg.authority.labels import best_label, labels_of
from kg.generation import Generation, LoadedDataset
from kg.store import VIEW
from kg.store.quads import node
from ontology.namespaces import PREFIXES
from ontology.terms import VocabularyTerm
from webapp.current import workspace
from webapp.downloads import DOWNLOADS
from webapp.languages import LANGUAGES
from webapp.presentation import language_tag

_CONTEXT = "https://schema.org"
#: Values of one property that are told at most.
_MOST = 20
# ``</script>`` or ``<!--`` inside a text would end or change the block; JSON knows these characters by their numbers.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(content: dict[str, Any] | None) -> Markup:
    """The block of data for the head of a page; empty where there is nothing to tell."""
    if content is None:
        return Markup("")
    text = json.dumps({"@context": _CONTEXT, **content}, ensure_ascii=False).translate(_ESCAPES)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # it is escaped above


def of_entity(entity: Entity, data: Generation) -> dict[str, Any] | None:
    """An entity; None for a type that schema.org has no type for."""
    mapping = _mappings().get(entity.type)
    if mapping is None:
        return None
    names = {variant for v in _objects(data, entity.iri, ("skos:altLabel",)) if (variant := _text(v))}
    content: dict[str, Any] = {
        "@type": mapping["type"],
        "@id": entity.iri,
        "url": entity.iri,
        "name": _by_language(entity.labels) or entity.label,
        "alternateName": sorted(names)[:_MOST],
    }
    for name, curies in mapping.get("values", {}).items():
        content[name] = [text for v in _objects(data, entity.iri, curies) if (text := _text(v))]
    for name, (kind, *curies) in mapping.get("entities", {}).items():
        content[name] = [_other(data, kind, v) for v in _objects(data, entity.iri, curies)]
    if mapping["type"] == "Place":
        content = _with_coordinates(content)
    others = (_text(v) for v in _objects(data, entity.iri, ("owl:sameAs", "skos:exactMatch", "rdfs:seeAlso")))
    content["sameAs"] = [each for each in others if each.startswith(("http://", "https://"))]
    return _without_empty(content)


def of_dataset(dataset: LoadedDataset) -> dict[str, Any]:
    """A dataset with its downloads (https://schema.org/Dataset)."""
    iri = workspace().minter.dataset(dataset.id)[1:-1]
    downloads = [
        {
            "@type": "DataDownload",
            "encodingFormat": each.media_type,
            "contentUrl": f"{iri}/{each.name}",
        }
        for each in DOWNLOADS
    ]
    return _without_empty(
        {
            "@type": "Dataset",
            "@id": iri,
            "url": iri,
            "name": _by_language(dataset.title),
            "description": _by_language(dataset.description),
            "license": dataset.licence,
            "creator": {"@type": "Organization", "name": dataset.publisher} if dataset.publisher else "",
            "sameAs": dataset.homepage,
            "dateModified": dataset.loaded,
            "distribution": downloads,
            "includedInDataCatalog": {"@id": f"{workspace().minter.base}dataset"},
        }
    )


def of_catalogue(datasets: Iterable[LoadedDataset]) -> dict[str, Any]:
    """The catalogue of all datasets (https://schema.org/DataCatalog)."""
    iri = f"{workspace().minter.base}dataset"
    named = ({**of_dataset(each), "includedInDataCatalog": None} for each in datasets)
    return {
        "@type": "DataCatalog",
        "@id": iri,
        "url": iri,
        "name": workspace().settings["title"],
        "dataset": [_without_empty(each) for each in named],
    }


def of_scheme(scheme: VocabularyTerm, concepts: Iterable[VocabularyTerm], address: str) -> dict[str, Any]:
    """A concept scheme with the concepts that its page (at ``address``) begins with.

    See https://schema.org/DefinedTermSet.
    """
    return {
        "@type": "DefinedTermSet",
        "@id": scheme.iri,
        "url": address,
        "name": _by_language(scheme.labels),
        "description": _by_language(scheme.comments),
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": each.iri,
                "name": _by_language(each.labels),
                "description": _by_language(each.comments),
            }
            for each in concepts
        ],
    }


def of_site() -> dict[str, Any]:
    """The site, with its search (https://schema.org/SearchAction)."""
    base = workspace().minter.base
    return {
        "@type": "WebSite",
        "url": base,
        "name": workspace().settings["title"],
        "inLanguage": [each.tag for each in LANGUAGES],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{base.rstrip('/')}{url_for('search.index')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


@cache
def _mappings() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "schema_org.toml").read_text("utf-8"))


def _objects(data: Generation, iri: str, curies: Iterable[str]) -> Sequence[object]:
    """The values in the view of the first of some properties that has any, in order."""
    for curie in curies:
        found = [q.object for q in data.store.match(NamedNode(iri), node(terms.curie(curie)), None, VIEW)]
        if found:
            return sorted(found, key=str)[:_MOST]
    return []


def _text(value: object) -> str:
    if isinstance(value, Literal) and value.datatype.value == f"{PREFIXES['xsd']}integer":
        year = int(value.value)
        return f"{year:04d}" if year >= 0 else f"-{-year:04d}"  # ISO 8601
    return value.value if isinstance(value, Literal | NamedNode) else ""


def _other(data: Generation, kind: str, value: object) -> dict[str, Any]:
    """Another entity by its IRI and label, or one of which only the name is known."""
    if not isinstance(value, NamedNode):
        return {"@type": kind, "name": _text(value)}
    label = best_label(labels_of(data.store, value))
    return _without_empty({"@type": kind, "@id": value.value, "name": label})


def _with_coordinates(content: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = content.pop("latitude", None), content.pop("longitude", None)
    if latitude and longitude:
        content["geo"] = {"@type": "GeoCoordinates", "latitude": latitude[0], "longitude": longitude[0]}
    return content


def _by_language(texts: Any) -> list[dict[str, str]]:
    return [{"@language": language_tag(tag.lower()), "@value": text} for tag, text in texts.items() if tag]


def _without_empty(content: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known; a single value without an array."""
    found = {}
    for name, value in content.items():
        if value in (None, "", [], ()):
            continue
        found[name] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return found
