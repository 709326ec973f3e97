"""The fields of the embedded index, and documents to and from them."""

from __future__ import annotations

import json

import tantivy

from kg.chinese.fold import fold, fold_loose
from kg.search.analysis import folded, grams, key_terms, keyword, keywords, surface
from kg.search.document import Document
from kg.search.facets import FACETS
from kg.search.ranking import bounded, sort_keys

GRAMS = "grams"
"""Name of the tokenizer of pre-divided text: it splits at ASCII white space and does nothing else."""

NAMES, FORMS, LOOSE, TEXT = "names", "forms", "loose", "text"
"""Fields of grams: folded names, names by code point, names whose loose fold differs, folded text."""

_FACET_FIELDS = tuple((name, facet.field) for name, facet in FACETS.items())
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def schema() -> tantivy.Schema:
    """The schema; an index on disk with another one must be built again."""
    builder = tantivy.SchemaBuilder()
    for field in (NAMES, FORMS, LOOSE, TEXT):
        builder.add_text_field(field, tokenizer_name=GRAMS, index_option="position")
    builder.add_text_field("keys", tokenizer_name=GRAMS, index_option="basic")
    builder.add_text_field("iri", tokenizer_name="raw", index_option="basic")
    for facet in FACETS.values():
        builder.add_text_field(facet.field, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("label_key", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("rank", fast=True)
    builder.add_unsigned_field("year_key", fast=True)
    builder.add_integer_field("year_from", fast=True)
    builder.add_integer_field("year_to", fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()


def encode(document: Document) -> tantivy.Document:
    """``document`` as the engine takes it."""
    fields = tantivy.Document()
    add_text = fields.add_text
    add_text("iri", keyword(document.iri))
    forms = [surface(form) for form, _ in document.names]
    names = [fold(form) for form in forms]
    add_text(FORMS, grams(forms))
    add_text(NAMES, grams(names))
    loose = [form for form, name in zip(map(fold_loose, forms), names, strict=True) if form != name]
    if loose:
        add_text(LOOSE, grams(loose))
    if document.text:
        add_text(TEXT, grams([folded(document.text)]))
    if document.keys:
        add_text("keys", key_terms(document.keys))
    for name, field in _FACET_FIELDS:
        for value in keywords(document.facet_values(name)):
            add_text(field, value)
    _encode_order(document, fields)
    return fields


def _encode_order(document: Document, fields: tantivy.Document) -> None:
    keys = sort_keys(document)
    fields.add_unsigned("rank", keys.rank)
    fields.add_text("label_key", keys.label)
    years = document.years
    if years is not None and keys.year is not None:
        fields.add_unsigned("year_key", keys.year)
        fields.add_integer("year_from", bounded(years[0]))
        fields.add_integer("year_to", bounded(years[1]))
    fields.add_bytes("document", _stored(document))


def _stored(document: Document) -> bytes:
    values = (
        document.iri,
        document.type,
        document.label,
        document.names,
        document.text,
        document.keys,
        document.facets,
        document.year_from,
        document.year_to,
        document.weight,
        document.summary,
    )
    return _encode(values).encode("utf-8", "surrogatepass")


def decode(fields: tantivy.Document) -> Document:
    """The document that was encoded."""
    stored = bytes(fields["document"][0]).decode("utf-8", "surrogatepass")
    iri, kind, label, names, text, keys, facets, year_from, year_to, weight, summary = json.loads(stored)
    return Document(
        iri,
        kind,
        label,
        names=tuple((form, name_kind) for form, name_kind in names),
        text=text,
        keys=tuple(keys),
        facets={name: tuple(values) for name, values in facets.items()},
        year_from=year_from,
        year_to=year_to,
        weight=weight,
        summary=summary,
    )
