"""What a title of an old book consists of: editorial words, the writer's name, the title itself, and what follows it.

``唐劉蛻集`` and ``文泉子集`` are collected writings; ``重刊荊川先生文集`` is ``荊川集`` in a printer's words;
``周易註`` is a commentary of ``周易``; ``揮麈後錄`` is not ``揮麈錄``. All texts of a form are folded
(`kg.chinese.fold_loose`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kg.chinese.fold import clean, fold_loose
from kg.clustering.table import pairs, rows, words

#: The fewest characters that may be left when a word is taken away.
_LEAST = 2
_BRACKETS = re.compile(r"[（(〔\[【〈]([^）)〕\]】〉]*)[）)〕\]】〉]")
_SIGNS = re.compile(r"[^\w]|_")
_NUMBER = "0-9一二三四五六七八九十百千〇零上中下元"
_EXTENT = re.compile(rf"(?:[附坿并]?存?[{_NUMBER}]+[卷回册篇集种]|不分卷|残)$")
_NOTES = re.compile("[注笺疏]|集解|章句|音义|音释|音辩|考异|集传")
_GENRES = ("诗", "文")
_PART = re.compile(rf"第?[{_NUMBER}]+[～~\-—至到]?第?[{_NUMBER}]*[册卷集函种辑编期号]")


@dataclass(frozen=True, slots=True)
class TitleForm:
    """A title, taken apart.

    ``whole`` is all of it without signs, brackets and number of juan; ``core`` what is left without editorial words;
    ``bare`` the core without the writer's name; ``collected`` whether it is called somebody's collected writings,
    ``name`` what these are called after (empty: only 文集) and ``genre`` whether they are 诗 or 文 (empty: both);
    ``commentary`` the words that make it a commentary and ``base`` of what; ``annotated`` whether it speaks of notes at
    all; ``sections`` the parts or continuations it names; ``part`` the volumes that a bracket or its end counts.
    """

    whole: str
    core: str
    bare: str
    collected: bool
    name: str
    genre: str
    commentary: str
    base: str
    annotated: bool
    sections: frozenset[str]
    part: str


def title_form(title: str, names: tuple[str, ...] = (), dynasty: str = "") -> TitleForm:
    """Take a title apart; ``names`` are the folded names of those responsible, ``dynasty`` that of the first of them.

    >>> form = title_form("重刊荊川先生文集", ("唐顺之",))
    >>> form.core, form.collected, form.name
    ('荆川先生文集', True, '荆川')
    >>> title_form("周易註").base, title_form("揮麈後錄").sections
    ('周易', frozenset({'后'}))
    """
    text = fold_loose(clean(title)).replace("\u3000", " ")
    inside = " ".join(_BRACKETS.findall(text))
    whole = _SIGNS.sub("", _BRACKETS.sub("", text)) or _SIGNS.sub("", text)
    whole = _without_extent(whole)
    core = _without_prefixes(_with_dynasty(whole, dynasty))
    bare = _without_honorifics(_without_names(core, names))
    ending = _ending(bare, words("collected"))
    base = _without_commentary(core)
    return TitleForm(
        whole=whole,
        core=core,
        bare=bare,
        collected=bool(ending),
        name=bare.removesuffix(ending) if ending else "",
        genre=next((genre for genre in _GENRES if ending.startswith(genre) and len(ending) <= 2), ""),
        commentary=core[len(base) :],
        base=base,
        annotated=bool(_NOTES.search(whole)),
        sections=frozenset(_sections(base)),
        part="".join(match.group() for match in _PART.finditer(f"{inside} {whole[2:]}")),
    )


@cache
def _same_titles() -> dict[str, str]:
    return {fold_loose(title): fold_loose(row[0]) for row in rows("same_title") for title in row}


def known_title(core: str) -> str:
    """The title under which a work is known best, for one that is catalogued under several; else the title itself.

    >>> known_title(fold_loose("文始真經")) == fold_loose("關尹子")
    True
    """
    return _same_titles().get(core, core)


def _without_extent(text: str) -> str:
    while (match := _EXTENT.search(text)) and match.start() >= _LEAST:
        text = text[: match.start()]
    return text


def _with_dynasty(text: str, dynasty: str) -> str:
    """「皇朝文鑑」 of an author of the Song is 宋文鑑: a dynasty's own name for itself becomes its plain name."""
    for word in words("dynasty_words"):
        if text.startswith(word) and len(text) - len(word) >= _LEAST:
            return (pairs("dynasty_words")[word] or dynasty) + text[len(word) :]
    return text


def _without_prefixes(text: str) -> str:
    found = True
    while found:
        found = False
        for prefix in words("title_prefixes"):
            if text.startswith(prefix) and len(text) - len(prefix) >= _LEAST:
                text, found = text[len(prefix) :], True
                break
    return text


def _without_names(text: str, names: Iterable[str]) -> str:
    """A title without the dynasty and name of the writer before it: 唐孫樵集, 劉向新序, 陸氏南唐書."""
    for name in names:
        for written in (name, f"{name[:1]}氏", f"{name[:1]}子"):
            at = text.find(written)
            if 0 <= at <= 1 and len(text) - at - len(written) >= _LEAST:
                return text[at + len(written) :]
    return text


def _without_honorifics(name: str) -> str:
    for word in words("title_honorifics"):
        if len(name) - len(word) >= _LEAST:
            name = name.replace(word, "")
    return name


def _without_commentary(text: str) -> str:
    """The text that a commentary is of: 論語 of 論語集解義疏."""
    while ending := _ending(text, words("commentary")):
        if len(text) - len(ending) < _LEAST:
            break
        text = text[: -len(ending)]
    return text


def _ending(text: str, endings: Iterable[str]) -> str:
    return next((ending for ending in endings if text.endswith(ending) and len(text) > len(ending)), "")


def _sections(base: str) -> Iterable[str]:
    """The parts that the end of a title names: 外 of 山谷外集詩."""
    table, text = pairs("sections"), base.removesuffix("诗")
    for word in words("sections"):
        if text.endswith(word) and len(text) > len(word):
            if table[word]:
                yield table[word]
            break
    if base.startswith("续") and len(base) > _LEAST:
        yield "续"
