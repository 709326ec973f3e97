"""Names in finding aids: the words, the kind of agent, the role (``roles.tsv``), the identifier."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.xml_documents import local_name, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

#: element -> type of entity, class
_KINDS = {
    "persname": ("person", "zs:Person"),
    "famname": ("family", "zs:Family"),
    "corpname": ("organization", "zs:Organization"),
    "name": ("person", "zs:Person"),
}


@dataclass(frozen=True, slots=True)
class Agent:
    """A name: ``role`` is ``sender``, ``addressee``, ``creator`` or empty; ``identifier`` may be empty."""

    element: _Element
    name: str
    kind: str
    class_: str
    role: str
    identifier: str


def is_agent(element: _Element) -> bool:
    """Whether an element names a person, a family or a corporate body."""
    return local_name(element) in _KINDS


def agent_of(element: _Element, around: _Element | None = None) -> Agent:
    """What an element names; a role may stand at the element ``around`` it (``origination``).

    The parts of EAD3 are joined by a comma where the script is not Han, as headings are.
    """
    parts = [text for part in element if local_name(part) == "part" and (text := text_of(part))]
    name = _joined(parts) if parts else text_of(element)
    kind, class_ = _KINDS.get(local_name(element), ("", ""))
    written = [
        each.get(attribute) or ""
        for each in (element, around)
        if each is not None
        for attribute in ("relator", "role", "label")
    ]
    role = next((roles()[word] for text in written if (word := text.strip().rstrip(":：").lower()) in roles()), "")
    return Agent(
        element, name, kind, class_, role, (element.get("identifier") or element.get("authfilenumber") or "").strip()
    )


@cache
def roles() -> dict[str, str]:
    """What finding aids call sender, addressee and creator, in lower case, and which of these is meant."""
    with (Path(__file__).parent / "roles.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["role"].lower(): row["property"] for row in csv.DictReader(lines, delimiter="\t")}


def _joined(parts: list[str]) -> str:
    if all(_is_han(part) for part in parts):
        return "".join(parts)
    return ", ".join(parts)


def _is_han(text: str) -> bool:
    return all("\u3400" <= character <= "\U0003ffff" for character in text)
