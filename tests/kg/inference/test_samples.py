"""In a workspace: what is inferred stands apart from view and claims, can be explained, and nobody decides about it."""

from __future__ import annotations

import pytest

from kg import terms
from kg.authority.checks import check
from kg.authority.decisions import Decision, Kind
from kg.authority.description import Describer
from kg.authority.rulings import Rulings
from kg.errors import NotFound
from kg.inference.explain import explain
from kg.inference.reading import read_inferred
from kg.inference.report import check_view, kin_report
from kg.inference.schema import schema_triples
from kg.store import VIEW
from kg.store.quads import node, quad
from kg.terms import Term
from kg.workspace import Workspace
from ontology.reasoning import vocabulary_axioms

ANCESTOR, FOUNDER = terms.curie("zs:ancestor"), terms.curie("zs:lineageFounder")


def person(workspace: Workspace, name: str) -> Term:
    return workspace.minter.entity("person", name)


def test_what_is_inferred_is_neither_in_the_view_nor_a_claim(sample_workspace: Workspace) -> None:
    live, minter = sample_workspace.live, sample_workspace.minter
    inferred = list(live.store.match(None, node(ANCESTOR), None, None))
    assert inferred
    assert {str(q.graph_name) for q in inferred} == {minter.graph("inferred")}
    entity = Describer(minter, live).entity(person(sample_workspace, "sgen-yuchang")[1:-1])
    assert not {ANCESTOR[1:-1], FOUNDER[1:-1]} & {statement.property for statement in entity.statements}


def test_chain_of_an_inferred_triple_leads_to_nodes_and_records(sample_workspace: Workspace) -> None:
    one, other = (person(sample_workspace, name) for name in ("sgen-yuchang", "sample-sheng-long"))
    found = explain(sample_workspace.live, (one, ANCESTOR, other))
    assert len(found.persons) == 5
    assert [link.property for link in found.links] == [terms.curie("zs:father")[1:-1]] * 4
    assert all(link.nodes and link.records for link in found.links)
    assert all(any("record/sample-kinship/" in record for record in link.records) for link in found.links)


def test_what_is_not_inferred_has_no_explanation(sample_workspace: Workspace) -> None:
    one, other = (person(sample_workspace, name) for name in ("sgen-yuchang", "sample-sheng-long"))
    with pytest.raises(NotFound, match="not inferred"):
        explain(sample_workspace.live, (other, ANCESTOR, one))
    with pytest.raises(NotFound, match="not inferred"):
        explain(sample_workspace.live, (one, ANCESTOR, '"a name"'))


def test_lineage_of_a_person_counts_its_members(sample_workspace: Workspace) -> None:
    found = read_inferred(sample_workspace.live, person(sample_workspace, "sgen-yuchang")[1:-1])
    assert found is not None
    [(founder, count, more)] = found.lineages
    assert founder.iri == person(sample_workspace, "sample-sheng-long")[1:-1]
    assert count >= 14
    assert not more
    assert len(found.generations) == 4
    assert found.ancestors.count == sum(group.count for group in found.generations) >= 5


def test_a_place_has_nothing_inferred(sample_workspace: Workspace) -> None:
    assert read_inferred(sample_workspace.live, sample_workspace.minter.entity("place", "sample-wujin")[1:-1]) is None


def test_nobody_can_prefer_or_withdraw_what_is_inferred(sample_workspace: Workspace) -> None:
    minter, store = sample_workspace.minter, sample_workspace.live.store
    one, other = (person(sample_workspace, name) for name in ("sgen-yuchang", "sample-sheng-long"))
    for kind, about in ((Kind.PREFER, (one, ANCESTOR, other)), (Kind.WITHDRAW, (minter.graph("inferred"),))):
        with pytest.raises(NotFound):
            check(Decision(1, kind, about, "a", "b", "", 0), (), store, Rulings.of(()), minter)


def test_samples_agree_with_the_vocabulary_and_have_no_circles(sample_workspace: Workspace) -> None:
    assert check_view(sample_workspace.live.store) == ()
    report = kin_report(sample_workspace.live.store, sample_workspace.minter)
    assert report.inferred[ANCESTOR] == report.inferred[terms.curie("zs:descendant")] > 40
    assert (report.circular, report.unpaired, report.cut) == ((), (), ())


def test_graph_of_the_vocabulary_is_closed_as_the_reasoner_closes_it(sample_workspace: Workspace) -> None:
    graph = sample_workspace.minter.graph("ontology")
    below = node(terms.curie("rdfs:subClassOf"))
    found: dict[str, set[str]] = {}
    for q in sample_workspace.live.store.match(None, below, None, node(graph)):
        found.setdefault(str(q.subject)[1:-1], set()).add(str(q.object)[1:-1])
    thing = "http://www.w3.org/2002/07/owl#Thing"
    for name, above in found.items():
        named = {each for each in vocabulary_axioms().supers(name) if not each.startswith("_:")}
        assert above | {thing} == named | {thing}, name
    assert len(found) > 50


def test_schema_is_in_its_own_graph_alone(sample_workspace: Workspace) -> None:
    store, graph = sample_workspace.live.store, sample_workspace.minter.graph("ontology")
    for triple in schema_triples()[:50]:
        assert quad(triple, graph) in store
        assert not any(q.graph_name == VIEW for q in store.match(node(triple[0]), node(triple[1]), None, VIEW))
