"""Where the terms of the vocabulary have their pages on this server."""

from __future__ import annotations

from flask import url_for

from ontology.namespaces import PREFIXES, compact
from ontology.terms import VocabularyTerm, all_terms

_ZS = PREFIXES["zs"]


def term_address(iri: str) -> str:
    """The path of the page of a term, concept or concept scheme; empty for what is not in the vocabulary."""
    term = all_terms().get(iri)
    return address_of(term) if term else ""


def address_of(term: VocabularyTerm) -> str:
    """The path of the page of a term of the vocabulary."""
    if term.iri.startswith(_ZS):
        return url_for("ontology.term", local=term.iri[len(_ZS) :])
    prefix, colon, local = compact(term.iri).partition(":")
    if not colon or local.startswith("//"):
        return ""
    if term.kind == "scheme":
        return url_for("scheme.show", scheme=scheme_id(term.iri))
    if term.kind == "concept" and term.scheme:
        return url_for("scheme.concept", scheme=scheme_id(term.scheme), local=term.iri.removeprefix(term.scheme))
    return url_for("ontology.reused", prefix=prefix, local=local)


def scheme_id(iri: str) -> str:
    """The last part of the IRI of a scheme.

    >>> scheme_id("https://w3id.org/zhishu/kinship/")
    'kinship'
    """
    return iri.rstrip("/#").rpartition("/")[2]
