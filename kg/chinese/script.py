"""Simplified and traditional forms for display, by OpenCC's phrases.

The result is machine-made: it is for showing beside a source form and is never written over one. Searching does not
need it, see `kg.chinese.fold`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import opencc

from kg.chinese.readings import split_name
from kg.chinese.tsv import pairs, rows

# OpenCC takes UTF-8, which has no lone surrogates: they are carried over unchanged.
_SURROGATES = re.compile("([\ud800-\udfff]+)")

_NAMES = pairs("names_traditional.tsv")
# Two characters are too few to be a name in running text: 分钟会议 holds 钟会, 过于谦虚 holds 于谦.
_IN_TEXT = sorted((name for name in _NAMES if len(name) > 2), key=len, reverse=True)
_NAME = re.compile(f"(?=[{''.join(sorted({name[0] for name in _IN_TEXT}))}])({'|'.join(_IN_TEXT)})")
_IN_NAMES: dict[str, dict[str, str]] = {"surname": {}, "given": {}}
for _character, _position, _traditional, _ in rows("traditional_in_names.tsv"):
    _IN_NAMES[_position][_character] = _traditional


@cache
def _converter(config: str) -> Callable[[str], str]:
    converter = opencc.OpenCC(config)

    def convert(text: str) -> str:
        parts = _SURROGATES.split(text)
        return "".join(part if place % 2 else str(converter.convert(part)) for place, part in enumerate(parts))

    return convert


def to_simplified(text: str) -> str:
    """Return ``text`` in simplified characters for display; words decide (乾隆 stays, 乾燥 becomes 干燥).

    >>> to_simplified("盛宣懷，乾隆")
    '盛宣怀，乾隆'
    """
    return _converter("t2s")(text)


def to_traditional(text: str, name: bool = False) -> str:
    """Return ``text`` in traditional characters for display.

    With ``name`` the text is one personal name: surname and given name are converted by the rules for names
    (``tables/traditional_in_names.tsv``), and characters that cannot be decided (钟: 鍾 or 鐘) are left as given.
    Known names (``tables/names_traditional.tsv``) are right in both cases, in running text from three characters on.

    >>> to_traditional("后来范仲淹发现")
    '後來范仲淹發現'
    >>> to_traditional("余秋里", name=True), to_traditional("钟某", name=True)
    ('余秋里', '钟某')
    """
    if name:
        return _NAMES.get(text) or _name_to_traditional(text)
    convert = _converter("s2t")
    parts = _NAME.split(text)
    return "".join(_NAMES[part] if place % 2 else convert(part) for place, part in enumerate(parts))


def _name_to_traditional(name: str) -> str:
    surname, given = split_name(name)
    if surname + given != name:  # brackets, spaces, a comma: not one plain name
        return _converter("s2t")(name)
    fixed = _IN_NAMES["surname"] if len(surname) == 1 else {}
    return _keeping(surname, fixed) + _keeping(given, _IN_NAMES["given"])


def _keeping(text: str, fixed: dict[str, str]) -> str:
    """Convert the characters outside ``fixed`` as words, and those in it by that table."""
    converted = _converter("s2t")(text)
    if len(converted) != len(text):
        return converted
    return "".join(fixed.get(before, after) for before, after in zip(text, converted, strict=True))
