"""From the segments of a catalogue to claims: the catalogue, its entries, and the words between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.bibliography.grammar import Grammar, get_grammar
from ingest.bibliography.segments import Kind, Segment
from ingest.bibliography.statement import Statement, Title, plain, read_statement
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, Triple, curie, integer, literal
from ontology.namespaces import expand


@dataclass(frozen=True, slots=True)
class CatalogueOptions:
    """What a dataset says of its catalogue: ``entity`` begins local ids, ``titles`` by language, when it was made.

    ``language`` is that of the text; ``work`` the catalogue where another dataset describes it (empty: this one does).
    """

    entity: str
    grammar: str
    titles: Mapping[str, str]
    year: int
    creator: str
    language: str = "zh-Hans"
    work: str = ""


class CatalogueClaims:
    """Makes the records of one catalogue; entries are counted over all its parts."""

    def __init__(self, minter: Minter, options: CatalogueOptions) -> None:
        self._minter = minter
        self._options = options
        self._grammar: Grammar = get_grammar(options.grammar, options.language)
        self._count = 0
        self._notes = 0
        self._creator = ""
        self.catalogue = (
            minter.path(options.work) if options.work else minter.entity("work", options.entity.rstrip("-"))
        )

    def catalogue_record(self, place: str) -> Record:
        """The record of the catalogue itself."""
        options, work = self._options, self.catalogue
        claims = [(work, curie("rdf:type"), curie("bf:Work"))]
        claims += [(work, curie("skos:prefLabel"), literal(text, tag)) for tag, text in options.titles.items()]
        claims.append((work, curie("zs:creatorName"), literal(options.creator, options.language)))
        claims.append((work, curie("zs:year"), integer(options.year)))
        return Record("catalogue", place, work, tuple(claims))

    def records(self, file: str, part: str, found: list[Segment]) -> Iterator[Record | Problem]:
        """The records of a part of the catalogue in the order of its text, with what is wrong in it.

        ``part`` is what entries cite (卷二 史部), ``file`` what locators say.
        """
        statements = [read_statement(s.text, self._grammar) if s.kind is Kind.ENTRY else None for s in found]
        gathered = _gathered(found, statements)
        for segment, statement, by in zip(found, statements, gathered, strict=True):
            place = f"{file}, line {segment.line}, character {segment.offset + 1}"
            if segment.fault:
                yield Problem(file, segment.line, "", segment.fault, skipped=False)
            if statement is None:
                if plain(segment.text):
                    yield self._note(segment, part, place)
            elif not statement.titles:
                yield Problem(
                    file, segment.line, "", f"no title is found in “{plain(segment.text)[:40]}”", skipped=False
                )
                yield self._note(segment, part, place)
            else:
                yield self._entry(segment, statement, by, part, place)

    def _note(self, segment: Segment, part: str, place: str) -> Record:
        self._notes += 1
        said = self._words(self.catalogue, "zs:note", (plain(segment.text),))
        cited = self._words(self.catalogue, "zs:citation", (self._citation(part),))
        return Record(f"text-{self._notes}", place, self.catalogue, (*said, *cited))

    def _citation(self, part: str) -> str:
        return f"《{self._options.titles[self._options.language]}》{part}"

    def _entry(self, segment: Segment, statement: Statement, by: str, part: str, place: str) -> Record:
        self._count += 1
        claims: dict[Triple, None] = {}
        entries = []
        for index, title in enumerate(statement.titles, 1):
            number = str(self._count) if index == 1 else f"{self._count}.{index}"
            entry = self._minter.entity("catalogue-entry", self._options.entity + number.replace(".", "-"))
            entries.append(entry)
            triples = self._title(entry, number, title, statement, by)
            claims.update(dict.fromkeys((*triples, *self._class(entry, segment, part))))
        if statement.titles[-1].creator:
            self._creator = statement.titles[-1].creator
        return Record(str(self._count), place, entries[0], tuple(claims))

    def _title(self, entry: Term, number: str, title: Title, statement: Statement, by: str) -> Iterator[Triple]:
        creator = title.creator or (self._creator if statement.same_creator else "")
        existence = statement.existence or (self._grammar.gathered if by else "")
        short = self._options.titles[self._options.language]
        yield entry, curie("rdf:type"), curie("zs:CatalogueEntry")
        yield entry, curie("zs:catalogue"), self.catalogue
        yield entry, curie("zs:entryNumber"), literal(number)
        yield from self._words(entry, "skos:prefLabel", (f"{title.title}（{short}）",))
        yield from self._words(entry, "dcterms:title", (title.title,))
        yield from self._words(entry, "zs:entryText", (statement.text,))
        yield from self._words(entry, "zs:extent", (title.extent,))
        yield from self._words(entry, "dcterms:tableOfContents", title.appended)
        yield from self._words(entry, "zs:creatorName", (creator,))
        yield from self._words(entry, "zs:role", (statement.role,))
        yield from self._words(entry, "zs:namedEdition", statement.editions)
        yield from self._words(entry, "zs:note", (statement.note, by))
        if existence:
            yield entry, curie("zs:existence"), f"<{expand('existence:' + existence)}>"

    def _class(self, entry: Term, segment: Segment, part: str) -> Iterator[Triple]:
        yield from self._words(entry, "zs:citation", (self._citation(part),))
        yield from self._words(entry, "zs:classPath", ("·".join(segment.path),))
        if concept := self._grammar.concept(segment.path):
            yield entry, curie("zs:classificationConcept"), f"<{concept}>"

    def _words(self, subject: Term, predicate: str, texts: Iterable[str]) -> Iterator[Triple]:
        return ((subject, curie(predicate), literal(text, self._options.language)) for text in texts if text)


def _gathered(found: list[Segment], statements: list[Statement | None]) -> list[str]:
    """Who gathered the fragments that each entry lists; empty where nobody did.

    The statement that follows (以上均马国翰辑) is on all entries before it that have none of their own.
    """
    by = [""] * len(found)
    for index, segment in enumerate(found):
        if segment.kind is not Kind.ATTRIBUTION:
            continue
        words = segment.name.removeprefix("以上").lstrip("均皆").rstrip("。")
        for at in range(index - 1, -1, -1):
            statement = statements[at]
            if found[at].kind is not Kind.ENTRY or statement is None or statement.role:
                break
            by[at] = words
    return by
