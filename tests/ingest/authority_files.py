"""How the tests of authority files read: one importer with options, and what it said of a subject."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.importer import Importer
from ingest.privacy import Privacy
from ingest.source import Source
from kg.iris import DEFAULT_BASE, Minter
from kg.record import Problem, Record
from kg.terms import Term, curie

MINTER = Minter(DEFAULT_BASE)


class Described:
    """As much of a dataset as importers look at."""

    def __init__(self, options: Any) -> None:
        self.options = options
        self.privacy = Privacy()


def read(importer: type, options: Any, path: Path) -> tuple[list[Record], list[Problem]]:
    """The records and the problems of a file."""
    made: Importer = importer(Described(options), MINTER)
    with Source(path) as source:
        items = list(made.read(source))
    return [x for x in items if isinstance(x, Record)], [x for x in items if isinstance(x, Problem)]


def said(record: Record, predicate: str, subject: Term = "") -> list[Term]:
    """The values of a property of the subject of a record, or of another subject in it."""
    return [value for s, p, value in record.claims if s == (subject or record.subject) and p == curie(predicate)]


def nodes(record: Record, class_: str) -> list[Term]:
    """The nodes of a class in a record."""
    return [s for s, p, value in record.claims if p == curie("rdf:type") and value == curie(class_)]
