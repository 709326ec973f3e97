"""An authority record in RDF: what the page shows, in our own terms, FOAF, SKOS-XL's sense of forms, and DCMI terms.

Computed on request; the IRIs of forms and sources are made of that of the record, so the same record always has the
same triples. Names that sources give keep the IRIs of their name nodes.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import terms
from kg.authority.provenance import TYPE
from kg.authority.records.record import AuthorityRecord
from kg.authority.records.rule_sets import rule_sets
from kg.authority.records.variant_forms import VariantForm
from kg.terms import Term, Triple, curie, literal

_NAME, _VALUE = curie("zs:Name"), curie("rdf:value")
_TRUE = terms.typed("true", "xsd:boolean")


def record_triples(record: AuthorityRecord) -> Iterator[Triple]:
    """The triples of a record, those with the record as subject first."""
    subject = f"<{record.iri}>"
    yield subject, TYPE, curie("zs:AuthorityRecord")
    yield subject, curie("foaf:primaryTopic"), f"<{record.about}>"
    yield subject, curie("madsrdf:identifiesRWO"), f"<{record.about}>"
    yield subject, curie("dcterms:identifier"), literal(record.local)
    yield subject, curie("zs:authorityStatus"), f"<{record.status}>"
    yield subject, curie("zs:authorityLevel"), f"<{record.level}>"
    if record.modified:
        yield subject, curie("dcterms:modified"), terms.typed(record.modified, "xsd:dateTime")
    for source in record.sources_found:
        if source.record and not source.cited:
            yield subject, curie("dcterms:source"), f"<{source.record}>"
    for text in record.sources_not_found:
        yield subject, curie("zs:sourceNotFound"), literal(text)
    base = record.iri[: -len(f"authority/{record.local}")]
    for identifier in record.superseded:
        old = identifier.rpartition("/")[2]
        yield subject, curie("dcterms:replaces"), f"<{base}authority/{old}>"
    yield from _forms(record, subject)
    yield from _variants(record, subject)


def _forms(record: AuthorityRecord, subject: Term) -> Iterator[Triple]:
    rules = {each.id: each.term for each in rule_sets()}
    for form in record.forms:
        node = f"<{record.iri}#{form.rules}-{form.language.lower()}>"
        yield subject, curie("zs:authorizedForm"), node
        yield node, TYPE, _NAME
        yield node, _VALUE, literal(form.text, form.language)
        yield node, curie("zs:cataloguingRules"), f"<{rules[form.rules]}>"
        for prop, text in (("zs:surnamePart", form.surname), ("zs:givenNamePart", form.given)):
            if text:
                yield node, curie(prop), literal(text, form.language)
        for addition in form.additions:
            yield node, curie("zs:nameSuffix"), literal(addition.text, form.language)
        if form.computed:
            yield node, curie("zs:computed"), _TRUE


def _variants(record: AuthorityRecord, subject: Term) -> Iterator[Triple]:
    for number, form in enumerate(record.variants, 1):
        node = f"<{form.iri or f'{record.iri}#variant-{number}'}>"
        yield subject, curie("zs:variantForm"), node
        yield from _variant(form, node)


def _variant(form: VariantForm, node: Term) -> Iterator[Triple]:
    yield node, TYPE, _NAME
    yield node, _VALUE, literal(form.text, form.language)
    if form.kind:
        yield node, curie("zs:nameType"), f"<{form.kind}>"
    for prop, text in (("zs:surnamePart", form.surname), ("zs:givenNamePart", form.given)):
        if text:
            yield node, curie(prop), literal(text, form.language)
    for text in form.citations:
        yield node, curie("zs:citation"), literal(text)
    for source in form.sources:
        yield node, curie("dcterms:source"), f"<{source.record}>"
    if form.computed:
        yield node, curie("zs:computed"), _TRUE
