"""The entities of a Wikidata file: a dump with one a line, an array, or the answer of Special:EntityData."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.source import Source
from kg.record import Problem

#: The longest line, and the largest document that is not one entity a line.
MAX_LINE, MAX_DOCUMENT = 64 << 20, 256 << 20
Entity = Mapping[str, Any]


def entities(source: Source) -> Iterator[tuple[int, Entity] | Problem]:
    """The entities with the line on which each begins (0 in a document that is not one a line), and what is broken.

    Numbers of redirects and of entities that are missing come as Problem.
    """
    with source.open_bytes() as stream:
        opening = _opening(stream.peek(4096))
    if opening == "document":
        yield from _document(source)
    else:
        yield from _lines(source)


def _opening(head: bytes) -> str:
    """Whether a file has one entity a line: its first line with anything but a bracket is an object of its own."""
    for line in head.lstrip(b"\xef\xbb\xbf").splitlines():
        text = line.strip()
        if text in (b"", b"["):
            continue
        if text.startswith((b'{"entities"', b'{ "entities"')) or not text.startswith(b"{") or text == b"{":
            return "document"
        return "lines"
    return "lines"


def _lines(source: Source) -> Iterator[tuple[int, Entity] | Problem]:
    with source.open_bytes() as stream:
        number = 0
        while line := stream.readline(MAX_LINE):
            number += 1
            if not line.endswith(b"\n") and len(line) == MAX_LINE:
                yield Problem(
                    source.name, number, "", f"longer than {MAX_LINE:,} bytes; the rest of the file is not read"
                )
                return
            text = line.strip().lstrip(b"\xef\xbb\xbf").removesuffix(b",")
            if text in (b"", b"[", b"]"):
                continue
            found = _parsed(source.name, number, text)
            if isinstance(found, Problem):
                yield found
            else:
                yield from _found(source.name, number, found)


def _document(source: Source) -> Iterator[tuple[int, Entity] | Problem]:
    with source.open_bytes() as stream:
        content = stream.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        reason = f"a document larger than {MAX_DOCUMENT:,} bytes; write one entity a line"
        yield Problem(source.name, 0, "", reason)
        return
    found = _parsed(source.name, 0, content.lstrip(b"\xef\xbb\xbf"))
    if isinstance(found, Problem):
        yield found
        return
    yield from _found(source.name, 0, found)


def _found(file: str, line: int, value: Any) -> Iterator[tuple[int, Entity] | Problem]:
    if isinstance(value, dict) and isinstance(inner := value.get("entities"), dict):
        value = list(inner.values())
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            yield Problem(file, line, "", "is no object, so no entity")
        elif "missing" in each or "redirect" in each:
            word = "is missing" if "missing" in each else "is a redirect"
            yield Problem(file, line, str(each.get("id", "")), f"the entity {word}")
        elif not isinstance(each.get("id"), str):
            yield Problem(file, line, "id", "has no id, so it is no entity of Wikidata")
        else:
            yield line, each


def _parsed(file: str, line: int, text: bytes) -> Any:
    try:
        return json.loads(text)
    except UnicodeDecodeError as error:
        return Problem(file, line, "", f"not UTF-8: {error.reason}")
    except ValueError as error:
        return Problem(file, line, "", f"not JSON: {error}")
    except RecursionError:
        return Problem(file, line, "", "nested too deeply")
