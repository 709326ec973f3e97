"""The words for a kin path: Chinese terms from the tables, composed where none is listed, and English."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from kg.chinese.kinship import Language, Path, Seniority, Step, reduce_path
from kg.chinese.script import to_simplified
from kg.chinese.tsv import pairs, rows
from kg.errors import InvalidInput

_LONGEST_PATH = 200
_HIGHEST_ORDER = 999
_LONGEST_TERM = 8  # steps; only lineal terms are longer
_DIGITS = "〇一二三四五六七八九"
_ENGLISH = {
    **{"F": "father", "M": "mother", "P": "parent", "B": "brother", "Z": "sister", "G": "sibling"},
    **{"S": "son", "D": "daughter", "X": "child", "H": "husband", "W": "wife", "C": "concubine", "Y": "spouse"},
}
_LINEAL_ENGLISH = {"F": "ancestor", "S": "descendant"}

Row = tuple[int, dict[Seniority, tuple[str, ...]]]
"""Index of the step whose seniority decides (-1: none), and the terms by seniority, the usual one first."""


@cache
def _terms() -> dict[str, Row]:
    table: dict[str, Row] = {}
    for path, unknown, elder, younger in rows("kin_terms.tsv"):
        cells: dict[Seniority, tuple[str, ...]] = {"unknown": tuple(unknown.split(";"))}
        if elder:
            cells |= {"elder": tuple(elder.split(";")), "younger": tuple(younger.split(";"))}
        table[path.replace("*", "")] = (path.find("*") - 1, cells)
    return table


@cache
def _lineal() -> list[tuple[re.Pattern[str], str, int]]:
    return [(re.compile(pattern), term, int(uncounted)) for pattern, term, uncounted in rows("kin_lineal.tsv")]


@cache
def _qualifiers() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (qualifier, kind): (chinese, english) for _, qualifier, kind, chinese, english in rows("kin_qualifiers.tsv")
    }


@cache
def _simplified() -> dict[int, str]:
    return str.maketrans(pairs("kin_simplified.tsv"))


def _prefixes(step: Step) -> tuple[str, str]:
    """Return the Chinese and the English prefix for the qualifier of a step."""
    if not step.qualifier or step.letter == "C":
        return "", ""
    try:
        return _qualifiers()[step.qualifier, step.kind]
    except KeyError:
        known = ", ".join(sorted({qualifier for qualifier, kind in _qualifiers() if kind == step.kind}))
        raise InvalidInput(
            f"no kin of kind {step.kind} is called {step.qualifier!r}", hint=f"Known: {known}."
        ) from None


def _numeral(number: int) -> str:
    """Return a number from 1 to 99 in Chinese, larger ones digit by digit."""
    tens, ones = divmod(number, 10)
    if not 0 < tens < 10:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


def _order_prefix(step: Step) -> str:
    if not step.order:
        return ""
    if step.kind == "spouse":
        return "末任" if step.order == -1 else f"第{_numeral(step.order)}任"
    return {-1: "季", 1: "長", 2: "次"}.get(step.order) or _numeral(step.order)


def _listed(piece: Path) -> tuple[str, ...]:
    """Return the terms for a piece of a path that the tables know, else ()."""
    if any(step.marked for step in piece[:-1]):
        return ()
    letters = "".join(step.letter for step in piece)
    found: tuple[str, ...] = ()
    if letters in _terms():
        deciding, cells = _terms()[letters]
        seniority: Seniority = piece[deciding].seniority if deciding >= 0 else "unknown"
        if len(piece) == 1 and piece[0].kind == "sibling" and piece[0].order in (1, -1):
            seniority = "elder" if piece[0].order == 1 else "younger"
        found = cells.get(seniority, cells["unknown"])
    elif len(letters) > 4:
        for pattern, term, uncounted in _lineal():
            if pattern.fullmatch(letters):
                found = (term.format(n=_numeral(len(letters) - uncounted)),)
    if found and piece[-1].marked:
        return (_order_prefix(piece[-1]) + _prefixes(piece[-1])[0] + found[0],)
    return found


def _pieces(path: Path) -> list[tuple[str, ...]]:
    """Cut a path into the fewest listed terms, first behind a spouse (妻之曾祖), else of lengths as even as can be."""
    size = len(path)
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (size + 1)  # pieces, sum of squared lengths, length of the first
    for start in range(size - 1, -1, -1):
        choices = []
        for end in range(start + 1, size + 1):
            length = end - start
            possible = length <= _LONGEST_TERM or _is_lineal(path, start, end)
            if length == 1 or (possible and _listed(path[start:end])):
                uneven = 0 if end == 1 and path[0].kind == "spouse" else best[end][1] + length * length
                choices.append((best[end][0] + 1, uneven, -length))
        count, squares, negative = min(choices)
        best[start] = (count, squares, -negative)
    cut: list[tuple[str, ...]] = []
    start = 0
    while start < size:
        end = start + best[start][2]
        cut.append(_listed(path[start:end]))
        start = end
    return cut


def _is_lineal(path: Path, start: int, end: int) -> bool:
    """Tell whether the middle of a long stretch goes straight up or down (its ends may differ)."""
    return len({step.letter for step in path[start + 1 : end - 2]}) == 1


def _check(path: Path) -> None:
    if len(path) > _LONGEST_PATH:
        raise InvalidInput(f"a kin path of {len(path)} steps is too long", hint=f"Give at most {_LONGEST_PATH} steps.")
    for step in path:
        if not -1 <= step.order <= _HIGHEST_ORDER or (step.order and step.kind == "parent"):
            raise InvalidInput(
                f"a {step.kind} cannot have the order {step.order}",
                hint=f"Children, siblings and spouses have an order from 1 to {_HIGHEST_ORDER}, or -1 for the last.",
            )


def kin_terms(path: Path, language: Language = "zh-Hant") -> tuple[str, ...]:
    """Return the terms for the person at the end of ``path`` as seen from its start, the usual term first.

    Where the seniority is not known the term covers both (兄弟, 伯叔父). Raises InvalidInput for more than 200
    steps, a qualifier that is not listed, or an order that cannot be.

    >>> from kg.chinese.kinship import step
    >>> kin_terms((step("F"), step("B", seniority="elder"), step("S", seniority="younger")))
    ('堂弟', '從弟')
    >>> kin_terms((step("W"), step("M"), step("B"), step("S")), "zh-Hans")
    ('妻之表兄弟',)
    """
    _check(path)
    reduced = reduce_path(path)
    if language == "en":
        return (_english(reduced),)
    pieces = _pieces(reduced)
    if not pieces:
        terms: tuple[str, ...] = ("本人",)
    elif len(pieces) == 1:
        terms = pieces[0]
    else:
        terms = ("之".join(piece[0] for piece in pieces),)
    if language == "zh-Hans":
        return tuple(to_simplified(term).translate(_simplified()) for term in terms)
    return terms


def kin_term(path: Path, language: Language = "zh-Hant") -> str:
    """Return the usual term, see `kin_terms`.

    >>> from kg.chinese.kinship import step
    >>> kin_term((step("F"), step("B", seniority="elder")), "en")
    "father's elder brother"
    """
    return kin_terms(path, language)[0]


def _english(path: Path) -> str:
    words: list[str] = []
    for letter, run in groupby(path, key=lambda each: "" if each.marked else each.letter):
        steps = list(run)
        if letter in _LINEAL_ENGLISH and len(steps) > 4:
            words.append(f"{_ordinal(len(steps))}-generation {_LINEAL_ENGLISH[letter]}")
        else:
            words += map(_english_step, steps)
    return "'s ".join(words) or "self"


def _english_step(step: Step) -> str:
    word = _prefixes(step)[1] + _ENGLISH[step.letter]
    if step.order:
        last = "last" if step.kind == "spouse" else "youngest"
        word = f"{last if step.order == -1 else _ordinal(step.order)} {word}"
    if step.seniority == "unknown":
        return word
    return f"{step.seniority} {word}" if step.kind == "sibling" else f"{word} ({step.seniority})"


def _ordinal(number: int) -> str:
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if 0 < number <= len(words):
        return words[number - 1]
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
