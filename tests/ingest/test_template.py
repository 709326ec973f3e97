"""Templates over columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.template import Template
from kg.errors import InvalidInput
from kg.iris import Minter

INDEX = {"a": 0, "b": 1}
MISSING = frozenset({""})


@given(st.text(), st.text(), st.integers(1, 9))
def test_a_minted_term_is_that_of_the_filled_text(a: str, b: str, n: int) -> None:
    for text in ("person/x-{a}", "person/x-{a}-號 {b}/{n}", "letter/{row}"):
        template = Template.parse(text)
        filled = template.filler(INDEX, MISSING)([a, b], 3, "", n)
        minted = template.minter(INDEX, MISSING, Minter())([a, b], 3, "", n)
        assert minted == (None if filled is None else Minter().path(filled))


def test_a_template_knows_its_columns() -> None:
    template = Template.parse("x/{a}-{n}-{b}-{value}-{row}")
    assert template.columns == ("a", "b")
    assert template.filler(INDEX, MISSING)([" 1 ", "2"], 7, "v", 4) == "x/1-4-2-v-7"


@pytest.mark.parametrize("text", ["{", "a}", "{}", "{a}{", "{{a}}"])
def test_a_brace_without_a_partner_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a template"):
        Template.parse(text)
