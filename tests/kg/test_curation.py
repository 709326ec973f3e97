"""Decisions: what may be decided, what it changes, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from ingest.load import unload
from kg import terms
from kg.authority.decisions import Kind
from kg.authority.resolution import State, resolve
from kg.curation import Proposal, decide, decide_all
from kg.errors import DecisionConflict, InvalidInput, NotFound, ZhishuError
from kg.generation import Generation
from kg.search.index import Query
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import Term
from kg.workspace import Workspace

Dump: TypeAlias = Callable[[Generation], bytes]
PersonOf: TypeAlias = Callable[[Workspace, int], Term]

LABEL, BORN, SENDER, FATHER = (terms.curie(c) for c in ("skos:prefLabel", "zs:birthYear", "zs:sender", "zs:father"))
NAME, OTHER = terms.literal("盛宣懷", "zh-Hant"), terms.literal("盛杏蓀", "zh-Hant")


def held(workspace: Workspace, subject: Term, predicate: Term) -> set[Term]:
    return {str(q.object) for q in workspace.live.store.match(node(subject), node(predicate), None, VIEW)}


def take(workspace: Workspace, kind: Kind, *about: Term, undoes: int = 0) -> int:
    return decide(workspace, kind, about, agent="test", reason="because", undoes=undoes).number


def test_same_moves_every_statement_and_leads_from_the_other(filled: Workspace, person: PersonOf) -> None:
    one, four = person(filled, 1), person(filled, 4)
    take(filled, Kind.SAME, one, four)
    assert held(filled, one, LABEL) == {NAME}
    assert held(filled, one, terms.curie("skos:altLabel")) == {OTHER}
    assert held(filled, one, BORN) == {terms.integer(1844), terms.integer(1845)}
    assert held(filled, filled.minter.entity("letter", "post-3"), SENDER) == {one}
    assert not list(filled.live.store.match(node(four), node(LABEL), None, VIEW))
    moved = resolve(filled, filled.live, four[1:-1])
    assert (moved.state, moved.iri) == (State.MOVED, one[1:-1])
    letters = filled.live.search.search(Query(text="盛宣懷", filters={"type": ("letter",)}))
    assert {hit.document.iri[-1] for hit in letters.hits} == {"1", "2", "3"}, "letters are found by the other name"


def test_undo_restores_every_byte_of_the_view(filled: Workspace, person: PersonOf) -> None:
    def view() -> set[tuple[str, str, str]]:
        found = filled.live.store.match(None, None, None, VIEW)
        return {(str(q.subject), str(q.predicate), str(q.object)) for q in found if "/person/" in str(q.subject)}

    before = view()
    number = take(filled, Kind.SAME, person(filled, 1), person(filled, 4))
    merged = view()
    assert merged != before
    undoing = take(filled, Kind.UNDO, undoes=number)
    assert view() == before
    take(filled, Kind.UNDO, undoes=undoing)
    assert view() == merged


def test_preference_holds_one_value_and_each_language_has_its_own(filled: Workspace, person: PersonOf) -> None:
    one, four = person(filled, 1), person(filled, 4)
    take(filled, Kind.SAME, one, four)
    take(filled, Kind.ADD, one, LABEL, terms.literal("Sheng Xuanhuai", "en"))
    take(filled, Kind.ADD, one, LABEL, terms.literal("Sheng Hsuan-huai", "en"))
    take(filled, Kind.PREFER, four, BORN, terms.integer(1845))
    take(filled, Kind.PREFER, one, LABEL, OTHER)
    take(filled, Kind.PREFER, one, LABEL, terms.literal("Sheng Xuanhuai", "en"))
    assert held(filled, one, BORN) == {terms.integer(1845)}
    assert held(filled, one, LABEL) == {OTHER, terms.literal("Sheng Xuanhuai", "en")}
    document = filled.live.search.get(one[1:-1])
    assert document is not None
    assert (document.label, document.year_from) == ("盛杏蓀", 1845)


def test_preferred_value_that_no_source_gives_any_more_does_not_hide_the_others(
    filled: Workspace, person: PersonOf
) -> None:
    one = person(filled, 1)
    take(filled, Kind.ADD, one, BORN, terms.integer(1843))
    take(filled, Kind.PREFER, one, BORN, terms.integer(1843))
    assert held(filled, one, BORN) == {terms.integer(1843)}
    take(filled, Kind.WITHDRAW, filled.minter.record("curation", "1"))
    assert held(filled, one, BORN) == {terms.integer(1844)}


def test_withdrawn_record_and_withdrawn_claim_leave_the_view_and_can_come_back(
    filled: Workspace, person: PersonOf
) -> None:
    one, record = person(filled, 1), filled.minter.record("trial", "1")
    letter = filled.minter.record("post", "1")
    take(filled, Kind.WITHDRAW, record, one, BORN, terms.integer(1844))
    assert held(filled, one, BORN) == set()
    assert held(filled, one, LABEL) == {NAME}
    take(filled, Kind.WITHDRAW, record)
    assert held(filled, one, LABEL) == set()
    assert filled.live.manifest.counts["person"] == 3
    assert any(True for _ in filled.live.store.match(None, None, None, node(record))), "claims stay"
    take(filled, Kind.WITHDRAW, letter)
    assert held(filled, one, terms.curie("zs:wroteTo")) == set(), "direct triples go with their letter"
    for number in (1, 2, 3):
        take(filled, Kind.UNDO, undoes=number)
    assert held(filled, one, BORN) == {terms.integer(1844)}
    assert held(filled, one, terms.curie("zs:wroteTo")) == {person(filled, 2)}


def test_own_claim_of_an_addressee_gives_the_direct_triple(filled: Workspace, person: PersonOf) -> None:
    letter, three = filled.minter.entity("letter", "post-1"), person(filled, 3)
    number = take(filled, Kind.ADD, letter, terms.curie("zs:addressee"), three)
    assert held(filled, person(filled, 1), terms.curie("zs:wroteTo")) == {person(filled, 2), three}
    graph = node(filled.minter.record("curation", str(number)))
    assert len(list(filled.live.store.match(None, None, None, graph))) == 1
    take(filled, Kind.PREFER, letter, terms.curie("zs:addressee"), three)
    assert held(filled, person(filled, 1), terms.curie("zs:wroteTo")) == {three}


def test_own_claim_outlives_its_source(filled: Workspace, person: PersonOf) -> None:
    take(filled, Kind.ADD, person(filled, 1), LABEL, OTHER)
    unload(filled, "trial")
    assert held(filled, person(filled, 1), LABEL) == {OTHER}


#: kind, terms (P1 … stand for those of the test), the error, and what it says
REFUSED: list[tuple[Kind, tuple[str, ...], type[ZhishuError], str]] = [
    (Kind.SAME, ("P1", "P1"), InvalidInput, "same already"),
    (Kind.SAME, ("P1", "L1"), InvalidInput, "not of one type"),
    (Kind.SAME, ("P1", "<http://127.0.0.1:8421/person/nobody>"), NotFound, "no entity"),
    (
        Kind.SAME,
        ("<http://127.0.0.1:8421/dataset/trial>", "<http://127.0.0.1:8421/dataset/post>"),
        NotFound,
        "no entity",
    ),
    (Kind.SAME, ("P1",), InvalidInput, "not the terms"),
    (Kind.SAME, ("P1", '"text"'), InvalidInput, "cannot stand here"),
    (Kind.SAME, ("P1", "garbage"), InvalidInput, "cannot stand here"),
    (Kind.SAME, ("P1", "<not an iri>"), InvalidInput, "cannot stand here"),
    (Kind.SAME, ("P1", ""), InvalidInput, "cannot stand here"),
    (Kind.ADD, ("P1", LABEL, "P2"), InvalidInput, "authorized form is text"),
    (Kind.ADD, ("P1", LABEL, '"x"@zh-Hant'), InvalidInput, "cannot stand here"),
    (Kind.ADD, ("P1", '"text"', '"x"'), InvalidInput, "cannot stand here"),
    (Kind.ADD, ("P1", BORN, terms.integer(7).replace('"7"', '"007"')), InvalidInput, "canonical"),
    (Kind.PREFER, ("P1", BORN, terms.integer(1850)), NotFound, "No source says"),
    (Kind.WITHDRAW, ("<http://127.0.0.1:8421/record/trial/99>",), NotFound, "no record"),
    (Kind.WITHDRAW, ("R1", "P1"), InvalidInput, "name its entity"),
    (Kind.WITHDRAW, ("R1", "P1", BORN, terms.integer(1)), NotFound, "does not say"),
    (Kind.UNDO, ("P1",), InvalidInput, "not the terms"),
    (Kind.UNDO, (), NotFound, "no decision 0"),
]


def test_decision_that_makes_no_sense_is_refused_and_changes_nothing(filled: Workspace, person: PersonOf) -> None:
    named = {
        "P1": person(filled, 1),
        "P2": person(filled, 2),
        "L1": filled.minter.entity("letter", "post-1"),
        "R1": filled.minter.record("trial", "1"),
    }
    token = filled.token()
    for kind, about, error, reason in REFUSED:
        with pytest.raises(error, match=reason):
            take(filled, kind, *(named.get(term, term) for term in about))
    assert filled.decisions.last() == 0
    assert filled.token() == token


def test_decision_needs_agent_and_reason(filled: Workspace, person: PersonOf) -> None:
    pair = (person(filled, 1), person(filled, 4))
    with pytest.raises(InvalidInput, match="reason"):
        decide(filled, Kind.SAME, pair, agent="a", reason="  ")
    with pytest.raises(InvalidInput, match="somebody"):
        decide(filled, Kind.SAME, pair, agent="", reason="b")
    with pytest.raises(InvalidInput, match="undoes nothing"):
        decide(filled, Kind.SAME, pair, agent="a", reason="b", undoes=1)


def test_conflicts_name_the_decisions_and_are_not_written(filled: Workspace, person: PersonOf) -> None:
    one, two, four = (person(filled, n) for n in (1, 2, 4))
    take(filled, Kind.SAME, one, four)
    take(filled, Kind.DIFFERENT, one, two)
    with pytest.raises(DecisionConflict, match="decision 2 and the same by decisions 1, 3"):
        take(filled, Kind.SAME, two, four)
    with pytest.raises(DecisionConflict, match="by decision 3 and the same by decision 1"):
        take(filled, Kind.DIFFERENT, four, one)
    assert filled.decisions.last() == 2


def test_what_is_undone_is_not_undone_again_but_its_undoing_is(filled: Workspace, person: PersonOf) -> None:
    take(filled, Kind.SAME, person(filled, 1), person(filled, 4))
    take(filled, Kind.UNDO, undoes=1)
    with pytest.raises(InvalidInput, match="undone by decision 2") as caught:
        take(filled, Kind.UNDO, undoes=1)
    assert "undo decision 2" in caught.value.hint
    take(filled, Kind.UNDO, undoes=2)
    take(filled, Kind.UNDO, undoes=1)
    assert filled.live.search.get(person(filled, 4)[1:-1]) is not None


def test_several_decisions_are_taken_together_or_not_at_all(filled: Workspace, person: PersonOf) -> None:
    one, two, four = (person(filled, n) for n in (1, 2, 4))
    generation = filled.live.name
    with pytest.raises(DecisionConflict):
        decide_all(
            filled,
            [
                Proposal(Kind.DIFFERENT, (one, two), "a", "b"),
                Proposal(Kind.SAME, (one, four), "a", "b"),
                Proposal(Kind.SAME, (two, four), "a", "b"),
            ],
        )
    assert filled.decisions.last() == 0
    taken = decide_all(filled, [Proposal(Kind.SAME, (one, four), "a", "b"), Proposal(Kind.UNDO, (), "a", "b", 1)])
    assert [decision.number for decision in taken] == [1, 2]
    assert filled.live.name == f"{generation}-0001", "the view follows once"
    assert decide_all(filled, []) == []
