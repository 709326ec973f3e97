"""Reads the kinship codes of the China Biographical Database (CBDB) into kin paths.

A code is a row of letters from the person to the kin: F M B Z S D H W C, an order (S3), + and - for elder and younger,
marks for adoption, step kin and the like (``tables/kin_qualifiers.tsv``), G-5 and G+5 for lineal generations.
Source: table KINSHIP_CODES of CBDB.
"""

from __future__ import annotations

import re
from functools import cache

from kg.chinese.kinship import Path, Step, step
from kg.chinese.tsv import rows
from kg.errors import InvalidInput

_LONGEST_CODE = 200
_MOST_GENERATIONS = 150
_DASHES = str.maketrans("–—−", "---")
_REMARK = re.compile(r"\s*\((?!C\))(only)?[^()]*\)")
_TOKEN = re.compile(
    r"G(?P<way>[+-])(?P<generations>\d+)|(?P<letter>[FMBZSDHWC])(?P<marks>(?:[\d+\-½^*°!%~#©yn]|\(C\))*)"
)
_WITHOUT_PATH = re.compile(r"G[+-]n|K|\[|^[AU]$|^$")


@cache
def _whole_codes() -> dict[str, tuple[str, ...]]:
    return {code: tuple(paths.split()) for code, paths, _ in rows("kin_cbdb_codes.tsv")}


@cache
def _qualifier_marks() -> dict[tuple[str, str], str]:
    return {(mark, kind): qualifier for mark, qualifier, kind, *_ in rows("kin_qualifiers.tsv")}


def read_cbdb_code(code: str) -> tuple[Path, ...]:
    """Return the paths that a CBDB kinship code may stand for; () where it names kin without a definite path.

    Without path are lineage kin (K...), lineal kin of unknown generation (G-n), affines (A) and unknown kin (U).
    Raises InvalidInput for a text that is no such code.

    >>> from kg.chinese.kinship import path_code
    >>> [path_code(path) for path in read_cbdb_code("FB+S")], [path_code(path) for path in read_cbdb_code("P-(male)")]
    (['FB+S'], ['FZS-', 'MBS-', 'MZS-'])
    >>> read_cbdb_code("S3")[0][0].order, read_cbdb_code("F*")[0][0].qualifier, read_cbdb_code("K-2(male)")
    (3, 'heir', ())
    """
    if len(code) > _LONGEST_CODE:
        raise InvalidInput(f"a CBDB kinship code of {len(code)} characters is too long")
    code = code.strip().translate(_DASHES)
    for candidate in (code, code.partition(" ")[0]):
        if candidate in _whole_codes():
            return tuple(_path(path) for path in _whole_codes()[candidate])
    if _WITHOUT_PATH.search(code):
        return ()
    return tuple(_path(part.strip()) for part in code.split("/"))


def _path(code: str) -> Path:
    remark = _REMARK.search(code)
    plain = _REMARK.sub("", code).strip()
    steps: list[Step] = []
    place = 0
    while place < len(plain) or not steps:
        token = _TOKEN.match(plain, place)
        if token is None:
            raise InvalidInput(
                f"{code!r} is not a CBDB kinship code: {plain[place:]!r} cannot be read",
                hint="Codes are letters F M B Z S D H W C with +, -, an order or a mark, or G-5, G+5.",
            )
        if token["letter"]:
            steps.append(_step(token["letter"], token["marks"], code))
        else:
            steps += _generations(token["way"], int(token["generations"]), plain[token.end() : token.end() + 1])
        place = token.end()
    if remark and remark[1] and "surviving" not in remark[0]:
        steps[-1] = step(steps[-1].letter, qualifier="only")
    return tuple(steps)


def _generations(way: str, count: int, following: str) -> list[Step]:
    """Return the male line up or down; a descendant with a husband is a daughter."""
    if not 0 < count <= _MOST_GENERATIONS:
        raise InvalidInput(f"{count} generations are not between 1 and {_MOST_GENERATIONS}")
    if way == "-":
        return [step("F")] * count
    return [step("S")] * (count - 1) + [step("D" if following == "H" else "S")]


def _step(letter: str, marks: str, code: str) -> Step:
    found = step(letter)
    order = int(digits[0]) if (digits := re.findall(r"\d{1,3}", marks)) else 0
    qualifier, seniority = found.qualifier, found.seniority
    for mark in re.findall(r"\(C\)|[^\d]", marks):
        named = _qualifier_marks().get((mark, found.kind))
        if named:
            qualifier = named
        elif mark in "+-" and found.kind in ("sibling", "child"):
            seniority = "elder" if mark == "+" else "younger"
        elif mark in "yn" and found.kind in ("sibling", "child"):
            order = -1
        else:
            raise InvalidInput(f"the mark {mark!r} has no meaning after {letter} in the CBDB kinship code {code!r}")
    return step(letter, order=order, qualifier=qualifier, seniority=seniority)
