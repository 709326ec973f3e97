"""Rulings that take one decision after the other are those of the whole log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.authority.decisions import Decision, Kind
from kg.authority.rulings import Rulings
from kg.errors import DecisionConflict

kinds = st.sampled_from([Kind.SAME, Kind.DIFFERENT])
names = st.sampled_from([f"<urn:{letter}>" for letter in "abcdef"])
logs = st.lists(st.tuples(kinds, names, names).filter(lambda row: row[1] != row[2]), max_size=12)


@given(logs)
def test_extending_gives_what_reading_the_whole_log_gives(rows: list[tuple[Kind, str, str]]) -> None:
    extended, log = Rulings.of(()), ()  # type: Rulings, tuple[Decision, ...]
    for number, (kind, one, other) in enumerate(rows, 1):
        log = (*log, Decision(number, kind, (one, other), "test", "because", ""))
        try:
            whole = Rulings.of(log)
        except DecisionConflict:
            with pytest.raises(DecisionConflict, match="held different by decision"):
                extended.extend(log[-1])
            return
        extended.extend(log[-1])
        assert (extended.survivor, extended.members) == (whole.survivor, whole.members)


def test_an_undoing_cannot_be_added_to_what_came_before() -> None:
    undo = replace(Decision(2, Kind.UNDO, (), "test", "because", ""), undoes=1)
    with pytest.raises(ValueError, match="anew"):
        Rulings.of(()).extend(undo)
