"""Kept up to date, the graph is what it would be if it were derived anew; and it says what it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kg import terms
from kg.inference.explain import Explainer
from kg.inference.graph import Inference
from kg.inference.rules import kin_rules
from kg.inference.touched import TouchedKin
from kg.store import VIEW, TripleStore
from kg.store.quads import node, quad
from kg.terms import Term, Triple

NAMES = [f"p{number}" for number in range(9)]
TIES = ["father", "mother", "parent", "child", "adoptiveParent", "adoptiveChild", "spouse", "sibling"]
tie = st.tuples(st.sampled_from(NAMES), st.sampled_from(TIES), st.sampled_from(NAMES))
sex = st.tuples(st.sampled_from(NAMES), st.just("gender"), st.sampled_from(["Male", "Female"]))
forest = st.lists(st.one_of(tie, tie, tie, sex), max_size=24)


@given(states=st.lists(forest, min_size=2, max_size=4))
@settings(max_examples=120, deadline=None)
def test_following_changes_gives_what_deriving_anew_gives(kin: Any, states: list[list[tuple[str, str, str]]]) -> None:
    store, now = kin.view([]), set[Triple]()
    for ties in states:
        after = kin.triples(ties)
        kin.change(store, now, after)
        now = after
        assert kin.inferred(store) == kin.inferred(kin.filled(ties))


@given(ties=forest, one=tie)
@settings(max_examples=120, deadline=None)
def test_one_tie_more_or_less_gives_what_deriving_anew_gives(
    kin: Any, ties: list[tuple[str, str, str]], one: tuple[str, str, str]
) -> None:
    store = kin.filled(ties)
    fewer = [each for each in ties if each != one]
    for after in ([*fewer, one], fewer, [*fewer, one]):
        kin.change(store, all_ties(store), kin.triples(after))
        assert kin.inferred(store) == kin.inferred(kin.filled(after))


def all_ties(store: TripleStore) -> set[Triple]:
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in store.match(None, None, None, VIEW)}


@given(ties=forest)
@settings(max_examples=60, deadline=None)
def test_every_inferred_triple_has_a_chain_of_triples_of_the_view(kin: Any, ties: list[tuple[str, str, str]]) -> None:
    store = kin.filled(ties)
    explainer, stated = Explainer(store, kin.minter), kin.triples(ties)
    for triple in kin.inferred(store):
        found = explainer.explain(triple)
        chain = [tuple(f"<{iri}>" for iri in (link.subject, link.property, link.object)) for link in found.links]
        assert chain, triple
        assert set(chain) <= stated
        assert f"<{found.persons[0]}>" == triple[0]
        if triple[1] != terms.curie("zs:circularParent") and triple[0] != triple[2]:
            assert f"<{found.persons[-1]}>" == triple[2]
        for one, other in zip(found.persons, found.persons[1:], strict=False):
            near = [link for link in found.links if {link.subject, link.object} & {one, other}]
            assert near, "each step rests on a triple"


def closure(ties: set[Triple]) -> set[tuple[Term, Term]]:
    """Who is above whom, without any thought of speed: the transitive closure of all ties between parent and child."""
    parent, child = (
        {terms.curie(f"zs:{name}") for name in names}
        for names in (("father", "mother", "parent", "adoptiveParent"), ("child", "adoptiveChild"))
    )
    above = {(s, o) for s, p, o in ties if p in parent} | {(o, s) for s, p, o in ties if p in child}
    while more := {(a, d) for a, b in above for c, d in above if b == c} - above:
        above |= more
    return above


@given(ties=forest)
@settings(max_examples=60, deadline=None)
def test_ancestors_are_the_transitive_closure_where_nobody_descends_from_himself(
    kin: Any,
    ties: list[tuple[str, str, str]],
) -> None:
    above = closure(kin.triples(ties))
    found = kin.inferred(kin.filled(ties))
    ancestors = {(s, o) for s, p, o in found if p == terms.curie("zs:ancestor")}
    circular = {s for s, p, _ in found if p == terms.curie("zs:circularParent")}
    assert circular == {one for one, other in above if one == other}
    assert ancestors <= above
    if not circular:
        assert ancestors == above


def test_graph_says_by_which_rules_and_up_to_which_decision_it_was_derived(kin: Any) -> None:
    store = kin.view([("a", "father", "b")])
    mark = (kin.minter.dataset("curation"), terms.curie("zs:derivedThrough"), terms.integer(7))
    store.replace((), [quad(mark)])
    Inference.of(store, kin.minter).update(TouchedKin())
    graph = kin.minter.graph("inferred")
    said = {(str(q.predicate), str(q.object)) for q in store.match(node(graph), None, None, node(graph))}
    assert (terms.curie("zs:derivedThrough"), terms.integer(7)) in said
    assert (terms.curie("zs:digest"), terms.literal(kin_rules().digest)) in said
    assert (terms.curie("rdf:type"), terms.curie("zs:InferredGraph")) in said


def test_graph_of_other_rules_is_derived_anew(kin: Any) -> None:
    store = kin.filled([("a", "father", "b")])
    expected = kin.inferred(store)
    graph = kin.minter.graph("inferred")
    old = (graph, terms.curie("zs:digest"), terms.literal(kin_rules().digest))
    stale = next(iter(kin.triples([("b", "ancestor", "a")])))
    store.replace([quad(old, graph)], [quad(stale, graph)])
    Inference.of(store, kin.minter).update(TouchedKin())
    assert kin.inferred(store) == expected


def test_without_kin_there_is_no_graph(kin: Any) -> None:
    store = kin.filled([("a", "father", "b")])
    kin.change(store, all_ties(store), set())
    assert not list(store.match(None, None, None, node(kin.minter.graph("inferred"))))
