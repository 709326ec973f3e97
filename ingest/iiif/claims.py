"""The claims of one manifest as they are collected, and its addresses as they are checked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ingest.iiif.addresses import refusal
from ingest.iiif.reading import texts
from kg.errors import InvalidInput
from kg.iris import Minter
from kg.record import Problem
from kg.terms import Term, Triple, curie, iri, literal

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MARKUP = re.compile(r"<[^>]{1,200}>")


@dataclass(frozen=True, slots=True)
class IiifOptions:
    """How manifests are read: what begins local ids, the language of words that do not name their own, what a manifest
    describes, the hosts inside the network that are allowed, and what every record cites (empty: nothing).
    """

    entity: str
    language: str
    class_: str
    allow: frozenset[str]
    citation: str = ""


class ManifestClaims:
    """Claims about ``subject`` and its nodes; ``problems`` is what could not be used."""

    def __init__(self, name: str, text: str, minter: Minter, options: IiifOptions, key: str) -> None:
        kind = {"zs:Manuscript": "manuscript", "bf:Instance": "instance", "bf:Item": "item"}[options.class_]
        self.problems: list[Problem] = []
        self.options = options
        self.key = key
        self.subject = minter.entity(kind, options.entity + key)
        self.claims: dict[Triple, None] = {}
        self.numbers: Counter[str] = Counter()
        self._name = name
        self._text = text
        self._minter = minter
        self._refused: Counter[str] = Counter()

    def entity(self, kind: str, local: str) -> Term:
        """The entity of a type with this id in the dataset."""
        return self._minter.entity(kind, self.options.entity + local)

    def report_refused(self) -> None:
        """Say how many addresses were left out beside the first of each host, which was named."""
        for host, number in self._refused.items():
            if number > 1:
                self.report("", f"{number - 1} more addresses at {host} are left out")

    def label(self, subject: Term, words: Any) -> bool:
        """What something is called, one label for each language, other variant forms; whether there is any."""
        languages: set[str] = set()
        for text, language in texts(words):
            tag = self.tag(language)
            predicate = "skos:altLabel" if tag in languages else "skos:prefLabel"
            self.add(predicate, literal(plain(text), tag), subject)
            languages.add(tag)
        return bool(languages)

    def link(self, predicate: str, address: str, field: str, subject: Term = "") -> bool:
        """An address as it is, unless it leads inside the network or is none; that is reported, once for each host."""
        if not address:
            return False
        reason = refusal(address, self.options.allow)
        if not reason:
            try:
                self.add(predicate, iri(address), subject)
                return True
            except InvalidInput as error:
                reason = str(error)
        host = address.partition("://")[2].partition("/")[0]
        self._refused[host] += 1
        if self._refused[host] == 1:
            self.report(field, f'"{address[:200]}" is left out: {reason}', address)
        return False

    def report(self, field: str, reason: str, word: str = "") -> None:
        """Something that could not be used; ``word`` is looked up in the file for its line."""
        at = self._text.find(word.replace("/", "\\/")) if word and word not in self._text else self._text.find(word)
        line = self._text.count("\n", 0, at) + 1 if word and at >= 0 else 0
        self.problems.append(Problem(self._name, line, field, reason, skipped=False))

    def add(self, predicate: str, value: Term, subject: Term = "") -> None:
        """One claim about the document, or about another subject."""
        self.claims[subject or self.subject, curie(predicate), value] = None

    def node(self, kind: str) -> Term:
        """A new node of the document: its key and a number."""
        self.numbers[kind] += 1
        return self.entity(kind, f"{self.key}-{self.numbers[kind]}")

    def literal(self, text: str, language: str) -> Term:
        """A text with its language, or that of the dataset."""
        return literal(plain(text), self.tag(language))

    def tag(self, language: str) -> str:
        """A language tag, that of the dataset where it is none."""
        return language if _TAG.fullmatch(language) else self.options.language


def plain(text: str) -> str:
    """A text without markup: values may hold a little HTML, which is not kept."""
    return " ".join(_MARKUP.sub(" ", text).split()) if "<" in text else text.strip()
