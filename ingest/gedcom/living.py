"""Who may be alive: nobody with a death or burial, and nobody born longer ago than people live.

Where a person has no date, those of the relatives bound the birth: nobody is born long after a parent's death, nor
less than a dozen years before a child. The bounds are wide on purpose: a doubt counts as living.
"""

from __future__ import annotations

from collections import deque

from ingest.gedcom.index import Index

_YOUNGEST_PARENT = 12
_OLDEST_PARENT = 70
_SPOUSES_APART = 60
_YOUNGEST_SPOUSE = 12
#: How many ties a bound is carried over: beyond, it says nothing; and rings of descent end here.
_STEPS = 6


def birth_bounds(index: Index) -> dict[str, int]:
    """For each person for whom anything tells: a year by which he or she must have been born."""
    bounds: dict[str, int] = {}
    pending: deque[tuple[str, int]] = deque()

    def bound(person: str, year: int, steps: int) -> None:
        if person in index.persons and year < bounds.get(person, 1 << 30):
            bounds[person] = year
            if steps < _STEPS:
                pending.append((person, steps))

    for xref, person in index.persons.items():
        if person.earliest is not None:
            bound(xref, person.earliest, 0)
        if person.latest is not None and person.dead:
            for name in person.partner_in:
                for child in index.families[name].children if name in index.families else ():
                    bound(child, person.latest + 1, 0)
    for family in index.families.values():
        if family.year is not None:
            for parent in family.parents():
                bound(parent, family.year - _YOUNGEST_SPOUSE, 0)
    while pending:
        xref, steps = pending.popleft()
        year = bounds[xref]
        for name in index.persons[xref].partner_in:
            if (joined := index.families.get(name)) is not None:
                for other in joined.parents():
                    bound(other, year + _SPOUSES_APART, steps + 1)
                for child in joined.children:
                    bound(child, year + _OLDEST_PARENT, steps + 1)
        for name, _ in index.persons[xref].child_of:
            if (born_to := index.families.get(name)) is not None:
                for parent in born_to.parents():
                    bound(parent, year - _YOUNGEST_PARENT, steps + 1)
    return bounds


def presumed_living(index: Index, *, window: int, year: int, undated: bool) -> dict[str, int | None]:
    """Who may be alive in a year, with the last year by which he or she was born (None: nothing tells).

    ``window`` is how many years people live at most; ``undated`` whether those whom no date bounds count as living.
    """
    bounds = birth_bounds(index)
    found: dict[str, int | None] = {}
    for xref, person in index.persons.items():
        born = bounds.get(xref)
        if not person.dead and (undated if born is None else born + window >= year):
            found[xref] = born
    return found
