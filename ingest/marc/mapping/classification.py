"""Class numbers (050-086) and subject category codes (072)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.marc.description import Description, Statement
from ingest.marc.mapping.controls import about, address, assigner, identifiers, source, status, vocabulary
from ingest.marc.punctuation import chop
from ingest.marc.record import Field
from kg.terms import Term

_LAC = "<http://id.loc.gov/authorities/names/no2004037399>"
_LC_CLASS = "http://id.loc.gov/authorities/classification/"
#: Whether the library that assigned the number has the book: 050, 055, 060 and 070 ind1.
_HELD = {"0": "uba", "1": "nuba"}
_DDC_EDITIONS = {"0": "full", "1": "abridged"}
_BY_OTHERS = "4"


class _Scheme(NamedTuple):
    class_: str
    assigner: Term


_SCHEMES = {
    "050": _Scheme("bf:ClassificationLcc", vocabulary("organizations", "dlc")),
    "055": _Scheme("bf:ClassificationLcc", _LAC),
    "060": _Scheme("bf:ClassificationNlm", vocabulary("organizations", "dnlm")),
    "070": _Scheme("bf:ClassificationNal", vocabulary("organizations", "dnal")),
    "080": _Scheme("bf:ClassificationUdc", ""),
    "082": _Scheme("bf:ClassificationDdc", ""),
    "083": _Scheme("bf:ClassificationDdc", ""),
    "084": _Scheme("bf:Classification", ""),
    "086": _Scheme("bf:Classification", ""),
}


@dataclass(slots=True)
class _Number:
    """A class number with what stands behind it up to the next one."""

    portion: str
    items: list[str] = field(default_factory=list)
    authorities: list[str] = field(default_factory=list)


def _numbers(of: Field) -> Iterator[_Number]:
    pending: _Number | None = None
    for code, text in of.subfields:
        if code == "a":
            if pending is not None:
                yield pending
            pending = _Number(text.strip())
        elif pending is not None and code == "b":
            pending.items.append(text.strip())
        elif pending is not None and code == "0":
            pending.authorities.append(text)
    if pending is not None and pending.portion:
        yield pending


def describe_class(d: Description, s: Statement) -> None:
    """One classification for each number in the field."""
    scheme = _SCHEMES[s.tag]
    for place, number in enumerate(_numbers(s.field)):
        real = [found for text in number.authorities if (found := address(text))]
        itself = about(Field("", "", "", [p for p in s.field.subfields if p[0] == "1"], 0)) if not place else ""
        if s.tag == "086" and real:
            itself, real = real[0], real[1:]
        node = d.link(d.work, "bf:classification", scheme.class_, itself)
        d.plain(node, "rdfs:label" if s.tag == "086" else "bf:classificationPortion", number.portion)
        if number.items and not place:
            d.plain(node, "bf:itemPortion", " ".join(number.items))
        for each in real:
            d.add(node, "madsrdf:hasRelatedAuthority", each)
        identifiers(d, node, Field(s.tag, " ", " ", [("0", text) for text in number.authorities], 0))
        _assigned(d, node, s, scheme)
    for text in s.all("z") if s.tag == "086" else ():
        node = d.labelled(d.work, "bf:classification", scheme.class_, text)
        status(d, node, "cancinv", "invalid")


def _assigned(d: Description, node: Term, s: Statement, scheme: _Scheme) -> None:
    first = s.field
    if scheme.assigner:
        by_agency = first.ind2 in "013" if s.tag == "055" else first.ind2 != _BY_OTHERS
        if by_agency:
            d.add(node, "bf:assigner", scheme.assigner)
        if first.ind1 in _HELD and by_agency:
            d.add(node, "bf:status", vocabulary("mstatus", _HELD[first.ind1]))
    if s.tag in ("080", "082", "083") and first.first("2"):
        d.plain(d.link(node, "bf:source", "bf:Source"), "bf:code", first.first("2"))
    if s.tag in ("082", "083"):
        d.plain(node, "bf:edition", _DDC_EDITIONS.get(first.ind1, ""))
        if first.ind2 == "0":
            assigner(d, node, "DLC")
    if s.tag in ("084", "086"):
        code = "sudocs" if s.tag == "086" and first.ind1 == "0" else first.first("2")
        source(d, node, code, "classSchemes")
    for agency in first.all("q"):
        d.labelled(node, "bf:assigner", "bf:Agent", agency)


def describe_geographic_class(d: Description, s: Statement) -> None:
    """052: a class of maps of the Library of Congress for each area."""
    if s.field.ind1 not in " 1":
        return
    for area in s.all("a"):
        parts = s.all("b") or [""]
        for part in parts:
            local = f"G{area}.{part}" if part else f"G{area}"
            if local.replace(".", "").isalnum() and area.isdigit():
                d.add(d.work, "bf:geographicCoverage", f"<{_LC_CLASS}{local}>")


def describe_category(d: Description, s: Statement) -> None:
    """072."""
    code = "".join(s.all("ax")).strip()
    if code:
        node = d.link(d.work, "bf:subject", "bf:Topic")
        d.plain(node, "bf:code", code)
        scheme = "agricola" if s.field.ind2 == "0" else s.first("2")
        source(d, node, chop(scheme), "classSchemes")
