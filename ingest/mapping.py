"""The mapping of a table to claims, as ``[table]`` in a description declares it: data, read by mapping_reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ingest.template import Template
from kg.terms import Term


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How one column, or one template over columns, becomes the objects of one property.

    Exactly one of ``column`` and ``template`` is set, and at most one of ``language``, ``entity``, ``crosswalk``,
    ``concept`` (a scheme in which the value is looked up by its labels) and a ``type`` other than string.
    """

    column: str
    template: Template | None
    predicate: Term
    language: str = ""
    type: str = "string"
    entity: Template | None = None
    crosswalk: Mapping[str, Term] | None = None
    concept: str = ""
    missing: frozenset[str] = frozenset()
    required: bool = False
    split: str = ""
    strip: str = ""
    pattern: re.Pattern[str] | None = None

    @property
    def name(self) -> str:
        """What problems call it: the column, or the text of the template."""
        return self.column or (self.template.text if self.template else "")

    def columns(self) -> Iterator[str]:
        """Every column of the source that it needs."""
        if self.column:
            yield self.column
        for template in (self.template, self.entity):
            yield from template.columns if template else ()


@dataclass(frozen=True, slots=True)
class NodeMapping:
    """How a resource that belongs to a record comes about: one, or one for each part of a split column."""

    id: Template
    link: Term
    class_: Term
    when: tuple[str, ...]
    split: str
    constants: tuple[tuple[Term, Term], ...]
    column: tuple[ColumnMapping, ...]

    def columns(self) -> Iterator[str]:
        """Every column of the source that it needs."""
        yield from self.id.columns
        yield from self.when
        for column in self.column:
            yield from column.columns()


@dataclass(frozen=True, slots=True)
class TableMapping:
    """The options of the table importer."""

    key: Template
    entity: Template
    class_: Term
    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    patterns: tuple[re.Pattern[str], ...] = ()
    missing: frozenset[str] = frozenset({""})
    skip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    constants: tuple[tuple[Term, Term], ...] = ()
    column: tuple[ColumnMapping, ...] = ()
    node: tuple[NodeMapping, ...] = ()

    def columns(self) -> list[str]:
        """Every column of the source that the mapping needs, in the order of their first use."""
        names = [*self.key.columns, *self.entity.columns, *self.skip, *self.only]
        for column in self.column:
            names.extend(column.columns())
        for node in self.node:
            names.extend(node.columns())
        return list(dict.fromkeys(names))
