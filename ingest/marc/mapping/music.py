"""Associated places, languages, audiences and numbers of works, mostly of music (370-386)."""

from __future__ import annotations

import re

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import (
    LC,
    about,
    address,
    applies_to,
    identifiers,
    source,
    status,
    usual,
    vocabulary,
)
from ingest.marc.mapping.keys import marc_key
from ingest.marc.mapping.physical import parts_of
from ingest.marc.punctuation import chop
from kg.terms import Term

_DEMOGRAPHIC = f"{LC}authorities/demographicTerms/"
_PARTIAL = "1"


def describe_places(d: Description, s: Statement) -> None:
    """370: places of origin."""
    for part in parts_of(s.field):
        if part.code in "cg":
            iri = about(part.authorities)
            node = d.labelled(d.work, "bf:originPlace", "bf:Place", chop(part.text), iri)
            source(d, node, s.first("2"), "subjectSchemes")
            applies_to(d, node, s.field)


def describe_language(d: Description, s: Statement) -> None:
    """377: languages of the content."""
    field = s.field
    scheme = field.first("2") if field.ind2 == "7" else ""
    for code in field.all("a"):
        plain = not scheme and re.fullmatch(r"[a-z]{3}", code.strip())
        node = d.link(
            d.work, "bf:language", "bf:Language", vocabulary("languages", code.strip()) if plain else about(field)
        )
        if not plain:
            d.plain(node, "bf:code", code.strip())
        d.plain(node, "rdfs:label", field.first("l"))
        if scheme:
            source(d, node, scheme, "languageschemes")
        applies_to(d, node, field)


def describe_medium(d: Description, s: Statement) -> None:
    """382: medium of performance, kept as it was coded."""
    node = d.link(d.work, "bf:musicMedium", "bf:MusicMedium")
    if s.field.ind1 == _PARTIAL:
        status(d, node, "part", "partial")
    d.plain(node, "bflc:readMarc382", marc_key(s.field))
    applies_to(d, node, s.field)


def describe_numbers(d: Description, s: Statement) -> None:
    """383, 384: serial, opus and thematic index numbers, and the key."""
    field = s.field
    if s.tag == "384":
        d.plain(d.work, "bf:musicKey", chop(field.first("a")))
        return
    for code, predicate in (("a", "bf:musicSerialNumber"), ("b", "bf:musicOpusNumber")):
        for text in field.all(code):
            d.plain(d.work, predicate, chop(text))
    for text in field.all("c"):
        d.plain(d.work, "bf:musicThematicNumber", " ".join([text.strip(), *field.all("d")]))


def describe_group(d: Description, s: Statement) -> None:
    """385, 386: for whom the work is, and who its creators are."""
    field = s.field
    if s.tag == "385":
        predicate, class_ = "bf:intendedAudience", "bf:IntendedAudience"
    else:
        predicate, class_ = "bflc:creatorCharacteristic", "bflc:CreatorCharacteristic"
    for label in field.all("a"):
        node = d.labelled(d.work, predicate, class_, label, _term(s))
        for code in field.all("b"):
            d.plain(node, "bf:code", code)
        usual(d, node, s, "subjectSchemes")
        if not _term(s):
            identifiers(d, node, field)
    group = field.first("n").strip()
    if not field.has("a") and re.fullmatch(r"[a-z]{3}", group):
        iri = f"<{_DEMOGRAPHIC}{group}>"
        if field.has("m"):
            d.labelled(d.work, predicate, "bflc:DemographicGroup", field.first("m"), iri)
        else:
            d.add(d.work, predicate, iri)


def _term(s: Statement) -> Term:
    for text in s.all("0"):
        if found := address(text):
            return found
        if match := re.fullmatch(r"\(DLC\)\s*(dg\d+)", text.strip()):
            return f"<{_DEMOGRAPHIC}{match[1]}>"
    return ""
