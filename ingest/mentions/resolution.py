"""Decides who is meant: sure, for somebody to look at (queue), or nobody in the authority file (nil).

A two-character name is never linked unless more than the name speaks for the person; a surname with a style of address
needs the office; a word for writer or addressee stands for nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.mentions.authority import Authority, Kin, Person
from ingest.mentions.context import NOTHING_KNOWN, Context
from ingest.mentions.detection import Abbreviations, Span, detect
from ingest.mentions.matcher import FormIndex, Reading
from ingest.mentions.scoring import WEAK, Candidate, Reason, Scorer, shared
from kg.chinese import fold

SURE, MARGIN, QUEUE = 0.8, 0.2, 0.35
#: Candidates that are kept of one mention.
_MOST = 5
_STRONG = 0.8
_BY_OFFICE = ("姓+官稱", "姓+敬稱", "籍貫代稱")
#: What makes up for the office where only one person of the surname comes into question.
_WELL_KNOWN = {"associate", "acquaintance"}
_OFFICIAL = ("office", "career", "addressee")
#: First characters of courtesy names that say only the place among brothers, or nothing: the second is used for short.
_SENIORITY = frozenset("伯仲叔季孟子少小")
_YOUNGEST = "季"
_ORDER = {"sure": 0, "queue": 1, "nil": 1}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text where somebody is named: ``text[start:end] == surface``.

    ``kind`` is as in `ingest.mentions.detection.Span`, or ``place``; ``decision`` is ``sure`` (the first candidate is
    meant), ``queue`` (somebody should look) or ``nil`` (a person, but none of the authority file); ``candidates`` the
    best first.
    """

    start: int
    end: int
    surface: str
    kind: str
    decision: str
    candidates: tuple[Candidate, ...] = ()

    @property
    def entity(self) -> str:
        """The IRI of the person that is meant; empty unless that is sure."""
        return self.candidates[0].entity if self.decision == "sure" else ""


class Resolver:
    """Finds and resolves mentions by one authority file. Read-only, so threads may share it."""

    def __init__(self, authority: Authority, index: FormIndex | None = None) -> None:
        self.authority = authority
        self.index = index if index is not None else FormIndex.of(authority)
        self._numbers = authority.index()

    def find(self, text: str, context: Context = NOTHING_KNOWN) -> list[Mention]:
        """The mentions of persons in a text, in their order, none within another."""
        return self.resolve(text, self.detect(text, context), context)

    def detect(self, text: str, context: Context) -> list[Span]:
        """Where the text may name somebody; spans overlap."""
        return detect(fold(text), self.index, self._abbreviations(context), context.strangers)

    def readings(self, span: Span, context: Context) -> list[str]:
        """The IRIs of the persons that a span can mean before anything is weighed."""
        readings = span.readings or tuple(self._of_surname(span, context))
        return list(dict.fromkeys(self.authority.persons[reading.person].iri for reading in readings))

    def resolve(self, text: str, spans: list[Span], context: Context) -> list[Mention]:
        """Who is meant by the spans of a text; whoever is named for certain once is likelier elsewhere in it."""
        scorer = Scorer(self.authority, self._numbers, context, fold(text))
        near = self._near(context)
        scored = [(span, self._candidates(span, context, scorer, near, frozenset())) for span in spans]
        named = frozenset(
            found[0].entity for span, found in scored if decide(span, found) == "sure" and _is_strong(span, found)
        )
        if named:
            scored = [(span, self._candidates(span, context, scorer, near, named)) for span in spans]
        return list(_chosen(text, scored))

    def _candidates(
        self, span: Span, context: Context, scorer: Scorer, near: frozenset[str], named: frozenset[str]
    ) -> list[Candidate]:
        if span.kind == "stranger":
            return []
        if span.kind == "role":
            return _of_role(span, context)
        if span.kind == "spouse":
            return self._of_spouse(span, context, scorer)
        if span.kind == "kin":
            return shared(list(self._of_kin(span, context, scorer)))
        readings = span.readings or tuple(self._of_surname(span, context))
        worthwhile = [r for r in readings if r.kind not in WEAK or self._is_worthwhile(r, near | named, span)]
        own = _own_form(named, span, worthwhile, self.authority)
        found = [scorer.score(span, r, len(readings) - 1, named - own) for r in worthwhile]
        return shared(found)[:_MOST]

    def _is_worthwhile(self, reading: Reading, near: frozenset[str], span: Span) -> bool:
        """Whether a person is in touch with writer or addressee, or has an office that the span may speak of."""
        person = self.authority.persons[reading.person]
        return person.iri in near or bool(span.title and person.offices)

    def _near(self, context: Context) -> frozenset[str]:
        """Writers and addressees, and everybody who is in touch with them."""
        parties = (*context.writers, *context.addressees)
        tied = (self.authority.tied.get(party, set()) for party in parties)
        kin = ((each.person for each in self.authority.kin.get(party, ())) for party in parties)
        return frozenset(parties).union(context.acquaintances, *tied, *kin)

    def _of_surname(self, span: Span, context: Context) -> Iterator[Reading]:
        """Who of those in touch with writer or addressee has the surname before a style of address."""
        if not span.surname or span.core - span.start != len(span.surname):
            return
        for iri in sorted(self._near(context) - set(context.writers)):
            number = self._numbers.get(iri)
            if number is not None and fold(self.authority.persons[number].surname) == span.surname:
                yield Reading(number, "姓+官稱", 0.1)

    def _of_kin(self, span: Span, context: Context, scorer: Scorer) -> Iterator[Candidate]:
        word = span.kin
        if word is None:
            return
        for party in context.writers if word.of == "writer" else context.addressees:
            relatives = [kin for kin in self.authority.kin.get(party, ()) if kin.step in word.steps]
            if word.order == "-1":
                relatives = self._youngest(relatives)
            elif span.rank:
                ranked = [kin for kin in relatives if kin.order == span.rank]
                relatives = ranked if any(kin.order for kin in relatives) else relatives
            for kin in {kin.person: kin for kin in relatives}.values():
                score = 0.95 if (span.rank and kin.order == span.rank) or word.order != "n" else 0.6
                yield Candidate(kin.person, score, (Reason("kinword", {"name": scorer.label(party)}),), True)

    def _youngest(self, relatives: list[Kin]) -> list[Kin]:
        born = {kin.person: self._person(kin.person).birth for kin in relatives}
        last = max((year for year in born.values() if year is not None), default=None)
        return [kin for kin in relatives if last is not None and born[kin.person] == last]

    def _of_spouse(self, span: Span, context: Context, scorer: Scorer) -> list[Candidate]:
        """The wife, where the authority file knows one, of the person before the word for a wife."""
        husbands = (
            [candidate.entity for candidate in self._of_kin(span, context, scorer)]
            if span.kin
            else [self.authority.persons[reading.person].iri for reading in span.readings]
        )
        wives = {kin.person for each in husbands for kin in self.authority.kin.get(each, ()) if kin.step in ("W", "C")}
        return shared([Candidate(each, 0.6, (Reason("kinword", {"name": ""}),), True) for each in sorted(wives)])

    def _abbreviations(self, context: Context) -> Abbreviations:
        juniors: dict[str, int] = {}
        children: dict[str, int] = {}
        for writer in context.writers:
            for kin in self.authority.kin.get(writer, ()):
                number = self._numbers.get(kin.person)
                if number is None:
                    continue
                person = self.authority.persons[number]
                if kin.step in ("By", "B", "G"):
                    for name in (fold(text) for kind, text in person.names if kind == "zi" and len(text) == 2):
                        first, second = name[0], name[1]
                        juniors |= {second: number} if first in _SENIORITY else {first: number}
                        juniors |= {first: number} if first == _YOUNGEST else {}
                elif kin.step in ("S", "X") and person.given:
                    children[fold(person.given)[-1]] = number
        return Abbreviations(juniors, children)

    def _person(self, iri: str) -> Person:
        return self.authority.persons[self._numbers[iri]]


def decide(span: Span, candidates: list[Candidate]) -> str:
    """sure, queue, nil, or empty where the span need not be a person at all."""
    certain = span.kind in ("titled", "kin", "spouse", "stranger")
    if not candidates or candidates[0].score < QUEUE:
        return "nil" if certain else ""
    best, second = candidates[0], candidates[1].score if len(candidates) > 1 else 0.0
    if best.score < SURE or best.score - second < MARGIN:
        return "queue"
    kinds = {reason.values["kind"] for reason in best.reasons if reason.key == "form"}
    keys = {reason.key for reason in best.reasons}
    if kinds & set(_BY_OFFICE) and not keys & set(_OFFICIAL) and not (len(candidates) == 1 and keys >= _WELL_KNOWN):
        return "queue"
    if span.core - span.start <= 2 and not best.tied and not ("姓名" in kinds and keys >= {"alive", "title"}):
        return "queue"
    return "sure"


def _is_strong(span: Span, candidates: list[Candidate]) -> bool:
    weights = {(r.kind): r.weight for r in span.readings}
    kinds = (reason.values["kind"] for reason in candidates[0].reasons if reason.key == "form")
    return any(weights.get(kind, 0) >= _STRONG for kind in kinds)


def _own_form(named: frozenset[str], span: Span, readings: Iterable[Reading], authority: Authority) -> frozenset[str]:
    """A strong form does not speak for itself."""
    strong = {authority.persons[r.person].iri for r in readings if r.weight >= _STRONG}
    return named & strong


def _of_role(span: Span, context: Context) -> list[Candidate]:
    parties = context.addressees if span.role == "addressee" else context.writers
    key = "addressee" if span.role == "addressee" else "writer"
    return [Candidate(parties[0], 0.95, (Reason(key),), True)] if len(parties) == 1 else []


def _chosen(text: str, scored: Iterable[tuple[Span, list[Candidate]]]) -> Iterator[Mention]:
    """Of overlapping spans the surest, then the longest, then the best."""
    found: dict[tuple[int, int], Mention] = {}
    rank: dict[tuple[int, int], tuple[int, int, float]] = {}
    for span, candidates in scored:
        decision = decide(span, candidates)
        if not decision:
            continue
        place = (span.start, span.end)
        order = (_ORDER[decision], span.start - span.end, -candidates[0].score if candidates else 0.0)
        if place not in rank or order < rank[place]:
            rank[place] = order
            kept = tuple(candidates[:_MOST]) if decision != "nil" else ()
            found[place] = Mention(span.start, span.end, text[span.start : span.end], span.kind, decision, kept)
    taken: list[Mention] = []
    occupied: dict[int, None] = defaultdict(lambda: None)
    for place in sorted(rank, key=lambda each: rank[each]):
        mention = found[place]
        if any(n in occupied for n in range(*place)) or _is_part(mention, found.values()):
            continue
        occupied |= dict.fromkeys(range(*place))
        taken.append(mention)
    yield from sorted(taken, key=lambda mention: mention.start)


def _is_part(mention: Mention, others: Iterable[Mention]) -> bool:
    """Whether a mention is a part of a longer name that may mean the same person (鴻章 of 李鴻章)."""
    return bool(mention.entity) and any(
        other.start <= mention.start
        and mention.end <= other.end
        and other.end - other.start > mention.end - mention.start
        and any(candidate.entity == mention.entity for candidate in other.candidates)
        for other in others
    )
