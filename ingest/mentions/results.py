"""Where the mentions of a dataset are kept: one SQLite file beside the generations, read by pages and by the loader.

It is written whole and replaced in one step; it holds what is sure, what is to be looked at, and who is in no record.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.mentions.documents import Passage
from ingest.mentions.resolution import Mention
from ingest.mentions.tables import LANGUAGES
from kg.errors import NotFound, WorkspaceError
from kg.iris import Minter

DECISIONS = ("sure", "queue", "nil")
#: Of the table that mentions can be had as.
COLUMNS = ("document", "property", "start", "end", "surface", "decision", "entity", "score", "reasons", "passage")
#: Characters that are kept on each side of a mention.
_AROUND = 30
_SCHEMA = """
CREATE TABLE mention (
  number INTEGER PRIMARY KEY, document TEXT NOT NULL, property TEXT NOT NULL, source TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, surface TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
  kind TEXT NOT NULL, decision TEXT NOT NULL, entity TEXT NOT NULL, score REAL NOT NULL, candidates TEXT NOT NULL);
CREATE TABLE candidate (entity TEXT NOT NULL, mention INTEGER NOT NULL);
CREATE INDEX mention_decision ON mention (decision, number);
CREATE INDEX mention_document ON mention (document, number);
CREATE INDEX candidate_entity ON candidate (entity, mention);
"""
_INSERT = "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COUNT = """SELECT decision, count(*) FROM mention
WHERE (?1 = '' OR number IN (SELECT mention FROM candidate WHERE entity = ?1)) GROUP BY decision"""
_ROWS = """SELECT number, document, property, source, start, end, surface, before, after, kind, decision, candidates
FROM mention WHERE (?1 = '' OR number IN (SELECT mention FROM candidate WHERE entity = ?1))
AND (?2 = '' OR decision = ?2) ORDER BY number LIMIT ?3 OFFSET ?4"""
_ENTITIES = "SELECT entity, count(*) AS n FROM candidate GROUP BY entity ORDER BY n DESC, entity LIMIT ?"


@dataclass(frozen=True, slots=True)
class FoundCandidate:
    """A person or place that may be meant: IRI, score, and the reasons by language."""

    entity: str
    score: float
    reasons: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A mention as it is kept, with the words on both sides of it."""

    number: int
    document: str
    property: str
    source: str
    start: int
    end: int
    surface: str
    before: str
    after: str
    kind: str
    decision: str
    candidates: tuple[FoundCandidate, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which mentions are asked for; empty: all."""

    decision: str = ""
    entity: str = ""


def write_results(path: Path, found: Iterable[tuple[Passage, list[Mention]]]) -> int:
    """Write the mentions of a dataset and return how many there are. Raises OSError where the disk is full."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(beside)) as connection, connection:
            connection.executescript(_SCHEMA)
            numbers = itertools.count(1)
            for passage, mentions in found:
                for mention in mentions:
                    _insert(connection, next(numbers), passage, mention)
        beside.replace(path)
    except sqlite3.Error as error:
        raise WorkspaceError(f"{path} cannot be written: {error}", hint="Is the disk full?") from error
    finally:
        beside.unlink(missing_ok=True)
    return next(numbers) - 1


def _insert(connection: sqlite3.Connection, number: int, passage: Passage, mention: Mention) -> None:
    candidates = [
        {
            "entity": candidate.entity,
            "score": candidate.score,
            "reasons": {language: [reason.text(language) for reason in candidate.reasons] for language in LANGUAGES},
        }
        for candidate in mention.candidates
    ]
    text = passage.text
    before, after = text[max(mention.start - _AROUND, 0) : mention.start], text[mention.end : mention.end + _AROUND]
    best = mention.candidates[0].score if mention.candidates else 0.0
    where = (passage.document, passage.property, passage.source, mention.start, mention.end, mention.surface)
    what = (mention.kind, mention.decision, mention.entity, best, json.dumps(candidates, ensure_ascii=False))
    connection.execute(_INSERT, (number, *where, before, after, *what))
    entities = {(candidate.entity, number) for candidate in mention.candidates}
    connection.executemany("INSERT INTO candidate VALUES (?, ?)", sorted(entities))


class Results:
    """The mentions of one dataset, open for reading."""

    def __init__(self, path: Path) -> None:
        """Raises NotFound where the dataset was never searched for mentions."""
        if not path.is_file():
            raise NotFound(f"{path.stem} was not searched for mentions.", hint=f"Run `zhishu mentions {path.stem}`.")
        self._path = path
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def counts(self, entity: str = "") -> dict[str, int]:
        """How many mentions of each decision there are."""
        found: dict[str, int] = dict(self._query(_COUNT, entity))
        return {decision: found.get(decision, 0) for decision in DECISIONS}

    def rows(self, choice: Choice, limit: int = -1, offset: int = 0) -> Iterator[FoundMention]:
        """The mentions chosen, in the order of the texts."""
        for row in self._query(_ROWS, choice.entity, choice.decision, limit, offset):
            values = dict(zip(FoundMention.__slots__, row, strict=True))
            values["candidates"] = tuple(FoundCandidate(**each) for each in json.loads(row[-1]))
            yield FoundMention(**values)

    def entities(self, limit: int) -> list[tuple[str, int]]:
        """Who is named or may be meant most often, with the number of mentions."""
        return list(self._query(_ENTITIES, limit))

    def _query(self, query: str, *values: str | int) -> Iterator[Any]:
        try:
            yield from self._connection.execute(query, values)
        except sqlite3.DatabaseError as error:
            hint = f"Write it anew with `zhishu mentions {self._path.stem}`."
            raise WorkspaceError(f"{self._path} cannot be read: {error}", hint=hint) from error


def csv_rows(mention: FoundMention, minter: Minter, language: str) -> list[tuple[str, ...]]:
    """The rows of a mention in the order of ``COLUMNS``: one for each candidate, one for a mention without any."""
    document = minter.local(mention.document) or mention.document
    where = (document, mention.property, str(mention.start), str(mention.end), mention.surface, mention.decision)
    passage = f"{mention.before}【{mention.surface}】{mention.after}".replace("\n", " ")
    found = [
        (minter.local(each.entity) or each.entity, f"{each.score:.3f}", "; ".join(each.reasons.get(language, [])))
        for each in mention.candidates
    ]
    return [(*where, *each, passage) for each in found or [("", "", "")]]


def results_file(workspace: Path, dataset: str) -> Path:
    """Where the mentions of a dataset are kept in the directory of a workspace."""
    return workspace / "mentions" / f"{dataset}.db"


def searched(workspace: Path) -> list[str]:
    """The datasets that were searched for mentions, by id."""
    return sorted(path.stem for path in (workspace / "mentions").glob("*.db"))
