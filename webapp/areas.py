"""The areas of the site: what is put around every request, and the blueprints of the pages and services."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Blueprint, Flask

from webapp import (
    authority,
    changes,
    clusters,
    cross_origin,
    dataset,
    entity,
    errors,
    evidence,
    formats,
    home,
    iiif,
    inferred,
    jsonld,
    languages,
    linked_data,
    mentions,
    negotiate,
    ontology,
    presentation,
    quality,
    reconcile,
    record,
    scheme,
    search,
    security,
    sitemap,
    sparql,
    tools,
    vocabulary,
    workbench,
)
from webapp.accounts import administration, oidc, personal, protection, signin


def extensions() -> Iterator[Callable[[Flask], None]]:
    """What acts on every request, in the order in which it does."""
    around = (protection, vocabulary, languages, presentation, negotiate, cross_origin, security, errors)
    yield from (each.init_app for each in around)
    yield oidc.init_app
    yield reconcile.register


def blueprints() -> Iterator[Blueprint]:
    """All pages; those of entities come last, for their addresses are the widest."""
    yield from (signin.bp, personal.bp, administration.bp)
    yield from (home.bp, search.bp, sparql.bp, dataset.bp, record.bp, quality.bp, tools.bp, formats.bp, mentions.bp)
    yield from (ontology.bp, scheme.bp, jsonld.bp, sitemap.bp, linked_data.bp, inferred.bp, iiif.bp)
    yield from (evidence.bp, clusters.bp, authority.bp, changes.bp)
    yield from workbench.blueprints()
    yield entity.bp
