"""Places from ``PLAC``: each jurisdiction of ``Wujin, Changzhou, Jiangsu`` is a place, part of the next.

A place is known by its whole list of jurisdictions, so the same words mean the same place throughout a dataset.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ingest.gedcom.structure import Structure
from ingest.gedcom.tables import term
from kg.iris import Minter
from kg.record import Record
from kg.terms import Term, Triple, literal, typed

_COMMA = re.compile(r"[,，、]")
_DEGREES = re.compile(r"([NSEW]?)\s*([+-]?\d{1,3}(?:\.\d{1,18})?)\s*([NSEW]?)")
_LIMITS = {"LATI": 90, "LONG": 180}


@dataclass(slots=True)
class _Place:
    levels: tuple[str, ...]
    line: int
    claims: dict[tuple[Term, Term], None] = field(default_factory=dict)


class Gazetteer:
    """The places that one dataset has named so far; records are made of them at the end of each file."""

    def __init__(self, minter: Minter, entity: str) -> None:
        self._minter = minter
        self._entity = entity
        self._places: dict[tuple[str, ...], _Place] = {}
        self._given: set[tuple[str, ...]] = set()

    def add(self, text: str, form: str, line: int) -> Term | None:
        """The place of a jurisdiction list, made known with all that it is part of; None for a list without words."""
        levels = [level.strip() for level in _COMMA.split(text)]
        kinds = [kind.strip() for kind in _COMMA.split(form)] if form else []
        named = [(level, kinds[at] if len(kinds) == len(levels) else "") for at, level in enumerate(levels) if level]
        chain = tuple(level for level, _ in named)
        for at, (_, kind) in enumerate(named):
            place = self._places.setdefault(chain[at:], _Place(chain[at:], line))
            if kind:
                place.claims[term("zs:placeType"), literal(kind)] = None
        return self._term(chain) if chain else None

    def describe(self, text: str, predicate: str, value: Term) -> None:
        """Say something of a place that was added before."""
        chain = tuple(level.strip() for level in _COMMA.split(text) if level.strip())
        if chain:
            self._places[chain].claims[term(predicate), value] = None

    def records(self, file: str, text: Callable[[str], Term], citation: str) -> Iterator[Record]:
        """One record for each place that this file is the first to name."""
        for chain, place in self._places.items():
            if chain in self._given:
                continue
            self._given.add(chain)
            subject = self._term(chain)
            claims: list[Triple] = [
                (subject, term("rdf:type"), term("zs:Place")),
                (subject, term("skos:prefLabel"), text(chain[0])),
            ]
            if len(chain) > 1:
                claims.append((subject, term("zs:partOf"), self._term(chain[1:])))
            claims += [(subject, predicate, value) for predicate, value in place.claims]
            if citation:
                claims.append((subject, term("zs:citation"), text(citation)))
            yield Record(f"place-{_digest(chain)}", f"{file}, line {place.line}, PLAC", subject, tuple(claims))

    def _term(self, chain: tuple[str, ...]) -> Term:
        return self._minter.entity("place", self._entity + _digest(chain))


def coordinates(place: Structure) -> tuple[Term, Term] | None:
    """Latitude and longitude of ``MAP`` as decimals; None where it has none. Raises ValueError where they are wrong."""
    found = place.first("MAP")
    if found is None:
        return None
    return _degrees(found.text("LATI"), "LATI"), _degrees(found.text("LONG"), "LONG")


def _degrees(text: str, tag: str) -> Term:
    match = _DEGREES.fullmatch(text.upper().replace("−", "-"))
    if match is None or abs(float(match[2])) > _LIMITS[tag]:
        raise ValueError(f'"{text}" is not a {"latitude" if tag == "LATI" else "longitude"}')
    number = match[2].lstrip("+")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if (match[1] or match[3]) in ("S", "W"):
        number = number[1:] if number.startswith("-") else f"-{number}"
    return typed("0" if number in ("-0", "") else number, "xsd:decimal")


def _digest(chain: tuple[str, ...]) -> str:
    return hashlib.sha1("\x1f".join(chain).encode(), usedforsecurity=False).hexdigest()[:12]
