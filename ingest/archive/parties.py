"""Senders and addressees as catalogues of archives write them: several, alternatives, doubts; and as titles say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ontology.schemes import known_words

_AND = re.compile(r"[、；;]|，|,")
_OR = re.compile(r"或")
_INFERRED = re.compile(r"^[\[［〔【](.+)[\]］〕】]$")
_DOUBT = re.compile(r"[?？]$|[（(][?？][）)]$")
_TITLE = re.compile(r"^(?P<sender>[^致覆復复上呈稟禀寄電电]{2,12})(?:致|覆|復|复|上|呈|稟|禀|寄)(?P<addressee>.+)$")


@dataclass(frozen=True, slots=True)
class Party:
    """One sender or addressee: the name, how sure (a notation of the scheme of certainty), and which of several
    alternatives it belongs to (0: none; parties with the same number exclude one another).
    """

    name: str
    certainty: str
    alternative: int


def parties(cell: str) -> list[Party]:
    """The parties that a cell names.

    >>> [(p.name, p.certainty, p.alternative) for p in parties("盛宣懷、[鄭觀應]")]
    [('盛宣懷', 'certain', 0), ('鄭觀應', 'inferred', 0)]
    >>> [(p.name, p.certainty, p.alternative) for p in parties("盛宣懷或盛康")]
    [('盛宣懷', 'possible', 1), ('盛康', 'possible', 1)]
    """
    found: list[Party] = []
    groups = 0
    for part in filter(None, map(str.strip, _AND.split(cell))):
        names = [name for name in map(str.strip, _OR.split(part)) if name]
        if len(names) > 1:
            groups += 1
            found += [Party(_party(name)[0], "possible", groups) for name in names]
        elif names:
            found.append(Party(*_party(names[0]), 0))
    return [party for party in found if party.name]


def of_title(title: str) -> tuple[str, str]:
    """Sender and addressee of a title such as 盛宣懷致李鴻章電, empty where it does not name both.

    >>> of_title("盛宣懷致李鴻章電"), of_title("外務部致呂大臣、盛大臣"), of_title("籌議海防摺")
    (('盛宣懷', '李鴻章'), ('外務部', '呂大臣、盛大臣'), ('', ''))
    """
    found = _TITLE.match(re.sub(r"[（(].*$", "", title.strip()))
    if not found:
        return "", ""
    addressee = found["addressee"]
    forms = sorted((word for word in known_words("documenttype") if addressee.endswith(word)), key=len)
    return found["sender"], addressee.removesuffix(forms[-1]) if forms else addressee


def _party(name: str) -> tuple[str, str]:
    if inner := _INFERRED.match(name):
        return inner[1].strip(), "inferred"
    if _DOUBT.search(name):
        return _DOUBT.sub("", name).strip(), "uncertain"
    return name, "certain"
