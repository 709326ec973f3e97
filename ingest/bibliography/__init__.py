"""Historical catalogues as running text: 書目答問, 漢書藝文志, 清史稿藝文志, with classes, authors and editions.

The text of a catalogue lies in one file or in members of a ZIP archive; ``[[bibliography.part]]`` says which and in
what order. How the text is punctuated stands in a grammar (``grammars``), what becomes of it in ``fields.tsv``. Every
character of the text comes to an entry or to a note on the catalogue, each with its line and place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.bibliography.claims import CatalogueClaims, CatalogueOptions
from ingest.bibliography.grammar import get_grammar
from ingest.bibliography.segments import segments
from ingest.section import Section
from ingest.source import Source
from ingest.zip_members import MAX_BYTES, Member, members
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record

if TYPE_CHECKING:
    from ingest.description import Dataset


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a catalogue: its path in the archive (empty: the file itself), what entries cite, the highest class."""

    member: str
    citation: str
    division: str


@dataclass(frozen=True, slots=True)
class BibliographyOptions:
    """The catalogue, and its parts in their order."""

    catalogue: CatalogueOptions
    parts: tuple[Part, ...]


class BibliographyImporter:
    """Reads the text of a catalogue."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        options: BibliographyOptions = dataset.options
        self._options = options
        self._grammar = get_grammar(options.catalogue.grammar, options.catalogue.language)
        self._claims = CatalogueClaims(minter, options.catalogue)
        self._begun = False

    @staticmethod
    def options(section: Section) -> BibliographyOptions:
        """The options of ``[bibliography]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("smdw-")
        titles = section.section("title")
        languages = {tag: titles.text(tag) for tag in ("zh-Hans", "zh-Hant", "en")}
        titles.finish()
        grammar, language = section.text("grammar"), section.text("language", "zh-Hans")
        get_grammar(grammar, language)
        year, creator = section.integer("year", 0), section.text("creator")
        work = section.text("work", "")
        parts = tuple(_part(each) for each in section.sections("part"))
        section.finish()
        return BibliographyOptions(CatalogueOptions(entity, grammar, languages, year, creator, language, work), parts)

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The catalogue, then its entries and notes. Raises InvalidDataset for a file that is no text in UTF-8."""
        if not self._begun and not self._options.catalogue.work:
            self._begun = True
            yield self._claims.catalogue_record(source.name)
        for part, found in self._texts(source):
            if isinstance(found, Problem):
                yield found
                continue
            text = _decoded(found)
            yield from self._claims.records(found.name, part.citation, segments(text, self._grammar, part.division))

    def _texts(self, source: Source) -> Iterator[tuple[Part, Member | Problem]]:
        parts = self._options.parts
        if not source.plain_name.endswith(".zip"):
            with source.open_bytes() as stream:
                part = parts[0] if parts else Part("", "", "")
                yield part, Member(source.name, stream.read(MAX_BYTES))
            return
        yield from zip(parts, members(source, [part.member for part in parts]), strict=True)


def _part(section: Section) -> Part:
    part = Part(section.text("member", ""), section.text("citation"), section.text("division", ""))
    section.finish()
    return part


def _decoded(member: Member) -> str:
    try:
        return member.content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InvalidDataset(
            f"{member.name}: not UTF-8 at byte {error.start}", hint="Save the text as UTF-8."
        ) from error
