"""The drawing of an ego network: nobody is left out, names do not sit on each other, kin are nearest."""

from __future__ import annotations

from itertools import combinations

import pytest

from kg.network.ego import EgoNetwork, Tie
from webapp.rings import draw


def tie(number: int, kind: str) -> Tie:
    """A tie to an alter of its own."""
    return Tie(f"http://example.org/{number}", "三字名", kind, kind, "out", (f"n{number}",), None, ())


def network(**counts: int) -> EgoNetwork:
    """A network with so many ties of each kind."""
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    ties = tuple(tie(number, kind) for number, kind in enumerate(kinds))
    return EgoNetwork("http://example.org/ego", "中心人物", ties, len(ties))


def test_no_ties_no_drawing() -> None:
    assert draw(network(), lambda _: "") is None


@pytest.mark.parametrize(
    "counts", [{"letter": 1}, {"letter": 40}, {"letter": 20, "kinship": 20}, {"a": 9, "b": 9, "c": 9, "kinship": 3}]
)
def test_everybody_is_inside_and_names_keep_their_distance(counts: dict[str, int]) -> None:
    figure = draw(network(**counts), lambda each: each.kind)
    assert figure
    assert len(figure.dots) == sum(counts.values())
    assert all(0 <= dot.x <= figure.width and 0 <= dot.y <= figure.height for dot in figure.dots)
    for one, other in combinations(figure.dots, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 > 30**2


def test_kin_are_nearest() -> None:
    figure = draw(network(letter=2, kinship=2, association=2), lambda each: each.kind)
    assert figure
    assert [kind for kind, _, _ in figure.rings] == ["kinship", "association", "letter"]


def test_alter_with_two_ties_is_drawn_once_with_both_in_words() -> None:
    both = (tie(1, "letter"), tie(1, "kinship"))
    figure = draw(EgoNetwork("http://example.org/ego", "甲", both, 2), lambda each: each.kind)
    assert figure
    assert [(dot.ring, dot.title) for dot in figure.dots] == [(0, "三字名: kinship, letter")]
