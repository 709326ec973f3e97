"""Numbers of the resource (010-037, 074, 088): the class of each stands in ``identifiers.tsv``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ingest.code_tables import read_rows
from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import (
    about,
    addresses,
    applies_to,
    assigner,
    institution,
    organization,
    source,
    status,
    vocabulary,
)
from ingest.marc.punctuation import chop, chop_stop, qualified
from kg.terms import Term

_TABLE = Path(__file__).parents[1] / "identifiers.tsv"
_IN_BRACKETS = ("015", "020", "024", "027")
_SYSTEM = re.compile(r"\(([^()]+)\)\s*(.+)")
_OCLC = re.compile(r"(?:ocm|ocn|on)?0*(\d+)", re.IGNORECASE)
_LAC = "<http://id.loc.gov/authorities/names/no2004037399>"
_TERMS_OF_037 = {"2": "intervening source", "3": "current source"}


class _Rule(NamedTuple):
    subject: str
    class_: str
    invalid: str
    scheme: str
    assigner: str


@cache
def _rules() -> dict[tuple[str, str], _Rule]:
    return {
        (row["tag"], row["key"]): _Rule(row["subject"], row["class"], row["invalid"], row["scheme"], row["assigner"])
        for row in read_rows(_TABLE)
    }


@cache
def _rule(tag: str, first: str, second: str) -> _Rule:
    rules = _rules()
    for key in (second, first, ""):
        if (tag, key) in rules:
            return rules[tag, key]
    return _Rule("instance", "bf:Identifier", "z", "", "")


def describe_identifier(d: Description, s: Statement) -> None:
    """One identifier for each valid and each invalid number in the field."""
    field = s.field
    rule = _rule(s.tag, field.ind1, field.first("2") if field.ind1 == "7" else "")
    subject = d.work if rule.subject == "work" or d.record.leader[6:7] == "q" else d.instance
    for place, text in enumerate(field.all("a")):
        node = _identifier(
            d, subject, s, rule, text, next(iter(addresses(field, "0")), "") if s.tag == "024" and not place else ""
        )
        if node and not place:
            _details(d, node, s)
    for text in field.all(rule.invalid) if rule.invalid else ():
        if node := _identifier(d, subject, s, rule, text, ""):
            status(d, node, "cancinv", "invalid")


def _identifier(d: Description, subject: Term, s: Statement, rule: _Rule, text: str, iri: Term) -> Term:
    value, qualifiers = text, list[str]()
    if s.tag in _IN_BRACKETS:
        value, qualifiers = qualified(text)
    elif s.tag not in ("010", "016"):
        value = chop(text)
    if not value.strip():
        return ""
    node = d.link(subject, "bf:identifiedBy", rule.class_, iri)
    d.plain(node, "rdf:value", value)
    for each in qualifiers:
        d.plain(node, "bf:qualifier", each)
    field = s.field
    if s.tag == "016":
        _agency_of_016(d, node, s)
    elif s.tag == "074":
        assigner(d, node, "DGPO")
    elif rule.scheme:
        source(d, node, field.first("2"), rule.scheme)
    if rule.assigner and (name := field.first(rule.assigner)):
        d.labelled(node, "bf:assigner", "bf:Organization", chop_stop(name))
    return node


def _details(d: Description, node: Term, s: Statement) -> None:
    field = s.field
    for each in field.all("q"):
        d.plain(node, "bf:qualifier", chop(each.strip().strip("()")))
    for each in field.all("c"):
        d.plain(node, "bf:acquisitionTerms", chop(each))
    for each in field.all("d"):
        if s.tag == "017" and re.fullmatch(r"\d{8}", each):
            d.plain(node, "bf:date", f"{each[:4]}-{each[4:6]}-{each[6:]}")
        elif s.tag == "024":
            d.labelled(node, "bf:note", "bf:Note", each)
    for each in field.all("i"):
        d.labelled(node, "bf:note", "bf:Note", chop(each))


def _agency_of_016(d: Description, node: Term, s: Statement) -> None:
    if s.field.ind1 == "7":
        code = s.first("2").strip()
        found = d.link(node, "bf:source", "bf:Source", vocabulary("organizations", code.lower().replace("-", "")))
        d.plain(found, "bf:code", code)
    else:
        d.labelled(node, "bf:source", "bf:Source", "Library and Archives Canada", _LAC)


def describe_issn(d: Description, s: Statement) -> None:
    """022: ISSN and linking ISSN of the work; $y is incorrect, $z and $m are cancelled. 023: those of a cluster."""
    own = "bf:IssnL" if s.tag == "023" else "bf:Issn"
    for code, class_, state in (
        ("a", own, None),
        ("l", "bf:IssnL", None),
        ("m", "bf:IssnL", ("cancinv", "canceled")),
        ("y", own, ("incorrect", "incorrect")),
        ("z", own, ("cancinv", "canceled")),
    ):
        for text in s.all(code):
            node = d.link(d.work, "bf:identifiedBy", class_, about(s.field) if code == "a" else "")
            d.plain(node, "rdf:value", chop(text))
            if state:
                status(d, node, *state)
            if code in "al" and (agency := s.first("2")):
                d.plain(d.link(node, "bf:assigner", "bf:Agent"), "bf:code", agency)


def describe_fingerprint(d: Description, s: Statement) -> None:
    """026."""
    parts = s.all("abcd") or s.all("e")
    if parts:
        node = d.link(d.instance, "bf:identifiedBy", "bf:Fingerprint")
        d.plain(node, "rdf:value", " ".join(parts))
        source(d, node, s.first("2"), "fingerprintschemes")
        institution(d, node, s.field)


def describe_system_number(d: Description, s: Statement) -> None:
    """035: OCLC numbers, and numbers of other systems with the organization in brackets."""
    for code, text in s.field.subfields:
        if code not in "az" or not text.strip():
            continue
        match = _SYSTEM.fullmatch(text.strip())
        agency, number = (match[1], match[2]) if match else ("", text.strip())
        oclc = _OCLC.fullmatch(number.strip()) if agency == "OCoLC" else None
        node = d.link(d.instance, "bf:identifiedBy", "bf:OclcNumber" if oclc else "bf:Local")
        d.plain(node, "rdf:value", oclc[1] if oclc else number)
        if agency and not oclc:
            assigner(d, node, agency)
        if code == "z":
            status(d, node, "cancinv", "invalid")


def describe_acquisition(d: Description, s: Statement) -> None:
    """037 and the obsolete 265: where the resource can be had."""
    field = s.field
    label = "b" if s.tag == "037" else "a"
    node = d.link(d.instance, "bf:acquisitionSource", "bf:AcquisitionSource")
    d.say(node, "rdfs:label", s, lambda f: " ".join(f.all(label)))
    if s.tag == "265":
        return
    for number in field.all("a"):
        d.plain(d.link(node, "bf:identifiedBy", "bf:StockNumber"), "rdf:value", number)
    for price in field.all("c"):
        d.plain(node, "bf:acquisitionTerms", chop(price))
    if field.ind1 in _TERMS_OF_037:
        d.labelled(node, "bf:note", "bf:Note", _TERMS_OF_037[field.ind1])
    for text in field.all("fgn"):
        d.labelled(node, "bf:note", "bf:Note", chop(text))
    applies_to(d, node, field)
    for code in field.all("5"):
        organization(d, node, "bflc:applicableInstitution", code)
