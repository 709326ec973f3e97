"""The record itself: control numbers, dates of cataloguing, who described it and by what rules (001-008, 038-042)."""

from __future__ import annotations

import re

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import assigner, organization, vocabulary
from kg.terms import Term

_LANGUAGE = re.compile(r"[a-z]{3}")
_PLAIN = re.compile(r"[a-z]+")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
_LOC = "DLC"
_DATE_TIME = "xsd:dateTime"
_DATE = "xsd:date"


def describe_record(d: Description) -> Term:
    """The node that tells of the description. Returns it: other fields add to it."""
    d.label = "001-1"
    record = d.record
    admin = d.link(d.work, "bf:adminMetadata", "bf:AdminMetadata")
    if number := record.control("001").strip():
        local = d.link(admin, "bf:identifiedBy", "bf:Local")
        d.plain(local, "rdf:value", number)
        assigner(d, local, record.control("003").strip() or d.naming.default_agency)
    entered = record.control("008")[:6]
    if entered.isdigit() and len(entered) == 6:
        created = d.link(d.work, "bf:adminMetadata", "bf:AdminMetadata")
        d.labelled(created, "bf:status", "bf:Status", "new", vocabulary("mstatus", "n"))
        century = "19" if entered[:2] > "68" else "20"
        d.typed(created, "bf:date", f"{century}{entered[:2]}-{entered[2:4]}-{entered[4:]}", _DATE)
    for field in record.get("005"):
        match = _STAMP.match(field.data)
        if match and int(match[1]):
            changed = d.link(d.work, "bf:adminMetadata", "bf:AdminMetadata")
            d.labelled(changed, "bf:status", "bf:Status", "changed", vocabulary("mstatus", "c"))
            year, month, day, hour, minute, second = match.groups()
            d.typed(changed, "bf:date", f"{year}-{month}-{day}T{hour}:{minute}:{second}", _DATE_TIME)
    return admin


def describe_source(d: Description, s: Statement, admin: Term) -> None:
    """038, 040, 042: who catalogued, changed and approved the record, in what language, by what rules."""
    match s.tag:
        case "038":
            d.labelled(admin, "bflc:metadataLicensor", "bflc:MetadataLicensor", s.first("a"))
        case "042":
            for code in s.all("a"):
                iri = vocabulary("marcauthen", code.strip())
                node = d.link(admin, "bf:descriptionAuthentication", "bf:DescriptionAuthentication", iri)
                d.plain(node, "bf:code", code.strip())
        case _:
            _describe_040(d, s, admin)


def _describe_040(d: Description, s: Statement, admin: Term) -> None:
    for code in s.all("ac"):
        organization(d, admin, "bf:agent", code)
    if modifiers := s.all("d"):
        organization(d, admin, "bf:descriptionModifier", modifiers[-1])
    language = s.first("b").strip()
    if _LANGUAGE.fullmatch(language):
        d.link(admin, "bf:descriptionLanguage", "bf:Language", vocabulary("languages", language))
    for code in s.all("e"):
        plain = _PLAIN.fullmatch(code.strip())
        about = vocabulary("descriptionConventions", code.strip()) if plain else ""
        node = d.link(admin, "bf:descriptionConventions", "bf:DescriptionConventions", about)
        d.plain(node, "bf:code", code.strip())
