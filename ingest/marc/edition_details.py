"""What notes say of the making of a Chinese book, by a small grammar: 行款, 版框, 魚尾, 刻工, 避諱, 牌記, 藏印.

The grammar is ``edition_details.tsv``: what is evidence of which type, said with which property, in which words. The
words of the note are always kept beside what was understood of them; what is not understood stays a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from kg.calendar.numerals import number as numeral
from ontology.schemes import known_words

_LIST = re.compile('[”"」』’“「『‘、，,]\\s*[“"「『‘”」』’、，,及和]*')
_WORTH_READING = re.compile("[行字框匡口邊边欄栏魚鱼刻諱讳缺牌印鈐钤]")
#: More lines or characters than any edition has.
_MAX_NUMBER = 80


class Detail(NamedTuple):
    """One thing that a note says: type of evidence, property, and value, a text or a number as text."""

    evidence: str
    predicate: str
    value: str
    is_number: bool


class _Rule(NamedTuple):
    evidence: str
    predicate: str
    pattern: re.Pattern[str]


@cache
def _rules() -> tuple[_Rule, ...]:
    rows = read_rows(Path(__file__).with_name("edition_details.tsv"))
    return tuple(_Rule(row["evidence"], row["property"], re.compile(row["pattern"])) for row in rows)


def details_of(note: str) -> tuple[Detail, ...]:
    """What a note says, each detail once.

    >>> [(d.predicate, d.value) for d in details_of("9行20字, 白口, 左右雙邊, 單魚尾")]
    [('zs:linesPerHalfLeaf', '9'), ('zs:charactersPerLine', '20'), ('zs:centreColumn', '白口'), \
('zs:plateFrame', '左右雙邊'), ('zs:fishTail', '單魚尾')]
    >>> [d.value for d in details_of("半葉十二行，行二十三字。版框高19.5公分，寬13.2公分。刻工：陶子麟。")]
    ['12', '23', '19.5', '13.2', '陶子麟']
    """
    if not _WORTH_READING.search(note):
        return ()
    return tuple(dict.fromkeys(_found(note)))


def _found(note: str) -> Iterator[Detail]:
    for rule in _rules():
        for match in rule.pattern.finditer(note):
            groups = match.groupdict()
            if text := groups.get("number"):
                value = numeral(text)
                if value is not None and 0 < value <= _MAX_NUMBER:
                    yield Detail(rule.evidence, rule.predicate, str(value), True)
                break
            if text := groups.get("decimal"):
                yield Detail(rule.evidence, rule.predicate, text, True)
                break
            words = _LIST.split(groups["list"]) if groups.get("list") else [groups.get("value") or ""]
            yield from (Detail(rule.evidence, rule.predicate, word.strip(), False) for word in words if word.strip())


@cache
def _words(scheme: str) -> tuple[tuple[str, str], ...]:
    """(word, concept) of the Chinese words of a scheme, the longest first."""
    found = [(word, concept) for word, concept in known_words(scheme).items() if not word.isascii() and len(word) > 1]
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def _any_word(scheme: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word, _ in _words(scheme)))


def concept_in(scheme: str, text: str) -> tuple[str, str]:
    """(word, concept IRI) of the most special word of a scheme that stands in a text; empty for none.

    >>> concept_in("editiontype", "清光緒二年[1876] 刻本")[0]
    '刻本'
    """
    if not _any_word(scheme).search(text):
        return "", ""
    return next(pair for pair in _words(scheme) if pair[0] in text)
