"""The spaCy pipeline: a blank Chinese one with a token for each character, and components of ours.

``dates`` and ``places`` write ``doc.spans["dates"]`` and ``doc.spans["places"]``; ``candidates`` writes every span that
may name somebody, overlaps included, to ``doc.spans["candidates"]``; ``resolution`` decides and writes ``doc.ents``
with the IRI (or the EDTF date) as kb id. ``doc._.context`` is what is known of the document, ``doc._.mentions`` what
was found.
Nothing is trained, downloaded or sent anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ingest.mentions.authority import Authority, read_authority
from ingest.mentions.context import NOTHING_KNOWN, Context
from ingest.mentions.dates import find_dates
from ingest.mentions.places import Gazetteer
from ingest.mentions.resolution import Mention, Resolver
from kg.workspace import Workspace

#: Characters that are read at a time: a longer text is read in passages, so memory is bounded.
PASSAGE = 20_000
_ENDS = "\n。！？"
_LABELS = {"place": "PLACE"}

if not Doc.has_extension("context"):
    Doc.set_extension("context", default=NOTHING_KNOWN)
    Doc.set_extension("passage", default="")  # the text: spaCy puts it together from its tokens at each look
    Doc.set_extension("spans", default=())
    Doc.set_extension("mentions", default=())


@dataclass(slots=True)
class _Dates:
    def __call__(self, doc: Doc) -> Doc:
        found = list(find_dates(_text(doc)))
        doc.spans["dates"] = [_span(doc, d.start, d.end, "DATE", d.readings[0].edtf) for d in found]
        return doc


@dataclass(slots=True)
class _Places:
    gazetteer: Gazetteer

    def __call__(self, doc: Doc) -> Doc:
        found = self.gazetteer.find(_text(doc), doc._.context)
        doc._.mentions = (*doc._.mentions, *found)
        doc.spans["places"] = [_span(doc, m.start, m.end, "PLACE", m.entity) for m in found]
        return doc


@dataclass(slots=True)
class _Candidates:
    resolver: Resolver

    def __call__(self, doc: Doc) -> Doc:
        doc._.spans = tuple(self.resolver.detect(_text(doc), doc._.context))
        doc.spans["candidates"] = [
            _span(doc, span.start, span.end, span.kind, iri)
            for span in doc._.spans
            for iri in self.resolver.readings(span, doc._.context) or [""]
        ]
        return doc


@dataclass(slots=True)
class _Resolution:
    resolver: Resolver

    def __call__(self, doc: Doc) -> Doc:
        persons = self.resolver.resolve(_text(doc), list(doc._.spans), doc._.context)
        taken = {place for mention in persons for place in range(mention.start, mention.end)}
        places = [m for m in doc._.mentions if not any(place in taken for place in range(m.start, m.end))]
        doc._.mentions = tuple(sorted((*persons, *places), key=lambda mention: mention.start))
        ents = [_span(doc, m.start, m.end, _LABELS.get(m.kind, "PERSON"), m.entity) for m in doc._.mentions if m.entity]
        doc.ents = tuple(filter_spans([*ents, *doc.spans.get("dates", ())]))
        return doc


@Language.factory("zhishu_dates")
def _make_dates(nlp: Language, name: str) -> _Dates:
    return _Dates()


@Language.factory("zhishu_places")
def _make_places(nlp: Language, name: str) -> _Places:
    return _Places(Gazetteer(Authority()))


@Language.factory("zhishu_candidates")
def _make_candidates(nlp: Language, name: str) -> _Candidates:
    return _Candidates(Resolver(Authority()))


@Language.factory("zhishu_resolution")
def _make_resolution(nlp: Language, name: str) -> _Resolution:
    return _Resolution(Resolver(Authority()))


def pipeline(source: Workspace | Authority) -> Language:
    """The pipeline over a workspace or an authority file that was read from one. The store is read here, once."""
    authority = source if isinstance(source, Authority) else read_authority(source.live.store)
    resolver = Resolver(authority)
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    nlp.add_pipe("zhishu_dates", name="dates")
    nlp.add_pipe("zhishu_places", name="places").gazetteer = Gazetteer(authority)  # type: ignore[attr-defined]
    nlp.add_pipe("zhishu_candidates", name="candidates").resolver = resolver  # type: ignore[attr-defined]
    nlp.add_pipe("zhishu_resolution", name="resolution").resolver = resolver  # type: ignore[attr-defined]
    return nlp


def resolver_of(nlp: Language) -> Resolver:
    """The resolver of a pipeline, for single words."""
    component: _Resolution = nlp.get_pipe("resolution")  # type: ignore[assignment]
    return component.resolver


def find(nlp: Language, text: str, context: Context = NOTHING_KNOWN) -> list[Mention]:
    """The mentions of persons and places in a text of any length, in their order, none within another."""
    found: list[Mention] = []
    for offset, passage in passages(text):
        doc = nlp.make_doc(passage)
        doc._.context, doc._.passage = context, passage
        found += [replace(m, start=m.start + offset, end=m.end + offset) for m in nlp(doc)._.mentions]
    return found


def passages(text: str, longest: int = PASSAGE) -> Iterator[tuple[int, str]]:
    """A text in pieces of bounded length with their offsets, cut at the end of a line or sentence where there is one.

    >>> list(passages("一。二三。四", 4))
    [(0, '一。'), (2, '二三。四')]
    """
    start = 0
    while len(text) - start > longest:
        cut = max(text.rfind(mark, start, start + longest) for mark in _ENDS) + 1
        cut = cut if cut > start else start + longest
        yield start, text[start:cut]
        start = cut
    if start < len(text):
        yield start, text[start:]


def _text(doc: Doc) -> str:
    return doc._.passage or doc.text


def _span(doc: Doc, start: int, end: int, label: str, identifier: str) -> Span:
    """The tokens that cover the characters; white space shares a token with what stands before it."""
    found = doc.char_span(start, end, label=label, kb_id=identifier, alignment_mode="expand")
    assert found is not None, "offsets within the text always have tokens"
    return found
