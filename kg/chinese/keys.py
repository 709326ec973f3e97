"""Romanised search keys of a name, and the key of what a reader typed.

A key holds lower-case letters only: no diacritics, apostrophes, hyphens or spaces. Keys of one name: pinyin (ü as u, v
and yu), western order, initials, Wade-Giles in both orders, for every reading of the surname. Conventional spellings
that no rule gives (Sun Yat-sen) are name forms to be stored, not keys.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kg.chinese.fold import fold
from kg.chinese.readings import bare_name, split_name, surname_readings
from kg.chinese.romanise import syllables, toneless
from kg.chinese.wadegiles import SPELLING

Spelling = tuple[str, str, str]
"""Pinyin without tones (with ü), initials, Wade-Giles in plain letters."""


class _KeyCharacters(dict[int, str]):
    """Code point -> what it contributes to a key; kept for the Basic Multilingual Plane only."""

    def __missing__(self, code: int) -> str:
        # One character at a time: normalising a whole text takes quadratic time on long runs of combining marks.
        decomposed = unicodedata.normalize("NFKD", fold(chr(code)))
        kept = "".join(char for char in decomposed.casefold() if unicodedata.category(char) in _KEPT)
        if code < 0x10000:
            self[code] = kept
        return kept


_KEPT = {"Ll", "Lo", "Nd", "Nl"}
_KEY_CHARACTERS = _KeyCharacters()


@lru_cache(maxsize=8192)
def _letters(syllable: str) -> str:
    return toneless(syllable).replace("ê", "e")


@lru_cache(maxsize=8192)
def _wade_giles_letters(syllable: str) -> str:
    plain = toneless(syllable)
    return SPELLING.get(plain, plain).translate(_KEY_CHARACTERS)


def _spelling(parts: tuple[str, ...]) -> Spelling:
    letters = [_letters(part) for part in parts]
    return (
        "".join(letters),
        "".join([part[:1] for part in letters]).replace("ü", "u"),
        "".join([_wade_giles_letters(part) for part in parts]),
    )


@lru_cache(maxsize=65536)
def _given_spelling(given: str) -> Spelling:
    return _spelling(syllables(given))


@lru_cache(maxsize=32768)
def _surname_spellings(surname: str) -> tuple[Spelling, ...]:
    return tuple(_spelling(parts) for parts in surname_readings(surname)[0])


_NO_SURNAME: tuple[Spelling, ...] = (("", "", ""),)


def search_keys(name: str) -> tuple[str, ...]:
    """Return the distinct keys under which ``name`` is found, the curated reading's pinyin first.

    >>> search_keys("盛宣懷")[:4]
    ('shengxuanhuai', 'xuanhuaisheng', 'sxh', 'shenghsuanhuai')
    >>> [key for key in search_keys("呂布") if key.endswith("bu")]
    ['lubu', 'lvbu', 'lyubu']
    """
    surname, given = split_name(name)
    keys = _keys(surname, given)
    if not name.isalpha():
        clan, bare = bare_name(name)
        if clan:  # the Manchu name alone, as one word, is the usual one
            keys += _keys("", bare)
        elif not surname and " " in bare:
            first, _, rest = bare.partition(" ")
            last = bare.rpartition(" ")
            keys += [query_key(rest + first), query_key(last[2] + last[0])]
    return tuple(dict.fromkeys(key for key in keys if key))


def _keys(surname: str, given: str) -> list[str]:
    given_pinyin, given_initials, given_wade = _given_spelling(given)
    keys: list[str] = []
    for pinyin, initials, wade in _surname_spellings(surname) if surname else _NO_SURNAME:
        keys += (
            pinyin + given_pinyin,
            given_pinyin + pinyin,
            initials + given_initials,
            wade + given_wade,
            given_wade + wade,
        )
    joined = "".join(keys)
    if joined.isascii() and joined.isalpha() and joined.islower():
        return keys
    expanded: list[str] = []
    for key in keys:
        if "ü" in key:
            expanded += (key.replace("ü", letters).translate(_KEY_CHARACTERS) for letters in ("u", "v", "yu"))
        else:
            expanded.append(key.translate(_KEY_CHARACTERS))
    return expanded


def query_key(text: str) -> str:
    """Return what a reader typed as a key to compare with `search_keys`; Han characters come back folded.

    >>> query_key("Sheng Hsüan-huai"), query_key("SHENG XUANHUAI"), query_key("Weng T'ung-ho")
    ('shenghsuanhuai', 'shengxuanhuai', 'wengtungho')
    """
    return text.translate(_KEY_CHARACTERS)
