"""Mentions that are sure as claims of the matcher: a dataset of its own, so that they can be looked at, replaced and
withdrawn like those of any source, whose own claims stay as they are.

A record holds what the matcher says of one document: ``zs:mentions``, ``zs:sender`` and ``zs:addressee``, and for each
of them a ``zs:Mention`` with the words, the candidate, its score and the reasons in three languages.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.mentions.documents import STATED
from ingest.mentions.results import Choice, FoundCandidate, FoundMention, Results
from ingest.section import Section
from ingest.source import Source
from kg import terms
from kg.generation import LoadedDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Triple

if TYPE_CHECKING:
    from ingest.description import Dataset

PREFIX = "mentions-"
_TITLES = {"zh-Hans": "提及处：{}", "zh-Hant": "提及處：{}", "en": "Mentions: {}"}
_DESCRIPTIONS = {
    "zh-Hans": "由程序据规范档在该数据集的文本中辨识的人物与地点，只收确定者，各附分数与理由。",
    "zh-Hant": "由程式據規範檔在該資料集的文本中辨識的人物與地點，只收確定者，各附分數與理由。",
    "en": "Persons and places that the matcher found in the texts of the dataset by the authority file; only "
    "those that are sure, each with its score and reasons.",
}


class MentionsImporter:
    """Reads a file of results (see `ingest.mentions.results`); only what is sure becomes a claim."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._of: str = dataset.options
        self._minter = minter

    @staticmethod
    def options(section: Section) -> str:
        """The dataset whose texts were searched: the option ``of``."""
        of: str = section.text("of")
        section.finish()
        return of

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """One record for each document in which something is sure."""
        with Results(source.path) as results:
            rows = results.rows(Choice())
            for document, found in itertools.groupby(rows, key=lambda mention: mention.document):
                mentions = list(found)
                sure = [mention for mention in mentions if mention.decision == "sure"]
                self.skipped += len(mentions) - len(sure)
                if sure:
                    yield self._record(document, sure)

    def _record(self, document: str, mentions: list[FoundMention]) -> Record:
        local = (self._minter.local(document) or document).replace("/", "-")
        claims: dict[Triple, None] = {}
        parties = {mention.candidates[0].entity for mention in mentions if mention.property in STATED}
        for number, mention in enumerate(mentions, 1):
            prop = terms.curie(STATED.get(mention.property, "zs:mentions"))
            best = mention.candidates[0]
            if mention.property == "skos:prefLabel" and best.entity in parties:
                continue  # the title only says again who wrote to whom
            claims[f"<{document}>", prop, f"<{best.entity}>"] = None
            claims |= dict.fromkeys(self._evidence(f"{self._of}-{local}-{number}", mention, best))
        return Record(local, f"{local}, {len(mentions)} mentions", f"<{document}>", tuple(claims))

    def _evidence(self, key: str, mention: FoundMention, candidate: FoundCandidate) -> Iterator[Triple]:
        node, option = self._minter.entity("mention", key), self._minter.entity("candidate", key)
        yield node, terms.curie("rdf:type"), terms.curie("zs:Mention")
        yield node, terms.curie("oa:hasSource"), f"<{mention.source or mention.document}>"
        yield node, terms.curie("oa:exact"), terms.literal(mention.surface)
        yield node, terms.curie("oa:start"), terms.integer(mention.start)
        yield node, terms.curie("oa:end"), terms.integer(mention.end)
        yield node, terms.curie("zs:refersTo"), f"<{candidate.entity}>"
        yield node, terms.curie("zs:candidate"), option
        yield option, terms.curie("rdf:type"), terms.curie("zs:Candidate")
        yield option, terms.curie("zs:candidateEntity"), f"<{candidate.entity}>"
        yield option, terms.curie("zs:score"), terms.typed(f"{candidate.score:g}", "xsd:decimal")
        for language, reasons in candidate.reasons.items():
            joined = ("; " if language == "en" else "；").join(reasons)
            yield option, terms.curie("zs:reason"), terms.literal(joined, language)


def write_description(folder: Path, dataset: LoadedDataset) -> Path:
    """Write the description of the dataset that holds the mentions of another, beside its results."""
    path = folder / f"{dataset.id}.toml"
    lines = [
        f'id = "{PREFIX}{dataset.id}"',
        'publisher = "Zhishu"',
        'homepage = "https://w3id.org/zhishu/"',
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"',
        'importer = "mentions"',
        f'files = ["{dataset.id}.db"]',
        f'prefixes = ["mention/{dataset.id}-", "candidate/{dataset.id}-"]',
        "[title]",
        *(f"{tag} = {_quoted(text.format(dataset.title[tag]))}" for tag, text in _TITLES.items()),
        "[description]",
        *(f"{tag} = {_quoted(text)}" for tag, text in _DESCRIPTIONS.items()),
        "[mentions]",
        f'of = "{dataset.id}"',
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes all that TOML does."""
    return json.dumps(text, ensure_ascii=False)
