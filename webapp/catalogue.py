"""Datasets in DCAT 3 and VoID: the description that the store holds, with the downloads that this server offers.

https://www.w3.org/TR/vocab-dcat-3/ and https://www.w3.org/TR/void/
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Quad

from kg import terms
from kg.generation import Generation, LoadedDataset
from kg.store import VIEW
from kg.store.quads import node, quad
from kg.terms import Term, Triple
from kg.workspace import Workspace
from webapp.downloads import DOWNLOADS, prepared

_SPDX = "http://spdx.org/rdf/terms#"


def dataset_quads(workspace: Workspace, data: Generation, dataset: LoadedDataset) -> Iterator[Quad]:
    """A dataset: its titles, licence and publisher, its size, where it can be had, and the activity that read it."""
    term = workspace.minter.dataset(dataset.id)
    yield from data.store.match(node(term), None, None, VIEW)
    yield from data.store.match(node(terms.iri(dataset.activity)), None, None, VIEW)
    for triple in _size_and_downloads(term, data, dataset):
        yield quad(triple)


def catalogue_quads(workspace: Workspace, data: Generation) -> Iterator[Quad]:
    """The catalogue of all loaded datasets."""
    catalogue = terms.iri(f"{workspace.minter.base}dataset")
    yield quad((catalogue, terms.curie("rdf:type"), terms.curie("dcat:Catalog")))
    yield quad((catalogue, terms.curie("dcterms:title"), terms.literal(workspace.settings["title"], "zh-Hans")))
    for dataset in data.manifest.datasets.values():
        yield quad((catalogue, terms.curie("dcat:dataset"), workspace.minter.dataset(dataset.id)))
        yield from dataset_quads(workspace, data, dataset)


def _size_and_downloads(term: Term, data: Generation, dataset: LoadedDataset) -> Iterator[Triple]:
    yield term, terms.curie("void:triples"), terms.integer(dataset.claims)
    yield term, terms.curie("void:entities"), terms.integer(sum(dataset.entities.values()))
    yield term, terms.curie("dcterms:issued"), terms.typed(dataset.loaded, "xsd:dateTime")
    for each in DOWNLOADS:
        address = f"{term[:-1]}/{each.name}>"
        distribution = f"{address[:-1]}#distribution>"
        yield term, terms.curie("dcat:distribution"), distribution
        yield distribution, terms.curie("rdf:type"), terms.curie("dcat:Distribution")
        yield distribution, terms.curie("dcat:downloadURL"), address
        yield (
            distribution,
            terms.curie("dcat:mediaType"),
            terms.iri(f"https://www.iana.org/assignments/media-types/{each.media_type}"),
        )
        if dataset.licence.startswith(("http://", "https://")):
            yield distribution, terms.curie("dcterms:license"), terms.iri(dataset.licence)
        if each.media_type == "application/n-quads":
            yield term, terms.curie("void:dataDump"), address
        if made := prepared(data, dataset.id, each):
            checksum = f"{address[:-1]}#checksum>"
            yield distribution, terms.iri(f"{_SPDX}checksum"), checksum
            yield checksum, terms.iri(f"{_SPDX}algorithm"), terms.iri(f"{_SPDX}checksumAlgorithm_sha256")
            yield checksum, terms.iri(f"{_SPDX}checksumValue"), terms.literal(made[1])
