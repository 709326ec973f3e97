"""The classes of the vocabulary as a wheel: one sector for each domain, a curve for what ties two classes together.

Pure geometry, drawn as SVG by a template. Classes stand on a circle in the order in which they are given, names outside
along the radius; a curve runs inside, bent towards the centre, so that curves between neighbours stay near the rim.
The centre is the origin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, degrees, hypot, pi, sin

_ROOM = 21.0  # along the rim for one name
_GAP = 1.2  # between two sectors, in names
_LEAST = 190.0  # radius of the rim
_BAND = 8.0  # from the rim to the band of a sector
_NAME = 18.0  # from the rim to a name
_EM = 14.0  # width of a Chinese character; a Latin letter takes half
_MARGIN = 16.0
_NUMBER = 16.0  # from the rim inwards to the number of a sector
_HUES = 6


@dataclass(frozen=True, slots=True)
class Spoke:
    """A class: its dot, and its name turned to run outwards and never upside down."""

    iri: str
    name: str
    title: str
    x: float
    y: float
    name_x: float
    name_y: float
    turn: float
    anchor: str
    hue: int


@dataclass(frozen=True, slots=True)
class Sector:
    """The band behind the classes of a domain, as an SVG path, and the place of its number inside the rim."""

    name: str
    path: str
    x: float
    y: float
    hue: int


@dataclass(frozen=True, slots=True)
class Chord:
    """A curve between two classes: ``kind`` is ``property`` or ``subclass``; wider where more properties tie them."""

    path: str
    kind: str
    width: float
    title: str
    hue: int


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties two classes, by IRI: the properties from one to the other, or none where one is a subclass."""

    source: str
    target: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wheel:
    """The drawing: the part of the plane that it takes (left, top, width, height), and what is on it."""

    left: float
    top: float
    width: float
    height: float
    sectors: tuple[Sector, ...]
    spokes: tuple[Spoke, ...]
    chords: tuple[Chord, ...]


def draw_wheel(
    domains: Sequence[tuple[str, Sequence[str]]],
    ties: Sequence[Tie],
    names: Mapping[str, str],
    titles: Mapping[str, str],
) -> Wheel:
    """The wheel of ``domains`` (name, IRIs of classes) and the ties between those; ``names`` by the IRI of the class,
    ``titles`` by the IRI of the class or, for a tie, by ``source target``."""
    slots = sum(len(classes) + _GAP for _, classes in domains)
    radius = max(_LEAST, slots * _ROOM / (2 * pi))
    step = 2 * pi / max(slots, 1)
    sectors: list[Sector] = []
    spokes: list[Spoke] = []
    place = _GAP / 2
    for number, (name, classes) in enumerate(domains):
        begin, hue = place * step - pi / 2, _hue(number, len(domains))
        for iri in classes:
            spokes.append(_spoke(iri, names[iri], titles[iri], radius, (place + 0.5) * step - pi / 2, hue))
            place += 1
        sectors.append(_sector(name, radius, begin, place * step - pi / 2, hue))
        place += _GAP
    at = {spoke.iri: spoke for spoke in spokes}
    chords = tuple(_chord(at[tie.source], at[tie.target], tie, titles, radius) for tie in ties)
    return Wheel(*_frame(spokes, radius), tuple(sectors), tuple(spokes), chords)


def _hue(number: int, sectors: int) -> int:
    """Colours in turn; the last one is left to the last sector, so that no two neighbours look alike."""
    return _HUES - 1 if number == sectors - 1 else number % (_HUES - 1)


def _frame(spokes: Sequence[Spoke], radius: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is drawn, with a margin."""
    xs, ys = [-radius, radius], [-radius, radius]
    for spoke in spokes:
        beyond = 1 + width(spoke.name) / (radius + _NAME)
        xs.append(spoke.name_x * beyond)
        ys.append(spoke.name_y * beyond)
    left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
    return round(left, 1), round(top, 1), round(max(xs) + _MARGIN - left, 1), round(max(ys) + _MARGIN - top, 1)


def width(text: str) -> float:
    """About how wide a text is drawn."""
    return sum(_EM if ord(char) > 0x2E7F else _EM * 0.56 for char in text)


def _spoke(iri: str, name: str, title: str, radius: float, angle: float, hue: int) -> Spoke:
    right, down = cos(angle), sin(angle)
    left = right < -1e-9
    return Spoke(
        iri=iri,
        name=name,
        title=title,
        x=round(radius * right, 1),
        y=round(radius * down, 1),
        name_x=round((radius + _NAME) * right, 1),
        name_y=round((radius + _NAME) * down, 1),
        turn=round(degrees(angle) + (180 if left else 0), 1),
        anchor="end" if left else "start",
        hue=hue,
    )


def _sector(name: str, radius: float, begin: float, end: float, hue: int) -> Sector:
    rim, middle = radius + _BAND, (begin + end) / 2
    (x, y), (u, v) = ((rim * cos(a), rim * sin(a)) for a in (begin, end))
    path = f"M{x:.1f} {y:.1f}A{rim:.1f} {rim:.1f} 0 {int(end - begin > pi)} 1 {u:.1f} {v:.1f}"
    inside = radius - _NUMBER
    return Sector(name, path, round(inside * cos(middle), 1), round(inside * sin(middle), 1), hue)


def _chord(source: Spoke, target: Spoke, tie: Tie, titles: Mapping[str, str], radius: float) -> Chord:
    if source.iri == target.iri:
        (a, b), (c, d) = _turned(source, 0.75, 0.09), _turned(source, 0.75, -0.09)
    else:
        # The nearer two classes are, the less the curve bends towards the centre.
        kept = 0.15 + 0.5 * max(0.0, 1 - hypot(source.x - target.x, source.y - target.y) / (1.3 * radius))
        (a, b), (c, d) = _turned(source, kept), _turned(target, kept)
    count = len(tie.properties)
    return Chord(
        path=f"M{source.x} {source.y}C{a:.1f} {b:.1f} {c:.1f} {d:.1f} {target.x} {target.y}",
        kind="property" if count else "subclass",
        width=round(1 + 0.55 * min(count, 6), 2),
        title=titles[f"{tie.source} {tie.target}"],
        hue=source.hue,
    )


def _turned(spoke: Spoke, kept: float, angle: float = 0.0) -> tuple[float, float]:
    """A point at a part of the way from the centre to a class, turned by an angle."""
    x, y = spoke.x * kept, spoke.y * kept
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
