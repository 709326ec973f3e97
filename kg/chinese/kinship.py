"""Chinese kin terms for the way from one person to another.

A path is a tuple of steps (parent, child, sibling, spouse), each with the sex of the person reached and, where known,
the seniority. ``tables/kin_terms.tsv`` lists the terms, ``tables/kin_reductions.tsv`` says which two steps mean one (a
father's son is a brother); what no term covers is composed with 之 from the fewest terms (妻之舅父之子).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from kg.chinese.tsv import pairs

Kind = Literal["parent", "child", "sibling", "spouse"]
Sex = Literal["male", "female", "unknown"]
Seniority = Literal["elder", "younger", "unknown"]
Language = Literal["zh-Hant", "zh-Hans", "en"]

_LETTERS: dict[tuple[Kind, Sex], str] = {
    ("parent", "male"): "F",
    ("parent", "female"): "M",
    ("parent", "unknown"): "P",
    ("sibling", "male"): "B",
    ("sibling", "female"): "Z",
    ("sibling", "unknown"): "G",
    ("child", "male"): "S",
    ("child", "female"): "D",
    ("child", "unknown"): "X",
    ("spouse", "male"): "H",
    ("spouse", "female"): "W",
    ("spouse", "unknown"): "Y",
}
_STEPS = {letter: kind_and_sex for kind_and_sex, letter in _LETTERS.items()}
_SIGNS: dict[Seniority, str] = {"elder": "+", "younger": "-", "unknown": ""}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    ``seniority`` compares with the person of the same generation on the way: a brother with the one whose brother he
    is, a cousin with the starting person, a father's cousin with the father. ``qualifier`` is one of
    ``tables/kin_qualifiers.tsv`` (heir, step, adoptive, ...) or "concubine" of a spouse; ``order`` is the place among
    children, siblings or spouses of that sex, -1 for the youngest.
    """

    kind: Kind
    sex: Sex = "unknown"
    seniority: Seniority = "unknown"
    qualifier: str = ""
    order: int = 0

    @property
    def letter(self) -> str:
        """F M P parents, B Z G siblings, S D X children, H W C Y spouses (the third of each: sex unknown)."""
        return "C" if (self.kind, self.qualifier) == ("spouse", "concubine") else _LETTERS[self.kind, self.sex]

    @property
    def marked(self) -> bool:
        """Whether anything beyond the kind of step is known of it."""
        return bool(self.order or (self.qualifier and self.letter != "C"))


Path = tuple[Step, ...]


def step(letter: str, **details: object) -> Step:
    """Return the step for a letter of CBDB's notation.

    >>> step("F")
    Step(kind='parent', sex='male', seniority='unknown', qualifier='', order=0)
    """
    if letter == "C":
        return replace(Step("spouse", "female", qualifier="concubine"), **details)  # type: ignore[arg-type]
    return replace(Step(*_STEPS[letter]), **details)  # type: ignore[arg-type]


def path_code(path: Iterable[Step]) -> str:
    """Return a path in letters with + and - for seniority.

    >>> path_code((step("F"), step("B", seniority="elder"), step("S")))
    'FB+S'
    """
    return "".join(each.letter + _SIGNS[each.seniority] for each in path)


@cache
def _reductions() -> dict[str, str]:
    return pairs("kin_reductions.tsv")


def reduce_path(path: Iterable[Step]) -> Path:
    """Return the shortest path that means the same; steps with a qualifier or an order are left alone.

    >>> path_code(reduce_path((step("F"), step("F"), step("S"), step("S", seniority="younger"))))
    'FBS-'
    """
    reduced: list[Step] = []
    for each in path:
        reduced.append(each)
        while len(reduced) > 1:
            before, last = reduced[-2:]
            letter = None if before.marked or last.marked else _reductions().get(before.letter + last.letter)
            if letter is None:
                break
            reduced[-2:] = [step(letter, seniority=_joint_seniority(before, last))]
    return tuple(reduced)


def _joint_seniority(before: Step, last: Step) -> Seniority:
    if before.kind == "parent" or (before.kind == last.kind == "sibling" and before.seniority == last.seniority):
        return last.seniority
    return "unknown"
