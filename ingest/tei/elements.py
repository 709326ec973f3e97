"""The tables of the importer: how elements are read into a text, which of them name something, whose ids they use."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ingest.xml_documents import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_FOLDER = Path(__file__).parent
#: type of entity -> class
CLASSES = {
    "person": "zs:Person",
    "place": "zs:Place",
    "organization": "zs:Organization",
    "work": "bf:Work",
}


@cache
def treatments() -> Mapping[str, str]:
    """Element -> how it is read into a transcription; what is not here is part of the flow of the text."""
    return MappingProxyType({row["element"]: row["treatment"] for row in _rows("elements.tsv")})


@cache
def _kinds() -> Mapping[tuple[str, str], str]:
    return MappingProxyType({(row["element"], row["type"]): row["kind"] for row in _rows("kinds.tsv")})


@cache
def authorities() -> Mapping[str, str]:
    """The beginning of an address of an authority file -> the short name of that file, the longest beginning first."""
    rows = sorted(_rows("authorities.tsv"), key=lambda row: -len(row["address"]))
    return MappingProxyType({row["address"]: row["name"] for row in rows})


def kind_of(element: _Element) -> str:
    """What an element names: ``person``, ``place``, ``organization``, ``work``, ``date``; empty where nothing."""
    name = local_name(element)
    return _kinds().get((name, "")) or _kinds().get((name, (element.get("type") or "").lower()), "")


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", restval="")
