"""Which pairs of records are worth comparing: those that share a key of title or person.

A key that more records share than ``LARGEST`` says nothing and is passed over, but for equal titles, which are divided
by the first person. What is passed over depends on all records together, never on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from kg.clustering.profile import Library, Profile
from kg.clustering.titles import known_title

#: Of most keys; of keys of a whole title; of the books of one person.
LARGEST, LARGEST_TITLE, LARGEST_PERSON = 30, 120, 25


def keys(each: Profile) -> Iterator[tuple[str, str]]:
    """The keys of a record: kind and text."""
    names = [creator.name for creator in each.principal]
    for form in each.forms:
        for title in {form.whole, form.core, form.bare, known_title(form.core)}:
            yield "title", title
            for name in names:
                yield "title and person", f"{title}|{name}"
        yield "beginning", form.bare[:4] if len(form.bare) > 4 else f"{form.bare}|"
        yield "end", form.bare[-3:]
        if form.collected and form.name:
            yield "collected", form.name[-2:]
        if len(form.bare) >= 4:
            yield from (("gap", f"{form.bare[:i]}_{form.bare[i + 1 :]}") for i in range(len(form.bare)))
        for name in names:
            yield from (("surname", f"{name[:1]}{form.core[i : i + 2]}") for i in range(len(form.core) - 1))
    for name in names:
        yield "person", name
        if each.collected:
            yield "person's collected", name
    for number in each.record.numbers:
        yield "number", number


_LIMITS = {"title": LARGEST_TITLE, "title and person": LARGEST_TITLE, "number": LARGEST_TITLE, "person": LARGEST_PERSON}


def candidate_pairs(library: Library, new: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """The pairs to compare, each once and in order of their terms; with ``new`` only pairs with one of these."""
    blocks: dict[tuple[str, str], list[str]] = {}
    for id, each in library.profiles.items():
        for key in set(keys(each)):
            blocks.setdefault(key, []).append(id)
    wanted = None if new is None else frozenset(new)
    found: set[tuple[str, str]] = set()
    for (kind, _), members in blocks.items():
        if 1 < len(members) <= _LIMITS.get(kind, LARGEST):
            for pair in combinations(members, 2):  # profiles are in order of their terms
                if wanted is None or pair[0] in wanted or pair[1] in wanted:
                    found.add(pair)
    yield from sorted(found)
