"""Names of persons as they are compared: folded, with and without the clan in brackets, and their keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.authority.records.undifferentiated import kind_of_form
from kg.chinese.fold import clean, fold, fold_loose
from kg.chinese.keys import query_key, search_keys
from kg.chinese.readings import bare_name, has_han, split_name
from kg.reconciliation.table import rows

#: Characters of a name that are read; the rest of a longer text is no name.
LONGEST = 60

_MARKS = re.compile(r"[\s()（）\[\]［］〔〕【】·・‧•,，、.。\"“”'‘’\x00-\x1f]+")


class NameKind(StrEnum):
    """How a form of a name is compared (``tables/name_kinds.tsv``)."""

    WHOLE = "whole"
    COURTESY = "courtesy"
    ART = "art"
    TITLE = "title"
    PART = "part"


@dataclass(frozen=True, slots=True)
class PersonName:
    """A form of a name. ``plain`` is its loose key without marks, ``bare`` that without the clan in brackets before
    the name, ``clan`` the key of that clan (empty: none)."""

    text: str
    kind: NameKind
    plain: str
    bare: str
    clan: str

    @property
    def is_han(self) -> bool:
        """Whether it is written in Chinese characters."""
        return has_han(self.text)

    @property
    def is_undifferentiated(self) -> bool:
        """Whether it is no more than a surname (李某, 張氏, 王□): it can stand for any number of persons."""
        kind = kind_of_form(self.text)
        return bool(kind) and not (kind == "surname" and self.clan)  # (伍彌)泰 is a clan and the whole of a name


@cache
def name_kinds() -> dict[str, NameKind]:
    """Local name of a name type -> how names of that type are compared."""
    return {name: NameKind(kind) for name, kind in rows("name_kinds")}


def person_name(text: str, kind: NameKind = NameKind.WHOLE) -> PersonName | None:
    """The form of a name, None for a text without any letter.

    >>> name = person_name("(富察)傅鼐")
    >>> name.plain, name.bare, name.clan
    ('富察傅鼐', '傅鼐', '富察')
    """
    text = clean(text[:LONGEST]).strip()
    if text.isalpha():
        plain = fold_loose(text)
        return PersonName(text, kind, plain, plain, "")
    plain = plain_key(text)
    if not plain:
        return None
    clan, bare = bare_name(text)
    return PersonName(text, kind, plain, (plain_key(bare) if clan else "") or plain, plain_key(clan))


def plain_key(text: str) -> str:
    """The loose key of a name without brackets, spaces, points and control characters."""
    return _MARKS.sub("", fold_loose(text))


def by_key(texts: Iterable[str]) -> dict[str, str]:
    """Key -> text of several texts; what is shorter than two characters tells nothing."""
    return {key: text for text in texts if len(key := plain_key(text)) > 1}


def is_same_fold(one: str, other: str) -> bool:
    """Whether two texts are one but for script and common variants (R1), marks aside."""
    return _MARKS.sub("", fold(one)) == _MARKS.sub("", fold(other))


def surname_of(name: PersonName) -> str:
    """The key of the surname, empty where none can be told.

    >>> surname_of(person_name("歐陽脩")), surname_of(person_name("僧格林沁"))
    ('欧阳', '')
    """
    return plain_key(split_name(name.text)[0])


def name_keys(name: PersonName) -> Iterator[str]:
    """The keys of a whole name in Chinese characters: brackets kept, clan dropped, and what follows a long surname."""
    yield name.plain
    if name.bare != name.plain:
        yield name.bare
    if len(name.plain) > 3 and name.plain == name.bare:
        surname, given = split_name(name.text)
        if len(surname) > 1 and len(given) > 1:
            yield plain_key(given)


def letter_keys(name: PersonName) -> frozenset[str]:
    """The romanised keys of a name in any script, without initials."""
    least = len(name.plain) if name.is_han else max(len(name.text.split()), 2)
    return frozenset(key for key in search_keys(name.text) if len(key) > least)


def typed_key(name: PersonName) -> str:
    """A name in letters as it is compared with ``letter_keys``."""
    return query_key(name.text)
