"""The text of a catalogue as a row of segments without gaps: headings, entries, and all that stands between them.

The segments of a text, one after the other, are the text: nothing is lost. Which class an entry is in is known only
when the class ends (以上正史合刻本; 右儒五十三家), so classes are given in a second pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ingest.bibliography.grammar import Annotation, Grammar, Heading, Place

_OPEN, _CLOSE = "（", "）"
#: A line that ends so goes on in the next.
_GOES_ON = tuple("，、；：")
_ENDS = tuple("。）\n")
#: What begins a line that is no continuation.
_BEGINS = tuple("《以─附右")


class Kind(StrEnum):
    """What a segment is: ``prose`` are prefaces and remarks on a class, ``attribution`` who gathered what precedes."""

    HEADING = "heading"
    ENTRY = "entry"
    PROSE = "prose"
    ATTRIBUTION = "attribution"


@dataclass(slots=True)
class Segment:
    """A stretch of the text from ``offset`` (characters) in ``line`` (from 1); ``path`` are its classes, top first."""

    kind: Kind
    text: str
    line: int = 0
    offset: int = 0
    path: tuple[str, ...] = ()
    heading: Heading | None = None
    name: str = ""
    fault: str = ""


def segments(text: str, grammar: Grammar, division: str = "") -> list[Segment]:
    """The segments of a text with their classes; ``division`` is the highest class where the text names none."""
    found: list[Segment] = []
    for unit, fault in _units(text, grammar):
        for piece in _pieces(unit, grammar, found):
            found.append(piece)
            piece.fault = fault
    _place(found)
    _classify(found, division)
    return found


def _place(found: list[Segment]) -> None:
    line, offset = 1, 0
    for segment in found:
        segment.line, segment.offset = line, offset
        line += segment.text.count("\n")
        offset += len(segment.text)


def _units(text: str, grammar: Grammar) -> Iterator[tuple[str, str]]:
    """(unit, fault): sentences with the brackets that follow them, or lines."""
    if grammar.annotation is Annotation.LINE:
        yield from ((line, "") for line in text.splitlines(keepends=True))
        return
    at = 0
    while at < len(text):
        end, fault = _end_of_unit(text, at, wraps=grammar.annotation is Annotation.BRACKETS)
        yield text[at:end], fault
        at = end


def _end_of_unit(text: str, at: int, *, wraps: bool) -> tuple[int, str]:
    """Where the unit that begins at ``at`` ends, and what is wrong with its brackets; a line that ``wraps`` goes on
    where it does not end with a full stop and the next does not begin with a title.
    """
    title, length = False, len(text)
    while at < length:
        sign = text[at]
        if sign == _OPEN:
            return _after_brackets(text, at)
        title = sign == "《" or (title and sign != "》")
        at += 1
        before, after = text[at - 2 : at - 1], text[at : at + 1]
        goes_on = title or before in _GOES_ON or (wraps and before not in _ENDS and after not in _BEGINS)
        ends = sign == "。" or (sign == "\n" and not goes_on)
        if ends:
            rest = at + len(re.match(r"\s*", text[at:]).group())  # type: ignore[union-attr]
            if text[rest : rest + 1] == _OPEN:
                return _after_brackets(text, rest)
            return (rest if sign == "。" and text[at:rest].strip(" ") else at), ""
    return length, ""


def _after_brackets(text: str, at: int) -> tuple[int, str]:
    """The end of the brackets that open at ``at``, of those that follow, and of signs and white space after them.

    Brackets that are not closed before others open end with their line.
    """
    while text[at : at + 1] == _OPEN:
        close, again = text.find(_CLOSE, at), text.find(_OPEN, at + 1)
        if close < 0 or 0 <= again < close:
            line = text.find("\n", at)
            return (len(text) if line < 0 else line + 1), "a bracket is opened and not closed"
        after = re.compile(r"[。，]?\s*").match(text, close + 1)
        at = after.end() if after else close + 1
    return at, ""


def _pieces(unit: str, grammar: Grammar, before: list[Segment]) -> Iterator[Segment]:
    """A unit as segments: headings at its beginning are cut off, remarks on an entry are joined to it."""
    while unit:
        found = next(((h, m) for h in grammar.headings if (m := h.pattern.match(unit.rstrip("\n")))), None)
        if found is None:
            break
        heading, match = found
        end = match.end()
        rest = unit[end:]
        if rest.startswith(_OPEN) or not rest.strip():
            end = len(unit) if not rest.strip() else _after_brackets(unit, end)[0]
        yield Segment(Kind.HEADING, unit[:end], heading=heading, name=heading.name(match))
        unit = unit[end:]
    if unit:
        yield from _entry_or_remark(unit, grammar, before)


def _entry_or_remark(unit: str, grammar: Grammar, before: list[Segment]) -> Iterator[Segment]:
    bare = unit.strip()
    last = before[-1] if before else None
    attributed = grammar.attribution and grammar.attribution.search(bare)
    if attributed and attributed.start() == 0:
        yield Segment(Kind.ATTRIBUTION, unit, name=bare)
    elif bare and _begins(grammar, bare, last):
        cut = unit.find(attributed.group()) if attributed and attributed.group().startswith("以上") else len(unit)
        yield Segment(Kind.ENTRY, unit[:cut])
        if cut < len(unit):
            yield Segment(Kind.ATTRIBUTION, unit[cut:], name=unit[cut:].strip())
    elif last is not None and (not bare or _joins(grammar, unit, last)):
        last.text += unit
    else:
        yield Segment(Kind.PROSE, unit)


def _begins(grammar: Grammar, bare: str, last: Segment | None) -> bool:
    """Whether a unit begins an entry: other words tell so at the beginning of a line than within it."""
    if grammar.remark and grammar.remark.search(bare):
        return False
    fresh = last is None or last.text.endswith("\n") or grammar.annotation is not Annotation.SENTENCES
    return bool((grammar.entry if fresh else grammar.entry_inside or grammar.entry).match(bare))


def _joins(grammar: Grammar, unit: str, last: Segment) -> bool:
    """Whether a remark belongs to the segment before it."""
    if last.kind is Kind.HEADING:
        return grammar.annotation is Annotation.SENTENCES and not last.text.endswith("\n")
    if grammar.annotation is Annotation.BRACKETS and last.kind is Kind.ENTRY:
        return not last.fault and not (last.text.endswith("\n") and _OPEN in last.text) and "《" not in unit
    return grammar.annotation is Annotation.SENTENCES


def _classify(found: list[Segment], division: str) -> None:
    """Give every segment its classes. A heading that ends a class names all since the last heading of its level or
    above; one that begins a class names all until the next of its level or above.
    """
    paths: list[dict[int, str]] = [{} for _ in found]
    begun: dict[int, str] = {1: division} if division else {}
    since: dict[int, int] = {}
    for index, segment in enumerate(found):
        heading = segment.heading
        if heading is None or heading.place is Place.WHOLE:
            paths[index].update(begun if heading is None else {})
            continue
        level = heading.level
        if heading.place is Place.BEGINS:
            begun = {**{k: v for k, v in begun.items() if k < level}, level: segment.name}
            paths[index].update(begun)
            since.update(dict.fromkeys(range(level, 5), index + 1))
            continue
        paths[index].update(begun)
        for at in range(since.get(level, 0), index + 1):
            paths[at].setdefault(level, segment.name)
        since.update(dict.fromkeys(range(level, 5), index + 1))
        begun = {k: v for k, v in begun.items() if k < level}
    for segment, path in zip(found, paths, strict=True):
        segment.path = tuple(path[level] for level in sorted(path) if path[level])
