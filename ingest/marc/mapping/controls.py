"""Subfields that mean the same in every field: $0 $1 authorities, $2 source, $3 part, $5 institution, $u address."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

from ingest.marc.description import Description, Statement
from ingest.marc.punctuation import chop
from ingest.marc.record import Field
from kg.errors import InvalidInput
from kg.terms import Term, iri

LC = "http://id.loc.gov/"
VOCABULARY = f"{LC}vocabulary/"
_CODE = re.compile(r"[a-z][a-z0-9]*")
_NAMES = f"{LC}authorities/names/"
_RWO = f"{LC}rwo/agents/"
_PREFIXED = re.compile(r"\(([^()]+)\)\s*(.+)")


@cache
def vocabulary(scheme: str, code: str) -> Term:
    """The IRI of a code in a vocabulary of the Library of Congress (``languages``, ``chi``)."""
    return f"<{VOCABULARY}{scheme}/{quote(code, safe='')}>"


def address(text: str) -> Term | None:
    """The IRI in a subfield, with or without ``(uri)`` before it; None where there is none that is well-formed."""
    text = text.strip().removeprefix("(uri)").strip()
    if not text.startswith(("http://", "https://")):
        return None
    try:
        return iri(text)
    except InvalidInput:
        try:
            return iri(quote(text, safe="%/:=&?~#+!$,;'@()*[]-._"))
        except InvalidInput:
            return None


def addresses(field: Field, codes: str) -> list[Term]:
    """The IRIs in these subfields."""
    return [found for text in field.all(codes) if (found := address(text))]


def about(field: Field, place: int = 0) -> Term:
    """What identifies the thing that a field speaks of: $1, else $0 where it is an IRI; empty for none."""
    found = addresses(field, "1") or addresses(field, "0")
    return found[place] if place < len(found) else ""


def agent_about(field: Field) -> tuple[Term, list[Term]]:
    """(the agent itself, the authority records that name it): $1, and $0; LC's agents follow from its records."""
    real, records = addresses(field, "1"), addresses(field, "0")
    known = next((f"<{_RWO}{r[len(_NAMES) + 1 :]}" for r in records if r.startswith(f"<{_NAMES}")), "")
    itself = known or (real[0] if real else "")
    if not records and itself.startswith(f"<{_RWO}"):
        records = [f"<{_NAMES}{itself[len(_RWO) + 1 :]}"]
    return itself, records


def identifiers(d: Description, node: Term, field: Field) -> None:
    """The $0 that are numbers of somebody's file."""
    for text in field.all("0"):
        match = _PREFIXED.fullmatch(text.strip())
        if match and match[1] != "uri" and not match[2].startswith("http"):
            identifier = d.link(node, "bf:identifiedBy", "bf:Identifier")
            d.plain(identifier, "rdf:value", match[2])
            assigner(d, identifier, match[1])


def assigner(d: Description, node: Term, code: str, predicate: str = "bf:assigner") -> None:
    """The organization with a MARC organization code."""
    organization(d, node, predicate, code)


def organization(d: Description, node: Term, predicate: str, code: str) -> Term:
    """An agent known by its code; its IRI follows from the code where that is plain."""
    code = code.strip()
    local = code.lower().replace("-", "")
    agent = d.link(node, predicate, "bf:Agent", vocabulary("organizations", local) if _CODE.fullmatch(local) else "")
    d.plain(agent, "bf:code", code)
    return agent


def source(d: Description, node: Term, code: str, scheme: str) -> None:
    """The vocabulary that a term comes from ($2)."""
    code = code.strip()
    if not code:
        return
    found = d.link(node, "bf:source", "bf:Source", vocabulary(scheme, code) if _CODE.fullmatch(code) else "")
    d.plain(found, "bf:code", code)


def applies_to(d: Description, node: Term, field: Field, code: str = "3") -> None:
    """The part of the resource that a field is about."""
    for text in field.all(code):
        d.labelled(node, "bflc:appliesTo", "bflc:AppliesTo", chop(text))


def institution(d: Description, node: Term, field: Field) -> None:
    """The institution to whose copy a field applies ($5)."""
    for code in field.all("5"):
        organization(d, node, "bflc:applicableInstitution", code)


def locators(d: Description, node: Term, field: Field) -> None:
    """The addresses in $u; they are kept and never opened."""
    for found in addresses(field, "u"):
        d.add(node, "bf:electronicLocator", found)


def usual(d: Description, node: Term, statement: Statement, scheme: str = "") -> None:
    """All of them, for a node that a field is about."""
    field = statement.field
    applies_to(d, node, field)
    institution(d, node, field)
    locators(d, node, field)
    if scheme and (code := field.first("2")):
        source(d, node, code, scheme)


def status(d: Description, node: Term, code: str, label: str) -> None:
    """A status from LC's list."""
    d.labelled(node, "bf:status", "bf:Status", label, vocabulary("mstatus", code))
