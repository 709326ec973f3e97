"""Romanised search keys of a name, and the key of what a reader typed.

A key holds lower-case letters only: no diacritics, apostrophes, hyphens or spaces. Keys of one name: pinyin (ü as u, v
and yu), western order, initials, Wade-Giles in both orders, for every reading of the surname. Conventional spellings
that no rule gives (Sun Yat-sen) are name forms to be stored, not keys.
"""

from __future__ import annotations

import unicodedata

from kg.chinese.fold import fold
from kg.chinese.readings import bare_name, has_han, split_name, surname_readings
from kg.chinese.romanise import syllables, toneless
from kg.chinese.shortcache import cached_if_short
from kg.chinese.wadegiles import SPELLING

Spelling = tuple[str, str, str, bool]
"""Pinyin without tones (with ü), initials, Wade-Giles in plain letters; whether all three are a-z already."""


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


@cached_if_short(maxsize=8192)
def _syllable_spelling(syllable: str) -> tuple[str, str, str]:
    plain = toneless(syllable)
    if len(syllable) == 1 and syllable.isascii():
        return plain, plain, plain  # a letter in a Chinese name
    letters = plain.replace("ê", "e")
    return letters, letters[:1].replace("ü", "u"), SPELLING.get(plain, plain).translate(_KEY_CHARACTERS)


def _spelling(parts: tuple[str, ...]) -> Spelling:
    if not parts:
        return "", "", "", True
    letters, initials, wade = map("".join, zip(*map(_syllable_spelling, parts), strict=True))
    together = letters + wade
    return letters, initials, wade, together.isascii() and together.isalpha() and together.islower()


@cached_if_short(maxsize=65536)
def _given_spelling(given: str) -> Spelling:
    return _spelling(syllables(given))


@cached_if_short(maxsize=32768)
def _surname_spellings(surname: str) -> tuple[Spelling, ...]:
    return tuple(_spelling(parts) for parts in surname_readings(surname)[0])


_NO_SURNAME: tuple[Spelling, ...] = (("", "", "", True),)


def search_keys(name: str) -> tuple[str, ...]:
    """Return the distinct keys under which ``name`` is found, the curated reading's pinyin first.

    >>> search_keys("盛宣懷")[:4]
    ('shengxuanhuai', 'xuanhuaisheng', 'sxh', 'shenghsuanhuai')
    >>> [key for key in search_keys("呂布") if key.endswith("bu")]
    ['lubu', 'lvbu', 'lyubu']
    """
    if not has_han(name):
        return _word_keys(name)
    keys = _keys(*split_name(name))
    if not name.isalpha():
        clan, bare = bare_name(name)
        if clan:  # the Manchu name alone, as one word, is the usual one
            keys += _keys("", bare)
    found = dict.fromkeys(keys)
    found.pop("", None)
    return tuple(found)


def _word_keys(name: str) -> tuple[str, ...]:
    """Return the keys of a name that is not Chinese: words as written, first one last, last one first."""
    words = [key for key in map(query_key, name.replace(",", " ").split()) if key]
    orders = (words, words[1:] + words[:1], words[-1:] + words[:-1], [word[0] for word in words if len(words) > 1])
    return tuple(key for key in dict.fromkeys(map("".join, orders)) if key)


def _keys(surname: str, given: str) -> list[str]:
    given_pinyin, given_initials, given_wade, are_letters = _given_spelling(given)
    keys: list[str] = []
    for pinyin, initials, wade, is_plain in _surname_spellings(surname) if surname else _NO_SURNAME:
        keys += (
            pinyin + given_pinyin,
            given_pinyin + pinyin,
            initials + given_initials,
            wade + given_wade,
            given_wade + wade,
        )
        are_letters = are_letters and is_plain
    return keys if are_letters else _in_letters(keys)


def _in_letters(keys: list[str]) -> list[str]:
    """Spell ü in its three ways and reduce to what `query_key` keeps."""
    spelled: list[str] = []
    for key in keys:
        if "ü" in key:
            spelled += (key.replace("ü", letters).translate(_KEY_CHARACTERS) for letters in ("u", "v", "yu"))
        else:
            spelled.append(key.translate(_KEY_CHARACTERS))
    return spelled


def query_key(text: str) -> str:
    """Return what a reader typed as a key to compare with `search_keys`; Han characters come back folded.

    >>> query_key("Sheng Hsüan-huai"), query_key("SHENG XUANHUAI"), query_key("Weng T'ung-ho")
    ('shenghsuanhuai', 'shengxuanhuai', 'wengtungho')
    """
    return text.translate(_KEY_CHARACTERS)
