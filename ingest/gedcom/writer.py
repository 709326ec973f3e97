"""Structures written as GEDCOM lines, and dates in the words of each version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.gedcom.dates import read_date
from ingest.gedcom.structure import Structure
from kg.chinese.readings import has_han
from kg.errors import InvalidDate

#: GEDCOM 5.5.1 allows 255 characters a line, with level, tag and line end.
_LONGEST = 240
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DATE_ESCAPE = re.compile(r"@#D[A-Z ]+@")
_PHRASE = re.compile(r"(.*?)\s*\((.*)\)", re.DOTALL)
_DATE = r"(?:(?:GREGORIAN|JULIAN|FRENCH_R|HEBREW|_\w+) )?(?:(?:\d{1,2} )?(?:[A-Z]{3,4}|_\w+) )?\d+(?: BCE| _\w+)?"
#: GEDCOM 7.0, section 2.4, with the calendars and months of extensions: what may stand as it is, whatever it means.
_GRAMMAR = re.compile(
    rf"{_DATE}|FROM {_DATE}(?: TO {_DATE})?|TO {_DATE}|BET {_DATE} AND {_DATE}|(?:BEF|AFT|ABT|CAL|EST) {_DATE}",
    re.ASCII,
)
_DUAL = re.compile(r"\b(\d{3,4})/(\d{2,4})\b")
_NAMES = {"JULIAN": "@#DJULIAN@", "FRENCH_R": "@#DFRENCH R@", "HEBREW": "@#DHEBREW@", "GREGORIAN": "@#DGREGORIAN@"}


class Pointer(str):
    """A value that points to a record: it is written without escapes."""

    __slots__ = ()

    @classmethod
    def to(cls, xref: str) -> Pointer:
        """The pointer to an identifier."""
        return cls(f"@{xref}@")


def write_lines(records: Iterable[Structure], *, seven: bool) -> Iterator[str]:
    """The lines of records with their ends, level by level.

    >>> list(write_lines([Structure("NOTE", "a@b\\nc", "N1")], seven=False))
    ['0 @N1@ NOTE a@@b\\n', '1 CONT c\\n']
    """
    for record in records:
        pending = [(0, record)]
        while pending:
            level, node = pending.pop()
            yield from _lines(level, node, seven)
            pending.extend((level + 1, child) for child in reversed(node.children))


def write_date(text: str, *, seven: bool) -> tuple[str, str]:
    """A date (``value (phrase)``) as value and phrase of a version; in 5.5.1 the phrase stands in the value.

    >>> write_date("@#DJULIAN@ 5 MAR 44 B.C.", seven=True), write_date("JULIAN 1700", seven=False)
    (('JULIAN 5 MAR 44 BCE', ''), ('@#DJULIAN@ 1700', ''))
    >>> write_date("11 FEB 1731/32", seven=True), write_date("光緒元年", seven=False)
    (('11 FEB 1732', '11 FEB 1731/32'), ('(光緒元年)', ''))
    """
    match = _PHRASE.fullmatch(text)
    value, phrase = (match[1], match[2]) if match else (text, "")
    if not (_is_date(value) or (seven and _GRAMMAR.fullmatch(value))):
        value, phrase = "", text
    return _seven(value, phrase) if seven else _five(value, phrase)


def _seven(value: str, phrase: str) -> tuple[str, str]:
    written = value.upper().removeprefix("INT ")
    for name, escape in _NAMES.items():
        written = re.sub(rf"{escape}\s*", f"{name} ", written)
    written = re.sub(r"\s*\bB\.?C\.?(?!E)", " BCE", written)
    if _DUAL.search(written):
        written, phrase = _DUAL.sub(lambda dual: str(int(dual[1]) + 1), written), phrase or value
    return written, phrase


def _five(value: str, phrase: str) -> tuple[str, str]:
    for name, escape in _NAMES.items():
        value = re.sub(rf"(?<!#D)\b{name}\b(?!@)", escape, value)
    value = re.sub(r"\bBCE\b", "B.C.", value)
    return f"{value} ({phrase})".strip() if phrase else value, ""


def _is_date(value: str) -> bool:
    if not value or has_han(value):
        return False
    try:
        read_date(value)
    except InvalidDate:
        return False
    return True


def _lines(level: int, node: Structure, seven: bool) -> Iterator[str]:
    start = f"{level} @{node.xref}@ {node.tag}" if node.xref else f"{level} {node.tag}"
    if isinstance(node.value, Pointer):
        yield f"{start} {node.value}\n"
        return
    text = _CONTROLS.sub("", node.value.replace("\r\n", "\n").replace("\r", "\n"))
    for number, line in enumerate(text.split("\n")):
        if number:
            start = f"{level + 1} CONT"
        pieces = [_escaped(line, seven)] if seven else _cut(_escaped(line, seven))
        for at, piece in enumerate(pieces):
            head = start if at == 0 else f"{level + 1} CONC"
            yield f"{head} {piece}\n" if piece else f"{head}\n"


def _escaped(line: str, seven: bool) -> str:
    if seven:
        return f"@{line}" if line.startswith("@") else line
    parts = _DATE_ESCAPE.split(line)
    escapes = [*_DATE_ESCAPE.findall(line), ""]
    return "".join(part.replace("@", "@@") + escape for part, escape in zip(parts, escapes, strict=True))


def _cut(line: str) -> list[str]:
    """Pieces that no reader mistakes: no blank and no ``@`` at a joint."""
    pieces = []
    while len(line) > _LONGEST:
        at = _LONGEST
        while at > 1 and (line[at - 1] in " \t@" or line[at] in " \t@"):
            at -= 1
        at = at if at > 1 else _LONGEST
        pieces.append(line[:at])
        line = line[at:]
    return [*pieces, line]
