"""The example queries of the SPARQL page: ``examples/*.rq``, each with its title in three languages at the top."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_TITLE = re.compile(r"#\s*(zh-Hans|zh-Hant|en):\s*(.+)")


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with; ``titles`` by language of the interface."""

    name: str
    titles: Mapping[str, str]
    query: str


@cache
def examples() -> tuple[Example, ...]:
    """All examples, by their file names.

    >>> all(set(example.titles) == {"zh-Hans", "zh-Hant", "en"} for example in examples())
    True
    """
    folder = files("webapp") / "examples"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".rq")), key=lambda entry: entry.name)
    return tuple(_read(entry.name.removesuffix(".rq"), entry.read_text("utf-8")) for entry in found)


def _read(name: str, text: str) -> Example:
    titles: dict[str, str] = {}
    body: list[str] = []
    for line in text.splitlines():
        if not body and (match := _TITLE.fullmatch(line)):
            titles[match[1]] = match[2]
        else:
            body.append(line)
    return Example(name, MappingProxyType(titles), "\n".join(body).strip() + "\n")
