"""The versions of the vocabulary and what changed in each, from ``changes.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ontology.namespaces import expand


@dataclass(frozen=True, slots=True)
class Change:
    """One change: ``kind`` is added, changed or deprecated; ``texts`` by language tag in lower case."""

    kind: str
    terms: tuple[str, ...]
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class VocabularyVersion:
    """A version of the ``zs:`` vocabulary: its day, what it is about, its changes, the terms that came with it."""

    number: str
    date: date
    texts: Mapping[str, str]
    changes: tuple[Change, ...]
    terms: tuple[str, ...]


def read_versions(path: Path, declared: Iterable[str]) -> tuple[VocabularyVersion, ...]:
    """The versions, oldest first. The newest has all terms of ``declared`` (IRIs of ``zs:`` terms) that no other lists.

    Raises ValueError for a file that is not TOML, KeyError for a version without number, date or texts.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))["version"]
    earlier = {expand(term) for table in tables[:-1] for term in table["terms"]}
    newest = tuple(sorted(set(declared) - earlier))
    return tuple(
        VocabularyVersion(
            number=table["number"],
            date=table["date"],
            texts=_by_language(table["text"]),
            changes=tuple(_change(change) for change in table.get("change", [])),
            terms=newest if table is tables[-1] else tuple(expand(term) for term in table["terms"]),
        )
        for table in tables
    )


def _change(table: dict[str, Any]) -> Change:
    terms = tuple(expand(term) for term in table.get("terms", []))
    return Change(kind=table["kind"], terms=terms, texts=_by_language(table["text"]))


def _by_language(texts: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType({language.lower(): text for language, text in texts.items()})
