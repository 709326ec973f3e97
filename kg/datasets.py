"""Datasets in a workspace: their description as DCAT, and their removal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg import terms
from kg.authority.provenance import PART_OF
from kg.errors import NotFound
from kg.iris import Minter
from kg.rebuild import copy_without
from kg.revision import RevisionBuild
from kg.store import VIEW, TripleStore
from kg.store.quads import node
from kg.terms import Term, Triple
from kg.tombstones import Cause, Withdrawal, served, vanished

if TYPE_CHECKING:
    from kg.workspace import Workspace

#: More records than this are removed faster by copying all others than by deleting.
_DELETABLE = 20_000


def dataset_triples(
    dataset: Term,
    *,
    title: Mapping[str, str],
    description: Mapping[str, str],
    licence: str,
    publisher: str,
    homepage: str,
) -> Iterator[Triple]:
    """A dataset as a dcat:Dataset and void:Dataset. ``title`` and ``description`` are keyed by language."""
    yield dataset, terms.curie("rdf:type"), terms.curie("dcat:Dataset")
    yield dataset, terms.curie("rdf:type"), terms.curie("void:Dataset")
    for prop, texts in (("dcterms:title", title), ("dcterms:description", description)):
        for language, text in texts.items():
            yield dataset, terms.curie(prop), terms.literal(text, language)
    if licence:
        yield dataset, terms.curie("dcterms:license"), terms.iri(licence)
    if publisher:
        yield dataset, terms.curie("dcterms:publisher"), terms.literal(publisher)
    if homepage:
        yield dataset, terms.curie("foaf:homepage"), terms.iri(homepage)


def entity_type_of(subject: Term, minter: Minter) -> str:
    """The path segment of an entity's IRI; empty for one that was not minted here."""
    return (minter.local(subject[1:-1]) or "").partition("/")[0]


def record_graphs(store: TripleStore, dataset: Term) -> Iterator[Term]:
    """The record graphs of a dataset."""
    for q in store.match(None, node(PART_OF), node(dataset), VIEW):
        yield str(q.subject)


def remove_dataset(workspace: Workspace, dataset: str) -> None:
    """Build and publish a generation without a dataset. Call inside ``workspace.writing()``. Raises NotFound."""
    manifest = workspace.live.manifest
    if dataset not in manifest.datasets:
        raise NotFound(f"The dataset {dataset!r} is not loaded.", hint="`zhishu status` lists what is loaded.")
    graph = workspace.minter.dataset(dataset)
    if manifest.datasets[dataset].records > _DELETABLE:
        generation = copy_without(workspace, dataset)
    else:
        generation = workspace.build()
        try:
            build = RevisionBuild(generation, workspace.rulings(), workspace.minter)
            build.begin(graph)
            build.finish()
        except BaseException:
            workspace.discard(generation)
            raise
    store, minter = workspace.live.store, workspace.minter
    lost = vanished(generation.store, minter, served(store, minter, dataset))
    workspace.tombstones.add(lost, Withdrawal(dataset, Cause.UNLOAD, workspace.clock()))
    loaded = generation.manifest.datasets.pop(dataset)
    generation.manifest.withdrawn[dataset] = loaded.prefixes
    generation.problems_file(dataset).unlink(missing_ok=True)
    workspace.publish(generation)
