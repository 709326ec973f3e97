"""Provenance in the default graph: what record graphs, datasets, import activities and decisions are.

Subjects under ``record/``, ``dataset/``, ``activity/`` and ``decision/`` are provenance; every other subject of the
default graph belongs to the view. PROV-O, DCAT 3 and DCMI terms.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import terms
from kg.authority.decisions import Decision
from kg.iris import Minter
from kg.terms import Term, Triple

PART_OF = terms.curie("dcterms:isPartOf")
LOCATOR = terms.curie("zs:locator")
GENERATED_BY = terms.curie("prov:wasGeneratedBy")
GENERATED = terms.curie("prov:generated")
DERIVED_THROUGH = terms.curie("zs:derivedThrough")
TYPE = terms.curie("rdf:type")
CURATION = "curation"
PROVENANCE_KINDS = ("record", "dataset", "activity", "decision")


def provenance_prefixes(minter: Minter) -> tuple[str, ...]:
    """What the terms of provenance subjects begin with."""
    return tuple(f"<{minter.base}{kind}/" for kind in PROVENANCE_KINDS)


def record_triples(graph: Term, dataset: Term, locator: str, activity: Term) -> Iterator[Triple]:
    """Where a record graph comes from: dataset, place in the source, import activity."""
    yield graph, PART_OF, dataset
    yield graph, LOCATOR, terms.literal(locator)
    yield graph, GENERATED_BY, activity


def activity_triples(activity: Term, dataset: Term, *, started: str, files: list[tuple[str, str]]) -> Iterator[Triple]:
    """An import activity: which dataset it read, when, from which files (name, SHA-256)."""
    yield activity, TYPE, terms.curie("zs:ImportActivity")
    yield activity, TYPE, terms.curie("prov:Activity")
    yield activity, GENERATED, dataset
    yield activity, terms.curie("prov:startedAtTime"), terms.typed(started, "xsd:dateTime")
    for name, digest in files:
        yield activity, terms.curie("prov:used"), terms.iri(f"urn:sha256:{digest}")
        yield activity, terms.curie("dcterms:source"), terms.literal(f"{name} sha256:{digest}")


def decision_graph(minter: Minter, number: int) -> Term:
    """The record graph that holds a curator's own claim."""
    return minter.record(CURATION, str(number))


def decision_triples(decision: Decision, minter: Minter) -> Iterator[Triple]:
    """A decision as the endpoint shows it: kind, agent, time, reason, what it is about and what it undoes."""
    node = minter.decision(decision.number)
    yield node, TYPE, terms.curie("zs:Decision")
    yield node, TYPE, terms.curie("prov:Activity")
    yield node, terms.curie("zs:decisionKind"), terms.literal(decision.kind.value)
    yield node, terms.curie("zs:agent"), terms.literal(decision.agent)
    yield node, terms.curie("zs:reason"), terms.literal(decision.reason)
    yield node, terms.curie("prov:endedAtTime"), terms.typed(decision.time, "xsd:dateTime")
    for term in decision.about:
        yield node, terms.curie("zs:concerns"), term
    if decision.undoes:
        yield node, terms.curie("zs:undoes"), minter.decision(decision.undoes)
    if decision.claims:
        graph = decision_graph(minter, decision.number)
        yield graph, PART_OF, minter.dataset(CURATION)
        yield graph, GENERATED_BY, node


def derived_through(minter: Minter, number: int) -> Triple:
    """The mark in the default graph of the last decision that the view takes into account."""
    return minter.dataset(CURATION), DERIVED_THROUGH, terms.integer(number)
