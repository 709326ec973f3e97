"""Personal names as GEDCOM writes them: the surname stands between slashes, Chinese names have it first.

In Han script ``/盛/宣懷``, ``宣懷 /盛/`` and (as some programs write it, with the slashes round the wrong part)
``盛 /宣懷/`` are all 盛宣懷.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.chinese import split_name
from kg.chinese.readings import has_han

_SLASHED = re.compile(r"([^/]*)/([^/]*)/?(.*)", re.DOTALL)
_HAN_ONLY = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


@dataclass(frozen=True, slots=True)
class PersonalName:
    """A name: ``text`` as it is shown, the parts that the slashes tell, and whether they stood round the given name."""

    text: str
    surname: str = ""
    given: str = ""
    suffix: str = ""
    inverted: bool = False


def read_name(value: str) -> PersonalName:
    """Read a name with or without slashes.

    >>> read_name("宣懷 /盛/").text, read_name("盛 /宣懷/").surname, read_name("Anne /Boleyn/").text
    ('盛宣懷', '盛', 'Anne Boleyn')
    """
    match = _SLASHED.fullmatch(value)
    if match is None:
        return PersonalName(_joined(value.split()))
    before, surname, after = (" ".join(part.replace("/", " ").split()) for part in match.groups())
    if not has_han(surname + before + after):
        return PersonalName(_joined([before, surname, after]), surname, before, after)
    given = before + after
    if before and not after and _is_inverted(before, surname):
        return PersonalName(before + surname, before, surname, inverted=True)
    return PersonalName(_joined([surname, before, after]), surname, given)


def write_name(text: str, surname: str, prefix: str = "") -> str:
    """A name with slashes round its surname (and the particle before it), where it stands in the text.

    >>> write_name("盛宣懷", "盛"), write_name("Ludwig van Beethoven", "Beethoven", "van")
    ('/盛/宣懷', 'Ludwig /van Beethoven/')
    """
    for wanted in (f"{prefix} {surname}".strip(), surname):
        if wanted and "/" not in text and (found := _place(text, wanted)) is not None:
            return f"{text[:found]}/{wanted}/{text[found + len(wanted) :]}"
    return text


def _place(text: str, part: str) -> int | None:
    if has_han(text):
        return 0 if text.startswith(part) else None
    found = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text)]
    return found[-1] if found else None


def _is_inverted(before: str, slashed: str) -> bool:
    """Whether what stands before the slashes is the surname: it is a known one and the other is not."""
    return split_name(before + slashed) == (before, slashed) and split_name(slashed + before)[0] != slashed


def _joined(parts: list[str]) -> str:
    words = [part for part in parts if part]
    return ("" if all(_HAN_ONLY.fullmatch(word) for word in words) else " ").join(words)
