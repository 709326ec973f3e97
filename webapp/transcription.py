"""The text of a document on its page: its paragraphs, with a link at every name that refers to an entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kg.authority.description import Describer
from kg.generation import Generation
from kg.store import VIEW
from kg.store.quads import node
from kg.terms import curie, integer_value

#: Characters that a page shows, and mentions that are looked at for it; of longer texts the data have the rest.
MOST_CHARACTERS = 8_000
MOST_MENTIONS = 2_000
_TRANSCRIPTION, _TEXT = node(curie("zs:transcription")), node(curie("zs:text"))
_SOURCE, _REFERS = node(curie("oa:hasSource")), node(curie("zs:refersTo"))
_START, _END = node(curie("oa:start")), node(curie("oa:end"))


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; ``iri`` is the entity that they refer to, or empty, and ``label`` what that is called."""

    words: str
    iri: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A text in paragraphs; ``total`` is its number of characters, more than are here where it is long."""

    iri: str
    language: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    total: int
    cut: bool


def texts_of(data: Generation, describer: Describer, iri: str) -> tuple[ReadingText, ...]:
    """The texts of a document; of a transcription the one that it is."""
    subject = NamedNode(iri)
    found = [quad.object for quad in data.store.match(subject, _TRANSCRIPTION, None, VIEW)]
    if not found and "/transcription/" in iri:
        found = [subject]
    texts = (_read(data, describer, each) for each in sorted(found, key=str) if isinstance(each, NamedNode))
    return tuple(text for text in texts if text is not None)


def _read(data: Generation, describer: Describer, transcription: NamedNode) -> ReadingText | None:
    literal = next((q.object for q in data.store.match(transcription, _TEXT, None, VIEW)), None)
    if not isinstance(literal, Literal):
        return None
    content = literal.value[:MOST_CHARACTERS]
    spans = sorted(set(_spans(data, transcription, len(content))), key=lambda span: (span[0], -span[1]))
    pieces: list[Piece] = []
    at = 0
    for start, end, iri in spans:
        if start < at:  # inside one that is shown already
            continue
        pieces += [Piece(content[at:start]), Piece(content[start:end], iri, describer.label(iri))]
        at = end
    pieces.append(Piece(content[at:]))
    cut = len(literal.value) > len(content)
    language = literal.language or ""
    return ReadingText(transcription.value, language, tuple(_paragraphs(pieces)), len(literal.value), cut)


def _spans(data: Generation, transcription: NamedNode, length: int) -> Iterator[tuple[int, int, str]]:
    store = data.store
    for quad in islice(store.match(None, _SOURCE, transcription, VIEW), MOST_MENTIONS):
        mention = quad.subject
        if not isinstance(mention, NamedNode):
            continue
        target = next((q.object for q in store.match(mention, _REFERS, None, VIEW)), None)
        start, end = (
            next((integer_value(str(q.object)) for q in store.match(mention, predicate, None, VIEW)), None)
            for predicate in (_START, _END)
        )
        if isinstance(target, NamedNode) and start is not None and end is not None and 0 <= start < end <= length:
            yield start, end, target.value


def _paragraphs(pieces: list[Piece]) -> Iterator[tuple[Piece, ...]]:
    paragraph: list[Piece] = []
    for piece in pieces:
        if piece.iri:
            paragraph.append(piece)
            continue
        first, *rest = piece.words.split("\n")
        paragraph.append(Piece(first))
        for line in rest:
            yield tuple(each for each in paragraph if each.words)
            paragraph = [Piece(line)]
    yield tuple(each for each in paragraph if each.words)
