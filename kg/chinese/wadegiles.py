"""Pinyin to Wade-Giles and back, syllable by syllable, from ``tables/wade_giles.tsv``.

The spelling is that of H. A. Giles, A Chinese-English Dictionary (1912), written as in library catalogues: without tone
figures and without the circumflex and breve (sheng, tzu). Reading is tolerant: print drops apostrophes and diaereses
too, so that a spelling can stand for several pinyin syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from itertools import islice, product

from kg.chinese.readings import readings, word
from kg.chinese.romanise import toneless
from kg.chinese.tsv import pairs, rows
from kg.errors import InvalidInput

SPELLING = pairs("wade_giles.tsv")

_LONGEST_TEXT = 1000
_LONGEST_SYLLABLE = 8
_MOST_CANDIDATES = 64
_APOSTROPHES = re.compile("[\u2018\u2019\u02bb\u02bc\u00b4`\u02b9\u2032ʽ]")
_MARKS_OTHER_THAN_DIAERESIS = {"\u0302", "\u0306", "\u0300", "\u0301", "\u0304", "\u030c"}


def _plain(spelling: str) -> str:
    """Drop the marks that are often dropped (ê, ŭ); the diaeresis stays."""
    decomposed = unicodedata.normalize("NFD", spelling)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _MARKS_OTHER_THAN_DIAERESIS))


def _candidates() -> dict[str, tuple[str, ...]]:
    """Map each spelling, exact and with its apostrophe, diaeresis or both left out, to pinyin, exact readings first."""
    exact: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    spellings = [(wade, pinyin) for pinyin, wade in SPELLING.items()]
    spellings += [(wade, pinyin) for wade, pinyin, _ in rows("wade_giles_alternates.tsv")]
    for wade, pinyin in spellings:
        wade = _plain(wade)
        exact.setdefault(wade, []).append(pinyin)
        for changed in (wade.replace("'", ""), wade.replace("ü", "u"), wade.replace("'", "").replace("ü", "u")):
            loose.setdefault(changed, []).append(pinyin)
    return {wade: tuple(dict.fromkeys(exact.get(wade, []) + loose.get(wade, []))) for wade in exact | loose}


_PINYIN_OF = _candidates()


def _split(word_text: str, known: Collection[str]) -> list[str] | None:
    """Split a word into the fewest known syllables; None if it cannot be. Linear: syllables are at most 8 letters.

    A syllable inside the word that begins with a vowel would have an apostrophe before it: xiangao is xian-gao.
    """
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(word_text)
    for end in range(1, len(word_text) + 1):
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before, found = best[start], best[end]
            if before is None or word_text[start:end] not in known:
                continue
            cost = before[0] + (2 if start and word_text[start] in "aeo" else 1)
            if found is None or cost < found[0]:
                best[end] = (cost, start)
    if best[-1] is None:
        return None
    parts: list[str] = []
    end = len(word_text)
    while end:
        step = best[end]
        assert step is not None
        parts.append(word_text[step[1] : end])
        end = step[1]
    return parts[::-1]


def _syllables_of_words(
    text: str, scheme: str, known: Collection[str], prepare: Callable[[str], str]
) -> list[list[str]]:
    """Return the syllables of each word of ``text``, lower case, or raise InvalidInput naming the part not read."""
    if len(text) > _LONGEST_TEXT:
        raise InvalidInput(
            f"{len(text)} characters are too long for a name in {scheme}", hint="Give one name at a time."
        )
    words: list[list[str]] = []
    for written in text.replace(",", " ").split():
        parts: list[str] = []
        for piece in filter(None, re.split("[-\u2010-\u2013]", prepare(written.lower()))):
            found = [piece] if piece in known else _split(piece, known)
            if found is None:
                raise InvalidInput(f"{written!r} is not {scheme}: {piece!r} has no such syllables")
            parts += found
        if parts:
            words.append(parts)
    return words


def to_wade_giles(pinyin: str) -> str:
    """Return the Wade-Giles spelling of pinyin (with or without tone marks; words may be joined or hyphenated).

    Syllables of one word are hyphenated, a word that starts with a capital keeps it. Raises InvalidInput for anything
    that is not pinyin.

    >>> to_wade_giles("Sheng Xuanhuai"), to_wade_giles("shuo"), to_wade_giles("Xi'an")
    ('Sheng Hsüan-huai', 'shuo', 'Hsi-an')
    """

    def prepare(written: str) -> str:
        return _APOSTROPHES.sub("'", toneless(written)).replace("'", "-").replace("v", "ü").replace("u:", "ü")

    capital = [part[:1].isupper() for part in pinyin.replace(",", " ").split()]
    words = _syllables_of_words(pinyin, "pinyin", SPELLING, prepare)
    result = []
    for parts, is_capital in zip(words, capital, strict=False):
        spelled = "-".join(SPELLING[part] for part in parts)
        result.append(spelled[:1].upper() + spelled[1:] if is_capital else spelled)
    return " ".join(result)


def wade_giles_readings(name: str) -> tuple[str, ...]:
    """Return a name in Wade-Giles for each of its readings, the curated one first; () if no reading is all pinyin.

    >>> wade_giles_readings("覃振")
    ("Ch'in Chen", "T'an Chen", 'Hsün Chen')
    """
    found: dict[str, None] = {}
    for reading in readings(name):
        try:
            found[to_wade_giles(reading.plain)] = None
        except InvalidInput:  # a rare character or a foreign word in the name
            continue
    return tuple(found)


def from_wade_giles(text: str) -> tuple[str, ...]:
    """Return the pinyin names that a name in Wade-Giles may stand for, at most 64, exact readings first.

    Missing apostrophes, diaereses and circumflexes are allowed for. Raises InvalidInput for anything else.

    >>> from_wade_giles("Sheng Hsüan-huai")
    ('Sheng Xuanhuai',)
    >>> from_wade_giles("Teng T'ing-chen")[:2], from_wade_giles("Lo")
    (('Deng Tingzhen', 'Deng Tingchen'), ('Luo', 'Lo'))
    """

    def prepare(written: str) -> str:
        return _plain(_APOSTROPHES.sub("'", written))

    words = _syllables_of_words(text, "Wade-Giles", _PINYIN_OF, prepare)
    alternatives = [product(*(_PINYIN_OF[part] for part in parts)) for parts in words]
    names = (" ".join(map(word, name)) for name in product(*(islice(each, _MOST_CANDIDATES) for each in alternatives)))
    return tuple(dict.fromkeys(islice(names, _MOST_CANDIDATES))) if words else ()
