"""The texts of a dataset, with what the view knows of each document: who wrote to whom, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.mentions.context import Context
from ingest.mentions.dates import years_of
from ingest.mentions.resolution import Resolver
from kg import terms
from kg.authority.view import STANDS_FOR
from kg.datasets import record_graphs
from kg.errors import NotFound
from kg.store import VIEW
from kg.store.quads import node
from kg.workspace import Workspace

#: What is read of a document, as compact IRIs: its parties as written, its titles, its description, its text.
READ = ("zs:senderName", "zs:addresseeName", "skos:prefLabel", "dcterms:description", "zs:text")
#: The property that a person named there has for certain.
STATED = {"zs:senderName": "zs:sender", "zs:addresseeName": "zs:addressee"}
_HAN_LANGUAGES = ("", "zh", "zh-hant", "zh-hans", "lzh")
_KINDS = ("letter/", "archive/", "manuscript/", "transcription/")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a document: ``document`` is the IRI of what it belongs to, ``source`` that of the transcription where
    it is one (else empty), ``property`` the compact IRI of what gives it.
    """

    document: str
    property: str
    source: str
    text: str


class Documents:
    """The documents of a dataset in a workspace, one after the other, as often as asked."""

    def __init__(self, workspace: Workspace, dataset: str, resolver: Resolver) -> None:
        """Raises NotFound for a dataset that is not loaded."""
        if dataset not in workspace.live.manifest.datasets:
            raise NotFound(f"The dataset {dataset!r} is not loaded.", hint="`zhishu status` lists what is loaded.")
        self._store = workspace.live.store
        self._minter = workspace.minter
        self._graph = workspace.minter.dataset(dataset)
        self._resolver = resolver

    def read(self) -> Iterator[tuple[Context, list[Passage]]]:
        """Each document that has texts, with what is known of it."""
        for graph in record_graphs(self._store, self._graph):
            passages = self._passages(graph)
            if passages:
                yield self._context(passages[0].document), passages

    def _passages(self, graph: terms.Term) -> list[Passage]:
        found = []
        for name in READ:
            texts: dict[str, dict[str, str]] = {}
            for q in self._store.match(None, node(terms.curie(name)), None, node(graph)):
                subject, value = str(q.subject)[1:-1], str(q.object)
                if value.startswith('"'):
                    texts.setdefault(subject, {})[terms.literal_language(value)] = terms.literal_value(value)
            for subject, by_language in texts.items():
                kind = self._minter.local(subject) or ""
                text = next((by_language[tag] for tag in _HAN_LANGUAGES if tag in by_language), "")
                if text and kind.startswith(_KINDS):
                    document, source = self._document_of(subject)
                    found.append(Passage(document, name, source, text))
        return found

    def _document_of(self, subject: str) -> tuple[str, str]:
        """The entity of the view, and the transcription where the subject is one."""
        whole = self._objects(subject, "zs:transcriptionOf")
        return (self._survivor(whole[0]), subject) if whole else (self._survivor(subject), "")

    def _survivor(self, iri: str) -> str:
        found = self._store.match(node(f"<{iri}>"), node(STANDS_FOR), None, VIEW)
        return next((str(q.object)[1:-1] for q in found), iri)

    def _context(self, document: str) -> Context:
        years = self._years(document)
        known = Context(years=years)
        writers = self._objects(document, "zs:sender") or self._objects(document, "zs:creator")
        writers = writers or self._named(document, "zs:senderName", known)
        known = Context(tuple(writers), years=years)
        addressees = self._objects(document, "zs:addressee") or self._named(document, "zs:addresseeName", known)
        return Context(tuple(writers), tuple(addressees), years)

    def _named(self, document: str, prop: str, context: Context) -> list[str]:
        """Who is meant by the words of a source for a sender or addressee; only those who are sure."""
        mentions = [m for text in self._literals(document, prop) for m in self._resolver.find(text, context)]
        return list(dict.fromkeys(mention.entity for mention in mentions if mention.entity))

    def _years(self, document: str) -> tuple[int, int] | None:
        for prop in ("zs:dateText", "zs:edtf"):
            for text in self._literals(document, prop):
                if years := years_of(text):
                    return years
        numbers = [int(text) for text in self._literals(document, "zs:year") if text.lstrip("-").isdigit()]
        return (min(numbers), max(numbers)) if numbers else None

    def _objects(self, subject: str, prop: str) -> list[str]:
        return [value[1:-1] for value in self._values(subject, prop) if terms.is_iri(value)]

    def _literals(self, subject: str, prop: str) -> list[str]:
        return [terms.literal_value(value) for value in self._values(subject, prop) if value.startswith('"')]

    def _values(self, subject: str, prop: str) -> list[terms.Term]:
        return sorted(
            str(q.object) for q in self._store.match(node(f"<{subject}>"), node(terms.curie(prop)), None, VIEW)
        )
