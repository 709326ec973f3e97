"""The check of a generation: of some entities and what depends on them, or of all, as a stream.

Reading is all that costs: an entity is read once, for all checks of its classes, and what a check reads of other nodes
is read when it gets so far. Nothing is kept but the classes of nodes seen lately and the identities of persons with
years, which stand in a temporary file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from kg.authority.provenance import TYPE
from kg.generation import Generation
from kg.iris import Minter
from kg.quality.finding import Check, Finding
from kg.quality.measures import checks
from kg.quality.neighbours import neighbours
from kg.quality.origin import Origin
from kg.quality.reader import Focus, ViewReader
from kg.search.index import MAX_LIMIT, Query
from kg.store import VIEW
from kg.store.quads import node
from ontology.terms import entity_type_of_class

_EVERY = 2_000
_IDENTITIES = """
    CREATE TABLE identity (check_key TEXT, identity TEXT, entity TEXT);
"""
_SHARED = """
    SELECT check_key, identity, entity FROM identity WHERE (check_key, identity) IN
        (SELECT check_key, identity FROM identity GROUP BY check_key, identity HAVING COUNT(*) > 1)
    ORDER BY check_key, identity, entity
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What entities with certain classes are asked: ``always``, and by the property that has to be there."""

    always: tuple[Check, ...]
    needing: tuple[tuple[str, tuple[Check, ...]], ...]
    identities: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One entity that was checked, with what it counts for; ``again`` where it came before, with other findings."""

    entity: str
    type: str
    datasets: tuple[str, ...]
    findings: tuple[Finding, ...]
    again: bool = False


class Checker:
    """Checks entities of one generation. Raises UnreadableShapes where the shapes cannot be used."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._minter = Minter(generation.manifest.base)
        self.reader = ViewReader(generation.store, self._minter)
        self._checks = checks()
        self._targets = frozenset().union(*(check.classes for check in self._checks.values()))
        self._plans: dict[frozenset[str], Plan] = {}

    @cached_property
    def _origin(self) -> Origin:
        return Origin(self._generation, self.reader)

    def one(self, iri: str) -> Checked | None:
        """One entity with its findings; None where the view has nothing of this IRI that a check is for."""
        focus = self.reader.focus(NamedNode(iri))
        return self._checked(focus) if focus.classes & self._targets else None

    def around(self, iris: Iterable[str]) -> set[str]:
        """The entities, and those whose checks read something of them."""
        given = set(iris)
        return given | neighbours(self.reader, self._checks.values(), given)

    def all(
        self, dataset: str | None = None, progress: Callable[[int], None] = lambda number: None
    ) -> Iterator[Checked]:
        """Every entity of the view, or those that records of a dataset describe, each once; then, once more, those
        that share what nobody may share.
        """
        with sqlite3.connect("") as identities:  # a temporary file of SQLite's own
            identities.executescript(_IDENTITIES)
            self._origin.expect_all()
            for number, focus in enumerate(self._all(dataset)):
                if number % _EVERY == 0:
                    progress(number)
                for check, identity in self._identities(focus):
                    row = (check.key, identity, focus.entity.value)
                    identities.execute("INSERT INTO identity VALUES (?, ?, ?)", row)
                yield self._checked(focus, identities=False)
            yield from self._shared(identities)

    def _checked(self, focus: Focus, *, identities: bool = True) -> Checked:
        plan, values = self._plan(focus.classes), focus.values
        wrong = [(check, found) for check in plan.always if (found := check.evaluate(focus)) is not None]
        for needed, members in plan.needing:
            if needed in values:
                wrong += [(check, found) for check in members if (found := check.evaluate(focus)) is not None]
        if identities:
            for check, identity in self._identities(focus):
                if others := self._sharing(check, identity, focus):
                    wrong.append((check, others))
        kind, datasets = type_of(focus), self._origin.datasets(focus)
        findings = tuple(check.found(focus, kind, found, datasets) for check, found in wrong)
        return Checked(focus.entity.value, kind, datasets, findings)

    def _plan(self, classes: frozenset[str]) -> Plan:
        plan = self._plans.get(classes)
        if plan is None:
            asked = [check for check in self._checks.values() if check.classes & classes]
            needs = sorted({check.needs for check in asked if check.needs})
            plain = [check for check in asked if check.identity is None]
            plan = self._plans[classes] = Plan(
                always=tuple(check for check in plain if not check.needs),
                needing=tuple((needed, tuple(check for check in plain if check.needs == needed)) for needed in needs),
                identities=tuple(check for check in asked if check.identity is not None),
            )
        return plan

    def _identities(self, focus: Focus) -> Iterator[tuple[Check, str]]:
        for check in self._plan(focus.classes).identities:
            if check.needs in focus.values and check.identity and (identity := check.identity(focus)):
                yield check, identity

    def _sharing(self, check: Check, identity: str, focus: Focus) -> tuple[NamedNode, ...]:
        """The other entities with an identity: the search index knows who has that name."""
        name = identity.split(" ", 1)[0]
        results = self._generation.search.search(Query(f'"{name}"', limit=MAX_LIMIT))
        found = []
        for hit in results.hits:
            if hit.document.iri != focus.entity.value:
                other = self.reader.focus(NamedNode(hit.document.iri))
                if check.classes & other.classes and check.identity and check.identity(other) == identity:
                    found.append(other.entity)
        return tuple(found)

    def _shared(self, identities: sqlite3.Connection) -> Iterator[Checked]:
        group: list[str] = []
        current: tuple[str, str] | None = None
        for key, identity, entity in identities.execute(_SHARED):
            if (key, identity) != current:
                yield from self._of_group(current, group)
                group, current = [], (key, identity)
            group.append(entity)
        yield from self._of_group(current, group)

    def _of_group(self, current: tuple[str, str] | None, group: list[str]) -> Iterator[Checked]:
        for entity in group if current else ():
            focus = self.reader.focus(NamedNode(entity))
            others = tuple(NamedNode(each) for each in group if each != entity)
            kind, datasets = type_of(focus), self._origin.datasets(focus)
            check = self._checks[current[0]] if current else None
            findings = (check.found(focus, kind, others, datasets),) if check else ()
            yield Checked(entity, kind, datasets, findings, again=True)

    def _all(self, dataset: str | None) -> Iterator[Focus]:
        """Every node of a target class, under the first of its classes, so that none comes twice."""
        if dataset is not None:
            yield from self._described_by(dataset)
            return
        for target in sorted(self._targets):
            for q in self.reader.store.match(None, node(TYPE), NamedNode(target), VIEW):
                if isinstance(q.subject, NamedNode):
                    focus = self.reader.focus(q.subject)
                    if min(focus.classes & self._targets) == target:
                        yield focus

    def _described_by(self, dataset: str) -> Iterator[Focus]:
        seen: set[int] = set()  # hashes: a set of a million IRIs would take 150 MB
        for entity in self._origin.described_by(dataset):
            if (key := hash(entity.value)) not in seen:
                seen.add(key)
                focus = self.reader.focus(entity)
                if focus.classes & self._targets:
                    yield focus


def check_entities(generation: Generation, iris: Iterable[str]) -> list[Finding]:
    """What is wrong with entities and with those whose checks read something of them. Raises UnreadableShapes."""
    checker = Checker(generation)
    found = (checker.one(iri) for iri in sorted(checker.around(iris)))
    return [finding for checked in found if checked for finding in checked.findings]


def check_all(
    generation: Generation, dataset: str | None = None, progress: Callable[[int], None] = lambda number: None
) -> Iterator[Finding]:
    """What is wrong with all entities, or with those of a dataset, as a stream; ``progress`` is told how many were
    looked at. Raises UnreadableShapes.
    """
    for checked in Checker(generation).all(dataset, progress):
        yield from checked.findings


def type_of(focus: Focus) -> str:
    """The type of an entity as its address has it; for other nodes the local name of the class."""
    classes = sorted(focus.classes)
    known = (found.segment for kind in classes if (found := entity_type_of_class(kind)))
    return next(known, classes[0].rpartition("/")[2].rpartition("#")[2] if classes else "")
