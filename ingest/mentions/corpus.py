"""Reads a whole dataset twice: first for who is sure, then again with whom each writer is known to name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from spacy.language import Language

from ingest.mentions.context import Context
from ingest.mentions.documents import Passage
from ingest.mentions.newcomers import newcomers
from ingest.mentions.pipeline import find
from ingest.mentions.resolution import Mention
from kg.chinese import fold

#: A name without a record that was found in as many documents is looked for everywhere.
_RECURRING = 2


class Readable(Protocol):
    """Documents that can be read as often as asked."""

    def read(self) -> Iterator[tuple[Context, list[Passage]]]:
        """Each document: what is known of it, and its texts."""
        ...


def mentions_of(
    documents: Readable, nlp: Language, progress: Callable[[int], None] = lambda count: None
) -> Iterator[tuple[Passage, list[Mention]]]:
    """Every text of the documents with its mentions."""
    named, strangers = _first_reading(documents, nlp, progress)
    for context, passages in documents.read():
        own = {m.entity for passage in passages for m in find(nlp, passage.text, context) if m.entity}
        known: Counter[str] = Counter()
        for writer in context.writers:
            known.update(named[writer])
        acquaintances = {iri: count - (iri in own) for iri, count in known.items() if count - (iri in own) > 0}
        context = replace(context, acquaintances=acquaintances, strangers=strangers)
        for passage in passages:
            yield passage, find(nlp, passage.text, context)


def _first_reading(
    documents: Readable, nlp: Language, progress: Callable[[int], None]
) -> tuple[dict[str, Counter[str]], frozenset[str]]:
    """In how many documents each writer names whom for certain, and names without a record that recur."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    met: Counter[str] = Counter()
    for count, (context, passages) in enumerate(documents.read(), 1):
        progress(count)
        sure = {m.entity for passage in passages for m in find(nlp, passage.text, context) if m.entity}
        for writer in context.writers:
            named[writer].update(sure - {writer})
        folded = [fold(passage.text) for passage in passages]
        met.update({text[start:end] for text in folded for start, end in newcomers(text)})
    return named, frozenset(name for name, times in met.items() if times >= _RECURRING)
