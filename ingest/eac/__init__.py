"""EAC-CPF, authority records of archives for persons, families and corporate bodies: the schemas of 2010 and 2.0.

One record per ``cpfDescription``: the entity, its names as nodes with their use dates, and the authority record itself
with its status, its sources and the day of its last change. Standards: https://eac.staatsbibliothek-berlin.de/,
ISAAR(CPF).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.agent_context import AgentContext, slug
from ingest.agents import AgentClaims
from ingest.eac.claims import RecordReader
from ingest.eac.description import add_identifier
from ingest.eac.document import children, first, link
from ingest.eac.reading import fields
from ingest.eac.relations import kind_of
from ingest.language_codes import language_tag
from ingest.section import Section
from ingest.source import Source
from ingest.xml_documents import Document, documents, line_of, local_name, text_of
from kg.iris import Minter
from kg.record import Problem, Record
from kg.terms import Term, curie, literal, typed

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.description import Dataset

_ROOTS = ("eac-cpf", "eac")
_STATUSES = {
    "deletedmerged": "zs:SupersededRecord",
    "deletedreplaced": "zs:SupersededRecord",
    "deletedsplit": "zs:WithdrawnRecord",
    "deleted": "zs:WithdrawnRecord",
    "cancelled": "zs:WithdrawnRecord",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class EacOptions:
    """How records are read: what begins local ids, the language of text in Han script and of names in Latin script
    where the record tells none, what every record cites.
    """

    entity: str
    language: str = ""
    latin: str = ""
    citation: str = ""


class EacImporter:
    """Reads EAC-CPF records. One that was read before, by its identifier, is left out and named."""

    def __init__(self, dataset: Dataset, minter: Minter) -> None:
        self.skipped = 0
        options: EacOptions = dataset.options
        self._context = AgentContext(
            minter, options.entity, options.language, options.latin, options.citation, dataset.privacy.years
        )
        self._seen: dict[str, str] = {}

    @staticmethod
    def options(section: Section) -> EacOptions:
        """The options of ``[eac]``. Raises InvalidDataset with the key path."""
        entity = section.id_start("sheng-")
        options = EacOptions(
            entity, section.text("language", ""), section.text("latin", ""), section.text("citation", "")
        )
        section.finish()
        return options

    def read(self, source: Source) -> Iterator[Record | Problem]:
        """The descriptions of every record of a source; a file may hold one record or many in an envelope."""
        for document in documents(source):
            if isinstance(document, Problem):
                yield document
                continue
            found = [element for element in document.root.iter() if local_name(element) in _ROOTS]
            for element in found:
                yield from self._record(document, element, alone=len(found) == 1)
            if not found:
                reason = (
                    f"not EAC-CPF: there is no <eac-cpf> or <eac>, the root element is <{local_name(document.root)}>"
                )
                yield Problem(document.name, 0, "", reason)

    def _record(self, document: Document, root: _Element, *, alone: bool) -> Iterator[Record | Problem]:
        control = first(root, "control")
        identifier = text_of(first(control, "recordId")) if control is not None else ""
        if not identifier:
            identifier = document.name.rpartition("/")[2].removesuffix(".xml") + ("" if alone else f"-{line_of(root)}")
            yield Problem(document.name, line_of(root), "recordId", f'none; called "{identifier}"', skipped=False)
        place = f"{document.name}, line {line_of(root)}"
        if first_place := self._seen.get(identifier):
            reason = f'the record "{identifier}" was in {first_place} already'
            yield Problem(document.name, line_of(root), "recordId", reason)
            return
        self._seen[identifier] = place
        descriptions = [element for element in root.iter() if local_name(element) == "cpfDescription"]
        if not descriptions:
            yield Problem(document.name, line_of(root), "cpfDescription", "the record describes nobody")
        for number, description in enumerate(descriptions, 1):
            key = identifier if number == 1 else f"{identifier}-{number}"
            yield from self._description(document, description, key, identifier, control)

    def _description(
        self, document: Document, description: _Element, key: str, identifier: str, control: _Element | None
    ) -> Iterator[Record | Problem]:
        identity = first(description, "identity")
        written = first(identity, "entityType") if identity is not None else None
        kind = kind_of((written.get("value") or text_of(written)) if written is not None else "")
        if identity is None or not kind:
            what = text_of(written) or "nothing"
            reason = f"entityType is {what}, not person, corporateBody or family"
            yield Problem(document.name, line_of(description), "entityType", reason)
            return
        status = _status(control)
        identifies = status in ("zs:EstablishedRecord", "zs:ProvisionalRecord")
        claims = AgentClaims(self._context, kind if identifies else "authority", slug(key))
        authority = self._context.term("authority", slug(key))
        claims.add("rdf:type", curie("zs:AuthorityRecord"), authority)
        claims.add("zs:authorityStatus", curie(status), authority)
        claims.add("dcterms:identifier", literal(identifier), authority)
        if identifies:
            claims.add("madsrdf:identifiesRWO", claims.subject, authority)
        reader = RecordReader(claims, authority, _language(control))
        if control is not None:
            _control(reader, control, authority)
        reader.read(description)
        for line, field, reason in reader.problems:
            yield Problem(document.name, line, field, reason, skipped=False)
        for field, reason in claims.problems:
            yield Problem(document.name, line_of(description), field, reason, skipped=False)
        if not any(claims.names()):
            yield Problem(document.name, line_of(description), "nameEntry", "there is no name, so nobody is described")
            return
        subject = claims.subject if identifies else authority
        yield Record(key, f"{document.name}, line {line_of(description)}, {identifier}", subject, claims.finished())


def _status(control: _Element | None) -> str:
    if control is None:
        return "zs:EstablishedRecord"
    kept = control.get("maintenanceStatus") or text_of(first(control, "maintenanceStatus"))
    if found := _STATUSES.get(kept.replace(" ", "").lower()):
        return found
    public = control.get("publicationStatus") or text_of(first(control, "publicationStatus"))
    return "zs:ProvisionalRecord" if public.lower() == "inprocess" else "zs:EstablishedRecord"


def _language(control: _Element | None) -> str:
    """The language in which the record says that it is written."""
    declaration = first(control, "languageDeclaration") if control is not None else None
    if declaration is None:
        return ""
    language = first(declaration, "language")
    return language_tag((declaration if language is None else language).get("languageCode") or "")


def _control(reader: RecordReader, control: _Element, authority: Term) -> None:
    for element in control:
        name = local_name(element)
        if name and f"control/{name}" not in fields():
            reader.unknown(element, f"control/{name}")
        elif name == "otherRecordId":
            add_identifier(reader, element)
        elif name == "sources":
            for source in children(element, "source"):
                titles = [text_of(each) for each in children(source, "sourceEntry", "reference")]
                ranges = [text_of(each) for each in children(source, "citedRange")]
                notes = " ".join(text_of(each) for each in children(source, "descriptiveNote"))
                for title in titles or [text_of(source)]:
                    reader.claims.quoted(" ".join([title, *ranges]).strip(), notes, link(source), "source")
        elif name == "maintenanceHistory":
            stamps = [
                text
                for each in element.iter()
                if local_name(each) == "eventDateTime"
                and (text := (each.get("standardDateTime") or text_of(each))[:10])
                and _DAY.fullmatch(text)
            ]
            if stamps:
                reader.claims.add("dcterms:modified", typed(max(stamps), "xsd:date"), authority)
