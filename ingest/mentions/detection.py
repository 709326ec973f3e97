"""Where a text may name somebody: forms of the authority file, styles of address behind a surname, words for kin.

Nothing is decided here: spans may overlap, and each says which persons it can mean so far. A name and the style of
address behind it are one span (沈幼丹節帥), a kin word behind a name too (沅甫九弟).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from ingest.mentions.matcher import FormIndex, Reading
from ingest.mentions.newcomers import known_again, newcomers
from ingest.mentions.tables import KinWord, Title, kin_words, role_words, surnames, titles
from kg.chinese import fold

_NUMERALS = "一二三四五六七八九十"
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Characters of a name between surname and style of address that are no part of a name.
_NO_NAME = fold("之者也而以與及即致復覆接函書信等皆均已由自於在至往來的是不此其爲為有無曰云將又亦並")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text that may name somebody: from ``start`` to ``end``, with the name itself ending at ``core``.

    ``kind`` is ``name`` (a form of the authority file), ``titled`` (surname with a style of address), ``kin`` (a kin
    word), ``role`` (a word for writer or addressee), ``spouse`` (a name with a word for the wife behind it) or
    ``stranger`` (what reads like a name without a record).
    """

    start: int
    end: int
    core: int
    kind: str
    readings: tuple[Reading, ...] = ()
    title: str = ""
    surname: str = ""
    kin: KinWord | None = None
    rank: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The characters by which a writer calls his brothers and children: 沅 for 沅甫 in 沅弟, 澤 for 紀澤 in 澤兒."""

    juniors: dict[str, int] = field(default_factory=dict)
    children: dict[str, int] = field(default_factory=dict)


@cache
def _title_pattern() -> re.Pattern[str]:
    """A style of address at a place; the group number tells which."""
    parts = [
        f"({re.escape(title.text)}" + (f"(?![{re.escape(title.not_before)}])" if title.not_before else "") + ")"
        for title in titles()
    ]
    return re.compile("|".join(parts))


@cache
def _surname_pattern() -> re.Pattern[str]:
    names = sorted(surnames(), key=lambda name: -len(name))
    return re.compile("|".join(map(re.escape, names)))


@cache
def _kin_patterns() -> tuple[tuple[re.Pattern[str], KinWord], ...]:
    found = []
    for word in kin_words():
        rank = f"(?P<rank>长|次|仲|十[{_NUMERALS}]|[{_NUMERALS}]|大)"
        pattern = re.escape(word.text).replace(re.escape("{n}"), rank)
        found.append((re.compile(pattern), word))
    return tuple(found)


def detect(folded: str, index: FormIndex, abbreviations: Abbreviations, strangers: frozenset[str]) -> list[Span]:
    """All spans of a folded text that may name somebody, in the order in which they begin; overlaps are kept.

    ``strangers`` are names without a record that were found in other documents.
    """
    spans = [
        *_strangers(folded, strangers),
        *_names(folded, index),
        *_titled(folded),
        *_listed(folded),
        *_kin(folded),
        *_abbreviated(folded, abbreviations),
        *_roles(folded),
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _names(folded: str, index: FormIndex) -> Iterator[Span]:
    for hit in index.find(folded):
        readings = tuple(index.readings(hit.form))
        yield _extended(folded, hit.start, hit.end, readings)


def _strangers(folded: str, known: frozenset[str]) -> Iterator[Span]:
    here = list(newcomers(folded))
    names = known | {folded[start:end] for start, end in here}
    for start, core in {*here, *known_again(folded, names)}:
        yield replace(_extended(folded, start, core, ()), kind="stranger")


def _extended(folded: str, start: int, core: int, readings: tuple[Reading, ...]) -> Span:
    """The span of a name, with the style of address or the kin word behind it."""
    end, words = core, ""
    for pattern, _ in _kin_patterns():
        if (match := pattern.match(folded, core)) and match.groupdict().get("rank"):
            return Span(start, match.end(), core, "name", readings, match.group())
    if match := _title_pattern().match(folded, core):
        end, words = match.end(), match.group()
        if words in ("弟", "儿") and folded[end : end + 1] in ("妇",):
            end += 1
            words += "妇"
    kind = "spouse" if words.endswith(("妇", "夫人")) else "name"
    return Span(start, end, core, kind, readings, words)


def _titled(folded: str) -> Iterator[Span]:
    """Surname and style of address, with at most two characters of a name between them (李觀察, 夏憩亭觀察)."""
    for match in _title_pattern().finditer(folded):
        title: Title = titles()[(match.lastindex or 1) - 1]
        if not title.with_surname:
            continue
        for length in (3, 2, 1):
            start = match.start() - length
            if start < 0 or "\n" in folded[start : match.start()]:
                continue
            found = _surname_pattern().match(folded, start, match.start())
            given = folded[found.end() : match.start()] if found else ""
            if found and all(_HAN.match(char) and char not in _NO_NAME for char in given):
                if given and not _begins(folded, start):
                    continue
                if not given and folded[start - 1 : start] in _COUNTING:
                    continue
                yield Span(start, match.end(), match.start(), "titled", (), title.text, found.group())
                break


def _listed(folded: str) -> Iterator[Span]:
    """Surnames before a word for several persons (左、沈諸公), each a person."""
    names = f"(?:{_surname_pattern().pattern})"
    for run in re.finditer(f"(?<![\u3400-\u9fff])({names}(?:、?{names}){{1,4}})(?=[诸二两三][公君])", folded):
        for match in _surname_pattern().finditer(folded, run.start(1), run.end(1)):
            yield Span(match.start(), match.end(), match.end(), "titled", (), "", match.group())


def _begins(folded: str, start: int) -> bool:
    """Whether a name can begin here: at the beginning, behind a mark, or behind a word that takes a person."""
    return start == 0 or folded[start - 1] in _BEFORE or not _HAN.match(folded[start - 1])


_BEFORE = frozenset(fold("致復覆答稟與見晤托託請邀令派調委接及同和訪寄送告嘱囑命遣使贊"))


#: Characters behind which a rank counts and a surname is the end of another word (兩江, 十餘).
_COUNTING = (*"第数几两十百千", *_NUMERALS)


def _kin(folded: str) -> Iterator[Span]:
    for pattern, word in _kin_patterns():
        for match in pattern.finditer(folded):
            rank = _rank(match.groupdict().get("rank") or "")
            if folded[match.start() - 1 : match.start()] in _COUNTING and rank:
                continue
            end = match.end()
            spouse = folded[end : end + 1] in ("妇", "嫂")
            yield Span(match.start(), end + spouse, end, "spouse" if spouse else "kin", kin=word, rank=rank)


def _rank(text: str) -> int:
    if not text:
        return 0
    if text in ("长", "大"):
        return 1
    if text in ("次", "仲"):
        return 2
    return 10 + _NUMERALS.index(text[1]) + 1 if len(text) == 2 else _NUMERALS.index(text) + 1


def _abbreviated(folded: str, abbreviations: Abbreviations) -> Iterator[Span]:
    """沅弟, 澄沅兩弟, 澤兒: the first character of a brother's name, the last of a child's, before the kin word."""
    juniors, children = abbreviations.juniors, abbreviations.children
    if juniors:
        run = re.compile(f"[{''.join(map(re.escape, juniors))}]{{1,5}}(?=(?P<word>[两二三四五诸]?位?[老贤]?弟))")
        for match in run.finditer(folded):
            for place in range(match.start(), match.end()):
                last = place == match.end() - 1 and match["word"] == "弟"
                end = place + 1 + last
                spouse = last and folded[end : end + 1] == "妇"
                reading = Reading(juniors[folded[place]], "字首+弟", 0.3)
                kind = "spouse" if spouse else "name"
                yield Span(place, end + spouse, place + 1, kind, (reading,), "弟" if last else "")
    if children:
        for match in re.finditer(f"[{''.join(map(re.escape, children))}](?=[儿侄])", folded):
            reading = Reading(children[match.group()], "名尾+兒", 0.3)
            yield Span(match.start(), match.end() + 1, match.end(), "name", (reading,), "儿")


def _roles(folded: str) -> Iterator[Span]:
    for word, role in role_words().items():
        start = folded.find(word)
        while start >= 0:
            yield Span(start, start + len(word), start + len(word), "role", role=role)
            start = folded.find(word, start + 1)
