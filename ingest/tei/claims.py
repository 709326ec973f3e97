"""The claims of one record: about its subject, its nodes, and the entities that it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ingest.dating import Dating, direct_claims, time_claims
from ingest.field_mapping import field_mappings
from ingest.tei.elements import CLASSES
from ingest.tei.references import is_address, local_id, references
from ingest.tei.text import plain
from ingest.xml_documents import language_of, line_of, local_name
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, Triple, curie, iri, literal

if TYPE_CHECKING:
    from lxml.etree import _Element

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Context:
    """What all records of one document share.

    ``entity`` begins local ids, ``language`` is that of text that does not name its own, ``described`` are the entities
    that have a record of their own, so that the others do not describe them again.
    """

    name: str
    minter: Minter
    importer: str
    entity: str
    language: str
    citation: str = ""
    reading: str = "edited"
    described: Collection[Term] = frozenset()

    def term(self, kind: str, local: str) -> Term:
        """The entity of a type with this id in the dataset."""
        return self.minter.entity(kind, self.entity + local)

    def target(self, source: str) -> str:
        """The property that the mapping table of the importer gives to a field of the format."""
        return next(row.target for row in field_mappings(self.importer) if row.source == source)


@dataclass(slots=True)
class _Named:
    """An entity that is named: how often by which form, and by which identifiers."""

    kind: str
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    references: dict[str, None] = field(default_factory=dict)


class RecordClaims:
    """Claims as they are collected; ``problems`` are those of the record."""

    def __init__(self, context: Context, subject: Term, key: str, element: _Element) -> None:
        self.context = context
        self.subject = subject
        self.key = key
        self.problems: list[Problem] = []
        self._element = element
        self._claims: dict[Triple, None] = {}
        self._named: dict[Term, _Named] = {}
        self._labelled: set[tuple[Term, str]] = set()
        self._numbers: Counter[str] = Counter()

    def add(self, predicate: str, value: Term, subject: Term = "") -> None:
        """One claim about the subject of the record, or about another."""
        self._claims[subject or self.subject, curie(predicate), value] = None

    def say(self, predicate: str, element: _Element, text: str = "", subject: Term = "") -> None:
        """A claim with the text of an element, or another text, in the language of the element."""
        if text := text or plain(element, self.context.reading):
            self.add(predicate, literal(text, self.language(element)), subject)

    def link(self, predicate: str, address: str, element: _Element, subject: Term = "") -> None:
        """A claim with an address as it is, which nobody opens; what is no address is reported."""
        try:
            self.add(predicate, iri(address), subject)
        except InvalidInput as error:
            self.report(element, str(error))

    def values(self, predicate: str, subject: Term = "") -> list[Term]:
        """The values of a property so far."""
        wanted = (subject or self.subject, curie(predicate))
        return [value for s, p, value in self._claims if (s, p) == wanted]

    def has(self, predicate: str, subject: Term = "") -> bool:
        """Whether there is a claim with this property already."""
        wanted = (subject or self.subject, curie(predicate))
        return any((s, p) == wanted for s, p, _ in self._claims)

    def language(self, element: _Element) -> str:
        """The language of an element: its own, else that of the dataset."""
        tag = language_of(element)
        return tag if _LANGUAGE.fullmatch(tag) else self.context.language

    def label(self, element: _Element, text: str = "", subject: Term = "") -> None:
        """What something is called: the first of each language its label, the others variant forms."""
        text, language = text or plain(element, self.context.reading), self.language(element)
        if not text:
            return
        key = (subject or self.subject, language)
        self.say("skos:altLabel" if key in self._labelled else "skos:prefLabel", element, text, subject)
        self._labelled.add(key)

    def node(self, kind: str) -> Term:
        """A new node of the record: its key and a number."""
        self._numbers[kind] += 1
        return self.context.term(kind, f"{self.key}-{self._numbers[kind]}")

    def named(self, kind: str, element: _Element, form: str = "") -> Term:
        """The entity that an element refers to, empty where it gives no identifier. ``form`` is what it is called."""
        found = references(element)
        if not found:
            return ""
        term = self.context.term(kind, local_id(found[0]))
        named = self._named.setdefault(term, _Named(kind))
        named.references.update(dict.fromkeys(found))
        if form:
            named.forms[form, self.language(element)] += 1
        return term

    def entity(self, kind: str, local: str, name: str, element: _Element) -> Term:
        """An entity without an identifier of its own, called by its name."""
        term = self.context.term(kind, local)
        self._named.setdefault(term, _Named(kind)).forms[name, self.language(element)] += 1
        return term

    def dated(self, dating: Dating, element: _Element, subject: Term = "") -> None:
        """What is said of the time of a thing, on the thing itself."""
        self._report_dating(dating, element)
        self._claims.update(
            dict.fromkeys(direct_claims(subject or self.subject, dating, self._date_language(dating, element)))
        )

    def time(self, node: Term, dating: Dating, element: _Element) -> None:
        """A time expression of its own."""
        self._report_dating(dating, element)
        self._claims.update(dict.fromkeys(time_claims(node, dating, self._date_language(dating, element))))

    def report(self, element: _Element, reason: str, field: str = "") -> None:
        """Something that could not be used, with its line."""
        name = field or local_name(element)
        problem = Problem(self.context.name, line_of(element), name, reason, skipped=False)
        if problem not in self.problems:
            self.problems.append(problem)

    def finished(self, locator: str = "") -> Iterator[Record | Problem]:
        """The problems, then the record."""
        for term, named in self._named.items():
            self._describe(term, named)
        if self.context.citation:
            self.add("zs:citation", literal(self.context.citation, self.context.language))
        yield from self.problems
        place = locator or f"{self.context.name}, line {line_of(self._element)}"
        yield Record(self.key, place, self.subject, tuple(self._claims))

    def _describe(self, term: Term, named: _Named) -> None:
        if term in self.context.described or term == self.subject:
            return
        self.add("rdf:type", curie(CLASSES[named.kind]), term)
        labels: set[str] = set()
        for form, language in sorted(named.forms, key=lambda each: _rank(each, named.forms)):
            self.add("skos:altLabel" if language in labels else "skos:prefLabel", literal(form, language), term)
            labels.add(language)
        for reference in named.references:
            if is_address(reference):
                self.link("skos:exactMatch", reference, self._element, term)
            else:
                self.add("dcterms:identifier", literal(reference.rpartition("#")[2]), term)

    def _date_language(self, dating: Dating, element: _Element) -> str:
        """Digits alone are of no language."""
        return "" if dating.words.replace("-", "").replace("/", "").isascii() else self.language(element)

    def _report_dating(self, dating: Dating, element: _Element) -> None:
        """A machine form that is wrong is reported; words that nobody reads are not, they stay words."""
        if dating.reason and any(str(name).startswith(("when", "from", "to", "not")) for name in element.attrib):
            self.report(element, dating.reason)


def _rank(form: tuple[str, str], forms: Counter[tuple[str, str]]) -> tuple[bool, int, int, str]:
    """A label is the commonest form that is more than one character, of these the longest."""
    return len(form[0]) < 2, -forms[form], -len(form[0]), form[0]
