"""Surname and given name, and how both are read.

Dictionaries misread half of the surnames with several readings (單 Shàn, 仇 Qiú, 解 Xiè), so surnames have a table of
their own, ``tables/surnames.tsv``: the surname table of pinyin-pro (MIT), corrected, with the further readings and the
compound, non-Han and Manchu clan surnames added. The first reading is shown, all of them are searched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.chinese.fold import clean, fold
from kg.chinese.romanise import characters, simplified_for_lookup, syllables, toneless
from kg.chinese.shortcache import cached_if_short
from kg.chinese.tsv import rows

Syllables = tuple[str, ...]

_HAN = re.compile(r"[\u2e80-\u2fff\u31ef\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CLAN = re.compile(r"[（(〔［\[]([^（(〔［\[）)〕］\]]{1,12})[）)〕］\]](.+)", re.DOTALL)
_REMARK = re.compile(r"[（(〔［\[].*", re.DOTALL)
_VOWELS = frozenset("aeoê")
_DOTS = re.compile(r"[·・‧•]")
_LONGEST_NAME_WITH_PLAIN_SURNAME = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: pinyin with tone marks and without, surname first; ``source`` says who reads it so."""

    surname: str
    given: str
    toned: str
    plain: str
    source: str


def _surname_table() -> tuple[dict[str, tuple[tuple[Syllables, ...], str]], int]:
    table: dict[str, tuple[tuple[Syllables, ...], str]] = {}
    for surname, readings, source in rows("surnames.tsv"):
        table[surname] = (tuple(tuple(reading.split()) for reading in readings.split("|")), source)
    for surname in list(table):
        table.setdefault(fold(surname), table[surname])
    return table, max(map(len, table))


_SURNAMES, _LONGEST = _surname_table()


def has_han(text: str) -> bool:
    """Tell whether a Han character (or a description of one) occurs in ``text``."""
    return _HAN.search(text) is not None


def _known(surname: str) -> tuple[tuple[Syllables, ...], str] | None:
    """Look a surname up as written, then simplified, then folded (於 has an entry of its own beside 于)."""
    for form in (surname, simplified_for_lookup(surname), fold(surname)):
        if form in _SURNAMES:
            return _SURNAMES[form]
    return None


@cached_if_short(maxsize=32768)
def surname_readings(surname: str) -> tuple[tuple[Syllables, ...], str]:
    """Return all readings of a surname, curated one first, each as syllables with tones, and the source of the table.

    >>> surname_readings("覃")[0]
    (('qín',), ('tán',), ('xún',))
    """
    known = _known(surname)
    if known is not None:
        return known
    return (syllables(surname),), "pypinyin-0.55"


def bare_name(name: str) -> tuple[str, str]:
    """Return the Manchu clan written in brackets before the name (or ""), and the name without remarks behind it.

    >>> bare_name("(富察)傅鼐"), bare_name("鄭氏(張國彥母)")
    (('富察', '傅鼐'), ('', '鄭氏'))
    """
    if name.isalpha():
        return "", name
    name = clean(name).strip()
    clan = _CLAN.match(name)
    if clan:
        return clan[1].strip(), _REMARK.sub("", clan[2]).strip()
    return "", _REMARK.sub("", name).strip() or name


def split_name(name: str) -> tuple[str, str]:
    """Return surname and given name as written; the surname is "" where none can be told.

    Compound surnames go before single ones; a clan in brackets counts as the surname. In names that are not written in
    Han characters only a comma tells ("Fryer, John"). Four and more characters with no known surname are one name.

    >>> split_name("尉遲恭"), split_name("盛宣懷"), split_name("(富察)傅鼐"), split_name("僧格林沁")
    (('尉遲', '恭'), ('盛', '宣懷'), ('富察', '傅鼐'), ('', '僧格林沁'))
    """
    if name.isalpha() and _HAN.match(name):
        return _split_han(name)
    clan, name = bare_name(name)
    if clan:
        return clan, name
    if not _HAN.match(name):
        surname, comma, given = name.partition(",")
        return (surname.strip(), given.strip()) if comma else ("", name)
    if not name.isalpha():
        parts = _DOTS.sub(" ", name).split()
        if len(parts) > 1:
            given = "".join(parts[1:])
            return (parts[0], given) if _known(parts[0]) else ("", parts[0] + given)
    return _split_han(name)


def _split_han(name: str) -> tuple[str, str]:
    if fold(name[:1]) in _COMPOUND_STARTS:
        for length in range(min(_LONGEST, len(name)), 1, -1):
            if _known(name[:length]) is not None:
                return name[:length], name[length:]
    first, size = name[:1], len(name)
    if not name.isalpha():
        described = characters(name)
        first, size = described[0], len(described)
    if size <= _LONGEST_NAME_WITH_PLAIN_SURNAME or _is_plain_surname(first):
        return first, name[len(first) :]
    return "", name


@cached_if_short(maxsize=32768)
def _is_plain_surname(character: str) -> bool:
    return _known(character) is not None


_COMPOUND_STARTS = {fold(surname[0]) for surname in _SURNAMES if len(surname) > 1}


def word(parts: Syllables) -> str:
    """Join syllables to one capitalised word, with an apostrophe before a, e, o inside the word (Xi'an).

    >>> word(("xī", "ān"))
    "Xī'ān"
    """
    joined = "".join(
        "'" + part if place and toneless(part[:1]) in _VOWELS else part for place, part in enumerate(parts)
    )
    return joined[:1].upper() + joined[1:]


@cached_if_short(maxsize=65536)
def _words(text: str) -> tuple[str, str]:
    parts = syllables(text)
    if any(map(str.isascii, text)):  # Latin letters in the name: no syllables to tell apart
        joined = "".join(parts)
        return joined, "".join(map(toneless, parts))
    return word(parts), word(tuple(map(toneless, parts)))


def readings(name: str) -> tuple[Reading, ...]:
    """Return every reading of a name, the curated one first; empty for an empty name. Linear in the length of ``name``.

    A name without Han characters is its own reading. A character that no dictionary reads stays as it is.

    >>> [reading.plain for reading in readings("覃振")]
    ['Qin Zhen', 'Tan Zhen', 'Xun Zhen']
    >>> readings("尉遲恭")[0].toned
    'Yùchí Gōng'
    """
    surname, given = split_name(name)
    if not has_han(name):
        text = f"{surname} {given}".strip()
        return (Reading(surname, given, text, text, "as written"),) if text else ()
    given_toned, given_plain = _words(given) if given else ("", "")
    if not surname:
        return (Reading("", given_toned, given_toned, given_plain, "pypinyin-0.55"),)
    return tuple(
        Reading(toned, given_toned, f"{toned} {given_toned}".rstrip(), f"{plain} {given_plain}".rstrip(), source)
        for toned, plain, source in _surname_words(surname)
    )


@cached_if_short(maxsize=32768)
def _surname_words(surname: str) -> tuple[tuple[str, str, str], ...]:
    found, source = surname_readings(surname)
    return tuple((word(parts), word(tuple(map(toneless, parts))), source) for parts in found)
