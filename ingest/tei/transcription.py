"""A body as claims: the transcription, and a mention for each name, place, title and date in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.tei.claims import RecordClaims
from ingest.tei.dates import dating_of
from ingest.tei.text import Span, read_text
from ingest.xml_documents import local_name
from kg.terms import Term, curie, integer, literal

if TYPE_CHECKING:
    from lxml.etree import _Element

_MENTION = curie("zs:Mention")
#: Elements whose words are a name and not a description of what is meant (``rs``, ``ref``: the emperor, he, there).
_DESCRIBING = ("rs", "ref")


def add_transcription(claims: RecordClaims, element: _Element) -> Term:
    """The transcription of an element, tied to the subject; empty where the element has no text."""
    text = read_text(element, claims.context.reading)
    if not text.content:
        return ""
    node = claims.node("transcription")
    claims.add("rdf:type", curie("zs:Transcription"), node)
    claims.add("zs:text", literal(text.content, claims.language(element)), node)
    claims.add("zs:transcription", node)
    claims.add("zs:transcriptionOf", claims.subject, node)
    for span in text.spans:
        _add_mention(claims, node, span, text.content[span.start : span.end])
    return node


def _add_mention(claims: RecordClaims, transcription: Term, span: Span, words: str) -> None:
    element = span.element
    node = claims.node("mention")
    claims.add("rdf:type", _MENTION, node)
    claims.add("oa:hasSource", transcription, node)
    claims.add("oa:start", integer(span.start), node)
    claims.add("oa:end", integer(span.end), node)
    claims.add("oa:exact", literal(words, claims.language(element)), node)
    if span.kind == "date":
        dating = dating_of(element, words)
        if dating.expression is not None:
            time = claims.node("time")
            claims.add("zs:refersTo", time, node)
            claims.time(time, dating, element)
            return
    entity = "" if span.kind == "date" else _entity(claims, span, words)
    if not entity:
        claims.add("dcterms:type", literal(span.kind), node)
        return
    claims.add("zs:refersTo", entity, node)
    if entity != claims.subject:
        claims.add("zs:mentions", entity)


def _entity(claims: RecordClaims, span: Span, words: str) -> Term:
    """What a name refers to, empty where it gives no identifier."""
    form = "" if local_name(span.element) in _DESCRIBING else words
    return claims.named(span.kind, span.element, form)
