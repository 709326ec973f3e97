"""What holds for all records of a dataset of agents: where local ids begin, which language a text is in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.chinese.readings import has_han
from kg.iris import Minter
from kg.terms import Term

#: kind of entity -> its class; only persons have name nodes of their own, the others have them in authority records.
CLASSES = {
    "person": "zs:Person",
    "family": "zs:Family",
    "organization": "zs:Organization",
    "place": "zs:Place",
    "authority": "zs:AuthorityRecord",
}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SLUG = re.compile(r"\W+")
_KANA, _HANGUL = re.compile(r"[\u3041-\u30ff]"), re.compile(r"[\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class AgentContext:
    """What holds for all records of a dataset.

    ``entity`` begins local ids; ``han`` is the language of text in Han script, ``latin`` that of names in Latin script
    (each may be empty); ``citation`` is what every record cites; ``window`` are the years that people live at most.
    """

    minter: Minter
    entity: str
    han: str = ""
    latin: str = ""
    citation: str = ""
    window: int = 110

    def term(self, kind: str, local: str) -> Term:
        """The entity of a local id of the source."""
        return self.minter.entity(kind, self.entity + local)

    def language(self, text: str, declared: str = "") -> str:
        """The language tag of a text: what the source declares, else what its script tells."""
        if declared:
            return declared if _TAG.fullmatch(declared) else ""
        if _KANA.search(text):
            return "ja"
        if _HANGUL.search(text):
            return "ko"
        if has_han(text):
            return self.han
        return self.latin if any(char.isalpha() for char in text) else ""


def slug(text: str) -> str:
    """A name or foreign identifier as part of a local id: letters and digits in any script, joined by hyphens.

    >>> slug("http://viaf.org/viaf/1 2"), slug("江蘇 武進")
    ('http-viaf-org-viaf-1-2', '江蘇-武進')
    """
    return _SLUG.sub("-", text).strip("-").lower() or "x"


def historical(year: int) -> int:
    """A year as people count it, from an astronomical one: there is no year 0.

    >>> historical(-550), historical(1844)
    (-551, 1844)
    """
    return year if year > 0 else year - 1
