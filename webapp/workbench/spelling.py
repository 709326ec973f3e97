"""Two forms of a name character by character: equal, variants of each other, different."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from kg.chinese.fold import fold


@dataclass(frozen=True, slots=True)
class Mark:
    """Some characters of a form; ``kind`` is ``same``, ``variant`` (equal once folded: 懷 and 怀) or ``other``."""

    text: str
    kind: str


def compare(one: str, other: str) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """Both forms in pieces.

    >>> compare("盛宣懷", "盛宣怀")[0]
    (Mark(text='盛宣', kind='same'), Mark(text='懷', kind='variant'))
    >>> compare("盛宣懷", "盛杏蓀")[1]
    (Mark(text='盛', kind='same'), Mark(text='杏蓀', kind='other'))
    """
    left, right = _folded(one), _folded(other)
    first: list[Mark] = []
    second: list[Mark] = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag != "equal":
            first += [Mark(one[a:b], "other")] * (b > a)
            second += [Mark(other[c:d], "other")] * (d > c)
            continue
        for x, y in zip(one[a:b], other[c:d], strict=True):
            kind = "same" if x == y else "variant"
            first.append(Mark(x, kind))
            second.append(Mark(y, kind))
    return _joined(first), _joined(second)


def _folded(text: str) -> str:
    """The folded form, as long as the text: what folding would shorten is compared as it is."""
    folded = fold(text)
    return folded if len(folded) == len(text) else text


def _joined(marks: list[Mark]) -> tuple[Mark, ...]:
    joined: list[Mark] = []
    for mark in marks:
        if joined and joined[-1].kind == mark.kind:
            joined[-1] = Mark(joined[-1].text + mark.text, mark.kind)
        else:
            joined.append(mark)
    return tuple(joined)
