"""When a book was cut, by the characters that it avoids and those that it does not (避諱).

A character of the name of a ruler was avoided from his accession on, as long as his dynasty lasted: a stroke was left
out or another character written. So a book that avoids one is not older, and one that writes another in full is likely
older than that ruler. What comes out is a proposal with its reasons: private prints were careless, and a facsimile of
an old edition keeps its taboos. Source of the facts: ``taboo.tsv``.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kg.chinese.fold import fold
from kg.errors import InvalidInput

#: More characters than any note on an edition lists.
MOST = 100


@dataclass(frozen=True, slots=True)
class Taboo:
    """A character that was avoided: for whom, in which years, and what was written instead (empty: a stroke less)."""

    character: str
    substitutes: str
    dynasty: str
    name: str
    begin: int
    end: int
    case: str


class Rule(StrEnum):
    """What a step of the reasoning rests on."""

    AVOIDED = "avoided"
    IN_FULL = "in-full"
    IN_FULL_EARLIER = "in-full-earlier"
    DYNASTY_ENDS = "dynasty-ends"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the character, the rule, the taboo that it rests on, and the range of years (Gregorian) after it.

    ``contradicts`` where the step speaks against the others: the character should have been avoided already.
    """

    character: str
    rule: Rule
    taboo: Taboo | None
    range: tuple[int, int] | None
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Dating:
    """A range of years in one dynasty, and how it was come to. ``consistent`` where no step contradicts it."""

    dynasty: str
    earliest: int
    latest: int
    steps: tuple[Step, ...]

    @property
    def consistent(self) -> bool:
        """Whether nothing observed speaks against the range."""
        return not any(step.contradicts for step in self.steps)


@cache
def taboos() -> tuple[Taboo, ...]:
    """All taboos of the table in its order."""
    with Path(__file__).with_name("taboo.tsv").open(encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        return tuple(
            Taboo(
                row["character"],
                row["substitutes"],
                row["dynasty"],
                row["name"],
                int(row["from"]),
                int(row["until"]),
                row["case"],
            )
            for row in csv.DictReader(lines, delimiter="\t")
        )


def taboos_of(character: str) -> tuple[Taboo, ...]:
    """The taboos on a character, in either script, the oldest first.

    >>> [(each.dynasty, each.begin) for each in taboos_of("弘")]
    [('宋', 960), ('清', 1735)]
    """
    key = _key(character)
    return tuple(sorted((each for each in taboos() if _key(each.character) == key), key=lambda each: each.begin))


def read_observation(text: str) -> tuple[str, ...]:
    """The characters of what somebody typed (弘曆、玄→元, in either script), each once; of 玄→元 only the first.

    Raises InvalidInput for too many.
    """
    found: dict[str, None] = {}
    skip = False
    for sign in unicodedata.normalize("NFKC", text):
        if sign in "→=>作":
            skip = True
        elif not unicodedata.category(sign).startswith("Lo") or skip:
            skip = False
        else:
            found[sign] = None
    if len(found) > MOST:
        raise InvalidInput(f"{len(found)} characters are too many.", hint=f"Give the {MOST} that matter.")
    return tuple(found)


def date_by_taboos(avoided: Iterable[str], in_full: Iterable[str] = ()) -> tuple[Dating, ...]:
    """The ranges that characters avoided, and characters written in full, allow: one a dynasty, the likeliest first.

    A dynasty comes into question where one of its taboos is observed; the more of them, the likelier. Without any
    character avoided nothing can be said: a taboo that is not observed may just have been neglected.

    >>> [(each.dynasty, each.earliest, each.latest) for each in date_by_taboos("玄弘", "寧")]
    [('清', 1735, 1820), ('宋', 1012, 1279)]
    """
    avoided, in_full = tuple(dict.fromkeys(avoided)), tuple(dict.fromkeys(in_full))
    dynasties = {each.dynasty: None for character in avoided for each in taboos_of(character)}
    found = [_in_dynasty(dynasty, avoided, in_full) for dynasty in dynasties]
    return tuple(sorted(found, key=lambda each: (_weaknesses(each), -each.earliest)))


def _in_dynasty(dynasty: str, avoided: tuple[str, ...], in_full: tuple[str, ...]) -> Dating:
    steps: list[Step] = []
    earliest, latest = -10_000, max(each.end for each in taboos() if each.dynasty == dynasty)
    for character in avoided:
        taboo = _in(dynasty, character)
        if taboo:
            earliest = max(earliest, taboo.begin)
            steps.append(Step(character, Rule.AVOIDED, taboo, (earliest, latest)))
        else:
            steps.append(
                Step(character, Rule.UNKNOWN, None, (earliest, latest), contradicts=bool(taboos_of(character)))
            )
    steps.append(Step("", Rule.DYNASTY_ENDS, next(t for s in steps if (t := s.taboo)), (earliest, latest)))
    for character in in_full:
        taboo = _in(dynasty, character)
        if taboo is None:
            steps.append(Step(character, Rule.UNKNOWN, None, (earliest, latest)))
        elif taboo.begin <= earliest:
            steps.append(Step(character, Rule.IN_FULL_EARLIER, taboo, (earliest, latest), contradicts=True))
        else:
            latest = min(latest, taboo.begin)
            steps.append(Step(character, Rule.IN_FULL, taboo, (earliest, latest)))
    return Dating(dynasty, earliest, latest, tuple(steps))


def _weaknesses(dating: Dating) -> tuple[int, int]:
    against = sum(1 for step in dating.steps if step.contradicts)
    spoken = sum(1 for step in dating.steps if step.rule in (Rule.AVOIDED, Rule.IN_FULL))
    return against, -spoken


def _in(dynasty: str, character: str) -> Taboo | None:
    return next((each for each in taboos_of(character) if each.dynasty == dynasty), None)


def _key(character: str) -> str:
    """The character itself where it stands in the table, else in its other script: 曆 and 歷 must not fall together."""
    known = {each.character for each in taboos()}
    if character in known:
        return character
    near = [each for each in known if fold(each) == fold(character)]
    substitutes = {sign for each in taboos() for sign in each.substitutes}
    return near[0] if len(near) == 1 and character not in substitutes else character
