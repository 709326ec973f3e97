"""Authority records as EAC-CPF 2010 (urn:isbn:1-931666-33-4): one document, or a ZIP of one document a record.

One record is a document as the schema has it. Several in one document stand in an element ``records``, because EAC-CPF
has no element for many; programs that want files of their own take the ZIP.
"""

from __future__ import annotations

import zipfile
from itertools import chain
from typing import BinaryIO

from lxml import etree
from lxml.etree import _Element

from ingest.authority_export import values
from ingest.authority_export.marc21 import AGENCY
from ingest.authority_export.selection import AuthoritySelection, at_least_one, checked
from ingest.exporter import ExportReport
from kg.authority.records.parts import DateForm
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.status import ESTABLISHED

NAMESPACE = "urn:isbn:1-931666-33-4"
XLINK = "http://www.w3.org/1999/xlink"
_TYPES = {"organization": "corporateBody", "family": "family", "surname": "family"}
_FAMILY = ("kin/", "kinship/")
_INVALID = {code: " " for code in (*range(32), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (9, 10, 13)}


class EacExporter:
    """Writes EAC-CPF."""

    versions = ("2010",)

    def export(self, selection: AuthoritySelection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the records, into a ZIP with ``archive``. Raises InvalidInput where there is none."""
        checked("EAC-CPF", self.versions, version, archive=False)
        report = ExportReport()
        records = at_least_one(selection.records, selection.title)
        if archive:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as together:
                for record in records:
                    content = etree.tostring(eac_element(record), encoding="utf-8", xml_declaration=True)
                    # A fixed day: the same records give the same bytes.
                    together.writestr(zipfile.ZipInfo(f"{record.local.replace('/', '_')}.xml"), content)
                    report.written["authority records"] += 1
            return report
        first, second = next(records), next(records, None)
        out.write(b"<?xml version='1.0' encoding='UTF-8'?>\n")
        if second is None:
            out.write(etree.tostring(eac_element(first), encoding="utf-8") + b"\n")
            report.written["authority records"] += 1
            return report
        out.write(b"<records>\n")
        for record in chain((first, second), records):
            out.write(etree.tostring(eac_element(record), encoding="utf-8") + b"\n")
            report.written["authority records"] += 1
        out.write(b"</records>\n")
        return report


def eac_element(record: AuthorityRecord) -> _Element:
    """The record as an element ``eac-cpf``."""
    root = etree.Element(_tag("eac-cpf"), nsmap={None: NAMESPACE, "xlink": XLINK})  # type: ignore[dict-item]
    _control(root, record)
    description = _sub(root, "cpfDescription")
    _identity(_sub(description, "identity"), record)
    _description(description, record)
    _relations(description, record)
    return root


def _control(root: _Element, record: AuthorityRecord) -> None:
    node = _sub(root, "control")
    _sub(node, "recordId", record.local)
    for old in record.superseded:
        _sub(node, "otherRecordId", old.rpartition("/")[2], localType="superseded")
    _sub(node, "maintenanceStatus", "revised" if record.decisions else "new")
    _sub(node, "publicationStatus", "approved" if record.status == ESTABLISHED else "inProcess")
    _sub(_sub(node, "maintenanceAgency"), "agencyName", AGENCY)
    _sub(_sub(node, "languageDeclaration"), "language", "Chinese", languageCode="chi")
    for declared in dict.fromkeys(form.rules.upper() for form in record.forms):
        _sub(_sub(node, "conventionDeclaration"), "citation", declared)
    history = _sub(node, "maintenanceHistory")
    _event(history, "derived", record.modified, "Computed from the sources.")
    for decision, text in zip(record.decisions, values.decided(record), strict=True):
        _event(history, "revised", decision.time, text, decision.agent)
    if record.sources_found:
        sources = _sub(node, "sources")
        for each in record.sources_found:
            source = _sub(sources, "source")
            if each.record:
                source.set(f"{{{XLINK}}}type", "simple")
                source.set(f"{{{XLINK}}}href", each.record)
            _sub(source, "sourceEntry", each.title)
            if each.found:
                _sub(_sub(source, "descriptiveNote"), "p", each.found)


def _event(history: _Element, kind: str, time: str, text: str, agent: str = "") -> None:
    event = _sub(history, "maintenanceEvent")
    _sub(event, "eventType", kind)
    _sub(event, "eventDateTime", time, standardDateTime=time)
    _sub(event, "agentType", "human" if agent else "machine")
    _sub(event, "agent", agent or AGENCY)
    _sub(event, "eventDescription", text)


def _identity(node: _Element, record: AuthorityRecord) -> None:
    for each in record.identifiers:
        system, value = values.system_of(each)
        _sub(node, "entityId", value, **({"localType": system} if system else {}))
    _sub(node, "entityType", _TYPES.get(record.kind, "person"))
    for form in record.forms:
        entry = _sub(node, "nameEntry")
        _language(entry, form.language)
        if form.surname and form.given:
            _sub(entry, "part", form.surname, localType="surname")
            _sub(entry, "part", form.given, localType="forename")
        else:
            _sub(entry, "part", form.name)
        _sub(entry, "authorizedForm", form.rules.upper())
    for variant in values.found_variants(record):
        entry = _sub(node, "nameEntry")
        _language(entry, variant.language)
        if label := values.kind_label(variant.kind, "en"):
            entry.set("localType", label)
        if variant.surname and variant.given:
            _sub(entry, "part", variant.surname, localType="surname")
            _sub(entry, "part", variant.given, localType="forename")
        else:
            _sub(entry, "part", variant.text)
        if any(variant.period):
            _range(_sub(entry, "useDates"), *((text, text) for text in variant.period))
        _sub(entry, "alternativeForm", AGENCY)


def _language(entry: _Element, language: str) -> None:
    """The language and script of a name: a tag of BCP 47 in xml:lang, because EAC has codes of ISO 15924 only."""
    if language:
        parts = language.split("-")
        usual = [parts[0], *(part.title() if len(part) == 4 else part for part in parts[1:])]
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", "-".join(usual))


def _description(parent: _Element, record: AuthorityRecord) -> None:
    node = _sub(parent, "description")
    _exist_dates(node, record)
    for role, prop in (("birth", "zs:birthPlace"), ("death", "zs:deathPlace"), ("residence", "zs:residence")):
        for text in record.texts(prop):
            _place(node, role, text)
    for text in record.texts("zs:nativePlaceName") or record.texts("zs:nativePlace"):
        _place(node, "native place", text)
    for iri, word in ((values.MALE, "male"), (values.FEMALE, "female")):
        if record.facts.sex == iri:
            _sub(_sub(node, "localDescription", localType="gender"), "term", word)
    for text in record.texts("zs:dynasty"):
        _sub(_sub(node, "localDescription", localType="dynasty"), "term", text)
    for text in record.texts("zs:occupation"):
        _sub(_sub(node, "occupation"), "term", text)
    for post in record.posts:
        occupation = _sub(node, "occupation")
        _sub(occupation, "term", " ".join(filter(None, (post.organization, post.place, post.office))))
        if post.begin or post.end:
            _range(occupation, (post.begin, post.begin), (post.end, post.end))
    texts = (*record.texts("dcterms:description"), *record.texts("zs:note"))
    lines = [*texts, *values.dated_words(record, "生於", "卒於"), *values.remarks(record)]
    lines += [f"查而未得：{title}" for title in record.sources_not_found]
    if lines:
        history = _sub(node, "biogHist")
        for line in lines:
            _sub(history, "p", line)


def _exist_dates(node: _Element, record: AuthorityRecord) -> None:
    """Birth and death; where sources disagree, a set of ranges, those that the view holds first."""
    born, died = values.dates(record, "birth"), values.dates(record, "death")
    if not (born or died):
        begin, end = values.dates(record, "activeFrom"), values.dates(record, "activeTo")
        if begin or end:
            exist = _sub(node, "existDates", localType="active")
            _range(exist, _text(begin, 0), _text(end, 0))
        return
    exist = _sub(node, "existDates")
    count = max(len(born), len(died))
    parent = _sub(exist, "dateSet") if count > 1 else exist
    for number in range(count):
        _range(parent, _text(born, number), _text(died, number))


def _text(found: list[tuple[str, DateForm]], number: int) -> tuple[str, str]:
    """The words of a date and its machine form."""
    if number >= len(found):
        return "", ""
    edtf, date = found[number]
    return date.face("dateText") or edtf, edtf


def _range(parent: _Element, begin: tuple[str, str], end: tuple[str, str]) -> None:
    node = _sub(parent, "dateRange")
    for name, (words, machine) in (("fromDate", begin), ("toDate", end)):
        if words or machine:
            _sub(node, name, words, **({"standardDate": machine} if machine else {}))


def _place(node: _Element, role: str, text: str) -> None:
    place = _sub(node, "place")
    _sub(place, "placeRole", role)
    _sub(place, "placeEntry", text)


def _relations(parent: _Element, record: AuthorityRecord) -> None:
    matches = [each.target for each in record.identifiers if each.target]
    if not (record.related or matches):
        return
    node = _sub(parent, "relations")
    for related in record.related:
        kin = any(part in related.kind for part in _FAMILY)
        relation = _relation(node, "family" if kin else "associative", related.iri.rpartition("/")[2], related.label)
        label = values.relation_label(related, "en") or f"of whom: {values.kind_label(related.kind, 'en')}"
        _sub(_sub(relation, "descriptiveNote"), "p", label)
    for target in matches:
        _relation(node, "identity", target, target)


def _relation(node: _Element, kind: str, target: str, label: str) -> _Element:
    relation = _sub(node, "cpfRelation", cpfRelationType=kind)
    relation.set(f"{{{XLINK}}}type", "simple")
    relation.set(f"{{{XLINK}}}href", target)
    _sub(relation, "relationEntry", label)
    return relation


def _sub(parent: _Element, name: str, text: str = "", **attributes: str) -> _Element:
    node = etree.SubElement(parent, _tag(name), {key: value.translate(_INVALID) for key, value in attributes.items()})
    if text:
        node.text = text.translate(_INVALID)
    return node


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
