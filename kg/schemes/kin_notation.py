"""Kin paths as local names of concepts, and what concepts are broader than and inverse to a path.

The notation is that of anthropologists, as CBDB uses it, fit for an IRI: letters from the ego to the kin (F M P
parents, B Z G siblings, S D X children, H W C Y spouses, the third of each where the sex is not known), ``e`` and
``y`` for elder and younger, a number for five and more generations in a row (``F12``), a qualifier after a hyphen and
closed by a full stop (``W-betrothed.F``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from kg.chinese.kinship import Kind, Path, Sex, Step, reduce_path, step
from kg.errors import InvalidInput

_QUALIFIERS = {"same mother": "uterine", "not by birth": "unrelated"}
_NAMED = {short: qualifier for qualifier, short in _QUALIFIERS.items()}
_SENIORITY = {"elder": "e", "younger": "y", "unknown": ""}
_TOKEN = re.compile(r"(?P<letter>[FMPBZGSDXHWCY])(?:(?P<count>\d+)|(?P<age>[ey])?(?:-(?P<qualifier>[a-z]+)\.?)?)")
_BACK: dict[Kind, Kind] = {"parent": "child", "child": "parent", "sibling": "sibling", "spouse": "spouse"}
#: Qualifiers that hold from the other side too.
_MUTUAL = {"heir", "step", "adoptive", "illegitimate", "not by birth", "same mother", "betrothed"}
_LONG_RUN = 5


def notation(path: Path) -> str:
    """The local name of a path; the orders of children and spouses are not part of it.

    >>> notation((step("F"), step("B", seniority="elder"))), notation((step("F"),) * 12)
    ('FBe', 'F12')
    """
    found = ""
    for (letter, marked), run in groupby(path, key=lambda each: (each.letter, _is_marked(each))):
        steps = list(run)
        if not marked and len(steps) >= _LONG_RUN:
            found += f"{letter}{len(steps)}"
        else:
            found += "".join(_written(each) for each in steps)
    return found.removesuffix(".")


def read_notation(text: str) -> Path:
    """The path of a local name. Raises InvalidInput for a text that is none.

    >>> notation(read_notation("W-betrothed.F5B")), len(read_notation("F5B"))
    ('W-betrothed.F5B', 6)
    """
    steps: list[Step] = []
    place = 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise InvalidInput(f'"{text}" is not a kin path: "{text[place:]}" cannot be read')
        seniority = {"e": "elder", "y": "younger", None: "unknown"}[token["age"]]
        qualifier = token["qualifier"] or ""
        details = {"qualifier": _NAMED.get(qualifier, qualifier)} if qualifier else {}
        steps += [step(token["letter"], seniority=seniority, **details)] * int(token["count"] or 1)
        place = token.end()
    return tuple(steps)


def without_order(path: Path) -> Path:
    """The path without the orders of children, siblings and spouses, and without "only"."""
    return tuple(replace(each, order=0, qualifier="" if each.qualifier == "only" else each.qualifier) for each in path)


def inverse_path(path: Path) -> Path:
    """What the ego is to the kin at the end of the path: the sex of the ego is unknown unless the path begins with a
    husband or a wife, and so is seniority.

    >>> notation(inverse_path(read_notation("FB"))), notation(inverse_path(read_notation("WF")))
    ('BX', 'DH')
    """
    sexes = [_sex_of_ego(path), *(each.sex for each in path)]
    steps = [
        Step(_BACK[each.kind], sexes[at], qualifier=each.qualifier if each.qualifier in _MUTUAL else "")
        for at, each in reversed(list(enumerate(path)))
    ]
    return neutral(reduce_path(steps))


def neutral(path: Path) -> Path:
    """Five and more generations are counted in the male line whatever the sex of the last, as 世祖 and 世孫 are."""
    last = path[-1]
    if last.sex != "unknown" or len(path) < _LONG_RUN or last.qualifier:
        return path
    letter = {"child": "S", "parent": "F"}.get(last.kind)
    if letter and all(each.letter == letter and not each.marked for each in path[-_LONG_RUN:-1]):
        return (*path[:-1], step(letter))
    return path


def broader_path(path: Path) -> Path | None:
    """The next broader path (seniority, inner qualifiers, then the sex of the last person left out), if any.

    >>> [notation(broader_path(read_notation(text)) or ()) for text in ("FBe", "FB", "FF-heir")]
    ['FB', 'FG', 'FP-heir']
    """
    if any(each.seniority != "unknown" for each in path):
        return tuple(replace(each, seniority="unknown") for each in path)
    last = path[-1]
    if last.sex != "unknown" and last.kind != "spouse":
        unknown = neutral((*path[:-1], replace(last, sex="unknown")))
        if unknown != path:
            return unknown
    if len(path) > 1 and any(each.qualifier and each.letter != "C" for each in path):
        return tuple(replace(each, qualifier="") if each.letter != "C" else each for each in path)
    return None


def _is_marked(each: Step) -> bool:
    return bool(each.seniority != "unknown" or (each.qualifier and each.letter != "C"))


def _written(each: Step) -> str:
    qualifier = "" if each.letter == "C" else _QUALIFIERS.get(each.qualifier, each.qualifier)
    return each.letter + _SENIORITY[each.seniority] + (f"-{qualifier}." if qualifier else "")


def _sex_of_ego(path: Path) -> Sex:
    known: dict[str, Sex] = {"H": "female", "W": "male", "C": "male"}
    return known.get(path[0].letter, "unknown")
