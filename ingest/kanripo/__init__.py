"""The catalogues of the Kanseki Repository in Emacs Org mode (github.com/kanripo/KR-Catalog): 四部叢刊, 四庫全書.

A heading of the third level is an entry; its drawer holds number, work, juan and place, the headings under it people
(人物) and copies (版本). The files come as they are or as members of a ZIP archive, which the description names. What
becomes of each property stands in ``fields.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ingest.field_mapping import field_mappings
from ingest.kanripo.outline import Entry, Person, entries
from ingest.section import Section
from ingest.source import Source
from ingest.zip_members import MAX_BYTES, Member, members
from kg.errors import InvalidDataset
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, Triple, curie, literal

if TYPE_CHECKING:
    from ingest.description import Dataset

_LANGUAGE = "zh-Hant"
_TYPE, _LABEL = curie("rdf:type"), curie("skos:prefLabel")


@dataclass(frozen=True, slots=True)
class KanripoOptions:
    """What local ids begin with, the members of the archive, and the collectanea that the catalogue is of."""

    entity: str
    members: tuple[str, ...]
    collection: str


class KanripoImporter:
    """Reads entries as editions of works."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        self._options: KanripoOptions = dataset.options
        self._minter = minter
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> KanripoOptions:
        """The options of ``[kanripo]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("sbck-")
        found = KanripoOptions(entity, section.texts("members"), section.text("collection", ""))
        section.finish()
        return found

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The entries of a file or of the named members. Raises InvalidDataset for a file that is not text in UTF-8."""
        for member in self._texts(source):
            if isinstance(member, Problem):
                yield member
                continue
            for entry in entries(_decoded(member)):
                yield from self._entry(member.name, entry)

    def _texts(self, source: Source) -> Iterator[Member | Problem]:
        if source.plain_name.endswith(".zip"):
            yield from members(source, self._options.members)
            return
        with source.open_bytes() as stream:
            yield Member(source.name, stream.read(MAX_BYTES))

    def _entry(self, file: str, entry: Entry) -> Iterator[Record | Problem]:
        key, place = entry.properties.get("CUSTOM_ID", ""), f"{file}, line {entry.line}"
        if not key or not entry.title:
            missing = "CUSTOM_ID" if not key else "title"
            yield Problem(file, entry.line, missing, f'the entry "{entry.heading}" has none')
            return
        if key in self._seen:
            yield Problem(file, entry.line, "CUSTOM_ID", f'"{key}" was the number of {self._seen[key]} already')
            return
        self._seen[key] = place
        for line, text in entry.damaged:
            yield Problem(file, line, "", f'not a property: "{text[:60]}"', skipped=False)
        subject = self._minter.entity("instance", f"{self._options.entity}{key}")
        claims = list(dict.fromkeys(self._claims(subject, key, entry)))
        yield Record(key, place, subject, tuple(claims))

    def _claims(self, subject: Term, key: str, entry: Entry) -> Iterator[Triple]:
        yield subject, _TYPE, curie("bf:Instance")
        yield subject, _LABEL, literal(entry.title, _LANGUAGE)
        for name, text in {**entry.properties, **entry.copy}.items():
            target = _fields().get(name, "")
            if name == "KR_ID" and text:
                yield from self._work(subject, entry.title, text)
            elif target and text:
                language = "" if name == "CUSTOM_ID" else _LANGUAGE
                yield subject, curie(target), literal(text, language)
        if self._options.collection:
            yield subject, curie("zs:collection"), literal(self._options.collection, _LANGUAGE)
        for number, person in enumerate(entry.people, 1):
            yield from self._person(subject, f"{self._options.entity}{key}-{number}", person)

    def _work(self, subject: Term, title: str, number: str) -> Iterator[Triple]:
        work = self._minter.entity("work", f"kanripo-{number}")
        yield subject, curie(_fields()["KR_ID"]), work
        yield work, _TYPE, curie("bf:Work")
        yield work, _LABEL, literal(title, _LANGUAGE)
        yield work, curie(_fields()["CUSTOM_ID"]), literal(number)

    def _person(self, subject: Term, local: str, person: Person) -> Iterator[Triple]:
        node = self._minter.entity("contribution", local)
        yield subject, curie(_fields()["人物"]), node
        yield node, _TYPE, curie("bf:Contribution")
        yield node, curie("zs:creatorName"), literal(person.name, _LANGUAGE)
        yield subject, curie("zs:creatorName"), literal(person.name, _LANGUAGE)
        for name in ("FUNCTION", "DYNASTY"):
            if text := person.properties.get(name, ""):
                yield node, curie(_fields()[name]), literal(text, _LANGUAGE)


@cache
def _fields() -> dict[str, str]:
    """Property -> term, of the properties that the model has a place for."""
    return {row.source: row.target for row in field_mappings("kanripo") if row.target}


def _decoded(member: Member) -> str:
    try:
        return member.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "Save the catalogue as UTF-8."
        raise InvalidDataset(f"{member.name}: not UTF-8 at byte {error.start}", hint=hint) from error
