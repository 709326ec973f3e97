"""The catalogues of the Kanseki Repository in Emacs Org mode (github.com/kanripo/KR-Catalog): 四部叢刊, 四庫全書 …

A heading of one depth (the third, where nothing else is said) is an entry, those above it are its classes; its drawer
holds number, work, juan and place, the headings under it people (人物), copies (版本) and appendices. The files come as
they are or as members of a ZIP archive, which the description names. What becomes of each property stands in
``fields.tsv``. Where the list is that of a historical catalogue, ``[kanripo.catalogue]`` says so: each entry is then
what that catalogue says of a work, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.kanripo.claims import HistoricalCatalogue, KanripoClaims, KanripoOptions
from ingest.kanripo.outline import ENTRY, Entry, entries
from ingest.section import Section
from ingest.source import Source
from ingest.zip_members import MAX_BYTES, Member, members
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from ontology.schemes import concept_for

if TYPE_CHECKING:
    from ingest.description import Dataset

_KINDS = {"editions": False, "works": True}
_DEEPEST = 9


class KanripoImporter:
    """Reads entries as editions of works, as works, and as entries of a historical catalogue."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: KanripoOptions = dataset.options
        self._claims = KanripoClaims(minter, self._options)
        self._seen: dict[str, str] = {}
        self._begun = False

    @staticmethod
    def options(section: Section) -> KanripoOptions:
        """The options of ``[kanripo]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("sbck-")
        listed, collection = section.texts("members"), section.text("collection", "")
        kind, depth = section.text("entries", "editions"), section.integer("depth", ENTRY)
        if kind not in _KINDS:
            raise section.fail("entries", f'"{kind}" is not known', f"It is one of {', '.join(_KINDS)}.")
        if not 1 <= depth <= _DEEPEST:
            raise section.fail("depth", f"{depth} cannot be", f"Headings have 1 to {_DEEPEST} stars.")
        catalogue = section.section("catalogue")
        found = _catalogue(catalogue) if catalogue.has("title") else None
        catalogue.finish()
        section.finish()
        return KanripoOptions(entity, listed, collection, _KINDS[kind], depth, found)

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The entries of a file or of the named members. Raises InvalidDataset for a file that is not text in UTF-8."""
        if not self._begun and (catalogue := self._claims.catalogue_record(source.name)) is not None:
            yield catalogue
        self._begun = True
        for member in self._texts(source):
            if isinstance(member, Problem):
                yield member
                continue
            for entry in entries(_decoded(member), self._options.depth):
                yield from self._entry(member.name, entry)

    def _texts(self, source: Source) -> Iterator[Member | Problem]:
        if source.plain_name.endswith(".zip"):
            yield from members(source, self._options.members)
            return
        with source.open_bytes() as stream:
            yield Member(source.name, stream.read(MAX_BYTES))

    def _entry(self, file: str, entry: Entry) -> Iterator[Record | Problem]:
        number = "KR_ID" if self._options.works else "CUSTOM_ID"
        key, place = entry.properties.get(number, "") or entry.number, f"{file}, line {entry.line}"
        if not key or not entry.title:
            missing = number if not key else "title"
            yield Problem(file, entry.line, missing, f'the entry "{entry.heading}" has none')
            return
        if key in self._seen:
            yield Problem(file, entry.line, number, f'"{key}" was the number of {self._seen[key]} already')
            return
        self._seen[key] = place
        for line, text in entry.damaged:
            yield Problem(file, line, "", f'not a property: "{text[:60]}"', skipped=False)
        yield self._claims.record(key, place, entry)


def _catalogue(section: Section) -> HistoricalCatalogue:
    titles = section.section("title")
    languages = {tag: titles.text(tag) for tag in ("zh-Hans", "zh-Hant", "en")}
    titles.finish()
    scheme = section.text("scheme", "")
    if scheme and concept_for("classification", scheme) is None:
        raise section.fail("scheme", f'there is no "{scheme}"', "See /scheme/classification.")
    year, creator, work = section.integer("year", 0), section.text("creator"), section.text("work", "")
    return HistoricalCatalogue(languages, year, creator, scheme, work)


def _decoded(member: Member) -> str:
    try:
        return member.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "Save the catalogue as UTF-8."
        raise InvalidDataset(f"{member.name}: not UTF-8 at byte {error.start}", hint=hint) from error
