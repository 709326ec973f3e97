"""What two titles have in common."""

from __future__ import annotations

from kg.clustering.titles import TitleForm, known_title

#: Best first: of all pairs of titles the best counts.
TITLE_KEYS = (
    "title-same",
    "title-core",
    "title-base",
    "title-known",
    "title-collected",
    "title-collected-near",
    "title-one-character",
    "title-contained",
    "title-similar",
    "title-both-collected",
    "title-differs",
)
#: Titles of fewer characters are not compared character by character.
_SHORTEST = 3


def title_key(a: TitleForm, b: TitleForm) -> str:
    """The feature that two titles have, by its key in ``features.toml``."""
    if a.whole == b.whole:
        return "title-same"
    if {a.core, a.bare} & {b.core, b.bare} and not _only_without_names(a, b):
        return "title-core"
    if known_title(a.core) == known_title(b.core):
        return "title-known"
    if a.collected and b.collected and a.name and b.name and (a.name in b.name or b.name in a.name):
        return "title-collected" if a.name == b.name else "title-collected-near"
    if _one_character(a.bare, b.bare) or _one_character(a.core, b.core):
        return "title-one-character"
    short, long = sorted((a.bare, b.bare), key=len)
    if len(short) >= 2 and short in long:
        return "title-contained"
    if _overlap(a.core, b.core) >= 0.5:
        return "title-similar"
    return "title-both-collected" if a.collected and b.collected else "title-differs"


def _only_without_names(a: TitleForm, b: TitleForm) -> bool:
    """Whether two titles are one only because the name of another writer was taken from each: 徐希畫集, 宋雨桂畫集."""
    if a.core == b.core or a.bare != b.bare or a.bare in (a.core, b.core):
        return False
    mine, its = (set(form.core.replace(form.bare, "", 1)) for form in (a, b))
    return not mine & its


def _one_character(a: str, b: str) -> bool:
    """Whether two texts of at least three characters differ in one of them, or one has one more."""
    short, long = sorted((a, b), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1:
        return False
    begin = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[begin:] == long[begin + 1 :] or short[begin + 1 :] == long[begin + 1 :]


def _overlap(a: str, b: str) -> float:
    """Dice coefficient of the pairs of neighbouring characters."""
    pairs, others = {a[i : i + 2] for i in range(len(a) - 1)}, {b[i : i + 2] for i in range(len(b) - 1)}
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0
