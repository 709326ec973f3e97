"""Names of persons whom the authority file does not have: a surname, two characters that can be a given name, and
around them words that go with persons. Without such names the answer "nobody of the authority file" could never be
given.

A name that was found in full is also known by its last two characters where they stand alone (李次青, then 次青).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ingest.mentions.tables import rows, surnames
from kg.chinese import fold

_HAN = re.compile(r"[\u3400-\u9fff]")
_GIVEN = 2


@cache
def _characters(side: str) -> frozenset[str]:
    return frozenset(char for kind, text in rows("name_contexts.tsv") if kind == side for char in fold(text))


def newcomers(folded: str) -> Iterator[tuple[int, int]]:
    """Where names of unknown persons stand, as (start, end); they do not overlap."""
    place = 0
    while place < len(folded):
        end = _name_at(folded, place)
        if end:
            yield place, end
        place = end or place + 1


def known_again(folded: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where names that were found before stand, in full or by their given name alone."""
    words = set(names) | {name[-_GIVEN:] for name in names if len(name) > _GIVEN}
    if words:
        pattern = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
        yield from (match.span() for match in re.finditer(pattern, folded))


def unlikely_given(given: str) -> bool:
    """Whether all characters are such as stand in no given name: 五十六, 萬言書 are rather words than names."""
    return all(char in _characters("not") for char in given)


def _name_at(folded: str, start: int) -> int:
    """The end of a name that begins here; 0 where none does."""
    if start and _HAN.match(folded[start - 1]) and folded[start - 1] not in _characters("before"):
        return 0
    for length in (2, 1):
        end = start + length + _GIVEN
        given = folded[start + length : end]
        surname = folded[start : start + length]
        if surname not in surnames() or surname in _characters("surname") or len(given) < _GIVEN:
            continue
        after = folded[end : end + 1]
        if any(not _HAN.match(char) or char in _characters("not") for char in given):
            continue
        if not after or not _HAN.match(after) or after in _characters("after"):
            return end
    return 0
