"""The options of importers that need to know no more than whose ids they mint, in which language, by what source."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.section import Section


@dataclass(frozen=True, slots=True)
class TextOptions:
    """``entity`` begins local ids; ``language`` is that of text which does not name its own; ``citation`` is what
    records cite that cite nothing (both may be empty).
    """

    entity: str
    language: str = ""
    citation: str = ""


def read_text_options(section: Section, example: str, language: str = "") -> TextOptions:
    """The checked options; ``example`` of what begins ids, ``language`` where none is said.

    Raises InvalidDataset with the key path.
    """
    options = TextOptions(section.id_start(example), section.text("language", language), section.text("citation", ""))
    section.finish()
    return options
