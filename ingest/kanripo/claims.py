"""From the entries of an Org mode catalogue to claims: editions, works, and entries of a historical catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ingest.field_mapping import field_mappings
from ingest.kanripo.outline import Entry, Person
from kg.iris import Minter
from kg.record import Record
from kg.terms import Term, Triple, curie, integer, literal
from ontology.schemes import concept_for

_LANGUAGE = "zh-Hant"
#: Titles in other languages, by the property that holds them.
_OTHER_LANGUAGES = {"lang@ja-rom": "ja-Latn", "lang@zh-py": "zh-Latn", "lang@sk": "sa-Latn"}
_TYPE, _LABEL = curie("rdf:type"), curie("skos:prefLabel")
_SEPARATOR = "·"


@dataclass(frozen=True, slots=True)
class HistoricalCatalogue:
    """The historical catalogue whose classes and books the file lists: titles by language, year, who made it, the
    scheme of classes (empty: none), and the catalogue where another dataset describes it (empty: this one does)."""

    titles: Mapping[str, str]
    year: int
    creator: str
    scheme: str
    work: str = ""


@dataclass(frozen=True, slots=True)
class KanripoOptions:
    """What local ids begin with, the members of the archive, the collectanea that the catalogue is of, whether entries
    are works, the depth of their headings, and the historical catalogue (None: it is none)."""

    entity: str
    members: tuple[str, ...]
    collection: str
    works: bool
    depth: int
    catalogue: HistoricalCatalogue | None


class KanripoClaims:
    """Makes the claims of one catalogue; its entries are counted over all files."""

    def __init__(self, minter: Minter, options: KanripoOptions) -> None:
        self._minter = minter
        self._options = options
        self._count = 0
        described = options.catalogue.work if options.catalogue else ""
        self._catalogue = minter.path(described) if described else minter.entity("work", options.entity.rstrip("-"))

    def catalogue_record(self, place: str) -> Record | None:
        """The record of the historical catalogue itself; None where there is none, or another dataset has it."""
        found = self._options.catalogue
        if found is None or found.work:
            return None
        claims = [(self._catalogue, _TYPE, curie("bf:Work"))]
        claims += [(self._catalogue, _LABEL, literal(title, tag)) for tag, title in found.titles.items()]
        claims.append((self._catalogue, curie("zs:creatorName"), literal(found.creator, _LANGUAGE)))
        claims.append((self._catalogue, curie("zs:year"), integer(found.year)))
        return Record("catalogue", place, self._catalogue, tuple(claims))

    def record(self, key: str, place: str, entry: Entry) -> Record:
        """The record of an entry."""
        self._count += 1
        kind = "work" if self._options.works else "instance"
        subject = self._minter.entity(kind, f"{self._options.entity}{key}")
        claims = [*self._book(subject, key, entry)]
        if self._options.catalogue is not None:
            claims += self._catalogue_entry(self._options.catalogue, subject, key, entry)
        return Record(key, place, subject, tuple(dict.fromkeys(claims)))

    def _book(self, subject: Term, key: str, entry: Entry) -> Iterator[Triple]:
        yield subject, _TYPE, curie("bf:Work" if self._options.works else "bf:Instance")
        yield subject, _LABEL, literal(entry.title, _LANGUAGE)
        for name, text in {**entry.properties, **entry.copy}.items():
            target = _fields().get(name, "")
            if name == "KR_ID" and text and not self._options.works:
                yield from self._work(subject, entry.title, text)
            elif name == "KR_ID" and text:
                yield subject, curie(_fields()["CUSTOM_ID"]), literal(text)
            elif target and text:
                yield subject, curie(target), _text(name, text)
        for text in entry.appended:
            yield subject, curie(_fields()["appendix"]), literal(text, _LANGUAGE)
        if self._options.collection:
            yield subject, curie("zs:collection"), literal(self._options.collection, _LANGUAGE)
        for number, person in enumerate(_people(entry), 1):
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

    def _catalogue_entry(self, catalogue: HistoricalCatalogue, book: Term, key: str, entry: Entry) -> Iterator[Triple]:
        """The entry as what the catalogue says of the work that its number names; without one, of the book."""
        node = self._minter.entity("catalogue-entry", f"{self._options.entity}{key}")
        work = entry.properties.get("KR_ID", "")
        yield node, _TYPE, curie("zs:CatalogueEntry")
        yield node, curie("zs:catalogue"), self._catalogue
        yield node, curie("zs:describes"), self._minter.entity("work", f"kanripo-{work}") if work else book
        yield node, curie("zs:entryNumber"), literal(str(self._count))
        yield node, _LABEL, literal(f"{entry.title}（{catalogue.titles[_LANGUAGE]}）", _LANGUAGE)
        yield node, curie("dcterms:title"), literal(entry.title, _LANGUAGE)
        said = {
            "zs:creatorName": "、".join(_as_written(person) for person in _people(entry)),
            "zs:extent": entry.properties.get("EXTENT", ""),
            "zs:classPath": _SEPARATOR.join(entry.path),
            "zs:citation": entry.properties.get("SOURCE", ""),
        }
        yield from ((node, curie(name), literal(text, _LANGUAGE)) for name, text in said.items() if text)
        if concept := _concept(catalogue.scheme, entry.path):
            yield node, curie("zs:classificationConcept"), f"<{concept}>"


def _people(entry: Entry) -> list[Person]:
    """Those below 人物; where there is nobody, the one whom the heading names."""
    dynasty, name = entry.named
    return entry.people or ([Person(name, {"DYNASTY": dynasty})] if name else [])


def _as_written(person: Person) -> str:
    dynasty = person.properties.get("DYNASTY", "")
    return f"（{dynasty}）{person.name}" if dynasty else person.name


def _text(name: str, text: str) -> Term:
    if name in _OTHER_LANGUAGES:
        return literal(text.strip("()"), _OTHER_LANGUAGES[name])
    return literal(text, "" if name == "CUSTOM_ID" else _LANGUAGE)


def _concept(scheme: str, path: tuple[str, ...]) -> str | None:
    """The concept of a path of classes, or of the nearest class above that the scheme has."""
    paths = (_SEPARATOR.join((scheme, *path[:depth])) for depth in range(len(path), 0, -1))
    return next((found for each in paths if scheme and (found := concept_for("classification", each))), None)


@cache
def _fields() -> dict[str, str]:
    """Property -> term, of the properties that the model has a place for."""
    return {row.source: row.target for row in field_mappings("kanripo") if row.target}
