"""Which datasets describe an entity.

Record graphs say so, but reading them for each of a million entities would double the time of a check. The manifest
tells what the local ids of a dataset's entities begin with and what it mentions: where one dataset alone can have said
something of an entity, and no decision concerns it, nothing need be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg import terms
from kg.authority.provenance import PART_OF
from kg.authority.view import STANDS_FOR
from kg.generation import Generation
from kg.quality.reader import Focus, ViewReader
from kg.store import VIEW
from kg.store.quads import node

_CONCERNS, _STANDS_FOR, _PART_OF = node(terms.curie("zs:concerns")), node(STANDS_FOR), node(PART_OF)


class Origin:
    """Answers for one generation."""

    def __init__(self, generation: Generation, reader: ViewReader) -> None:
        self._reader = reader
        self._store, self._base = reader.store, reader.minter.base
        self._loaded = generation.manifest.datasets.values()
        self._families: dict[str, tuple[str, ...]] = {}
        self._decided: set[str] | None = None

    def expect_all(self) -> None:
        """Read what decisions concern once, for a check of everything: asking for each entity would take longer."""
        concerned = {q.object for q in self._store.match(None, _CONCERNS, None, VIEW)}
        self._decided = {each.value for each in concerned if isinstance(each, NamedNode)}

    def datasets(self, focus: Focus) -> tuple[str, ...]:
        """The ids of the datasets whose records describe the entity, sorted."""
        iri = focus.entity.value
        possible = self._possible(iri) if iri.startswith(self._base) else ()
        if len(possible) == 1 and not self._is_concerned(focus.entity):
            return possible
        return self._reader.datasets(focus.entity)

    def described_by(self, dataset: str) -> Iterator[NamedNode]:
        """The authority records of what the records of a dataset describe; one that has several comes several times."""
        for record in self._store.match(None, _PART_OF, node(self._reader.minter.dataset(dataset)), VIEW):
            graph = record.subject
            if not isinstance(graph, NamedNode):
                continue
            subjects = {q.subject for q in self._store.match(None, None, None, graph)}
            for subject in subjects:
                if isinstance(subject, NamedNode):
                    held = (q.object for q in self._store.match(subject, _STANDS_FOR, None, VIEW))
                    survivor = next(held, subject)
                    yield survivor if isinstance(survivor, NamedNode) else subject

    def _is_concerned(self, entity: NamedNode) -> bool:
        if self._decided is None:
            return any(True for _ in self._store.match(None, _CONCERNS, entity, VIEW))
        return entity.value in self._decided

    def _possible(self, iri: str) -> tuple[str, ...]:
        family = self._reader.minter.family(f"<{iri}>")
        found = self._families.get(family)
        if found is None:
            found = self._families[family] = tuple(
                sorted(
                    dataset.id
                    for dataset in self._loaded
                    if any(_overlap(family, each) for each in (*dataset.prefixes, *dataset.mentions))
                )
            )
        return found


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)
