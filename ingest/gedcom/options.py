"""The section ``[gedcom]`` of a dataset description."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.gedcom.decoding import codec_of
from ingest.section import Section
from kg.errors import InvalidInput
from kg.terms import literal

#: The kinds of entities that a GEDCOM file gives rise to.
KINDS = (
    "person",
    "union",
    "kinship",
    "name",
    "event",
    "posting",
    "association",
    "place",
    "instance",
    "item",
    "organization",
    "media",
    "source-citation",
)


@dataclass(frozen=True, slots=True)
class GedcomOptions:
    """How the files of a dataset are read.

    ``entity`` begins the local ids (``royal92-`` gives ``person/royal92-I1``). ``language`` tags text that is not in
    Han script (empty: the language of the header), ``han`` text that is. ``encoding`` overrides what the bytes say.
    ``citation`` is given to records that cite nothing. ``undated_living`` tells whether persons whom no date bounds may
    be alive; the privacy window itself is that of the dataset.
    """

    entity: str
    language: str = ""
    han: str = "zh-Hant"
    encoding: str = ""
    citation: str = ""
    undated_living: bool = True


def read_options(section: Section) -> GedcomOptions:
    """The checked options. Raises InvalidDataset with the key path."""
    entity = section.id_start("royal92-")
    encoding = section.text("encoding", "")
    if encoding and codec_of(encoding) is None:
        raise section.fail("encoding", f'"{encoding}" is not an encoding', "ANSEL, or a name that Python knows.")
    undated = section.text("undated", "living")
    if undated not in ("living", "dead"):
        raise section.fail("undated", f'"{undated}"', 'Write "living" or "dead".')
    options = GedcomOptions(
        entity=entity,
        language=_language(section, "language", ""),
        han=_language(section, "han", "zh-Hant"),
        encoding=encoding,
        citation=section.text("citation", ""),
        undated_living=undated == "living",
    )
    section.finish()
    return options


def _language(section: Section, name: str, default: str) -> str:
    tag = section.text(name, default)
    try:
        literal("", tag)
    except InvalidInput as error:
        raise section.fail(name, str(error), error.hint) from error
    return tag
