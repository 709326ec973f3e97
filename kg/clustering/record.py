"""What a source says of a book, as far as clustering needs it, read from the claims of its record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache

from kg import terms
from kg.clustering.creators import Creator, creators_of
from kg.clustering.extent import juan
from kg.clustering.table import rows
from kg.terms import Term, Triple, is_iri, literal_language, literal_value

TYPE, TITLE, ALTERNATIVE = (terms.curie(c) for c in ("rdf:type", "skos:prefLabel", "skos:altLabel"))
WORK, INSTANCE = terms.curie("bf:Work"), terms.curie("bf:Instance")
INSTANCE_OF = terms.curie("bf:instanceOf")
_CREATOR, _CREATOR_NAME, _ROLE = (terms.curie(c) for c in ("zs:creator", "zs:creatorName", "zs:role"))
_CONTRIBUTION, _AGENT, _DYNASTY = (terms.curie(c) for c in ("bf:contribution", "bf:agent", "zs:dynasty"))
_EXTENT, _VOLUMES, _EDITION = (terms.curie(c) for c in ("zs:extent", "zs:volumeCount", "zs:edition"))
_COLLECTION, _STATEMENT = (terms.curie(c) for c in ("zs:collection", "bf:editionStatement"))
_IDENTIFIER = terms.curie("dcterms:identifier")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class BookRecord:
    """A work or an edition as one source describes it.

    ``id`` is the term of the entity, ``catalogue`` the source in which each work should stand once (a dataset);
    ``titles`` the authorized form first; ``numbers`` what identifies the work in a catalogue (``kanripo:KR1a0002``);
    ``works`` the works whose edition it is, by term.
    """

    id: str
    catalogue: str
    titles: tuple[str, ...]
    is_work: bool = False
    creators: tuple[Creator, ...] = ()
    dynasty: str = ""
    juan: int | None = None
    editions: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    works: tuple[str, ...] = ()


@dataclass(slots=True)
class _Values:
    """The values of one subject by property."""

    of: dict[Term, list[Term]] = field(default_factory=dict)

    def texts(self, *properties: Term) -> list[str]:
        return [literal_value(v) for p in properties for v in self.of.get(p, ()) if not is_iri(v)]

    def names(self, *properties: Term) -> list[str]:
        """The texts in Chinese characters: a romanised statement of responsibility names nobody who can be compared."""
        return [text for text in self.texts(*properties) if _HAN.search(text)]

    def nodes(self, *properties: Term) -> list[Term]:
        return [v for p in properties for v in self.of.get(p, ()) if is_iri(v)]


def book_record(
    subject: Term, claims: Iterable[Triple], catalogue: str, name_of: Callable[[Term], str] = lambda term: ""
) -> BookRecord | None:
    """The record of a subject, None where the claims call it neither a work nor an edition, or give it no title.

    ``name_of`` gives the name of a person that is referred to (empty: not known).
    """
    described: dict[Term, _Values] = {}
    for about, prop, value in claims:
        described.setdefault(about, _Values()).of.setdefault(prop, []).append(value)
    own = described.get(subject, _Values())
    types = own.nodes(TYPE)
    titles = _titles(own)
    if not titles or not {WORK, INSTANCE} & set(types):
        return None
    dynasty = next(iter(own.texts(_DYNASTY)), "")
    extents = [juan(text) for text in own.texts(_VOLUMES, _EXTENT)]
    return BookRecord(
        id=subject,
        catalogue=catalogue,
        titles=titles,
        is_work=WORK in types,
        creators=_creators(own, described, dynasty, name_of),
        dynasty=dynasty,
        juan=next((number for number in extents if number), None),
        editions=tuple(own.texts(_EDITION, _STATEMENT, _COLLECTION)),
        numbers=frozenset(filter(None, map(work_number, own.texts(_IDENTIFIER)))),
        works=tuple(own.nodes(INSTANCE_OF)),
    )


def work_number(identifier: str) -> str:
    """The catalogue number of a work that an identifier contains; empty for any other.

    >>> work_number("KR1a0002/WYG"), work_number("ctp:analects")
    ('kanripo:KR1a0002', '')
    """
    for scheme, pattern in _patterns():
        if match := pattern.match(identifier):
            return f"{scheme}:{match[1]}"
    return ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((scheme, re.compile(pattern)) for scheme, pattern in rows("work_identifiers"))


def _titles(own: _Values) -> tuple[str, ...]:
    """Chinese titles, the authorized form first; a title in another script is none that can be compared."""
    chinese = [
        literal_value(v)
        for p in (TITLE, ALTERNATIVE)
        for v in own.of.get(p, ())
        if not is_iri(v) and (literal_language(v) or "zh").startswith("zh") and "latn" not in literal_language(v)
    ]
    return tuple(dict.fromkeys(filter(None, map(str.strip, chinese))))


def _creators(
    own: _Values, described: dict[Term, _Values], dynasty: str, name_of: Callable[[Term], str]
) -> tuple[Creator, ...]:
    found: dict[str, Creator] = {}
    for node in sorted(own.nodes(_CONTRIBUTION)):
        part = described.get(node, _Values())
        names = part.names(_CREATOR_NAME, _AGENT) or [name_of(who) for who in part.nodes(_CREATOR, _AGENT)]
        role, time = next(iter(part.texts(_ROLE)), ""), next(iter(part.texts(_DYNASTY)), "")
        for creator in (c for name in names for c in creators_of(name, dynasty=time or dynasty, role=role)):
            found.setdefault(creator.name, creator)
    role = next(iter(own.texts(_ROLE)), "")
    names = own.names(_CREATOR_NAME) or [name_of(who) for who in own.nodes(_CREATOR)]
    for creator in (c for name in names for c in creators_of(name, dynasty=dynasty, role=role)):
        found.setdefault(creator.name, creator)
    return tuple(found.values())
