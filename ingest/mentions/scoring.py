"""How well a person fits a span: the weight of the form, raised and lowered by features, each with its reason.

A feature that speaks for a person removes a share of the doubt that is left; one that speaks against lowers the score
by a factor. Rivals for one span then share it by their odds. Which features there are and what they weigh stands in
``tables/features.tsv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ingest.mentions.authority import Authority, Office, Person
from ingest.mentions.context import Context
from ingest.mentions.detection import Span
from ingest.mentions.matcher import Reading
from ingest.mentions.newcomers import unlikely_given
from ingest.mentions.tables import features, office_endings, ordinary_words, surnames
from kg.chinese import fold, office_styles

#: The most that the form of a name tells by itself: there may always be a namesake whom nobody has recorded.
_MOST = 0.9
_CEILING = 0.99
_MEMORY, _LONG_MEMORY = 5, 40
_CHILD = 10
_AROUND = 20
#: Kinds of form by which a writer is named in his own letters, in the body or as the sender.
_OWN_NAMES = ("姓名", "名", "字", "姓+字", "號", "姓+號", "別名", "姓+別名")
#: Kinds of form that tell so little that they are read only of persons in touch with writer or addressee.
WEAK = ("名", "姓+官稱", "姓+敬稱", "籍貫代稱", "字首+敬稱", "字首+弟", "名尾+兒")


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature with its values, for a sentence in any of the languages of the interface."""

    key: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, language: str) -> str:
        """The reason in words."""
        return features()[self.key].sentence(self.values, language)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person (IRI) whom a span may mean, the score from 0 to 1, and why. ``tied`` tells whether more than the name
    speaks for it."""

    entity: str
    score: float
    reasons: tuple[Reason, ...]
    tied: bool = False


class Scorer:
    """Scores the readings of spans in one document."""

    def __init__(self, authority: Authority, numbers: Mapping[str, int], context: Context, folded: str) -> None:
        self._authority = authority
        self._numbers = numbers
        self._context = context
        self._folded = folded
        self._parties = tuple(dict.fromkeys((*context.writers, *context.addressees)))

    def score(self, span: Span, reading: Reading, rivals: int, named: frozenset[str] = frozenset()) -> Candidate:
        """The candidate for one reading.

        ``rivals`` is how many others bear the form, ``named`` who is named for certain elsewhere in the document.
        """
        person = self._authority.persons[reading.person]
        reasons = [Reason("form", {"kind": reading.kind})]
        reasons += self._ties(person, reading, span)
        if person.iri in named:
            reasons.append(Reason("named"))
        reasons += self._circumstances(person, span, tied=any(features()[r.key].ties for r in reasons))
        reasons.append(Reason("shared", {"count": str(rivals)}) if rivals else Reason("unique"))
        reasons += self._form_doubts(person, reading, span, {reason.key for reason in reasons})
        return _weighed(person.iri, min(reading.weight, _MOST), reasons)

    def _ties(self, person: Person, reading: Reading, span: Span) -> list[Reason]:
        context, iri = self._context, person.iri
        if iri in context.writers and reading.kind in _OWN_NAMES:
            return [Reason("writer")]
        found = []
        if iri in context.addressees:
            found.append(Reason("addressee"))
        for party in self._parties:
            if party != iri and any(kin.person == iri for kin in self._authority.kin.get(party, ())):
                found.append(Reason("kin", {"name": self.label(party)}))
            elif party != iri and iri in self._authority.tied.get(party, ()):
                found.append(Reason("associate", {"name": self.label(party)}))
        if not found and (via := self._circle(iri)):
            found.append(Reason("circle", {"name": via}))
        if count := context.acquaintances.get(iri, 0):
            found.append(Reason("acquaintance", {"count": str(count)}))
        return found[:2] + self._office(person, span)

    def _circle(self, iri: str) -> str:
        """The name of somebody tied to writer or addressee whose kin the person is; empty for none."""
        for kin in self._authority.kin.get(iri, ()):
            if any(kin.person in self._authority.tied.get(party, ()) for party in self._parties):
                return self.label(kin.person)
        return ""

    def _office(self, person: Person, span: Span) -> list[Reason]:
        held = [office for office in person.offices if self._is_styled(office, span)]
        years = self._context.years
        if years and (now := [office for office in held if office.covers(years)]):
            return [Reason("office", {"office": now[0].title})]
        if held := [office for office in held if not years or office.begin is None or office.begin <= years[1]]:
            return [Reason("career", {"office": held[0].title})]
        before = self._folded[max(span.start - _AROUND, 0) : span.start]
        title = span.title or next((each for each in office_endings() if before.endswith(each)), "")
        return [Reason("title", {"title": title})] if title else []

    def _is_styled(self, office: Office, span: Span) -> bool:
        """Whether the span ends in a style of address of the office, or the office itself stands before it."""
        words = self._folded[span.start : span.end]
        before = self._folded[max(span.start - _AROUND, 0) : span.start]
        title = fold(office.title)
        return any(words.endswith(fold(style)) for style in office_styles(office.title)) or (
            len(title) > 1 and before.endswith(title[-3:])
        )

    def _circumstances(self, person: Person, span: Span, *, tied: bool) -> list[Reason]:
        """Life and native place."""
        found = []
        near = self._folded[max(span.start - _AROUND, 0) : span.end + _AROUND]
        place = next((p for p in person.native_places if len(p) > 1 and fold(p)[-2:] in near), "")
        if place and fold(place)[-2:] not in self._folded[span.start : span.end]:
            found.append(Reason("native", {"place": place}))
        years = self._context.years
        if years is None or (person.birth is None and person.death is None):
            return found
        if person.birth is not None and years[1] < person.birth:
            return [*found, Reason("unborn", {"year": str(person.birth)})]
        if person.birth is not None and years[1] < person.birth + _CHILD and not tied:
            return [*found, Reason("child", {"year": str(person.birth)})]
        if person.death is None or years[0] <= person.death + _MEMORY:
            return [*found, Reason("alive")] if person.death is None or years[0] <= person.death else found
        long = years[0] > person.death + _LONG_MEMORY
        return found if tied else [*found, Reason("longdead" if long else "dead", {"year": str(person.death)})]

    def _form_doubts(self, person: Person, reading: Reading, span: Span, keys: set[str]) -> list[Reason]:
        found = []
        years = self._context.years
        if "諡" in reading.kind and years and (person.death or years[1]) > years[1]:
            found.append(Reason("posthumous"))
        words = self._folded[span.start : span.core]
        before = self._folded[span.start - 1 : span.start] if span.start else ""
        clashes = before in surnames() and not fold(person.surname).endswith(before)
        if len(words) == 2 and clashes and not keys & {"kin", "addressee", "writer"}:
            found.append(Reason("surname", {"surname": before}))
        given = words[len(person.surname) :] if reading.kind == "姓名" else ""
        if (words in ordinary_words() and not span.title) or (given and unlikely_given(given)):
            found.append(Reason("word"))
        if reading.kind == "籍貫代稱":
            found.append(Reason("place"))
        return found

    def label(self, iri: str) -> str:
        """The name of a person in the authority file."""
        number = self._numbers.get(iri)
        return self._authority.persons[number].label if number is not None else iri


def _weighed(entity: str, base: float, reasons: list[Reason]) -> Candidate:
    score = base
    table = features()
    for reason in reasons:
        score += (1 - score) * table[reason.key].share
    for reason in reasons:
        score *= table[reason.key].factor
    return Candidate(entity, round(min(score, _CEILING), 3), tuple(reasons), any(table[r.key].ties for r in reasons))


def shared(candidates: list[Candidate]) -> list[Candidate]:
    """Candidates for one span, best first, each with its score times its share of the odds of all."""
    odds = [candidate.score / (1 - candidate.score) for candidate in candidates]
    total = sum(odds)
    found = [
        Candidate(each.entity, round(each.score * own / total, 3), each.reasons, each.tied)
        for each, own in zip(candidates, odds, strict=True)
        if total
    ]
    return sorted(found, key=lambda each: (-each.score, each.entity))
