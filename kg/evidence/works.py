"""A work with its editions, their copies, what catalogues say of it, and the judgements on all of these.

Everything is read from the view by look-ups of single patterns; of more than ``MOST`` of a kind the rest is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from pyoxigraph import Literal, NamedNode, Quad

from kg import terms
from kg.authority.labels import best_label, labels_of
from kg.chinese.fold import fold
from kg.store import VIEW, TripleStore

#: Editions, copies of one edition, entries and judgements that are shown.
MOST = 200


def _p(curie: str) -> NamedNode:
    return NamedNode(terms.iri_value(terms.curie(curie)))


_INSTANCE_OF, _ITEM_OF, _HELD_BY, _SHELF = _p("bf:instanceOf"), _p("bf:itemOf"), _p("bf:heldBy"), _p("zs:shelfMark")
_DESCRIBES, _CATALOGUE = _p("zs:describes"), _p("zs:catalogue")
_CONCERNS, _EVIDENCE = _p("zs:concerns"), _p("zs:evidence")
_YEAR, _EXISTENCE, _PATH, _NAMED = _p("zs:year"), _p("zs:existence"), _p("zs:classPath"), _p("zs:namedEdition")
_EXTENT, _WORDS, _CLASS = _p("zs:extent"), _p("zs:entryText"), _p("zs:classificationConcept")
_EDITION = _p("zs:edition")
_KIND, _GRADE, _TYPE_OF, _REASON = _p("zs:judgementKind"), _p("zs:grade"), _p("zs:evidenceType"), _p("zs:reason")
_PROPERTY, _VALUE, _AGENT, _PAGE = _p("zs:judgedProperty"), _p("zs:judgedValue"), _p("zs:agent"), _p("zs:page")
_TEXT, _CITATION = _p("zs:text"), _p("zs:citation")
_SUPPORTS = "https://w3id.org/zhishu/judgement/supports"
_CONTRADICTS = "https://w3id.org/zhishu/judgement/contradicts"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy: its holder (IRI and label, empty where unknown) and its shelf marks."""

    iri: str
    label: str
    holder: str
    holder_label: str
    shelf_marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the work with its copies."""

    iri: str
    label: str
    statement: str
    year: int | None
    extent: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a catalogue says of the work or of an edition: ``editions`` are those that it describes or names.

    An edition named in words that an edition of the work has in its statement, too, is in ``alike``: a hint, no claim.
    """

    iri: str
    label: str
    catalogue: str
    catalogue_label: str
    year: int | None
    text: str
    extent: str
    class_path: str
    class_concept: str
    existence: str
    named: tuple[str, ...]
    editions: frozenset[str]
    alike: frozenset[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of evidence: type and grade are concepts (IRI or empty)."""

    iri: str
    type: str
    text: str
    source: str
    page: str
    grade: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement on the work or an edition, with its evidence; ``against`` are the judgements that say otherwise."""

    iri: str
    concerns: str
    concerns_label: str
    property: str
    value: str
    value_iri: str
    kind: str
    grade: str
    reason: str
    agent: str
    page: str
    evidence: tuple[Evidence, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkEvidence:
    """All of it; ``loose`` is evidence that no judgement cites, ``cut`` whether there is more than is shown."""

    editions: tuple[Edition, ...]
    entries: tuple[Entry, ...]
    judgements: tuple[Judged, ...]
    loose: tuple[Evidence, ...]
    cut: bool

    def __bool__(self) -> bool:
        return bool(self.editions or self.entries or self.judgements or self.loose)


def work_evidence(store: TripleStore, work: str) -> WorkEvidence:
    """What is known of a work, or of an edition (which then has no editions of its own)."""
    return _Reader(store, work).read()


class _Reader:
    """Reads one work; remembers the labels that it has looked up."""

    def __init__(self, store: TripleStore, work: str) -> None:
        self._store = store
        self._work = NamedNode(work)
        self._labels: dict[str, str] = {}
        self._cut = False

    def read(self) -> WorkEvidence:
        editions = sorted(map(self._edition, self._about(_INSTANCE_OF, self._work)), key=_by_year)
        subjects = [self._work, *(NamedNode(each.iri) for each in editions)]
        described: dict[str, set[str]] = {}
        for subject in subjects:
            for entry in self._about(_DESCRIBES, subject):
                described.setdefault(entry.value, set()).add(subject.value)
        entries = sorted((self._entry(iri, found, editions) for iri, found in described.items()), key=_by_year)
        judgements: list[Judged] = []
        loose: list[Evidence] = []
        for subject in subjects:
            for concerning in self._about(_CONCERNS, subject):
                if self._value(concerning, _KIND):
                    judgements.append(self._judged(concerning, subject))
                elif self._value(concerning, _TYPE_OF) or self._text(concerning, _TEXT):
                    loose.append(self._evidence(concerning))
        cited = {each.iri for judged in judgements for each in judged.evidence}
        left = tuple(each for each in loose if each.iri not in cited)
        return WorkEvidence(tuple(editions), tuple(entries), tuple(_opposed(judgements)), left, self._cut)

    def _edition(self, iri: NamedNode) -> Edition:
        copies = tuple(sorted(map(self._copy, self._about(_ITEM_OF, iri)), key=lambda copy: copy.holder_label))
        return Edition(
            iri.value,
            self._label(iri),
            self._text(iri, _EDITION),
            self._number(iri, _YEAR),
            self._text(iri, _EXTENT),
            copies,
        )

    def _copy(self, iri: NamedNode) -> Copy:
        holder = self._value(iri, _HELD_BY)
        label = self._label(NamedNode(holder)) if holder else ""
        return Copy(iri.value, self._label(iri), holder, label, tuple(self._texts(iri, _SHELF)))

    def _entry(self, iri: str, described: set[str], editions: list[Edition]) -> Entry:
        entry = NamedNode(iri)
        catalogue = self._value(entry, _CATALOGUE)
        named = tuple(self._texts(entry, _NAMED))
        return Entry(
            iri=iri,
            label=self._label(entry),
            catalogue=catalogue,
            catalogue_label=self._label(NamedNode(catalogue)) if catalogue else "",
            year=self._number(NamedNode(catalogue), _YEAR) if catalogue else None,
            text=self._text(entry, _WORDS),
            extent=self._text(entry, _EXTENT),
            class_path=self._text(entry, _PATH),
            class_concept=self._value(entry, _CLASS),
            existence=self._value(entry, _EXISTENCE),
            named=named,
            editions=frozenset(described - {self._work.value}),
            alike=frozenset(each.iri for each in editions if any(_is_alike(words, each.statement) for words in named)),
        )

    def _judged(self, iri: NamedNode, subject: NamedNode) -> Judged:
        value_iri = self._value(iri, _VALUE)
        value = self._label(NamedNode(value_iri)) if value_iri else self._text(iri, _VALUE)
        return Judged(
            iri=iri.value,
            concerns=subject.value,
            concerns_label=self._label(subject),
            property=self._value(iri, _PROPERTY),
            value=value,
            value_iri=value_iri,
            kind=self._value(iri, _KIND),
            grade=self._value(iri, _GRADE),
            reason=self._text(iri, _REASON),
            agent=self._text(iri, _AGENT),
            page=self._text(iri, _PAGE),
            evidence=tuple(map(self._evidence, self._nodes(iri, _EVIDENCE))),
        )

    def _evidence(self, iri: NamedNode) -> Evidence:
        return Evidence(
            iri.value,
            self._value(iri, _TYPE_OF),
            self._text(iri, _TEXT),
            self._text(iri, _CITATION),
            self._text(iri, _PAGE),
            self._value(iri, _GRADE),
        )

    def _about(self, predicate: NamedNode, object_: NamedNode) -> list[NamedNode]:
        """The subjects that say something of an entity, at most ``MOST``, in a fixed order."""
        found = (q.subject for q in self._store.match(None, predicate, object_, VIEW))
        subjects = [each for each in islice(found, MOST + 1) if isinstance(each, NamedNode)]
        self._cut = self._cut or len(subjects) > MOST
        return sorted(subjects[:MOST], key=lambda each: each.value)

    def _quads(self, subject: NamedNode, predicate: NamedNode) -> Iterator[Quad]:
        return self._store.match(subject, predicate, None, VIEW)

    def _texts(self, subject: NamedNode, predicate: NamedNode) -> Iterator[str]:
        return iter(sorted(q.object.value for q in self._quads(subject, predicate) if isinstance(q.object, Literal)))

    def _text(self, subject: NamedNode, predicate: NamedNode) -> str:
        return next(self._texts(subject, predicate), "")

    def _value(self, subject: NamedNode, predicate: NamedNode) -> str:
        return min((each.value for each in self._nodes(subject, predicate)), default="")

    def _nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        found = (q.object for q in self._quads(subject, predicate))
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)

    def _number(self, subject: NamedNode, predicate: NamedNode) -> int | None:
        text = self._text(subject, predicate)
        return int(text) if text.lstrip("-").isdigit() else None

    def _label(self, iri: NamedNode) -> str:
        if iri.value not in self._labels:
            self._labels[iri.value] = best_label(labels_of(self._store, iri)) or iri.value
        return self._labels[iri.value]


def _by_year(each: Edition | Entry) -> tuple[int, str]:
    return (9_999 if each.year is None else each.year, each.iri)


def _is_alike(named: str, statement: str) -> bool:
    """Whether an edition statement has the words by which a catalogue names an edition, in either script."""
    words = fold(named).removesuffix("本")
    return len(words) > 1 and words in fold(statement)


def _opposed(judgements: Iterable[Judged]) -> Iterator[Judged]:
    """Each with the judgements on the same entity and property that it cannot be held together with."""
    known = list(judgements)
    for each in known:
        against = tuple(other.iri for other in known if other is not each and _are_opposed(each, other))
        yield replace(each, against=against)


def _are_opposed(one: Judged, other: Judged) -> bool:
    if (one.concerns, _about(one)) != (other.concerns, _about(other)):
        return False
    same = (one.value_iri or fold(one.value)) == (other.value_iri or fold(other.value))
    if (one.kind == _CONTRADICTS) != (other.kind == _CONTRADICTS):
        return same
    return not same and one.kind != _CONTRADICTS


def _about(each: Judged) -> str:
    """What a judgement is on: its property, or for those without one what it does."""
    return each.property or ("" if each.kind in (_SUPPORTS, _CONTRADICTS) else each.kind)
