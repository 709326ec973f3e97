"""When a book was cut, by the carvers who signed its blocks and the dated editions that they signed as well (刻工)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import terms
from kg.authority.labels import best_label, labels_of
from kg.chinese.fold import fold
from kg.store import VIEW, TripleStore
from kg.store.quads import node

#: Years from the first to the last dated work of one carver that are taken for possible.
WORKING_LIFE = 40

_CARVER_NAME, _CARVER, _YEAR = (node(terms.curie(c)) for c in ("zs:carverName", "zs:carver", "zs:year"))


@dataclass(frozen=True, slots=True)
class DatedEdition:
    """An edition with a year that a carver signed."""

    iri: str
    label: str
    year: int


@dataclass(frozen=True, slots=True)
class CarverStep:
    """What one carver contributes: his dated editions, the years that they leave, and the range after this step.

    ``contradicts`` where his years do not meet those of the others: a namesake, or blocks that were mended later.
    """

    name: str
    editions: tuple[DatedEdition, ...]
    own: tuple[int, int] | None
    range: tuple[int, int] | None
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class CarverDating:
    """The range of years in which all carvers can have worked, None where nothing is known of any."""

    range: tuple[int, int] | None
    steps: tuple[CarverStep, ...]


def date_by_carvers(editions: Mapping[str, Iterable[DatedEdition]], working_life: int = WORKING_LIFE) -> CarverDating:
    """The range that the dated editions of carvers allow.

    A carver worked at most ``working_life`` years, so the book is not later than his first dated edition by more than
    that, nor earlier than his last. Carvers with more dated editions come first; one who does not fit is set aside.

    >>> both = {"甲": [DatedEdition("", "", 1130), DatedEdition("", "", 1150)], "乙": [DatedEdition("", "", 1160)]}
    >>> date_by_carvers(both).range
    (1120, 1170)
    """
    steps = []
    range_: tuple[int, int] | None = None
    known = {name: tuple(sorted(found, key=lambda each: each.year)) for name, found in editions.items()}
    for name, dated in sorted(known.items(), key=lambda item: (-len(item[1]), item[0])):
        if not dated:
            steps.append(CarverStep(name, (), None, range_))
            continue
        own = (dated[-1].year - working_life, dated[0].year + working_life)
        met = own if range_ is None else (max(own[0], range_[0]), min(own[1], range_[1]))
        fits = met[0] <= met[1]
        range_ = met if fits else range_
        steps.append(CarverStep(name, dated, own, range_, contradicts=not fits))
    return CarverDating(range_, tuple(steps))


def editions_of_carvers(store: TripleStore, names: Iterable[str]) -> dict[str, tuple[DatedEdition, ...]]:
    """The dated editions of the view that carvers of these names signed, in either script."""
    wanted = {fold(name): name for name in names}
    found: dict[str, dict[str, DatedEdition]] = {name: {} for name in wanted.values()}
    for quad in store.match(None, _CARVER_NAME, None, VIEW):
        if isinstance(quad.object, Literal) and (name := wanted.get(fold(quad.object.value))):
            _collect(store, quad.subject, found[name])
    for quad in store.match(None, _CARVER, None, VIEW):
        labels = labels_of(store, quad.object).values() if isinstance(quad.object, NamedNode) else ()
        for name in {wanted[fold(label)] for label in labels if fold(label) in wanted}:
            _collect(store, quad.subject, found[name])
    return {name: tuple(editions.values()) for name, editions in found.items()}


def _collect(store: TripleStore, edition: object, found: dict[str, DatedEdition]) -> None:
    if not isinstance(edition, NamedNode):
        return
    for quad in store.match(edition, _YEAR, None, VIEW):
        if isinstance(quad.object, Literal):
            label = best_label(labels_of(store, edition)) or edition.value
            found[edition.value] = DatedEdition(edition.value, label, int(quad.object.value))
