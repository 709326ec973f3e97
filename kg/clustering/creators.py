"""Statements of responsibility: who, of what dynasty, and what they did, from the many ways catalogues write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kg.chinese.fold import clean, fold_loose
from kg.clustering.table import pairs, words

_SEPARATORS = re.compile(r"[、,，;；/／+＋&]|\s+(?=[^\s])")
_DYNASTY = re.compile(r"^[（(〔\[]([^）)〕\]]{0,6})[）)〕\]]\s*")
#: Words before a name that only doubt it.
_SAID = re.compile(r"^(?:原题|旧题|旧本题|题|传为)(?=..)")
_ROLE = re.compile(r"[（(〔\[]([^）)〕\]]+)[）)〕\]]$")
_SIGNS = re.compile(r"[^\w]|_")
#: A single character is the rest of a role or of a damaged name.
_SHORTEST = 2
#: What monks are called before their name.
_MONK = "释"
#: Surname and name with a space between them, as some catalogues of the West write them: 張　榮發.
_SPACED = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s+([\u3400-\u9fff]{2})(?![\u3400-\u9fff])")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_DOUBT = re.compile(r"[?？□]|[初中后前]期|[前后]半")


class Part(StrEnum):
    """What somebody has to do with a text."""

    AUTHOR = "author"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    COMMENTATOR = "commentator"
    COLLATOR = "collator"  #: of one edition only: not of the work
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Creator:
    """Somebody responsible: folded name, folded dynasty (the time that it stands for; empty: not said), and part.

    ``written`` and ``written_dynasty`` are what the source has.
    """

    name: str
    dynasty: str = ""
    part: Part = Part.UNKNOWN
    written: str = ""
    written_dynasty: str = ""


def creators_of(statement: str, *, dynasty: str = "", role: str = "") -> tuple[Creator, ...]:
    """The people whom a statement names, without those that name nobody (佚名).

    >>> [(c.written, c.dynasty, c.part.value) for c in creators_of("(漢)京房[撰];(吳)陸續[注]")]
    [('京房', '汉', 'author'), ('陸續', '吴', 'commentator')]
    >>> [c.written for c in creators_of("郭象 注，陸德明 音義")]
    ['郭象', '陸德明']
    >>> [(c.written, c.part.value) for c in creators_of("主編孫維炎 ; 執行主編儲祥銀, 張　榮發")]
    [('孫維炎', 'editor'), ('儲祥銀', 'editor'), ('張榮發', '')]
    """
    found: dict[str, Creator] = {}
    joined = _SPACED.sub(r"\1\2", clean(statement).replace("\u3000", " "))
    waiting: list[str] = [piece for piece in _SEPARATORS.split(joined) if piece.strip()]
    for at, piece in enumerate(waiting):
        if part_of(piece) and at:  # 「郭象 注」: the role stands apart from the name before it
            continue
        following = waiting[at + 1] if at + 1 < len(waiting) else ""
        creator = _creator(piece.strip(), dynasty, role or (following if part_of(following) else ""))
        if creator is not None:
            found.setdefault(creator.name, creator)
    return tuple(found.values())


def period(dynasty: str) -> str:
    """The time that a dynasty's name stands for, folded; doubts and halves of it are left out.

    >>> period("南宋?"), period("姚秦")
    ('宋', '后秦')
    """
    name = _SIGNS.sub("", _DOUBT.sub("", fold_loose(dynasty)))
    return pairs("dynasties").get(name, name)


def part_of(role: str) -> Part:
    """What a word of a statement of responsibility makes of a person; UNKNOWN for a word that is none."""
    return _parts().get(_SIGNS.sub("", fold_loose(role)), Part.UNKNOWN)


@cache
def _parts() -> dict[str, Part]:
    return {word: Part(part) for word, part in pairs("roles").items()}


def _creator(text: str, dynasty: str, role: str) -> Creator | None:
    if match := _DYNASTY.match(text):
        dynasty, text = match[1] or dynasty, text[match.end() :]
    if match := _ROLE.search(text):
        role, text = role or match[1], text[: match.start()]
    text = text.strip(" 　…()（）[]〔〕")
    if not _HAN.search(text):  # dates after a name, Latin script, signs
        return None
    for word in words("leading_roles"):
        if not role and len(text) - len(word) >= _SHORTEST and fold_loose(text).startswith(word):
            role, text = pairs("leading_roles")[word], text[len(word) :].strip()
            break
    for word in words("roles"):
        if not role and len(text) - len(word) >= 2 and fold_loose(text).endswith(word):
            role, text = text[-len(word) :], text[: -len(word)].strip()
            break
    name = _SAID.sub("", _SIGNS.sub("", fold_loose(text)).removesuffix("等"))
    if len(name) < _SHORTEST or name in words("anonymous") or _DOUBT.fullmatch(text):
        return None
    if name.startswith(_MONK) and len(name) > 2:
        name = name[1:]
    part = Part(role) if role in set(Part) else part_of(role)
    if part is Part.UNKNOWN and role:
        part = Part.COLLATOR if len(role) > 2 else Part.UNKNOWN  # 「撰鄱陽遺事錄」 adds something to one edition
    return Creator(name, period(dynasty), part, text, dynasty)
