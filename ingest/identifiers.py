"""Systems of identifiers of persons and places that files refer to: VIAF, ISNI, LCCN, Wikidata, GND and others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.code_tables import read_rows


@dataclass(frozen=True, slots=True)
class IdentifierSystem:
    """A system of identifiers: what its identifiers look like and the address of one, empty where there is none."""

    name: str
    pattern: re.Pattern[str]
    template: str

    def clean(self, value: str) -> str:
        """The bare identifier: without its address, without spaces."""
        value = "".join(value.split())
        return value.rstrip("/").rpartition("/")[2] if value.startswith(("http://", "https://")) else value

    def address(self, value: str) -> str:
        """The IRI of an identifier, empty where the system has none."""
        return self.template.replace("{}", value) if self.template else ""


@cache
def identifier_systems() -> dict[str, IdentifierSystem]:
    """The systems by every code that a format has for them, from ``identifier_systems.tsv``."""
    found: dict[str, IdentifierSystem] = {}
    for row in read_rows(Path(__file__).parent / "identifier_systems.tsv"):
        system = IdentifierSystem(row["name"], re.compile(row["pattern"]), row["address"])
        found.update(dict.fromkeys(row["codes"].split(), system))
    return found
