"""Precision and recall of mentions against a gold standard: offsets and ids in tables, the texts where they are.

Two tables: documents (id, split, writer, addressee and date as written) and mentions (document, start, end, surface,
local id of the entity or NIL, note). A document is a file in a ZIP (``letters.zip!path``) or a line of a text
(``titles.txt#12``), so that a gold standard can cite texts without copying them.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.mentions.context import Context
from ingest.mentions.dates import years_of
from ingest.mentions.documents import Passage
from ingest.mentions.resolution import Mention, Resolver
from kg.iris import Minter

NIL = "NIL"


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A mention as a person marked it; ``entity`` is an IRI, or empty for somebody who is in no record."""

    start: int
    end: int
    surface: str
    entity: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document of the gold standard; those of no split are only read for whom the writer is known to name."""

    id: str
    split: str
    text: str
    writer: str
    addressee: str
    date: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Counts of right, wrong and missed: of links (span and entity), of spans alone, and of those in no record."""

    links: tuple[int, int, int] = (0, 0, 0)
    spans: tuple[int, int, int] = (0, 0, 0)
    nil: tuple[int, int] = (0, 0)
    errors: tuple[str, ...] = field(default=(), repr=False)

    @staticmethod
    def of(counts: tuple[int, int, int]) -> tuple[float, float]:
        """Precision and recall."""
        right, wrong, missed = counts
        return right / (right + wrong or 1), right / (right + missed or 1)


class GoldDocuments:
    """The documents of a gold standard, read with what its table says of them."""

    def __init__(self, table: Path, folder: Path, resolver: Resolver, minter: Minter) -> None:
        """``folder`` holds the files that the ids of documents begin with, at any depth."""
        self.documents = tuple(_documents(table, folder))
        self._resolver = resolver
        self._minter = minter

    def read(self) -> Iterator[tuple[Context, list[Passage]]]:
        """Each document with its context, as `ingest.mentions.corpus` reads it."""
        for document in self.documents:
            writers = (self._minter.path(document.writer)[1:-1],)
            years = years_of(document.date) if document.date else None
            named = self._resolver.find(document.addressee, Context(writers, years=years))
            addressees = tuple(dict.fromkeys(mention.entity for mention in named if mention.entity))
            yield Context(writers, addressees, years), [Passage(document.id, "zs:text", "", document.text)]


def read_gold(table: Path, minter: Minter) -> dict[str, list[GoldMention]]:
    """The mentions of a gold standard by document."""
    found: dict[str, list[GoldMention]] = {}
    for row in _rows(table):
        entity = "" if row["entity"] == NIL else minter.path(row["entity"])[1:-1]
        mention = GoldMention(int(row["start"]), int(row["end"]), row["surface"], entity)
        found.setdefault(row["document"], []).append(mention)
    return found


def evaluate(gold: Mapping[str, list[GoldMention]], found: Iterable[tuple[Passage, list[Mention]]]) -> Scores:
    """Compare what was found in the documents of a gold standard. Words for writer and addressee, places, and kin words
    for somebody in no record are not marked in it, and so do not count."""
    links, spans, nil = [0, 0, 0], [0, 0, 0], [0, 0]
    errors: list[str] = []
    for passage, mentions in found:
        marked = {(each.start, each.end): each for each in gold.get(passage.document, ())}
        made = {(each.start, each.end): each for each in mentions if _counts(each, marked)}
        for place in marked.keys() | made.keys():
            entity = marked[place].entity if place in marked else ""
            linked = made[place].entity if place in made else ""
            spans[0 if place in marked and place in made else 1 if place in made else 2] += 1
            if place in marked and not entity:
                nil[0] += not linked
                nil[1] += 1
            if linked and linked == entity:
                links[0] += 1
                continue
            links[1] += bool(linked)
            links[2] += bool(entity)
            if linked or entity:
                errors.append(f"{passage.document}\t{passage.text[slice(*place)]}\t{linked}\t{entity}")
    return Scores((links[0], links[1], links[2]), (spans[0], spans[1], spans[2]), (nil[0], nil[1]), tuple(errors))


def _counts(mention: Mention, marked: Mapping[tuple[int, int], GoldMention]) -> bool:
    if mention.kind in ("role", "place"):
        return False
    return not (mention.kind == "kin" and not mention.entity and (mention.start, mention.end) not in marked)


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")


def _documents(table: Path, folder: Path) -> Iterator[GoldDocument]:
    texts: dict[str, dict[str, str]] = {}
    for row in _rows(table):
        file, mark, place = row["document"].partition("!" if "!" in row["document"] else "#")
        if file not in texts:
            path = next(iter(sorted(folder.rglob(file))))
            texts[file] = dict(_members(path) if mark == "!" else _lines(path))
        yield GoldDocument(
            row["document"], row["split"], texts[file][place], row["writer"], row["addressee"], row["date"]
        )


def _members(path: Path) -> Iterator[tuple[str, str]]:
    with closing(zipfile.ZipFile(path)) as archive:
        for name in archive.namelist():
            if name.endswith(".txt"):
                yield name, archive.read(name).decode("utf-8")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(path.read_text("utf-8").splitlines(), 1):
        yield str(number), text
