"""What items are called, in the languages that are wanted, with BCP 47 tags."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ingest.code_tables import read_rows

_FOLDER = Path(__file__).parent


class Labels:
    """What items are called, as far as the file tells; ``missing`` are those that it does not."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages
        self._known: dict[str, str] = {}
        self.missing: set[str] = set()

    def learn(self, entity: Mapping[str, Any]) -> None:
        """Keep the label of an entity."""
        chosen = sorted(self.chosen(entity.get("labels")), key=lambda each: self._rank(each[0]))
        if chosen:
            self._known[str(entity.get("id"))] = chosen[0][1]

    def known(self, item: str) -> str:
        """The label of an item, empty where the file does not tell it."""
        if item not in self._known:
            self.missing.add(item)
        return self._known.get(item, "")

    def of(self, item: str) -> str:
        """The label of an item, or its number."""
        return self.known(item) or item

    def chosen(self, values: Any) -> list[tuple[str, str]]:
        """(tag, text) of the terms that are in the languages wanted."""
        found = []
        for entry in values.values() if isinstance(values, dict) else ():
            if not isinstance(entry, dict):
                continue
            language, text = entry.get("language"), entry.get("value")
            if isinstance(language, str) and isinstance(text, str) and language.partition("-")[0] in self._languages:
                found.append((tag(language), text))
        return found

    def _rank(self, language: str) -> tuple[int, str]:
        return self._languages.index(language.partition("-")[0]) if language.partition("-")[
            0
        ] in self._languages else 99, language


@cache
def tag(language: str) -> str:
    """The BCP 47 tag of a language code of Wikidata.

    >>> tag("zh-cn"), tag("en"), tag("zh-hant")
    ('zh-Hans-CN', 'en', 'zh-Hant')
    """
    return {row["code"]: row["tag"] for row in read_rows(_FOLDER / "languages.tsv")}.get(language, language)
