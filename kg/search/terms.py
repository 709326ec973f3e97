"""Reading what a user typed: terms, quoted terms, the romanised key; nothing else is syntax, nothing is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.chinese.keys import query_key
from kg.search.analysis import folded, loosened, surface
from kg.search.index import MAX_TEXT

_PLAIN_KEY = re.compile("[a-z0-9]+")
_TERM = re.compile(r'"([^"]*[^" ][^"]*)"|([^ ]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One term in the three normal forms in which it is compared."""

    surface: str
    folded: str
    loose: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A read search text: ``whole`` is compared with whole names, each of ``parts`` must match, ``key`` with keys.

    Without any term ``parts`` is empty and everything matches; ``key`` is empty when the text has no romanised key.
    """

    whole: Term
    parts: tuple[Term, ...]
    key: str

    @property
    def plain_key(self) -> str:
        """The key when it has only the letters and digits of romanisation, otherwise empty."""
        return self.key if _PLAIN_KEY.fullmatch(self.key) else ""


def read_terms(text: str) -> Terms:
    """The terms of ``text``: divided at white space, except between two double quotes.

    >>> [part.folded for part in read_terms('盛宣懷 "Sheng Hsüan"  "x').parts]
    ['盛宣怀', 'sheng hsüan', '"x']
    """
    found = [quoted or plain for quoted, plain in _TERM.findall(surface(text))]
    whole = " ".join(found)
    return Terms(_term(whole), tuple(_term(part) for part in dict.fromkeys(found)), query_key(whole) if whole else "")


def completion_terms(text: str) -> Terms:
    """``text`` as one term, for completion: white space inside is kept, at its ends not; no term when it is too long.

    >>> [part.folded for part in completion_terms(' Sheng Hs').parts]
    ['sheng hs']
    """
    whole = surface(text).strip() if len(text) <= MAX_TEXT else ""
    return Terms(_term(whole), (_term(whole),), query_key(whole)) if whole else read_terms("")


def _term(text: str) -> Term:
    return Term(text, folded(text), loosened(text))
