"""The tables of this package: what fields become, what coded values mean, the words of enumerations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ingest.field_mapping import FieldMapping, read_field_mappings
from kg.errors import InvalidDataset
from kg.terms import Term, curie
from ontology.namespaces import PREFIXES, expand
from ontology.terms import all_terms, is_declared

_HERE = Path(__file__).parent


@cache
def fields() -> Mapping[str, FieldMapping]:
    """Every field of GEDCOM that is known here, by ``context.TAG``."""
    return MappingProxyType({row.source: row for row in read_field_mappings(_HERE / "fields.tsv")})


@cache
def values(field: str) -> Mapping[str, str]:
    """What the coded values of a field mean, keyed in lower case: compact IRIs, language tags, other values.

    >>> values("SEX")["f"]
    'zs:Female'
    """
    found: dict[str, str] = {}
    rows = (_HERE / "values.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for number, row in enumerate(rows, 2):
        name, value, target = row.split("\t")
        if target.partition(":")[0] in PREFIXES and not is_declared(expand(target)):
            raise InvalidDataset(f'{_HERE / "values.tsv"}: line {number}: "{target}" is not in the ontology')
        if name == field:
            found[value.lower()] = target
    return MappingProxyType(found)


@cache
def enumeration(name: str) -> tuple[str, ...]:
    """The words of an enumeration of GEDCOM 7 (``enumerations.tsv``), in their order.

    >>> enumeration("PEDI")
    ('ADOPTED', 'BIRTH', 'FOSTER', 'SEALING', 'OTHER')
    """
    rows = (row.split("\t") for row in (_HERE / "enumerations.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return tuple(word for known, word in rows if known == name)


@cache
def concepts(prefix: str) -> Mapping[str, Term]:
    """The concepts of a scheme by their labels in every language, in lower case.

    >>> concepts("nametype")["字"]
    '<https://w3id.org/zhishu/nametype/zi>'
    """
    found: dict[str, Term] = {}
    for iri, entry in all_terms().items():
        if entry.kind == "concept" and iri.startswith(PREFIXES[prefix]):
            for label in entry.labels.values():
                found.setdefault(label.lower(), f"<{iri}>")
    return MappingProxyType(found)


@cache
def term(compact_iri: str) -> Term:
    """The term of a compact IRI, remembered."""
    return curie(compact_iri)
