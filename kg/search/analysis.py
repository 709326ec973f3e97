"""From text to what is indexed: normal forms that keep every offset, and grams that make substring search exact.

A field of grams holds every character (for one-character terms) and every pair of neighbours (for longer ones) of each
form. Pairs overlap, so a phrase of pairs is a substring and nothing else; the boundary mark around each form makes
beginnings and whole forms phrases too, and no phrase can pass from one form to the next.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import add

from kg.chinese.fold import fold, fold_loose

BOUNDARY = "\ufdd0"
SPACE = "\ufdd1"
# Both marks are noncharacters (Unicode 23.7), which text should not contain; where it does they are replaced, as are
# lone surrogates, which have no UTF-8 form.
_REPLACED = re.compile("[\ufdd0\ufdd1\ud800-\udfff]")
_WHITE = re.compile(r"[^\S ]")
_WHITE_SPACE = {code: " " for code in range(sys.maxunicode + 1) if chr(code).isspace()}

_KEYWORD = 16_000  # characters: at most 64,000 bytes, below the longest term that an engine keeps (65,530)

EDGE = 4
"""Beginnings of romanised keys up to this length are indexed as terms; longer ones are looked up in the term list."""
_ENDS = range(1, EDGE + 1)


def surface(text: str) -> str:
    """``text`` with each white-space character as a space and unusable code points as U+FFFD; the length is kept.

    >>> surface("盛\\u3000宣懷\\n")
    '盛 宣懷 '
    """
    if _WHITE.search(text):
        text = text.translate(_WHITE_SPACE)
    return _REPLACED.sub("\ufffd", text) if _REPLACED.search(text) else text


def folded(text: str) -> str:
    """The form in which text is compared: `surface`, then folded; offsets are those of ``text``."""
    return fold(surface(text))


def loosened(text: str) -> str:
    """The form in which text is compared when nothing else was found; offsets are those of ``text``."""
    return fold_loose(surface(text))


def keyword(value: str) -> str:
    """``value`` as it is compared where only the whole is (IRIs, facet values): usable code points, bounded length."""
    return (_REPLACED.sub("\ufffd", value) if _REPLACED.search(value) else value)[:_KEYWORD]


@lru_cache(maxsize=1 << 15)
def keywords(values: tuple[str, ...]) -> tuple[str, ...]:
    """The distinct keywords of ``values``, in order."""
    return tuple(dict.fromkeys(map(keyword, values)))


def grams(forms: Iterable[str]) -> str:
    """Space-separated grams of normalised ``forms``: pairs of neighbours with boundary marks, then each character once.

    >>> grams(["張謇", "季直"]).replace(BOUNDARY, "|")
    '|張 張謇 謇| |季 季直 直| 張 謇 季 直'
    """
    marked = (BOUNDARY + BOUNDARY.join(forms) + BOUNDARY).replace(" ", SPACE)
    characters = dict.fromkeys(marked.replace(BOUNDARY, ""))
    return " ".join([*map(add, marked, marked[1:]), *characters])


def key_terms(keys: Sequence[str]) -> str:
    """Space-separated terms of romanised ``keys``: each key after ``=``, and its beginnings of up to `EDGE` letters.

    >>> key_terms(["zhangjian", "zj"])
    'z zh zha zhan zj =zhangjian =zj'
    """
    plain = plain_keys(keys)
    terms = dict.fromkeys([key[:end] for key in plain for end in _ENDS])
    return " ".join([*terms, *dict.fromkeys(["=" + key for key in plain])])


def plain_keys(keys: Sequence[str]) -> list[str]:
    """``keys`` as they are compared: without white space, empty ones left out."""
    joined = "".join(keys)
    if joined.isascii() and joined.isalnum() and all(keys):
        return list(keys)
    return [plain for key in keys if (plain := "".join(surface(key).split()))]


def contains(term: str) -> list[str]:
    """The phrase (consecutive grams) that a form containing the normalised ``term`` has."""
    marked = term.replace(" ", SPACE)
    return [marked] if len(marked) == 1 else _pairs(marked)


def begins(term: str) -> list[str]:
    """The phrase that a form beginning with the normalised ``term`` has."""
    return _pairs(BOUNDARY + term.replace(" ", SPACE))


def equals(term: str) -> list[str]:
    """The phrase that a form equal to the normalised ``term`` has."""
    return _pairs(BOUNDARY + term.replace(" ", SPACE) + BOUNDARY)


def _pairs(marked: str) -> list[str]:
    return list(map(add, marked, marked[1:]))
