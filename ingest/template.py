"""Templates over the columns of a row: ``person/cbdb-{person_id}``, ``https://example.org/{id}/``.

``{row}`` is the row number that locators give, ``{value}`` the value at hand, ``{n}`` counts the parts of a split cell
from 1; any other name is a column. A filled template is absent as soon as one of its columns is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from kg.errors import InvalidInput
from kg.iris import Minter, encode
from kg.terms import Term

#: What stands in braces without being a column.
RESERVED = frozenset({"row", "value", "n"})
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ENTITY = re.compile(r"[a-z][a-z-]*/.*", re.DOTALL)

#: A compiled template: (cells, row number, value, n) -> the filled text, or None where a column is missing.
Filler: TypeAlias = Callable[[Sequence[str], int, str, int], "str | None"]


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: ``literals`` stand around ``names``, so there is one literal more than names."""

    text: str
    literals: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Parse; raises InvalidInput for an empty name or a brace without its partner."""
        parts = _PLACEHOLDER.split(text)
        literals, names = tuple(parts[0::2]), tuple(parts[1::2])
        if "" in names or any("{" in literal or "}" in literal for literal in literals):
            raise InvalidInput(f'"{text}" is not a template', hint="Write column names in braces: {column}.")
        return cls(text, literals, names)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it needs."""
        return tuple(name for name in self.names if name not in RESERVED)

    @property
    def is_entity(self) -> bool:
        """Whether it begins with ``type/``, as a local id must."""
        return bool(_ENTITY.fullmatch(self.literals[0]))

    def filler(self, index: Mapping[str, int], missing: Set[str]) -> Filler:
        """Compile to a function that gives plain text; ``index`` tells where each column stands."""
        return _compile(self.literals, self.names, index, missing, None)

    def minter(self, index: Mapping[str, int], missing: Set[str], minter: Minter) -> Callable[..., Term | None]:
        """Compile to a function that gives the same term as ``minter.path`` of the filled text."""
        first = minter.path(self.literals[0])[:-1]
        literals = [first, *(encode(literal) for literal in self.literals[1:])]
        literals[-1] += ">"
        return _compile(tuple(literals), self.names, index, missing, encode)


def _compile(
    literals: tuple[str, ...],
    names: tuple[str, ...],
    index: Mapping[str, int],
    missing: Set[str],
    transform: Callable[[str], str] | None,
) -> Filler:
    if len(names) == 1 and names[0] not in RESERVED:
        return _compile_one(literals[0], index[names[0]], literals[1], missing, transform)
    places = [name if name in RESERVED else index[name] for name in names]

    def fill(cells: Sequence[str], row: int, value: str = "", n: int = 1) -> str | None:
        text = literals[0]
        for place, literal in zip(places, literals[1:], strict=True):
            if isinstance(place, int):
                part = cells[place].strip()
                if part in missing:
                    return None
            else:
                part = value if place == "value" else str(row if place == "row" else n)
            text += (transform(part) if transform else part) + literal
        return text

    return fill


def _compile_one(before: str, at: int, after: str, missing: Set[str], transform: Callable[[str], str] | None) -> Filler:
    """The common case, ``a{column}b``, as fast as it goes: letters and digits need no encoding."""

    def fill(cells: Sequence[str], row: int, value: str = "", n: int = 1) -> str | None:
        part = cells[at].strip()
        if part in missing:
            return None
        if transform and not part.isalnum():
            part = transform(part)
        return before + part + after

    return fill
