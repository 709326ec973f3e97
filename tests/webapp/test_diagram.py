"""The wheel of classes: everything is on it, in place, inside the frame, and can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from webapp.diagram import Tie, Wheel, draw_wheel, width

NAMES = st.text(alphabet="人物書信abcdef", min_size=1, max_size=12)


def drawn(sizes: list[int], names: list[str]) -> tuple[Wheel, dict[str, str], list[Tie]]:
    """A wheel with domains of the given sizes, every class tied to the next, and one to itself."""
    iris = [f"x:{number}" for number in range(sum(sizes))]
    labels = {iri: names[number % len(names)] for number, iri in enumerate(iris)}
    ties = [Tie(one, other, ("x:p",) * (number % 4)) for number, (one, other) in enumerate(pairwise(iris))]
    ties.append(Tie(iris[0], iris[0], ("x:p",)))
    rest = iter(iris)
    domains = [(f"domain {number}", [next(rest) for _ in range(size)]) for number, size in enumerate(sizes)]
    titles = {iri: iri for iri in iris} | {f"{tie.source} {tie.target}": "tied" for tie in ties}
    return draw_wheel(domains, ties, labels, titles), labels, ties


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12), st.lists(NAMES, min_size=1, max_size=5))
def test_every_class_is_on_the_rim_and_its_name_inside_the_frame(sizes: list[int], names: list[str]) -> None:
    wheel, labels, ties = drawn(sizes, names)
    assert {spoke.iri: spoke.name for spoke in wheel.spokes} == labels
    assert len(wheel.sectors) == len(sizes)
    assert len(wheel.chords) == len(ties)
    radii = {round(hypot(spoke.x, spoke.y)) for spoke in wheel.spokes}
    assert max(radii) - min(radii) <= 1
    for spoke in wheel.spokes:
        reach = 1 + width(spoke.name) / hypot(spoke.name_x, spoke.name_y)
        for x, y in ((spoke.x, spoke.y), (spoke.name_x * reach, spoke.name_y * reach)):
            assert wheel.left <= x <= wheel.left + wheel.width
            assert wheel.top <= y <= wheel.top + wheel.height


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_names_do_not_overlap_and_none_is_upside_down(sizes: list[int]) -> None:
    wheel, _labels, _ties = drawn(sizes, ["人物"])
    ends = [(spoke.name_x, spoke.name_y) for spoke in wheel.spokes]
    gaps = [hypot(a - c, b - d) for number, (a, b) in enumerate(ends) for c, d in ends[number + 1 :]]
    assert min(gaps, default=99) > 14
    assert all(-91 <= (spoke.turn + 180) % 360 - 180 <= 91 for spoke in wheel.spokes)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12))
def test_curves_stay_inside_the_rim_and_wider_ones_have_more_properties(sizes: list[int]) -> None:
    wheel, _labels, ties = drawn(sizes, ["人"])
    rim = max(hypot(spoke.x, spoke.y) for spoke in wheel.spokes) + 0.2
    for chord, tie in zip(wheel.chords, ties, strict=True):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", chord.path)]
        assert all(hypot(x, y) <= rim for x, y in zip(numbers[::2], numbers[1::2], strict=True))
        assert chord.kind == ("property" if tie.properties else "subclass")
    assert all(a.width <= b.width for a in wheel.chords for b in wheel.chords if a.kind == "subclass")


def test_no_two_sectors_side_by_side_look_alike() -> None:
    for count in range(2, 16):
        hues = [sector.hue for sector in drawn([2] * count, ["人"])[0].sectors]
        assert all(one != other for one, other in zip(hues, [*hues[1:], hues[0]], strict=True)), count
