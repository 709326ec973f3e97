"""An ego network as rings around the ego: kin nearest, one ring for each kind of tie. Pure geometry, drawn as SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from kg.network.ego import EgoNetwork, Tie

#: Kinds of tie from the inside out; others follow in the order in which they are met.
NEAREST = ("kinship", "association", "posting")
_FIRST, _GAP = 96.0, 74.0  # radius of the innermost ring, least distance between two
_ROOM = 46.0  # along a ring for one name
_MARGIN_X, _MARGIN_Y = 96.0, 30.0
_WIDER = 1.25  # a ring is wider than high, as names are
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """An alter on its ring; ``anchor`` says where the name stands (``text-anchor`` of SVG)."""

    x: float
    y: float
    name_x: float
    name_y: float
    anchor: str
    name: str
    iri: str
    ring: int
    title: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing: its size, its centre, the (type, half width, half height) of its rings, and its dots."""

    width: float
    height: float
    x: float
    y: float
    ego: str
    rings: tuple[tuple[str, float, float], ...]
    dots: tuple[Dot, ...]


def draw(network: EgoNetwork, words: Callable[[Tie], str]) -> Figure | None:
    """The figure of an ego network; an alter with several ties stands on the innermost of their rings.

    ``words`` says what a tie is. None where there is no tie.
    """
    if not network.ties:
        return None
    met = tuple(dict.fromkeys(tie.type for tie in network.ties))
    order = [kind for kind in NEAREST if kind in met] + [kind for kind in met if kind not in NEAREST]
    alters: dict[str, list[Tie]] = {}
    for tie in sorted(network.ties, key=lambda tie: order.index(tie.type)):
        alters.setdefault(tie.alter, []).append(tie)
    members = [[ties for ties in alters.values() if ties[0].type == kind] for kind in order]
    rings = [(kind, ring) for kind, ring in zip(order, members, strict=True) if ring]
    radii: list[float] = []
    for _kind, ring in rings:
        needed = len(ring) * _ROOM / (2 * pi * (1 + _WIDER) / 2)
        radii.append(max(needed, radii[-1] + _GAP if radii else _FIRST))
    x, y = radii[-1] * _WIDER + _MARGIN_X, radii[-1] + _MARGIN_Y
    dots = tuple(
        _dot(x, y, radii[number], (place + 0.5 * (number % 2)) / len(ring), number, ties, words)
        for number, (_kind, ring) in enumerate(rings)
        for place, ties in enumerate(ring)
    )
    ellipses = tuple((kind, round(r * _WIDER, 1), round(r, 1)) for (kind, _ring), r in zip(rings, radii, strict=True))
    return Figure(round(2 * x, 1), round(2 * y, 1), round(x, 1), round(y, 1), _shortened(network.label), ellipses, dots)


def _dot(
    x: float, y: float, radius: float, turn: float, ring: int, ties: list[Tie], words: Callable[[Tie], str]
) -> Dot:
    angle = 2 * pi * turn - pi / 2
    right, down = cos(angle), sin(angle)
    anchor = "middle" if abs(right) < 0.3 else ("start" if right > 0 else "end")
    said = [f"{words(tie)}{f' × {tie.count}' if tie.count > 1 else ''}" for tie in ties]
    return Dot(
        x=round(x + radius * _WIDER * right, 1),
        y=round(y + radius * down, 1),
        name_x=round(x + radius * _WIDER * right + (0 if anchor == "middle" else 10 * (1 if right > 0 else -1)), 1),
        name_y=round(y + radius * down + (5 if anchor != "middle" else (22 if down > 0 else -11)), 1),
        anchor=anchor,
        name=_shortened(ties[0].label),
        iri=ties[0].alter,
        ring=ring,
        title=f"{ties[0].label}: {', '.join(said)}",
    )


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
