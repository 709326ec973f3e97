"""Characters to pinyin syllables: pypinyin's dictionaries read once into tables, no call of pypinyin per name.

Traditional characters are looked up in their simplified form (pypinyin's phrases are simplified); readings usual in
given names take precedence over the dictionary's first one (``tables/given_readings.tsv``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kg.chinese.fold import fold
from kg.chinese.shortcache import cached_if_short
from kg.chinese.tsv import pairs, rows

_TONES = "\u0300\u0301\u0304\u030c"
_LONGEST_WORD = 1000  # no pinyin is longer, and normalising takes quadratic time on runs of combining marks
_LONGEST_PHRASE = 8  # bounds the look-ahead, so that time stays linear in the length of the text

_SIMPLIFIED = str.maketrans(pairs("simplified.tsv"))


def simplified_for_lookup(text: str) -> str:
    """Return ``text`` with each traditional character replaced by the simplified one that dictionaries list."""
    return text.translate(_SIMPLIFIED)


@cached_if_short(maxsize=4096)
def toneless(syllable: str) -> str:
    """Return a pinyin syllable without its tone mark; ü stays.

    >>> toneless("lǚ"), toneless("Xuān")
    ('lü', 'Xuan')
    """
    if len(syllable) > _LONGEST_WORD:
        return syllable
    decomposed = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))


# Ideographic description characters (Unicode 15.1) and how many parts each takes.
_OPERATORS = dict.fromkeys("⿰⿱⿴⿵⿶⿷⿸⿹⿺⿻\u2ffc\u2ffd\u31ef", 2) | {"⿲": 3, "⿳": 3, "\u2ffe": 1, "\u2fff": 1}
_DESCRIBED = re.compile(f"[{''.join(_OPERATORS)}]")


def characters(text: str) -> list[str]:
    """Return the characters of ``text``; an ideographic description sequence stands for one character.

    >>> characters("劉⿰亻壽某")
    ['劉', '⿰亻壽', '某']
    """
    if not _DESCRIBED.search(text):
        return list(text)
    found: list[str] = []
    start, open_parts = 0, 1
    for place, char in enumerate(text):
        open_parts += _OPERATORS.get(char, 0) - 1
        if open_parts == 0:
            found.append(text[start : place + 1])
            start, open_parts = place + 1, 1
    if start < len(text):
        found.append(text[start:])  # a sequence that breaks off
    return found


class _Characters(dict[str, str]):
    """Simplified character -> usual reading with tone; a character without a reading stands for itself."""

    def __init__(self) -> None:
        from pypinyin.pinyin_dict import pinyin_dict

        self._all: dict[int, str] = pinyin_dict
        super().__init__((char, reading) for char, reading, _ in rows("given_readings.tsv"))

    def __missing__(self, char: str) -> str:
        listed = self._all.get(ord(char)) or self._all.get(ord(fold(char)), "")
        reading = listed.split(",")[0]
        if not reading:
            return char  # not kept: any Unicode character may come
        self[char] = reading
        return reading


@cache
def _characters() -> _Characters:
    return _Characters()


@cache
def _phrases() -> dict[str, list[list[str]]]:
    from pypinyin.phrases_dict import phrases_dict

    return phrases_dict


def syllables(text: str) -> tuple[str, ...]:
    """Return one pinyin syllable with tone mark for each of the `characters` of ``text`` (no surname rules).

    Words of the dictionary are matched longest first. A character that has no reading is returned as it is.

    >>> syllables("宣懷"), syllables("重慶")
    (('xuān', 'huái'), ('chóng', 'qìng'))
    """
    usual, phrases = _characters(), _phrases()
    if _DESCRIBED.search(text):
        return tuple(char if len(char) > 1 else usual[simplified_for_lookup(char)] for char in characters(text))
    text = simplified_for_lookup(text)
    if len(text) == 1:
        return (usual[text],)
    found: list[str] = []
    start = 0
    while start < len(text):
        for end in range(min(len(text), start + _LONGEST_PHRASE), start + 1, -1):
            phrase = phrases.get(text[start:end])
            if phrase is not None and len(phrase) == end - start:
                found.extend(readings[0] for readings in phrase)
                start = end
                break
        else:
            found.append(usual[text[start]])
            start += 1
    return tuple(found)
