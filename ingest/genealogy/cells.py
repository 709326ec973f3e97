"""What the cells of a catalogue of genealogies say: compilers, ancestors with their moves, poems, rules, holders.

The grammar is that of 《中国家谱总目》 and of the lists that libraries keep after its model. What a cell says beyond it
is kept as words by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.calendar.numerals import number
from ontology.schemes import concept_for, known_words

_PARTS = re.compile(r"[；;\n]+")
_PERIOD = re.compile(r"^[（(〔\[【]([^）)〕\]】]{1,8})[）)〕\]】]")
_BRACKET = re.compile(r"^(?P<name>[^（(]*)[（(](?P<inside>.*)[）)](?P<after>[^）)]*)$")
_MOVE = re.compile(
    r"(?:自|由|從|从)(?P<origin>[^遷迁徙移居，,、（(]+?)(?:始|再|又)?(?:遷居|迁居|徙居|移居|遷至|迁至|徙|遷|迁|移)(?P<destination>[^，,、；;）)]+)"
)
_SETTLED = re.compile(r"(?:始)?(?:遷居|迁居|徙居|移居|卜居|遷至|迁至|遷|迁|徙|居)(?P<destination>[^，,、；;）)]+)")
_ROLE_WORD = re.compile(r"^(?:遠祖|远祖|始祖|先祖|始遷祖|始迁祖|支祖|房祖|一世祖)[:：]?")
_STARTS = re.compile(r"^自?第?([〇零一二三四五六七八九十百廿卅\d]+)[世代]起?[:：]")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十百]+[、．.]\s*"),
    re.compile(r"^[（(][一二三四五六七八九十]+[）)]\s*"),
    re.compile(r"^\d+[、．.]\s*"),
    re.compile(r"^[（(]\d+[）)]\s*"),
)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Compiler:
    """One compiler: period, name and manner as written, any of which may be empty; ``others`` tells of a 等."""

    period: str
    name: str
    manner: str
    others: bool


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One ancestor: name, period, and from where to where, any but the name may be empty; ``words`` as written."""

    name: str
    period: str
    origin: str
    destination: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One family rule: its text, and the numbers of the rules it stands under, the outermost first: (2, 1)."""

    number: tuple[int, ...]
    text: str


def parts(cell: str) -> list[str]:
    """The parts of a cell, separated by semicolons or lines."""
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def compilers(cell: str) -> Iterator[Compiler]:
    """The compilers that a statement of responsibility names; a period holds for those that follow without one.

    >>> [(c.period, c.name, c.manner, c.others) for c in compilers("(清)盛宣懷等纂修；(民國)盛文頤主修")]
    [('清', '盛宣懷', '纂修', True), ('民國', '盛文頤', '主修', False)]
    """
    period = ""
    for part in parts(cell):
        found = _PERIOD.match(part)
        if found:
            period, part = found[1], part[found.end() :]
        names, manner = _without_manner(part.strip())
        for name in re.split(r"[、,，]", names):
            others = name.endswith("等")
            if name := name.removesuffix("等").strip():
                yield Compiler(period, name, manner, others)


def ancestors(cell: str) -> Iterator[Ancestor]:
    """The ancestors that a cell names.

    >>> [(a.name, a.period, a.origin, a.destination) for a in ancestors("盛隆（北宋，自廣陵遷毗陵）；萬三公")]
    [('盛隆', '北宋', '廣陵', '毗陵'), ('萬三公', '', '', '')]
    """
    for words in parts(cell):
        text = _ROLE_WORD.sub("", words)
        found = _BRACKET.match(text)
        name, told = (found["name"], f"{found['inside']}，{found['after']}") if found else _split_name(text)
        name = name.strip().removeprefix("諱")
        move = _MOVE.search(told)
        settled = move or _SETTLED.search(told)
        periods = (piece for piece in re.split(r"[，,、\s]|年間|年间|時|时|末|初", told) if piece)
        yield Ancestor(
            name=name,
            period=next((piece for piece in periods if concept_for("dynasty", piece)), ""),
            origin=move["origin"].strip() if move else "",
            destination=settled["destination"].strip() if settled else "",
            words=words,
        )


def poem(cell: str) -> tuple[int | None, str]:
    """The characters of a generation poem in their order, and the generation of the first where the cell says so.

    >>> poem("自第五十六世起：希言公彥承，宏聞貞尚衍")
    (56, '希言公彥承宏聞貞尚衍')
    """
    found = _STARTS.match(cell.strip())
    text = cell.strip()[found.end() :] if found else cell
    return (number(found[1]) if found else None), "".join(_HAN.findall(text))


def rules(cell: str) -> Iterator[Rule]:
    """The rules of a family, one a line, nested by the style of their numbers.

    >>> [rule.number for rule in rules("一、孝父母\\n（一）晨昏定省\\n二、睦鄉里")]
    [(1,), (1, 1), (2,)]
    """
    counts: list[int] = []
    styles: list[int] = []
    for line in filter(None, (line.strip() for line in cell.splitlines())):
        style = next((at for at, level in enumerate(_LEVELS) if level.match(line)), len(_LEVELS))
        while styles and styles[-1] > style:
            styles.pop()
            counts.pop()
        if styles and styles[-1] == style:
            counts[-1] += 1
        else:
            styles.append(style)
            counts.append(1)
        text = _LEVELS[style].sub("", line) if style < len(_LEVELS) else line
        yield Rule(tuple(counts), text)


def holders(cell: str) -> Iterator[tuple[str, str]]:
    """(institution, what is said of its copy).

    >>> list(holders("上海圖書館；常州市圖書館（缺卷三）"))
    [('上海圖書館', ''), ('常州市圖書館', '缺卷三')]
    """
    for part in parts(cell):
        found = _BRACKET.match(part)
        yield (found["name"].strip(), found["inside"].strip()) if found else (part, "")


def edition_type(text: str) -> str:
    """The IRI of the kind of edition that a statement ends with or names, the longest word first; empty for none.

    >>> edition_type("民國三十二年盛氏木活字本").rpartition("/")[2]
    'woodenType'
    """
    words = sorted((word for word in known_words("editiontype") if word in text and _HAN.match(word)), key=len)
    return known_words("editiontype")[words[-1]] if words else ""


def _without_manner(text: str) -> tuple[str, str]:
    """Names and the manner of their work: the longest word at the end that is a role.

    A word that is the whole text is no manner, but a name.
    """
    for length in range(min(4, len(text) - 1), 0, -1):
        if concept_for("role", text[-length:]):
            return text[:-length], text[-length:]
    return text, ""


def _split_name(text: str) -> tuple[str, str]:
    name, _, told = text.partition("，") if "，" in text else text.partition(",")
    return name, told
