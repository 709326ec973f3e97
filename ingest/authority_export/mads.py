"""Authority records as MADS/RDF (https://www.loc.gov/standards/mads/rdf/): RDF/XML or N-Triples, record after record.

The record is a ``madsrdf:PersonalName`` with an authoritative label per script, each taken apart in an element list;
variants, sources found and not found, matches elsewhere and deprecated records have the properties that MADS/RDF has
for them. Nodes have IRIs made of that of the record, so that two exports of one record are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from ingest.authority_export import values
from ingest.authority_export.selection import AuthoritySelection, at_least_one, checked
from ingest.exporter import ExportReport
from kg.authority.records.record import AuthorityRecord
from kg.chinese.readings import has_han
from kg.terms import Term, Triple, curie, iri, is_iri, literal, literal_language, literal_value, typed
from ontology.namespaces import PREFIXES

_TYPE, _FIRST, _REST, _NIL = (curie(f"rdf:{name}") for name in ("type", "first", "rest", "nil"))
_CLASSES = {"organization": "CorporateName", "family": "FamilyName", "surname": "FamilyName"}
_ELEMENTS = {
    **{"years": "DateNameElement", "dynasty": "TermsOfAddressNameElement", "sex": "TermsOfAddressNameElement"},
    **{"field": "TermsOfAddressNameElement", "native_place": "TermsOfAddressNameElement"},
}
_NAMESPACES = {name: PREFIXES[name] for name in ("rdf", "rdfs", "dcterms", "zs")} | {"madsrdf": PREFIXES["madsrdf"]}
_DECLARED = "".join(f' xmlns:{name}="{namespace}"' for name, namespace in _NAMESPACES.items())
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{_DECLARED}>\n'.encode()
_TAIL = b"</rdf:RDF>\n"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LOCAL_NAME = re.compile(r"[A-Za-z_][\w.-]*$")


class MadsExporter:
    """Writes MADS/RDF."""

    versions = ("rdfxml", "ntriples")

    def export(self, selection: AuthoritySelection, out: BinaryIO, *, version: str, archive: bool) -> ExportReport:
        """Write the records. Raises InvalidInput for an unknown form, for an archive, and where there is no record."""
        checked("MADS/RDF", self.versions, version, archive)
        report, xml = ExportReport(), version == "rdfxml"
        records = at_least_one(selection.records, selection.title)
        out.write(_HEAD if xml else b"")
        for record in records:
            triples = mads_triples(record)
            out.write(_rdfxml(triples) if xml else "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode())
            report.written["authority records"] += 1
        out.write(_TAIL if xml else b"")
        return report


def mads_triples(record: AuthorityRecord) -> Iterator[Triple]:
    """The triples of a record."""
    subject = f"<{record.iri}>"
    kind = _mads(_CLASSES.get(record.kind, "PersonalName"))
    yield subject, _TYPE, _mads("Authority")
    yield subject, _TYPE, kind
    yield subject, _mads("identifiesRWO"), f"<{record.about}>"
    yield from _labels(record, subject)
    yield from _variants(record, subject, kind)
    yield from _sources(record, subject)
    yield from _links(record, subject)
    yield from _thing(record)
    for text in (*values.remarks(record), *record.texts("skos:editorialNote")):
        yield subject, _mads("editorialNote"), literal(text)
    for text in values.decided(record):
        yield subject, _mads("changeNote"), literal(text)
    for text in record.texts("zs:note"):
        yield subject, _mads("note"), literal(text)


def _labels(record: AuthorityRecord, subject: Term) -> Iterator[Triple]:
    chosen: dict[str, str] = {}
    for form in record.forms:
        if form.language in chosen:  # two rule sets in one script: the first has the label, both are variants of it
            continue
        chosen[form.language] = form.text
        label = _mads("authoritativeLabel")
        yield subject, label, literal(form.text, form.language)
        name = [("FamilyNameElement", form.surname), ("GivenNameElement", form.given)]
        if not (form.surname and form.given):
            name = [("FullNameElement", form.name)]
        added = [(_ELEMENTS[each.kind], each.text) for each in form.additions]
        yield from _elements(subject, f"{record.iri}#{form.language.lower()}", [*name, *added], form.language)


def _elements(subject: Term, begin: str, elements: list[tuple[str, str]], language: str) -> Iterator[Triple]:
    """An element list: a list of RDF whose nodes have IRIs."""
    yield subject, _mads("elementList"), f"<{begin}-1>"
    for number, (kind, text) in enumerate(elements, 1):
        node, element = f"<{begin}-{number}>", f"<{begin}-element-{number}>"
        yield node, _FIRST, element
        yield node, _REST, f"<{begin}-{number + 1}>" if number < len(elements) else _NIL
        yield element, _TYPE, _mads(kind)
        yield element, _mads("elementValue"), literal(text, language)


def _variants(record: AuthorityRecord, subject: Term, kind: Term) -> Iterator[Triple]:
    for number, form in enumerate(record.variants, 1):
        node = f"<{record.iri}#variant-{number}>"
        yield subject, _mads("hasVariant"), node
        yield node, _TYPE, _mads("Variant")
        yield node, _TYPE, kind
        yield node, _mads("variantLabel"), literal(form.text, form.language)
        if form.kind:
            yield node, curie("zs:nameType"), f"<{form.kind}>"
        if form.surname and form.given and has_han(form.text):
            parts = [("FamilyNameElement", form.surname), ("GivenNameElement", form.given)]
            yield from _elements(node, f"{record.iri}#variant-{number}-part", parts, form.language)
        for source in form.sources:
            yield node, curie("dcterms:source"), f"<{source.record}>"
        if form.computed:
            yield node, curie("zs:computed"), typed("true", "xsd:boolean")


def _sources(record: AuthorityRecord, subject: Term) -> Iterator[Triple]:
    found = ((each.title, each.found, each.record, "found") for each in record.sources_found)
    not_found = ((title, "", "", "notfound") for title in record.sources_not_found)
    for number, (title, note, graph, status) in enumerate((*found, *not_found), 1):
        node = f"<{record.iri}#source-{number}>"
        yield subject, _mads("hasSource"), node
        yield node, _TYPE, _mads("Source")
        yield node, _mads("citationSource"), literal(title)
        yield node, _mads("citationStatus"), literal(status)
        if note:
            yield node, _mads("citationNote"), literal(note)
        if graph:
            yield node, curie("rdfs:seeAlso"), f"<{graph}>"


def _links(record: AuthorityRecord, subject: Term) -> Iterator[Triple]:
    base = record.iri[: -len(f"authority/{record.local}")]
    for each in record.identifiers:
        if each.target:
            yield subject, _mads("hasExactExternalAuthority"), iri(each.target)
    for related in record.related:
        other = f"<{base}authority/{related.iri.rpartition('/')[2]}>"
        yield subject, _mads("hasRelatedAuthority"), other
        yield other, _mads("authoritativeLabel"), literal(related.label)
    for identifier in record.superseded:
        old = f"<{base}authority/{identifier.rpartition('/')[2]}>"
        yield old, _TYPE, _mads("DeprecatedAuthority")
        yield old, _mads("useInstead"), subject


def _thing(record: AuthorityRecord) -> Iterator[Triple]:
    """What is told of the entity itself."""
    thing = f"<{record.about}>"
    yield thing, _TYPE, _mads("RWO")
    properties: Iterable[tuple[str, str]] = (
        *(("birthDate", text) for text, _ in values.dates(record, "birth")),
        *(("deathDate", text) for text, _ in values.dates(record, "death")),
        *(("activityStartDate", text) for text, _ in values.dates(record, "activeFrom")),
        *(("activityEndDate", text) for text, _ in values.dates(record, "activeTo")),
        *(("associatedLocale", text) for text in record.texts("zs:nativePlaceName")),
        *(("birthPlace", text) for text in record.texts("zs:birthPlace")),
        *(("deathPlace", text) for text in record.texts("zs:deathPlace")),
        *(("gender", values.kind_label(record.facts.sex, "en")) for _ in (1,) if record.facts.sex),
        *(("occupation", text) for text in (*record.texts("zs:occupation"), *(p.office for p in record.posts))),
    )
    for name, text in properties:
        if text:
            yield thing, _mads(name), literal(text)
    for text in record.texts("dcterms:description"):
        yield thing, curie("dcterms:description"), literal(text)


def _mads(name: str) -> Term:
    return f"<{PREFIXES['madsrdf']}{name}>"


def _rdfxml(triples: Iterable[Triple]) -> bytes:
    """Triples as descriptions, one for each subject (https://www.w3.org/TR/rdf-syntax-grammar/)."""
    subjects: dict[Term, list[tuple[Term, Term]]] = {}
    for subject, predicate, value in triples:
        subjects.setdefault(subject, []).append((predicate, value))
    rdf = PREFIXES["rdf"]
    parts = []
    for subject, said in subjects.items():
        node = etree.Element(f"{{{rdf}}}Description", {f"{{{rdf}}}about": subject[1:-1]}, nsmap=_NAMESPACES)
        for predicate, value in dict.fromkeys(said):
            local = _LOCAL_NAME.search(predicate[1:-1])
            assert local is not None, "every property that is written here ends in a name"
            element = etree.SubElement(node, f"{{{predicate[1 : 1 + local.start()]}}}{local[0]}")
            if is_iri(value):
                element.set(f"{{{rdf}}}resource", value[1:-1])
                continue
            element.text = _NOT_IN_XML.sub(" ", literal_value(value))
            if language := literal_language(value):
                element.set(_XML_LANG, language)
            elif "^^<" in value[value.rindex('"') :]:
                element.set(f"{{{rdf}}}datatype", value[value.rindex("^^<") + 3 : -1])
        text = etree.tostring(node, encoding="unicode").replace(_DECLARED, "", 1)
        parts.append(text)
    return ("\n".join(parts) + "\n").encode()


_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
