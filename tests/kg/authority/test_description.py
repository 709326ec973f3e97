"""What is known of an entity, who says so, and what became of an identifier."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.authority.description import Describer, Entity, Value
from kg.authority.linked import description, link_page
from kg.authority.resolution import State, record_quads, resolve
from kg.curation import decide
from kg.errors import NotFound
from kg.workspace import Workspace

LoadTable: TypeAlias = Callable[[Workspace, str, str], object]

SOURCE = """
id = "{id}"
prefixes = ["person/{id}-"]
[table]
key = "{{id}}"
entity = "person/{id}-{{id}}"
class = "zs:Person"
column = [
    {{column = "name", property = "skos:prefLabel", lang = "zh-Hant"}},
    {{column = "born", property = "zs:birthYear", type = "year"}},
]
[[table.node]]
id = "name/{id}-{{id}}"
link = "zs:name"
class = "zs:Name"
when = ["zi"]
column = [{{column = "zi", property = "rdf:value", lang = "zh-Hant"}}]
"""
BASE = "http://127.0.0.1:8421/"
ONE, OTHER = f"{BASE}person/one-1", f"{BASE}person/other-1"


@pytest.fixture
def merged(workspace: Workspace, load_table: LoadTable) -> Workspace:
    """Two sources that differ on a person whom decision 1 holds to be one."""
    load_table(workspace, "id,name,born,zi\n1,盛宣懷,1844,杏蓀\n2,李鴻章,1823,\n", SOURCE.format(id="one"))
    load_table(workspace, "id,name,born,zi\n1,盛宣懐,1845,\n", SOURCE.format(id="other"))
    decide(workspace, Kind.SAME, (f"<{ONE}>", f"<{OTHER}>"), agent="盛", reason="同名")
    return workspace


def describe(workspace: Workspace, iri: str) -> Entity:
    return Describer(workspace.minter, workspace.live, workspace.decisions.read()).entity(iri)


def values(entity: Entity, curie: str) -> tuple[Value, ...]:
    return next(s.values for s in entity.statements if s.property == terms.curie(curie)[1:-1])


def test_differing_values_stand_side_by_side_with_their_sources(merged: Workspace) -> None:
    entity = describe(merged, ONE)
    assert (entity.label, entity.type, entity.identifiers) == ("盛宣懷", "person", (ONE, OTHER))
    assert entity.datasets == ("one", "other")
    assert [decision.number for decision in entity.decisions] == [1]
    born = next(s for s in entity.statements if s.property.endswith("birthYear"))
    assert born.conflicting
    assert {(v.text, v.sources[0].dataset, v.sources[0].locator) for v in born.values} == {
        ("1844", "one", "data.csv, row 2"),
        ("1845", "other", "data.csv, row 2"),
    }
    assert all(value.held for value in values(entity, "skos:prefLabel")), "a variant form is held, too"


def test_names_are_parts_with_their_own_statements(merged: Workspace) -> None:
    (name,) = describe(merged, ONE).parts
    assert [v.text for s in name.statements if s.property.endswith("#value") for v in s.values] == ["杏蓀"]
    assert not [s for s in describe(merged, ONE).statements if s.property.endswith("/name")]


def test_value_that_lost_stays_visible_as_only_claimed(merged: Workspace) -> None:
    decide(merged, Kind.PREFER, (f"<{ONE}>", terms.curie("zs:birthYear"), terms.integer(1845)), agent="a", reason="b")
    assert [(v.text, v.held) for v in values(describe(merged, ONE), "zs:birthYear")] == [
        ("1845", True),
        ("1844", False),
    ]


def test_own_claim_names_its_decision_as_record(merged: Workspace) -> None:
    claim = (f"<{OTHER}>", terms.curie("zs:deathYear"), terms.integer(1916))
    decide(merged, Kind.ADD, claim, agent="a", reason="b")
    (died,) = values(describe(merged, ONE), "zs:deathYear")
    assert died.held
    assert [(s.record, s.dataset) for s in died.sources] == [(f"{BASE}record/curation/2", "curation")]


def test_only_an_authority_record_is_described(merged: Workspace) -> None:
    for iri in (OTHER, f"{BASE}person/nobody", "http://example.org/x"):
        with pytest.raises(NotFound):
            describe(merged, iri)


def test_every_identifier_says_what_became_of_it(merged: Workspace) -> None:
    def state(iri: str) -> tuple[State, str]:
        found = resolve(merged, merged.live, iri)
        return found.state, found.iri

    nobody = f"{BASE}person/nobody-1"
    assert state(ONE) == (State.HERE, ONE)
    assert state(OTHER) == (State.MOVED, ONE)
    assert state(nobody) == (State.MISSING, nobody)
    decide(merged, Kind.WITHDRAW, (merged.minter.record("one", "2"),), agent="a", reason="b")
    assert state(f"{BASE}person/one-2")[0] is State.GONE
    unload(merged, "other")
    assert state(OTHER) == (State.MOVED, ONE), "the decision holds without the dataset"
    assert state(ONE) == (State.HERE, ONE)


def test_description_in_triples_has_names_and_what_refers_to_it(merged: Workspace) -> None:
    described = description(merged.minter, merged.live, ONE, link_page(merged.minter, merged.live, ONE))
    triples = {(str(q.subject), str(q.predicate)) for q in described}
    assert (f"<{BASE}name/one-1>", terms.curie("rdf:value")) in triples
    assert (f"<{OTHER}>", terms.curie("zs:standsFor")) in triples
    assert not any("/record/" in subject or "/decision/" in subject for subject, _ in triples)
    assert (f"<{BASE}dataset/one>", terms.curie("dcterms:license")) in triples
    assert (terms.curie("zs:birthYear"), terms.curie("rdfs:label")) in triples, "terms come with their labels"


def test_record_in_quads_has_claims_and_provenance(merged: Workspace) -> None:
    quads = list(record_quads(merged.live, f"{BASE}record/one/1"))
    predicates = {str(q.predicate) for q in quads}
    assert {terms.curie(c) for c in ("zs:birthYear", "zs:locator", "prov:startedAtTime", "prov:used")} <= predicates
