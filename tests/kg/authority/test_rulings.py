"""What a log of decisions amounts to: who stands for whom, what is preferred, what is out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings, affected, in_force, undone
from kg.errors import DecisionConflict, NotFound

A, B, C, D = (f"<http://example.org/person/{name}>" for name in "abcd")
LABEL, BORN = "<http://www.w3.org/2004/02/skos/core#prefLabel>", "<http://example.org/born>"


def log(*entries: tuple[str, ...] | int) -> list[Decision]:
    """Decisions numbered from 1; a number is the undoing of the decision with that number."""
    return [
        Decision(n, Kind.UNDO, (), "test", "because", "2026-01-01T00:00:00Z", entry)
        if isinstance(entry, int)
        else Decision(n, Kind(entry[0]), entry[1:], "test", "because", "2026-01-01T00:00:00Z")
        for n, entry in enumerate(entries, 1)
    ]


def test_same_makes_the_first_stand_for_both() -> None:
    rulings = Rulings.of(log(("same", A, B)))
    assert rulings.stands_for(B) == rulings.stands_for(A) == A
    assert rulings.identifiers(A) == (A, B)
    assert rulings.identifiers(B) == (B,)


def test_survivors_join_with_all_that_stand_for_them() -> None:
    rulings = Rulings.of(log(("same", A, B), ("same", C, D), ("same", D, B)))
    assert {rulings.stands_for(one) for one in (A, B, C, D)} == {C}
    assert rulings.identifiers(C) == (C, D, A, B)
    assert rulings.same_decisions(B) == [1, 2, 3]


def test_undo_takes_apart_and_its_undoing_joins_again() -> None:
    same = ("same", A, B)
    assert Rulings.of(log(same, 1)).stands_for(B) == B
    assert Rulings.of(log(same, 1, 2)).stands_for(B) == A
    assert Rulings.of(log(same, 1, 2, 3)).stands_for(B) == B
    assert Rulings.of(log(same, 1, 2, 1)).stands_for(B) == B
    assert undone(log(same, 1, 2, 1)) == {1, 2}


def test_undoing_one_link_of_a_chain_leaves_the_others() -> None:
    rulings = Rulings.of(log(("same", A, B), ("same", B, C), 1))
    assert rulings.stands_for(C) == B
    assert rulings.stands_for(A) == A


def test_conflict_names_the_decisions_on_both_sides() -> None:
    with pytest.raises(DecisionConflict, match=r"different by decision 3 and the same by decisions 1, 2") as caught:
        Rulings.of(log(("same", A, B), ("same", B, C), ("different", A, C)))
    assert "Undo" in caught.value.hint
    with pytest.raises(DecisionConflict, match=r"different by decision 1 .* decisions 2, 3"):
        Rulings.of(log(("different", A, C), ("same", A, B), ("same", B, C)))


def test_conflict_is_gone_once_one_side_is_undone() -> None:
    assert Rulings.of(log(("different", A, B), 1, ("same", A, B))).stands_for(B) == A
    with pytest.raises(DecisionConflict):
        Rulings.of(log(("different", A, B), 1, ("same", A, B), 2))


def test_later_preference_wins_each_language_by_itself() -> None:
    chinese, other, english = '"盛宣懷"@zh-hant', '"盛杏蓀"@zh-hant', '"Sheng"@en'
    rulings = Rulings.of(log(("prefer", A, LABEL, chinese), ("prefer", A, LABEL, english), ("prefer", A, LABEL, other)))
    assert rulings.preferred[A, LABEL] == {"zh-hant": (other, 3), "en": (english, 2)}
    assert Rulings.of(log(("prefer", A, LABEL, chinese), ("prefer", A, LABEL, other), 2)).preferred[A, LABEL] == {
        "zh-hant": (chinese, 1)
    }


def test_withdrawals_and_own_claims_are_kept_apart() -> None:
    record = "<http://example.org/record/x/1>"
    rulings = Rulings.of(log(("withdraw", record), ("withdraw", record, A, BORN, '"1"'), ("add", A, BORN, '"2"')))
    assert rulings.withdrawn_records == {record}
    assert rulings.withdrawn_claims == {(record, A, BORN, '"1"')}
    assert rulings.added == {3: ((A, BORN, '"2"'),)}
    assert A in rulings.touched()


def test_affected_follows_undoing_to_what_was_decided() -> None:
    decisions = log(("same", A, B), 1, 2, ("withdraw", "<http://example.org/record/x/1>", A, BORN, '"1"'))
    assert affected(decisions[2], decisions) == {A, B}
    assert affected(decisions[3], decisions) == {"<http://example.org/record/x/1>"}
    with pytest.raises(NotFound, match="no decision 9"):
        affected(log(9)[0], decisions)


_LINKS = st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=12)


@given(links=_LINKS, undoings=st.sets(st.integers(1, 12)))
def test_groups_are_the_components_of_the_links_in_force(links: list[tuple[str, str]], undoings: set[int]) -> None:
    decisions = log(*(("same", one, other) for one, other in links), *(n for n in sorted(undoings) if n <= len(links)))
    rulings = Rulings.of(decisions)
    kept = [link for n, link in enumerate(links, 1) if n not in undoings]
    groups = {name: {name} for name in "abcdefg"}
    for one, other in kept:
        merged = groups[one] | groups[other]
        groups.update(dict.fromkeys(merged, merged))
    for name, group in groups.items():
        survivor = rulings.stands_for(name)
        assert set(rulings.identifiers(survivor)) == group
        assert rulings.identifiers(survivor)[0] == survivor
        assert rulings.stands_for(survivor) == survivor


@given(undoings=st.lists(st.integers(0, 20), max_size=20))
def test_a_decision_is_in_force_unless_a_later_one_in_force_undoes_it(undoings: list[int]) -> None:
    entries = [("same", A, B), *(target % n + 1 for n, target in enumerate(undoings, 1))]
    decisions = log(*entries)
    holds = {
        d.number: not any(other.undoes == d.number and other.number in held for other in decisions)
        for held in [_in_force_by_number(decisions)]
        for d in decisions
    }
    assert [d.number for d in in_force(decisions)] == ([1] if holds[1] else [])
    assert all(one.number < other.number for one, other in pairwise(in_force(decisions)))


def _in_force_by_number(decisions: list[Decision]) -> set[int]:
    held: set[int] = set()
    for decision in reversed(decisions):
        if not any(other.undoes == decision.number for other in decisions if other.number in held):
            held.add(decision.number)
    return held
