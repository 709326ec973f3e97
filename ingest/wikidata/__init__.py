"""Wikidata: entities as JSON, from a dump, an extract with one entity a line, or Special:EntityData.

Of the classes in ``classes.tsv`` (persons, families, bodies, places) each entity is a record. The file is read twice,
first for the labels of the items that statements name; what it does not tell is called by its number. Nothing is
fetched. Format: https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html; the data are CC0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.agent_context import AgentContext
from ingest.section import Section
from ingest.source import Source
from ingest.wikidata.claims import EntityReader, kind_of
from ingest.wikidata.entities import entities
from ingest.wikidata.labels import Labels
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset

_LANGUAGES = ("zh", "lzh", "en")
#: Labels of so many items are kept; an extract has fewer.
_MOST_LABELS = 1_000_000


@dataclass(frozen=True, slots=True)
class WikidataOptions:
    """How entities are read: what begins local ids, the language of Han text that tells none, the languages of labels
    (the first part of their codes), what every record cites.
    """

    entity: str
    language: str = ""
    languages: tuple[str, ...] = _LANGUAGES
    citation: str = ""


class WikidataImporter:
    """Reads entities; one that was read before is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: WikidataOptions = dataset.options
        options = self._options
        self._context = AgentContext(
            minter, options.entity, options.language, "", options.citation, dataset.privacy.years
        )
        self._seen: set[str] = set()

    @staticmethod
    def options(section: Section) -> WikidataOptions:
        """The options of ``[wikidata]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("wd-")
        languages = section.texts("languages") or _LANGUAGES
        options = WikidataOptions(entity, section.text("language", ""), languages, section.text("citation", ""))
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The entities of a file in its order; classes that are not held are left out and counted."""
        labels = Labels(self._options.languages)
        for number, item in enumerate(entities(source)):
            if number >= _MOST_LABELS:
                break
            if not isinstance(item, Problem):
                labels.learn(item[1])
        left_out: Counter[str] = Counter()
        for item in entities(source):
            if isinstance(item, Problem):
                yield item
                continue
            line, entity = item
            key = str(entity["id"])
            if not (kind := kind_of(entity)):
                left_out["items of other classes" if key.startswith("Q") else "no items"] += 1
                continue
            if key in self._seen:
                yield Problem(source.name, line, key, "the entity was there before")
                continue
            self._seen.add(key)
            claims = EntityReader(entity, kind, self._context, labels).read()
            for field, reason in claims.problems:
                yield Problem(source.name, line, f"{key} {field}", reason, skipped=False)
            if not any(claims.names()):
                yield Problem(source.name, line, key, f"no name in {', '.join(self._options.languages)}")
                continue
            place = f"{source.name}, line {line}, {key}" if line else f"{source.name}, {key}"
            yield Record(key, place, claims.subject, claims.finished())
        self.skipped += sum(left_out.values())
        if labels.missing:
            some = ", ".join(sorted(labels.missing, key=lambda each: (len(each), each))[:5])
            reason = f"{len(labels.missing):,} items are not in the file, so their numbers stand for them: {some}"
            yield Problem(source.name, 0, "", reason, skipped=False)
