"""Whether the people of two records are the same, and which of them."""

from __future__ import annotations

from collections.abc import Iterator

from kg.clustering.creators import Creator, Part
from kg.clustering.features import Reason
from kg.clustering.profile import Profile

#: Titles too far apart for a name that is only similar to mean the same person.
_FAR_TITLES = frozenset({"title-contained", "title-similar", "title-differs"})


def compare_people(one: Profile, other: Profile, title: str) -> Reason:
    """What the people say; ``title`` is what the titles say: names that are only similar need titles that are near."""
    if not one.principal and not other.principal:
        return Reason("creator-none")
    best = max(
        ((_same_person(a, b), a, b) for a in one.principal for b in other.principal),
        key=lambda found: found[0],
        default=None,
    )
    if (
        best is not None
        and best[0]
        and (best[0] > 1 or title not in _FAR_TITLES or _within(best[1].name, best[2].name))
    ):
        key = ("", "creator-similar", "creator-dynasty-differs", "creator-name", "creator-same")[best[0]]
        one_said, other_said = (f"{c.written_dynasty if best[0] == 2 else ''}{c.written}" for c in best[1:])
        return Reason(key, one_said, other_said)
    mine, its = one.principal + one.others, other.principal + other.others
    shared = sorted(
        {a.written for a in mine for b in its if a.name == b.name and Part.COLLATOR not in (a.part, b.part)}
    )
    if shared:
        return Reason("creator-secondary", shared[0], shared[0])
    if not one.principal or not other.principal:
        return Reason("creator-missing", one.people, other.people)
    return Reason("creator-differs", one.people, other.people)


def further_people(one: Profile, other: Profile) -> Iterator[Reason]:
    """Whether records with several people have more than one of them in common, or other commentators each."""
    mine, its = ([c for c in each.principal + each.others if c.part is not Part.COLLATOR] for each in (one, other))
    shared = [a.written for a in mine if any(a.name == b.name for b in its)]
    if len(shared) > 1:
        yield Reason("people-shared", "、".join(shared[1:]))
        return
    notes = [
        [c.written for c in people if c.part is Part.COMMENTATOR and c.written not in shared] for people in (mine, its)
    ]
    if notes[0] and notes[1]:
        yield Reason("people-differ", "、".join(notes[0]), "、".join(notes[1]))


def in_conflict(one: str, other: str) -> bool:
    """Whether two dynasties are known and different; 蜀 may be 前蜀."""
    return bool(one and other) and not one.endswith(other) and not other.endswith(one)


def alike(a: str, b: str) -> bool:
    """Whether two names are the same but for one character after the surname, or one ends with the other."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 2:
        return False
    if len(short) == len(long):
        return a[0] == b[0] and sum(x != y for x, y in zip(a, b, strict=True)) == 1 and len(a) > 1
    return _within(a, b)


def _same_person(a: Creator, b: Creator) -> int:
    """0: not the same; 1: similar names; 2: same name of another dynasty; 3: same name; 4: and same dynasty."""
    if a.name == b.name:
        if in_conflict(a.dynasty, b.dynasty):
            return 2
        return 4 if a.dynasty and b.dynasty else 3
    return 1 if alike(a.name, b.name) and not in_conflict(a.dynasty, b.dynasty) else 0


def _within(a: str, b: str) -> bool:
    """Whether one name begins or ends with the other: 昭明太子蕭統."""
    short, long = sorted((a, b), key=len)
    return len(short) > 1 and (long.endswith(short) or long.startswith(short))
