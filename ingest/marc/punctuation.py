"""The marks that ISBD and cataloguing rules put between the elements of a description, and how they come off."""

from __future__ import annotations

import re

_END = " \t\r\n\u3000/:;,=–"
_STOP = re.compile(r"(?<=[^\W\d_]{2})\.$|(?<=[)\]\"”》」])\.$|(?<=[\u3040-\ua4cf\uac00-\ud7af])[.。]$")
_STOPS = frozenset(".。")
_BRACKETS = {"[": "]", "(": ")"}


def chop(text: str) -> str:
    """A text without the marks at its end that lead on to the next element.

    A full stop goes where it ends a word; it stays after an initial and after a figure.

    >>> chop("Ole Lukøie /"), chop("Andersen, H. C."), chop("Tales of the sea."), chop("c1974.")
    ('Ole Lukøie', 'Andersen, H. C.', 'Tales of the sea', 'c1974.')
    """
    text = text.strip().rstrip(_END)
    if text[-1:] in _STOPS:
        text = _STOP.sub("", text).rstrip(_END)
    return text


def chop_stop(text: str) -> str:
    """Like ``chop``, and a full stop goes after a figure too: dates and numbers.

    >>> chop_stop("c1974."), chop_stop("U.S. G.P.O.")
    ('c1974', 'U.S. G.P.O.')
    """
    text = chop(text)
    return text[:-1] if re.search(r"\d[)\]>]?\.$", text) else text


def unbracketed(text: str) -> str:
    """A text without one bracket around it, or with one that was left open by the cut.

    >>> unbracketed("[1967]"), unbracketed("[S.l.")
    ('1967', 'S.l.')
    """
    opening, closing = text[:1], text[-1:]
    if opening in _BRACKETS and _BRACKETS[opening] not in text[1:-1]:
        text = text[1:-1] if closing == _BRACKETS[opening] else text[1:] if _BRACKETS[opening] not in text else text
    elif closing in _BRACKETS.values() and not any(mark in text for mark in _BRACKETS):
        text = text[:-1]
    return text.strip()


def qualified(text: str) -> tuple[str, list[str]]:
    """An identifier and the qualifiers in brackets behind it.

    >>> qualified("0877790086 (pbk) :")
    ('0877790086', ['pbk'])
    """
    text = chop(text)
    found = re.findall(r"\(([^()]*)\)", text)
    return re.sub(r"\s*\([^()]*\)", "", text).strip(), [chop(each) for each in found if each]
