"""Compiling the columns of a mapping: from the cells of a row to the objects of one property."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ingest.mapping import ColumnMapping
from ingest.section import did_you_mean
from ingest.template import Filler, Template
from ingest.values import VALUE_TYPES
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.terms import Term, iri, literal
from ontology.namespaces import compact
from ontology.schemes import concepts_for, known_words

#: (value, cells, row number, n) -> a term, or None where it is absent. Raises InvalidInput for a value that is wrong.
Convert: TypeAlias = Callable[[str, Sequence[str], int, int], "Term | None"]

#: What is wrong with the values of a row so far: (column, reason).
Problems: TypeAlias = list[tuple[str, str]]

#: How many different cells a column remembers the terms of.
_MEMO_SIZE = 20_000
#: How many concepts are named where a word means several, and how long a word may be to look for one that is near.
_CHOICES = 3
_LONGEST_WORD = 40


class Column:
    """One column mapping bound to the columns of a file.

    ``at`` is the place of the cell that alone decides the terms, or -1 where more than that cell does; ``memo`` then
    keeps the terms of cells that were met before.
    """

    __slots__ = (
        "_convert",
        "_fill",
        "_missing",
        "_plain",
        "_split",
        "_strip",
        "at",
        "memo",
        "name",
        "predicate",
        "required",
    )

    def __init__(
        self, mapping: ColumnMapping, index: Mapping[str, int], missing: frozenset[str], minter: Minter
    ) -> None:
        self.predicate = mapping.predicate
        self.name = mapping.name
        self.required = mapping.required
        self.memo: dict[str, tuple[Term, ...]] = {}
        self._missing = missing | mapping.missing
        self._split = mapping.split
        self._strip = mapping.strip
        self._plain = not (mapping.split or mapping.strip)
        self._convert = _converter(mapping, index, missing, minter)
        self._fill = _filler(mapping, index, missing)
        alone = mapping.column and not (mapping.entity and set(mapping.entity.names) - {"value"})
        self.at = index[mapping.column] if alone else -1

    def of_cell(self, cell: str, problems: Problems) -> tuple[Term, ...]:
        """The terms of a cell where the cell alone decides; what is wrong with it is added to ``problems``."""
        before = len(problems)
        terms = self._terms(cell, (), 0, 1, problems)
        if len(problems) == before:
            memo = self.memo
            if len(memo) >= _MEMO_SIZE:
                memo.clear()
            memo[cell] = terms
        return terms

    def of_row(self, cells: Sequence[str], row: int, value: str, n: int, problems: Problems) -> tuple[Term, ...]:
        """The terms of a row; ``value`` and ``n`` are those of the node that the column belongs to."""
        text = self._fill(cells, row, value, n)
        return () if text is None else self._terms(text, cells, row, n, problems)

    def _terms(self, text: str, cells: Sequence[str], row: int, n: int, problems: Problems) -> tuple[Term, ...]:
        text = text.strip()
        if text in self._missing:
            return ()
        try:
            if self._plain:
                term = self._convert(text, cells, row, n)
                return () if term is None else (term,)
        except InvalidInput as error:
            problems.append((self.name, str(error)))
            return ()
        return tuple(self._of_parts(text, cells, row, n, problems))

    def _of_parts(self, text: str, cells: Sequence[str], row: int, n: int, problems: Problems) -> Iterator[Term]:
        for part in text.split(self._split) if self._split else (text,):
            value = _stripped(part, self._strip)
            if value in self._missing:
                continue
            try:
                term = self._convert(value, cells, row, n)
            except InvalidInput as error:
                problems.append((self.name, str(error)))
                continue
            if term is not None:
                yield term


def _stripped(text: str, characters: str) -> str:
    """White space comes off both ends, and with it any of ``characters``."""
    text = text.strip()
    while characters and text != (less := text.strip(characters).strip()):
        text = less
    return text


def _filler(mapping: ColumnMapping, index: Mapping[str, int], missing: frozenset[str]) -> Filler:
    template = mapping.template or Template(mapping.column, ("", ""), (mapping.column,))
    return template.filler(index, missing)


def _converter(mapping: ColumnMapping, index: Mapping[str, int], missing: frozenset[str], minter: Minter) -> Convert:
    convert = _kind(mapping, index, missing, minter)
    pattern = mapping.pattern
    if pattern is None:
        return convert

    def matched(value: str, cells: Sequence[str], row: int, n: int) -> Term | None:
        match = pattern.search(value)
        if not match:
            raise InvalidInput(f'"{value}" does not match the pattern')
        part = (match[1] or "").strip()
        return convert(part, cells, row, n) if part else None

    return matched


def _kind(mapping: ColumnMapping, index: Mapping[str, int], missing: frozenset[str], minter: Minter) -> Convert:
    if mapping.entity:
        mint = mapping.entity.minter(index, missing, minter)
        return lambda value, cells, row, n: mint(cells, row, value, n)
    if mapping.crosswalk is not None:
        return _crosswalk(mapping.crosswalk)
    if mapping.concept:
        return _concept(mapping.concept)
    if mapping.language:
        language = mapping.language
        return lambda value, cells, row, n: literal(value, language)
    convert = VALUE_TYPES[mapping.type]
    return lambda value, cells, row, n: convert(value)


def _crosswalk(crosswalk: Mapping[str, Term]) -> Convert:
    def look_up(value: str, cells: Sequence[str], row: int, n: int) -> Term:
        try:
            return crosswalk[value]
        except KeyError:
            raise InvalidInput(f'"{value}" is not in the crosswalk') from None

    return look_up


def _concept(scheme: str) -> Convert:
    """Looks values up by the labels of a scheme; a word that means none of its concepts, or several, is a problem."""

    def look_up(value: str, cells: Sequence[str], row: int, n: int) -> Term:
        found = concepts_for(scheme, value)
        if len(found) == 1:
            return iri(found[0])
        if found:
            names = ", ".join(compact(concept) for concept in found[:_CHOICES])
            raise InvalidInput(f'"{value}" means {len(found)} concepts of the scheme {scheme}: {names}')
        near = did_you_mean(value, known_words(scheme)) if len(value) <= _LONGEST_WORD else ""
        hint = f". {near}" if near.startswith("Did") else ""
        raise InvalidInput(f'"{value}" is no concept of the scheme {scheme}{hint}')

    return look_up
