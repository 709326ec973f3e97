"""A split as terms of a decision, and what it makes of occurrences of identifiers in claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings
from kg.authority.split import Claim, Split, new_part, read_splits, write_splits
from kg.errors import DecisionConflict, InvalidInput, WorkspaceError

A, B, C, D = (f"<http://example.org/person/{name}>" for name in "abcd")
ONE, TWO = (f"<http://example.org/person/curation-2-{number}>" for number in (1, 2))
G, H = (f"<http://example.org/record/x/{number}>" for number in (1, 2))
BORN, SENDER, LETTER = "<http://example.org/born>", "<http://example.org/sender>", "<http://example.org/letter/1>"
TOLD: Claim = (G, A, BORN, '"1844"')
SENT: Claim = (H, LETTER, SENDER, B)
WHOLE = Split(
    A,
    (new_part(1), new_part(2)),
    identifiers=((B, new_part(2)),),
    records=((G, new_part(1)),),
    claims=((SENT, new_part(1)),),
    states=((new_part(1), BORN, '"1844"'),),
)


def log(*entries: tuple[Kind, tuple[str, ...]] | int) -> list[Decision]:
    """Decisions numbered from 1; a number is the undoing of the decision with that number."""
    return [
        Decision(n, Kind.UNDO, (), "test", "because", "", entry)
        if isinstance(entry, int)
        else Decision(n, entry[0], entry[1], "test", "because", "")
        for n, entry in enumerate(entries, 1)
    ]


def test_terms_of_a_split_are_read_as_they_were_written() -> None:
    assert Split.parse(WHOLE.terms) == WHOLE
    numbered = WHOLE.numbered(2)
    assert numbered.parts == numbered.minted(2) == (ONE, TWO)
    assert dict(numbered.identifiers)[B] == TWO
    assert numbered.states[0][0] == ONE
    assert Split(A, (A, B)).numbered(5).minted(5) == ()


@pytest.mark.parametrize("wrong", [(), (A, '"part"'), (A, '"claim"', B, G), (A, '"other"', B), (A, B)])
def test_rows_that_are_none_of_a_split_are_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput, match="not the terms of a split"):
        Split.parse(wrong)


def test_occurrences_go_to_their_parts_and_the_rest_stays() -> None:
    rulings = Rulings.of(log((Kind.SAME, (A, B)), (Kind.SPLIT, WHOLE.numbered(2).terms)))
    assigned = rulings.splits.assigned
    assert assigned(TOLD) == (G, ONE, BORN, '"1844"')
    assert assigned(SENT) == (H, LETTER, SENDER, ONE)
    assert assigned((H, A, BORN, '"1"')) == (H, A, BORN, '"1"')
    assert (rulings.stands_for(B), rulings.identifiers(TWO)) == (TWO, (TWO, B))
    assert rulings.superseded_by(A) == (ONE, TWO)
    assert rulings.superseded_by(B) == (TWO,)
    assert set(rulings.splits.sources((ONE,))) == {ONE, A, B}


def test_undoing_a_split_brings_back_the_whole_and_forgets_no_part() -> None:
    rulings = Rulings.of(log((Kind.SAME, (A, B)), (Kind.SPLIT, WHOLE.numbered(2).terms), 2))
    assert not rulings.splits
    assert rulings.identifiers(A) == (A, B)
    assert rulings.minted_from(ONE) == rulings.minted_from(TWO) == A
    assert rulings.minted_from(A) is None
    assert rulings.once_joined(B) == {A, B, TWO}


def test_identifier_that_is_a_part_stays_and_another_becomes_its_own_record_again() -> None:
    rulings = Rulings.of(log((Kind.SAME, (A, B)), (Kind.SAME, (A, C)), (Kind.SPLIT, Split(A, (A, B)).terms)))
    assert rulings.identifiers(A) == (A, C)
    assert (rulings.stands_for(B), rulings.superseded_by(A), rulings.superseded_by(C)) == (B, (), (A,))
    with pytest.raises(DecisionConflict, match="held different by decision 2"):
        Rulings.of(log((Kind.SAME, (A, B)), (Kind.SPLIT, Split(A, (A, B)).terms), (Kind.SAME, (B, A))))


def test_part_is_split_again_and_what_the_first_left_is_assigned_by_a_second() -> None:
    first = Split(A, (ONE, TWO), records=((G, ONE),))
    again = Split(ONE, (C, D), claims=((TOLD, D),))
    rest = Split(A, (ONE, TWO), claims=(((*SENT[:3], A), TWO),))
    rulings = Rulings.of(log((Kind.SAME, (C, "<urn:x>")), *((Kind.SPLIT, each.terms) for each in (first, again, rest))))
    assert rulings.splits.assigned(TOLD)[1] == D
    assert rulings.splits.assigned((G, A, BORN, '"9"'))[1] == ONE
    assert rulings.splits.assigned((*SENT[:3], A))[3] == TWO
    assert rulings.superseded_by(A) == (C, TWO, D)


def test_splits_that_lead_back_to_each_other_come_to_an_end() -> None:
    rulings = Rulings.of(
        log(
            (Kind.SPLIT, Split(A, (A, B), records=((G, B),)).terms),
            (Kind.SPLIT, Split(B, (A, C), records=((G, A),)).terms),
        )
    )
    assert rulings.splits.assigned(TOLD)[1] == A


def test_own_identifier_assigned_whole_takes_along_all_that_nothing_else_claims() -> None:
    split = Split(A, (ONE, TWO), identifiers=((A, ONE),), records=((H, TWO),))
    rulings = Rulings.of(log((Kind.SPLIT, split.terms)))
    assert rulings.splits.assigned(TOLD)[1] == ONE
    assert rulings.splits.assigned((H, LETTER, SENDER, A))[3] == TWO
    assert rulings.superseded_by(A) == (ONE, TWO)


def test_identifier_that_is_a_part_keeps_its_type_whatever_is_assigned() -> None:
    kind: Claim = (G, A, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", "<http://example.org/Person>")
    retained, left = Split(A, (A, ONE), records=((G, ONE),)), Split(A, (ONE, TWO), records=((G, ONE),))
    assert Rulings.of(log((Kind.SPLIT, retained.terms))).splits.assigned(kind)[1] == A
    assert Rulings.of(log((Kind.SPLIT, retained.terms))).splits.assigned(TOLD)[1] == ONE
    assert Rulings.of(log((Kind.SPLIT, left.terms))).splits.assigned(kind)[1] == ONE


def test_merges_of_parts_are_followed() -> None:
    rulings = Rulings.of(log((Kind.SPLIT, Split(A, (ONE, TWO)).terms), (Kind.MERGE, (C, TWO, D))))
    assert rulings.superseded_by(A) == (C, ONE)
    assert rulings.identifiers(C) == (C, TWO, D)


def test_copy_of_rulings_is_independent() -> None:
    rulings = Rulings.of(log((Kind.MERGE, (A, B, C))))
    copy = rulings.copy()
    copy.extend(Decision(2, Kind.SPLIT, Split(A, (A, B)).terms, "test", "because", ""))
    copy.extend(Decision(3, Kind.DIFFERENT, (A, D), "test", "because", ""))
    assert rulings.identifiers(A) == (A, B, C)
    assert not rulings.splits
    assert rulings.different_from(A) == frozenset()
    assert copy.different_from(A) == {B, D}


def test_splits_are_kept_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "splits.json"
    assert not read_splits(path)
    rulings = Rulings.of(log((Kind.SAME, (A, B)), (Kind.SPLIT, WHOLE.numbered(2).terms)))
    write_splits(path, rulings.splits)
    assert read_splits(path) == rulings.splits
    path.write_text("[{}]")
    with pytest.raises(WorkspaceError, match=r"splits\.json cannot be read"):
        read_splits(path)
