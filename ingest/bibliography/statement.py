"""What an entry says: its titles and their extent, who is responsible, the editions named, whether the book exists.

An entry may list several books of one author (《易图解》一卷，《周易补注》十一卷。简亲王德沛撰。): each is a title
here. A supplement or an appendix (《补遗》一卷) is none: it belongs to the title before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.bibliography.grammar import Annotation, Grammar, appended_titles, existence_words

_TITLE = re.compile(r"《(?P<title>[^《》]+)》")
_MARKUP = re.compile(r"<[^<>]{1,20}>")
_NUMBER = "[一二三四五六七八九十百千万萬零〇]+"
#: A statement of responsibility: who, by whose order, what he did.
_ROLE = re.compile(
    r"^(?:.{2,8}年，)?(?P<who>[^，。；]{1,24}?)(?P<manner>(?:等|同)?(?:奉敕|奉旨|敕|御)?"
    r"(?:撰|[编編]|[辑輯]|[注註]|纂|修|[订訂]|[补補]|校|[译譯]|定|述|著|[笺箋][释釋]|[辑輯]注|[编編][辑輯]))$"
)
_EDITION = re.compile(r"(?:本|刻|印|版)(?:$|[^，。；]{0,4}$)")
_NO_EDITION = re.compile(
    r"^(?:此|今|未|其|[诸諸]|[余餘]|皆|[并並]|共|原[书書]|非|互?[见見]|依|兼|他|即)"
    r"|善$|不善|目列[后後]|未刊|未刻|可|足本$|[讹訛]|[谬謬]|全集$"
)
_LEADING = re.compile(r"^(?:又|[并並]|今|及|或)")
#: First words in brackets that name nobody.
_NOBODY = re.compile(
    r"^(?:目列[后後]|[伪偽]|[残殘]|以上|皆|共|未|此|即|[见見]|附|原|凡|[一二三四五六七八九十百]+[种種]|同上，)"
    r"|[卷》]|.{13,}"
)
_SAME = "同上"
_DONE = re.compile(r"[撰注传傳疏笺箋辑輯编編校]|集解|集[说說]|正[义義]")
_APPEND = re.compile(r"(?:，|、|。)?\s*(?:附|又附|[并並]附)$")
_LEAD = re.compile(r"^[，、。；\s及又]+")


@dataclass(frozen=True, slots=True)
class Title:
    """One book: its title, how many juan, by whom (as written, empty where unknown), and what is appended to it."""

    title: str
    extent: str = ""
    creator: str = ""
    appended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What an entry says of its titles; ``existence`` is a concept of that scheme by its local name, or empty.

    ``same_creator``: the entry refers to the one before it for the author (同上).
    """

    text: str
    titles: tuple[Title, ...]
    role: str = ""
    editions: tuple[str, ...] = ()
    note: str = ""
    existence: str = ""
    same_creator: bool = False


def plain(text: str) -> str:
    """The words of a segment without mark-up and line breaks.

    >>> plain("<br/>《易笺》八卷。\\n（陈法。）\\n")
    '《易笺》八卷。（陈法。）'
    """
    return _MARKUP.sub("", "".join(line.strip() for line in text.splitlines()))


def read_statement(text: str, grammar: Grammar) -> Statement:
    """What an entry says. It has no titles where no title can be found.

    >>> from ingest.bibliography.grammar import get_grammar
    >>> said = read_statement("《易图解》一卷，《周易补注》十一卷。简亲王德沛撰。", get_grammar("qingshigao-yiwenzhi"))
    >>> [(each.title, each.extent, each.creator) for each in said.titles]
    [('易图解', '一卷', '简亲王德沛'), ('周易补注', '十一卷', '简亲王德沛')]
    """
    words = plain(text)
    listing, remarks = _parts(words, grammar)
    titles = _titles(listing, grammar)
    told = existence_words(grammar.name, grammar.language)
    existence = next((concept for found, concept in told if found.search(words)), "")
    statement = Statement(words, titles, note="", existence=existence)
    match grammar.annotation:
        case Annotation.BRACKETS:
            return _with_brackets(statement, remarks, grammar)
        case Annotation.LINE:
            return _with_responsibility(statement, remarks)
        case _:
            return replace(statement, note=remarks)


def _parts(words: str, grammar: Grammar) -> tuple[str, str]:
    """(list of titles, remarks) of an entry."""
    if grammar.annotation is Annotation.BRACKETS:
        listing, _, remarks = words.partition("（")
        if "《" not in listing and remarks.startswith("《") and not re.search(_NUMBER + "卷", listing):
            first, stop, rest = remarks.partition("。")
            return first + stop, rest.rstrip("）。，")
        return listing, remarks.rstrip("）。，")
    spread = grammar.annotation is Annotation.LINE
    last = max((found.end() for found in _TITLE.finditer(words)), default=0) if spread else 0
    end = words.find("。", last)
    return (words, "") if end < 0 else (words[: end + 1], words[end + 1 :])


def _titles(listing: str, grammar: Grammar) -> tuple[Title, ...]:
    extent = re.compile(rf"(?:{_NUMBER}|不分)?[{grammar.units}]")
    found: list[Title] = []
    marks = list(_TITLE.finditer(listing))
    if not marks:
        return _bare(listing, grammar, extent)
    before = listing[: marks[0].start()]
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        tail = listing[mark.end() : after.start() if after else len(listing)]
        size = extent.search(tail)
        between = tail[: size.start()] if size else ""
        is_appended = bool(_APPEND.search(before)) or mark["title"] in appended_titles()
        if found and is_appended:
            part = f"《{mark['title']}》{size.group() if size else ''}"
            found[-1] = replace(found[-1], appended=(*found[-1].appended, part))
        else:
            creator = _LEAD.sub("", _APPEND.sub("", before)) or _tail_creator(between)
            found.append(Title(mark["title"].strip(), size.group() if size else "", creator))
        before = _LEAD.sub("", tail[size.end() :] if size else "" if "，" in tail[:1] else tail)
    if before and found and not found[-1].creator:
        found[-1] = replace(found[-1], creator=_tail_creator(before, most=40))
    return tuple(_inherit(found))


def _inherit(titles: list[Title]) -> list[Title]:
    """A title without an author of its own is by that of the title before it."""
    for index in range(1, len(titles)):
        if not titles[index].creator:
            titles[index] = replace(titles[index], creator=titles[index - 1].creator)
    return titles


def _tail_creator(words: str, most: int = 16) -> str:
    words = words.strip("，、。")
    return words if 1 < len(words) <= most and _DONE.search(words) else ""


def _bare(listing: str, grammar: Grammar, extent: re.Pattern[str]) -> tuple[Title, ...]:
    found = grammar.bare_title.match(listing) if grammar.bare_title else None
    if found is None:
        return ()
    size = extent.search(listing, found.end())
    creator = found.groupdict().get("creator") or ""
    return (Title(found["title"].strip(), size.group() if size else "", creator),)


def _with_brackets(statement: Statement, remarks: str, grammar: Grammar) -> Statement:
    """Author and editions out of the brackets: （汉郑玄。卢见曾刻《雅雨堂丛书》辑本，又…）."""
    sentences = [each for each in re.split(r"[。）（]+", remarks) if each]
    titles = statement.titles
    same = False
    if sentences and not _EDITION.search(sentences[0]) and not _NOBODY.search(sentences[0]):
        said = sentences.pop(0)
        same = said == _SAME
        titles = tuple(each if each.creator or same else replace(each, creator=said) for each in titles)
    editions = _editions(sentences) if grammar.editions else ()
    return replace(statement, titles=titles, editions=editions, note="", same_creator=same)


def _editions(sentences: list[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for sentence in sentences:
        for clause in re.split(r"[，；]", sentence):
            words = _LEADING.sub("", clause.strip())
            if 2 <= len(words) <= 30 and _EDITION.search(words) and not _NO_EDITION.search(words):
                found[words] = None
    return tuple(found)


def _with_responsibility(statement: Statement, remarks: str) -> Statement:
    """Author and role out of the last sentence: 康熙二十二年，牛钮等奉敕撰。"""
    words = remarks.strip("。 ")
    if not words:
        return statement
    simple = _ROLE.match(words)
    who, role = (simple["who"], simple["manner"]) if simple else (words, "")
    if who.endswith("年"):  # 乾隆二十四年敕撰: nobody is named
        who = ""
    if role.startswith(("等", "同")):
        who, role = who + role[0], role[1:]
    titles = tuple(each if each.creator else replace(each, creator=who) for each in statement.titles)
    return replace(statement, titles=titles, role=role)
